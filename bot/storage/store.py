"""Storage: inbox, conversation state and outbox, changed together or not at all."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeVar

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from bot.storage import curating, plans, quiet_groups, workshop_upkeep
from bot.storage.database import Database, SingleStatement, insert_for
from bot.storage.effects import Backlog, Effect, Known
from bot.storage.failures import FailedUpdate, keep_failed
from bot.storage.hot import Arrived, Spoken, hot_of
from bot.storage.hot_postgres import PlainEffect, take_effect
from bot.storage.knowing import known_of
from bot.storage.marks import owner_of
from bot.storage.outgoing import Outgoing, SendText
from bot.storage.ownership import Alone, AlreadyHandled, ConversationKey, Ownership
from bot.storage.posting import Posted, answering, post, read_calls, to_post
from bot.storage.rare import change_the_rest
from bot.storage.retention import forget_user
from bot.storage.states import move_states
from bot.storage.tables import chats, inbox, outbox
from conversations.messages import Need

log = structlog.get_logger()

T = TypeVar("T")

_OLDEST = (
    sa.select(sa.func.min(inbox.c.received_at)).where(inbox.c.body.is_not(None)).scalar_subquery()
)


class Store:
    """The database of one running bot.

    now: seconds since 1970. papers: the names of those that can be made here. ownership: which
    updates are this bot's.
    """

    def __init__(
        self,
        database: Database,
        now: Callable[[], float],
        papers: Collection[str] = (),
        ownership: Ownership | None = None,
    ) -> None:
        self._database = database
        self._now = now
        self._papers = papers
        self._insert = insert_for(database.dialect)
        self._ownership = Alone() if ownership is None else ownership
        self.conversation_lock = self._ownership.conversation_lock
        # Updates for the inbox; the next transaction writes them too.
        self._arriving: dict[int, Arrived] = {}
        # Delivered rows of the outbox; the next transaction deletes them too.
        self._marks: set[int] = set()
        # Rows of the outbox that still hold data of a forgotten person.
        self._last_words: set[int] = set()

    async def close(self) -> None:
        """Finish what is under way and close the database."""
        await self._database.close()

    async def secure(self) -> None:
        """Wait until all that was received by now outlives a power cut, not only a kill."""
        while self._arriving:
            await self._write(lambda _: None)
        await self._database.secure()

    async def expect(self, updates: Sequence[tuple[int, str]]) -> None:
        """Have raw updates (id, JSON) in the inbox from the next transaction on, whatever it does.

        Most often that is the effect of the first of them: one transaction instead of two, and
        nobody waits for the other one. Only `secure` tells that they are kept.
        """
        if self._ownership.at_once:
            await self.receive(updates)
            return
        for update in self._arrived(updates):
            self._arriving[update.update_id] = update

    async def receive(self, updates: Sequence[tuple[int, str]]) -> None:
        """Put raw updates (id, JSON) into the inbox in one batch, except for known ones."""
        arrived = self._arrived(updates)

        def work(connection: Connection) -> None:
            self._ownership.receive(connection, arrived)

        try:
            if self._ownership.at_once:
                await self._database.write(SingleStatement(work))
            else:
                await self._write(work)
        except OperationalError:
            self._ownership.perhaps_ours(it.update_id for it in arrived)
            raise

    def _arrived(self, updates: Sequence[tuple[int, str]]) -> list[Arrived]:
        """Updates in the order of their ids: two bots that get the same ones must not block each
        other.
        """
        now = int(self._now())
        return [Arrived(update_id, body, now) for update_id, body in sorted(dict(updates).items())]

    async def waiting(self) -> list[tuple[int, str]]:
        """Updates that have not had their effect, oldest first: what a crash left."""
        statement = (
            sa.select(inbox.c.update_id, inbox.c.body)
            .where(inbox.c.body.is_not(None))
            .order_by(inbox.c.update_id)
        )
        rows = await self._database.read(lambda it: it.execute(statement).all())
        return [(row.update_id, row.body) for row in rows]

    async def body(self, update_id: int) -> str | None:
        """An update as it stands in the inbox, None once it is handled.

        Raises KeyError if it is not there.
        """
        statement = sa.select(inbox.c.body).where(inbox.c.update_id == update_id)
        row = await self._database.read(lambda it: it.execute(statement).one_or_none())
        if row is None:
            raise KeyError(update_id)
        body: str | None = row.body
        return body

    async def load(self, key: ConversationKey) -> tuple[str | None, str | None]:
        """The saved state of a conversation and the language its person chose."""
        found = await self._database.read(lambda it: hot_of(it).glance(it, key, 0))
        return found.state, found.language

    async def commit(self, effect: Effect) -> Posted:
        """Apply an effect in one transaction; return the outbox rows (id, call) it made.

        Raises AlreadyHandled, with nothing changed, if the update has had its effect, and likewise
        TakenMeanwhileError if it is about something that somebody else took meanwhile.
        """
        owner = self._ownership.owner
        if owner is not None and effect.is_plain:
            return await self._commit_plainly(effect, owner)
        posted = await self._write(lambda it: self._apply(it, effect))
        if effect.forget:
            self._last_words |= {row for row, _ in posted}
        return posted

    async def _commit_plainly(self, effect: Effect, owner: int) -> Posted:
        """The same for a plain effect of one of several bots, by a single statement."""
        now, marked = int(self._now()), set(self._marks)
        language = effect.language if effect.state is not None else None
        calls = answering(effect.calls, effect.update_id)
        plain = PlainEffect(
            *(effect.update_id, owner, Spoken(effect.key, effect.state or "", language, now)),
            *(to_post(calls, now, owner), marked),
        )
        ids = await self._database.write(SingleStatement(lambda it: take_effect(it, plain)))
        self._marks -= marked
        if ids is None:
            raise AlreadyHandled
        return tuple(zip(ids, calls, strict=True))

    async def carry_out(
        self, update_id: int, work: Callable[[Connection], tuple[Sequence[Outgoing], T]]
    ) -> tuple[Posted, T]:
        """Take an update out of the inbox and do further work in the same transaction.

        work: gives the calls to be posted, and what is returned beside them.
        Raises AlreadyHandled, with nothing changed, if the update has had its effect.
        """

        def whole(connection: Connection) -> tuple[Posted, T]:
            self._leave_inbox(connection, update_id)
            calls, result = work(connection)
            return self._post(connection, calls, update_id), result

        return await self._write(whole)

    async def known(
        self,
        key: ConversationKey,
        needs: frozenset[Need],
        days: Sequence[str],
        led_since: int,
        token: str = "",
    ) -> Known:
        """What is stored of a conversation, and what a step needs of the rest.

        days: of which "week" tells. led_since: as of `Hot.glance`. token: of the link to a
        result, if one was opened; the reference of a question that a curator answers.
        """
        return await self._database.read(
            lambda it: known_of(it, key, needs, days, led_since, token, int(self._now()))
        )

    async def undelivered(self) -> Posted:
        """What is in the outbox, oldest first."""
        statement = sa.select(outbox).order_by(outbox.c.id)
        rows = await self._database.read(lambda it: it.execute(statement).all())
        return read_calls(rows, self._papers)

    async def backlog(self) -> Backlog:
        """What waits now; an answer also shows that the database works."""
        statement = sa.select(
            self._ownership.waiting,
            sa.select(sa.func.count(outbox.c.id)).scalar_subquery(),
            sa.select(sa.func.min(outbox.c.created_at)).scalar_subquery(),
            _OLDEST,
        )
        row = await self._database.read(lambda it: it.execute(statement).one())
        calls, updates = (0.0 if at is None else max(0.0, self._now() - at) for at in row[2:])
        return Backlog(row[0], row[1], calls, updates)

    def mark(self, ids: Iterable[int]) -> None:
        """Telegram has these calls, or never will: the next transaction takes them out of the
        outbox, whatever it does.
        """
        self._marks.update(ids)

    async def take_out(self, ids: Iterable[int]) -> None:
        """Calls that are marked are out of the outbox when this returns."""
        gone = set(ids)
        if self._marks & gone:
            await self._write(lambda _: None)
        said = self._last_words & gone
        self._last_words -= said
        if said and not self._last_words:
            await self._database.scrub()

    async def set_reachable(self, chat_id: int, reachable: bool, update_id: int | None) -> None:
        """Note whether a chat can be written to, as an update or a refusal says."""

        def note(connection: Connection) -> None:
            if update_id is not None:
                self._leave_inbox(connection, update_id)
            connection.execute(sa.delete(chats).where(chats.c.chat_id == chat_id))
            if not reachable:
                news = self._insert(chats).values(chat_id=chat_id, reachable=False)
                connection.execute(news.on_conflict_do_nothing())
                connection.execute(sa.delete(outbox).where(outbox.c.chat_id == chat_id))

        await self._write(note)

    async def migrate_chat(self, old: int, new: int, update_id: int | None) -> None:
        """Move all that belongs to a group to its id as a supergroup."""

        def move(connection: Connection) -> None:
            if update_id is not None:
                self._leave_inbox(connection, update_id)
            move_states(connection, old, new)
            workshop_upkeep.move_workshops(connection, old, new)
            quiet_groups.move(connection, old, new)

        await self._write(move)

    async def tally(self, day: str, counts: Mapping[str, int]) -> None:
        """Add to what was counted on a day ("2026-01-31")."""
        await self._write(lambda it: curating.add_tallies(it, day, counts))

    async def complaints(self, since: int = 0) -> list[curating.Complaint]:
        """Questions without a good answer since a time, the newest first."""
        return await self._database.read(lambda it: curating.complaints(it, since))

    async def set_aside(self, update_id: int, failed: FailedUpdate | None = None) -> None:
        """Take an update out of the inbox without any effect. failed: as what it is kept aside."""

        def aside(connection: Connection) -> None:
            if failed:
                keep_failed(connection, failed, int(self._now()))
            self._leave_inbox(connection, update_id)

        with contextlib.suppress(AlreadyHandled):
            await self._write(aside)

    async def owner(self, bot_id: int) -> int:
        """The id of the bot that the database belongs to: this one's, if it was nobody's."""
        return await self._write(lambda it: owner_of(it, bot_id))

    async def announce(self, calls: Sequence[Outgoing]) -> Posted:
        """Put calls into the outbox that answer no update."""
        return await self._write(lambda it: self._post(it, calls, 0))

    async def remind(self, decide: Callable[[plans.Reminded], SendText | int]) -> Posted:
        """Put reminders whose time has come into the outbox, in one transaction with their end.

        decide: the message for a person, or until when their reminders wait (seconds since 1970).
        Returns nothing once there is nothing more; the messages of a few hundred people at a time.
        """

        def whole(connection: Connection) -> Posted:
            now = int(self._now())
            return self._post(connection, plans.sweep_reminders(connection, now, decide), 0)

        return await self._write(whole)

    async def _write(self, work: Callable[[Connection], T]) -> T:
        """Carry out work in a transaction, after putting into the inbox what has arrived and
        taking out of the outbox what is delivered.

        A separate transaction for delivered rows would wait behind other writes, and after a kill
        in that time more messages would be sent twice.
        """
        arrived: list[Arrived] = []
        marked: set[int] = set()

        def whole(connection: Connection) -> T:
            # Another thread may be adding to them: take what is there now, in one step.
            arrived.extend(self._arriving.values())
            marked.update(self._marks)
            if arrived:
                hot_of(connection).receive(connection, arrived)
            if marked:
                hot_of(connection).delivered(connection, marked)
            return work(connection)

        result = await self._database.write(whole)
        # Only after the commit; it does no harm if another transaction writes the same meanwhile.
        for update in arrived:
            self._arriving.pop(update.update_id, None)
        self._marks -= marked
        return result

    def _apply(self, connection: Connection, effect: Effect) -> Posted:
        if effect.failed:
            keep_failed(connection, effect.failed, int(self._now()))
        self._leave_inbox(connection, effect.update_id)
        if effect.forget:
            forget_user(connection, effect.key[1])
        elif effect.state is not None:
            spoken = Spoken(effect.key, effect.state, effect.language, int(self._now()))
            hot_of(connection).save(connection, spoken)
        answers = change_the_rest(connection, effect, int(self._now()))
        return self._post(connection, (*effect.calls, *answers), effect.update_id)

    def _post(self, connection: Connection, calls: Sequence[Outgoing], update_id: int) -> Posted:
        return post(connection, calls, update_id, int(self._now()), self._ownership.owner)

    def _leave_inbox(self, connection: Connection, update_id: int) -> None:
        self._ownership.leave_inbox(connection, update_id)
        if not hot_of(connection).leave_inbox(connection, update_id):
            raise AlreadyHandled
