"""What happened in a workshop, stored, with the calls that it wants sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy.engine import Connection

from bot.papers.making import MINUTES_PAPERS
from bot.storage import pairing, workshop_boards, workshop_notes, workshop_votes
from bot.storage import workshops as records
from bot.storage.outgoing import COPIES, OPENS, Outgoing, Place, SendCode, SendMinutes, SendText
from bot.storage.workshops import WorkshopRecord
from bot.telegram.rendering import render
from bot.telegram.updates import Route
from conversations.messages import ANYBODY, Revise, Say
from conversations.workshop.events import (
    BoardMoved,
    DiscreetChosen,
    FinishAsked,
    Finished,
    Invited,
    Joined,
    LeadersChanged,
    MinutesReady,
    NoteChanged,
    Noted,
    Opened,
    PanelMoved,
    PrivateBoardMoved,
    ScreenWanted,
    Voted,
    WorkshopChange,
    WorkshopEvent,
)
from conversations.workshop.guide import Guides
from conversations.workshop.panel import finish_panel, moved_panel
from conversations.workshop.private import LINK, invitation, screen_address
from conversations.workshop.recording import Kept
from conversations.workshop.running import leaders_now
from conversations.workshop.state import Workshop


@dataclass(frozen=True, slots=True)
class WorkshopLinks:
    """The addresses that lead into workshops.

    bot_name: the bot's user name. projector: where browsers reach its pages, "" if there are none.
    """

    bot_name: str
    projector: str = ""

    def join(self, workshop: Workshop) -> str:
        """The address that opens the private chat with the bot, to take part."""
        return f"{OPENS}{self.bot_name}?start={LINK}{workshop.id}"

    @property
    def pages(self) -> str:
        """Where a screen is given its code; "" if there are no pages."""
        return f"{self.projector}/w" if self.projector else ""


class WorkshopStoring:
    """Stores what happened in workshops, inside a transaction of somebody else.

    now: seconds since 1970.
    """

    def __init__(self, links: WorkshopLinks, now: Callable[[], float]) -> None:
        self._links = links
        self._now = now

    def store(
        self,
        connection: Connection,
        changes: Iterable[WorkshopChange],
        held: dict[str, WorkshopRecord],
        route: Route,
        guides: Guides,
    ) -> Iterator[Outgoing]:
        """Store changes; give the calls that go to others than who acted.

        held: the stored workshops of the changes, by id; one that is new is not among them.
        route: where what happened was done.
        """
        for change in changes:
            workshop = change.workshop
            before = held.get(workshop.id)
            if before is None:
                stored = WorkshopRecord(workshop, route.chat_id, route.thread_id or 0)
                records.add(connection, stored)
            else:
                stored = records.store_changed(connection, before, workshop)
            for event in change.events:
                yield from self._calls(connection, stored, event, route, guides)

    def _calls(
        self,
        connection: Connection,
        held: WorkshopRecord,
        event: WorkshopEvent,
        route: Route,
        guides: Guides,
    ) -> Iterator[Outgoing]:
        """Store one event, and give the calls that it wants sent."""
        workshop = held.workshop
        _keep(connection, held, event)
        match event:
            case PanelMoved(leader):
                yield from _panel_below(connection, workshop, int(leader), guides)
            case LeadersChanged():
                told = leaders_now(workshop, guides(workshop.language))
                yield SendText(Place(held.chat_id, held.thread_id or None), told.text)
            case FinishAsked(leader):
                yield from _finish_question(connection, workshop, int(leader), guides)
            case Invited(leader):
                yield self._invitation(workshop, leader, route, guides)
            case ScreenWanted(leader):
                yield self._screen(connection, workshop, leader, guides)
            case MinutesReady(to, in_room):
                kept = workshop_notes.kept_of(connection, workshop.id)
                yield from _minutes(held, to, kept, in_room=in_room)

    def _invitation(
        self, workshop: Workshop, leader: str, route: Route, guides: Guides
    ) -> Outgoing:
        """A picture of the code that leads into the workshop, with the addresses in words."""
        link = self._links.join(workshop)
        chat = int(leader) if leader else route.chat_id
        to = Place(chat, route.thread_id if chat == route.chat_id else None)
        guide = guides(workshop.language)
        copies = (((guide.label("copy-link"), COPIES + link),),)
        return SendCode(to, link, invitation(workshop, link, guide), copies)

    def _screen(
        self, connection: Connection, workshop: Workshop, leader: str, guides: Guides
    ) -> Outgoing:
        """Where the page is, with a code for one screen; who leads decides which."""
        pages, guide = self._links.pages, guides(workshop.language)
        code = pairing.new_code(connection, workshop.id, int(self._now())) if pages else ""
        return SendText(Place(int(leader)), screen_address(pages, code, guide))


def _keep(connection: Connection, held: WorkshopRecord, event: WorkshopEvent) -> None:
    """Store what an event tells of people, and which messages are to be posted anew."""
    workshop, id_ = held.workshop, held.workshop.id
    match event:
        case Joined(participant):
            workshop_votes.put_participant(connection, id_, participant)
        case Voted(vote):
            workshop_votes.put_vote(connection, id_, vote)
        case DiscreetChosen(person, discreet):
            workshop_votes.set_discreet(connection, int(person), discreet, workshop.led_at)
        case Opened():
            workshop_boards.post_anew(connection, id_, held.chat_id, "group")
        case BoardMoved():
            workshop_boards.leave_behind(connection, workshop, held.chat_id)
            workshop_boards.post_anew(connection, id_, held.chat_id, "group")
            workshop_boards.post_all_anew(connection, id_, "private")
            # Who came by the link and has not said from where gets the next question too.
            for user_id in workshop_boards.without_private_board(connection, id_):
                workshop_boards.post_anew(connection, id_, user_id, "private")
        case PrivateBoardMoved(person):
            workshop_boards.post_anew(connection, id_, int(person), "private")
        case Finished():
            workshop_votes.erase_votes(connection, id_)
        case Noted(note, by):
            workshop_notes.add_note(connection, id_, note, int(by or 0))
        case NoteChanged(note_id, by, name):
            workshop_notes.change_kept_note(connection, note_id, int(by or 0), name)


def _panel_below(
    connection: Connection, workshop: Workshop, leader: int, guides: Guides
) -> Iterator[Outgoing]:
    """Post a panel anew below all else; the one above, if there is one, loses its buttons."""
    there = workshop_boards.spot(connection, workshop.id, leader, "panel")
    workshop_boards.post_anew(connection, workshop.id, leader, "panel")
    if there is not None and there.message_id not in {None, workshop_boards.UNREACHABLE}:
        moved = moved_panel(guides(workshop.language))
        place = Route(leader, leader, message_id=there.message_id)
        yield from render((Revise(moved.text, moved.rows),), place, ANYBODY)


def _finish_question(
    connection: Connection, workshop: Workshop, leader: int, guides: Guides
) -> Iterator[Outgoing]:
    """The panel of who wants to finish asks whether they really do."""
    asks = finish_panel(workshop, guides(workshop.language))
    there = workshop_boards.spot(connection, workshop.id, leader, "panel")
    message = there.message_id if there else None
    if there is not None and message not in {None, workshop_boards.UNREACHABLE}:
        workshop_boards.note(connection, replace(there, shown=""))
        place = Route(leader, leader, message_id=message)
        yield from render((Revise(asks.text, asks.rows),), place, ANYBODY)
        return
    yield from render((Say(asks.text, asks.rows),), Route(leader, leader), ANYBODY)


def _minutes(
    held: WorkshopRecord, to: Iterable[str], kept: Kept, *, in_room: bool
) -> Iterator[Outgoing]:
    workshop = held.workshop
    if in_room:
        room = Place(held.chat_id, held.thread_id or None)
        for paper in MINUTES_PAPERS:
            yield SendMinutes(room, paper, workshop, workshop.language, kept)
    for person in to:
        for paper, made in MINUTES_PAPERS.items():
            if made.for_leaders:
                yield SendMinutes(Place(int(person)), paper, workshop, workshop.language, kept)
