"""`python -m tests.bench`: prints the table. Linux only."""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.preview.server import preview_server
from knowledge.loading.loader import Content, load
from tests.bench.lives import process
from tests.bench.measuring import Questions, Stopwatch, at_once, one_at_a_time, peak_memory

_CROWD = 50


@dataclass
class Run:
    """One life of one bot: seconds, and megabytes."""

    start: float = 0.0
    memory: float = 0.0
    waits: dict[int, list[float]] = field(default_factory=dict)

    def row(self) -> dict[str, float]:
        """The figures as the table names them, in milliseconds, seconds and megabytes."""
        row: dict[str, float] = {}
        for people, waits in self.waits.items():
            name = "1 person" if people == 1 else f"{people} people"
            row[f"{name}, p50 (ms)"] = 1000 * percentile(waits, 50)
            row[f"{name}, p99 (ms)"] = 1000 * percentile(waits, 99)
        row["start to first answer (s)"] = self.start
        row["peak memory (MB)"] = self.memory
        return row


def percentile(values: list[float], percent: int) -> float:
    """The value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


async def measure(name: str, content: Content, seconds: float) -> Run:
    """Let one bot live and be talked to."""
    run = Run()
    questions = Questions(content, seed=len(content.topics))
    standin = Stopwatch()
    async with preview_server(standin) as server:
        early = await standin.people.add_person("Early")
        chat = standin.people.private(early)
        await standin.people.say(chat, early, questions.next())
        begun = standin.clock()
        async with process(name, server.url, standin.token) as running:
            await standin.wait_for(lambda: standin.called("sendMessage"), timeout=60)
            run.start = standin.called("sendMessage")[0].at - begun
            for people in (1, _CROWD):
                standin.waits.clear()
                if people == 1:
                    await one_at_a_time(standin, questions, seconds)
                else:
                    await at_once(standin, questions, seconds, people)
                run.waits[people] = list(standin.waits)
            run.memory = peak_memory(running.pid)
    return run


def table(runs: dict[str, list[Run]]) -> Iterable[str]:
    """The medians over the runs, and the median of the ratios run by run."""
    echo, mulai = ([run.row() for run in runs[name]] for name in ("echo", "mulai"))
    yield f"{'':<28}{'echo bot':>10}{'Mulai':>10}{'ratio':>8}"
    for name in echo[0]:
        pairs = [(one[name], other[name]) for one, other in zip(echo, mulai, strict=True)]
        ratio = statistics.median(other / one for one, other in pairs)
        middle = [statistics.median(column) for column in zip(*pairs, strict=True)]
        yield f"{name:<28}{middle[0]:>10.2f}{middle[1]:>10.2f}{ratio:>8.2f}"


async def bench(rounds: int, seconds: float) -> None:
    """Measure both bots in turns and print the table."""
    content = load()
    runs: dict[str, list[Run]] = {"echo": [], "mulai": []}
    for number in range(rounds):
        # Whoever goes first meets a quieter machine or a busier one: they change places.
        for name in ("echo", "mulai") if number % 2 == 0 else ("mulai", "echo"):
            print(f"round {number + 1} of {rounds}: {name}", file=sys.stderr)
            runs[name].append(await measure(name, content, seconds))
    print("\n".join(table(runs)))


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=15, help="for each number of people")
    arguments = parser.parse_args()
    asyncio.run(bench(arguments.rounds, arguments.seconds))


main()
