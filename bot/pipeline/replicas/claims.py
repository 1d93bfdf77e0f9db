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

from bot.storage.database import Database
from bot.storage.hot import Arrived
from bot.storage.hot_postgres import RECEIVE, inbox_row
from bot.storage.ownership import AlreadyHandled, ConversationKey
from bot.storage.postgres import LOCKS
from bot.storage.tables import claims, inbox
from bot.telegram.updates import person_of

log = structlog.get_logger()

# Seconds between two looks whether the earlier updates of a conversation are handled. Chosen.
_ASK_AGAIN = 0.05

# The conversation of an update, locked until the end of the transaction.
_LOCK_CONVERSATION = sa.text(
    "SELECT owner, pg_advisory_xact_lock(hashtextextended("
    "chat_id || ' ' || user_id, CAST(:locks AS bigint))) FROM claims WHERE update_id = :update"
)
_RECEIVE = RECEIVE.returning(inbox.c.update_id)
_other = claims.alias()
_BEGIN = (
    sa.update(claims)
    .where(
        claims.c.update_id == sa.bindparam("update"),
        claims.c.owner == sa.bindparam("me"),
        ~sa.exists().where(
            _other.c.chat_id == claims.c.chat_id,
            _other.c.user_id == claims.c.user_id,
            _other.c.update_id != claims.c.update_id,
            sa.or_(_other.c.begun, _other.c.update_id < claims.c.update_id),
        ),
    )
    .values(begun=True)
)


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
        """Put updates into the inbox and claim those that are new."""
        bodies = {it.update_id: it.body for it in updates}
        new = connection.execute(_RECEIVE, list(map(inbox_row, updates))).scalars().all()
        ours = [self._claim(update_id, bodies[update_id]) for update_id in new]
        if ours:
            connection.execute(sa.insert(claims), ours)

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
        try:
            return await self._database.write(lambda it: self._begin(it, update_id))
        except OperationalError as error:
            log.warning("database refuses", error=str(error.orig), again_in=_ASK_AGAIN)
            return False

    def _begin(self, connection: Connection, update_id: int) -> bool:
        given = {"update": update_id, "locks": LOCKS}
        claim = connection.execute(_LOCK_CONVERSATION, given).one_or_none()
        if claim is None or claim.owner != self._replica:
            raise AlreadyHandled
        # A separate statement, so that it sees what others committed before we got the lock.
        given = {"update": update_id, "me": self._replica}
        return connection.execute(_BEGIN, given).rowcount == 1

    def _claim(self, update_id: int, body: str) -> dict[str, int | bool]:
        chat_id, user_id = person_of(json.loads(body))
        return {
            "update_id": update_id,
            "chat_id": chat_id,
            "user_id": user_id,
            "owner": self._replica,
            "begun": False,
        }
