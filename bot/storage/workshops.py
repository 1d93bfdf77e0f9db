"""What is stored of workshops. All but `Records` works inside a transaction of somebody else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.database import Database, insert_for
from bot.storage.tables import boards, outbox, participants, votes, workshops
from conversations.workshop.state import (
    Participant,
    Room,
    Vote,
    Workshop,
    restore_workshop,
    save_workshop,
)

T = TypeVar("T")

SpotKind = Literal["group", "left", "private", "panel"]

# The message_id of a board in a chat that cannot be written to.
UNREACHABLE: Final = -1


@dataclass(frozen=True, slots=True)
class WorkshopRecord:
    """A workshop and where it is held.

    chat_id, thread_id: its group, and the forum topic there or 0. version: counts its changes.
    """

    workshop: Workshop
    chat_id: int
    thread_id: int = 0
    version: int = 1


@dataclass(frozen=True, slots=True)
class Spot:
    """A message that shows a workshop.

    posting: how often it was posted anew. message_id: None while it is to be posted.
    shown: a digest of what stands there, made from this `version` of the workshop.
    free_at: when it may be touched again, in seconds since 1970.
    """

    workshop: str
    chat_id: int
    kind: SpotKind
    posting: int = 0
    message_id: int | None = None
    shown: str = ""
    version: int = 0
    free_at: float = 0.0


class Records:
    """Reads and writes of their own, outside of any update."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Carry out work that changes nothing."""
        return await self._database.read(work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Carry out work in a transaction."""
        return await self._database.write(work)


# --- Headers --------------------------------------------------------------------------------------


def find(
    connection: Connection, workshop: str, lock: Literal["", "step", "tap"] = ""
) -> WorkshopRecord | None:
    """A workshop by its id.

    lock: "step" keeps others from reading it for a tap or a step until the transaction ends;
        "tap" only keeps steps away. SQLite has one writer anyway.
    """
    statement = sa.select(workshops).where(workshops.c.id == workshop)
    if lock:
        statement = statement.with_for_update(read=lock == "tap")
    return _held(connection.execute(statement).one_or_none())


def open_in(connection: Connection, chat_id: int, thread_id: int) -> WorkshopRecord | None:
    """The workshop that goes on in a group or topic, or, if none does, the last that did."""
    statement = (
        sa.select(workshops)
        .where(workshops.c.chat_id == chat_id, workshops.c.thread_id == thread_id)
        .order_by(workshops.c.finished_at.is_not(None), workshops.c.led_at.desc())
        .limit(1)
        .with_for_update()
    )
    return _held(connection.execute(statement).one_or_none())


def by_secret(connection: Connection, secret: str) -> WorkshopRecord | None:
    """The workshop that a projector page shows."""
    statement = sa.select(workshops).where(workshops.c.secret == secret)
    return _held(connection.execute(statement).one_or_none())


def going_on(connection: Connection, chat_id: int | None = None) -> list[WorkshopRecord]:
    """The workshops that are not finished, of one group or all."""
    statement = sa.select(workshops).where(workshops.c.finished_at.is_(None))
    if chat_id is not None:
        statement = statement.where(workshops.c.chat_id == chat_id).with_for_update()
    rows = connection.execute(statement).all()
    return [held for held in map(_held, rows) if held]


def not_shown(connection: Connection) -> list[str]:
    """The ids of workshops of which some message may not show the present state."""
    statement = sa.select(workshops.c.id).where(
        sa.or_(
            workshops.c.finished_at.is_(None),
            sa.exists().where(
                boards.c.workshop == workshops.c.id,
                boards.c.version < workshops.c.version,
                sa.or_(boards.c.message_id.is_(None), boards.c.message_id != UNREACHABLE),
            ),
        )
    )
    return list(connection.execute(statement).scalars())


def led_by(connection: Connection, user_id: int) -> list[WorkshopRecord]:
    """The workshops, finished or not, in which somebody leads or has offered to."""
    named = sa.select(workshops).where(workshops.c.saved.contains(f'"{user_id}"'))
    found = [held for held in map(_held, connection.execute(named).all()) if held]
    return [held for held in found if _names(held.workshop, str(user_id))]


def add(connection: Connection, held: WorkshopRecord) -> None:
    """Store a new workshop."""
    connection.execute(
        sa.insert(workshops).values(
            id=held.workshop.id,
            chat_id=held.chat_id,
            thread_id=held.thread_id,
            secret=held.workshop.secret,
            **_changing(held),
        )
    )


def store_changed(connection: Connection, held: WorkshopRecord, after: Workshop) -> WorkshopRecord:
    """Store a workshop as it is after a step."""
    if after == held.workshop:
        return held
    changed = replace(held, workshop=after, version=held.version + 1)
    connection.execute(
        sa.update(workshops).where(workshops.c.id == after.id).values(**_changing(changed))
    )
    return changed


# --- Participants and votes -----------------------------------------------------------------------


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


# --- Boards ---------------------------------------------------------------------------------------


def spots(connection: Connection, workshop: str) -> list[Spot]:
    """All messages of a workshop."""
    rows = connection.execute(sa.select(boards).where(boards.c.workshop == workshop))
    return [_spot(row) for row in rows]


def spot(connection: Connection, workshop: str, chat_id: int, kind: SpotKind) -> Spot | None:
    """One message of a workshop."""
    row = connection.execute(sa.select(boards).where(*_at(workshop, chat_id, kind))).one_or_none()
    return _spot(row) if row else None


def post_anew(connection: Connection, workshop: str, chat_id: int, kind: SpotKind) -> None:
    """Let a message be posted further down, or for the first time."""
    first: dict[str, Any] = {"message_id": None, "shown": "", "version": 0, "free_at": 0.0}
    statement = _insert(connection, boards).values(
        workshop=workshop, chat_id=chat_id, kind=kind, posting=0, **first
    )
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["workshop", "chat_id", "kind"],
            set_={"posting": boards.c.posting + 1, **first},
        )
    )


def leave_behind(connection: Connection, workshop: Workshop, chat_id: int) -> None:
    """Before a board is posted anew: keep hold of the old one if its question was left."""
    connection.execute(sa.delete(boards).where(*_at(workshop.id, chat_id, "left")))
    there = spot(connection, workshop.id, chat_id, "group")
    if workshop.left and there and there.message_id not in {None, UNREACHABLE}:
        connection.execute(sa.insert(boards).values(asdict(replace(there, kind="left"))))


def post_all_anew(connection: Connection, workshop: str, kind: SpotKind) -> None:
    """Let all messages of a kind be posted further down; not where nobody can be reached."""
    connection.execute(
        sa.update(boards)
        .where(
            boards.c.workshop == workshop,
            boards.c.kind == kind,
            sa.or_(boards.c.message_id.is_(None), boards.c.message_id != UNREACHABLE),
        )
        .values(posting=boards.c.posting + 1, message_id=None, shown="", version=0, free_at=0.0)
    )


def claim(connection: Connection, spot: Spot, now: float, until: float) -> bool:
    """Keep others from touching a message for a while; False if somebody else does."""
    taken = connection.execute(
        sa.update(boards)
        .where(
            *_at(spot.workshop, spot.chat_id, spot.kind),
            boards.c.posting == spot.posting,
            boards.c.free_at <= now,
        )
        .values(free_at=until)
    )
    return taken.rowcount == 1


def release(connection: Connection) -> None:
    """Free all messages: whoever touched them is no more."""
    connection.execute(sa.update(boards).where(boards.c.free_at > 0).values(free_at=0.0))


def replies_wait(connection: Connection, chat_id: int) -> bool:
    """Whether something is still to be said in a chat."""
    waiting = sa.exists().where(outbox.c.chat_id == chat_id)
    return bool(connection.execute(sa.select(waiting)).scalar())


def note(connection: Connection, spot: Spot) -> None:
    """Remember what stands in a message, unless it is to be posted anew meanwhile."""
    connection.execute(
        sa.update(boards)
        .where(*_at(spot.workshop, spot.chat_id, spot.kind), boards.c.posting == spot.posting)
        .values(
            message_id=spot.message_id,
            shown=spot.shown,
            version=spot.version,
            free_at=spot.free_at,
        )
    )


# --- What goes with other things ------------------------------------------------------------------


def move_chat(connection: Connection, old: int, new: int) -> None:
    """Move the workshops of a group to its id as a supergroup, where all messages are new."""
    connection.execute(sa.update(workshops).where(workshops.c.chat_id == old).values(chat_id=new))
    connection.execute(sa.delete(boards).where(boards.c.chat_id == old, boards.c.kind == "left"))
    connection.execute(
        sa.update(boards)
        .where(boards.c.chat_id == old)
        .values(
            chat_id=new,
            posting=boards.c.posting + 1,
            message_id=None,
            shown="",
            version=0,
            free_at=0.0,
        )
    )


def forget_person(connection: Connection, user_id: int) -> int:
    """Delete all that tells of a person; return how many rows did. Totals stay."""
    rows = sum(
        connection.execute(sa.delete(table).where(table.c.user_id == user_id)).rowcount
        for table in (participants, votes)
    )
    connection.execute(sa.delete(boards).where(boards.c.chat_id == user_id))
    led = led_by(connection, user_id)
    for held in led:
        store_changed(connection, held, held.workshop.without(str(user_id)))
    return rows + len(led)


def about(connection: Connection, user_id: int) -> dict[str, list[dict[str, Any]]]:
    """All that tells of a person, by table."""
    told = {
        table.name: [
            dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
            for row in connection.execute(sa.select(table).where(table.c.user_id == user_id))
        ]
        for table in (participants, votes)
    }
    led = led_by(connection, user_id)
    return {**told, "workshops": [{"id": it.workshop.id, "topic": it.workshop.topic} for it in led]}


def sweep_workshops(connection: Connection, votes_before: int, workshops_before: int) -> int:
    """Delete the votes of workshops finished before a time, and all of those older still.

    Times are seconds since 1970. Returns how many rows people had in it.
    """
    over = sa.select(workshops.c.id).where(workshops.c.finished_at < votes_before)
    gone = sa.select(workshops.c.id).where(workshops.c.led_at < workshops_before)
    rows = 0
    for table in (participants, votes):
        for which in (over, gone):
            rows += connection.execute(sa.delete(table).where(table.c.workshop.in_(which))).rowcount
    connection.execute(sa.delete(boards).where(boards.c.workshop.in_(over)))
    connection.execute(sa.delete(boards).where(boards.c.workshop.in_(gone)))
    old = sa.delete(workshops).where(workshops.c.led_at < workshops_before)
    return rows + connection.execute(old).rowcount


def _names(workshop: Workshop, person: str) -> bool:
    named: Iterable[str] = (leader.id for leader in (*workshop.leaders, *workshop.offers))
    return person in named


def _changing(held: WorkshopRecord) -> dict[str, Any]:
    workshop = held.workshop
    return {
        "saved": save_workshop(workshop),
        "version": held.version,
        "led_at": workshop.led_at,
        "finished_at": workshop.finished_at,
    }


def _held(row: sa.Row[Any] | None) -> WorkshopRecord | None:
    workshop = restore_workshop(row.saved) if row else None
    if row is None or workshop is None:
        return None
    return WorkshopRecord(workshop, row.chat_id, row.thread_id, row.version)


def _participant(row: sa.Row[Any]) -> Participant:
    return Participant(str(row.user_id), row.agency, row.roll, bool(row.private))


def _spot(row: sa.Row[Any]) -> Spot:
    return Spot(
        row.workshop,
        row.chat_id,
        row.kind,
        row.posting,
        row.message_id,
        row.shown,
        row.version,
        row.free_at,
    )


def _at(workshop: str, chat_id: int, kind: SpotKind) -> tuple[sa.ColumnElement[bool], ...]:
    return boards.c.workshop == workshop, boards.c.chat_id == chat_id, boards.c.kind == kind


def _insert(connection: Connection, table: sa.Table) -> Any:
    return insert_for(connection.dialect.name)(table)


def _upsert(
    connection: Connection, table: sa.Table, key: dict[str, Any], values: dict[str, Any]
) -> None:
    connection.execute(
        _insert(connection, table)
        .values(**key, **values)
        .on_conflict_do_update(index_elements=list(key), set_=values)
    )
