"""Which bot an update belongs to, where several share a database."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.hot import Arrived, hot_of
from bot.storage.tables import inbox

# The conversation of an update: (chat, person).
ConversationKey = tuple[int, int]


class AlreadyHandled(Exception):  # noqa: N818 - it tells of a fact, not of an error
    """The update has had its effect before."""


class Ownership(Protocol):
    """What the store asks of it, inside the store's transactions unless it says otherwise.

    owner: the replica that posts rows of the outbox, None where there are not several. at_once: an
    update must be in the inbox before it is handled. waiting: counts the updates that wait.
    """

    @property
    def owner(self) -> int | None: ...

    @property
    def at_once(self) -> bool: ...

    @property
    def waiting(self) -> sa.ScalarSelect[int]: ...

    def receive(self, connection: Connection, updates: Sequence[Arrived]) -> None:
        """Put updates into the inbox, by a single statement if they must be there at once; those
        that are new are ours.
        """

    def perhaps_ours(self, updates: Iterable[int]) -> None:
        """Updates whose commit may have succeeded without our knowledge; outside transactions."""

    def conversation_lock(
        self, update_id: int, key: ConversationKey
    ) -> contextlib.AbstractAsyncContextManager[None]:
        """Keep other bots from handling a conversation; outside transactions.

        Raises AlreadyHandled if another bot handles the update.
        """

    def leave_inbox(self, connection: Connection, update_id: int) -> None:
        """An update has its effect now. Raises AlreadyHandled if it is not ours."""


class Alone:
    """One bot alone on its database: all is its own."""

    owner: Final = None
    at_once: Final = False
    waiting: Final = sa.select(sa.func.count()).where(inbox.c.body.is_not(None)).scalar_subquery()

    def receive(self, connection: Connection, updates: Sequence[Arrived]) -> None:
        """Put updates into the inbox."""
        hot_of(connection).receive(connection, updates)

    def perhaps_ours(self, updates: Iterable[int]) -> None:
        """They are: Telegram repeats them, or the next start finds them."""

    def conversation_lock(
        self, update_id: int, key: ConversationKey
    ) -> contextlib.AbstractAsyncContextManager[None]:
        """There is no other bot to keep away."""
        return contextlib.nullcontext()

    def leave_inbox(self, connection: Connection, update_id: int) -> None:
        """It is ours."""
