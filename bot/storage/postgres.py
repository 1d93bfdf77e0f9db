"""PostgreSQL: its connections, and what its errors mean to those who ask the database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

T = TypeVar("T")

# The first half of all our advisory locks ("Mula"), so that they differ from those of other
# programs.
LOCKS = 0x4D756C61
# The second half: for changing tables, for taking over from dead replicas, for sweeping reminders;
# replicas lock their own numbers, from FIRST_REPLICA on.
_MIGRATING, TAKING_OVER, REMINDING, FIRST_REPLICA = 1, 2, 3, 1000

# The numbers of the replicas that live: each holds the lock of its own.
LIVING = f"""(
    SELECT CAST(objid AS bigint) FROM pg_locks
    WHERE locktype = 'advisory' AND classid = {LOCKS} AND objid >= {FIRST_REPLICA}
      AND objsubid = 2 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"""  # noqa: S608 - our own numbers

# Seconds to wait for a connection, and for the answer to a statement. Chosen.
_CONNECT_WITHIN, _ANSWER_WITHIN = 5, 30

# Classes of PostgreSQL errors that pass: connections, conflicts of transactions, lack of space,
# intervention of the operator, the disk, damaged files, tables that are missing or not ours. The
# same statement may succeed a moment later, or when somebody has seen to it: what was to be stored
# is not to blame.
_PASSING = ("08", "25006", "40", "42501", "42703", "42P01", "53", "57", "58", "XX")

# Tables in which something stands of people, or did.
_TOLD_OF_PEOPLE = (
    *("inbox", "outbox", "people", "conversations", "results", "chats", "claims", "lanes"),
    *(
        "participants",
        "votes",
        "vote_keys",
        "boards",
        "workshops",
        "failed_updates",
        "removed_rows",
        "passed_questions",
        "plans",
        "reminders",
        "reminded",
    ),
)


def engine(url: URL) -> AsyncEngine:
    """Connections to a server; none is made yet."""
    return create_async_engine(
        url,
        pool_size=5,
        max_overflow=5,
        hide_parameters=True,  # what people wrote stays out of errors, and so out of logs
        connect_args={
            "timeout": _CONNECT_WITHIN,
            "command_timeout": _ANSWER_WITHIN,
            # Seconds after which a replica whose machine is gone loses its locks. Chosen.
            "server_settings": {
                "application_name": "mulai",
                "tcp_keepalives_idle": "5",
                "tcp_keepalives_interval": "2",
                "tcp_keepalives_count": "3",
                # Milliseconds after which a transaction of a replica that hangs is undone, so that
                # others get what it locked. Chosen: ours last milliseconds.
                "idle_in_transaction_session_timeout": "8000",
            },
        },
    )


def vacuuming(rewrite: bool) -> Iterator[str]:
    """The statements that tidy up after deletions, each to be carried out by itself.

    rewrite: the tables are written anew; else what others use just now is left for later.
    """
    if not rewrite:
        yield f"VACUUM (SKIP_LOCKED) {', '.join(_TOLD_OF_PEOPLE)}"
        return
    yield "SET lock_timeout = '5s'"
    for table in _TOLD_OF_PEOPLE:
        yield f"VACUUM (FULL) {table}"
    yield "RESET lock_timeout"


def wait_for_other_migrations(connection: Connection) -> None:
    """Wait until no other bot changes tables; until the transaction ends, none can."""
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCKS, _MIGRATING)))


@dataclass(frozen=True, slots=True)
class Standing:
    """What a server tells of a database.

    version: the server's. schema: the migration it stands at, None before the first start.
    replicas: how many bots use it now.
    """

    version: str
    schema: str | None
    replicas: int


def standing(connection: Connection) -> Standing:
    """Look at a database; changes nothing."""
    version = connection.exec_driver_sql("SHOW server_version").scalar_one().split()[0]
    count = f"SELECT count(*) FROM {LIVING} AS living"  # noqa: S608
    replicas = connection.exec_driver_sql(count).scalar_one()
    schema = None
    if sa.inspect(connection).has_table("alembic_version"):
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
        schema = found.scalar_one_or_none()
    return Standing(version, schema, replicas)


def one_row(connection: Connection, statement: str, *given: object) -> Any:
    """The one row that a statement gives, straight from asyncpg; $1 and so on are what is given.

    Its errors are told as SQLAlchemy tells them, and quote nothing that is given.
    """
    return _driven(connection, lambda driver: driver.fetchrow(statement, *given))


def rows_changed(connection: Connection, statement: str, *given: object) -> int:
    """How many rows a statement changed; of several, separated by semicolons, the last one."""
    status: str = _driven(connection, lambda driver: driver.execute(statement, *given))
    return int(status.rpartition(" ")[2])


def _driven(connection: Connection, call: Callable[[Any], Awaitable[Any]]) -> Any:
    from asyncpg import InterfaceError, InternalClientError, PostgresError

    driver: Any = connection.connection.driver_connection
    try:
        return await_only(call(driver))
    except (OSError, PostgresError, InterfaceError, InternalClientError) as error:
        # The last is how asyncpg tells, now and then, of a server that goes down.
        gone = driver.is_closed() or isinstance(error, InternalClientError)
        if gone:
            connection.invalidate()  # nobody is to get it again
        if isinstance(error, PostgresError):
            passes = str(error.sqlstate or "").startswith(_PASSING)
        else:
            passes = not isinstance(error, ValueError)  # then it is what was given
        raise (OperationalError if gone or passes else DBAPIError)(None, None, error) from None


async def translated(work: Awaitable[T]) -> T:
    """Carry out work; raise OperationalError for every error that passes by itself. A restarting
    server shows as errors of the network, of the driver or of the pool.
    """
    from asyncpg import InterfaceError, PostgresError

    try:
        return await work
    except OperationalError:
        raise
    except (OSError, PoolTimeoutError, PostgresError, InterfaceError) as error:
        raise OperationalError(None, None, error) from None
    except DBAPIError as error:
        if error.connection_invalidated or _number(error).startswith(_PASSING):
            raise OperationalError(None, None, _cause(error)) from None
        raise


def _number(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")


def _cause(error: DBAPIError) -> BaseException:
    return error.orig if error.orig is not None else error
