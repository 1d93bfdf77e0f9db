"""What is stored of an update and of a conversation, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bot.storage.failures import FailedUpdate
from bot.storage.outgoing import Outgoing
from bot.storage.ownership import ConversationKey
from conversations.curated import (
    AnswerPassed,
    PassedQuestion,
    PassOn,
    Rated,
    UnansweredQuestion,
)
from conversations.keeping import KeptOfPlan, PlanItem, ShareResult
from conversations.messages import DiagnosticRecord


@dataclass(frozen=True, slots=True)
class Effect:
    """All that one update changes.

    update_id: leaves the inbox. key: the conversation (chat, person).
    state, language: as they are to be; state None leaves them as they were.
    calls: what is to be sent. unanswered: questions to keep. rated: what was said of answers.
    quiet: whether the group is to be quiet from now on; None leaves it as it is.
    kept: diagnostics to keep. forget: delete the person. failed: the update itself, to be kept
    aside, where it could not be handled. shared: results whose link is made or
    taken back. passed: questions passed on to the curators. answers: what they answered.
    planned: what changes in the plan and its reminders.
    """

    update_id: int
    key: ConversationKey
    state: str | None = None
    language: str | None = None
    calls: tuple[Outgoing, ...] = ()
    unanswered: tuple[UnansweredQuestion, ...] = ()
    rated: tuple[Rated, ...] = ()
    quiet: bool | None = None
    kept: tuple[DiagnosticRecord, ...] = ()
    forget: bool = False
    failed: FailedUpdate | None = None
    shared: tuple[ShareResult, ...] = ()
    passed: tuple[PassOn, ...] = ()
    answers: tuple[AnswerPassed, ...] = ()
    planned: tuple[KeptOfPlan, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether it changes nothing but a state, a language and the outbox."""
        return self == Effect(self.update_id, self.key, self.state, self.language, self.calls)


class TakenMeanwhileError(Exception):
    """Somebody else was faster: what an effect answers or takes over is there no more."""


# Rows by table.
TableRows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What a link hands over: results, oldest first, and items of the plan; nothing if it ended."""

    results: tuple[DiagnosticRecord, ...] = ()
    plan: tuple[PlanItem, ...] = ()


NOTHING_GIVEN: Final = HandedOver()


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of a conversation, and, where a step needs it, of the rest.

    state, language: as `Store.load` gives them. The others: as of an `Event`, but `stored`, which
    are rows by table.
    """

    state: str | None
    language: str | None
    diagnostics: tuple[DiagnosticRecord, ...] = ()
    quiet: bool = False
    votes: bool = False
    week: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    stored: TableRows = field(default_factory=dict)
    links: Mapping[int, str] = field(default_factory=dict)
    shared: DiagnosticRecord | None = None
    waits: int = 0
    passed: PassedQuestion | None = None
    plan: tuple[PlanItem, ...] = ()
    reminds: bool = True
    given: HandedOver = NOTHING_GIVEN


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits: updates in the inbox, calls in the outbox, the age of the oldest of each in
    seconds.
    """

    inbox: int
    outbox: int
    outbox_age: float
    inbox_age: float = 0.0
