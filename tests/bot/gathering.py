"""A room of people in a group that holds a workshop, over real HTTP, in time that runs faster."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from bot.clock import Clock
from bot.preview.standin.chats import Chat, Json, Person
from bot.preview.standin.taps import TapAnswer
from tests.bot.harness import Hall, labels

LOBBY = "Lokakarya:"
# What panels show only after a tap on "more".
_BEHIND_MORE = frozenset(
    {"Lewati", "« Kembali", "Cek kehadiran", "Jeda", "Terbuka tak sengaja, ulang"}
)


def fast_clock(times: float) -> Clock:
    """A clock that runs so many times faster than the one on the wall."""

    async def sleep(seconds: float) -> None:
        await asyncio.sleep(seconds / times)

    return Clock(
        now=lambda: time.time() * times,
        monotonic=lambda: time.monotonic() * times,
        sleep=sleep,
    )


@dataclass
class Gathering:
    """A group with the bot in it; the first person leads.

    chat: the group. people: who is in it.
    """

    hall: Hall
    chat: Chat
    people: list[Person]

    @property
    def leader(self) -> Person:
        """Who opens the workshop."""
        return self.people[0]

    async def opens(self, words: str = "/lokakarya") -> Json:
        """The leader opens a workshop; returns the panel, which comes to the private chat."""
        await self.hall.standin.people.start(self.leader)
        await self.hall.standin.wait_for(lambda: self.hall.standin.sent(self.chat.id))
        await self.hall.standin.people.say(self.chat, self.leader, words)
        await self.board(LOBBY)
        return await self.panel("Ruang tunggu")

    async def board(self, words: str) -> Json:
        """The newest message of the bot in the group that says some words, once there is one."""
        return await self.newest(self.chat, words)

    async def panel(self, words: str, leader: Person | None = None) -> Json:
        """The panel of who leads, once it says some words."""
        chat = self.hall.standin.people.private(leader or self.leader)
        return await self.newest(chat, "Panel fasilitator", words)

    async def newest(self, chat: Chat, *words: str) -> Json:
        """The newest message of the bot in a chat that says all these words, once there is one."""
        found: list[Json] = []

        def there() -> bool:
            found[:] = [
                message
                for message in self.hall.standin.sent(chat.id)
                if all(word in message.get("text", "") for word in words)
            ]
            return bool(found)

        await self.hall.standin.wait_for(there)
        return found[-1]

    async def controls(self, label: str, shown: str) -> Json:
        """The leader taps the panel; returns it once it says what is expected then."""
        panel = await self.panel("")
        if label in _BEHIND_MORE:
            await self.hall.standin.wait_for(lambda: "Lainnya…" in labels(panel))
            await self.hall.tap(self.leader, panel, "Lainnya…")
        await self.hall.standin.wait_for(lambda: label in labels(panel))
        await self.hall.tap(self.leader, panel, label)
        return await self.panel(shown)

    async def joins_in_private(self, person: Person, link: str) -> Chat:
        """A person comes by the link and names an agency; returns the chat, with its board."""
        await self.hall.standin.people.start(person, link)
        private = self.hall.standin.people.private(person)
        asked = await self.newest(private, "Anda dari instansi mana?")
        await self.hall.tap(person, asked, "Bappeda")
        await self.newest(private, "Pilihan Anda rahasia")
        return private

    async def votes(self, person: Person, label: str, chat: Chat | None = None) -> TapAnswer:
        """A person taps an answer on the newest message of a chat that has it, once one does."""
        chat = chat or self.chat
        board = await self.hall.standin.wait_for(lambda: self._offering(chat, label))
        assert board is not None
        return await self.hall.tap(person, board, label)

    def _offering(self, chat: Chat, label: str) -> Json | None:
        """The newest message of the bot in a chat with a certain button."""
        there = reversed(self.hall.standin.sent(chat.id))
        return next((message for message in there if label in labels(message)), None)


async def gather(hall: Hall, size: int) -> Gathering:
    """A group of so many people."""
    people = [await hall.person(f"Peserta {number}") for number in range(1, size + 1)]
    return Gathering(hall, await hall.standin.people.make_group("Aula", people), people)
