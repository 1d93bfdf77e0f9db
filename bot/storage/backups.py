"""Backups of the SQLite database: made while the bot runs, restored while it is stopped."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy.engine import make_url

from bot.storage.private import private_folder

_MIGRATIONS = Path(__file__).with_name("migrations") / "versions"


class BackupError(Exception):
    """A backup cannot be made or used; the message says why and what to do."""


class InUseError(Exception):
    """Somebody else holds the database."""


def database_file(url: str) -> Path | None:
    """The file of a SQLite database; None for one in memory or of another kind."""
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite" or parts.database in {None, "", ":memory:"}:
        return None
    return Path(str(parts.database))


def hold_database(database: Path, alone: bool = False, name: str = "lock") -> IO[bytes]:
    """Hold a database until the returned file is closed or the process ends.

    alone: exclusively, to exchange the file; else shared with others, as bots do. name: what is
    held, "lock" for the file and "bot" for being the one bot on it.
    Raises InUseError, or OSError if the lock cannot be made beside the database.
    """
    # Opened read-only, and everybody may: the lock file may belong to another user, and is empty.
    lock = open(os.open(f"{database}.{name}", os.O_RDONLY | os.O_CREAT, 0o644), "rb")  # noqa: PTH123, SIM115
    with contextlib.suppress(PermissionError):
        os.fchmod(lock.fileno(), 0o644)
    try:
        fcntl.flock(lock, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise InUseError from None
    return lock


def back_up(database: Path, target: Path) -> None:
    """Copy a database as it is at one moment; a bot may be writing to it.

    The copy is checked before it gets its name. It has no votes of workshops that go on: a backup
    outlives them, and nobody should read there how somebody voted. Raises BackupError.
    """
    if not database.exists():
        raise BackupError(f"there is no database {database} yet; MULAI_DATABASE_URL names it")
    if target.exists():
        raise BackupError(f"{target} is there already; choose another name or remove it")
    with _beside(target) as partial:
        _copy(database, partial)
        _examine(partial)
        _drop_votes(partial)
        partial.rename(target)


def restore_backup(source: Path, database: Path, now: datetime) -> Path | None:
    """Put a backup in the place of the database.

    Returns where the database of before is kept, None if there was none. Raises BackupError.
    """
    _examine(source)
    private_folder(database.parent)
    try:
        lock = hold_database(database, alone=True)
    except InUseError:
        raise BackupError(f"a bot is using {database}; stop it first") from None
    with lock, _beside(database) as partial:
        _copy(source, partial)
        _examine(partial)
        _own_as(database, partial)
        kept = _keep(database, f".before-{now:%Y%m%d-%H%M%S}")
        partial.rename(database)
    return kept


def schema_of(database: Path) -> str | None:
    """The migration that a database stands at; None if it is none of Mulai's.

    Raises sqlite3.Error if it cannot be read.
    """
    with _looked_at(database) as connection:
        query = "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
        if connection.execute(query).fetchone() == (0,):
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(row[0]) if row else None


def failed_in(database: Path) -> tuple[int, str]:
    """How many updates could not be handled, and the reason of the newest, "" if there is none.

    Raises sqlite3.Error if it cannot be read.
    """
    with _looked_at(database) as connection:
        query = "SELECT count(*) FROM sqlite_master WHERE name = 'failed_updates'"
        if connection.execute(query).fetchone() == (0,):
            return 0, ""
        query = "SELECT count(*), coalesce(max(id), 0) FROM failed_updates"
        count, newest = connection.execute(query).fetchone()
        row = connection.execute("SELECT reason FROM failed_updates WHERE id = ?", [newest])
        return count, str((row.fetchone() or ("",))[0])


def known_schemas() -> frozenset[str]:
    """The migrations that this version of Mulai has."""
    return frozenset(path.name.partition("_")[0] for path in _MIGRATIONS.glob("[0-9]*.py"))


def damage(database: Path) -> str:
    """What SQLite's quick check finds; "" if the file is sound."""
    try:
        with _looked_at(database) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        return str(error)
    return "" if found == ("ok",) else str(found[0])


def _examine(database: Path) -> None:
    if not database.is_file():
        raise BackupError(f"there is no file {database}")
    if found := damage(database):
        raise BackupError(f"{database} is no sound database ({found}); use another backup")
    schema = schema_of(database)
    if schema is None:
        raise BackupError(f"{database} is not a database of Mulai")
    if schema not in known_schemas():
        raise BackupError(
            f"{database} has schema {schema}, this version of Mulai knows up to "
            f"{max(known_schemas())}; install the version that made it, or a newer one"
        )


def _copy(source: Path, target: Path) -> None:
    try:
        with _opened(source) as one, _opened(target) as other:
            one.backup(other)
            other.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        with target.open("rb") as copied:
            os.fsync(copied.fileno())
    except (sqlite3.Error, OSError) as error:
        raise BackupError(f"{source} cannot be copied ({error}); is there room?") from None


def _drop_votes(copy: Path) -> None:
    with _opened(copy) as connection, connection:
        connection.execute("PRAGMA secure_delete=ON")
        for table in ("vote_keys", "votes"):
            known = "SELECT 1 FROM sqlite_master WHERE name = ?"
            if connection.execute(known, (table,)).fetchone():
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - one of the two above


def _own_as(model: Path, file: Path) -> None:
    """Give a file that the operator (perhaps root) made to the bot's user."""
    if model.exists():
        status = model.stat()
        with contextlib.suppress(PermissionError):
            os.chown(file, status.st_uid, status.st_gid)
        file.chmod(status.st_mode & 0o777)


def _keep(database: Path, suffix: str) -> Path | None:
    """Move a database out of the way, with what SQLite may have beside it."""
    if not database.exists():
        return None
    with contextlib.suppress(sqlite3.Error), _opened(database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # a sound one is then one file
    kept = Path(f"{database}{suffix}")
    for beside in ("-wal", "-shm", ""):
        with contextlib.suppress(FileNotFoundError):
            Path(f"{database}{beside}").rename(f"{kept}{beside}")
    return kept


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A private file in the folder of another one; deleted at the end unless renamed."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise BackupError(f"nothing can be written to {target.parent} ({error.strerror})") from None
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


@contextlib.contextmanager
def _looked_at(database: Path) -> Iterator[sqlite3.Connection]:
    """A database to read: nothing is written into it, nor left beside it.

    A connection with write access would tidy up after others and leave files that belong to root.
    """
    # Without a log nobody is writing, and SQLite needs nothing beside the file.
    alone = "" if Path(f"{database}-wal").exists() else "&immutable=1"
    address = f"{database.absolute().as_uri()}?mode=ro{alone}"
    with contextlib.closing(sqlite3.connect(address, uri=True, timeout=10)) as connection:
        yield connection


@contextlib.contextmanager
def _opened(database: Path) -> Iterator[sqlite3.Connection]:
    # "rw" makes no file where there is none, unlike the default.
    address = f"{database.absolute().as_uri()}?mode=rw"
    with contextlib.closing(sqlite3.connect(address, uri=True, timeout=10)) as connection:
        yield connection
