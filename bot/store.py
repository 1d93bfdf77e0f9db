"""Storage: inbox, conversation state and outbox, changed together or not at all."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.database import READING
from bot.outgoing import Outgoing, from_json, to_json
from bot.tables import chats, conversations, inbox, outbox, people, results, unanswered
from conversations.messages import Taken, Wondered

# How long the id of a handled update is known: Telegram repeats none after 24 hours.
_KNOWN_SECONDS = 48 * 3600

Key = tuple[int, int]


class AlreadyHandled(Exception):  # noqa: N818 - it tells of a fact, not of an error
    """The update has had its effect before."""


@dataclass(frozen=True, slots=True)
class Effect:
    """All that one update changes.

    update_id: leaves the inbox. key: the conversation (chat, person).
    state, language: as they are to be; state None leaves them as they were.
    calls: what is to be sent. wondered: questions to keep. kept: diagnostics to keep.
    forget: delete the person.
    """

    update_id: int
    key: Key
    state: str | None = None
    language: str | None = None
    calls: tuple[Outgoing, ...] = ()
    wondered: tuple[Wondered, ...] = ()
    kept: tuple[Taken, ...] = ()
    forget: bool = False


Posted = tuple[tuple[int, Outgoing], ...]


class Store:
    """The database of one running bot.

    now: seconds since 1970.
    """

    def __init__(self, engine: AsyncEngine, now: Callable[[], float]) -> None:
        self._engine = engine
        self._reading = engine.execution_options(**{READING: True})
        self._now = now
        self._insert = sqlite.insert if engine.dialect.name == "sqlite" else postgresql.insert
        # SQLite has one writer at a time; waiting here is fair and costs no busy loop there.
        self._writing = asyncio.Lock()
        # Rows of the outbox that still tell of somebody who is forgotten.
        self._last_words: set[int] = set()

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()

    async def receive(self, updates: Sequence[tuple[int, str]]) -> set[int]:
        """Put raw updates (id, JSON) into the inbox in one batch; return the ids that are new."""
        if not updates:
            return set()
        now = int(self._now())
        rows = [
            {"update_id": update_id, "body": body, "received_at": now}
            for update_id, body in updates
        ]
        statement = (
            self._insert(inbox)
            .values(rows)
            .on_conflict_do_nothing(index_elements=["update_id"])
            .returning(inbox.c.update_id)
        )
        async with self._transaction() as connection:
            return set((await connection.execute(statement)).scalars())

    async def waiting(self) -> list[tuple[int, str]]:
        """Updates that have not had their effect, oldest first: what a crash left."""
        statement = (
            sa.select(inbox.c.update_id, inbox.c.body)
            .where(inbox.c.body.is_not(None))
            .order_by(inbox.c.update_id)
        )
        async with self._reading.connect() as connection:
            return [(row.update_id, row.body) for row in await connection.execute(statement)]

    async def load(self, key: Key) -> tuple[str | None, str | None]:
        """The saved state of a conversation and the language its person chose."""
        chat_id, user_id = key
        state = sa.select(conversations.c.state).where(
            conversations.c.chat_id == chat_id, conversations.c.user_id == user_id
        )
        language = sa.select(people.c.language).where(people.c.user_id == user_id)
        statement = sa.select(state.scalar_subquery(), language.scalar_subquery())
        async with self._reading.connect() as connection:
            row = (await connection.execute(statement)).one()
        return row[0], row[1]

    async def commit(self, effect: Effect) -> Posted:
        """Apply an effect in one transaction; return the outbox rows (id, call) it made.

        Raises AlreadyHandled, with nothing changed, if the update has had its effect.
        """
        async with self._transaction() as connection:
            await self._leave_inbox(connection, effect.update_id)
            if effect.forget:
                await self._forget(connection, effect.key)
            elif effect.state is not None:
                await self._save(connection, effect)
            for taken in effect.kept:
                await self._keep_result(connection, effect.key, taken)
            for question in effect.wondered:
                await self._keep(connection, question)
            posted = await self._post(connection, effect.calls)
        if effect.forget:
            self._last_words |= {row for row, _ in posted}
        return posted

    async def results(self, user_id: int) -> tuple[Taken, ...]:
        """A person's diagnostics, oldest first."""
        statement = sa.select(results).where(results.c.user_id == user_id).order_by(results.c.run)
        async with self._reading.connect() as connection:
            return tuple(_taken(row) for row in await connection.execute(statement))

    async def undelivered(self) -> Posted:
        """What is in the outbox, oldest first."""
        async with self._reading.connect() as connection:
            rows = await connection.execute(sa.select(outbox).order_by(outbox.c.id))
            return tuple((row.id, from_json(row.call)) for row in rows)

    async def delivered(self, ids: Iterable[int]) -> None:
        """Take calls out of the outbox: Telegram has them, or never will."""
        gone = set(ids)
        async with self._transaction() as connection:
            await connection.execute(sa.delete(outbox).where(outbox.c.id.in_(gone)))
        if self._last_words & gone:
            self._last_words -= gone
            if not self._last_words:
                await self._scrub()

    async def set_reachable(self, chat_id: int, reachable: bool, update_id: int | None) -> None:
        """Note whether a chat can be written to, as an update or a refusal told."""
        async with self._transaction() as connection:
            if update_id is not None:
                await self._leave_inbox(connection, update_id)
            await connection.execute(sa.delete(chats).where(chats.c.chat_id == chat_id))
            if not reachable:
                await connection.execute(sa.insert(chats).values(chat_id=chat_id, reachable=False))
                await connection.execute(sa.delete(outbox).where(outbox.c.chat_id == chat_id))

    async def migrate_chat(self, old: int, new: int, update_id: int | None) -> None:
        """Move all that belongs to a group to its id as a supergroup."""
        async with self._transaction() as connection:
            if update_id is not None:
                await self._leave_inbox(connection, update_id)
            # Somebody may have written under the new id before the news of the old one came.
            there = sa.select(conversations.c.user_id).where(conversations.c.chat_id == new)
            await connection.execute(
                sa.update(conversations)
                .where(conversations.c.chat_id == old, conversations.c.user_id.not_in(there))
                .values(chat_id=new)
            )
            await connection.execute(sa.delete(conversations).where(conversations.c.chat_id == old))

    async def set_aside(self, update_id: int) -> None:
        """Let an update leave the inbox without any effect."""
        async with self._transaction() as connection:
            with contextlib.suppress(AlreadyHandled):
                await self._leave_inbox(connection, update_id)

    async def about(self, user_id: int) -> dict[str, list[dict[str, Any]]]:
        """All that is stored about a person, by table."""
        tables = (people, conversations, results)
        async with self._reading.connect() as connection:
            return {
                table.name: [
                    dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
                    for row in await connection.execute(
                        sa.select(table).where(table.c.user_id == user_id)
                    )
                ]
                for table in tables
            }

    async def sweep(self) -> None:
        """Forget the ids of updates that Telegram cannot repeat any more."""
        old = int(self._now()) - _KNOWN_SECONDS
        async with self._transaction() as connection:
            await connection.execute(
                sa.delete(inbox).where(inbox.c.body.is_(None), inbox.c.received_at < old)
            )

    async def _scrub(self) -> None:
        """Empty SQLite's write-ahead log: what was deleted must not live on in it."""
        if self._engine.dialect.name == "sqlite":
            async with self._writing, self._reading.connect() as connection:
                await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextlib.asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection]:
        async with self._writing, self._engine.begin() as connection:
            yield connection

    async def _leave_inbox(self, connection: AsyncConnection, update_id: int) -> None:
        statement = (
            sa.update(inbox)
            .where(inbox.c.update_id == update_id, inbox.c.body.is_not(None))
            .values(body=None)
        )
        result = cast("CursorResult[Any]", await connection.execute(statement))
        if result.rowcount != 1:
            raise AlreadyHandled

    async def _save(self, connection: AsyncConnection, effect: Effect) -> None:
        chat_id, user_id = effect.key
        now = int(self._now())
        await connection.execute(
            self._insert(conversations)
            .values(chat_id=chat_id, user_id=user_id, state=effect.state, seen_at=now)
            .on_conflict_do_update(
                index_elements=["chat_id", "user_id"],
                set_={"state": effect.state, "seen_at": now},
            )
        )
        if effect.language is not None and user_id:
            await connection.execute(
                self._insert(people)
                .values(user_id=user_id, language=effect.language, seen_at=now)
                .on_conflict_do_update(
                    index_elements=["user_id"],
                    set_={"language": effect.language, "seen_at": now},
                )
            )

    async def _forget(self, connection: AsyncConnection, key: Key) -> None:
        _, user_id = key
        for table in (people, conversations, results):
            await connection.execute(sa.delete(table).where(table.c.user_id == user_id))

    async def _keep_result(self, connection: AsyncConnection, key: Key, taken: Taken) -> None:
        values = {
            "region": taken.region,
            "role": taken.role,
            "answers": json.dumps(taken.answers),
            "day": taken.day,
        }
        await connection.execute(
            self._insert(results)
            .values(user_id=key[1], run=taken.run, **values)
            .on_conflict_do_update(index_elements=["user_id", "run"], set_=values)
        )

    async def _keep(self, connection: AsyncConnection, question: Wondered) -> None:
        await connection.execute(
            sa.insert(unanswered).values(
                question=question.text,
                nearest=" ".join(question.nearest),
                asked_at=int(self._now()),
            )
        )

    async def _post(self, connection: AsyncConnection, calls: Sequence[Outgoing]) -> Posted:
        if not calls:
            return ()
        now = int(self._now())
        rows = [
            {"chat_id": call.chat_id, "call": to_json(call), "created_at": now} for call in calls
        ]
        statement = sa.insert(outbox).returning(outbox.c.id, sort_by_parameter_order=True)
        ids = (await connection.execute(statement, rows)).scalars()
        return tuple(zip(ids, calls, strict=True))


def _taken(row: sa.Row[Any]) -> Taken:
    answers = tuple((question, option) for question, option in json.loads(row.answers))
    return Taken(row.run, row.region, row.role, answers, row.day)
