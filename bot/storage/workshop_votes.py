"""Who takes part in workshops, and their votes; all inside a transaction of others."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.database import insert_for
from bot.storage.tables import participants, votes, workshops
from conversations.workshop.state import Participant, Room, Vote, Workshop


def participant(connection: Connection, workshop: str, user_id: int) -> Participant | None:
    """What is stored of a person in a workshop."""
    statement = sa.select(participants).where(
        participants.c.workshop == workshop, participants.c.user_id == user_id
    )
    row = connection.execute(statement).one_or_none()
    return _participant(row) if row else None


def room(connection: Connection, workshop: Workshop) -> Room:
    """Who takes part, and the votes of the open round."""
    people = connection.execute(
        sa.select(participants).where(participants.c.workshop == workshop.id)
    )
    cast = connection.execute(
        sa.select(votes.c.user_id, votes.c.option).where(
            votes.c.workshop == workshop.id,
            votes.c.question == workshop.question,
            votes.c.round == workshop.round,
        )
    )
    return Room(
        {str(row.user_id): _participant(row) for row in people},
        {str(row.user_id): row.option for row in cast},
    )


def votes_in_private(connection: Connection, user_id: int, led_since: int) -> bool:
    """Whether a person takes part from the private chat in a workshop that goes on.

    led_since: it goes on if somebody led it at this time, in seconds since 1970, or later.
    """
    statement = (
        sa.select(participants.c.workshop)
        .join(workshops, workshops.c.id == participants.c.workshop)
        .where(
            participants.c.user_id == user_id,
            participants.c.private,
            workshops.c.finished_at.is_(None),
            workshops.c.led_at >= led_since,
        )
    )
    return connection.execute(statement).first() is not None


def votes_of(connection: Connection, workshop: str, user_id: int) -> list[Vote]:
    """All that a person voted in a workshop."""
    statement = sa.select(votes).where(votes.c.workshop == workshop, votes.c.user_id == user_id)
    return [
        Vote(row.question, row.round, str(row.user_id), row.option)
        for row in connection.execute(statement)
    ]


def put_participant(connection: Connection, workshop: str, person: Participant) -> None:
    """Store a participant in the place of what was there."""
    _upsert(
        connection,
        participants,
        {"workshop": workshop, "user_id": int(person.voter)},
        {"agency": person.agency, "roll": person.roll, "private": person.private},
    )


def put_vote(connection: Connection, workshop: str, vote: Vote) -> None:
    """Store a vote in the place of the person's earlier one on this question and round."""
    _upsert(
        connection,
        votes,
        {
            "workshop": workshop,
            "question": vote.question,
            "round": vote.round,
            "user_id": int(vote.voter),
        },
        {"option": vote.option},
    )


def _participant(row: sa.Row[Any]) -> Participant:
    return Participant(str(row.user_id), row.agency, row.roll, bool(row.private))


def _upsert(
    connection: Connection, table: sa.Table, key: dict[str, Any], values: dict[str, Any]
) -> None:
    connection.execute(
        insert_for(connection.dialect.name)(table)
        .values(**key, **values)
        .on_conflict_do_update(index_elements=list(key), set_=values)
    )
