"""PostgreSQL: its connections, and what its errors mean to those who ask the database."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

T = TypeVar("T")

# The first half of all advisory locks here, so that they meet nobody else's.
LOCKS = 0x4D756C61
# The second half while tables change. Replicas lock their own numbers, which are above it.
_MIGRATING = 1

# Seconds until a connection, or the answer to a statement, is given up.
_CONNECT_WITHIN, _ANSWER_WITHIN = 5, 30

# Kinds of trouble that pass, as PostgreSQL numbers them: connections, conflicts of transactions,
# want of room, the operator at work, the disk. The same statement may be right a moment later.
_PASSING = ("08", "25006", "40", "53", "57", "58")


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
            # A replica whose machine is gone holds its locks no longer than this, in seconds.
            "server_settings": {
                "application_name": "mulai",
                "tcp_keepalives_idle": "5",
                "tcp_keepalives_interval": "2",
                "tcp_keepalives_count": "3",
            },
        },
    )


def wait_for_other_migrations(connection: Connection) -> None:
    """Be the only one to change tables until the end of the transaction."""
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCKS, _MIGRATING)))


async def translated(work: Awaitable[T]) -> T:
    """Carry out work; raise OperationalError for every trouble that passes by itself.

    A server that restarts shows in many errors: those of the network, of the driver, of the pool.
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
