"""How well messages are understood: labelled messages against what a matcher makes of them."""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from knowledge.matching.matcher import Answered, Unknown
from knowledge.matching.outcomes import Understood, facet_of
from knowledge.models.content import Topic
from knowledge.text import key

Find = Callable[[str, str | None], Understood]
Verdict = Literal["answered", "suggested", "refused"]
CountsT = TypeVar("CountsT")


class EvaluationError(Exception):
    """A file of labelled messages cannot be used; the message has a line for each fault."""


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A labelled message.

    accept: every topic that a fair judge would accept, best first; empty means out of scope. both:
    whether the message asks for all of `accept`, not for one of them. previous: the topic shown
    just before.
    facets: every facet that a fair judge would accept; empty where there is no label for it.
    """

    text: str
    accept: tuple[str, ...]
    style: str
    language: str
    both: bool = False
    previous: str | None = None
    facets: tuple[str, ...] = ()

    @property
    def in_scope(self) -> bool:
        """Whether some topic answers it."""
        return bool(self.accept)


@dataclass(frozen=True, slots=True)
class QuestionOutcome:
    """What a matcher made of a message.

    topics: its ranking; if it gave two answers, the second one comes second. probability: of the
    first. also: the topics of further questions. seconds: time taken.
    facet: what it was heard to ask about the first topic; "" where it was refused.
    """

    question: LabelledQuestion
    topics: tuple[str, ...]
    decision: Verdict
    probability: float
    also: tuple[str, ...]
    seconds: float
    facet: str = ""

    @property
    def facet_right(self) -> bool:
        """Whether what it asks about its topic was heard as a fair judge would."""
        return self.facet in self.question.facets

    @property
    def first_right(self) -> bool:
        """Whether the first topic is one that is accepted."""
        return self.topics[:1] != () and self.topics[0] in self.question.accept

    @property
    def three_right(self) -> bool:
        """Whether one of the first three topics is accepted."""
        return not set(self.topics[:3]).isdisjoint(self.question.accept)

    @property
    def both_right(self) -> bool:
        """Whether a message with two questions got both answered or offered."""
        return set(self.question.accept) <= {*self.topics[:1], *self.also}


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over messages in scope; shares are of `size`."""

    size: int
    first: int
    three: int
    answered_right: int
    answered_wrong: int
    suggested_with: int
    suggested_without: int
    refused: int


@dataclass(frozen=True, slots=True)
class RefusalCounts:
    """Counts over messages out of scope."""

    size: int
    answered: int
    suggested: int
    refused: int


@dataclass(frozen=True)
class Report:
    """What was measured.

    left_out: messages that also stand in the content. macro: mean over topics of the share of
    right first topics, 0 to 1. error: expected calibration error, 0 to 1, over all messages.
    facets: (right, all) of the facets of messages with a label for it whose first topic is right.
    facet_confusions: (accepted facet, heard facet, message) of the wrong ones.
    p50, p99: milliseconds a message. both: (right, all) of the messages with two questions.
    confusions: (accepted topic, first topic, decision, text) of wrong ones, surest first.
    """

    left_out: int
    whole: Figures
    styles: dict[str, Figures]
    languages: dict[str, Figures]
    macro: float
    beyond: RefusalCounts
    beyond_styles: dict[str, RefusalCounts]
    both: tuple[int, int]
    facets: tuple[int, int]
    facet_confusions: tuple[tuple[str, str, str], ...]
    error: float
    p50: float
    p99: float
    confusions: tuple[tuple[str, str, str, str], ...]


def read_questions(paths: Iterable[Path], topics: Collection[str]) -> list[LabelledQuestion]:
    """The labelled messages of some files, a JSON object a line.

    Raises EvaluationError with every line that cannot be used.
    """
    faults: list[str] = []
    questions: list[LabelledQuestion] = []
    for path in paths:
        for number, line in enumerate(_lines(path, faults), start=1):
            if line.strip():
                found = _question(line, topics)
                if isinstance(found, LabelledQuestion):
                    questions.append(found)
                else:
                    faults.append(f"{path}:{number}: {found}")
    if faults:
        raise EvaluationError("\n".join(faults))
    return questions


def evaluate(
    find: Find, questions: Sequence[LabelledQuestion], topics: Mapping[str, Topic]
) -> Report:
    """Ask a matcher all questions that do not stand in the content, and count."""
    fresh, left_out = without_known(questions, topics)
    return measure([ask_labelled(find, question) for question in fresh], left_out)


def ask_labelled(find: Find, question: LabelledQuestion) -> QuestionOutcome:
    """Ask one question."""
    start = time.perf_counter()
    match = find(question.text, question.previous)
    seconds = time.perf_counter() - start
    topics = tuple(found.topic for found in match.ranked)
    probability = match.ranked[0].probability if match.ranked else 0.0
    facet = facet_of(match) or ""
    if isinstance(match, Answered):
        also = tuple(asked.topic for asked in match.also)
        return QuestionOutcome(question, topics, "answered", probability, also, seconds, facet)
    decision: Verdict = "refused" if isinstance(match, Unknown) else "suggested"
    return QuestionOutcome(question, topics, decision, probability, (), seconds, facet)


def measure(outcomes: Sequence[QuestionOutcome], left_out: int = 0) -> Report:
    """Count outcomes."""
    inside = [outcome for outcome in outcomes if outcome.question.in_scope]
    outside = [outcome for outcome in outcomes if not outcome.question.in_scope]
    faceted = [outcome for outcome in inside if outcome.question.facets and outcome.first_right]
    double = [outcome for outcome in inside if outcome.question.both]
    times = sorted(1000 * outcome.seconds for outcome in outcomes)
    return Report(
        left_out=left_out,
        whole=_figures(inside),
        styles=_grouped(inside, lambda q: q.style, _figures),
        languages=_grouped(inside, lambda q: q.language, _figures),
        macro=_macro(inside),
        beyond=_refusals(outside),
        beyond_styles=_grouped(outside, lambda q: q.style, _refusals),
        both=(sum(outcome.both_right for outcome in double), len(double)),
        facets=(sum(outcome.facet_right for outcome in faceted), len(faceted)),
        facet_confusions=tuple(
            (o.question.facets[0], o.facet, o.question.text) for o in faceted if not o.facet_right
        ),
        error=calibration_error([(o.probability, o.first_right) for o in outcomes]),
        p50=_percentile(times, 0.50),
        p99=_percentile(times, 0.99),
        confusions=_confusions(inside),
    )


def calibration_error(cases: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """How far probabilities are from what came true, on average over equal bins."""
    held: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for probability, right in cases:
        held[min(int(probability * bins), bins - 1)].append((probability, right))
    gaps = (
        abs(sum(p for p, _ in case) - sum(right for _, right in case)) for case in held.values()
    )
    return sum(gaps) / max(1, len(cases))


def without_known(
    questions: Sequence[LabelledQuestion], topics: Mapping[str, Topic]
) -> tuple[list[LabelledQuestion], int]:
    """The questions that do not stand in the content, and how many do, after normalisation."""
    known = {
        key(phrasing)
        for topic in topics.values()
        for language in topic.title.root
        for phrasing in (*topic.ask.in_(language), topic.title.in_(language))
    }
    fresh = [question for question in questions if key(question.text) not in known]
    return fresh, len(questions) - len(fresh)


def _figures(outcomes: Sequence[QuestionOutcome]) -> Figures:
    counts = Counter[str]()
    for outcome in outcomes:
        counts["first"] += outcome.first_right
        counts["three"] += outcome.three_right
        good = outcome.first_right if outcome.decision == "answered" else outcome.three_right
        counts[f"{outcome.decision} {'right' if good else 'wrong'}"] += 1
    return Figures(
        size=len(outcomes),
        first=counts["first"],
        three=counts["three"],
        answered_right=counts["answered right"],
        answered_wrong=counts["answered wrong"],
        suggested_with=counts["suggested right"],
        suggested_without=counts["suggested wrong"],
        refused=counts["refused right"] + counts["refused wrong"],
    )


def _refusals(outcomes: Sequence[QuestionOutcome]) -> RefusalCounts:
    counts = Counter(outcome.decision for outcome in outcomes)
    return RefusalCounts(len(outcomes), counts["answered"], counts["suggested"], counts["refused"])


def _grouped(
    outcomes: Sequence[QuestionOutcome],
    name: Callable[[LabelledQuestion], str],
    count: Callable[[Sequence[QuestionOutcome]], CountsT],
) -> dict[str, CountsT]:
    groups: dict[str, list[QuestionOutcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[name(outcome.question)].append(outcome)
    return {group: count(groups[group]) for group in sorted(groups)}


def _macro(outcomes: Sequence[QuestionOutcome]) -> float:
    by_topic: dict[str, list[bool]] = defaultdict(list)
    for outcome in outcomes:
        by_topic[outcome.question.accept[0]].append(outcome.first_right)
    return sum(sum(right) / len(right) for right in by_topic.values()) / max(1, len(by_topic))


def _percentile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def _confusions(outcomes: Sequence[QuestionOutcome]) -> tuple[tuple[str, str, str, str], ...]:
    wrong = [outcome for outcome in outcomes if not outcome.first_right]
    wrong.sort(key=lambda outcome: (outcome.decision != "answered", -outcome.probability))
    return tuple(
        (o.question.accept[0], o.topics[0] if o.topics else "", o.decision, o.question.text)
        for o in wrong
    )


def _lines(path: Path, faults: list[str]) -> Iterator[str]:
    try:
        yield from path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        faults.append(f"{path}: cannot be read ({error.strerror}); name a file of JSON lines")
    except UnicodeDecodeError:
        faults.append(f"{path}: is not UTF-8; save the file as UTF-8")


def _question(line: str, topics: Collection[str]) -> LabelledQuestion | str:
    """A line as a question, or what is wrong with it and the remedy."""
    try:
        record: Any = json.loads(line)
    except json.JSONDecodeError as error:
        return f"not JSON ({error.msg}); write one object a line"
    if not isinstance(record, dict):
        return "not an object; write {...} with text and accept"
    if not isinstance(record.get("text"), str):
        return 'text is missing or not a text; write "text": "..."'
    both = "accept_all" in record
    accept = record.get("accept_all" if both else "accept")
    if not isinstance(accept, list) or not all(isinstance(topic, str) for topic in accept):
        return 'accept is missing or not a list of topic ids; write "accept": [] for out of scope'
    previous = record.get("previous")
    named = [*accept, *([previous] if previous is not None else [])]
    if strange := [topic for topic in named if topic not in topics]:
        return f"there is no topic {strange[0]!r}; see mulai topics"
    facet = record.get("facet")
    facets = (facet, *record.get("facet_also", ())) if facet else ()
    style = str(record.get("style", "two questions" if both else "-"))
    return LabelledQuestion(
        record["text"], tuple(accept), style, str(record.get("lang", "-")), both, previous, facets
    )
