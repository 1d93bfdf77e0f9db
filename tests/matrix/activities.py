"""What people do with the bot, each a script that waits as people do for what they are to see."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.preview.standin.chats import Chat, Json, Person
from bot.preview.standin.standin import StandIn
from tests.bot.harness import labels

T = TypeVar("T")

# Seconds after which a person does once more what was not answered, where the fault says so.
_ASKS_AGAIN = 5.0
# Seconds after which nobody waits any longer.
PATIENCE = 75.0


class LostError(Exception):
    """What a person was to see did not come."""


class Play:
    """Acts for people, and sees what they see.

    brink: is awaited before what the activity is about; the fault begins there.
    asks_again: whether people try again what was not answered. again: how often they did.
    """

    def __init__(
        self, standin: StandIn, brink: Callable[[], Awaitable[None]], *, asks_again: bool
    ) -> None:
        self.standin = standin
        self.brink = brink
        self._asks_again = asks_again
        self.again = 0

    async def person(self, name: str) -> Person:
        """A person whose private chat with the bot is open."""
        return await self.standin.people.add_person(name, language_code="id")

    async def says(
        self, person: Person, text: str, shows: str = "", chat: Chat | None = None
    ) -> Json:
        """Say something; return the next message of the bot there that says some words."""
        chat = chat or self.standin.people.private(person)
        before = {message["message_id"] for message in self.standin.sent(chat.id)}

        def answer() -> Json | None:
            return self._newest(chat, shows, without=before)

        return await self._done(
            lambda: self.standin.people.say(chat, person, text), answer, f"{text!r}"
        )

    async def taps(self, person: Person, message: Json, label: str, shows: str = "") -> Json:
        """Tap a button; return the message of that chat that says some words then.

        shows: without it the message tapped is to change, or a new one to come.
        """
        chat = self.standin.world.chats[message["chat"]["id"]]
        before = message.get("text", "")
        there = {each["message_id"] for each in self.standin.sent(chat.id)}

        def answer() -> Json | None:
            if shows:
                return self._newest(chat, shows)
            changed = message.get("text", "") != before
            return message if changed else self._newest(chat, "", without=there)

        await self._seen(lambda: label in labels(message), f"button {label!r}")
        return await self._done(
            lambda: self.standin.people.tap(chat, person, message["message_id"], label),
            answer,
            f"tap {label!r}",
        )

    async def file(self, person: Person, message: Json, label: str) -> Json:
        """Tap a button that brings a file; return its message."""
        chat = self.standin.people.private(person)
        before = {each["message_id"] for each in self.standin.sent(chat.id)}

        def answer() -> Json | None:
            new = [it for it in self.standin.sent(chat.id) if it["message_id"] not in before]
            return next((it for it in new if "document" in it or "photo" in it), None)

        return await self._done(
            lambda: self.standin.people.tap(chat, person, message["message_id"], label),
            answer,
            f"file {label!r}",
        )

    async def shown(self, chat: Chat, shows: str) -> Json:
        """The newest message of the bot in a chat that says some words, once there is one."""
        found = await self._seen(lambda: self._newest(chat, shows), shows)
        assert found is not None
        return found

    async def _done(
        self,
        act: Callable[[], Awaitable[object]],
        answer: Callable[[], Json | None],
        what: str,
    ) -> Json:
        """Do something until it is answered."""
        await act()
        if self._asks_again:
            for _ in range(3):
                try:
                    return await self._seen(answer, what, _ASKS_AGAIN)
                except LostError:
                    self.again += 1
                    await act()
        return await self._seen(answer, what)

    async def _seen(self, look: Callable[[], T | None], what: str, seconds: float = PATIENCE) -> T:
        try:
            found = await self.standin.wait_for(look, seconds)
        except TimeoutError:
            raise LostError(f"nothing was seen after {what} within {seconds:g} s") from None
        assert found is not None
        return found

    def _newest(self, chat: Chat, shows: str, without: set[int] | None = None) -> Json | None:
        for message in reversed(self.standin.sent(chat.id)):
            new = message["message_id"] not in (without or ())
            if new and shows in message.get("text", ""):
                return message
        return None


@dataclass(frozen=True)
class Activity:
    """Something people do. play: its script."""

    name: str
    play: Callable[[Play], Awaitable[None]]


async def _question(play: Play) -> None:
    people = [await play.person(f"P{number}") for number in range(3)]
    first = await play.says(people[0], "mulai dari mana?", "Dimulai dari mana?")
    await play.brink()
    async with asyncio.TaskGroup() as group:
        for person in people:
            group.create_task(play.says(person, "apa itu csco?", "Chief Smart City Officer"))
    await play.taps(people[0], first, "Selengkapnya")


async def _diagnostic(play: Play) -> None:
    rina = await play.person("Rina")
    message = await play.says(rina, "/diagnosa")
    await play.taps(rina, message, "Lewati", "1/14")
    for number in range(1, 15):
        if number == 7:
            await play.brink()
        await play.shown(play.standin.people.private(rina), f"{number}/14")
        message = await play.taps(rina, message, labels(message)[1])
    await play.shown(play.standin.people.private(rina), "Hasil diagnosis")


@dataclass(frozen=True)
class _Hall:
    """A group that votes."""

    people: list[Person]
    chat: Chat
    panel: Json
    board: Json


async def _voting(play: Play) -> _Hall:
    people = [await play.person(f"Peserta {number}") for number in range(1, 6)]
    chat = await play.standin.people.make_group("Aula", people)
    private = play.standin.people.private(people[0])
    await play.says(people[0], "/start")
    await play.shown(chat, "")
    await play.standin.people.say(chat, people[0], "/lokakarya@mulai_bot")
    await play.shown(chat, "Lokakarya:")
    panel = await play.shown(private, "Ruang tunggu")
    await play.taps(people[0], panel, "Mulai pertanyaan pertama", "Putaran 1")
    return _Hall(people, chat, panel, await play.shown(chat, "Pilihan Anda rahasia"))


async def _votes(play: Play, hall: _Hall) -> None:
    answers = labels(hall.board)[:-1]
    async with asyncio.TaskGroup() as group:
        for number, person in enumerate(hall.people):
            label = answers[number % 2]
            group.create_task(_vote(play, hall, person, label))
    await play.shown(hall.chat, "5 dari 5")


async def _vote(play: Play, hall: _Hall, person: Person, label: str) -> None:
    tap = await play.standin.people.tap(hall.chat, person, hall.board["message_id"], label)
    try:
        await tap.answer(PATIENCE)
    except TimeoutError:
        raise LostError("a vote was not acknowledged") from None


async def _vote_in_a_workshop(play: Play) -> None:
    hall = await _voting(play)
    await play.brink()
    await _votes(play, hall)


async def _reveal(play: Play) -> None:
    hall = await _voting(play)
    await _votes(play, hall)
    await play.brink()
    await play.taps(hall.people[0], hall.panel, "Buka hasil", "sudah dibuka")
    await play.shown(hall.chat, "Hasil putaran 1, 5 suara")


async def _papers(play: Play) -> None:
    rina = await play.person("Rina")
    await play.says(rina, "/start t_need-sanitation")
    listed = await play.says(rina, "/dokumen")
    await play.brink()
    for label in labels(listed)[:2]:
        await play.file(rina, listed, label)


async def _forgetting(play: Play) -> None:
    rina, budi = await play.person("Rina"), await play.person("Budi")
    for person in (rina, budi):
        await play.says(person, "mulai dari mana?", "Dimulai dari mana?")
    page = await play.says(rina, "/data")
    await play.taps(rina, page, "Hapus semua data saya")
    await play.brink()
    await play.taps(rina, page, "Ya, hapus semuanya")
    await play.says(budi, "apa itu csco?", "Chief Smart City Officer")


ACTIVITIES = (
    Activity("private question", _question),
    Activity("diagnostic", _diagnostic),
    Activity("workshop vote", _vote_in_a_workshop),
    Activity("reveal", _reveal),
    Activity("papers", _papers),
    Activity("forgetting", _forgetting),
)
