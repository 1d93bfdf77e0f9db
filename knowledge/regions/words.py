"""A text as words that may name a region, each with its place in the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

_RUN = re.compile(r"[^\W_]+")
_PART = re.compile(r"[a-z0-9]+")
# Characters that join the words of a name: "Fak-Fak", "Pare.Pare", "Ma'rang"; with a blank beside
# them they end it.
_JOINS = frozenset("-.'’/")
_SHORT = 5

SIDES = frozenset({"utara", "selatan", "barat", "timur", "tengah", "tenggara", "raya"})
ISLES = frozenset({"kepulauan", "pulau"})


@dataclass(frozen=True, slots=True)
class RegionWord:
    """One word, or a part of what a short form stands for.

    text: in small letters, without accents. start, end: its place in the message.
    apart: whether something stands before it that ends a name, such as a comma or a line's end.
    capital: "Malang". shouted: "TTU". short: whether it was written short ("bdg").
    """

    text: str
    start: int
    end: int
    apart: bool = False
    capital: bool = False
    shouted: bool = False
    short: bool = False


Expand = Callable[[str], tuple[str, ...]]


def without_accents(text: str) -> str:
    """Small letters, without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def spelling(text: str) -> tuple[str, ...]:
    """The words of a name of the content."""
    return tuple(_PART.findall(without_accents(text)))


def read_region_words(text: str, most: int, expand: Expand) -> list[RegionWord]:
    """The first words of a text; expand: what a word stands for."""
    words: list[RegionWord] = []
    before = 0
    for run in _RUN.finditer(text):
        written = run.group()
        apart = not words or _ends(text[before : run.start()], words[-1])
        before = run.end()
        capital = written[0].isupper()
        shouted = capital and len(written) > 1 and written.isupper()
        for part in _PART.findall(without_accents(written)):
            full = expand(part)
            for each in full:
                short = full != (part,)
                words.append(
                    RegionWord(each, run.start(), run.end(), apart, capital, shouted, short)
                )
                apart = False
        if len(words) >= most:
            break
    return words


def _ends(between: str, before: RegionWord) -> bool:
    """Whether what stands between two words ends a name."""
    marks = between.strip()
    if not marks and "\n" not in between:
        return False
    if between in _JOINS:
        return False
    # "Kab. Sleman", "D. I. Yogyakarta": a point after a short form ends nothing.
    if marks == "." and "\n" not in between:
        return before.end - before.start > _SHORT and not before.short
    return True
