"""What is stored about people: told to them, deleted when they ask, and when its time is over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.clock import day_of
from bot.storage import curating, workshop_upkeep
from bot.storage.effects import TableRows
from bot.storage.marks import HELD_SWEEPS, drop_mark, mark
from bot.storage.tables import chats, conversations, inbox, lanes, outbox, people, results

# How long the id of a handled update is kept. Chosen: twice the 24 hours for which Telegram keeps
# updates.
_KNOWN_SECONDS: Final = 48 * 3600
_DAY: Final = 24 * 3600
# The clock is doubted if nothing was stored for so many seconds, or if the database's is so many
# apart; and more rows than these do not go without a day's notice. Chosen: a bot that somebody uses
# stores something every week, and a day's deletions are far fewer.
_LONG_AGO: Final = 7 * _DAY
_APART: Final = 3600
_MANY: Final = 500


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days things are kept.

    conversations: these and results, after their last change. questions: those without a good
    answer. votes: after the end of their workshop; totals stay.
    """

    conversations: int
    questions: int
    votes: int


class HeldBackError(Exception):
    """Nothing was deleted, because it looks like the work of a wrong clock.

    rows: how many would go. tries: how often that was found before, 0 for the first time.
    """

    def __init__(self, rows: int, tries: int) -> None:
        super().__init__(f"{rows} rows")
        self.rows = rows
        self.tries = tries


def stored_about(connection: Connection, user_id: int) -> TableRows:
    """All that is stored about a person, by table."""
    places = {
        **{table.name: table.c.user_id for table in (people, conversations, results)},
        chats.name: chats.c.chat_id,  # a private chat has the id of its person
    }
    told = {
        name: [
            dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
            for row in connection.execute(sa.select(place.table).where(place == user_id))
        ]
        for name, place in places.items()
    }
    return told | workshop_upkeep.about_person(connection, user_id)


def forget_user(connection: Connection, user_id: int) -> int:
    """Delete all that tells of a person; return how many rows did."""
    rows = sum(
        connection.execute(sa.delete(table).where(table.c.user_id == user_id)).rowcount
        for table in (people, conversations, results)
    )
    return rows + workshop_upkeep.forget_person(connection, user_id)


def forget_private_chat(connection: Connection, user_id: int) -> int:
    """Delete what waits for a person's private chat, too; return how many rows did."""
    # A private chat has the id of its person.
    there = [
        connection.execute(sa.delete(table).where(table.c.chat_id == user_id)).rowcount
        for table in (chats, lanes, outbox)
    ]
    return sum(there)


def sweep_if_plausible(connection: Connection, kept_days: Retention, now: int) -> int:
    """Delete as `sweep_old`, unless the clock seems wrong or very much would go at once.

    Then it is done once that has been found for a day: by then somebody has seen to the clock.
    Raises HeldBackError, with which the transaction is undone.
    """
    strange = _clock_is_strange(connection, now)
    tries = mark(connection, "sweeps-held")
    rows = sweep_old(connection, kept_days, now)
    doubtful = strange or rows > _MANY or tries is not None
    if rows and doubtful and (tries or 0) < HELD_SWEEPS:
        raise HeldBackError(rows, tries or 0)
    drop_mark(connection, "sweeps-held")
    return rows


def _clock_is_strange(connection: Connection, now: int) -> bool:
    """Whether the newest thing stored is long ago, or the database has another time."""
    newest = sa.union_all(
        sa.select(sa.func.max(inbox.c.received_at).label("at")),
        sa.select(sa.func.max(conversations.c.seen_at)),
        sa.select(sa.func.max(outbox.c.created_at)),
    ).subquery()
    at = connection.execute(sa.select(sa.func.max(newest.c.at))).scalar_one()
    if at is not None and now - at > _LONG_AGO:
        return True
    if connection.dialect.name == "sqlite":
        return False
    there = connection.execute(sa.select(sa.extract("epoch", sa.func.clock_timestamp())))
    return abs(float(there.scalar_one()) - now) > _APART


def sweep_old(connection: Connection, kept_days: Retention, now: int) -> int:
    """Delete what is kept no longer; return how many rows people had in it.

    now: seconds since 1970. Ids of updates go once Telegram cannot repeat them any more.
    """
    known, kept = now - _KNOWN_SECONDS, now - kept_days.conversations * _DAY
    alive = sa.union_all(sa.select(conversations.c.user_id), sa.select(results.c.user_id))
    talks = sa.select(conversations.c.chat_id)
    connection.execute(sa.delete(inbox).where(inbox.c.body.is_(None), inbox.c.received_at < known))
    # In this order, because people are deleted once no other row refers to them.
    rows = workshop_upkeep.sweep_workshops(connection, now - kept_days.votes * _DAY, kept)
    rows += curating.sweep_questions(connection, now - kept_days.questions * _DAY)
    return rows + sum(
        connection.execute(statement).rowcount
        for statement in (
            sa.delete(conversations).where(conversations.c.seen_at < kept),
            sa.delete(results).where(results.c.day < day_of(kept)),
            sa.delete(people).where(people.c.seen_at < kept, people.c.user_id.not_in(alive)),
            sa.delete(chats).where(chats.c.chat_id.not_in(talks), chats.c.chat_id.not_in(alive)),
        )
    )
