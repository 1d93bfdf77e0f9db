"""Messages that are a term of the glossary, or ask what one is: a look-up, no search."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.matching.guard import is_word
from knowledge.matching.outcomes import Ranked, Term
from knowledge.models.content import Glossary, TermEntry
from knowledge.models.language import Language
from knowledge.text import solid, words

# A longer message has more in it than a term.
_LONGEST, _MOST_WORDS = 160, 16
# So long a spelling may have one slip, or two; a shorter one only two letters that changed places.
_ONE_SLIP, _TWO_SLIPS, _SWAPPED = 7, 12, 5
# A remark behind a comma may have so many words.
_SHORT_REMARK = 6
_REMARK = re.compile(r"[,;(\n]")


class Terms:
    """Knows the terms of the glossary.

    spellings: chat spelling to plain form. keywords: bare words that mean a topic, and go there if
    they are only another name of a term.
    """

    def __init__(
        self, glossary: Glossary, spellings: Mapping[str, str], keywords: Iterable[str]
    ) -> None:
        self._glossary = glossary
        self._by_spelling: dict[str, list[str]] = defaultdict(list)
        for id_, entry in glossary.terms.items():
            for spelling in spellings_of(entry):
                self._by_spelling[spelling].append(id_)
        self._by_start: dict[tuple[str, int], list[str]] = defaultdict(list)
        for spelling in self._by_spelling:
            self._by_start[spelling[0], len(spelling)].append(spelling)
        self._most_words = max(
            len(words(name)) for entry in glossary.terms.values() for name in _names(entry)
        )
        self._asking = {
            language: _with_spellings(said, spellings)
            for language, said in glossary.asking.root.items()
        }
        self._any_asking = frozenset[str]().union(*self._asking.values())
        self._small = _with_spellings(glossary.small, spellings)
        self._beside = self._any_asking | self._small
        self._kinds = frozenset(glossary.kinds)
        self._everyday = frozenset(glossary.everyday)
        self._keywords = frozenset(solid(keyword) for keyword in keywords)

    def find(self, text: str) -> Term | None:
        """The term that a message is or asks for; None if there is more in it."""
        if len(text) > _LONGEST:
            return None
        found = self._whole(text)
        if found is None and (remark := _REMARK.search(text)):
            behind = words(text[remark.end() :])
            if 0 < len(behind) <= _SHORT_REMARK and behind[0] in self._glossary.asides:
                found = self._whole(text[: remark.start()], asked=True)
        return found

    def _whole(self, text: str, *, asked: bool = False) -> Term | None:
        said = words(text)
        start, end, asks = self._core(said)
        # Words of asking may be the term itself: of "maksudnya apa" nothing is left.
        if (asked and not asks) or end - start > self._most_words:
            return None
        for first, last in self._spans(start, end, len(said)):
            ids = self._by_spelling.get("".join(said[first:last]))
            asking = [*said[:first], *said[last:]]
            if ids and self._counts(ids, text, said[first:last], asking):
                return self._term(ids, asking)
        near = self._near(said[start:end], asks=asks)
        return self._term(near, [*said[:start], *said[end:]]) if near else None

    def _core(self, said: list[str]) -> tuple[int, int, bool]:
        """Where a message begins and ends without words of asking, and whether it has one."""
        start, end = 0, len(said)
        if end > _MOST_WORDS:
            return start, end, False
        while start < end and said[start] in self._beside:
            start += 1
        while end > start and said[end - 1] in self._beside:
            end -= 1
        asks = not self._any_asking.isdisjoint((*said[:start], *said[end:]))
        while asks and end - start > 1 and said[start] in self._kinds:
            start += 1
        while asks and end - start > 1 and self._is_kind_or_beside(said[end - 1]):
            end -= 1
        return start, end, asks

    def _spans(self, start: int, end: int, size: int) -> list[tuple[int, int]]:
        """Where the term may stand: all of the message first, then with fewer words of asking."""
        spans = (
            (first, last)
            for first in range(min(start, size - 1) + 1)
            for last in range(max(end if end > start else 0, first + 1), size + 1)
            if last - first <= self._most_words
        )
        return sorted(spans, key=lambda span: (span[0] - span[1], span))

    def _is_kind_or_beside(self, word: str) -> bool:
        return word in self._kinds or word in self._beside

    def _counts(self, ids: list[str], text: str, core: list[str], asking: list[str]) -> bool:
        """Whether a spelling means its term here: alone it may be an everyday word or a topic."""
        spelling = "".join(core)
        if spelling in self._everyday:
            asked = not self._any_asking.isdisjoint(asking) and spelling not in self._small
            return asked or re.search(rf"\b{core[0].upper()}\b", text) is not None
        if not self._any_asking.isdisjoint(asking) or spelling not in self._keywords:
            return True
        entries = (self._glossary.terms[id_] for id_ in ids)
        return any(solid(entry.term) == spelling for entry in entries)

    def _near(self, core: list[str], *, asks: bool) -> list[str] | None:
        """The term whose spelling is a slip away."""
        spelling = "".join(core)
        if len(spelling) < _SWAPPED or (len(core) == 1 and is_word(spelling)):
            return None
        slips = 2 if len(spelling) >= _TWO_SLIPS else 1
        if not asks and len(core) > 1 and slips == 1:
            return None
        candidates = [
            name
            for size in range(len(spelling) - slips, len(spelling) + slips + 1)
            for name in self._by_start.get((spelling[0], size), ())
        ]
        found = process.extract(
            spelling, candidates, scorer=OSA.distance, score_cutoff=slips, limit=3
        )
        near = [
            (name, distance)
            for name, distance, _ in found
            if (len(name) >= _ONE_SLIP or sorted(name) == sorted(spelling))
            and _digits(name) == _digits(spelling)
        ]
        if not near or (near[1:] and near[0][1] == near[1][1]):
            return None
        return self._by_spelling[near[0][0]]

    def _term(self, ids: list[str], asking: list[str]) -> Term:
        topics = dict.fromkeys(self._glossary.terms[id_].topic for id_ in ids)
        ranked = tuple(Ranked(topic, 1 / len(topics)) for topic in topics)
        return Term(tuple(ids), ranked, self._language(asking))

    def _language(self, asking: list[str]) -> Language | None:
        """The one language in which the term was asked for; None if none or several."""
        spoken = [
            language for language, said in self._asking.items() if not said.isdisjoint(asking)
        ]
        return spoken[0] if len(spoken) == 1 else None


def spellings_of(entry: TermEntry) -> list[str]:
    """All ways to write a term, without blanks; each once."""
    return list(dict.fromkeys(solid(name) for name in _names(entry)))


def _with_spellings(said: Iterable[str], spellings: Mapping[str, str]) -> frozenset[str]:
    """Words with the ways in which people type them."""
    plain = frozenset(said)
    return plain | {spelling for spelling, read in spellings.items() if read in plain}


def _names(entry: TermEntry) -> tuple[str, ...]:
    return (entry.term, entry.full, *entry.aliases)


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


_ABBREVIATION = re.compile(r"\b[A-Z][A-Z0-9]+(?:-[A-Z0-9]+)*\b")


def unexplained(texts: Iterable[str], glossary: Glossary) -> dict[str, int]:
    """The abbreviations of two capitals or more that no term explains, and how often each stands;
    the commonest first."""
    known = {name for entry in glossary.terms.values() for name in spellings_of(entry)}
    counts: dict[str, int] = defaultdict(int)
    for text in texts:
        for abbreviation in _ABBREVIATION.findall(text):
            parts = (abbreviation, *abbreviation.split("-"))
            if not any(solid(part) in known for part in parts):
                counts[abbreviation] += 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
