"""`python -m tests.bench.hall`: from tap to toast while a hall votes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from tests.bench.measuring import hall
from tests.bench.people import VOTING
from tests.bench.printing import below_each_other, carry_out
from tests.bench.processes import MULAI, learn


async def bench(rounds: int, people: int) -> Iterator[str]:
    """Measure some halls; the lines of the table."""
    await learn()
    found = []
    for number in range(rounds):
        print(f"hall {number + 1} of {rounds}", file=sys.stderr)
        found.append(await hall(MULAI, people, seed=number))
    return below_each_other({f"tap to toast, {people} votes in {VOTING:.0f} s": found})


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.hall", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--people", type=int, default=200)
    given = parser.parse_args()
    carry_out("tests.bench.hall", given.rounds, bench(given.rounds, given.people))


if __name__ == "__main__":
    main()
