"""What became of labelled messages, by one word each, and what an edit of the content changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.matching.evaluation import LabelledQuestion
from knowledge.matching.outcomes import Answered, Understood, Unsure

# right: answered as a fair judge would, or rightly not. offered: a right topic among those offered,
# or an offer where no topic is right. missed: not understood. wrong: anything else.
Became = Literal["right", "offered", "missed", "wrong"]
_BEST_FIRST: tuple[Became, ...] = ("right", "offered", "missed", "wrong")


def what_became(question: LabelledQuestion, match: Understood) -> Became:
    """The word for a match, by the labels of its message."""
    topics = [found.topic for found in match.ranked]
    if not question.accept:
        if isinstance(match, Answered):
            return "wrong"
        return "offered" if isinstance(match, Unsure) else "right"
    if isinstance(match, Answered):
        return "right" if topics[0] in question.accept else "wrong"
    if isinstance(match, Unsure):
        return "offered" if {*topics[:3]} & {*question.accept} else "wrong"
    return "missed"


@dataclass(frozen=True, slots=True)
class Difference:
    """A message of which something else became."""

    text: str
    before: Became
    after: Became

    @property
    def better(self) -> bool:
        """Whether the later one is better."""
        return _BEST_FIRST.index(self.after) < _BEST_FIRST.index(self.before)


Matching = Callable[[LabelledQuestion], Understood]


def changes(
    questions: Sequence[LabelledQuestion], old: Matching, now: Matching
) -> Iterator[Difference]:
    """The messages of which something else becomes now."""
    for question in questions:
        before, after = (what_became(question, find(question)) for find in (old, now))
        if before != after:
            yield Difference(question.text, before, after)
