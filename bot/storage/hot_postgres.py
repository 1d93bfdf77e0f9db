"""What nearly every update asks of PostgreSQL, through SQLAlchemy."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Connection

from bot.storage.hot import Arrived, Glance, Spoken, ToPost
from bot.storage.ownership import ConversationKey
from bot.storage.tables import conversations, inbox, outbox, people

# Built once: building a statement takes longer than running it.
_GLANCE = sa.text("""
    SELECT (SELECT state FROM conversations WHERE chat_id = :chat AND user_id = :user),
           (SELECT language FROM people WHERE user_id = :user),
           EXISTS (SELECT FROM results WHERE user_id = :user),
           EXISTS (SELECT FROM plans WHERE user_id = :user),
           EXISTS (SELECT FROM reminded WHERE user_id = :user AND NOT wanted),
           EXISTS (SELECT FROM participants AS it JOIN workshops ON workshops.id = it.workshop
                   WHERE it.user_id = :user AND it.private
                     AND workshops.finished_at IS NULL AND workshops.led_at >= :led_since)
""")
RECEIVE = insert(inbox).on_conflict_do_nothing(index_elements=["update_id"])
_LEAVE_INBOX = (
    sa.update(inbox)
    .where(inbox.c.update_id == sa.bindparam("handled"), inbox.c.body.is_not(None))
    .values(body=None)
)
_state, _person = insert(conversations), insert(people)
_SAVE_STATE = _state.on_conflict_do_update(
    index_elements=["chat_id", "user_id"],
    set_={"state": _state.excluded.state, "seen_at": _state.excluded.seen_at},
)
_SAVE_LANGUAGE = _person.on_conflict_do_update(
    index_elements=["user_id"],
    set_={"language": _person.excluded.language, "seen_at": _person.excluded.seen_at},
)
_POST = sa.insert(outbox).returning(outbox.c.id, sort_by_parameter_order=True)
_DELIVERED = sa.delete(outbox).where(outbox.c.id == sa.bindparam("row"))


class PostgresStatements:
    """PostgreSQL's words for them."""

    def glance(self, connection: Connection, key: ConversationKey, led_since: int) -> Glance:
        """See Hot."""
        given = {"chat": key[0], "user": key[1], "led_since": led_since}
        return Glance(*connection.execute(_GLANCE, given).one())

    def receive(self, connection: Connection, updates: Sequence[Arrived]) -> None:
        """See Hot."""
        connection.execute(RECEIVE, list(map(inbox_row, updates)))

    def leave_inbox(self, connection: Connection, update_id: int) -> bool:
        """See Hot."""
        return connection.execute(_LEAVE_INBOX, {"handled": update_id}).rowcount == 1

    def save(self, connection: Connection, spoken: Spoken) -> None:
        """See Hot."""
        (chat_id, user_id), seen_at = spoken.key, spoken.seen_at
        state = {"chat_id": chat_id, "user_id": user_id, "state": spoken.state, "seen_at": seen_at}
        connection.execute(_SAVE_STATE, state)
        if spoken.language is not None and user_id:
            language = {"user_id": user_id, "language": spoken.language, "seen_at": seen_at}
            connection.execute(_SAVE_LANGUAGE, language)

    def post(self, connection: Connection, calls: Sequence[ToPost]) -> list[int]:
        """See Hot."""
        rows = [
            {"chat_id": it.chat_id, "call": it.call, "created_at": it.created_at, "owner": it.owner}
            for it in calls
        ]
        return list(connection.execute(_POST, rows).scalars())

    def delivered(self, connection: Connection, rows: Collection[int]) -> None:
        """See Hot."""
        connection.execute(_DELIVERED, [{"row": row} for row in rows])


def inbox_row(update: Arrived) -> dict[str, object]:
    """The parameters of `RECEIVE`."""
    return {
        "update_id": update.update_id,
        "body": update.body,
        "received_at": update.received_at,
    }
