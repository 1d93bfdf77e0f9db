"""Prints: tables in Markdown, as docs/costs.md has them, and what went wrong."""

from __future__ import annotations

import asyncio
import os
import shlex
import statistics
import sys
from collections.abc import Coroutine, Iterator, Mapping, Sequence

from tests.bench.measuring import Figures
from tests.bench.processes import BenchError

# The figures of each column or row, round by round.
Rounds = Mapping[str, Sequence[Figures]]


def carry_out(module: str, rounds: int, measuring: Coroutine[None, None, Iterator[str]]) -> None:
    """Measure, and print the table below how it was made. Exit 1 if anything is missing."""
    load = os.getloadavg()[0]
    try:
        table = asyncio.run(measuring)
    except BenchError as error:
        sys.exit(f"nothing was measured: {error}")
    command = shlex.join(["python", "-m", module, *sys.argv[1:]])
    cores = len(os.sched_getaffinity(0))
    print(f"`{command}` on {cores} cores (load before: {load:.1f}), medians; rounds: {rounds}\n")
    print("\n".join(table), flush=True)


def beside_the_first(rounds: Rounds) -> Iterator[str]:
    """A column for each, and how many times the first one's each other's figures are."""
    first, *others = rounds
    ratios = [f"{other} : {first}" for other in others]
    rows = [
        [
            name,
            *(shown(median(rounds[title], name)) for title in rounds),
            *(f"{_ratio(rounds[other], rounds[first], name):.2f}" for other in others),
        ]
        for name in rounds[first][0]
    ]
    return _markdown(["", *rounds, *ratios], rows)


def below_each_other(rounds: Rounds) -> Iterator[str]:
    """A row for each; a figure that one has not is a dash."""
    names = list(dict.fromkeys(name for figures in rounds.values() for name in figures[0]))
    rows = [
        [title, *(shown(median(f, n)) if n in f[0] else "-" for n in names)]
        for title, f in rounds.items()
    ]
    return _markdown(["", *names], rows)


def median(rounds: Sequence[Figures], name: str) -> float:
    """The median of a figure over the rounds."""
    return statistics.median(figures[name] for figures in rounds)


def _ratio(ours: Sequence[Figures], theirs: Sequence[Figures], name: str) -> float:
    """The median of the ratios, round by round: what slows a machine slows both."""
    return statistics.median(a[name] / b[name] for a, b in zip(ours, theirs, strict=True))


def shown(value: float) -> str:
    """A number with as many digits as tell something."""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for row in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(row)} |".replace("|  |", "| |")
