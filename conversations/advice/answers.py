"""The answers of a diagnostic, and how they are read from plain values."""

from __future__ import annotations

import reprlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from knowledge.models.diagnostic import DOMAINS, NEEDS, Domain, Generation, Score

UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person answered. None is "not asked": neither good nor bad, nor unknown.

    Scores run from 0 (critical) to 3 (good). The five needs are always asked.
    """

    food: Score
    sanitation: Score
    water: Score
    energy: Score
    transport: Score
    people: Score | None = None
    governance: Score | None = None
    infrastructure: Score | None = None
    generation: Generation | None = None
    innovation: Score | None = None
    integration: Score | None = None
    investment: Score | None = None
    interaction: Score | None = None
    domains: frozenset[Domain] = frozenset()


class WrongAnswerError(ValueError):
    """An answer that cannot be read.

    key: which one; "" for the answers as a whole.
    what, remedy: what is wrong and what to write instead.
    """

    def __init__(self, key: str, what: str, remedy: str) -> None:
        self.key, self.what, self.remedy = key, what, remedy
        super().__init__(f"{key}: {what}; {remedy}" if key else f"{what}; {remedy}")


def read_answers(given: Mapping[str, Any]) -> Answers:
    """Answers from plain values: question id → 0-3 or "unknown", 1-4, or a list of domains.

    A missing answer after stage 1, or None, is "not asked". Raises WrongAnswerError.
    """
    known = [field.name for field in fields(Answers)]
    for key in given:
        if key not in known:
            raise WrongAnswerError(str(key), "there is no such question", _known(known))
    for need in NEEDS:
        if given.get(need) is None:
            raise WrongAnswerError(need, "is not answered", _SCORES)
    read = {key: _read(key, value) for key, value in given.items() if value is not None}
    return Answers(**read)


_SCORES = 'write 0, 1, 2, 3 or "unknown"'


def _read(key: str, value: Any) -> Any:
    if key == "domains":
        return _read_domains(value)
    allowed = (1, 2, 3, 4) if key == "generation" else (0, 1, 2, 3, UNKNOWN)
    # True is 1 in Python, but nobody who writes `yes` means a score.
    if isinstance(value, bool | float) or value not in allowed:
        remedy = "write 1, 2, 3 or 4, or leave it out" if key == "generation" else _SCORES
        raise WrongAnswerError(key, f"{reprlib.repr(value)} is not an answer", remedy)
    return value


def _read_domains(value: Any) -> frozenset[Domain]:
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
