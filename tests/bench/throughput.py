"""`python -m tests.bench.throughput`: answers a second, by database and number of replicas."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Iterator
from dataclasses import replace

from tests.bench.measuring import Figures, throughput
from tests.bench.printing import below_each_other, carry_out
from tests.bench.processes import ECHO, MULAI, WORDS_ONLY, Bot, learn
from tests.bot.postgres import server

_UNPACED = ("tests.bench.unpaced", "run")


def rows() -> Iterator[tuple[str, Bot, int]]:
    """What is measured: its title, the bot, and how many replicas, 0 for SQLite and polling."""
    yield ECHO.title, ECHO, 0
    for bot in (MULAI, WORDS_ONLY):
        unpaced = replace(bot, module=_UNPACED)
        yield f"{bot.title}, SQLite", unpaced, 0
        for replicas in (1, 2):
            title = f"{bot.title}, PostgreSQL, {replicas} replica{'s' * (replicas > 1)}"
            yield title, unpaced, replicas


async def measure(bot: Bot, replicas: int, people: int, each: int) -> Figures:
    """One row, on a database server of its own where it needs one."""
    with server() if replicas else contextlib.nullcontext() as database:
        return await throughput(bot, max(1, replicas), database, people, each)


async def bench(rounds: int, people: int, each: int) -> Iterator[str]:
    """Measure all in turns; the lines of the table."""
    await learn()
    found: dict[str, list[Figures]] = {title: [] for title, _, _ in rows()}
    for number in range(rounds):
        for title, bot, replicas in rows():
            print(f"round {number + 1} of {rounds}: {title}", file=sys.stderr)
            found[title].append(await measure(bot, replicas, people, each))
    return below_each_other(found)


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.throughput", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--each", type=int, default=5, help="messages of a person")
    given = parser.parse_args()
    carry_out("tests.bench.throughput", given.rounds, bench(given.rounds, given.people, given.each))


if __name__ == "__main__":
    main()
