"""The messages that show workshops, as they are stored; all inside a transaction of others."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.database import insert_for
from bot.storage.tables import boards, outbox, participants
from conversations.workshop.state import Workshop

SpotKind = Literal["group", "left", "private", "panel"]

# The message_id of a board in a chat that cannot be written to.
UNREACHABLE: Final = -1
# A message that is still to be posted.
_TO_POST: Final[dict[str, Any]] = {
    "message_id": None,
    "shown": "",
    "version": 0,
    "refused": "",
    "free_at": 0.0,
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A message that shows a workshop.

    posting: how often it was posted anew. message_id: None while it is to be posted.
    shown: a digest of what stands there, made from this `version` of the workshop.
    refused: why Telegram does not show what should stand there, "" if it does.
    free_in: so many seconds after it was read other replicas may touch it.
    """

    workshop: str
    chat_id: int
    kind: SpotKind
    posting: int = 0
    message_id: int | None = None
    shown: str = ""
    version: int = 0
    refused: str = ""
    free_in: float = 0.0


def spots(connection: Connection, workshop: str) -> list[Spot]:
    """All messages of a workshop."""
    rows = connection.execute(_read(connection).where(boards.c.workshop == workshop))
    return [_spot(row) for row in rows]


def spot(connection: Connection, workshop: str, chat_id: int, kind: SpotKind) -> Spot | None:
    """One message of a workshop."""
    row = connection.execute(_read(connection).where(*_at(workshop, chat_id, kind))).one_or_none()
    return _spot(row) if row else None


def spot_of_message(connection: Connection, chat_id: int, message_id: int) -> Spot | None:
    """What a message shows of a workshop; None for any other message."""
    statement = _read(connection).where(
        boards.c.chat_id == chat_id, boards.c.message_id == message_id
    )
    row = connection.execute(statement).first()
    return _spot(row) if row else None


def post_anew(connection: Connection, workshop: str, chat_id: int, kind: SpotKind) -> None:
    """Let a message be posted further down, or for the first time."""
    insert = insert_for(connection.dialect.name)(boards)
    statement = insert.values(workshop=workshop, chat_id=chat_id, kind=kind, posting=0, **_TO_POST)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["workshop", "chat_id", "kind"],
            set_={"posting": boards.c.posting + 1, **_TO_POST},
        )
    )


def leave_behind(connection: Connection, workshop: Workshop, chat_id: int) -> None:
    """Before a board is posted anew: keep hold of the old one if its question was left."""
    connection.execute(sa.delete(boards).where(*_at(workshop.id, chat_id, "left")))
    there = spot(connection, workshop.id, chat_id, "group")
    if workshop.left and there and there.message_id not in {None, UNREACHABLE}:
        kept = asdict(replace(there, kind="left"))
        del kept["free_in"]
        connection.execute(sa.insert(boards).values(**kept, free_at=0.0))


def post_all_anew(connection: Connection, workshop: str, kind: SpotKind) -> None:
    """Let all messages of a kind be posted further down; not where nobody can be reached."""
    connection.execute(
        sa.update(boards)
        .where(
            boards.c.workshop == workshop,
            boards.c.kind == kind,
            sa.or_(boards.c.message_id.is_(None), boards.c.message_id != UNREACHABLE),
        )
        .values(posting=boards.c.posting + 1, **_TO_POST)
    )


def without_private_board(connection: Connection, workshop: str) -> list[int]:
    """Those who take part from the private chat and have no board there yet."""
    there = sa.select(boards.c.chat_id).where(
        boards.c.workshop == workshop, boards.c.kind == "private"
    )
    missing = sa.select(participants.c.user_id).where(
        participants.c.workshop == workshop,
        participants.c.private,
        participants.c.user_id.not_in(there),
    )
    return list(connection.execute(missing).scalars())


def move_spots(connection: Connection, old: int, new: int) -> None:
    """In a group that has got another id all messages are new."""
    connection.execute(sa.delete(boards).where(boards.c.chat_id == old, boards.c.kind == "left"))
    connection.execute(
        sa.update(boards)
        .where(boards.c.chat_id == old)
        .values(chat_id=new, posting=boards.c.posting + 1, **_TO_POST)
    )


def claim(connection: Connection, spot: Spot, seconds: float) -> bool:
    """Keep other replicas from touching a message for a while; False if one does."""
    now = _database_time(connection)
    # Nobody claims for longer: a later time tells that the database's clock was set back.
    free = sa.or_(boards.c.free_at <= now, boards.c.free_at > now + seconds)
    taken = connection.execute(
        sa.update(boards)
        .where(*_at(spot.workshop, spot.chat_id, spot.kind), boards.c.posting == spot.posting, free)
        .values(free_at=_later(connection, seconds))
    )
    return taken.rowcount == 1


def replies_wait(connection: Connection, chat_id: int) -> bool:
    """Whether something is still to be said in a chat."""
    waiting = sa.exists().where(outbox.c.chat_id == chat_id)
    return bool(connection.execute(sa.select(waiting)).scalar())


def note(connection: Connection, spot: Spot, free_in: float = 0.0) -> None:
    """Remember what stands in a message, unless it is to be posted anew meanwhile.

    free_in: so many seconds from now on other replicas leave it alone.
    """
    connection.execute(
        sa.update(boards)
        .where(*_at(spot.workshop, spot.chat_id, spot.kind), boards.c.posting == spot.posting)
        .values(
            message_id=spot.message_id,
            shown=spot.shown,
            version=spot.version,
            refused=spot.refused,
            free_at=_later(connection, free_in),
        )
    )


def _database_time(connection: Connection) -> sa.ColumnElement[float]:
    """Seconds since 1970 as all replicas have them; 0 on SQLite, where there are no others."""
    if connection.dialect.name == "sqlite":
        return sa.literal(0.0, sa.Float)
    return sa.cast(sa.extract("epoch", sa.func.clock_timestamp()), sa.Float)


def _later(connection: Connection, seconds: float) -> sa.ColumnElement[float]:
    alone = connection.dialect.name == "sqlite"
    return _database_time(connection) + (0.0 if alone else seconds)


def _read(connection: Connection) -> sa.Select[Any]:
    return sa.select(boards, (boards.c.free_at - _database_time(connection)).label("free_in"))


def _spot(row: sa.Row[Any]) -> Spot:
    return Spot(
        row.workshop,
        row.chat_id,
        row.kind,
        row.posting,
        row.message_id,
        row.shown,
        row.version,
        row.refused,
        row.free_in,
    )


def _at(workshop: str, chat_id: int, kind: SpotKind) -> tuple[sa.ColumnElement[bool], ...]:
    return boards.c.workshop == workshop, boards.c.chat_id == chat_id, boards.c.kind == kind
