"""What nearly every update asks of SQLite: plain SQL, which the driver prepares once and keeps.

SQLAlchemy takes ten times as long for the same. Here it only lends its connection, so that all
stands in its transaction, together with what is rare and goes through it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import cast

from sqlalchemy.engine import Connection

from bot.storage.hot import Arrived, Glance, Spoken, ToPost
from bot.storage.ownership import ConversationKey
from bot.storage.sqlite import driver_of

_GLANCE = """
    SELECT (SELECT state FROM conversations WHERE chat_id = :chat AND user_id = :user),
           (SELECT language FROM people WHERE user_id = :user),
           EXISTS (SELECT 1 FROM results WHERE user_id = :user),
           EXISTS (SELECT 1 FROM plans WHERE user_id = :user),
           EXISTS (SELECT 1 FROM reminded WHERE user_id = :user AND NOT wanted),
           EXISTS (SELECT 1 FROM participants AS it JOIN workshops ON workshops.id = it.workshop
                   WHERE it.user_id = :user AND it.private
                     AND workshops.finished_at IS NULL AND workshops.led_at >= :led_since)
"""
_RECEIVE = """
    INSERT INTO inbox (update_id, body, received_at) VALUES (?, ?, ?)
    ON CONFLICT (update_id) DO NOTHING
"""
_LEAVE_INBOX = "UPDATE inbox SET body = NULL WHERE update_id = ? AND body IS NOT NULL"
_SAVE_STATE = """
    INSERT INTO conversations (chat_id, user_id, state, seen_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (chat_id, user_id)
    DO UPDATE SET state = excluded.state, seen_at = excluded.seen_at
"""
_SAVE_LANGUAGE = """
    INSERT INTO people (user_id, language, seen_at) VALUES (?, ?, ?)
    ON CONFLICT (user_id) DO UPDATE SET language = excluded.language, seen_at = excluded.seen_at
"""
_POST = "INSERT INTO outbox (chat_id, call, created_at, owner) VALUES (?, ?, ?, ?)"
_DELIVERED = "DELETE FROM outbox WHERE id = ?"


class SqliteStatements:
    """SQLite's words for them."""

    def glance(self, connection: Connection, key: ConversationKey, led_since: int) -> Glance:
        """See Hot."""
        given = {"chat": key[0], "user": key[1], "led_since": led_since}
        state, language, *there = driver_of(connection).execute(_GLANCE, given).fetchone()
        return Glance(state, language, *map(bool, there))

    def receive(self, connection: Connection, updates: Sequence[Arrived]) -> None:
        """See Hot."""
        rows = [(it.update_id, it.body, it.received_at) for it in updates]
        driver_of(connection).executemany(_RECEIVE, rows)

    def leave_inbox(self, connection: Connection, update_id: int) -> bool:
        """See Hot."""
        return driver_of(connection).execute(_LEAVE_INBOX, (update_id,)).rowcount == 1

    def save(self, connection: Connection, spoken: Spoken) -> None:
        """See Hot."""
        (chat_id, user_id), seen_at = spoken.key, spoken.seen_at
        driver = driver_of(connection)
        driver.execute(_SAVE_STATE, (chat_id, user_id, spoken.state, seen_at))
        if spoken.language is not None and user_id:
            driver.execute(_SAVE_LANGUAGE, (user_id, spoken.language, seen_at))

    def post(self, connection: Connection, calls: Sequence[ToPost]) -> list[int]:
        """See Hot."""
        driver = driver_of(connection)
        rows = [(it.chat_id, it.call, it.created_at, it.owner) for it in calls]
        # An INSERT that succeeds has numbered its row.
        return [cast("int", driver.execute(_POST, row).lastrowid) for row in rows]

    def delivered(self, connection: Connection, rows: Collection[int]) -> None:
        """See Hot."""
        driver_of(connection).executemany(_DELIVERED, [(row,) for row in rows])
