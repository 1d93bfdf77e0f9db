"""The page's side: what its phones show, and what is done on them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot import fonts
from bot.preview.standin.chats import Chat, Json, Person, PhoneEvent
from bot.preview.standin.standin import StandIn

_STATIC = Path(__file__).parent / "static"

PageAction = Callable[[Person, Chat, Json], Awaitable[Any]]


def page_routes(standin: StandIn) -> list[Route | Mount]:
    """Return the routes of the page, its files and its API."""
    page = Page(standin)
    return [
        Route("/", lambda request: FileResponse(_STATIC / "index.html")),
        Route("/preview/world", page.world),
        Route("/preview/messages", page.messages),
        Route("/preview/events", page.events),
        Route("/preview/files/{file_id}", page.file),
        Route("/preview/photo", page.photo, methods=["POST"]),
        Route("/preview/{action}", page.act, methods=["POST"]),
        Mount("/static/fonts", StaticFiles(directory=fonts.FOLDER)),
        Mount("/static", StaticFiles(directory=_STATIC)),
    ]


class Page:
    """Answers the browser. Person and chat come as keys: `?as=rina&chat=group`."""

    def __init__(self, standin: StandIn) -> None:
        self.standin = standin
        self._actions: dict[str, PageAction] = {
            "say": self._say,
            "start": self._start,
            "tap": self._tap,
            "edit": self._edit,
            "open": self._open,
            "block": self._block,
            "send": self._send,
        }

    async def world(self, request: Request) -> Response:
        """Return the people, this person's chats, and the bot as they see it."""
        person = self._person(request.query_params)
        standin = self.standin
        names = {
            what: standin.methods.text(what, person.language_code)
            for what in ("name", "description", "shortdescription")
        }
        return JSONResponse(
            {
                "me": person.key,
                "bot": {**standin.world.bot, **{k: v for k, v in names.items() if v}},
                "persons": [
                    {**p.as_json(), "key": p.key, "note": p.note}
                    for p in standin.world.persons.values()
                ],
                "chats": [self._chat(chat, person) for chat in self._chats(person)],
            }
        )

    async def messages(self, request: Request) -> Response:
        """Return all messages of a chat, those from before a migration first."""
        query = request.query_params
        try:
            chat = self._chat_of(self._person(query), query["chat"])
        except KeyError:
            return Response(status_code=404)
        before = self.standin.world.chats[chat.migrated_from] if chat.migrated_from else None
        older = list(before.messages.values()) if before else []
        return JSONResponse([*older, *chat.messages.values()])

    async def events(self, request: Request) -> Response:
        """Stream what this person's phone shows."""
        person = self._person(request.query_params)
        return StreamingResponse(self._stream(person), media_type="text/event-stream")

    async def file(self, request: Request) -> Response:
        """Return a file that stands in a message."""
        file = self.standin.world.files.get(request.path_params["file_id"])
        if file is None:
            return Response(status_code=404)
        return Response(file.content, media_type=file.mime)

    async def photo(self, request: Request) -> Response:
        """Send the picture in the request's body."""
        query = request.query_params
        person = self._person(query)
        chat = self._chat_of(person, query["chat"])
        message = await self.standin.people.send_photo(chat, person, await request.body())
        return JSONResponse(message)

    async def act(self, request: Request) -> Response:
        """Let a person do something; 400 with the reason where a phone would not let them."""
        body: Json = await request.json()
        action = self._actions.get(request.path_params["action"])
        if action is None:
            return Response(status_code=404)
        try:
            person = self._person(body)
            result = await action(person, self._chat_of(person, body["chat"]), body)
        except (KeyError, ValueError) as error:
            return JSONResponse({"error": str(error)}, 400)
        return JSONResponse(result)

    # -- what people do -------------------------------------------------------------------

    async def _say(self, person: Person, chat: Chat, body: Json) -> Json:
        reply_to, thread = body.get("reply_to"), body.get("thread")
        people = self.standin.people
        return await people.say(chat, person, body["text"], reply_to=reply_to, thread=thread)

    async def _start(self, person: Person, chat: Chat, body: Json) -> Json:
        return await self.standin.people.start(person, body.get("payload", ""))

    async def _tap(self, person: Person, chat: Chat, body: Json) -> Json:
        people = self.standin.people
        tap = await people.tap(chat, person, body["message_id"], body["button"])
        return {"tap": tap.id}

    async def _edit(self, person: Person, chat: Chat, body: Json) -> Json:
        return await self.standin.people.edit(chat, person, body["message_id"], body["text"])

    async def _open(self, person: Person, chat: Chat, body: Json) -> Json:
        """Follow a t.me link of the bot; startgroup goes to the person's first group."""
        people = self.standin.people
        query = parse_qs(urlsplit(body["url"]).query)
        if "startgroup" in query:
            group = next(c for c in self._chats(person) if not c.is_private)
            await people.open_group_link(group, person, query["startgroup"][0])
            return {"chat": group.key}
        await people.open_link(person, body["url"])
        return {"chat": "private"}

    async def _block(self, person: Person, chat: Chat, body: Json) -> Json:
        people = self.standin.people
        await (people.block(person) if body["blocked"] else people.unblock(person))
        return {}

    async def _send(self, person: Person, chat: Chat, body: Json) -> Json:
        """Send what has no text, so that one can see how the bot takes it."""
        people = self.standin.people
        senders: dict[str, Callable[[Chat, Person], Awaitable[Json]]] = {
            "voice": people.send_voice,
            "sticker": people.send_sticker,
            "location": people.send_location,
            "contact": people.send_contact,
        }
        return await senders[body["what"]](chat, person)

    # -- what phones show -----------------------------------------------------------------

    async def _stream(self, person: Person) -> AsyncIterator[str]:
        queue: asyncio.Queue[PhoneEvent] = asyncio.Queue()
        phones, bell = self.standin.world.phones, self.standin.world.bell
        phones.add(queue.put_nowait)
        try:
            yield ": connected\n\n"
            while not self.standin.updates.closed:
                while not queue.empty():
                    event = queue.get_nowait()
                    if self._sees(person, event):
                        yield f"data: {json.dumps(self._event(event))}\n\n"
                await bell.wait()
        finally:
            phones.discard(queue.put_nowait)

    def _event(self, event: PhoneEvent) -> Json:
        chat = self.standin.world.chats[event.chat_id]
        key = "private" if chat.is_private else chat.key
        return {"kind": event.kind, "chat": key, "data": event.data}

    def _sees(self, person: Person, event: PhoneEvent) -> bool:
        if event.person_id is not None:
            return event.person_id == person.id
        chat = self.standin.world.chats[event.chat_id]
        return event.kind == "chats" or chat.has(person.id)

    def _chats(self, person: Person) -> list[Chat]:
        chats = self.standin.world.chats.values()
        return [c for c in chats if c.has(person.id) and c.migrated_to is None]

    def _chat(self, chat: Chat, person: Person) -> Json:
        bot_id = self.standin.world.bot_id
        last = list(chat.messages.values())[-1:]
        return {
            **chat.as_json(),
            "key": "private" if chat.is_private else chat.key,
            "members": sum(chat.has(user_id) for user_id in chat.members),
            "started": chat.started,
            "blocked": chat.is_private and not chat.has(bot_id),
            "with_bot": chat.has(bot_id),
            "commands": self.standin.commands.seen_by(person, chat),
            "topics": chat.topics,
            "last": last[0] if last else None,
        }

    def _person(self, values: Any) -> Person:
        """Return the person who is asked for; an address without a known one means the first."""
        persons = self.standin.world.persons.values()
        return next((p for p in persons if p.key == values.get("as")), next(iter(persons)))

    def _chat_of(self, person: Person, key: str) -> Chat:
        if key == "private":
            return self.standin.people.private(person)
        return self.standin.world.chat(key)
