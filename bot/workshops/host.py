"""What people do in a workshop, each in one transaction: read, take the step, store, answer.

A tap of a participant waits for nobody but the database: the header is read in the same
transaction that stores the vote, so no vote gets into a round that is revealed already.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.metrics import Metrics
from bot.papers.making import MINUTES_PAPERS
from bot.services import Services
from bot.storage import workshops as records
from bot.storage.outgoing import OPENS, Outgoing, Place, SendCode, SendMinutes
from bot.storage.store import Posted
from bot.storage.tables import people
from bot.storage.workshops import WorkshopRecord
from bot.telegram.group_admins import GroupAdmins
from bot.telegram.rendering import render
from bot.telegram.updates import Incoming, Left, Route
from bot.workshops.boards import Boards
from bot.workshops.guides import Guides
from bot.workshops.show import WorkshopSlides
from conversations.asking import step as ask
from conversations.messages import (
    ANYBODY,
    Chose,
    Commanded,
    Event,
    Reply,
    Revise,
    Say,
    Started,
    Toast,
)
from conversations.router import reading_language
from conversations.state import State
from conversations.workshop import ballot, pages
from conversations.workshop.ballot import PARTICIPANT_QUESTIONS, Voter
from conversations.workshop.guide import CONVERSATION, Guide
from conversations.workshop.panel import moved_panel
from conversations.workshop.replies import (
    Board,
    Invite,
    Panel,
    PrivateBoard,
    Publish,
    WorkshopReply,
)
from conversations.workshop.running import none_runs, running
from conversations.workshop.state import Leader, Workshop
from conversations.workshop.step import (
    LeaderAction,
    action_of_command,
    action_of_tap,
    left,
    may_control,
    open_workshop,
    workshop_step,
)
from knowledge.base import Knowledge
from knowledge.models.language import DEFAULT, Language
from knowledge.regions.outcomes import FoundRegion


@dataclass(slots=True)
class _Outcome:
    """What one update does beside what it stores.

    replies: to the person, where they acted. calls: to others. changed: the workshops to be shown
    again; urgent: more than how many have voted. asking: the panel that now asks "really?".
    answered: the panel whose question is answered. voted, moved: what is counted once it is
    stored: a vote; that a workshop was "opened" or "finished".
    """

    replies: list[Reply] = field(default_factory=list)
    calls: list[Outgoing] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    urgent: bool = False
    asking: tuple[str, int] | None = None
    answered: tuple[str, int] | None = None
    voted: bool = False
    moved: Literal["opened", "finished"] | None = None


class Host:
    """Takes all that concerns workshops.

    bot_name: the bot's user name, for links to it.
    """

    def __init__(
        self,
        services: Services,
        bot_name: str,
        boards: Boards,
        guides: Guides,
        show: WorkshopSlides,
        group_admins: GroupAdmins,
    ) -> None:
        self._bot_name = bot_name
        self._store = services.store
        self._records = services.records
        self._metrics = services.metrics
        self._now = services.clock.now
        # Where browsers reach the projector pages, "" if there are none.
        self._projector = services.settings.projector_url or ""
        self._boards = boards
        self._guides = guides
        self._show = show
        self._group_admins = group_admins

    @staticmethod
    def takes(event: Event) -> bool:
        """Whether an event is a workshop's business."""
        match event.action:
            case Chose(conversation) if conversation == CONVERSATION:
                return True
            case Commanded("workshop"):
                return True
            case Started(payload):
                return payload.startswith(pages.LINK) and not event.in_group
        return False

    async def handle(self, update_id: int, incoming: Incoming) -> Posted:
        """Carry out an update; return what is to be sent. Raises AlreadyHandled."""
        act = await self._checked(incoming)

        def work(connection: Connection) -> tuple[Sequence[Outgoing], _Outcome]:
            outcome = self._carry_out(connection, incoming, act)
            route, owner = incoming.route, incoming.event.sender.id
            calls = render(outcome.replies, route, owner, self._bot_name)
            return (*calls, *outcome.calls), outcome

        posted, outcome = await self._store.carry_out(update_id, work)
        self._stir(outcome)
        _count(outcome, self._metrics)
        return posted

    async def leave(self, update_id: int, gone: Left) -> None:
        """Somebody left a group: they are no longer present in its workshops."""

        def work(connection: Connection) -> tuple[Sequence[Outgoing], _Outcome]:
            outcome = _Outcome()
            person = str(gone.user_id)
            for held in records.going_on(connection, gone.chat_id):
                before = records.participant(connection, held.workshop.id, gone.user_id)
                if before is not None:
                    records.put_participant(connection, held.workshop.id, ballot.leave(before))
                records.store_changed(connection, held, left(held.workshop, person))
                outcome.changed.add(held.workshop.id)
            return (), outcome

        _, outcome = await self._store.carry_out(update_id, work)
        self._stir(outcome)

    async def moved(self, chat_id: int) -> None:
        """A group has got another id, under which nothing is posted yet."""
        going_on = await self._records.read(lambda it: records.going_on(it, chat_id))
        for held in going_on:
            self._boards.wake(held.workshop.id)

    def _stir(self, outcome: _Outcome) -> None:
        """Let those who watch see what has changed."""
        if outcome.answered:
            self._boards.take_up(*outcome.answered)
        if outcome.asking:
            self._boards.leave_alone(*outcome.asking)
        for workshop in outcome.changed:
            self._show.touch(workshop)
            self._boards.wake(workshop, urgent=outcome.urgent)

    async def _checked(self, incoming: Incoming) -> LeaderAction | None:
        """The act that a tap on a panel asks for; who takes over must be an admin of the group."""
        event = incoming.event
        tapped = event.action
        if isinstance(tapped, Chose) and tapped.question not in PARTICIPANT_QUESTIONS:
            return action_of_tap(tapped, _leader(event))
        if isinstance(tapped, Commanded) and event.in_group:
            act = action_of_command(tapped.argument, _leader(event), self._guides(DEFAULT))
            if act is not None and act.control == "takeover":
                route = incoming.route
                may = await self._group_admins.has(route.chat_id, route.user_id)
                return replace(act, group_admin=may)
            return act
        return None

    def _carry_out(
        self, connection: Connection, incoming: Incoming, act: LeaderAction | None
    ) -> _Outcome:
        event, route = incoming.event, incoming.route
        language = _language(connection, incoming, self._guides.knowledge)
        match event.action:
            case Chose(question=question) as chose if question in PARTICIPANT_QUESTIONS:
                return self._tap(connection, chose, incoming, self._guides(language))
            case Chose(option=option):
                held = records.find(connection, ballot.workshop_of(option), lock="step")
                if held is None or act is None:
                    gone = self._guides(language).toast("gone" if act else "old")
                    return _Outcome([Toast(gone)])
                return self._act(connection, held, act, route)
            case Commanded() as command if event.in_group:
                return self._command(connection, command, incoming, act, language)
            case Commanded():
                return self._show_panels(connection, route, language)
            case Started(payload):
                return self._enter(connection, payload, incoming, self._guides(language))
        return _Outcome()

    # --- Participants -----------------------------------------------------------------------------

    def _tap(
        self, connection: Connection, chose: Chose, incoming: Incoming, guide: Guide
    ) -> _Outcome:
        held = records.find(connection, ballot.workshop_of(chose.option), lock="tap")
        voter = _voter(connection, held, incoming)
        slip = ballot.tap(held.workshop if held else None, chose, voter, guide)
        outcome = _Outcome([slip.toast])
        if held is None:
            return outcome
        id_ = held.workshop.id
        if slip.participant is not None and slip.participant != voter.before:
            records.put_participant(connection, id_, slip.participant)
            outcome.changed.add(id_)
        if slip.vote is not None:
            records.put_vote(connection, id_, slip.vote)
            outcome.changed.add(id_)
            outcome.voted = True
        return outcome

    def _enter(
        self, connection: Connection, payload: str, incoming: Incoming, guide: Guide
    ) -> _Outcome:
        """Somebody came by the deep link into the private chat."""
        held = records.find(connection, payload.removeprefix(pages.LINK), lock="tap")
        voter = replace(_voter(connection, held, incoming), in_group=False)
        workshop = held.workshop if held else None
        user = incoming.route.user_id
        votes = records.votes_of(connection, workshop.id, user) if workshop else []
        participant, replies = ballot.enter(workshop, voter, guide, votes)
        outcome = _Outcome([reply for reply in replies if isinstance(reply, Say)])
        if held is None:
            return outcome
        id_ = held.workshop.id
        if participant is not None:
            records.put_participant(connection, id_, participant)
        if any(isinstance(reply, PrivateBoard) for reply in replies):
            records.post_anew(connection, id_, user, "private")
        if may_control(held.workshop, str(user)):
            records.post_anew(connection, id_, user, "panel")
        outcome.changed.add(id_)
        outcome.urgent = True
        return outcome

    # --- Those who lead ---------------------------------------------------------------------------

    def _command(
        self,
        connection: Connection,
        command: Commanded,
        incoming: Incoming,
        act: LeaderAction | None,
        language: Language,
    ) -> _Outcome:
        route = incoming.route
        held = records.open_in(connection, route.chat_id, route.thread_id or 0)
        goes_on = held is not None and held.workshop.finished_at is None
        if held is not None and act is not None and (goes_on or act.control == "minutes"):
            return self._act(connection, held, act, route)
        if held is not None and goes_on:
            return _Outcome([running(held.workshop, self._guides(held.workshop.language))])
        guide = self._guides(language)
        if act is not None and command.argument.strip():
            return _Outcome([none_runs(guide, commands=act.control == "help")])
        return self._open(connection, command.argument, incoming, guide)

    def _open(
        self, connection: Connection, topic: str, incoming: Incoming, guide: Guide
    ) -> _Outcome:
        route = incoming.route
        workshop, replies = open_workshop(
            secrets.token_urlsafe(6),
            secrets.token_urlsafe(24),
            _leader(incoming.event),
            topic,
            self._region(topic),
            guide,
            int(self._now()),
        )
        outcome = _Outcome(urgent=True)
        if workshop is None:
            outcome.replies.extend(reply for reply in replies if isinstance(reply, Say))
            return outcome
        held = WorkshopRecord(workshop, route.chat_id, route.thread_id or 0)
        records.add(connection, held)
        records.post_anew(connection, workshop.id, route.chat_id, "group")
        self._panels(connection, workshop)
        outcome.calls.append(self._invitation(workshop, route.user_id, None))
        outcome.changed.add(workshop.id)
        outcome.moved = "opened"
        return outcome

    def _region(self, topic: str) -> str:
        """The region that a topic names ("clean water in Kota Bogor"), or ""."""
        found = self._guides.knowledge.find_region(topic)
        return found.region.label if isinstance(found, FoundRegion) else ""

    def _act(
        self, connection: Connection, held: WorkshopRecord, act: LeaderAction, route: Route
    ) -> _Outcome:
        """Take one step of a workshop and see to all that it wants sent."""
        before = held.workshop
        guide = self._guides(before.language)
        room = records.room(connection, before)
        after, replies = workshop_step(before, act, room, int(self._now()), guide)
        changed = records.store_changed(connection, held, after)
        self._panels(connection, after)
        outcome = _Outcome(changed={before.id}, urgent=True, answered=(before.id, route.user_id))
        for reply in replies:
            self._send(connection, changed, reply, act, route, outcome)
        if after.finished_at is not None and before.finished_at is None:
            outcome.moved = "finished"
        return outcome

    def _send(
        self,
        connection: Connection,
        held: WorkshopRecord,
        reply: WorkshopReply,
        act: LeaderAction,
        route: Route,
        outcome: _Outcome,
    ) -> None:
        workshop = held.workshop
        match reply:
            case Say() | Toast():
                outcome.replies.append(reply)
            case Board(fresh=True):
                records.leave_behind(connection, workshop, held.chat_id)
                records.post_anew(connection, workshop.id, held.chat_id, "group")
            case PrivateBoard(fresh=True):
                records.post_all_anew(connection, workshop.id, "private")
            case Panel() if act.control == "finish":
                outcome.calls.extend(self._asking(connection, workshop, reply, int(act.actor.id)))
                outcome.asking, outcome.answered = (workshop.id, int(act.actor.id)), None
            case Invite():
                thread = route.thread_id
                if may_control(workshop, str(route.chat_id)):
                    outcome.calls.extend(self._panel_below(connection, workshop, route.chat_id))
                outcome.calls.append(self._invitation(workshop, route.chat_id, thread))
            case Publish():
                outcome.calls.extend(_papers(held, act, finished=act.control == "finish-yes"))

    def _asking(
        self, connection: Connection, workshop: Workshop, asks: Panel, leader: int
    ) -> Iterator[Outgoing]:
        """The panel of who wants to finish asks whether they really do."""
        there = records.spot(connection, workshop.id, leader, "panel")
        message = there.message_id if there else None
        if there is not None and message not in {None, records.UNREACHABLE}:
            records.note(connection, replace(there, shown=""))
            place = Route(leader, leader, message_id=message)
            yield from render((Revise(asks.text, asks.rows),), place, ANYBODY)
            return
        yield from render((Say(asks.text, asks.rows),), Route(leader, leader), ANYBODY)

    def _panels(self, connection: Connection, workshop: Workshop) -> None:
        """Give a panel to everybody who leads and has none yet."""
        for leader in workshop.leaders:
            if records.spot(connection, workshop.id, int(leader.id), "panel") is None:
                records.post_anew(connection, workshop.id, int(leader.id), "panel")

    def _panel_below(
        self, connection: Connection, workshop: Workshop, leader: int
    ) -> Iterator[Outgoing]:
        """Post a panel anew below all else; the one above loses its buttons."""
        there = records.spot(connection, workshop.id, leader, "panel")
        records.post_anew(connection, workshop.id, leader, "panel")
        if there is not None and there.message_id not in {None, records.UNREACHABLE}:
            moved = moved_panel(self._guides(workshop.language))
            place = Route(leader, leader, message_id=there.message_id)
            yield from render((Revise(moved.text, moved.rows),), place, ANYBODY)

    def _show_panels(self, connection: Connection, route: Route, language: Language) -> _Outcome:
        """The command in a private chat: the panel of what one leads, or how to begin."""
        led = [
            held
            for held in records.led_by(connection, route.user_id)
            if may_control(held.workshop, str(route.user_id))
        ]
        going_on = [held for held in led if held.workshop.finished_at is None]
        shown = going_on or sorted(led, key=lambda held: held.workshop.led_at)[-1:]
        outcome = _Outcome(urgent=True)
        for held in shown:
            outcome.calls.extend(self._panel_below(connection, held.workshop, route.user_id))
            outcome.changed.add(held.workshop.id)
        if not going_on:
            edition = self._guides.edition(language)
            outcome.replies.append(Say(edition.say("workshop-how"), ask.menu(edition)))
        return outcome

    def _invitation(self, workshop: Workshop, chat_id: int, thread_id: int | None) -> Outgoing:
        """A picture of the code that leads into the workshop, with the addresses in words."""
        guide = self._guides(workshop.language)
        link = f"{OPENS}{self._bot_name}?start={pages.LINK}{workshop.id}"
        page = f"{self._projector}/w/{workshop.secret}" if self._projector else ""
        # The page tells no secrets of voters, but only who leads should hand it round.
        text = pages.invitation(workshop, link, page if chat_id > 0 else "", guide)
        return SendCode(Place(chat_id, thread_id), link, text)


def _papers(held: WorkshopRecord, act: LeaderAction, *, finished: bool) -> Iterator[Outgoing]:
    """The minutes: at the end to the room and all who lead, later to who asks for them."""
    workshop, language = held.workshop, held.workshop.language
    if finished:
        room = Place(held.chat_id, held.thread_id or None)
        for paper in MINUTES_PAPERS:
            yield SendMinutes(room, paper, workshop, language)
    leaders = [int(leader.id) for leader in workshop.leaders]
    for leader in leaders if finished else [int(act.actor.id)]:
        for paper, made in MINUTES_PAPERS.items():
            if made.for_leaders:
                yield SendMinutes(Place(leader), paper, workshop, language)


def _count(outcome: _Outcome, metrics: Metrics) -> None:
    """Count what is stored for good; in the transaction it would be counted at every try."""
    if outcome.voted:
        metrics.vote_taken()
    if outcome.moved:
        metrics.workshop_moved(outcome.moved)


def _leader(event: Event) -> Leader:
    return Leader(event.sender.id, event.sender.first_name)


def _voter(connection: Connection, held: WorkshopRecord | None, incoming: Incoming) -> Voter:
    user, chat = incoming.route.user_id, incoming.route.chat_id
    if incoming.event.sender.id == ANYBODY or not user:
        return Voter(ANYBODY)
    before = records.participant(connection, held.workshop.id, user) if held else None
    return Voter(str(user), before, in_group=held is not None and chat == held.chat_id)


def _language(connection: Connection, incoming: Incoming, knowledge: Knowledge) -> Language:
    """The language of the person: chosen, else the app's."""
    statement = sa.select(people.c.language).where(people.c.user_id == incoming.route.user_id)
    chosen = connection.execute(statement).scalar_one_or_none()
    state = State(language=chosen if chosen in knowledge.content.languages else None)
    return reading_language(state, incoming.event.sender, knowledge)
