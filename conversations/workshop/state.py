"""What is remembered of a workshop, and its form when saved.

`Workshop` is small and changes only when somebody who leads does something. Participants and
votes are facts that are stored one by one, so two hundred taps never wait for one another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from pydantic import TypeAdapter, ValidationError

from conversations.workshop.questions import stage_of
from conversations.workshop.recording import NOTHING_RECORDED, FollowUp, Record
from conversations.workshop.tally import Tally
from knowledge.models.language import Language
from knowledge.models.questions import NEEDS, STAGES

# lobby: people join. voting: a question is open, its votes hidden. revealed: its votes are shown.
# discussing: a stage is voted, its order of discussion is shown. weighing: people lay points on the
# priorities, hidden. weighed: their order is shown beside the rules'. finished: the result is out.
Phase = Literal["lobby", "voting", "revealed", "discussing", "weighing", "weighed", "finished"]

# What stands in the place of a question while priorities are weighed.
WEIGHING: Final = "priorities"
# The points that each person lays.
POINTS: Final = 5


@dataclass(frozen=True, slots=True)
class Leader:
    """Someone who leads; the room sees the name, so it is kept as long as the workshop."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Round:
    """A round that was revealed.

    early: it was revealed by accident; it decides nothing and is not shown anywhere. Only workshops
    saved by earlier versions have such rounds.
    """

    tally: Tally | None = None
    early: bool = False


@dataclass(frozen=True, slots=True)
class WorkshopQuestion:
    """A question of this workshop and what has come of it.

    rounds: those revealed, first one first; a round being voted on is not among them.
    accepted: the joint answer (an option, domains joined by "+"), None until accepted.
    noted: the room did not agree, and that is noted; it is not discussed any more.
    """

    question: str
    rounds: tuple[Round, ...] = ()
    accepted: str | None = None
    skipped: bool = False
    noted: bool = False

    @property
    def counting(self) -> tuple[Tally, ...]:
        """The rounds that count, first one first: all but those revealed by accident."""
        return tuple(shown.tally for shown in self.rounds if shown.tally and not shown.early)

    @property
    def tally(self) -> Tally | None:
        """The round that decides: the last one that counts."""
        return self.counting[-1] if self.counting else None


@dataclass(frozen=True, slots=True)
class Weighing:
    """The priority vote: how the room weighs what the rules list.

    listed: the priorities that points are laid on, in the rules' order.
    points: those of each, in the same order; empty until revealed. voters: who laid all of theirs.
    """

    listed: tuple[str, ...]
    points: tuple[int, ...] = ()
    voters: int = 0


@dataclass(frozen=True, slots=True)
class Workshop:
    """One workshop. Times are whole seconds since 1970.

    id: short, unguessable, of [A-Za-z0-9_-]; it stands in buttons and in the deep link.
    secret: the unguessable part of the projector page's address.
    facilitator, helpers: who may control; offers: who asked to help and waits for a yes.
    asked: the chosen questions, in order. question: the current one (in the discussion of a
        stage, one of that stage); "" in the lobby. left: the question of the board that stands
        above the newest one, if the room has gone on from it; else "".
    paused_at: since when it is paused, or None. timer_ends: an indicator, it locks nothing.
    roll: the number of the roll call; people are present who checked in to this one.
    led_at: when somebody who leads last did something. facilitator_left: told by the chat.
    attendance: (agency or "", participants) at the end, kept when the participants are deleted.
    weighing: the priority vote, None before there is one.
    followups: what was agreed on the joint priorities, in no order.
    agreed_before, agreed_at: what the last workshop of this region agreed, and when that ended.
    group: the name of the group, "" if unknown.
    drawer: what the panels show beside the next step: "more", "answers", "scope", "questions",
        "leaders"; "reveal" where they ask whether to reveal though some have not voted; else "".
    """

    id: str
    secret: str
    language: Language
    topic: str
    region: str
    facilitator: Leader
    opened_at: int
    led_at: int
    helpers: tuple[Leader, ...] = ()
    offers: tuple[Leader, ...] = ()
    asked: tuple[WorkshopQuestion, ...] = tuple(WorkshopQuestion(question) for question in NEEDS)
    phase: Phase = "lobby"
    question: str = ""
    left: str = ""
    paused_at: int | None = None
    timer_ends: int | None = None
    roll: int = 1
    facilitator_left: bool = False
    finished_at: int | None = None
    attendance: tuple[tuple[str, int], ...] = ()
    weighing: Weighing | None = None
    record: Record = NOTHING_RECORDED
    followups: tuple[FollowUp, ...] = ()
    agreed_before: tuple[FollowUp, ...] = ()
    agreed_at: int | None = None
    group: str = ""
    drawer: str = ""

    @property
    def leaders(self) -> tuple[Leader, ...]:
        """The facilitator and the co-facilitators."""
        return tuple(leader for leader in (self.facilitator, *self.helpers) if leader.id)

    @property
    def stages(self) -> tuple[str, ...]:
        """The chosen stages, in order."""
        chosen = {stage_of(asked.question) for asked in self.asked}
        return tuple(stage for stage in STAGES if stage in chosen)

    @property
    def current(self) -> WorkshopQuestion | None:
        """The current question, None in the lobby."""
        return next((asked for asked in self.asked if asked.question == self.question), None)

    @property
    def round(self) -> int:
        """The number of the round that is open, or was revealed last; 0 without a question.

        Each round has its own: votes are kept by it, also where it was revealed by accident.
        """
        current = self.current
        if current is None:
            return 0
        return len(current.rounds) + (self.phase == "voting")

    @property
    def round_told(self) -> int:
        """The number that people read: of the rounds that count."""
        current = self.current
        if current is None:
            return 0
        return len(current.counting) + (self.phase == "voting")

    def of_stage(self, stage: str) -> tuple[WorkshopQuestion, ...]:
        """The questions of a stage."""
        return tuple(asked for asked in self.asked if stage_of(asked.question) == stage)

    @property
    def named(self) -> frozenset[str]:
        """The ids of all whose names are kept with it."""
        led = (leader.id for leader in (*self.leaders, *self.offers))
        agreed = (each.person_id for each in (*self.followups, *self.agreed_before))
        return frozenset((*led, *agreed)) - {""}

    def followup(self, priority: str) -> FollowUp:
        """What was agreed on a priority so far."""
        found = (each for each in self.followups if each.priority == priority)
        return next(found, FollowUp(priority))

    def agreeing(self, changed: FollowUp) -> Workshop:
        """With what was agreed on one priority changed."""
        others = (each for each in self.followups if each.priority != changed.priority)
        return replace(self, followups=(*others, changed))

    def without(self, person: str) -> Workshop:
        """With somebody who is named in it forgotten; if they led, a group admin may then lead."""

        def nameless(agreed: tuple[FollowUp, ...]) -> tuple[FollowUp, ...]:
            return tuple(
                replace(each, person_id="", person="") if each.person_id == person else each
                for each in agreed
            )

        return replace(
            self,
            facilitator=Leader("", "") if self.facilitator.id == person else self.facilitator,
            facilitator_left=self.facilitator_left or self.facilitator.id == person,
            helpers=tuple(leader for leader in self.helpers if leader.id != person),
            offers=tuple(leader for leader in self.offers if leader.id != person),
            followups=nameless(self.followups),
            agreed_before=nameless(self.agreed_before),
        )

    def noting(self, changed: WorkshopQuestion) -> Workshop:
        """With what has come of one question changed."""
        asked = tuple(changed if old.question == changed.question else old for old in self.asked)
        return replace(self, asked=asked)


@dataclass(frozen=True, slots=True)
class Participant:
    """One person in one workshop, in the group and in private alike.

    voter: the person's opaque id. agency: an id of the content, or "".
    roll: the last roll call that the person answered; 0 for somebody who left.
    private: the person votes in the private chat and gets each question there.
    name: as it is to stand in the attendance list, "" unless the person wishes that.
    """

    voter: str
    agency: str = ""
    roll: int = 0
    private: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Vote:
    """The vote of one person on one question in one round; a later vote replaces it.

    option: in a priority vote, the points laid on each priority, a digit each ("02300").
    """

    question: str
    round: int
    voter: str
    option: str


@dataclass(frozen=True, slots=True)
class Turnout:
    """Numbers only: all that may be known of a round before it is revealed.

    joined: participants in all. present: those who answered the last roll call or voted.
    agencies: (agency or "", how many of it are present), the largest first; never who has voted.
    """

    joined: int = 0
    present: int = 0
    voted: int = 0
    agencies: tuple[tuple[str, int], ...] = field(default=(), compare=False)

    @property
    def missing(self) -> int:
        """Present and not yet voted."""
        return self.present - self.voted


@dataclass(frozen=True, slots=True)
class Room:
    """The facts beside the workshop: who takes part, and the votes of the open round.

    people: by voter. votes: voter -> option, of the workshop's current question and round.
    """

    people: Mapping[str, Participant] = field(default_factory=dict)
    votes: Mapping[str, str] = field(default_factory=dict)

    def turnout(self, workshop: Workshop) -> Turnout:
        """Who is there and who has voted, as numbers."""
        here = {voter for voter, person in self.people.items() if person.roll == workshop.roll}
        voted = len(self.votes)
        if workshop.phase == "weighing":
            voted = sum(points_laid(laid) == POINTS for laid in self.votes.values())
        agencies = Counter(self.people[voter].agency for voter in here)
        by_size = tuple(sorted(agencies.items(), key=lambda it: (-it[1], it[0])))
        return Turnout(len(self.people), len(here | set(self.votes)), voted, by_size)


def points_laid(laid: str) -> int:
    """How many points a vote on priorities holds."""
    return sum(int(digit) for digit in laid)


# Increase it when earlier saved workshops can no longer be read.
WORKSHOP_VERSION: Final = "1"

_ADAPTER: TypeAdapter[Workshop] = TypeAdapter(Workshop)


def save_workshop(workshop: Workshop) -> str:
    """The workshop as JSON text with its version."""
    return WORKSHOP_VERSION + _ADAPTER.dump_json(workshop, exclude_defaults=True).decode()


def restore_workshop(saved: str) -> Workshop | None:
    """The workshop from its saved form; None for a version unknown here."""
    if not saved.startswith(WORKSHOP_VERSION):
        return None
    try:
        return _ADAPTER.validate_json(saved[len(WORKSHOP_VERSION) :])
    except ValidationError:
        return None
