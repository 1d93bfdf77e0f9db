"""Lanes: what waits for one chat, and which replica sends it.

The holder of a lane (a row of the table) sends all its calls, whoever posted them, and releases it
in the transaction that finds none left. So no call is forgotten between a release and a new post.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.pipeline.lanes import PutOff
from bot.storage.outgoing import AnswerTap, ToChat, to_json
from bot.storage.posting import read_calls
from bot.storage.tables import lanes, outbox
from bot.telegram import pacing
from bot.telegram.pacing import Pace, pace_of

# The lane that stands for all chats together; no chat has this id.
ALL = 0
# Most calls of a chat read at a time. Chosen.
_BATCH = 50

# Take a token out of a lane's bucket, perhaps on credit, and hold the lane if an owner is given.
# The clock is the database's: the replicas may be on several machines. Gives no row if another
# replica holds the lane.
_TAKE = sa.text(
    """
    INSERT INTO lanes AS lane (chat_id, owner, tokens, at)
    VALUES (:chat, CAST(:owner AS integer), CAST(:burst AS float) - 1,
            extract(epoch FROM clock_timestamp()))
    ON CONFLICT (chat_id) DO UPDATE SET
        owner = coalesce(excluded.owner, lane.owner),
        tokens = least(CAST(:burst AS float),
                       lane.tokens + greatest(excluded.at - lane.at, 0) * CAST(:rate AS float)) - 1,
        at = greatest(excluded.at, lane.at)
    WHERE excluded.owner IS NULL OR lane.owner IS NULL OR lane.owner = excluded.owner
    RETURNING tokens
    """
)
_WAITING = (
    sa.select(outbox.c.id, outbox.c.call)
    .where(outbox.c.chat_id == sa.bindparam("chat"))
    .order_by(outbox.c.id)
    .limit(_BATCH)
)
_LET_GO = (
    sa.update(lanes)
    .where(lanes.c.chat_id == sa.bindparam("chat"))
    .values(owner=None, tokens=lanes.c.tokens + 1)
)
# Lanes without a holder and with a full bucket hold no information and are deleted.
_FULL_AGAIN = sa.text(
    f"""
    DELETE FROM lanes WHERE owner IS NULL AND chat_id <> {ALL} AND at
        < extract(epoch FROM clock_timestamp())
        - CASE WHEN chat_id < 0 THEN {pacing.GROUP.burst / pacing.GROUP.per_second}
               ELSE {pacing.PRIVATE.burst / pacing.PRIVATE.per_second} END
    """  # noqa: S608 - our own numbers
)


@dataclass(frozen=True, slots=True)
class HeldLane:
    """A lane that is ours now.

    calls: what waits, oldest first; empty if nothing does for now, and then it is nobody's again.
    wait: seconds until the first may be sent as far as the chat is concerned.
    overall_wait: the same as far as all chats are; None if that is still to be asked.
    """

    calls: tuple[tuple[int, ToChat], ...] = ()
    wait: float = 0.0
    overall_wait: float | None = 0.0


def hold_lane(
    connection: Connection,
    chat_id: int,
    owner: int,
    done: Sequence[int],
    papers: Collection[str],
    put_off: PutOff,
) -> HeldLane | None:
    """Take what is done out of the outbox and hold the chat's lane; None if another one does.

    papers: the names of those that can be made here. put_off: what is not to be sent now.
    """
    if done:
        connection.execute(sa.delete(outbox).where(outbox.c.id.in_(done)))
    wait = take(connection, chat_id, pace_of(chat_id), owner)
    if wait is None:
        return None
    read = read_calls(connection.execute(_WAITING, {"chat": chat_id}), papers)
    calls = put_off.others(
        tuple((row, call) for row, call in read if not isinstance(call, AnswerTap))
    )
    if not calls:
        connection.execute(_LET_GO, {"chat": chat_id})
        return HeldLane()
    overall = None if wait else take(connection, ALL, pacing.OVERALL)
    return HeldLane(calls, wait, overall)


def holds(connection: Connection, chat_id: int, owner: int) -> bool:
    """Whether a lane is still held by an owner."""
    statement = sa.select(lanes.c.owner).where(lanes.c.chat_id == chat_id)
    return connection.execute(statement).scalar_one_or_none() == owner


def readdress(connection: Connection, row: int, call: ToChat) -> None:
    """Let a call of the outbox go to another chat."""
    values = {"chat_id": call.to.chat_id, "call": to_json(call)}
    connection.execute(sa.update(outbox).where(outbox.c.id == row).values(values))


def tidy(connection: Connection) -> None:
    """Delete the lanes that hold no information any more."""
    connection.execute(_FULL_AGAIN)


def take(connection: Connection, lane: int, pace: Pace, owner: int | None = None) -> float | None:
    """Take a token; return the seconds until it is there, None if another one holds the lane."""
    given = {"chat": lane, "owner": owner, "burst": pace.burst, "rate": pace.per_second}
    tokens = connection.execute(_TAKE, given).scalar_one_or_none()
    return None if tokens is None else max(0.0, -tokens / pace.per_second)
