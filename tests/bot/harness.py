"""The whole bot on the stand-in, over real HTTP, with a matcher that knows a few words by heart."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot import app
from bot.clock import Clock
from bot.preview.server import PreviewServer, preview_server
from bot.preview.standin.chats import Chat, Json, Person
from bot.preview.standin.limits import Limits
from bot.preview.standin.standin import StandIn
from bot.preview.standin.taps import TapAnswer
from bot.settings import Settings
from bot.shelf import Shelf
from bot.web.listening import listen
from knowledge.base import Knowledge
from knowledge.loading.documents import Fault
from tests.bot.databases import SqliteFile, Storage
from tests.conversations.scripts import Scripted, answered

MATCHES = {
    "mulai dari mana?": answered("where-to-start"),
    "apa itu csco?": answered("csco-what"),
}


SECRET = "only-telegram-knows"


class FixedShelf(Shelf):
    """Content that is already in memory."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.faults: tuple[Fault, ...] = ()

    def reload(self) -> tuple[Fault, ...]:
        """Nothing to read: the faults that the test has laid out."""
        return self.faults


@dataclass
class Hall:
    """A stand-in, and a bot that can be started and stopped on it.

    folder: for the files of its lives. storage: its database.
    """

    server: PreviewServer
    folder: Path
    knowledge: Knowledge
    storage: Storage

    @property
    def standin(self) -> StandIn:
        """The stand-in itself."""
        return self.server.standin

    def settings(self, **more: Any) -> Settings:
        """Settings that point the bot at the stand-in."""
        given: dict[str, Any] = {
            "telegram_token": SecretStr(self.standin.token),
            "telegram_api_url": self.server.url,
            "database_url": self.storage.url,
        }
        return Settings(_env_file=None, **(given | more))

    @contextlib.asynccontextmanager
    async def bot(
        self, shelf: Shelf | None = None, clock: Clock | None = None, **more: Any
    ) -> AsyncIterator[None]:
        """A bot that serves the stand-in."""
        shelf = shelf or FixedShelf(Scripted(self.knowledge.content, matches=MATCHES))
        async with app.serving(self.settings(**more), shelf, clock):
            yield

    @contextlib.asynccontextmanager
    async def starting(self, **more: Any) -> AsyncIterator[None]:
        """A bot that may never come to serve; it is stopped at the end."""

        async def live() -> None:
            async with self.bot(**more):
                await asyncio.Event().wait()

        task = asyncio.create_task(live())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def by_webhook(self) -> dict[str, Any]:
        """Settings under which updates come by webhook."""
        port = free_port()
        return {
            "webhook_url": f"http://127.0.0.1:{port}/telegram",
            "webhook_secret": SecretStr(SECRET),
            "web_port": port,
        }

    async def person(self, name: str = "Rina", language: str | None = "id") -> Person:
        """A person whose private chat with the bot is open."""
        return await self.standin.people.add_person(name, language_code=language)

    async def ask(self, person: Person, text: str, chat: Chat | None = None) -> Json:
        """Say something and wait for the next message of the bot in that chat."""
        chat = chat or self.standin.people.private(person)
        before = len(self.standin.sent(chat.id))
        await self.standin.people.say(chat, person, text)
        return await self.next_message(chat, before)

    async def next_message(self, chat: Chat, before: int) -> Json:
        """The newest message of the bot in a chat once there are more than `before`."""
        await self.standin.wait_for(lambda: len(self.standin.sent(chat.id)) > before)
        return self.standin.sent(chat.id)[-1]

    async def tap(self, person: Person, message: Json, label: str) -> TapAnswer:
        """Tap a button by its label and wait for the toast."""
        chat = self.standin.world.chats[message["chat"]["id"]]
        tap = await self.standin.people.tap(chat, person, message["message_id"], label)
        return await tap.answer()


@contextlib.asynccontextmanager
async def open_hall(
    folder: Path,
    knowledge: Knowledge,
    limits: Limits | None = None,
    storage: Storage | None = None,
) -> AsyncIterator[Hall]:
    """An empty stand-in, served on a free port of the loopback."""
    storage = storage or SqliteFile(folder / "mulai.sqlite3")
    async with preview_server(StandIn(limits=limits)) as server:
        yield Hall(server, folder, knowledge, storage)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with contextlib.closing(listen("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def labels(message: Json) -> list[str]:
    """The labels of a message's buttons."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def hurried(times: float) -> Clock:
    """A clock that runs so many times as fast as the true one."""
    wall, began = time.time(), time.monotonic()

    def passed() -> float:
        return (time.monotonic() - began) * times

    return Clock(
        lambda: wall + passed(), lambda: began + passed(), lambda wait: asyncio.sleep(wait / times)
    )
