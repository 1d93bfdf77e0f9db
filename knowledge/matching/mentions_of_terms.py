"""Terms of the glossary inside a text of the content, such as an answer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from knowledge.models.understanding import Glossary
from knowledge.text import solid

# A shorter alias in small letters is an everyday word as often as the term.
_LEAST = 6
# So many capitals make a word an abbreviation: "BABS", "SPALD-T", not "Bappeda".
_CAPITALS = 2
_WORD = re.compile(r"[^\W_]+")
# Of so many texts it is kept which terms they have. Chosen: more than there are cards and answers.
_KEPT = 4096
# Roman numerals are no abbreviations.
_NUMERAL = re.compile(r"[IVXLC]+")
_ABBREVIATION = re.compile(r"(?<![\w/-])(?=\w*[A-Z]\w*[A-Z])[A-Za-z][\w]*(?:-[A-Z]\w*)*(?![\w/])")


class TermSpotter:
    """Finds terms in texts that are spelt with care."""

    def __init__(self, glossary: Glossary) -> None:
        self._topics = {id_: entry.topic for id_, entry in glossary.terms.items()}
        self._by_spelling: dict[str, list[str]] = defaultdict(list)
        self._capitals: set[str] = set()
        self._explained: set[str] = set()
        longest = 1
        for id_, entry in glossary.terms.items():
            if _is_abbreviation(entry.term):
                self._capitals.add(solid(entry.term))
            for name in (entry.term, entry.full, *entry.aliases):
                spelling = solid(name)
                self._explained.add(spelling)
                if name in entry.aliases and len(spelling) < _LEAST:
                    continue
                longest = max(longest, len(_WORD.findall(name)))
                if id_ not in self._by_spelling[spelling]:
                    self._by_spelling[spelling].append(id_)
        self._most_words = longest
        self._spelt = lru_cache(_KEPT)(lambda text: tuple(self._spellings(text)))

    def spot(self, text: str, topic: str = "") -> tuple[str, ...]:
        """The ids of the terms in a text, in their order; of a shared spelling one.

        topic: what the text is about, which tells the meaning of a shared spelling.
        """
        found = dict.fromkeys(self._meant(ids, topic) for ids in self._spelt(text))
        return tuple(found)

    def unknown_abbreviations(self, text: str) -> tuple[str, ...]:
        """The abbreviations in a text that stand for no term."""
        found = dict.fromkeys(match.group() for match in _ABBREVIATION.finditer(text))
        return tuple(
            name
            for name in found
            if solid(name) not in self._explained and not _NUMERAL.fullmatch(name)
        )

    def _is_meant(self, spelling: str, said: str) -> bool:
        """Whether a term of capitals stands in capitals; "RT/RW" is two of them, not "RTRW"."""
        return spelling not in self._capitals or (_is_abbreviation(said) and "/" not in said)

    def _meant(self, ids: list[str], topic: str) -> str:
        return next((id_ for id_ in ids if self._topics[id_] == topic), ids[0])

    def _spellings(self, text: str) -> Iterator[list[str]]:
        """The terms of each spelling in a text; a longer one hides those inside it."""
        places = [match.span() for match in _WORD.finditer(text)]
        words = [solid(text[start:end]) for start, end in places]
        start = 0
        while start < len(places):
            for end in range(min(len(places), start + self._most_words), start, -1):
                spelling = "".join(words[start:end])
                ids = self._by_spelling.get(spelling)
                said = text[places[start][0] : places[end - 1][1]] if ids else ""
                if ids and self._is_meant(spelling, said):
                    yield ids
                    start = end - 1
                    break
            start += 1


def _is_abbreviation(name: str) -> bool:
    return sum(map(str.isupper, name)) >= _CAPITALS
