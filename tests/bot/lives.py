"""A bot with many short lives, people who talk to it all the while, and what must come of it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from telegram import User

from bot.clock import Clock
from bot.papers.making import PAPERS
from bot.preview.standin.chats import Chat, Person
from bot.preview.standin.standin import Call, StandIn
from bot.storage.outgoing import AnswerTap, EditText, Outgoing, SendText, from_json
from bot.telegram.rendering import render
from bot.telegram.updates import Incoming, read_update
from conversations.router import step
from conversations.state import State, restore, save
from knowledge.base import Knowledge
from knowledge.loading.loader import packaged_content
from tests.bot.databases import PostgresDatabase, SqliteFile

ROOT = Path(__file__).parents[2]


# -- the bot --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """Where the lives of one bot leave their traces.

    folder: its database and its log. standin_url, token: the Bot API that it serves.
    more: settings besides. server: its database, if that is no file in the folder.
    """

    folder: Path
    standin_url: str
    token: str
    more: tuple[tuple[str, str], ...] = ()
    server: PostgresDatabase | None = None

    def with_setting(self, name: str, value: str) -> Place:
        """The same place for a bot with one more setting."""
        return replace(self, more=(*self.more, (name, value)))

    @property
    def database(self) -> Path:
        """The one database of all lives."""
        return self.folder / "mulai.sqlite3"

    @property
    def log(self) -> str:
        """All that was logged by now."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def environment(self) -> dict[str, str]:
        """The environment of a process that is, or becomes, the bot."""
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("MULAI_")},
            "PYTHONPATH": str(ROOT),
            "MULAI_TELEGRAM_TOKEN": self.token,
            "MULAI_TELEGRAM_API_URL": self.standin_url,
            "MULAI_DATABASE_URL": self.server.url if self.server else SqliteFile(self.database).url,
            "MULAI_KNOWLEDGE_DIR": str(packaged_content()),
            "MULAI_SEMANTIC": "off",  # what is said is not the question here
            **dict(self.more),
        }

    async def process(self, *arguments: str, **more: Any) -> asyncio.subprocess.Process:
        """Start Python on something, in the folder; it adds to the log."""
        with (self.folder / "log").open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable,
                *arguments,
                cwd=self.folder,
                env=self.environment(),
                stderr=log,
                **more,
            )

    @contextlib.asynccontextmanager
    async def command(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """The real command, `python -m bot run`; killed at the end if it still runs."""
        process = await self.process("-m", "bot", "run")
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Read the database while the bot may be at work."""
        if self.server is not None:
            return self.server.rows(query)
        with contextlib.closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(query).fetchall()

    def outbox_left(self) -> list[Outgoing]:
        """What a dead bot left unsent or unmarked, read from a copy: opening it would tidy up."""
        if self.server is not None:
            return [from_json(call, PAPERS) for (call,) in self.rows("SELECT call FROM outbox")]
        copy = self.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        for path in self.folder.glob(f"{self.database.name}*"):
            shutil.copy(path, copy)
        if not (copy / self.database.name).exists():
            return []
        with contextlib.closing(sqlite3.connect(copy / self.database.name)) as connection:
            query = "SELECT count(*) FROM sqlite_master WHERE name = 'outbox'"
            if connection.execute(query).fetchone() == (0,):
                return []
            calls = connection.execute("SELECT call FROM outbox")
            return [from_json(call, PAPERS) for (call,) in calls]

    async def settled(self, seconds: float) -> None:
        """Wait until nothing is in the inbox and nothing in the outbox."""
        query = (
            "SELECT (SELECT count(*) FROM inbox WHERE body IS NOT NULL),"
            " (SELECT count(*) FROM outbox)"
        )
        async with asyncio.timeout(seconds):
            while self.rows(query) != [(0, 0)]:  # noqa: ASYNC110
                # The database rings no bell: it is looked at until it is so, or time is up.
                await asyncio.sleep(0.05)


class Lives:
    """The bot of a fork server: one life at a time."""

    def __init__(self, server: asyncio.subprocess.Process) -> None:
        self._server = server

    async def begin(self) -> None:
        """Fork a bot."""
        assert await self._told("live") == "alive"

    async def supervise(self) -> None:
        """Begin again if the bot has given up, as whatever runs it for operators does."""
        assert await self._told("supervise") == "alive"

    async def kill(self) -> None:
        """End it by SIGKILL; it must not have ended by itself."""
        assert await self._told("kill") == "killed"

    async def _told(self, word: str) -> str:
        reader, writer = self._server.stdout, self._server.stdin
        assert reader is not None
        assert writer is not None
        writer.write(f"{word}\n".encode())
        await writer.drain()
        return (await reader.readline()).decode().strip()


@contextlib.asynccontextmanager
async def forking(place: Place) -> AsyncIterator[Lives]:
    """A fork server at work."""
    server = await place.process(
        "-m",
        "tests.bot.fork_server",
        str(packaged_content()),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Lives(server)
    finally:
        assert server.stdin is not None
        server.stdin.close()
        await server.wait()


# -- the people -----------------------------------------------------------------------------------


# So many things a person does without an answer to any of them.
_PATIENCE = 5
# Seconds: longer than any run. Who is never answered is found at its end.
_RUNS = 86_400.0
# Turns of the event loop in which a request that has come in is read and taken.
_TURNS = 50


class Crowd:
    """People who write and tap, often before the last answer came, each in their own rhythm.

    pause: seconds between two things a person does, on average. text: what a person's so-manieth
    message says; no two of them may have the same answer. tapping: how likely they rather tap.
    """

    def __init__(
        self,
        standin: StandIn,
        persons: list[Person],
        pause: float,
        seed: int,
        text: Callable[[int], str] = "pertanyaan {}".format,
        tapping: float = 0.4,
    ) -> None:
        self._standin = standin
        self._persons = persons
        self._pause = pause
        self._seed = seed
        self._text = text
        self._tapping = tapping
        self.messages = self.taps = 0

    @contextlib.asynccontextmanager
    async def talking(self) -> AsyncIterator[None]:
        """They talk until the end of this."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._talk(person)) for person in self._persons]
            yield
            for task in tasks:
                task.cancel()

    async def _talk(self, person: Person) -> None:
        random = Random(f"{self._seed} {person.id}")  # noqa: S311
        chat = self._standin.people.private(person)
        for number in range(1, sys.maxsize):
            await asyncio.sleep(random.uniform(0, 2 * self._pause))
            await self._standin.wait_for(lambda: self._unanswered(chat) < _PATIENCE, _RUNS)
            if random.random() < self._tapping and (buttons := self._buttons(chat)):
                message, data = random.choice(buttons)
                for _ in range(random.choice((1, 1, 1, 2))):
                    await self._standin.people.tap(chat, person, message, data)
                    self.taps += 1
            else:
                await self._standin.people.say(chat, person, self._text(number))
                self.messages += 1

    def _unanswered(self, chat: Chat) -> int:
        taps = [tap for tap in self._standin.taps.all.values() if tap.chat_id == chat.id]
        said = len([m for m in chat.messages.values() if m["from"]["id"] == chat.id])
        lives = self._standin.clock() - self._standin.taps.within  # nobody waits longer for a toast
        open_taps = len([tap for tap in taps if tap.toast is None and tap.at > lives])
        answers: set[str] = {message["text"] for message in self._standin.sent(chat.id)}
        return open_taps + said - len(answers)

    def _buttons(self, chat: Chat) -> list[tuple[int, str]]:
        """The buttons of the last few messages: (message id, data)."""
        return [
            (message["message_id"], button["callback_data"])
            for message in self._standin.sent(chat.id)[-3:]
            for row in message.get("reply_markup", {}).get("inline_keyboard", [])
            for button in row
        ]


# -- what must be ---------------------------------------------------------------------------------


@dataclass
class Told:
    """What a person was told, or must have been.

    sent: new messages in order. edited: message id to its last text. toasts: query id to words.
    state: as saved.
    """

    sent: list[str] = field(default_factory=list)
    edited: dict[int, str] = field(default_factory=dict)
    toasts: dict[str, str] = field(default_factory=dict)
    state: str | None = None


def expected(
    standin: StandIn, knowledge: Knowledge, forgotten: frozenset[int] = frozenset()
) -> dict[int, Told]:
    """What follows, person by person, from all that people did: each update once, in order.

    forgotten: ids of the updates that Telegram gave up before anybody fetched them.
    """
    me = User(standin.world.bot_id, "Mulai", is_bot=True, username=standin.world.bot["username"])
    commands = knowledge.content.wording.commands
    everybody: dict[int, Told] = {}
    for raw in standin.updates.all.values():
        incoming = read_update(raw.body, me, commands)
        if not isinstance(incoming, Incoming) or raw.id in forgotten:
            continue
        told = everybody.setdefault(incoming.route.chat_id, Told())
        before = restore(told.state)
        # A diagnostic notes the year in which it was begun.
        event = replace(incoming.event, day=Clock().today())
        after, replies = step(before, event, knowledge)
        if after != before:
            told.state = save(_without_language(after))
        for call in render(replies, incoming.route, incoming.event.sender.id):
            _note(told, call)
    return everybody


def _without_language(state: State) -> State:
    return replace(state, language=None)


def _note(told: Told, call: Outgoing) -> None:
    match call:
        case SendText(text=text):
            told.sent.append(text)
        case EditText(message_id=message_id, text=text):
            told.edited[message_id] = text
        case AnswerTap(query_id=query_id, text=text):
            told.toasts[query_id] = text


def heard(standin: StandIn, place: Place) -> dict[int, Told]:
    """What the stand-in took from the bot, person by person, and the states that it saved."""
    everybody = {chat_id: Told() for chat_id in standin.world.persons}
    for call in accepted(standin):
        parameters = call.parameters
        match call.method:
            case "sendMessage":
                everybody[parameters["chat_id"]].sent.append(parameters["text"])
            case "editMessageText":
                edited = everybody[parameters["chat_id"]].edited
                edited[parameters["message_id"]] = parameters["text"]
    for tap in standin.taps.all.values():
        if tap.toast is not None:
            everybody[tap.chat_id].toasts[tap.id] = tap.toast.text
    for chat_id, state in place.rows("SELECT chat_id, state FROM conversations"):
        everybody[chat_id].state = state
    return everybody


def accepted(standin: StandIn) -> list[Call]:
    """The calls that had their effect, in order."""
    return [call for call in standin.calls if call.answer is not None and call.answer.ok]


class Watch:
    """Keeps, kill by kill, which replies Telegram had although the outbox did not say so.

    looks: how many kills it has seen.
    """

    def __init__(self, standin: StandIn, place: Place) -> None:
        self._standin = standin
        self._place = place
        self._seen = 0
        self.looks = 0
        self._sent: set[tuple[int, str]] = set()
        self.unmarked: Counter[tuple[int, str]] = Counter()

    async def look(self) -> None:
        """Look at what a dead bot left."""
        self.looks += 1
        # Its last words lie in the stand-in's sockets: a few turns of the loop take them in.
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        calls = self._standin.calls
        for call in calls[self._seen :]:
            if call.method == "sendMessage":
                self._sent.add((call.parameters["chat_id"], call.parameters["text"]))
        self._seen = len(calls)
        for left in self._place.outbox_left():
            if isinstance(left, SendText) and (left.to.chat_id, left.text) in self._sent:
                self.unmarked[left.to.chat_id, left.text] += 1


def differences(should: dict[int, Told], did: dict[int, Told], watch: Watch) -> list[str]:
    """All that is not as it must be, a line each; replies repeated for a reason are not."""
    faults = []
    for chat_id, told in should.items():
        got = did[chat_id]
        lost = [text for text in told.sent if text not in got.sent]
        faults += [f"{chat_id}: reply lost: {_brief(text)}" for text in lost]
        strange = [text for text in got.sent if text not in told.sent]
        faults += [f"{chat_id}: reply out of nothing: {_brief(text)}" for text in strange]
        if not lost and not strange and list(dict.fromkeys(got.sent)) != told.sent:
            faults.append(f"{chat_id}: replies out of order")
        for text, count in Counter(got.sent).items():
            if count - 1 > watch.unmarked[chat_id, text]:
                faults.append(f"{chat_id}: reply doubled without a kill: {_brief(text)}")
        if got.edited != told.edited:
            faults.append(f"{chat_id}: messages do not show their last page")
        if got.toasts != told.toasts:
            wrong = [
                (tap, text, got.toasts.get(tap))
                for tap, text in told.toasts.items()
                if got.toasts.get(tap) != text
            ]
            faults.append(f"{chat_id}: taps not answered as they must be: {wrong[:3]}")
        if got.state != told.state:
            faults.append(f"{chat_id}: state is {got.state}, must be {told.state}")
    return faults


def repeated(did: dict[int, Told]) -> int:
    """How many replies people saw twice."""
    return sum(len(told.sent) - len(set(told.sent)) for told in did.values())


def _brief(text: str) -> str:
    return text[:60].replace("\n", " ")
