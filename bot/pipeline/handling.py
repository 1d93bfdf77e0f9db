"""One update handled: read it, take one step, commit its effect, hand over the replies."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import structlog
from sqlalchemy.exc import OperationalError
from telegram import Bot

from bot.metrics import Metrics
from bot.pipeline.conversation_locks import ConversationLocks
from bot.pipeline.delivery import Delivery
from bot.pipeline.facts import Facts
from bot.pipeline.handling_slots import HandlingSlots
from bot.pipeline.isolating import Isolation
from bot.pipeline.turns import Turns
from bot.services import Services
from bot.storage.effects import Effect, TakenMeanwhileError
from bot.storage.failures import FailedUpdate
from bot.storage.outgoing import Outgoing
from bot.storage.ownership import AlreadyHandled, ConversationKey
from bot.storage.posting import Posted
from bot.telegram.group_admins import AdminsUnknownError, GroupAdmins
from bot.telegram.rendering import opening_address, render
from bot.telegram.updates import (
    Incoming,
    Left,
    Migrated,
    Reachable,
    kind_of,
    person_of,
    read_update,
)
from bot.telegram.words import RawPart
from bot.workshops.host import Host
from conversations.curated import AnswerPassed, PassOn, Rated, UnansweredQuestion
from conversations.keeping import KeptOfPlan, SetGroupQuiet, ShareResult
from conversations.messages import (
    Commanded,
    Decided,
    Event,
    ForgetPerson,
    KeepDiagnostic,
    Reply,
    Said,
    Welcomed,
)
from conversations.router import apology, needs, step, turned_away
from conversations.state import State, StateAndReplies, save
from conversations.workshop.session import is_workshop_event

log = structlog.get_logger()

T = TypeVar("T")

# The "person" of the conversation that notes that a group was told that it is not served.
_NOBODY = 0
# Updates handled at the same time. Chosen: none waits for the network, so more would only let the
# first of a crowd wait for the last, and sending needs time too.
_AT_ONCE = 8
# Seconds between tries while the database fails (locked by somebody else, disk full); the last one
# repeats. Chosen: quick at first, then patient.
_PATIENCE = (0.2, 0.5, 1.0, 2.0, 5.0)


@dataclass(frozen=True, slots=True)
class _Untold:
    """An update of which Telegram does not tell what is needed to handle it."""

    incoming: Incoming


ReadUpdate = Incoming | Migrated | Reachable | Left | _Untold | None


class Handling:
    """Handles updates: in order within a conversation, otherwise at the same time."""

    def __init__(
        self,
        services: Services,
        bot: Bot,
        delivery: Delivery,
        host: Host,
        facts: Facts,
        group_admins: GroupAdmins,
        isolation: Isolation,
    ) -> None:
        self._bot = bot
        self._store = services.store
        self._shelf = services.shelf
        self._metrics = services.metrics
        self._admins = services.settings.admins
        self._groups = services.settings.groups
        self._curators = services.settings.curators_chat
        self._delivery = delivery
        self._host = host
        self._facts = facts
        self._group_admins = group_admins
        self._isolation = isolation
        self._turning_away = asyncio.Lock()
        self._locks = ConversationLocks()
        self._slots = HandlingSlots(_AT_ONCE)
        self._turns = Turns(self._handle, self._store.body)

    def take(self, raw: dict[str, Any]) -> None:
        """Handle an update that stands in the inbox: at once, or when its person's turn comes."""
        self._turns.take(raw)

    def take_stored(self, body: str) -> None:
        """Handle an update that an earlier run left in the inbox."""
        raw = json.loads(body)
        self._isolation.left(raw)
        self.take(raw)

    async def lull(self, seconds: float) -> None:
        """Wait until nothing is in hand, but no longer than so many seconds."""
        await self._turns.lull(seconds)

    async def settle(self, seconds: float) -> None:
        """Wait for what is in hand; what is not done by then stays in the inbox."""
        await self._turns.settle(seconds)

    async def _handle(self, raw: dict[str, Any]) -> None:
        update_id = int(raw["update_id"])
        structlog.contextvars.bind_contextvars(update=update_id)
        key = person_of(raw)
        began = time.perf_counter()
        try:
            async with (
                self._store.conversation_lock(update_id, key),
                self._locks(key),
                self._isolation.alone(raw),
            ):
                await self._to_its_end(update_id, raw)
        except AlreadyHandled:
            log.debug("handled elsewhere")
            return
        seconds = time.perf_counter() - began
        self._metrics.update_handled(kind_of(raw), seconds)
        log.debug("handled", seconds=round(seconds, 4))

    async def _to_its_end(self, update_id: int, raw: RawPart) -> None:
        """Handle an update, or give up on it; either way it leaves the inbox."""
        try:
            failed = await self._patiently(lambda: self._isolation.ends_the_bot(dict(raw)))
            if failed is None:
                read = await self._read(raw)
                tap = kind_of(raw) == "callback_query"
                await self._patiently(lambda: self._in_a_slot(update_id, read, tap=tap))
                return
        except AlreadyHandled:
            log.debug("already handled")
            return
        except Exception as error:
            log.exception("update given up")
            failed = self._isolation.failed(dict(raw), error)
        await self._patiently(lambda: self._store.set_aside(update_id, failed))
        self._metrics.update_failed()

    async def _in_a_slot(self, update_id: int, read: ReadUpdate, *, tap: bool) -> None:
        async with self._slots.taken(tap=tap):
            await self._once(update_id, read)

    async def _patiently(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do something with the database; try again while the database fails.

        No slot is held meanwhile: it may fail for the rows of one person only.
        """
        for pause in itertools.chain(_PATIENCE, itertools.repeat(_PATIENCE[-1])):
            try:
                return await work()
            except OperationalError as error:
                log.warning("database refuses", error=str(error.orig), again_in=pause)
                await asyncio.sleep(pause)
        raise AssertionError("the pauses never end")

    async def _read(self, raw: RawPart) -> ReadUpdate:
        """What an update means, and what only Telegram knows of it."""
        commands = self._shelf.knowledge.content.wording.commands
        read = read_update(raw, self._bot.bot, commands, self._admins)
        if not isinstance(read, Incoming) or self._is_closed(read) or not self._asks_admin(read):
            return read
        try:
            decides = await self._group_admins.has(read.route.chat_id, read.route.user_id)
        except AdminsUnknownError:
            log.warning("Telegram does not tell who is an admin", chat=read.route.chat_id)
            return _Untold(read)
        return replace(read, event=replace(read.event, decides=decides))

    def _asks_admin(self, incoming: Incoming) -> bool:
        event = incoming.event
        if event.decides:
            return False
        if is_workshop_event(event):
            return self._host.asks_for_admin(event)
        return "decides" in needs(event)

    async def _once(self, update_id: int, read: ReadUpdate) -> None:
        match read:
            case _Untold(incoming):
                self._delivery.post(await self._apologise(update_id, State(), incoming))
            case None:
                await self._store.set_aside(update_id)
            case Migrated(old, new):
                if old in {*self._groups, self._curators}:
                    log.warning("a group in the settings has got another id", old=old, new=new)
                await self._store.migrate_chat(old, new, update_id)
                await self._host.moved(new)
            case Reachable(chat_id, reachable):
                await self._store.set_reachable(chat_id, reachable, update_id)
                if reachable:
                    await self._host.may_write(chat_id)
            case Incoming() as incoming if self._is_closed(incoming):
                await self._turn_away(update_id, incoming)
            case Left() as gone:
                await self._host.leave(update_id, gone)
            case Incoming() as incoming if await self._host.takes(incoming):
                await self._confer(update_id, incoming)
            case Incoming() as incoming:
                await self._converse(update_id, incoming)
                if incoming.event.action == Welcomed():
                    await self._host.may_write(incoming.route.chat_id)

    def _is_closed(self, incoming: Incoming) -> bool:
        served = {*self._groups, self._curators}
        return (
            bool(self._groups)
            and incoming.event.in_group
            and (incoming.route.chat_id not in served)
        )

    async def _turn_away(self, update_id: int, incoming: Incoming) -> None:
        """Say once that this group is not served; from then on be silent there."""
        route, event = incoming.route, incoming.event
        group = (route.chat_id, _NOBODY)
        async with self._turning_away:  # two people may write at the same time
            told, _ = await self._store.load(group)
            replies = () if told else (turned_away(event, self._shelf.knowledge),)
            calls = render(replies, route, event.sender.id)
            effect = Effect(update_id, group, state=save(State()), calls=calls)
            self._delivery.post(await self._store.commit(effect))

    async def _confer(self, update_id: int, incoming: Incoming) -> None:
        """Take what concerns a workshop."""
        try:
            posted = await self._host.handle(update_id, incoming)
        except (OperationalError, AlreadyHandled):
            raise
        except Exception as error:
            log.exception("update failed")
            posted = await self._apologise(update_id, State(), incoming, error)
        self._delivery.post(posted)

    async def _converse(self, update_id: int, incoming: Incoming) -> None:
        """Take one step of a conversation: load what it needs, take it, store what comes of it."""
        before = State()
        try:
            before, event = await self._facts.load(incoming, opening_address(self._bot.username))
            after, replies = await self._step(before, event)
            to = incoming.route
            calls = render(replies, to, event.sender.id, self._bot.username, self._curators)
            effect = _effect(update_id, _key(incoming), before, after, replies, calls)
            posted = await self._store.commit(effect)
        except (OperationalError, AlreadyHandled):
            raise
        except TakenMeanwhileError:  # somebody was faster; now the step will see that
            await self._converse(update_id, incoming)
        except Exception as error:
            log.exception("update failed")
            self._delivery.post(await self._apologise(update_id, before, incoming, error))
        else:
            self._delivery.post(posted)
            # Only after the commit: the update may be a repetition without effect.
            _count(self._metrics, before, after, replies)
            if effect.forget:
                await self._host.recount()

    async def _step(self, before: State, event: Event) -> StateAndReplies:
        knowledge = self._shelf.knowledge
        if knowledge.semantic and isinstance(event.action, Said | Commanded):
            # Matching by meaning may take tens of milliseconds, too long for the event loop.
            # Matching by words takes about one, less than going to a thread and back on a busy
            # machine.
            return await asyncio.to_thread(step, before, event, knowledge)
        return step(before, event, knowledge)

    async def _apologise(
        self, update_id: int, before: State, incoming: Incoming, error: Exception | None = None
    ) -> Posted:
        """End the update with the state unchanged, and tell the person. error: a fault of ours."""
        event = incoming.event
        reply = apology(before, event, self._shelf.knowledge)
        calls = render([reply], incoming.route, event.sender.id)
        key, failed = _key(incoming), None
        if error is not None:
            failed = FailedUpdate(str(update_id), key, type(error).__name__)
        posted = await self._store.commit(Effect(update_id, key, calls=calls, failed=failed))
        if failed:
            self._metrics.update_failed()
        return posted


def _key(incoming: Incoming) -> ConversationKey:
    return incoming.route.chat_id, incoming.route.user_id


def _effect(
    update_id: int,
    key: ConversationKey,
    before: State,
    after: State,
    replies: tuple[Reply, ...],
    calls: tuple[Outgoing, ...],
) -> Effect:
    """What an update changes."""
    return Effect(
        update_id,
        key,
        state=None if after == before else save(replace(after, language=None)),
        language=after.language if after.language != before.language else None,
        calls=calls,
        unanswered=tuple(reply for reply in replies if isinstance(reply, UnansweredQuestion)),
        rated=tuple(reply for reply in replies if isinstance(reply, Rated)),
        kept=tuple(reply.record for reply in replies if isinstance(reply, KeepDiagnostic)),
        quiet=next((reply.quiet for reply in replies if isinstance(reply, SetGroupQuiet)), None),
        forget=any(isinstance(reply, ForgetPerson) for reply in replies),
        shared=tuple(reply for reply in replies if isinstance(reply, ShareResult)),
        passed=tuple(reply for reply in replies if isinstance(reply, PassOn)),
        answers=tuple(reply for reply in replies if isinstance(reply, AnswerPassed)),
        planned=tuple(reply for reply in replies if isinstance(reply, KeptOfPlan)),
    )


def _count(metrics: Metrics, before: State, after: State, replies: tuple[Reply, ...]) -> None:
    metrics.diagnostic_moved(before.diagnosing, after.diagnosing)
    for reply in replies:
        match reply:
            case Decided(decision):
                metrics.question_decided(decision, reply.facet)
            case Rated(helpful):
                metrics.answer_rated(reply.facet, helpful=helpful)
