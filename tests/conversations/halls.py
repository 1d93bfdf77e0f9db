"""A workshop played in tests: the edge's part in a few lines, everything saved between events."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from conversations.messages import Button, Choice, Chose, Say, Toast
from conversations.workshop import ballot, pages, panel, slides
from conversations.workshop.actions import LeaderAction, action_of_command, action_of_tap
from conversations.workshop.ballot import Slip, Voter
from conversations.workshop.events import (
    BoardMoved,
    FinishAsked,
    MinutesReady,
    WorkshopEvent,
    WorkshopOutcome,
)
from conversations.workshop.guide import Ballot, Guide, PriorityText
from conversations.workshop.minutes import Minutes, minutes
from conversations.workshop.opening import Subject, WorkshopKeys, open_workshop
from conversations.workshop.pages import WorkshopPage
from conversations.workshop.questions import workshop_options
from conversations.workshop.state import (
    WEIGHING,
    Leader,
    Participant,
    Room,
    Vote,
    Workshop,
    restore_workshop,
    save_workshop,
)
from conversations.workshop.steering import take_action
from knowledge.models.language import Language
from knowledge.models.questions import PRIORITIES, STAGES
from knowledge.models.questions import QUESTION_IDS as QUESTIONS
from knowledge.models.wording import WorkshopWording

RINA = Leader("900", "Rina")
BUDI = Leader("901", "Budi")
SITI = Leader("902", "Siti")
NOON = 1_800_000_000

_PARTICIPANT: TypeAdapter[Participant] = TypeAdapter(Participant)
_VOTE: TypeAdapter[Vote] = TypeAdapter(Vote)


def longest_guide(wording: WorkshopWording, language: Language = "id") -> Guide:
    """A guide whose questions and priorities are as long as the content may write them."""
    return Guide(
        language,
        wording,
        dict.fromkeys(STAGES, "S" * 38),
        {question: _longest_ballot(question) for question in QUESTIONS},
        {id_: PriorityText(id_.ljust(38, "p"), (("30", "do" * 110),)) for id_ in PRIORITIES},
        languages={"id": "Bahasa Indonesia", "en": "English"},
    )


def _longest_ballot(question: str) -> Ballot:
    labels = {
        option: f"{question} {option} ".ljust(38, "o") for option in workshop_options(question)
    }
    return Ballot(question.ljust(20, "n"), "q" * 140, labels)


@dataclass
class Hall:
    """A workshop with its stored facts, and what came of what was done last.

    replies, events: of the last action. sent: everything that anybody was told so far, with toasts
        under the id of who saw them. shown: everything that boards and panels showed so far.
    votes: (question, round) -> voter -> option, one for each, as a table keeps them.
    """

    guide: Guide
    workshop: Workshop
    now: int = NOON
    people: dict[str, Participant] = field(default_factory=dict)
    votes: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)
    replies: tuple[Say | Toast, ...] = ()
    events: tuple[WorkshopEvent, ...] = ()
    sent: list[tuple[str, Any]] = field(default_factory=list)
    shown: list[WorkshopPage] = field(default_factory=list)

    @property
    def room(self) -> Room:
        key = (self.workshop.question, self.workshop.round)
        return Room(dict(self.people), dict(self.votes.get(key, {})))

    def control(self, control: str, argument: str = "", actor: Leader = RINA, **more: Any) -> Hall:
        """Use a control of the panel as it stands; to reveal, also where it asks whether to."""
        seen = more.pop("seen", (self.workshop.question, self.workshop.round))
        action = LeaderAction(control, actor, argument, seen, **more)
        self.act(action)
        return self.act(action) if self.workshop.drawer == "reveal" else self

    def types(self, argument: str, actor: Leader = RINA) -> Hall:
        """Type something after the command in the group."""
        act = action_of_command(argument, actor, self.guide)
        assert act is not None
        return self.act(act)

    def act(self, action: LeaderAction) -> Hall:
        self.now += 1
        self.takes(take_action(self.workshop, action, self.room, self.now, self.guide))
        return self

    def takes(self, outcome: WorkshopOutcome) -> None:
        """Keep what came of an action, and look at all that it shows."""
        self.replies = outcome.replies
        self.events = tuple(event for change in outcome.changes for event in change.events)
        for change in outcome.changes:
            restored = restore_workshop(save_workshop(change.workshop))
            assert restored == change.workshop
            self.workshop = restored
        self.sent += [("", reply) for reply in self.replies]
        self.sent += [("", event) for event in self.events]
        self.shown += self.pages()

    def taps_panel(self, label: str, actor: Leader = RINA) -> Hall:
        """Tap a button of the panel by its label; behind "more" where it stands there."""
        if label not in {b.label for b in choices(self.panel.rows)}:
            self.control("drawer", "more", actor=actor)
        button = next(b for b in choices(self.panel.rows) if b.label == label)
        act = action_of_tap(tapped(button), actor)
        assert act is not None
        return self.act(act)

    def tap(self, chose: Chose, voter: str, in_group: bool = True) -> Slip:
        """Let a participant tap, and store what came of it."""
        self.now += 1
        laid = self.votes.get((WEIGHING, 0), {}).get(voter, "")
        known = Voter(voter, self.people.get(voter), in_group, laid)
        slip = ballot.tap(self.workshop, chose, known, self.guide)
        self.sent.append((voter, slip.toast))
        if slip.participant:
            stored = _PARTICIPANT.validate_json(_PARTICIPANT.dump_json(slip.participant))
            self.people[stored.voter] = stored
        if slip.vote:
            vote = _VOTE.validate_json(_VOTE.dump_json(slip.vote))
            self.votes.setdefault((vote.question, vote.round), {})[vote.voter] = vote.option
        return slip

    def vote(self, voter: str, option: str, in_group: bool = True) -> Slip:
        """Tap an answer on the board as it stands."""
        return self.tap(self.answer(option), voter, in_group)

    def answer(self, option: str) -> Chose:
        """The tap on an answer of the open question."""
        workshop = self.workshop
        parts = (workshop.id, workshop.question, str(workshop.round), option)
        return Chose("workshop", "vote", ".".join(parts))

    def vote_all(self, options: str) -> Hall:
        """One voter for each character: "0" to "4", or "u" for unknown."""
        for i, sign in enumerate(options):
            self.vote(str(i), "unknown" if sign == "u" else sign)
        return self

    def lays(self, voter: str, *places: int) -> list[Slip]:
        """Lay a point on each of these priorities, counted from 0."""
        prefix = f"{self.workshop.id}.{WEIGHING}.{self.workshop.round}"
        taps = (Chose("workshop", "point", f"{prefix}.{place}") for place in places)
        return [self.tap(chose, voter) for chose in taps]

    def join(self, voter: str, agency: str = "", in_group: bool = True) -> Slip:
        chose = Chose("workshop", "join", f"{self.workshop.id}.{agency}")
        return self.tap(chose, voter, in_group)

    def later(self, seconds: int) -> Hall:
        self.now += seconds
        return self

    def look(self) -> list[Any]:
        """All that the edge may draw at any moment."""
        turnout = self.room.turnout(self.workshop)
        return [*self.pages(), slides.slide(self.workshop, turnout, self.guide)]

    def pages(self) -> list[WorkshopPage]:
        """The messages that show the workshop now."""
        return [self.board, pages.private_board(self.workshop, self.guide), self.panel]

    @property
    def board(self) -> WorkshopPage:
        turnout = self.room.turnout(self.workshop)
        return pages.board(self.workshop, turnout, self.guide, self.now)

    @property
    def panel(self) -> WorkshopPage:
        if any(isinstance(event, FinishAsked) for event in self.events):
            return panel.finish_panel(self.workshop, self.guide)
        return panel.panel(self.workshop, self.room.turnout(self.workshop), self.guide, self.now)

    @property
    def moved(self) -> bool:
        """Whether the last action let the boards be posted anew further down."""
        return BoardMoved() in self.events

    @property
    def refused(self) -> str:
        """The toast, or the short message, that refused the last action; "" if it was done."""
        return self.replies[0].text if self.replies else ""


def open_hall(guide: Guide, stages: str = "needs") -> Hall:
    """A hall in its lobby, led by Rina."""
    keys = WorkshopKeys("w1234567", "s3cret")
    outcome = open_workshop(keys, RINA, Subject("Air", "Kota Uji"), guide, NOON)
    hall = Hall(guide, outcome.changes[0].workshop)
    hall.takes(outcome)
    return hall if stages == "needs" else hall.control(stages)


def choices(rows: tuple[tuple[Button, ...], ...]) -> list[Choice]:
    """The buttons that are answered by the bot."""
    return [button for row in rows for button in row if isinstance(button, Choice)]


def tapped(choice: Choice) -> Chose:
    """What a tap on a button says."""
    return Chose(choice.conversation, choice.question, choice.option)


def published(hall: Hall) -> Minutes:
    """The minutes, once they were sent."""
    assert any(isinstance(event, MinutesReady) for _, event in hall.sent)
    return minutes(hall.workshop, hall.guide)


def drawn(hall: Hall) -> list[WorkshopPage]:
    """Every message that was shown or could be drawn."""
    return [*hall.shown, *hall.pages()]
