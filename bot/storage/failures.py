"""Updates that could not be handled: taken out of everybody's way, and kept to be looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.database import Database, insert_for
from bot.storage.ownership import ConversationKey
from bot.storage.tables import failed_updates, inbox

# An update that was begun so often, and every time ended with the bot, is taken for the cause.
# Chosen: five were too few where a bot on a busy machine was killed every half second, before it
# had handled anything; a bot that is started anew at once loses about a minute with twenty.
MOST_TRIES: Final = 20
# Days for which they are kept. Chosen: long enough for somebody to look.
KEPT_DAYS: Final = 30
_LONGEST_REASON: Final = 80


@dataclass(frozen=True, slots=True)
class FailedUpdate:
    """An update that could not be handled.

    update_id: as text, because it may be larger than any number of a database. key: (chat, person),
    0 where unknown. reason: in a word or two, nothing that a person wrote. body: its JSON; None to
    take it from the inbox.
    """

    update_id: str
    key: ConversationKey
    reason: str
    body: str | None = None


class Failures:
    """Updates that are kept aside by transactions of their own, and counted."""

    def __init__(self, database: Database, now: Callable[[], float]) -> None:
        self._database = database
        self._now = now

    async def keep(self, failed: FailedUpdate) -> bool:
        """Keep an update that never gets into the inbox; whether it was not known yet."""
        now = int(self._now())
        return await self._database.write(lambda it: keep_failed(it, failed, now))

    async def begun(self, update_id: int) -> int | None:
        """An update that an earlier run left is begun once more; the how-manieth time that is, None
        if it is handled by now.
        """
        statement = (
            sa.update(inbox)
            .where(inbox.c.update_id == update_id, inbox.c.body.is_not(None))
            .values(tries=inbox.c.tries + 1)
            .returning(inbox.c.tries)
        )
        return await self._database.write(lambda it: it.execute(statement).scalar_one_or_none())


def keep_failed(connection: Connection, failed: FailedUpdate, now: int) -> bool:
    """Keep an update; whether it was not known yet. now: seconds since 1970."""
    body = failed.body
    if body is None:
        there = sa.select(inbox.c.body).where(inbox.c.update_id == int(failed.update_id))
        body = connection.execute(there).scalar_one_or_none()
    put = insert_for(connection.dialect.name)(failed_updates).values(
        update_id=failed.update_id,
        chat_id=failed.key[0],
        user_id=failed.key[1],
        body=body,
        reason=failed.reason[:_LONGEST_REASON],
        failed_at=now,
    )
    new = connection.execute(put.on_conflict_do_nothing(index_elements=["update_id"]))
    return new.rowcount == 1


def newest_failure(connection: Connection) -> tuple[int, str]:
    """How many there are, and the reason of the newest, "" if there is none."""
    count = connection.execute(sa.select(sa.func.count(failed_updates.c.id))).scalar_one()
    newest = sa.select(failed_updates.c.reason).order_by(failed_updates.c.id.desc()).limit(1)
    return count, connection.execute(newest).scalar_one_or_none() or ""
