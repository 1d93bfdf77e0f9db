"""Shares in a message: "sekitar 40 persen", "hampir separuh", "2 dari 5", "di bawah 50%"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from knowledge.models.diagnostic import FreeText

_NUMBER = r"\d+(?:\.\d+)?"
# Households are counted in whole numbers, whose thousands a point groups: "12.345 dari 20.000".
_GROUPED = r"\d{1,3}(?:\.\d{3})+"
# Percentage points taken off "less than 50": 50 itself would belong to the next step.
_LESS = 0.01
# "Nearly 80" is read as 75 to 80. Chosen.
_NEARLY = 5
# "40an" goes up to 49.
_TENS = 9
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Share:
    """A share that a message tells, in percent, and the words around it.

    low, high: the same where it is one figure. before, after: all other words.
    bare: a number that does not say of what kind it is.
    """

    low: float
    high: float
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    bare: bool = False

    def rest(self) -> Share:
        """The share of the others: if 40 percent have none, 60 percent have."""
        return replace(self, low=_WHOLE - self.high, high=_WHOLE - self.low)


class ShareReader:
    """Finds the share in a message.

    plain: brings a phrase of the content into the form in which messages are given.
    """

    def __init__(self, words: FreeText, plain: Callable[[str], str]) -> None:
        self._fractions = {plain(word): value for word, value in words.fractions.items()}
        self._counts = {plain(word): value for word, value in words.counts.items()}
        number = _any_of((_GROUPED, _NUMBER, *self._counts), escaped=True)
        below, above, nearly, upwards, until, of = (
            _any_of(map(plain, group))
            for group in (
                words.below,
                words.above,
                words.nearly,
                words.upwards,
                words.until,
                words.of,
            )
        )
        percent = _any_of(map(plain, words.percent))
        small = _any_of(map(plain, words.small))
        figure = (
            rf"(?P<from>{_NUMBER})(?:(?P<tens> an)|(?: {percent})? (?:{until} )?(?P<to>{_NUMBER}))?"
            rf" {percent}"
            rf"|(?P<part>{number}) {of} (?P<whole>{number})"
            rf"|(?P<fraction>{_any_of(self._fractions)})"
        )
        bound = rf"(?:(?P<below>{below})|(?P<above>{above})|(?P<nearly>{nearly})) (?:{small} )*"
        self._told = re.compile(
            rf"(?<!\S)(?:{bound})?(?:{figure})(?: (?P<upwards>{upwards}))?(?!\S)"
        )
        self._bare = re.compile(rf"(?:{small} )*(?P<number>{_NUMBER})(?: {small})*")

    def find(self, said: str) -> Share | None:
        """The share that a message (in plain form) tells; None if it tells none or several."""
        if bare := self._bare.fullmatch(said):
            value = float(bare["number"])
            return Share(value, value, bare=True) if value <= _WHOLE else None
        told = [found for found in self._told.finditer(said) if self._value(found) is not None]
        if len(told) != 1:
            return None
        found = told[0]
        low, high = self._value(found) or (0, 0)
        before, after = said[: found.start()].split(), said[found.end() :].split()
        if found["below"]:
            low, high = 0, max(0, low - _LESS)
        elif found["nearly"]:
            low, high = max(0, low - _NEARLY), max(0, low - _LESS)
        elif found["above"] or found["upwards"]:
            high = _WHOLE
        return Share(low, high, tuple(before), tuple(after))

    def _value(self, found: re.Match[str]) -> tuple[float, float] | None:
        """Both ends of a share in percent; None if it lies outside 0 to 100."""
        if found["fraction"]:
            low = high = float(self._fractions[found["fraction"]])
        elif found["part"]:
            part, whole = self._number(found["part"]), self._number(found["whole"])
            if whole < 2 or part > whole:
                return None
            low = high = _WHOLE * part / whole
        else:
            low = float(found["from"])
            high = low + _TENS if found["tens"] else float(found["to"] or low)
        return (low, high) if low <= high <= _WHOLE else None

    def _number(self, said: str) -> float:
        if re.fullmatch(_GROUPED, said):
            return float(said.replace(".", ""))
        return float(self._counts.get(said, 0) or said)


def _any_of(phrases: Iterable[str], *, escaped: bool = False) -> str:
    """A pattern that matches any of some phrases, longest first; without phrases it matches
    nothing.

    escaped: they are patterns already.
    """
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    if not ordered:
        return r"(?!)"
    return "(?:" + "|".join(p if escaped else re.escape(p) for p in ordered) + ")"
