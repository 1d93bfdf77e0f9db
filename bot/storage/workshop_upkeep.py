"""What is done with stored workshops beside holding them: moved, told, forgotten, swept."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.pairing import projector_codes
from bot.storage.tables import (
    Outdated,
    boards,
    participants,
    vote_keys,
    votes,
    workshops,
)
from bot.storage.workshop_boards import move_spots
from bot.storage.workshop_notes import notes_by, workshop_notes
from bot.storage.workshop_votes import votes_of
from bot.storage.workshops import led_by, store_changed


def move_workshops(connection: Connection, old: int, new: int) -> None:
    """Move the workshops of a group to its id as a supergroup."""
    connection.execute(sa.update(workshops).where(workshops.c.chat_id == old).values(chat_id=new))
    move_spots(connection, old, new)


def forget_person(connection: Connection, user_id: int) -> int:
    """Delete all that tells of a person; return how many rows did. Totals stay."""
    rows = sum(
        connection.execute(sa.delete(table).where(table.c.user_id == user_id)).rowcount
        for table in (participants, votes, workshop_notes)
    )
    connection.execute(sa.delete(boards).where(boards.c.chat_id == user_id))
    led = led_by(connection, user_id)
    for held in led:
        store_changed(connection, held, held.workshop.without(str(user_id)))
    return rows + len(led)


def about_person(connection: Connection, user_id: int) -> dict[str, list[dict[str, Any]]]:
    """All that tells of a person, by table."""
    mine = sa.select(participants).where(participants.c.user_id == user_id)
    takes_part = [
        dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
        for row in connection.execute(mine)
    ]
    told = {participants.name: takes_part, votes.name: _votes_of(connection, user_id)}
    told[workshop_notes.name] = notes_by(connection, user_id)
    led = led_by(connection, user_id)
    return {**told, "workshops": [{"id": it.workshop.id, "topic": it.workshop.topic} for it in led]}


def _votes_of(connection: Connection, user_id: int) -> list[dict[str, Any]]:
    """A person's votes of all workshops that go on, unsealed."""
    mine = sa.select(votes.c.workshop).where(votes.c.user_id == user_id).distinct()
    return [
        {
            "workshop": id_,
            "question": vote.question,
            "round": vote.round,
            "user_id": user_id,
            "option": vote.option,
        }
        for id_ in connection.execute(mine).scalars().all()
        for vote in votes_of(connection, id_, user_id)
    ]


def old_workshops(votes_before: int, workshops_before: int) -> tuple[Outdated, ...]:
    """Who took part in workshops finished before a time, and all of those older still.

    Votes went when the workshop ended; here go those of one that was left unfinished.

    Times are seconds since 1970. To be deleted in this order.
    """
    over = sa.select(workshops.c.id).where(workshops.c.finished_at < votes_before)
    gone = sa.select(workshops.c.id).where(workshops.c.led_at < workshops_before)
    # A workshop that nobody has led for so long has ended, though nobody finished it.
    left_alone = sa.select(workshops.c.id).where(workshops.c.led_at < votes_before)
    parts: tuple[Outdated, ...] = tuple(
        (table, table.c.workshop.in_(which))
        for table, ended in (
            (vote_keys, (over, gone, left_alone)),
            (participants, (over, gone)),
            (votes, (over, gone, left_alone)),
            (boards, (over, gone)),
            (workshop_notes, (gone,)),
            (projector_codes, (over, gone)),
        )
        for which in ended
    )
    return (*parts, (workshops, workshops.c.led_at < workshops_before))
