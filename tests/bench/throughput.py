"""`python -m tests.bench.throughput`: messages a second, by database and number of replicas."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from bot.preview.server import preview_server
from bot.preview.standin.limits import Limits
from bot.preview.standin.standin import StandIn
from knowledge.loading.loader import Content, load
from tests.bench.lives import process
from tests.bench.measuring import Questions
from tests.bot.balancing import balancer
from tests.bot.databases import PostgresDatabase
from tests.bot.harness import free_port
from tests.bot.postgres import Server, server

_PEOPLE, _EACH = 300, 5
_SECRET = "only-telegram-knows"
_ROOT = Path(__file__).parents[2]


@contextlib.asynccontextmanager
async def unpaced(more: dict[str, str]) -> AsyncIterator[None]:
    """A bot without Telegram's pace, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MULAI_")}
        settings = {"MULAI_LOG_LEVEL": "ERROR", "MULAI_SEMANTIC": "off", "PYTHONPATH": str(_ROOT)}
        database = f"sqlite+aiosqlite:///{folder}/mulai.sqlite3"
        running = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.unpaced", "run"),
            cwd=folder,
            env={**kept, **settings, "MULAI_DATABASE_URL": database, **more},
        )
        try:
            yield
        finally:
            running.terminate()
            await running.wait()


@contextlib.asynccontextmanager
async def bots(
    name: str, replicas: int, standin: StandIn, url: str, own: Server | None
) -> AsyncIterator[None]:
    """What is measured: the echo bot, one bot that polls, or replicas behind a proxy."""
    where = {"MULAI_TELEGRAM_TOKEN": standin.token, "MULAI_TELEGRAM_API_URL": url}
    async with contextlib.AsyncExitStack() as stack:
        if name == "echo":
            await stack.enter_async_context(process("echo", url, standin.token))
        elif own is None:
            await stack.enter_async_context(unpaced(where))
        else:
            ports = [free_port() for _ in range(replicas)]
            hook = await stack.enter_async_context(balancer(ports))
            where["MULAI_DATABASE_URL"] = PostgresDatabase(own).url
            where |= {"MULAI_WEBHOOK_URL": hook, "MULAI_WEBHOOK_SECRET": _SECRET}
            for port in ports:
                await stack.enter_async_context(unpaced({**where, "MULAI_WEB_PORT": str(port)}))
                await _listens(port)
        yield


async def _listens(port: int) -> None:
    """Wait until somebody listens: replicas come one after the other."""
    async with asyncio.timeout(60):
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            await asyncio.sleep(0.1)


async def measure(name: str, replicas: int, content: Content, own: Server | None) -> float:
    """Let many people write at once; returns the answers a second."""
    questions = Questions(content, seed=1)
    standin = StandIn(limits=Limits(enforced=False))
    async with preview_server(standin) as served, bots(name, replicas, standin, served.url, own):
        people = [await standin.people.add_person(f"P{n}") for n in range(_PEOPLE)]
        early = standin.people.private(people[0])
        await standin.people.say(early, people[0], questions.next())
        await standin.wait_for(lambda: standin.called("sendMessage"), timeout=90)
        before, begun = len(standin.called("sendMessage")), standin.clock()
        for _ in range(_EACH):
            for person in people:
                chat = standin.people.private(person)
                await standin.people.say(chat, person, questions.next())
        wanted = before + _PEOPLE * _EACH
        await standin.wait_for(lambda: len(standin.calls) >= wanted, timeout=300)
        await standin.wait_for(lambda: len(standin.called("sendMessage")) >= wanted, timeout=300)
        return _PEOPLE * _EACH / (standin.clock() - begun)


def main() -> None:
    """Measure all and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1)
    rounds = parser.parse_args().rounds
    content = load()
    rows: Sequence[tuple[str, str, int]] = (
        ("echo bot, polling", "echo", 1),
        ("Mulai, SQLite, polling", "sqlite", 1),
        ("Mulai, PostgreSQL, 1 replica", "postgresql", 1),
        ("Mulai, PostgreSQL, 2 replicas", "postgresql", 2),
        ("Mulai, PostgreSQL, 4 replicas", "postgresql", 4),
    )
    for title, name, replicas in rows:
        with contextlib.ExitStack() as stack:
            own = stack.enter_context(server()) if name == "postgresql" else None
            rates = sorted(
                asyncio.run(measure(name, replicas, content, own)) for _ in range(rounds)
            )
        print(f"{title:<32}{rates[len(rates) // 2]:>8.0f} messages/s", flush=True)


if __name__ == "__main__":
    main()
