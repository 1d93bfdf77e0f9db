"""Where a cell is played: a stand-in of Telegram, a database, and bots in their processes."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.preview.server import preview_server
from bot.preview.standin.limits import Limits
from bot.preview.standin.standin import StandIn
from bot.storage.database import open_database
from knowledge.loading.loader import packaged_content
from tests.bot.balancing import balancer
from tests.bot.databases import SqliteFile
from tests.bot.harness import SECRET, free_port
from tests.bot.lives import ROOT
from tests.bot.postgres import Server
from tests.matrix.shim import Control
from tests.matrix.wire import Wire, wire

# Seconds after which a proxy gives up a post, and between two looks whether a bot lives.
_PROXY_WAITS, _LOOK = 3.0, 0.1
UNDONE = "SELECT (SELECT count(*) FROM inbox WHERE body IS NOT NULL), (SELECT count(*) FROM outbox)"


@dataclass(frozen=True)
class Kind:
    """A kind of database. replicas: how many bots share it."""

    name: str
    replicas: int = 1

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file."""
        return self.name == "SQLite"


KINDS = (
    Kind("SQLite"),
    Kind("PostgreSQL, one replica"),
    Kind("PostgreSQL, two replicas", 2),
)


class Nursery:
    """Makes bots; see tests/matrix/nursery.py."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._turn = asyncio.Lock()

    async def order(self, **order: Any) -> int:
        """Its answer to an order, which is waited for even if the caller is cancelled."""
        return await asyncio.shield(asyncio.ensure_future(self._order(order)))

    async def _order(self, order: dict[str, Any]) -> int:
        reader, writer = self._process.stdout, self._process.stdin
        assert reader is not None
        assert writer is not None
        async with self._turn:
            writer.write(json.dumps(order).encode() + b"\n")
            await writer.drain()
            return int(await reader.readline())


@contextlib.asynccontextmanager
async def nursery() -> AsyncIterator[Nursery]:
    """A nursery until the end of this."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MULAI_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.matrix.nursery"),
        cwd="/",  # where no file of settings lies
        env={**clean, "PYTHONPATH": str(ROOT)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Nursery(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


class Bot:
    """One bot, that ends and begins again.

    control: what is done to its machine. ends: how often it was killed on purpose.
    """

    def __init__(self, nursery: Nursery, environment: dict[str, str], folder: Path) -> None:
        self._nursery = nursery
        self._folder = folder
        folder.mkdir()
        self.environment = environment
        self.control = Control(folder / "control")
        self.ends = 0
        self._pid = 0
        self._wanted = False
        self._kept: asyncio.Task[None] | None = None

    @property
    def log(self) -> str:
        """All that it has said."""
        file = self._folder / "log"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    async def begin(self) -> None:
        """Start, and again whenever it ends by itself, as whatever runs it for operators does."""
        self._wanted = True
        await self._start()
        self._kept = asyncio.create_task(self._keep())

    async def kill(self) -> None:
        """End it by SIGKILL."""
        self._wanted = False
        if self._kept is not None:
            await self._kept
        self.ends += 1
        await self._send(signal.SIGKILL)

    async def freeze(self) -> None:
        """Stop all of it where it is."""
        await self._send(signal.SIGSTOP)

    async def thaw(self) -> None:
        """Let it go on."""
        await self._send(signal.SIGCONT)

    async def _start(self) -> None:
        self._pid = await self._nursery.order(
            environment=self.environment,
            log=str(self._folder / "log"),
            control=str(self._folder / "control"),
        )

    async def _keep(self) -> None:
        while self._wanted:
            if not await self._send(0):
                await self._start()
            await asyncio.sleep(_LOOK)

    async def _send(self, number: int) -> bool:
        """Send it a signal; whether it lives."""
        return bool(self._pid and await self._nursery.order(pid=self._pid, signal=number))


@dataclass
class Room:
    """All that a fault may hit.

    rows: asks the database beside the bots. telegram: the wire to the stand-in. storage: the wires
    to the database, one for each bot; none for a file. struck: how often a fault had an effect.
    """

    kind: Kind
    standin: StandIn
    folder: Path
    database: Any
    telegram: Wire
    storage: list[Wire]
    bots: list[Bot] = field(default_factory=list)
    struck: int = 0

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Carry out a statement; return what it gives."""
        return list(self.database.rows(query))

    @property
    def file(self) -> Path:
        """The file of a database that is one."""
        return self.folder / "mulai.sqlite3"

    @property
    def log(self) -> str:
        """All that the bots have said."""
        return "".join(bot.log for bot in self.bots)

    async def settled(self) -> None:
        """Wait until nothing is left to do."""
        while self.standin.updates.waiting or await self._undone():  # noqa: ASYNC110
            await asyncio.sleep(0.1)

    async def _undone(self) -> bool:
        return await asyncio.to_thread(self.rows, UNDONE) != [(0, 0)]


class Template:
    """Databases that are at the newest schema already, to be copied for each cell."""

    def __init__(self, folder: Path, server: Server | None) -> None:
        self._file = folder / "template.sqlite3"
        self._server = server
        self._numbers = 0

    async def make(self) -> None:
        """Bring both to the newest schema."""
        await (await open_database(f"sqlite+aiosqlite:///{self._file}")).close()
        if self._server:
            self._name = self._server.create()
            await (await open_database(self._server.url(self._name))).close()

    def has(self, kind: Kind) -> bool:
        """Whether there is a server for a kind that needs one."""
        return kind.is_sqlite or self._server is not None

    def copied(self, kind: Kind, folder: Path) -> SqliteFile | _Copy:
        """A new database."""
        if kind.is_sqlite:
            shutil.copy(self._file, folder / "mulai.sqlite3")
            return SqliteFile(folder / "mulai.sqlite3")
        assert self._server is not None
        self._numbers += 1
        return _Copy(self._server, self._name, f"cell{self._numbers}")


class _Copy:
    """A copy of a database on a server."""

    def __init__(self, server: Server, template: str, name: str) -> None:
        self.server, self.name = server, name
        server.rows("postgres", f"CREATE DATABASE {name} TEMPLATE {template}")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Carry out a statement by itself; return what it gives."""
        return self.server.rows(self.name, query)


@contextlib.asynccontextmanager
async def room(
    kind: Kind, template: Template, nursery: Nursery, folder: Path
) -> AsyncIterator[Room]:
    """A room with bots that serve. folder: its own, and empty."""
    database = await asyncio.to_thread(template.copied, kind, folder)
    limits = Limits(enforced=False, callback_answer_within=3600)
    async with contextlib.AsyncExitStack() as stack:
        enter = stack.enter_async_context
        preview = await enter(preview_server(StandIn(limits=limits)))
        telegram = await enter(wire(int(preview.url.rpartition(":")[2])))
        wires = []
        if isinstance(database, _Copy):
            wires = [await enter(wire(database.server.port)) for _ in range(kind.replicas)]
        made = Room(kind, preview.standin, folder, database, telegram, wires)
        ports = [free_port() for _ in range(kind.replicas)]
        url = await enter(balancer(ports, _PROXY_WAITS)) if kind.replicas > 1 else ""
        for number, port in enumerate(ports):
            settings = _environment(made, number, port, url)
            made.bots.append(Bot(nursery, settings, folder / f"bot{number}"))
        try:
            await asyncio.gather(*(bot.begin() for bot in made.bots))
            await _serving(made, ports)
            yield made
        finally:
            for bot in made.bots:
                await bot.kill()
            if isinstance(database, _Copy):
                await asyncio.to_thread(
                    database.server.rows, "postgres", f"DROP DATABASE {database.name} WITH (FORCE)"
                )


def _environment(made: Room, number: int, port: int, webhook: str) -> dict[str, str]:
    if made.storage:
        at = made.storage[number].port
        url = f"postgresql+asyncpg://postgres@127.0.0.1:{at}/{made.database.name}"
    else:
        url = made.database.url
    given = {
        "MULAI_TELEGRAM_TOKEN": made.standin.token,
        "MULAI_TELEGRAM_API_URL": f"http://127.0.0.1:{made.telegram.port}",
        "MULAI_DATABASE_URL": url,
        "MULAI_KNOWLEDGE_DIR": str(packaged_content()),
        "MULAI_SEMANTIC": "off",  # what is said is not the question here
        "MULAI_WEB_PORT": str(port),
        "MULAI_ADMINS": "",
    }
    return given | (
        {"MULAI_WEBHOOK_URL": webhook, "MULAI_WEBHOOK_SECRET": SECRET} if webhook else {}
    )


async def _serving(made: Room, ports: Sequence[int]) -> None:
    """Wait until updates are taken."""
    if made.kind.replicas == 1:
        await made.standin.wait_for(lambda: made.standin.called("getUpdates"))
        return
    await made.standin.wait_for(lambda: len(made.standin.called("setWebhook")) >= len(ports))
