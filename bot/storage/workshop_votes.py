"""Who takes part in workshops, and their votes; all inside a transaction of others.

Votes are sealed under a key of their workshop, which is erased with them when it ends.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.database import insert_for
from bot.storage.sealing import new_key, seal, unseal
from bot.storage.tables import participants, people, vote_keys, votes, workshops
from conversations.workshop.state import WEIGHING, Participant, Room, Vote, Workshop


def participant(connection: Connection, workshop: str, user_id: int) -> Participant | None:
    """What is stored of a person in a workshop."""
    statement = sa.select(participants).where(
        participants.c.workshop == workshop, participants.c.user_id == user_id
    )
    row = connection.execute(statement).one_or_none()
    return _participant(row) if row else None


def room(connection: Connection, workshop: Workshop) -> Room:
    """Who takes part, and the votes of the open round."""
    here = connection.execute(sa.select(participants).where(participants.c.workshop == workshop.id))
    cast = _read(
        connection,
        workshop.id,
        votes.c.question == workshop.question,
        votes.c.round == workshop.round,
    )
    return Room(
        {str(row.user_id): _participant(row) for row in here},
        {vote.voter: vote.option for vote in cast},
    )


def joined_last(connection: Connection, user_id: int) -> str | None:
    """The workshop that goes on in which a person takes part; of several, the one led last."""
    statement = (
        sa.select(workshops.c.id)
        .join(participants, workshops.c.id == participants.c.workshop)
        .where(participants.c.user_id == user_id, workshops.c.finished_at.is_(None))
        .order_by(workshops.c.led_at.desc())
    )
    return connection.execute(statement).scalars().first()


def votes_of(connection: Connection, workshop: str, user_id: int) -> list[Vote]:
    """All that a person voted in a workshop; nothing once it has ended."""
    return _read(connection, workshop, votes.c.user_id == user_id)


def points_of(connection: Connection, workshop: str, user_id: int) -> str:
    """The points that a person has laid on priorities so far, "" for none.

    Two taps of one person are kept apart: the second one waits for what the first one laid.
    """
    mine = votes.c.user_id == user_id, votes.c.question == WEIGHING
    connection.execute(
        sa.select(votes.c.round).where(votes.c.workshop == workshop, *mine).with_for_update()
    )
    return next((vote.option for vote in _read(connection, workshop, *mine)), "")


def put_participant(connection: Connection, workshop: str, person: Participant) -> None:
    """Store a participant in the place of what was there."""
    _upsert(
        connection,
        participants,
        {"workshop": workshop, "user_id": int(person.voter)},
        {
            "agency": person.agency,
            "roll": person.roll,
            "private": person.private,
            "name": person.name,
        },
    )


def put_vote(connection: Connection, workshop: str, vote: Vote) -> None:
    """Store a vote in the place of the person's earlier one on this question and round."""
    key = _key_of(connection, workshop) or _new_key_of(connection, workshop)
    _upsert(
        connection,
        votes,
        {
            "workshop": workshop,
            "question": vote.question,
            "round": vote.round,
            "user_id": int(vote.voter),
        },
        {"option": seal(vote.option, _place(vote.question, vote.round, int(vote.voter)), key)},
    )


def set_discreet(connection: Connection, user_id: int, discreet: bool, now: int) -> None:
    """Store whether notes may repeat what a person voted. now: seconds since 1970."""
    _upsert(connection, people, {"user_id": user_id}, {"discreet": discreet, "seen_at": now})


def erase_votes(connection: Connection, workshop: str) -> None:
    """Erase the votes of a workshop that has ended, and what they could be read with."""
    connection.execute(sa.delete(vote_keys).where(vote_keys.c.workshop == workshop))
    connection.execute(sa.delete(votes).where(votes.c.workshop == workshop))


def _read(connection: Connection, workshop: str, *which: sa.ColumnElement[bool]) -> list[Vote]:
    """Votes unsealed; none where there is no key, as in a database brought back from a backup."""
    key = _key_of(connection, workshop)
    if key is None:
        return []
    rows = connection.execute(sa.select(votes).where(votes.c.workshop == workshop, *which))
    return [
        Vote(
            row.question,
            row.round,
            str(row.user_id),
            unseal(row.option, _place(row.question, row.round, row.user_id), key),
        )
        for row in rows
    ]


def _place(question: str, round_: int, user_id: int) -> str:
    return f"{question}.{round_}.{user_id}"


def _key_of(connection: Connection, workshop: str) -> str | None:
    statement = sa.select(vote_keys.c.key).where(vote_keys.c.workshop == workshop)
    return connection.execute(statement).scalar_one_or_none()


def _new_key_of(connection: Connection, workshop: str) -> str:
    """A key for the first vote of a workshop; of two that come at once, the first one's."""
    insert = insert_for(connection.dialect.name)(vote_keys)
    made = insert.values(workshop=workshop, key=new_key()).on_conflict_do_nothing()
    connection.execute(made)
    return str(_key_of(connection, workshop))


def _participant(row: sa.Row[Any]) -> Participant:
    return Participant(str(row.user_id), row.agency, row.roll, bool(row.private), row.name)


def _upsert(
    connection: Connection, table: sa.Table, key: dict[str, Any], values: dict[str, Any]
) -> None:
    connection.execute(
        insert_for(connection.dialect.name)(table)
        .values(**key, **values)
        .on_conflict_do_update(index_elements=list(key), set_=values)
    )
