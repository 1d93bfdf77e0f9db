"""The answers of a diagnostic, and how they are read from plain values."""

from __future__ import annotations

import reprlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge.models.questions import DOMAINS, NEEDS, QUESTION, QUESTION_IDS, UNKNOWN

# 0 critical, 1 weak, 2 adequate, 3 good; or unknown.
ScoreOption = int | str
# A score or a generation, the domains, or None for "not asked".
Answer = ScoreOption | frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person answered, by question. None is "not asked": neither good nor bad, nor unknown.

    given: every question of the table. Scores run from 0 (critical) to 3 (good), the generation
    from 1 to 4; of domains there may be none.
    """

    given: Mapping[str, Answer]

    def __getitem__(self, question: str) -> Answer:
        """The answer to one question."""
        return self.given[question]

    @property
    def generation(self) -> int | None:
        """The generation that the city is in, if it was asked and known."""
        generation = self.given["generation"]
        return generation if isinstance(generation, int) else None

    @property
    def domains(self) -> frozenset[str]:
        """The domains that the city chose."""
        domains = self.given["domains"]
        return domains if isinstance(domains, frozenset) else frozenset()


def answers(*in_order: Answer, **by_question: Answer) -> Answers:
    """Answers in the order of the questions, by their ids, or both; the rest is not asked."""
    given: dict[str, Answer] = dict.fromkeys(QUESTION_IDS) | dict(
        zip(QUESTION_IDS, in_order, strict=False)
    )
    return Answers(given | by_question)


class WrongAnswerError(ValueError):
    """An answer that cannot be read.

    key: which one; "" for the answers as a whole.
    what, remedy: what is wrong and what to write instead.
    """

    def __init__(self, key: str, what: str, remedy: str) -> None:
        self.key, self.what, self.remedy = key, what, remedy
        super().__init__(f"{key}: {what}; {remedy}" if key else f"{what}; {remedy}")


def read_answers(given: Mapping[str, object]) -> Answers:
    """Answers from plain values: question id → 0-3 or "unknown", 1-4, or a list of domains.

    A missing answer after stage 1, or None, is "not asked". Raises WrongAnswerError.
    """
    for need in NEEDS:
        if given.get(need) is None:
            raise WrongAnswerError(need, "is not answered", _SCORES)
    return read_given(given)


def read_given(given: Mapping[str, object]) -> Answers:
    """The same of answers that may lack a need: an earlier version did not ask it.

    Raises WrongAnswerError.
    """
    for key in given:
        if key not in QUESTION:
            raise WrongAnswerError(str(key), "there is no such question", _known(QUESTION_IDS))
    read = {key: _read(key, value) for key, value in given.items() if value is not None}
    return answers(**read)


_SCORES = 'write 0, 1, 2, 3 or "unknown"'


def _read(key: str, value: object) -> Answer:
    kind = QUESTION[key].kind
    if kind == "domains":
        return _read_domains(value)
    allowed = (1, 2, 3, 4) if kind == "generation" else (0, 1, 2, 3, UNKNOWN)
    # True equals 1 in Python, but `yes` is not a score.
    if not isinstance(value, int | str) or isinstance(value, bool) or value not in allowed:
        remedy = "write 1, 2, 3 or 4, or leave it out" if kind == "generation" else _SCORES
        raise WrongAnswerError(key, f"{reprlib.repr(value)} is not an answer", remedy)
    return value


def _read_domains(value: object) -> frozenset[str]:
    if not isinstance(value, list | tuple | set | frozenset):
        raise WrongAnswerError("domains", f"{reprlib.repr(value)} is not a list", _known(DOMAINS))
    for domain in value:
        if domain not in DOMAINS:
            raise WrongAnswerError(
                "domains", f"{reprlib.repr(domain)} is not a domain", _known(DOMAINS)
            )
    return frozenset(value)


def _known(names: Iterable[str]) -> str:
    return "known are " + ", ".join(names)
