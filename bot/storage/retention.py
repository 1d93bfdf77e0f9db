"""What is stored about people: told to them, deleted when they ask, and when its time is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.clock import day_of
from bot.storage import curating, handing, passing, workshop_upkeep
from bot.storage.effects import TableRows
from bot.storage.failures import KEPT_DAYS
from bot.storage.handing import handovers
from bot.storage.marks import HELD_SWEEPS, drop_mark, mark
from bot.storage.removed import forget_removed, keep_removed, removed_about
from bot.storage.result_links import links_of_no_result
from bot.storage.tables import (
    Outdated,
    boards,
    chats,
    conversations,
    failed_updates,
    inbox,
    lanes,
    outbox,
    passed_questions,
    people,
    plans,
    reminded,
    reminders,
    removed_rows,
    result_links,
    results,
    vote_keys,
)

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
# Tables whose rows are nobody's: what stands on the screen, and what opens votes.
_NOBODYS: Final = frozenset({boards, vote_keys})

# Tables whose rows tell of the person in their column `user_id`, and of nobody else.
_OF_PEOPLE: Final = (
    *(people, conversations, results, result_links, passed_questions),
    *(handovers, plans, reminders, reminded),
)


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days things are kept.

    conversations: these and results, after their last change; items of plans, after their day.
    questions: those without a good answer. votes: after the end of their workshop; totals stay.
    """

    conversations: int
    questions: int
    votes: int


class HeldBackError(Exception):
    """Nothing was deleted, because it looks like the work of a wrong clock.

    rows: how many would go, by table. tries: for how many hours that has been found, None if it is
    found for the first time.
    """

    def __init__(self, rows: Mapping[str, int], tries: int | None) -> None:
        super().__init__(f"{sum(rows.values())} rows")
        self.rows = rows
        self.tries = tries


@dataclass(frozen=True, slots=True)
class Swept:
    """What was deleted: how many rows, by table. removed: they can be brought back for a week."""

    rows: Mapping[str, int]
    removed: bool = False

    @property
    def total(self) -> int:
        """How many rows in all."""
        return sum(self.rows.values())


def stored_about(connection: Connection, user_id: int) -> TableRows:
    """All that is stored about a person, by table."""
    places = {
        **{table.name: table.c.user_id for table in _OF_PEOPLE},
        chats.name: chats.c.chat_id,  # a private chat has the id of its person
    }
    told = {
        name: [
            dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
            for row in connection.execute(sa.select(place.table).where(place == user_id))
        ]
        for name, place in places.items()
    }
    told |= {
        failed_updates.name: [
            {"body": row.body, "reason": row.reason, "failed_at": row.failed_at}
            for row in connection.execute(sa.select(failed_updates).where(_failed_of(user_id)))
        ],
        removed_rows.name: removed_about(connection, user_id),
    }
    return told | workshop_upkeep.about_person(connection, user_id)


def forget_user(connection: Connection, user_id: int) -> int:
    """Delete all that tells of a person; return how many rows did."""
    rows = sum(
        connection.execute(sa.delete(table).where(table.c.user_id == user_id)).rowcount
        for table in _OF_PEOPLE
    )
    rows += connection.execute(sa.delete(failed_updates).where(_failed_of(user_id))).rowcount
    rows += forget_removed(connection, user_id)
    return rows + workshop_upkeep.forget_person(connection, user_id)


def _failed_of(user_id: int) -> sa.ColumnElement[bool]:
    # A private chat has the id of its person.
    return sa.or_(failed_updates.c.user_id == user_id, failed_updates.c.chat_id == user_id)


def forget_private_chat(connection: Connection, user_id: int) -> int:
    """Delete what waits for a person's private chat, too; return how many rows did."""
    # A private chat has the id of its person.
    there = [
        connection.execute(sa.delete(table).where(table.c.chat_id == user_id)).rowcount
        for table in (chats, lanes, outbox)
    ]
    return sum(there)


def sweep_if_plausible(
    connection: Connection, kept_days: Retention, now: int, *, turned: bool
) -> Swept:
    """Delete as `sweep_old`, unless the clock seems wrong or very much would go at once.

    Then it is done once that has been found for a day: by then somebody has seen to the clock. And
    for a week more it can be undone. turned: the clock was, since the start.
    Raises HeldBackError, with which the transaction is undone.
    """
    strange = turned or _clock_is_strange(connection, now)
    tries = mark(connection, "sweeps-held")
    due = tries is not None and tries >= HELD_SWEEPS
    swept = sweep_old(connection, kept_days, now, in_doubt=due)
    doubtful = strange or swept.total > _MANY or tries is not None
    if swept.total and doubtful and not due:
        raise HeldBackError(swept.rows, tries)
    drop_mark(connection, "sweeps-held")
    return swept


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


def sweep_old(
    connection: Connection, kept_days: Retention, now: int, *, in_doubt: bool = False
) -> Swept:
    """Delete what is kept no longer.

    now: seconds since 1970. in_doubt: so that it can be brought back. Ids of updates go once
    Telegram cannot repeat them any more.
    """
    known = now - _KNOWN_SECONDS
    connection.execute(sa.delete(inbox).where(inbox.c.body.is_(None), inbox.c.received_at < known))
    rows: Counter[str] = Counter()
    for table, which in _outdated(kept_days, now):
        if in_doubt:
            keep_removed(connection, table, which)
        gone = connection.execute(sa.delete(table).where(which)).rowcount
        if table not in _NOBODYS:
            rows[table.name] += gone
    return Swept(+rows, in_doubt)


def _outdated(kept_days: Retention, now: int) -> tuple[Outdated, ...]:
    """What is kept no longer; people last, because others still refer to them."""
    kept = now - kept_days.conversations * _DAY
    alive = sa.union_all(*(sa.select(table.c.user_id) for table in (conversations, results, plans)))
    planned = sa.union_all(sa.select(results.c.user_id), sa.select(plans.c.user_id))
    talks = sa.select(conversations.c.chat_id)
    return (
        *workshop_upkeep.old_workshops(now - kept_days.votes * _DAY, kept),
        *curating.old_questions(now - kept_days.questions * _DAY),
        passing.waited_too_long(now),
        handing.offered_too_long(now),
        (failed_updates, failed_updates.c.failed_at < now - KEPT_DAYS * _DAY),
        (conversations, conversations.c.seen_at < kept),
        (results, results.c.day < day_of(kept)),
        (result_links, links_of_no_result()),
        (plans, plans.c.due < day_of(kept)),
        (
            reminders,
            sa.or_(reminders.c.not_before < kept, reminders.c.user_id.not_in(planned)),
        ),
        (reminded, reminded.c.user_id.not_in(alive)),
        (people, sa.and_(people.c.seen_at < kept, people.c.user_id.not_in(alive))),
        (chats, sa.and_(chats.c.chat_id.not_in(talks), chats.c.chat_id.not_in(alive))),
    )
