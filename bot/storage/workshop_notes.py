"""Arguments for the minutes of workshops; all inside a transaction of others."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.tables import metadata, participants
from conversations.workshop.recording import Attendee, Kept, Note

# Arguments for the minutes in their order, with who wrote them (0 where Telegram hides it) so that
# they can take them back; `name` is told with them, "" unless they wish it.
workshop_notes = sa.Table(
    "workshop_notes",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("workshop", sa.String(16), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("user_id", sa.BigInteger, nullable=False),
    sa.Column("question", sa.String(32), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("name", sa.String(64), nullable=False),
    sa.Index("ix_workshop_notes_workshop", "workshop"),
    sa.Index("ix_workshop_notes_user_id", "user_id"),
)

# Minutes with more are nobody's; whoever floods the board is told nothing, and kept out of them.
_MOST: Final = 300


def add_note(connection: Connection, workshop: str, note: Note, user_id: int) -> None:
    """Keep an argument. user_id: whose, 0 where Telegram hides it."""
    last = sa.select(sa.func.max(workshop_notes.c.number)).where(
        workshop_notes.c.workshop == workshop
    )
    number = (connection.execute(last).scalar_one() or 0) + 1
    if number > _MOST:
        return
    connection.execute(
        sa.insert(workshop_notes).values(
            id=note.id,
            workshop=workshop,
            number=number,
            user_id=user_id,
            question=note.question,
            text=note.text,
            name=note.name,
        )
    )


def change_kept_note(connection: Connection, note: str, user_id: int, name: str) -> None:
    """Name who wrote an argument, or with "" delete it; only for themselves."""
    mine = workshop_notes.c.id == note, workshop_notes.c.user_id == user_id
    if name:
        connection.execute(sa.update(workshop_notes).where(*mine).values(name=name[:64]))
    else:
        connection.execute(sa.delete(workshop_notes).where(*mine))


def kept_of(connection: Connection, workshop: str) -> Kept:
    """The arguments of a workshop in their order, and who wants to stand in its attendance list."""
    said = connection.execute(
        sa.select(workshop_notes)
        .where(workshop_notes.c.workshop == workshop)
        .order_by(workshop_notes.c.number)
    )
    named = connection.execute(
        sa.select(participants.c.name, participants.c.agency).where(
            participants.c.workshop == workshop, participants.c.name != ""
        )
    )
    return Kept(
        tuple(Note(row.id, row.question, row.text, row.name) for row in said),
        tuple(Attendee(row.name, row.agency) for row in named),
    )


def notes_by(connection: Connection, user_id: int) -> list[dict[str, Any]]:
    """All that a person wrote for minutes."""
    mine = sa.select(workshop_notes).where(workshop_notes.c.user_id == user_id)
    return [
        {"workshop": row.workshop, "question": row.question, "text": row.text, "name": row.name}
        for row in connection.execute(mine)
    ]
