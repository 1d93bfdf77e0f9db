"""What goes to those who write the answers, and what comes back from them."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.models.language import Language


@dataclass(frozen=True, slots=True)
class UnansweredQuestion:
    """A question that was not answered, for the curators; never who asked it."""

    text: str
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rated:
    """An answer was found helpful, or not; it never says by whom.

    question: as asked, masked; "" where a button led there. facet: the shown card's, or "".
    """

    helpful: bool
    topic: str
    question: str = ""
    facet: str = ""


@dataclass(frozen=True, slots=True)
class PassedQuestion:
    """A question that waits for a curator's answer, as the curators see it: not who asked.

    reference: tells it from others. question: masked. nearest: topics, the likeliest first.
    language: that its asker reads.
    """

    reference: str
    question: str
    nearest: tuple[str, ...]
    language: Language


@dataclass(frozen=True, slots=True)
class PassOn:
    """Pass a question on to the curators, and keep who waits for the answer.

    posted: what the curators' group reads, marked up.
    """

    passed: PassedQuestion
    posted: str


@dataclass(frozen=True, slots=True)
class AnswerPassed:
    """Send a curator's answer to the person who waits for it, who then waits no longer.

    told: what the person reads, marked up.
    """

    reference: str
    told: str


ForCurators = UnansweredQuestion | Rated | PassOn | AnswerPassed
