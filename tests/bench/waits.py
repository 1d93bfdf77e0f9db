"""`python -m tests.bench.waits`: who waits for whom, while calls hang or a backlog is worked off.

Beside each figure stands what is wanted. The stand-in runs in this process, the bot in its own.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

from bot.preview.server import preview_server
from bot.preview.standin.chats import Person
from bot.preview.standin.limits import Limits
from bot.preview.standin.standin import Call, PlannedFault, StandIn
from bot.preview.standin.taps import Tap
from tests.bench.measuring import Figures
from tests.bench.printing import below_each_other, carry_out
from tests.bot.databases import PostgresDatabase
from tests.bot.lives import Place
from tests.bot.postgres import server

CHATS, BACKLOG, OF_ONE = 100, 1000, 500
_ASKS = "/start t_where-to-start"
_PATIENCE = 120.0


class Round:
    """People on one bot, and how long they wait, in seconds."""

    def __init__(self, standin: StandIn, place: Place) -> None:
        self._standin = standin
        self._place = place
        self.figures: Figures = {}

    async def people(self, count: int) -> list[Person]:
        """So many people."""
        return [await self._standin.people.add_person(f"P{number}") for number in range(count)]

    async def says(self, person: Person) -> None:
        """A person asks something."""
        await self._standin.people.say(self._standin.people.private(person), person, _ASKS)

    async def answered(self, person: Person) -> float:
        """How long a person waits for an answer to a question of now."""
        before, began = len(self._standin.sent(person.id)), time.monotonic()
        await self.says(person)
        await self._standin.wait_for(
            lambda: len(self._standin.sent(person.id)) > before, timeout=_PATIENCE
        )
        return time.monotonic() - began

    async def tapped(self, person: Person) -> float:
        """How long a person waits for the answer of a tap of now."""
        began = time.monotonic()
        await (await self.taps(person)).answer()
        return time.monotonic() - began

    async def taps(self, person: Person) -> Tap:
        """A person taps the first button of the last message."""
        message = self._standin.sent(person.id)[-1]
        label = message["reply_markup"]["inline_keyboard"][0][0]["text"]
        chat = self._standin.people.private(person)
        return await self._standin.people.tap(chat, person, message["message_id"], label)

    async def hung_calls(self) -> None:
        """The first call to each of many chats hangs for ever."""
        *silent, rina = await self.people(CHATS + 1)
        left = {person.id for person in silent}
        done, over = dict[int, float](), asyncio.Event()

        async def hang(call: Call) -> PlannedFault | None:
            chat = call.parameters.get("chat_id")
            if call.method == "sendMessage" and chat in left:
                left.discard(chat)
                await over.wait()
            return None

        async with self._place.command():
            await self.answered(rina)
            self._standin.faults, began = hang, time.monotonic()
            for person in silent:
                await self.says(person)
            await self._standin.wait_for(lambda: not left, timeout=_PATIENCE)
            answers = [await self.answered(rina) for _ in range(10)]
            taps = [await self.tapped(rina) for _ in range(10)]

            def all_told() -> bool:
                for person in silent:
                    if person.id not in done and self._standin.sent(person.id):
                        done[person.id] = time.monotonic() - began
                return len(done) == len(silent)

            await self._standin.wait_for(all_told, timeout=_PATIENCE)
        over.set()
        self.figures["100 calls hang: another's answer, slowest of 10 (wanted 0.5)"] = max(answers)
        self.figures["100 calls hang: a tap, slowest of 10 (wanted 0.2)"] = max(taps)
        self.figures["100 calls hang: their own answers, slowest (wanted 14)"] = max(done.values())

    async def backlog(self) -> None:
        """A tap that came after very many messages, while the bot was away."""
        *many, rina = await self.people(CHATS + 1)
        async with self._place.command():
            await self.answered(rina)
            await self._place.settled(_PATIENCE)
        for _ in range(BACKLOG // CHATS):
            for person in many:
                await self.says(person)
        tap, polls = await self.taps(rina), len(self._standin.called("getUpdates"))
        async with self._place.command():
            await self._standin.wait_for(
                lambda: len(self._standin.called("getUpdates")) > polls, timeout=_PATIENCE
            )
            began = time.monotonic()
            await tap.answer()
            self.figures["a tap behind 1,000 messages (wanted 0.3)"] = time.monotonic() - began
            await self._standin.wait_for(lambda: not self._standin.updates.waiting, timeout=120)
            await self._place.settled(_PATIENCE)

    async def newcomer(self) -> None:
        """Somebody new, while one person's many messages are worked off."""
        rina, new = await self.people(2)
        async with self._place.command():
            await self.answered(rina)
            for _ in range(OF_ONE):
                await self.says(rina)
            self.figures["who comes new behind 500 messages of one person"] = await self.answered(
                new
            )


@contextlib.asynccontextmanager
async def rounds_on(kind: str) -> AsyncIterator[Round]:
    """A round on a new database of a kind."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        limits = Limits(enforced=False, callback_answer_within=3600)
        async with preview_server(StandIn(limits=limits)) as preview:
            place = Place(Path(folder), preview.url, preview.standin.token)
            if kind == "postgresql":
                place = replace(place, server=PostgresDatabase(stack.enter_context(server())))
            yield Round(preview.standin, place)


async def bench(kinds: list[str], rounds: int) -> Iterator[str]:
    """Measure; the lines of the table."""
    found: dict[str, list[Figures]] = {kind: [] for kind in kinds}
    for _ in range(rounds):
        for kind in kinds:
            figures: Figures = {}
            for part in (Round.hung_calls, Round.backlog, Round.newcomer):
                async with rounds_on(kind) as it:
                    await part(it)
                    figures |= it.figures
            found[kind].append(figures)
    return below_each_other(found)


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.waits", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    given = parser.parse_args()
    # Connections that break on purpose are no news.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    kinds = given.database or ["sqlite", "postgresql"]
    carry_out("tests.bench.waits", given.rounds, bench(kinds, given.rounds))


if __name__ == "__main__":
    main()
