"""Measures: how long people waited, and what it cost the processors and the memory."""

from __future__ import annotations

import contextlib
import os
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.bench.processes import Bot, Telegram, Told, living, replicas, telegram
from tests.bot.postgres import Server

# Names of figures to their values, in the order of the table.
Figures = dict[str, float]

_TICK = 1 / os.sysconf("SC_CLK_TCK")


async def cost(bot: Bot, seconds: float, people: int, patience: float = 120) -> Figures:
    """What a message costs one bot: asked by one person after the other, then by a crowd.

    seconds: of each of the two. patience: seconds after which an answer is missing.
    BenchError if one is.
    """
    async with telegram(patience=patience) as served:
        begun = time.monotonic()
        async with living(bot, served) as process_id:
            first = await served.order("burst", people=1, each=1)
            groups = {"bot": [process_id], "stand-in": [served.process_id]}
            figures: Figures = {}
            for name, order, more in (
                ("1 person", "take turns", {}),
                (f"{people} people", "crowd", {"people": people}),
            ):
                told, used = await _used(groups, served, order, seconds=seconds, **more)
                figures[f"{name}, p50 (ms)"] = 1000 * percentile(told.waits, 50)
                figures[f"{name}, p99 (ms)"] = 1000 * percentile(told.waits, 99)
                for group, value in used.items():
                    figures[f"{name}, CPU of the {group} (ms a message)"] = value
            figures["start to first answer (s)"] = first.at - begun
            figures["peak memory (MB)"] = peak_memory(process_id)
    return figures


async def throughput(
    bot: Bot, count: int, database: Server | None, people: int, each: int, patience: float = 300
) -> Figures:
    """Answers a second when many write at once, and the CPU that a message takes where.

    count: replicas on the database; without one there is one bot, which polls.
    each: messages a person. patience: as for `cost`.
    """
    async with telegram(paced=False, patience=patience) as served, contextlib.AsyncExitStack() as s:
        if database is None:
            groups = {"bots": [await s.enter_async_context(living(bot, served))]}
        else:
            groups = await s.enter_async_context(replicas(bot, count, served, database))
        # All have answered before, so that nobody is measured while starting.
        await served.order("burst", people=10 * count, each=1)
        begun = time.monotonic()
        groups["stand-in"] = [served.process_id]
        told, used = await _used(groups, served, "burst", people=people, each=each)
        rate = told.asked / (told.at - begun)
    return {"answers a second": rate, **{f"{name} (ms)": ms for name, ms in used.items()}}


async def hall(bot: Bot, people: int, seed: int) -> Figures:
    """From tap to toast while a hall votes, in milliseconds."""
    async with telegram() as served, living(bot, served):
        told = await served.order("vote", people=people, seed=seed)
    return {
        "p50 (ms)": 1000 * percentile(told.waits, 50),
        "p99 (ms)": 1000 * percentile(told.waits, 99),
        "slowest (ms)": 1000 * max(told.waits),
    }


async def _used(
    groups: Mapping[str, Iterable[int]], served: Telegram, order: str, **more: Any
) -> tuple[Told, Figures]:
    """Carry out an order; also the milliseconds of CPU a message that each group took."""
    before = {name: sum(map(cpu, ids)) for name, ids in groups.items()}
    told = await served.order(order, **more)
    after = {name: sum(map(cpu, ids)) for name, ids in groups.items()}
    return told, {name: 1000 * (after[name] - before[name]) / told.asked for name in groups}


def percentile(values: list[float], percent: int) -> float:
    """The value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def cpu(process_id: int) -> float:
    """Seconds of CPU, user's and system's, that a process took with all that descend from it."""
    own, children = {}, defaultdict(list)
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it may end while we look
            # The name before the last bracket may hold anything.
            words = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            # Of itself and of the children that it has buried.
            own[int(path.parent.name)] = sum(map(int, words[11:15])) * _TICK
            children[int(words[1])].append(int(path.parent.name))

    def whole(one: int) -> float:
        return own[one] + sum(map(whole, children[one]))

    return whole(process_id)


def peak_memory(process_id: int) -> float:
    """The most that a process ever had in memory, in megabytes."""
    status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
