"""The people: what they do in their chats, and what the bot gets to know of it."""

from __future__ import annotations

import itertools
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.preview.standin import images, taps
from bot.preview.standin.chats import (
    ANONYMOUS_ADMIN,
    Chat,
    Json,
    Member,
    Person,
    PhoneEvent,
    World,
)
from bot.preview.standin.html import detect, units
from bot.preview.standin.limits import TEXT
from bot.preview.standin.membership import Membership
from bot.preview.standin.taps import Tap, Taps
from bot.preview.standin.updates import Updates

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_OTHER_BOT: Json = {
    "id": 900_000_001,
    "is_bot": True,
    "first_name": "Bot lain",
    "username": "lain_bot",
}


class People(Membership):
    """The hands on the phones. Every method is one thing that a person can do."""

    def __init__(self, world: World, updates: Updates, taps_: Taps) -> None:
        super().__init__(world, updates)
        self.taps = taps_
        self._person_ids = itertools.count(610_000_001)
        self._media = itertools.count(1)

    # -- who there is ---------------------------------------------------------------------

    async def add_person(
        self,
        name: str,
        username: str | None = None,
        language_code: str | None = "id",
        *,
        key: str | None = None,
        note: str = "",
    ) -> Person:
        """Return a new person, with an empty private chat that they have not started."""
        person_id = next(self._person_ids)
        key = key or name.split()[0].lower()
        person = Person(person_id, key, name, username, language_code, note)
        self.world.persons[person_id] = person
        chat = Chat(person_id, "private", name, f"private-{key}")
        chat.members = {
            person_id: Member(person.as_json()),
            self.world.bot_id: Member(self.world.bot),
        }
        self.world.chats[person_id] = chat
        return person

    def private(self, person: Person) -> Chat:
        """Return this person's private chat with the bot."""
        return self.world.chats[person.id]

    # -- writing --------------------------------------------------------------------------

    async def say(
        self,
        chat: Chat,
        person: Person,
        text: str,
        *,
        reply_to: int | None = None,
        thread: int | None = None,
        anonymous: bool = False,
    ) -> Json:
        """Send a text and return the message.

        reply_to: id of the message that is answered.
        anonymous: as an admin who hides behind the group.
        """
        if not 0 < units(text) <= TEXT:
            raise ValueError("a phone sends texts of 1 to 4096 characters only")
        entities = detect(text)
        content: Json = {"text": text, **({"entities": entities} if entities else {})}
        return await self._write(
            chat, person, content, reply_to=reply_to, thread=thread, anonymous=anonymous
        )

    async def start(self, person: Person, payload: str = "") -> Json:
        """Press START, or open a link with a payload."""
        if payload and not _PAYLOAD.fullmatch(payload):
            raise ValueError("a deep-link payload is 1 to 64 of A-Z a-z 0-9 _ -")
        return await self.say(self.private(person), person, f"/start {payload}".strip())

    async def open_link(self, person: Person, url: str) -> Json | None:
        """Open a t.me link: return the /start message if it is one to this bot, else None."""
        parts = urlsplit(url)
        ours = parts.path.strip("/").lower() == self.world.bot["username"].lower()
        if parts.netloc not in ("t.me", "telegram.me") or not ours:
            return None
        return await self.start(person, parse_qs(parts.query).get("start", [""])[0])

    async def open_group_link(self, chat: Chat, person: Person, payload: str) -> Json:
        """Follow a ?startgroup= link: add the bot to a group and start it there."""
        if not _PAYLOAD.fullmatch(payload):
            raise ValueError("a deep-link payload is 1 to 64 of A-Z a-z 0-9 _ -")
        if not chat.has(self.world.bot_id):
            await self.add_bot(chat, person)
        return await self.say(chat, person, f"/start@{self.world.bot['username']} {payload}")

    async def edit(self, chat: Chat, person: Person, message_id: int, text: str) -> Json:
        """Change one's own text."""
        message = chat.messages[message_id]
        if message["from"]["id"] != person.id:
            raise ValueError("people edit their own messages only")
        message.update(text=text, entities=detect(text), edit_date=self.world.date())
        self.world.show(PhoneEvent("edited", chat.id, message))
        if self._delivered(chat, message):
            self.updates.put("edited_message", message, f"chat {chat.id}")
        return message

    async def delete(self, chat: Chat, message_id: int) -> None:
        """Delete a message. The bot is not told."""
        del chat.messages[message_id]
        self.world.show(PhoneEvent("deleted", chat.id, {"message_id": message_id}))

    async def delete_topic(self, chat: Chat, thread: int) -> None:
        """Delete a topic with its messages. The bot is not told."""
        del chat.topics[thread]
        doomed = [m for m in chat.messages.values() if m.get("message_thread_id") == thread]
        for message in doomed:
            await self.delete(chat, message["message_id"])

    async def send_photo(
        self, chat: Chat, person: Person, content: bytes, caption: str = "", **where: Any
    ) -> Json:
        """Send a picture."""
        file = self.world.keep("photo.jpg", images.mime(content), content)
        width, height = images.dimensions(content) or (1, 1)
        size = {**self._media_ids(file.id), "width": width, "height": height}
        size["file_size"] = len(content)
        extra = {"caption": caption} if caption else {}
        return await self._write(chat, person, {"photo": [size], **extra}, **where)

    async def send_document(
        self, chat: Chat, person: Person, name: str, content: bytes, **where: Any
    ) -> Json:
        """Send a file."""
        file = self.world.keep(name, "application/octet-stream", content)
        document = {**self._media_ids(file.id), "file_name": name, "file_size": len(content)}
        return await self._write(chat, person, {"document": document}, **where)

    async def send_voice(self, chat: Chat, person: Person, seconds: int = 3, **where: Any) -> Json:
        """Send a voice message."""
        file = self.world.keep("voice.ogg", "audio/ogg", b"OggS")
        voice = {**self._media_ids(file.id), "duration": seconds, "mime_type": "audio/ogg"}
        return await self._write(chat, person, {"voice": voice}, **where)

    async def send_sticker(
        self, chat: Chat, person: Person, emoji: str = "👍", **where: Any
    ) -> Json:
        """Send a sticker."""
        file = self.world.keep("sticker.webp", "image/webp", b"RIFF")
        sticker = {
            **self._media_ids(file.id),
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": emoji,
        }
        return await self._write(chat, person, {"sticker": sticker}, **where)

    async def send_location(
        self,
        chat: Chat,
        person: Person,
        latitude: float = -6.2,
        longitude: float = 106.8,
        **where: Any,
    ) -> Json:
        """Send a place."""
        place = {"latitude": latitude, "longitude": longitude}
        return await self._write(chat, person, {"location": place}, **where)

    async def send_contact(
        self, chat: Chat, person: Person, phone: str = "+628120000000", **where: Any
    ) -> Json:
        """Send one's own contact."""
        contact = {"phone_number": phone, "first_name": person.name, "user_id": person.id}
        return await self._write(chat, person, {"contact": contact}, **where)

    async def send_poll(
        self, chat: Chat, person: Person, question: str, options: list[str], **where: Any
    ) -> Json:
        """Send a poll."""
        poll = {
            "id": str(next(self._media)),
            "question": question,
            "options": [
                {"text": text, "voter_count": 0, "persistent_id": str(number)}
                for number, text in enumerate(options)
            ],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
        return await self._write(chat, person, {"poll": poll}, **where)

    async def other_bot_says(self, chat: Chat, text: str) -> Json:
        """Let another bot of the group write, which this bot never sees."""
        chat.members.setdefault(_OTHER_BOT["id"], Member(_OTHER_BOT))
        return self.world.add(chat, _OTHER_BOT, {"text": text})

    # -- tapping --------------------------------------------------------------------------

    async def tap(self, chat: Chat, person: Person, message_id: int, button: str) -> Tap:
        """Tap the button with this callback data or label; `await tap.answer()` for its toast.

        KeyError if the message has no such button now.
        """
        markup = chat.messages[message_id].get("reply_markup", {})
        buttons = [b for row in markup.get("inline_keyboard", []) for b in row]
        buttons = [b for b in buttons if "callback_data" in b]
        wanted = [b for b in buttons if b["callback_data"] == button]
        wanted += [b for b in buttons if b["text"] == button]
        if not wanted:
            raise KeyError(f"no button {button!r} among {[b['text'] for b in buttons]}")
        return await self.forge(chat, person, message_id, wanted[0]["callback_data"])

    async def forge(self, chat: Chat, person: Person, message_id: int, data: str) -> Tap:
        """Send callback data that need not stand on any button, as a modified app can."""
        tap = self.taps.new(person.id, chat.id, message_id, data)
        message = chat.messages.get(message_id)
        gone = {"chat": chat.as_json(), "message_id": message_id, "date": 0}
        query = taps.as_json(tap, person.as_json(), message or gone)
        self.updates.put("callback_query", query, f"user {person.id}")
        self.world.bell.ring()
        return tap

    # -- the bot in the private chat -------------------------------------------------------

    async def block(self, person: Person) -> None:
        """Block the bot."""
        self._set_status(self.private(person), self.world.bot, "kicked", by=person.as_json())

    async def unblock(self, person: Person) -> None:
        """Unblock the bot."""
        self._set_status(self.private(person), self.world.bot, "member", by=person.as_json())

    async def deactivate(self, person: Person) -> None:
        """Delete the account."""
        person.active = False

    # -- inside ---------------------------------------------------------------------------

    async def _write(
        self,
        chat: Chat,
        person: Person,
        content: Json,
        *,
        reply_to: int | None = None,
        thread: int | None = None,
        anonymous: bool = False,
    ) -> Json:
        if chat.migrated_to is not None or not chat.has(person.id):
            raise ValueError(f"{person.name} cannot write in {chat.title}")
        if chat.is_private:
            await self._begin(chat, person)
        if reply_to is not None:
            replied = chat.messages[reply_to]
            content["reply_to_message"] = {
                key: value for key, value in replied.items() if key != "reply_to_message"
            }
            thread = thread or chat.thread_of_reply(replied)
        sender = person.as_json()
        if anonymous:
            sender = ANONYMOUS_ADMIN
            content["sender_chat"] = chat.as_json()
        message = self.world.add(chat, sender, content, thread)
        self._deliver(chat, message)
        return message

    async def _begin(self, chat: Chat, person: Person) -> None:
        chat.started = True
        if not chat.has(self.world.bot_id):
            await self.unblock(person)

    def _deliver(self, chat: Chat, message: Json) -> None:
        if self._delivered(chat, message):
            self.updates.put("message", message, f"chat {chat.id}")

    def _delivered(self, chat: Chat, message: Json) -> bool:
        """Return whether the bot gets this message of a person: privacy mode decides."""
        bot_id = self.world.bot_id
        if not chat.has(bot_id):
            return False
        if chat.is_private or chat.reads_all or chat.is_admin(bot_id):
            return True
        if message.get("reply_to_message", {}).get("from", {}).get("id") == bot_id:
            return True
        return self._is_our_command(chat, message.get("text", ""))

    def _is_our_command(self, chat: Chat, text: str) -> bool:
        command = re.match(r"/[A-Za-z0-9_]+(@[A-Za-z0-9_]+)?", text)
        if command is None:
            return False
        if command[1]:
            return command[1][1:].lower() == str(self.world.bot["username"]).lower()
        return chat.last_bot == self.world.bot_id

    def _media_ids(self, file_id: str) -> Json:
        return {"file_id": file_id, "file_unique_id": f"u{file_id}"}
