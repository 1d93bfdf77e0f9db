"""Messages that are a term of the glossary, or ask what one means; looked up, not matched."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.matching.guard import is_word
from knowledge.matching.outcomes import Ranked, Term
from knowledge.models.language import Language
from knowledge.models.understanding import Glossary, TermEntry
from knowledge.text import solid, words

# A longer message (in characters, in words) asks for more than a term. Chosen.
_LONGEST, _MOST_WORDS = 160, 16
# From how many letters on a spelling may have one typing error, or two, or at least two letters
# swapped. Chosen: shorter abbreviations are one letter from each other (DAK, DAU).
_ONE_SLIP, _TWO_SLIPS, _SWAPPED = 7, 12, 5
# Most words that may follow a word of `fields`, most clauses of a message, and most words of a
# clause that asks nothing. Chosen.
_MOST_FIELD, _MOST_CLAUSES, _LONGEST_REMARK = 3, 3, 10
_CLAUSE = re.compile(r"[,;:.!?()\n]+(?=\s|$)|[()]")


# _LONG: from so many letters on a word of asking may have a typing error, among the first and last
# _ENDS words of a message. _REMEMBERED: how many corrected words are cached. Chosen.
_LONG, _ENDS, _REMEMBERED = 6, 3, 1024


class Terms:
    """Knows the terms of the glossary.

    spellings: chat spelling to plain form. keywords: bare words that mean a topic; they lead to the
    topic even if they also name a term.
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
        self._long_asking = [word for word in self._any_asking if len(word) >= _LONG]
        self._mended = lru_cache(_REMEMBERED)(self._mend)
        self._small = _with_spellings(glossary.small, spellings)
        self._beside = self._any_asking | self._small
        self._kinds, self._uses = frozenset(glossary.kinds), frozenset(glossary.uses)
        self._fields = frozenset(glossary.fields)
        self._more = _with_spellings(glossary.more, spellings)
        self._plainly = frozenset(glossary.plainly)
        self._everyday = frozenset(glossary.everyday)
        self._keywords = frozenset(solid(keyword) for keyword in keywords)

    def find(self, text: str) -> Term | None:
        """The term that a message is or asks for; None if there is more in it."""
        if len(text) > _LONGEST:
            return None
        return self._whole(self._said(text), text) or self._beside_a_remark(text)

    def _said(self, text: str) -> list[str]:
        """The words of a text; words of asking at its beginning and end are corrected."""
        said = words(text)
        ends = {*range(min(_ENDS, len(said))), *range(max(0, len(said) - _ENDS), len(said))}
        return [self._mended(word) if i in ends else word for i, word in enumerate(said)]

    def _beside_a_remark(self, text: str) -> Term | None:
        """The term that one clause of a message asks for, where the others ask nothing."""
        clauses = [clause for clause in map(self._said, _CLAUSE.split(text)) if clause]
        if not 1 < len(clauses) <= _MOST_CLAUSES or self._any_asking.isdisjoint(self._said(text)):
            return None
        asks_last = text.rstrip().endswith("?")
        for i, clause in enumerate(clauses):
            others = [word for other in (*clauses[:i], *clauses[i + 1 :]) for word in other]
            asks_more = asks_last and i < len(clauses) - 1
            if asks_more or len(others) > _LONGEST_REMARK or not self._more.isdisjoint(others):
                continue
            if found := self._whole(clause, text, asked=True):
                return found
        return None

    def _whole(self, said: list[str], text: str, *, asked: bool = False) -> Term | None:
        start, end, asks = self._core(said)
        # A message may consist of words of asking only ("maksudnya apa"); it names no term.
        if (asked and not asks) or end - start > self._most_words + _MOST_FIELD:
            return None
        for first, last in self._spans(start, end, len(said)):
            ids = self._by_spelling.get("".join(said[first:last]))
            asking = [*said[:first], *said[last:]]
            if ids and self._counts(ids, text, said[first:last], asking, asked):
                return self._term(ids, asking)
        asking = [*said[:start], *said[end:]]
        core = said[start:end]
        if ids := self._with_full_name(core):
            return self._term(ids, asking)
        if asks and (ids := self._with_its_words(core) or self._in_a_field(core)):
            return self._term(ids, asking)
        near = self._near(core, asks=asks)
        return self._term(near, asking) if near else None

    def _with_full_name(self, core: list[str]) -> list[str] | None:
        """The term that stands beside its full name: "RTH itu ruang terbuka hijau kan"."""
        names = [word for word in core if word not in self._beside]
        for cut in range(1, len(names)):
            first = self._by_spelling.get("".join(names[:cut]), ())
            second = self._by_spelling.get("".join(names[cut:]), ()) if first else ()
            if both := [id_ for id_ in first if id_ in second]:
                return both
        return None

    def _with_its_words(self, core: list[str]) -> list[str] | None:
        """The term that stands beside words of its own meaning: "IJD jalan", "BTS bus"."""
        for cut in range(1, len(core)):
            for name, rest in ((core[:cut], core[cut:]), (core[cut:], core[:cut])):
                ids = self._by_spelling.get("".join(name), ())
                if meant := [id_ for id_ in ids if self._words_of(id_).issuperset(rest)]:
                    return meant
        return None

    def _words_of(self, id_: str) -> frozenset[str]:
        """The words with which a term is named and explained."""
        entry = self._glossary.terms[id_]
        return frozenset(
            word for said in (*_names(entry), *entry.means.root.values()) for word in words(said)
        )

    def _in_a_field(self, core: list[str]) -> list[str] | None:
        """The term before the field in which it is meant."""
        for place in range(1, len(core)):
            if core[place] in self._fields and len(core) - place - 1 <= _MOST_FIELD:
                return self._by_spelling.get("".join(core[:place]))
        return None

    def _core(self, said: list[str]) -> tuple[int, int, bool]:
        """The range of words without words of asking at both ends, and whether there was one."""
        start, end = 0, len(said)
        if end > _MOST_WORDS:
            return start, end, False
        while start < end and said[start] in self._beside:
            start += 1
        while end > start and said[end - 1] in self._beside:
            end -= 1
        asks = not self._any_asking.isdisjoint((*said[:start], *said[end:]))
        extra = self._beside | self._kinds | self._uses if asks else frozenset[str]()
        while end - start > 1 and said[start] in extra:
            start += 1
        while end - start > 1 and said[end - 1] in extra:
            end -= 1
        return start, end, asks

    def _mend(self, word: str) -> str:
        """A word of asking, one typing error corrected ("kepanjanganya"); else the word itself."""
        if len(word) < _LONG or word in self._beside:
            return word
        found = process.extractOne(
            word, self._long_asking, scorer=OSA.distance, score_cutoff=1, processor=None
        )
        return str(found[0]) if found else word

    def _spans(self, start: int, end: int, size: int) -> list[tuple[int, int]]:
        """The ranges that may be the term: all of the message, then without words of asking."""
        spans = (
            (first, last)
            for first in range(min(start, size - 1) + 1)
            for last in range(max(end if end > start else 0, first + 1), size + 1)
            if last - first <= self._most_words
        )
        return sorted(spans, key=lambda span: (span[0] - span[1], span))

    def _counts(
        self, ids: list[str], text: str, core: list[str], asking: list[str], beside_remark: bool
    ) -> bool:
        """Whether a spelling means the term here; by itself it may also be an everyday word or a
        topic.
        """
        spelling = "".join(core)
        for_use = not self._uses.isdisjoint(asking) and self._plainly.isdisjoint(asking)
        if for_use and (beside_remark or self._has_topic(ids)):
            return False
        if spelling in self._everyday:
            asked = not self._any_asking.isdisjoint(asking) and spelling not in self._small
            return asked or re.search(rf"\b{core[0].upper()}\b", text) is not None
        if not self._any_asking.isdisjoint(asking) or spelling not in self._keywords:
            return True
        entries = (self._glossary.terms[id_] for id_ in ids)
        return any(solid(entry.term) == spelling for entry in entries)

    def _has_topic(self, ids: list[str]) -> bool:
        """Whether a topic is about one of the terms, and so tells more than the definition."""
        entries = (self._glossary.terms[id_] for id_ in ids)
        return any(
            entry.subject
            or not (_is_short(entry) or self._keywords.isdisjoint(spellings_of(entry)))
            for entry in entries
        )

    def _near(self, core: list[str], *, asks: bool) -> list[str] | None:
        """The term whose spelling is one typing error away."""
        spelling = "".join(core)
        if spelling in self._by_spelling:
            return None
        if len(spelling) < _SWAPPED or (len(core) == 1 and is_word(spelling)):
            return None
        slips = 2 if len(spelling) >= _TWO_SLIPS else 1
        # Who says "banyak sampah" and asks nothing has not mistyped "bank sampah".
        if not asks and len(core) > 1 and (slips == 1 or all(map(is_word, core))):
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


def _is_short(entry: TermEntry) -> bool:
    """Whether a term is short for something longer, as "DAK" and "Musrenbang" are."""
    return len(words(entry.full)) > 1 and len(words(entry.term)) == 1


def _with_spellings(said: Iterable[str], spellings: Mapping[str, str]) -> frozenset[str]:
    """Words, each also in the spellings that people use in chats."""
    plain = frozenset(said)
    return plain | {spelling for spelling, read in spellings.items() if read in plain}


def _names(entry: TermEntry) -> tuple[str, ...]:
    return (entry.term, entry.full, *entry.aliases)


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())
