"""One update handled: read it, take one step, commit its effect, hand over the replies."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError
from telegram import Bot, Update

from bot import metrics
from bot.pipeline.delivery import Delivery
from bot.pipeline.turns import Turns
from bot.shelf import Shelf
from bot.storage.outgoing import Outgoing, Place, SendDocument
from bot.storage.store import AlreadyHandled, Effect, Key, Store
from bot.telegram.group_admins import GroupAdmins
from bot.telegram.rendering import render
from bot.telegram.updates import (
    Incoming,
    Left,
    Migrated,
    Reachable,
    Route,
    conversation_key,
    read_update,
)
from bot.workshops.host import Host
from conversations.messages import (
    Chose,
    Commanded,
    Decided,
    Disclose,
    Event,
    Forget,
    Hush,
    Keep,
    Rated,
    Reload,
    Reply,
    Said,
    Say,
    Sender,
    Statistics,
    Toast,
    Wondered,
)
from conversations.router import (
    as_command,
    decides_for_group,
    needs_results,
    reading_language,
    step,
)
from conversations.state import State, restore, save
from conversations.statistics import week_page
from knowledge.base import Edition
from knowledge.models.language import Language

log = structlog.get_logger()

# In a group that is not served the conversation of nobody tells that this was said.
_NOBODY = 0
# As many faults of refused content as a message to the admin lists.
_FAULTS_TOLD = 10
# Updates in work at the same time. Hardly anything here waits for a network (who is an admin of a
# group is asked, for seconds at most), so more would only make the first of a crowd wait for the
# last; what is sent meanwhile gets its turn too.
_AT_ONCE = 8
# Seconds between tries while the database refuses (locked by somebody else, disk full).
_PATIENCE = (0.2, 0.5, 1.0, 2.0, 5.0)


class _Locks:
    """One lock per conversation, first come, first served; gone when nobody holds it."""

    def __init__(self) -> None:
        self._locks: dict[Key, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def __call__(self, key: Key) -> AsyncIterator[None]:
        lock, users = self._locks.get(key, (asyncio.Lock(), 0))
        self._locks[key] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._locks.pop(key)
            if users > 1:
                self._locks[key] = (lock, users - 1)


class Handling:
    """Handles updates: in order within a conversation, otherwise at the same time.

    today: the day, as "2026-01-31".
    admins: Telegram ids of the people who may use the operators' commands.
    groups: the ids of the groups served; empty for all.
    """

    def __init__(
        self,
        bot: Bot,
        store: Store,
        delivery: Delivery,
        shelf: Shelf,
        host: Host,
        group_admins: GroupAdmins,
        today: Callable[[], str],
        admins: frozenset[int] = frozenset(),
        groups: frozenset[int] = frozenset(),
    ) -> None:
        self._bot = bot
        self._store = store
        self._delivery = delivery
        self._shelf = shelf
        self._host = host
        self._admins = admins
        self._today = today
        self._groups = groups
        self._group_admins = group_admins
        self._turning_away = asyncio.Lock()
        self._locks = _Locks()
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._turns = Turns(self._handle, store.body)

    def take(self, raw: dict[str, Any]) -> None:
        """Handle an update that stands in the inbox: at once, or when its person's turn comes."""
        self._turns.take(raw)

    def take_stored(self, body: str) -> None:
        """Handle an update that an earlier run left in the inbox."""
        self.take(json.loads(body))

    async def lull(self, seconds: float) -> None:
        """Wait until nothing is in hand, but no longer than so many seconds."""
        await self._turns.lull(seconds)

    async def settle(self, seconds: float) -> None:
        """Wait for what is in hand; what is not done by then stays in the inbox."""
        await self._turns.settle(seconds)

    async def _handle(self, raw: dict[str, Any]) -> None:
        update_id = int(raw["update_id"])
        structlog.contextvars.bind_contextvars(update=update_id)
        try:
            update = Update.de_json(raw, self._bot)
            key = conversation_key(update)
        except Exception:
            log.exception("update not understood")
            await self._patiently(partial(self._store.set_aside, update_id))
            return
        began = time.perf_counter()
        try:
            async with self._store.turn(update_id, key), self._locks(key), self._slots:
                await self._to_its_end(update)
        except AlreadyHandled:
            log.debug("handled elsewhere")
            return
        seconds = time.perf_counter() - began
        metrics.update_handled(raw, seconds)
        log.debug("handled", seconds=round(seconds, 4))

    async def _to_its_end(self, update: Update) -> None:
        """Handle an update, or give it up: either way it leaves the inbox."""
        try:
            await self._patiently(partial(self._once, update))
        except AlreadyHandled:
            log.debug("already handled")
        except Exception:
            log.exception("update given up")
            await self._patiently(partial(self._store.set_aside, update.update_id))

    async def _patiently(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do something; a database that refuses is asked again, nothing is lost meanwhile."""
        for pause in itertools.chain(_PATIENCE, itertools.repeat(_PATIENCE[-1])):
            try:
                return await work()
            except OperationalError as error:
                log.warning("database refuses", error=str(error.orig), again_in=pause)
                await asyncio.sleep(pause)
        return None

    async def _once(self, update: Update) -> None:
        commands = self._shelf.knowledge.content.wording.commands
        match read_update(update, self._bot.bot, commands, self._admins):
            case None:
                await self._store.set_aside(update.update_id)
            case Migrated(old, new):
                if old in self._groups:
                    log.warning("a group in MULAI_GROUPS has got another id", old=old, new=new)
                await self._store.migrate_chat(old, new, update.update_id)
                await self._host.moved(new)
            case Reachable(chat_id, reachable):
                await self._store.set_reachable(chat_id, reachable, update.update_id)
            case Incoming() as incoming if self._is_closed(incoming):
                await self._turn_away(update.update_id, incoming)
            case Left() as gone:
                await self._host.leave(update.update_id, gone)
            case Incoming() as incoming if self._host.takes(incoming.event):
                await self._confer(update.update_id, incoming)
            case Incoming() as incoming:
                await self._converse(update.update_id, incoming)

    def _is_closed(self, incoming: Incoming) -> bool:
        closed = self._groups and incoming.route.chat_id not in self._groups
        return bool(closed) and incoming.event.in_group

    async def _turn_away(self, update_id: int, incoming: Incoming) -> None:
        """Say once that this group is not served; from then on be silent there."""
        route, event = incoming.route, incoming.event
        group = (route.chat_id, _NOBODY)
        async with self._turning_away:  # two people may come at once
            told, _ = await self._store.load(group)
            edition = self._shelf.knowledge.edition(
                reading_language(State(), event.sender, self._shelf.knowledge)
            )
            replies = () if told else (Say(edition.say("group-closed")),)
            calls = render(replies, route, event.sender.id)
            effect = Effect(update_id, group, state=save(State()), calls=calls)
            self._delivery.post(await self._store.commit(effect))

    async def _confer(self, update_id: int, incoming: Incoming) -> None:
        """Take what concerns a workshop."""
        try:
            posted = await self._host.handle(update_id, incoming)
        except (OperationalError, AlreadyHandled):
            raise
        except Exception:
            log.exception("update failed")
            key = (incoming.route.chat_id, incoming.route.user_id)
            posted = await self._store.commit(self._apology(update_id, key, State(), incoming))
        self._delivery.post(posted)

    async def _converse(self, update_id: int, incoming: Incoming) -> None:
        route = incoming.route
        if _is_free_talk(incoming.event) and await self._store.is_quiet(route.chat_id):
            await self._store.set_aside(update_id)
            return
        key = (route.chat_id, route.user_id)
        saved, language = await self._store.load(key)
        before = replace(restore(saved), language=self._known(language))
        count: Callable[[], None] | None = None
        try:
            effect, count = await self._effect(update_id, key, before, incoming)
            posted = await self._store.commit(effect)
        except (OperationalError, AlreadyHandled):
            raise
        except Exception:
            log.exception("update failed")
            count = None
            posted = await self._store.commit(self._apology(update_id, key, before, incoming))
        self._delivery.post(posted)
        if count:
            count()  # not before: it may be a repetition, which has no effect

    async def _effect(
        self, update_id: int, key: Key, before: State, incoming: Incoming
    ) -> tuple[Effect, Callable[[], None]]:
        """What an update changes, and what counts it once it has."""
        route = incoming.route
        knowledge = self._shelf.knowledge
        event = as_command(before, replace(incoming.event, day=self._today()), knowledge)
        if needs_results(event):
            event = replace(event, taken=await self._store.results(route.user_id))
        if decides_for_group(event) and not event.decides:
            may = await self._group_admins.has(route.chat_id, route.user_id)
            event = replace(event, decides=may)
        if knowledge.semantic and isinstance(event.action, Said | Commanded):
            # To read a meaning may take tens of milliseconds: not on the event loop. To read words
            # takes one, less than a thread and back on a machine that is busy.
            after, replies = await asyncio.to_thread(step, before, event, knowledge)
        else:
            after, replies = step(before, event, knowledge)
        if Decided("unknown") in replies and await self._may_be_vote(before, event, route):
            # Nobody's business then, the curators' neither.
            edition = self._edition(after, event.sender)
            after, replies = before, (Say(edition.say("workshop-taps")),)
        count = partial(_count, before, after, replies)
        replies = await self._carried_out(replies, before, event)
        calls = render(replies, route, event.sender.id, self._bot.username)
        effect = Effect(
            update_id,
            key,
            state=None if after == before else save(replace(after, language=None)),
            language=after.language if after.language != before.language else None,
            calls=(*calls, *await self._files(replies, route)),
            wondered=tuple(reply for reply in replies if isinstance(reply, Wondered)),
            rated=tuple(reply for reply in replies if isinstance(reply, Rated)),
            kept=tuple(reply.taken for reply in replies if isinstance(reply, Keep)),
            quiet=next((reply.quiet for reply in replies if isinstance(reply, Hush)), None),
            forget=any(isinstance(reply, Forget) for reply in replies),
        )
        return effect, count

    async def _may_be_vote(self, before: State, event: Event, route: Route) -> bool:
        """Whether words that mean nothing here may be meant for a workshop."""
        busy = before.diagnosing is not None and before.diagnosing.listening
        return not event.in_group and not busy and await self._host.awaits(route.user_id)

    async def _carried_out(
        self, replies: tuple[Reply, ...], before: State, event: Event
    ) -> tuple[Reply, ...]:
        """The replies, with the outcome in the place of what the admin asked for."""
        if Statistics() in replies:
            edition = self._edition(before, event.sender)
            week = await self._store.tallied(_week(event.day))
            return (Say(week_page(week, edition)),)
        if Reload() not in replies:
            return replies
        faults = await asyncio.to_thread(self._shelf.reload)
        edition = self._edition(before, event.sender)
        if faults:
            listed = "\n".join(str(fault) for fault in faults[:_FAULTS_TOLD])
            return (Say(edition.say("reload-refused", count=str(len(faults)), faults=listed)),)
        topics = str(len(self._shelf.knowledge.content.topics))
        return (Say(edition.say("reloaded", topics=topics)),)

    async def _files(self, replies: tuple[Reply, ...], route: Route) -> list[Outgoing]:
        files: list[Outgoing] = []
        for reply in replies:
            if isinstance(reply, Disclose):
                stored = await self._store.about(route.user_id)
                text = json.dumps(stored, indent=2, ensure_ascii=False)
                place = Place(route.chat_id)
                files.append(SendDocument(place, "mulai-data.json", text, reply.caption))
        return files

    def _edition(self, state: State, sender: Sender) -> Edition:
        """The content as a person reads it."""
        knowledge = self._shelf.knowledge
        return knowledge.edition(reading_language(state, sender, knowledge))

    def _known(self, language: str | None) -> Language | None:
        """A language that was chosen, if there still is one like that."""
        return language if language in self._shelf.knowledge.content.languages else None

    def _apology(self, update_id: int, key: Key, before: State, incoming: Incoming) -> Effect:
        """The update is over, the state is as it was, and the person is told."""
        event = incoming.event
        edition = self._edition(before, event.sender)
        reply: Reply = Say(edition.say("fault"))
        if isinstance(event.action, Chose):
            reply = Toast(edition.toast("fault"), dialog=True)
        return Effect(update_id, key, calls=render([reply], incoming.route, event.sender.id))


def _is_free_talk(event: Event) -> bool:
    return event.in_group and isinstance(event.action, Said)


def _week(last: str) -> list[str]:
    """Seven days, the last one last."""
    end = date.fromisoformat(last)
    return [(end - timedelta(days=back)).isoformat() for back in reversed(range(7))]


def _count(before: State, after: State, replies: tuple[Reply, ...]) -> None:
    metrics.diagnostic_moved(before.diagnosing, after.diagnosing)
    for reply in replies:
        match reply:
            case Decided(decision):
                metrics.question_decided(decision)
            case Rated(helpful):
                metrics.answer_rated(helpful=helpful)
