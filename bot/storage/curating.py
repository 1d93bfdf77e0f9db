"""What curators and admins learn from: questions without a good answer, and counts by day.

Nothing here tells who asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.database import insert_for
from bot.storage.tables import Outdated, tallies, unanswered, unhelpful
from conversations.curated import Rated, UnansweredQuestion


@dataclass(frozen=True, slots=True)
class Complaint:
    """A question that was not answered, or whose answer did not help.

    topic: the answer that did not help; "" if there was none. at: seconds since 1970.
    """

    question: str
    topic: str
    at: int


def keep_question(connection: Connection, question: UnansweredQuestion, now: int) -> None:
    """Keep a question that was not answered."""
    connection.execute(
        sa.insert(unanswered).values(
            question=question.text, nearest=" ".join(question.nearest), asked_at=now
        )
    )


def keep_rating(connection: Connection, rated: Rated, now: int) -> None:
    """Keep an answer that did not help; helpful ones are only counted."""
    if not rated.helpful:
        connection.execute(
            sa.insert(unhelpful).values(topic=rated.topic, question=rated.question, rated_at=now)
        )


def old_questions(before: int) -> tuple[Outdated, ...]:
    """The questions from before a time."""
    return (unanswered, unanswered.c.asked_at < before), (unhelpful, unhelpful.c.rated_at < before)


def complaints(connection: Connection, since: int = 0) -> list[Complaint]:
    """All kept questions since a time, the newest first."""
    without = sa.select(
        unanswered.c.question, sa.literal("").label("topic"), unanswered.c.asked_at.label("at")
    )
    bad = sa.select(unhelpful.c.question, unhelpful.c.topic, unhelpful.c.rated_at.label("at"))
    both = sa.union_all(without, bad).subquery()
    rows = connection.execute(sa.select(both).where(both.c.at >= since).order_by(both.c.at.desc()))
    return [Complaint(row.question, row.topic, row.at) for row in rows]


def add_tallies(connection: Connection, day: str, counts: Mapping[str, int]) -> None:
    """Add to what was counted on a day ("2026-01-31")."""
    insert = insert_for(connection.dialect.name)(tallies)
    statement = insert.on_conflict_do_update(
        index_elements=["day", "what"],
        set_={"times": tallies.c.times + insert.excluded.times},
    )
    rows = [{"day": day, "what": what, "times": times} for what, times in counts.items()]
    connection.execute(statement, rows)


def tallies_of(connection: Connection, days: Sequence[str]) -> dict[str, dict[str, int]]:
    """What was counted on each of some days, by day."""
    found: dict[str, dict[str, int]] = {day: {} for day in days}
    for row in connection.execute(sa.select(tallies).where(tallies.c.day.in_(days))):
        found[row.day][row.what] = row.times
    return found
