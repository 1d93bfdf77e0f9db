"""`python -m tests.bench`: what a message, a start and the memory cost, beside an echo bot."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence

from tests.bench.measuring import Figures, cost
from tests.bench.printing import beside_the_first, carry_out
from tests.bench.processes import ECHO, MULAI, WORDS_ONLY, Bot, learn


async def bench(bots: Sequence[Bot], rounds: int, seconds: float, people: int) -> Iterator[str]:
    """Measure the bots in turns; the lines of the table."""
    await learn()
    found: dict[str, list[Figures]] = {bot.title: [] for bot in bots}
    for number in range(rounds):
        # Whoever goes first meets a quieter machine or a busier one: they change places.
        for bot in bots if number % 2 == 0 else reversed(bots):
            print(f"round {number + 1} of {rounds}: {bot.title}", file=sys.stderr)
            found[bot.title].append(await cost(bot, seconds, people))
    return beside_the_first(found)


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=15, help="for each number of people")
    parser.add_argument("--people", type=int, default=50, help="in the crowd")
    given = parser.parse_args()
    bots = (ECHO, MULAI, WORDS_ONLY)
    carry_out("tests.bench", given.rounds, bench(bots, given.rounds, given.seconds, given.people))


if __name__ == "__main__":
    main()
