"""Whether a name among other words is meant as one: "batu" is a stone and a city."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.models.regions import Regions
from knowledge.regions.names import NameIndex
from knowledge.regions.spans import Span
from knowledge.regions.words import RegionWord

_IN = "di"
_PLACE_BEFORE = frozenset({"dari", "asal", "in", "from", "warga", "masyarakat"})
# A short form with at most so many letters looks like everyday words. Chosen.
_SHORT = 3
# Among other words, a misspelt name with fewer letters is more likely another word: "kota tiba".
# Chosen.
_MENDED = 6
# If more than this share of the words have capitals, a capital tells nothing. Chosen.
_SHOUTED = 0.5


class NameEvidence:
    """Tells names from everyday words, by what stands around them."""

    def __init__(self, regions: Regions, names: NameIndex) -> None:
        self._names = names
        self._everyday = names.everyday
        self._after_di = frozenset("".join(name.split()) for name in regions.after_di)
        self._agencies = frozenset(regions.agencies)
        self._offices = frozenset(regions.offices)
        self._below = frozenset(regions.below)

    def is_below(self, words: Sequence[RegionWord], span: Span) -> bool:
        """Whether it is the name of a place within a region: "Kelurahan Sukabumi"."""
        return not span.titled and self._before(words, span) in self._below

    def is_office(self, words: Sequence[RegionWord], span: Span, *, titled: bool) -> bool:
        """Whether the name is a word of an agency's name: "Dinas Ketapang", "Sumber Daya".

        titled: another region is named with its kind.
        """
        of_agency = titled or self._before(words, span) in self._offices
        return not span.titled and span.key in self._offices and of_agency

    def is_everyday(self, words: Sequence[RegionWord], span: Span) -> bool:
        """Whether the name is an everyday word too, or so short that it may be one."""
        single = span.end - span.name == 1
        short = single and (words[span.name].short or len(span.key) <= _SHORT)
        return short or span.key in self._everyday

    def speaks(self, words: Sequence[RegionWord], span: Span) -> bool:
        """Whether a name among other words names a region."""
        if span.titled and not span.slips:
            return True
        if span.slips and span.key not in self._names.owners:
            return span.titled and len(span.key) >= _MENDED
        if self.is_below(words, span):
            return False
        if not self.is_everyday(words, span):
            return True
        return self._placed(words, span) or self._capital(words, span)

    def _before(self, words: Sequence[RegionWord], span: Span) -> str:
        start = span.start
        return "" if start == 0 or words[start].apart else words[start - 1].text

    def _placed(self, words: Sequence[RegionWord], span: Span) -> bool:
        before = self._before(words, span)
        if before in self._agencies:
            return True
        if not self._names.official(span.key):
            return False  # "dari mitra": "mitra" is also an everyday word, so "dari" is not enough
        if before == _IN:
            return span.key not in self._after_di
        return before in _PLACE_BEFORE and not words[span.name].short

    def _capital(self, words: Sequence[RegionWord], span: Span) -> bool:
        first = words[span.start]
        capitals = sum(word.capital for word in words)
        if not first.capital or capitals > max(_SHOUTED * len(words), span.end - span.start):
            return False
        ends = span.end == len(words) or words[span.end].apart
        return first.shouted or not first.apart or ends
