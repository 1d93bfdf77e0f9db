"""Questions without a good answer, put together for curators; who asked them is not known."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bot.storage.curating import Complaint
from knowledge.base import Knowledge
from knowledge.matching.grouping import grouped
from knowledge.matching.matcher import Answered
from knowledge.models.language import LANGUAGES, Language

# Topics that are shown as the nearest. Chosen.
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Case:
    """Questions that ask the same, the newest first, and what today's content makes of them.

    nearest: (topic, probability), the likeliest first. answered: the first of them is sure.
    """

    asked: Sequence[Complaint]
    language: Language
    nearest: tuple[tuple[str, float], ...]
    answered: bool

    @property
    def wordings(self) -> list[str]:
        """The different wordings, the newest first, fit to be printed."""
        return list(dict.fromkeys(_printable(complaint.question) for complaint in self.asked))

    @property
    def rejected(self) -> list[str]:
        """The topics whose answer did not help."""
        return list(dict.fromkeys(complaint.topic for complaint in self.asked if complaint.topic))

    @property
    def unanswered(self) -> bool:
        """Whether one of them had no answer at all."""
        return any(not complaint.topic for complaint in self.asked)

    @property
    def last(self) -> date:
        """The day (UTC) on which it was asked last."""
        return day_asked(self.asked[0])

    @property
    def head(self) -> str:
        """How often, when last, and why they are here."""
        missing = ["not answered"] if self.unanswered else []
        why = missing + [f"{topic} did not help" for topic in self.rejected]
        return f"{len(self.asked)} x, last {self.last}: {', '.join(why)}"


def together(complaints: Sequence[Complaint]) -> list[list[Complaint]]:
    """Complaints whose questions ask the same, group by group; those without words are left out."""
    asked = [complaint for complaint in complaints if complaint.question]
    return [
        [asked[place] for place in places]
        for places in grouped([complaint.question for complaint in asked])
    ]


def case_of(asked: Sequence[Complaint], knowledge: Knowledge) -> Case:
    """What today's content makes of questions that ask the same, the newest first."""
    match = knowledge.find(asked[0].question)
    nearest = tuple((found.topic, found.probability) for found in match.ranked[:_NEAREST])
    return Case(asked, match.language or "id", nearest, isinstance(match, Answered))


def day_asked(complaint: Complaint) -> date:
    """The day (UTC) of a complaint."""
    return datetime.fromtimestamp(complaint.at, UTC).date()


def to_paste(cases: Sequence[Case]) -> Iterator[str]:
    """The wordings under the topic that may answer them, line by line as a topic file has them."""
    topics: dict[str, list[Case]] = {}
    for case in cases:
        likely = [topic for topic, _ in case.nearest if topic not in case.rejected]
        topics.setdefault(likely[0] if likely else "new-topic", []).append(case)
    for topic, of_topic in topics.items():
        yield f"{topic}:"
        yield "  ask:"
        for language in sorted({case.language for case in of_topic}, key=_order):
            yield f"    {language}:"
            for case in (case for case in of_topic if case.language == language):
                yield f"      # {case.head}"
                yield from (f"      - {_quoted(wording)}" for wording in case.wordings)


def _order(language: Language) -> tuple[bool, str]:
    """The languages in which all is complete first."""
    return language not in LANGUAGES, language if language not in LANGUAGES else ""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _printable(text: str) -> str:
    """A text without characters that could change the terminal or the file it is pasted into."""
    return "".join(c if c.isprintable() else " " for c in text).strip()
