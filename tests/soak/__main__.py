"""Run the real bot for many minutes and tell what was lost or doubled, how long people waited,
and how much memory it took.

    python -m tests.soak [--minutes 10] [--people 500] [--database sqlite|postgresql]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from bot.preview.server import preview_server
from bot.preview.standin.limits import UPDATE_LIFE, Limits
from bot.preview.standin.standin import StandIn
from knowledge.base import open_knowledge
from tests.bot.databases import PostgresDatabase
from tests.bot.lives import Crowd, Place, Watch, accepted, differences, expected, heard
from tests.bot.postgres import server
from tests.soak.weather import Weather

# Seconds from one thing a person does to the next, on average.
PAUSE = 40.0
SEED = 20260824
# The memory of the first part of a run does not count: caches fill, pools grow.
WARM_UP = 0.3
MOST_GROWTH = 0.05


@dataclass
class Memory:
    """What a process takes, in MB, looked at every second."""

    pid: int
    seen: list[float] = field(default_factory=list)

    async def watch(self) -> None:
        """Look for ever."""
        while True:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])  # noqa: ASYNC240
            self.seen.append(pages * 4096 / 1e6)
            await asyncio.sleep(1)

    def told(self) -> tuple[float, float]:
        """After the warm-up, and at the end: medians of a tenth of the run each."""
        tenth = max(1, len(self.seen) // 10)
        warm = int(len(self.seen) * WARM_UP)
        return statistics.median(self.seen[warm : warm + tenth]), statistics.median(
            self.seen[-tenth:]
        )


def waits(standin: StandIn, weather: Weather) -> tuple[list[float], list[float]]:
    """How long people waited for the reply to a message, in seconds: in calm, and in all."""
    said: dict[int, list[float]] = {}
    for update in standin.updates.all.values():
        if "message" in update.body:
            chat = update.body["message"]["chat"]["id"]
            said.setdefault(chat, []).append(update.expires - UPDATE_LIFE)
    replied: dict[int, dict[str, float]] = {}
    for call in accepted(standin):
        if call.method == "sendMessage":
            texts = replied.setdefault(call.parameters["chat_id"], {})
            texts.setdefault(call.parameters["text"], call.at)
    pairs = [
        pair
        for chat, times in said.items()
        for pair in zip(times, replied.get(chat, {}).values(), strict=False)
    ]
    calm = [end - begin for begin, end in pairs if not weather.touched(begin, end)]
    return sorted(calm), sorted(end - begin for begin, end in pairs)


def part(values: list[float], share: float) -> float:
    """A quantile in milliseconds."""
    return 1000 * values[min(len(values) - 1, int(share * len(values)))] if values else 0.0


@contextlib.contextmanager
def place_in(folder: Path, url: str, token: str, kind: str) -> Iterator[Place]:
    """Where the bot lives, on a database of a kind."""
    place = Place(folder, url, token)
    if kind == "sqlite":
        yield place
        return
    with server() as running:
        yield replace(place, server=PostgresDatabase(running))


@contextlib.asynccontextmanager
async def remembered(pid: int) -> AsyncIterator[Memory]:
    """The memory of a process, watched."""
    memory = Memory(pid)
    task = asyncio.create_task(memory.watch())
    try:
        yield memory
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def soak(minutes: float, people: int, kind: str) -> int:
    """Run; return the exit code."""
    knowledge = open_knowledge(semantic=False)
    topics = list(knowledge.content.topics)
    limits = Limits(enforced=False, callback_answer_within=3600)
    with tempfile.TemporaryDirectory() as folder:
        async with preview_server(StandIn(limits=limits)) as preview:
            standin = preview.standin
            persons = [await standin.people.add_person(f"P{n}") for n in range(people)]
            with place_in(Path(folder), preview.url, standin.token, kind) as place:
                file = place.database if kind == "sqlite" else None
                weather = Weather(standin, Random(SEED), file)  # noqa: S311
                crowd = Crowd(
                    standin,
                    persons,
                    PAUSE,
                    SEED,
                    text=lambda n: f"/start t_{topics[n % len(topics)]}",
                )
                async with place.command() as process:
                    await standin.wait_for(lambda: standin.called("getUpdates"), timeout=60)
                    async with remembered(process.pid) as memory:
                        async with crowd.talking(), weather.raging():
                            await asyncio.sleep(60 * minutes)
                        await standin.wait_for(lambda: not standin.updates.waiting, timeout=120)
                        await place.settled(120)
                did, watch = heard(standin, place), Watch(standin, place)
                faults = differences(expected(standin, knowledge), did, watch)
                tracebacks = place.log.count("Traceback")
    return _told(minutes, kind, crowd, weather, memory, faults, tracebacks, waits(standin, weather))


def _told(
    minutes: float,
    kind: str,
    crowd: Crowd,
    weather: Weather,
    memory: Memory,
    faults: list[str],
    tracebacks: int,
    waited: tuple[list[float], list[float]],
) -> int:
    warm, end = memory.told()
    growth = end / warm - 1
    calm, everything = waited
    out = sys.stdout.write
    out(f"{kind}, {minutes:g} minutes: {crowd.messages} messages, {crowd.taps} taps\n")
    struck = ", ".join(f"{name} {count}" for name, count in sorted(weather.faults.items()))
    out(f"faults: {len(weather.storms)} storms ({struck})\n")
    out(f"lost or doubled effects: {len(faults)}; tracebacks in the log: {tracebacks}\n")
    out(f"replies said again because Telegram's answer was lost: {weather.repeated}\n")
    out(f"wait in calm: p50 {part(calm, 0.5):.0f} ms, p99 {part(calm, 0.99):.0f} ms\n")
    out(f"wait in all: p50 {part(everything, 0.5):.0f} ms, p99 {part(everything, 0.99):.0f} ms\n")
    out(f"memory: {warm:.0f} MB after the warm-up, {end:.0f} MB at the end ({growth:+.1%})\n")
    for fault in faults[:20]:
        out(f"  {fault}\n")
    # A short run shows caches that fill, not a leak.
    leaks = growth > MOST_GROWTH and minutes >= 5
    return int(bool(faults) or bool(tracebacks) or leaks)


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    given = parser.parse_args()
    # Connections that break on purpose are no news.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    began = time.monotonic()
    code = asyncio.run(soak(given.minutes, given.people, given.database))
    sys.stdout.write(f"took {time.monotonic() - began:.0f} s\n")
    sys.exit(code)


if __name__ == "__main__":
    main()
