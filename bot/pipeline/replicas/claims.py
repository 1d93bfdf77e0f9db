"""Which replica handles an update, and in which order: the table of claims.

The updates of one conversation are handled one after the other, at whatever replica they are.
"""

from __future__ import annotations

import asyncio
import bisect
import contextlib
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from bot.storage import hot_postgres
from bot.storage.database import Database, SingleStatement
from bot.storage.hot import Arrived
from bot.storage.ownership import AlreadyHandled, ConversationKey
from bot.storage.tables import claims
from bot.telegram.updates import person_of

log = structlog.get_logger()

# Seconds between two looks whether the earlier updates of a conversation are handled. Chosen.
_ASK_AGAIN = 0.05

_OWNER = sa.select(claims.c.owner).where(claims.c.update_id == sa.bindparam("update"))


@dataclass(slots=True)
class _Line:
    """The updates of one conversation that this replica handles, by id; `moved` is set when one is
    done.
    """

    waiting: list[int]
    moved: asyncio.Event


class Claims:
    """The claims of one replica, by its number.

    given_up: updates whose takeover or commit may have succeeded without our knowledge; they are
        freed at the next look.
    """

    at_once: Final = True
    waiting: Final = sa.select(sa.func.count(claims.c.update_id)).scalar_subquery()

    def __init__(self, database: Database, replica: int) -> None:
        self._database = database
        self._replica = replica
        self.owner: int | None = replica
        self.given_up: set[int] = set()
        self._lines: dict[ConversationKey, _Line] = {}

    def receive(self, connection: Connection, updates: Sequence[Arrived]) -> None:
        """Put updates into the inbox and claim those that are new, by a single statement."""
        keys = [person_of(json.loads(it.body)) for it in updates]
        hot_postgres.claim_updates(connection, updates, keys, self._replica)

    def perhaps_ours(self, updates: Iterable[int]) -> None:
        """Telegram repeats them to another replica, though they may be claimed here."""
        self.given_up.update(updates)

    def free(self, connection: Connection, updates: Iterable[int]) -> None:
        """Leave claims of ours to whoever looks next."""
        connection.execute(
            sa.update(claims)
            .where(claims.c.update_id.in_(updates), claims.c.owner == self._replica)
            .values(owner=None, begun=False)
        )

    def leave_inbox(self, connection: Connection, update_id: int) -> None:
        """Drop the claim of an update that has its effect now. Raises AlreadyHandled."""
        statement = sa.delete(claims).where(
            claims.c.update_id == update_id, claims.c.owner == self._replica
        )
        if connection.execute(statement).rowcount != 1:
            raise AlreadyHandled

    def conversation_lock(
        self, update_id: int, key: ConversationKey
    ) -> AbstractAsyncContextManager[None]:
        """Wait until all updates of a conversation before this one are handled, here or elsewhere.

        The next one begins only after this one has left the inbox. Raises AlreadyHandled if another
        replica handles it.
        """
        return self._turn(update_id, key)

    @asynccontextmanager
    async def _turn(self, update_id: int, key: ConversationKey) -> AsyncIterator[None]:
        line = self._lines.setdefault(key, _Line([], asyncio.Event()))
        bisect.insort(line.waiting, update_id)
        try:
            # Of the updates handled here only the first asks; the others have to wait for it
            # anyway.
            while line.waiting[0] != update_id or not await self._begins(update_id):
                line.moved.clear()
                first = line.waiting[0] == update_id
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_ASK_AGAIN if first else None):
                        await line.moved.wait()
            yield
        except AlreadyHandled:
            raise
        except Exception:
            self.given_up.add(update_id)
            raise
        finally:
            line.waiting.remove(update_id)
            line.moved.set()
            if not line.waiting:
                self._lines.pop(key, None)

    async def _begins(self, update_id: int) -> bool:
        def begun(connection: Connection) -> bool:
            return hot_postgres.begin_update(connection, update_id, self._replica)

        try:
            if await self._database.write(SingleStatement(begun)):
                return True
            owner = await self._database.read(lambda it: it.scalar(_OWNER, {"update": update_id}))
        except OperationalError as error:
            log.warning("database refuses", error=str(error.orig), again_in=_ASK_AGAIN)
            return False
        if owner != self._replica:
            raise AlreadyHandled
        return False
