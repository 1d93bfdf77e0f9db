"""Starts what is measured, each in a process of its own, and ends it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx

from tests.bot.databases import PostgresDatabase, SqliteFile
from tests.bot.harness import SECRET, free_port
from tests.bot.postgres import Server
from tests.bot.proxying import proxy

_ROOT = Path(__file__).parents[2]
# What one line of the stand-in may hold: thousands of waits.
_LONGEST_LINE = 1 << 24


class BenchError(Exception):
    """What was to be measured did not go as it should; there are no figures then."""


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot to measure. module: what `python -m` runs, with its arguments."""

    title: str
    module: tuple[str, ...]
    settings: Mapping[str, str] = field(default_factory=dict)

    def with_settings(self, **more: str) -> Bot:
        """The same bot with more settings."""
        return replace(self, settings={**self.settings, **more})


ECHO = Bot("echo bot", ("tests.bench.echo",))
MULAI = Bot("Mulai", ("bot", "run"))
WORDS_ONLY = Bot("Mulai, words only", ("bot", "run"), {"MULAI_SEMANTIC": "off"})


@dataclass(frozen=True, slots=True)
class Told:
    """How an order went.

    asked: how many messages or taps. waits: seconds. at: when the last answer was there, by
    time.monotonic, which all processes share.
    """

    asked: int
    waits: list[float]
    at: float


class Telegram:
    """A running stand-in, with people who do as they are told."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.process_id = process.pid
        self.url = self.token = ""

    async def order(self, order: str, **more: Any) -> Told:
        """Let people do something. BenchError if an answer is missing."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"order": order, **more}).encode() + b"\n")
        told = await self.told()
        if "missing" in told:
            raise BenchError(told["missing"])
        return Told(**told)

    async def told(self) -> dict[str, Any]:
        """The next line. BenchError if the process has ended."""
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise BenchError("the stand-in has ended")
        return dict(json.loads(line))


async def learn() -> None:
    """Have the phrasings learnt, as an installation has, so that no start is measured learning."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "train"),
        cwd="/",  # where no file of settings lies
        env=_environment(),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    if await process.wait():
        raise BenchError("the phrasings cannot be learnt; `mulai train` says why")


@contextlib.asynccontextmanager
async def telegram(*, paced: bool = True, patience: float = 120) -> AsyncIterator[Telegram]:
    """A stand-in until the end of this.

    paced: whether it refuses what is faster than Telegram allows.
    patience: seconds after which an answer is missing.
    """
    arguments = json.dumps({"paced": paced, "patience": patience})
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.standin", arguments),
        cwd=_ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=_LONGEST_LINE,
    )
    running = Telegram(process)
    try:
        where = await running.told()
        running.url, running.token = where["url"], where["token"]
        yield running
    finally:
        await _end(process)


@contextlib.asynccontextmanager
async def living(bot: Bot, served: Telegram) -> AsyncIterator[int]:
    """A bot as an operator runs it, on a new database; yields the id of its process.

    BenchError if it says anything, which it does of errors only.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {
            **_environment(),
            "MULAI_TELEGRAM_TOKEN": served.token,
            "MULAI_TELEGRAM_API_URL": served.url,
            "MULAI_DATABASE_URL": SqliteFile(folder / "mulai.sqlite3").url,
            "MULAI_LOG_LEVEL": "ERROR",
            **bot.settings,
        }
        said = folder / "said"
        with said.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", *bot.module),
                cwd=folder,
                env=environment,
                stdout=output,
                stderr=output,
            )
        try:
            yield process.pid
        finally:
            await _end(process)
            errors = said.read_text(encoding="utf-8", errors="replace")
            sys.stderr.write(errors)
        if errors:
            raise BenchError(f"{bot.title} said something, see above")


@contextlib.asynccontextmanager
async def replicas(
    bot: Bot, count: int, served: Telegram, database: Server
) -> AsyncIterator[dict[str, list[int]]]:
    """So many bots on one PostgreSQL database behind Caddy; yields the ids of all processes."""
    ports = [free_port() for _ in range(count)]
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        front = await stack.enter_async_context(proxy(folder, ports))
        bot = bot.with_settings(
            MULAI_DATABASE_URL=PostgresDatabase(database).url,
            MULAI_WEBHOOK_URL=f"{front.url}/telegram",
            MULAI_WEBHOOK_SECRET=SECRET,
        )
        bots = []
        for port in ports:
            one = bot.with_settings(MULAI_WEB_PORT=str(port))
            bots.append(await stack.enter_async_context(living(one, served)))
            await _is_ready(port)
        yield {"bots": bots, "PostgreSQL": [database.process_id], "Caddy": [front.process_id]}


async def _is_ready(port: int) -> None:
    """Wait until a bot serves. BenchError if it does not."""
    async with httpx.AsyncClient() as client:
        for _ in range(1800):
            with contextlib.suppress(httpx.TransportError):
                if (await client.get(f"http://127.0.0.1:{port}/readyz")).is_success:
                    return
            await asyncio.sleep(0.1)
    raise BenchError(f"no bot is ready on port {port} after three minutes")


def _environment() -> dict[str, str]:
    """This process's without the bot's settings, so that what is measured is the default."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("MULAI_")}
    return {**ours, "PYTHONPATH": str(_ROOT)}


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    await process.wait()
