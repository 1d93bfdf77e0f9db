"""What nearly every update asks of the database, by name; each kind of database says it in its own
words, in one file: `hot_sqlite.py`, `hot_postgres.py`. All else goes through SQLAlchemy alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

from sqlalchemy.engine import Connection

if TYPE_CHECKING:
    from bot.storage.ownership import ConversationKey


@dataclass(frozen=True, slots=True)
class Arrived:
    """A raw update for the inbox. body: its JSON. received_at: in seconds since 1970."""

    update_id: int
    body: str
    received_at: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """A state to be saved, and the language where the person chose one. seen_at: in seconds since
    1970.
    """

    key: ConversationKey
    state: str
    language: str | None
    seen_at: int


@dataclass(frozen=True, slots=True)
class ToPost:
    """A call for the outbox. created_at: in seconds since 1970. owner: the replica, if one of
    several.
    """

    chat_id: int | None
    call: str
    created_at: int
    owner: int | None = None


@dataclass(frozen=True, slots=True)
class Glance:
    """What is known of a conversation at a glance.

    state, language: as saved, None if nothing is. results, plan: whether the person has any.
    unwilling: whether they want no reminders. votes: whether they take part in a workshop from
    their private chat.
    """

    state: str | None
    language: str | None
    results: bool
    plan: bool
    unwilling: bool
    votes: bool


class Hot(Protocol):
    """The statements, each inside a transaction or visit of the database."""

    def glance(self, connection: Connection, key: ConversationKey, led_since: int) -> Glance:
        """Look at a conversation. led_since: a workshop goes on if somebody led it at this time,
        in seconds since 1970, or later.
        """

    def receive(self, connection: Connection, updates: Sequence[Arrived]) -> None:
        """Put updates into the inbox, except for known ones."""

    def leave_inbox(self, connection: Connection, update_id: int) -> bool:
        """Take an update out of the inbox; whether it was there and had had no effect."""

    def save(self, connection: Connection, spoken: Spoken) -> None:
        """Save where a conversation stands."""

    def post(self, connection: Connection, calls: Sequence[ToPost]) -> list[int]:
        """Put calls into the outbox; the ids of their rows, in the same order."""

    def delivered(self, connection: Connection, rows: Collection[int]) -> None:
        """Take rows out of the outbox."""


def hot_of(connection: Connection) -> Hot:
    """The statements for the kind of database that a connection leads to."""
    return _hot(connection.dialect.name)


@cache
def _hot(dialect: str) -> Hot:
    if dialect == "sqlite":
        from bot.storage.hot_sqlite import SqliteStatements

        return SqliteStatements()
    from bot.storage.hot_postgres import PostgresStatements

    return PostgresStatements()
