"""What nearly every update asks of PostgreSQL.

What is more than one statement goes through SQLAlchemy, in its transaction. A single statement is a
transaction of its own: it goes straight to asyncpg, in one trip to the server and back.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.hot import Arrived, Glance, Spoken, ToPost
from bot.storage.ownership import ConversationKey
from bot.storage.postgres import LOCKS, one_row, rows_changed

_GLANCE: Final = """
    SELECT (SELECT state FROM conversations WHERE chat_id = $1 AND user_id = $2),
           (SELECT language FROM people WHERE user_id = $2),
           EXISTS (SELECT FROM results WHERE user_id = $2),
           EXISTS (SELECT FROM plans WHERE user_id = $2),
           EXISTS (SELECT FROM reminded WHERE user_id = $2 AND NOT wanted),
           EXISTS (SELECT FROM participants AS it JOIN workshops ON workshops.id = it.workshop
                   WHERE it.user_id = $2 AND it.private
                     AND workshops.finished_at IS NULL AND workshops.led_at >= $3)
"""
_RECEIVE: Final = sa.text("""
    INSERT INTO inbox (update_id, body, received_at) VALUES (:update, :body, :at)
    ON CONFLICT (update_id) DO NOTHING
""")
# Two bots that get the same updates must not block each other, so they go in by the order of their
# ids.
_CLAIM: Final = """
    WITH new AS (
        INSERT INTO inbox (update_id, body, received_at)
        SELECT id, body, $3::bigint
        FROM unnest($1::bigint[], $2::text[]) AS it (id, body) ORDER BY id
        ON CONFLICT (update_id) DO NOTHING RETURNING update_id)
    INSERT INTO claims (update_id, chat_id, user_id, owner, begun)
    SELECT update_id, chat_id, user_id, $6::integer, false
    FROM new JOIN unnest($1::bigint[], $4::bigint[], $5::bigint[]) AS it (id, chat_id, user_id)
    ON id = update_id
"""
# Two statements, so that the second sees what others committed before we got the lock. Sent
# together they are one transaction.
_BEGIN: Final = """
    SELECT pg_advisory_xact_lock(hashtextextended(chat_id || ' ' || user_id, {locks}))
    FROM claims WHERE update_id = {update} AND owner = {owner};
    UPDATE claims SET begun = true
    WHERE update_id = {update} AND owner = {owner} AND NOT EXISTS (
        SELECT FROM claims AS other
        WHERE other.chat_id = claims.chat_id AND other.user_id = claims.user_id
          AND other.update_id <> claims.update_id
          AND (other.begun OR other.update_id < claims.update_id))
"""
_LEAVE_INBOX: Final = sa.text(
    "UPDATE inbox SET body = NULL WHERE update_id = :update AND body IS NOT NULL"
)
_SAVE_STATE: Final = sa.text("""
    INSERT INTO conversations (chat_id, user_id, state, seen_at) VALUES (:chat, :user, :state, :at)
    ON CONFLICT (chat_id, user_id)
    DO UPDATE SET state = excluded.state, seen_at = excluded.seen_at
""")
_SAVE_LANGUAGE: Final = sa.text("""
    INSERT INTO people (user_id, language, seen_at) VALUES (:user, :language, :at)
    ON CONFLICT (user_id) DO UPDATE SET language = excluded.language, seen_at = excluded.seen_at
""")
_POST: Final = sa.text("""
    INSERT INTO outbox (chat_id, call, created_at, owner) VALUES (:chat, :call, :at, :owner)
    RETURNING id
""")
_DELIVERED: Final = sa.text("DELETE FROM outbox WHERE id = :row")
# The whole of a plain effect. Where the update is not ours, or has had its effect, nothing follows.
_TAKE_EFFECT: Final = """
    WITH claimed AS (
        DELETE FROM claims WHERE update_id = $1 AND owner = $2 RETURNING update_id),
    left_inbox AS (
        UPDATE inbox SET body = NULL FROM claimed
        WHERE inbox.update_id = claimed.update_id AND body IS NOT NULL RETURNING 1),
    state AS (
        INSERT INTO conversations (chat_id, user_id, state, seen_at)
        SELECT $3::bigint, $4::bigint, $5::text, $6::bigint FROM left_inbox WHERE $5 IS NOT NULL
        ON CONFLICT (chat_id, user_id)
        DO UPDATE SET state = excluded.state, seen_at = excluded.seen_at),
    language AS (
        INSERT INTO people (user_id, language, seen_at)
        SELECT $4::bigint, $7::text, $6::bigint FROM left_inbox WHERE $7 IS NOT NULL AND $4 <> 0
        ON CONFLICT (user_id)
        DO UPDATE SET language = excluded.language, seen_at = excluded.seen_at),
    delivered AS (DELETE FROM outbox WHERE id = ANY ($8::bigint[])),
    posted AS (
        INSERT INTO outbox (chat_id, call, created_at, owner)
        SELECT chat_id, call, $6::bigint, $2::integer
        FROM left_inbox, unnest($9::bigint[], $10::text[]) WITH ORDINALITY AS it (chat_id, call, n)
        ORDER BY n RETURNING id)
    SELECT EXISTS (SELECT FROM left_inbox), ARRAY (SELECT id FROM posted ORDER BY id)
"""


class PostgresStatements:
    """PostgreSQL's words for them; they are part of the transaction of the connection."""

    def glance(self, connection: Connection, key: ConversationKey, led_since: int) -> Glance:
        """See Hot; outside of transactions."""
        return Glance(*one_row(connection, _GLANCE, *key, led_since))

    def receive(self, connection: Connection, updates: Sequence[Arrived]) -> None:
        """See Hot."""
        rows = [{"update": it.update_id, "body": it.body, "at": it.received_at} for it in updates]
        connection.execute(_RECEIVE, rows)

    def leave_inbox(self, connection: Connection, update_id: int) -> bool:
        """See Hot."""
        return connection.execute(_LEAVE_INBOX, {"update": update_id}).rowcount == 1

    def save(self, connection: Connection, spoken: Spoken) -> None:
        """See Hot."""
        (chat, user), at = spoken.key, spoken.seen_at
        state = {"chat": chat, "user": user, "state": spoken.state, "at": at}
        connection.execute(_SAVE_STATE, state)
        if spoken.language is not None and user:
            language = {"user": user, "language": spoken.language, "at": at}
            connection.execute(_SAVE_LANGUAGE, language)

    def post(self, connection: Connection, calls: Sequence[ToPost]) -> list[int]:
        """See Hot."""
        rows = [
            {"chat": it.chat_id, "call": it.call, "at": it.created_at, "owner": it.owner}
            for it in calls
        ]
        return [connection.execute(_POST, row).scalar_one() for row in rows]

    def delivered(self, connection: Connection, rows: Collection[int]) -> None:
        """See Hot."""
        connection.execute(_DELIVERED, [{"row": row} for row in rows])


@dataclass(frozen=True, slots=True)
class PlainEffect:
    """An effect that changes nothing but a state, a language and the outbox.

    owner: the replica. spoken: with an empty state where that stays as it was. delivered: rows of
    the outbox that go along.
    """

    update_id: int
    owner: int
    spoken: Spoken
    calls: Sequence[ToPost]
    delivered: Collection[int]


def take_effect(connection: Connection, effect: PlainEffect) -> list[int] | None:
    """Take an update of ours out of the inbox and do what follows; the ids of the calls' rows.

    None, with nothing changed, if it is not ours or has had its effect.
    """
    spoken, calls = effect.spoken, effect.calls
    ours, ids = one_row(
        connection,
        _TAKE_EFFECT,
        *(effect.update_id, effect.owner),
        *(*spoken.key, spoken.state or None, spoken.seen_at, spoken.language),
        list(effect.delivered),
        *([it.chat_id for it in calls], [it.call for it in calls]),
    )
    return list(ids) if ours else None


def claim_updates(
    connection: Connection,
    updates: Sequence[Arrived],
    keys: Sequence[ConversationKey],
    owner: int,
) -> None:
    """Put updates into the inbox, and claim those that are new. keys: of their conversations."""
    ids, bodies = [it.update_id for it in updates], [it.body for it in updates]
    chats, users = [key[0] for key in keys], [key[1] for key in keys]
    received_at = max(it.received_at for it in updates)
    rows_changed(connection, _CLAIM, ids, bodies, received_at, chats, users, owner)


def begin_update(connection: Connection, update_id: int, owner: int) -> bool:
    """Begin an update of ours; False if it is not ours, or an earlier one of its conversation is to
    be handled first.
    """
    numbers = {"update": int(update_id), "owner": int(owner), "locks": LOCKS}
    return rows_changed(connection, _BEGIN.format(**numbers)) == 1
