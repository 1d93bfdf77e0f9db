"""What is remembered between two events of one person in one chat, and its form when saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, TypeAdapter, ValidationError

from conversations.diagnosing import Diagnosing
from conversations.messages import Chose, Reply
from conversations.planning import Planning
from knowledge.matching.outcomes import AskedTopic
from knowledge.models.cards import AskedFacet
from knowledge.models.language import Language


@dataclass(frozen=True, slots=True)
class Suggested:
    """Topics were offered; the question is kept only until the person chooses or says none fit.

    topics: those offered, in their order. terms: the meanings offered of a
    shared spelling. facet: what was asked of the topics.
    """

    question: str
    topics: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    facet: AskedFacet = "general"


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """The question answered last, masked, and its topic; kept for curators if it is rated down."""

    question: str
    topic: str


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """The last question without an answer, masked, with the nearest topics; it can be passed on."""

    question: str
    nearest: tuple[str, ...] = ()


def _waiting(saved: object) -> object:
    """A waiting question from its saved form, which was a topic alone before it had a facet."""
    return AskedTopic(saved) if isinstance(saved, str) else saved


@dataclass(frozen=True, slots=True)
class State:
    """One person in one chat.

    language: chosen by the person, in every chat; None until then.
    heard: the language of the last message, where it was clear.
    topic: the topic shown last; "and the cost?" is understood as a question about it. part: which
        part of it.
    tapped: the last tap that changed a message, to tell when it arrives twice.
    pending: what the bot is waiting for.
    asked: the last question that was answered. rated: the last answers that the person has rated,
        as (message, topic).
    diagnosing: the diagnostic under way, or the last one taken.
    about_result: the run of the result that is talked about; 0 once something else is.
    region: the code of the region that was introduced as the person's own or whose figures were
        looked at last; "" if none.
    album: the last album of which something was answered; one answer is enough for all of it.
    unanswered: the last question, masked, if it was not understood; the next message may go on
        with it.
    agenda: questions of a message that are still to be answered, in their order.
    trail: the last topics that were shown or offered first, the oldest first.
    listed: the topics on the buttons below the last answer, in their order.
    dialect: the regional language, or Malay, of the last message; None if it was in none.
    told_abroad: whether it was said that the laws named are those of Indonesia.
    open_question: what a button offers to pass on to the curators.
    planning: the plan that is being made, None while none is.
    """

    language: Language | None = None
    heard: Language | None = None
    topic: str | None = None
    tapped: Chose | None = None
    pending: Suggested | None = None
    diagnosing: Diagnosing | None = None
    asked: AnsweredQuestion | None = None
    rated: tuple[tuple[str, str], ...] = ()
    region: str = ""
    album: str = ""
    about_result: int = 0
    part: str = "answer"
    unanswered: str = ""
    agenda: tuple[Annotated[AskedTopic, BeforeValidator(_waiting)], ...] = ()
    trail: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    dialect: str | None = None
    told_abroad: bool = False
    open_question: OpenQuestion | None = None
    planning: Planning | None = None


# What a step of a conversation gives: the next state, and what is to be sent.
StateAndReplies = tuple[State, tuple[Reply, ...]]

# Increase it when earlier saved states can no longer be read; those people start afresh.
STATE_VERSION = "1"

_ADAPTER: TypeAdapter[State] = TypeAdapter(State)


def save(state: State) -> str:
    """The state as JSON text with its version."""
    return STATE_VERSION + _ADAPTER.dump_json(state, exclude_defaults=True).decode()


def restore(saved: str | None) -> State:
    """The state from its saved form; a fresh one from nothing or from a version unknown here."""
    if not saved or not saved.startswith(STATE_VERSION):
        return State()
    try:
        return _ADAPTER.validate_json(saved[len(STATE_VERSION) :])
    except ValidationError:
        return State()
