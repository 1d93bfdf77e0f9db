"""A workshop is opened: its lobby."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from conversations.messages import ANYBODY, Say
from conversations.workshop.agreeing import following
from conversations.workshop.events import (
    Invited,
    Opened,
    PanelMoved,
    WorkshopChange,
    WorkshopOutcome,
)
from conversations.workshop.guide import Guide
from conversations.workshop.leading import named
from conversations.workshop.questions import stage_of
from conversations.workshop.state import Leader, Workshop, WorkshopQuestion
from knowledge.base import Knowledge
from knowledge.models.questions import NEEDS, QUESTION_IDS, STAGES
from knowledge.phrases import Phrases
from knowledge.regions.outcomes import FoundRegion
from knowledge.text import words

# Characters of a topic and a region that every board, file and slide has room for. Chosen: nobody
# has typed as many; what is longer ends at a word with "…".
_TOPIC_LENGTH: Final = 300
_REGION_LENGTH: Final = 60
_GROUP_LENGTH: Final = 60


@dataclass(frozen=True, slots=True)
class WorkshopKeys:
    """What makes a new workshop reachable: short and unguessable, of [A-Za-z0-9_-].

    id: stands in buttons and in the deep link. secret: in the projector page's address.
    """

    id: str
    secret: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What a workshop is to be about, and where it is held.

    topic, region: "" if not named. about: the questions that the topic is about. group: its name.
    """

    topic: str = ""
    region: str = ""
    about: tuple[str, ...] = ()
    group: str = ""


def subject_in(topic: str, group: str, knowledge: Knowledge) -> Subject:
    """What a topic is about, and the region that it names."""
    return Subject(topic, region_in(topic, knowledge), questions_in(topic, knowledge), group)


def region_in(topic: str, knowledge: Knowledge) -> str:
    """The region that a topic names ("clean water in Kota Bogor"), or ""."""
    found = knowledge.find_region(topic)
    return found.region.label if isinstance(found, FoundRegion) else ""


def fitting_topic(typed: str) -> str:
    """A topic as it was typed, on one line; only a very long one is shortened, at a word."""
    return _within(typed, _TOPIC_LENGTH)


def fitting_region(typed: str) -> str:
    """A region as it was typed, likewise."""
    return _within(typed, _REGION_LENGTH)


def _within(typed: str, most: int) -> str:
    line = " ".join(typed.split())
    return line if len(line) <= most else line[: most - 2].rpartition(" ")[0] + " …"


def questions_in(topic: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The questions that a topic is about ("air bersih" is about water), in their order."""
    said = words(topic)
    content = knowledge.content
    return tuple(
        question
        for question in QUESTION_IDS
        if (action := content.actions.priorities.get(question))
        and Phrases(
            keyword
            for keywords in content.topics[action.topics[0]].keywords.root.values()
            for keyword in keywords
        ).within(said)
    )


def first_scope(about: Sequence[str]) -> tuple[WorkshopQuestion, ...]:
    """What is asked unless somebody chooses otherwise.

    The basic needs, those that the topic is about first, and what else it is about. about: see
    `questions_in`.
    """
    ordered = sorted(
        {*NEEDS, *about},
        key=lambda id_: (STAGES.index(stage_of(id_)), id_ not in about, QUESTION_IDS.index(id_)),
    )
    return tuple(WorkshopQuestion(question) for question in ordered)


def open_workshop(
    keys: WorkshopKeys,
    actor: Leader,
    subject: Subject,
    guide: Guide,
    now: int,
    earlier: Sequence[Workshop] = (),
) -> WorkshopOutcome:
    """Open a lobby; whoever opens it leads, and gets the panel and the code in private.

    Nobody can lead anonymously: later it could not be known who may control the workshop.
    earlier: the workshops that were finished in the group, newest first.
    """
    if actor.id == ANYBODY:
        return WorkshopOutcome((Say(guide.say("nameless-leader")),))
    workshop = Workshop(
        keys.id,
        keys.secret,
        guide.language,
        fitting_topic(subject.topic) or guide.label("no-topic"),
        fitting_region(subject.region),
        named(actor),
        opened_at=now,
        led_at=now,
        asked=first_scope(subject.about),
        group=_within(subject.group, _GROUP_LENGTH),
    )
    opened = Opened(), PanelMoved(actor.id), Invited(actor.id)
    change = WorkshopChange(following(workshop, earlier), opened)
    return WorkshopOutcome(changes=(change,))
