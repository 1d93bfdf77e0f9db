"""`python -m tests.bench.hall`: from tap to toast while a hall of 200 votes within ten seconds."""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys

from bot.preview.server import preview_server
from bot.preview.standin.chats import Person
from bot.preview.standin.standin import StandIn
from bot.preview.standin.taps import Tap
from tests.bench.lives import process

_VOTERS, _WITHIN = 200, 10.0


def has(message: dict[str, object], words: str) -> bool:
    """Whether a message or one of its buttons has these words."""
    return words in str(message.get("text")) or words in str(message.get("reply_markup"))


async def measure(seed: int) -> list[float]:
    """One hall, one question; returns the seconds from each tap to its toast."""
    chance = random.Random(seed)  # noqa: S311 - votes, not secrets
    standin = StandIn()
    people = [await standin.people.add_person(f"Peserta {n}") for n in range(_VOTERS)]
    group = await standin.people.make_group("Aula", people)
    private = standin.people.private(people[0])
    await standin.people.start(people[0])
    async with (
        preview_server(standin) as server,
        process("mulai", server.url, standin.token),
    ):
        await standin.people.say(group, people[0], "/lokakarya@mulai_bot")

        def newest(chat: int, words: str) -> int:
            found = [each for each in standin.sent(chat) if has(each, words)]
            return int(found[-1]["message_id"]) if found else 0

        panel = await standin.wait_for(lambda: newest(private.id, "workshop|start"), timeout=60)
        await standin.people.tap(private, people[0], panel, "Mulai pertanyaan pertama")
        board = await standin.wait_for(lambda: newest(group.id, "|vote|"), timeout=60)
        labels = [
            row[0]["text"]
            for row in group.messages[board]["reply_markup"]["inline_keyboard"]
            if "|vote|" in row[0]["callback_data"]
        ]

        async def vote(person: Person) -> Tap:
            await asyncio.sleep(chance.uniform(0, _WITHIN))
            tap = await standin.people.tap(group, person, board, chance.choice(labels))
            await tap.answer(timeout=60)
            return tap

        taps = await asyncio.gather(*map(vote, people))
        assert not standin.pace.refused, "the bot was told to slow down"
    return [tap.answered_after or 0.0 for tap in taps]


def main() -> None:
    """Measure some halls and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rows = []
    for number in range(parser.parse_args().rounds):
        print(f"hall {number + 1}", file=sys.stderr)
        waits = sorted(asyncio.run(measure(number)))
        rows.append((waits[len(waits) // 2], waits[len(waits) * 99 // 100], waits[-1]))
    for name, column in zip(("p50", "p99", "slowest"), zip(*rows, strict=True), strict=True):
        print(f"tap to toast, {_VOTERS} votes in {_WITHIN:.0f} s, {name:<8}", end="")
        print(f"{1000 * statistics.median(column):>8.1f} ms")


if __name__ == "__main__":
    main()
