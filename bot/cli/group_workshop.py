"""The workshop of a group in the terminal, kept in memory as a database would keep it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import Final

from bot.papers.minutes_text import minutes_messages
from bot.papers.minuting import minutes_sheet
from conversations.messages import Event
from conversations.workshop import pages
from conversations.workshop.events import (
    BoardChanged,
    BoardMoved,
    DiscreetChosen,
    FinishAsked,
    Finished,
    Invited,
    Joined,
    LeadersChanged,
    MinutesReady,
    Opened,
    PanelMoved,
    PrivateBoardMoved,
    Voted,
    WorkshopChange,
    WorkshopEvent,
)
from conversations.workshop.guide import Guides
from conversations.workshop.opening import WorkshopKeys
from conversations.workshop.pages import WorkshopPage
from conversations.workshop.panel import finish_panel, panel
from conversations.workshop.private import LINK, invitation
from conversations.workshop.running import leaders_now
from conversations.workshop.session import (
    BoardTapped,
    LinkOpened,
    PanelTapped,
    Scene,
    WorkshopRequest,
)
from conversations.workshop.state import (
    Participant,
    Room,
    Vote,
    Workshop,
    restore_workshop,
    save_workshop,
)

# Where something is said or stands: here in the group, else in a private chat, by the person's id.
GROUP: Final = ""


class GroupWorkshop:
    """The workshop that was opened last. now: seconds since 1970.

    moved: the messages that the last changes posted anew, by place and kind.
    """

    def __init__(self, guides: Guides, now: Callable[[], float]) -> None:
        self._guides = guides
        self._now = now
        self.moved: set[tuple[str, str]] = set()
        self._begin()

    def scene(self, request: WorkshopRequest, event: Event) -> Scene:
        """All that decides what comes of a request."""
        person, workshop = event.sender.id, restore_workshop(self._saved)
        keys = WorkshopKeys(secrets.token_urlsafe(6), secrets.token_urlsafe(24))
        if workshop is None or not _means(request, workshop):
            return Scene(keys, int(self._now()))
        return Scene(
            keys,
            int(self._now()),
            workshop=workshop,
            at_home=event.in_group,
            before=self._people.get(person),
            votes=[vote for vote in self._votes.values() if vote.voter == person],
            discreet=person in self._discreet,
            laid=self._room(workshop).votes.get(person, ""),
            room=self._room(workshop),
            led=[workshop],
        )

    def keep(self, change: WorkshopChange) -> Iterator[tuple[str, str]]:
        """Keep what happened; give the messages that it wants sent, each with its place."""
        if Opened() in change.events:
            self._begin()
        self.moved = set()
        self._saved = save_workshop(change.workshop)
        for event in change.events:
            self._noted(event)
            yield from self._happened(event, change.workshop)

    def pages(self, place: str) -> dict[str, WorkshopPage]:
        """The messages that show the workshop in a place, by kind."""
        workshop = restore_workshop(self._saved)
        if workshop is None:
            return {}
        guide, now = self._guides(workshop.language), int(self._now())
        turnout = self._room(workshop).turnout(workshop)
        drawn = {}
        if place == GROUP:
            drawn["board"] = pages.board(workshop, turnout, guide, now)
        if place in self._private:
            drawn["board"] = pages.private_board(workshop, guide)
        if place in self._panels:
            controls = panel(workshop, turnout, guide, now)
            drawn["panel"] = finish_panel(workshop, guide) if place == self._asking else controls
        return drawn

    def _begin(self) -> None:
        """Forget the workshop of before."""
        self._saved = ""
        self._people: dict[str, Participant] = {}
        # By question, round and person.
        self._votes: dict[tuple[str, int, str], Vote] = {}
        # Who has a panel or a board in private; whose panel asks whether to finish.
        self._panels: set[str] = set()
        self._private: set[str] = set()
        self._asking: str | None = None
        self._discreet: set[str] = set()

    def _room(self, workshop: Workshop) -> Room:
        cast = {
            vote.voter: vote.option
            for vote in self._votes.values()
            if (vote.question, vote.round) == (workshop.question, workshop.round)
        }
        return Room(self._people, cast)

    def _noted(self, event: WorkshopEvent) -> None:
        """Keep what is known of people."""
        match event:
            case Joined(participant):
                self._people[participant.voter] = participant
            case Voted(vote):
                self._votes[vote.question, vote.round, vote.voter] = vote
            case DiscreetChosen(person, discreet):
                self._discreet = self._discreet - {person} | ({person} if discreet else set())
            case Finished():
                self._votes = {}

    def _happened(self, event: WorkshopEvent, workshop: Workshop) -> Iterator[tuple[str, str]]:
        match event:
            case BoardChanged(by) if by == self._asking:
                self._asking = None
            case BoardMoved():
                self.moved |= {(place, "board") for place in (GROUP, *self._private)}
            case PrivateBoardMoved(person):
                self._private.add(person)
                self.moved.add((person, "board"))
            case PanelMoved(leader):
                self._panels.add(leader)
                self.moved.add((leader, "panel"))
            case LeadersChanged():
                yield GROUP, leaders_now(workshop, self._guides(workshop.language)).text
            case FinishAsked(leader):
                self._asking = leader
            case Invited(leader):
                link = f"/start {LINK}{workshop.id}"
                guide = self._guides(workshop.language)
                yield leader or GROUP, invitation(workshop, link, guide)
            case MinutesReady(to, in_room):
                edition = self._guides.knowledge.edition(workshop.language)
                for message in minutes_messages(minutes_sheet(workshop, edition)):
                    yield GROUP if in_room else to[0], message


def _means(request: WorkshopRequest, workshop: Workshop) -> bool:
    """Whether a request can mean a workshop: it names that one, or none."""
    match request:
        case BoardTapped(workshop=id_) | LinkOpened(workshop=id_) | PanelTapped(workshop=id_):
            return id_ == workshop.id
    return True
