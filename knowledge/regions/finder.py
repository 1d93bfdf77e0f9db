"""Which region a text names: one call, three outcomes.

A text is read in steps, from what is certain to what is likely, and the first step that names a
region wins: a whole name or short form; several of them side by side ("bandung, jawa barat"); a
part of a name ("siau"); the same after mending slips in single words ("surabya"); a whole name with
slips ("bandungbrat"); and at last a name among other words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice, product
from operator import itemgetter

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.loading.loader import load
from knowledge.models.content import Regions, RegionType

# Nobody needs more to name a region; the rest of a long message is not read.
_MOST_CHARACTERS = 200
_MOST_WORDS = 12

_MOST_OFFERED = 4
# More regions than these have in common only an everyday word, such as "barat".
_TOO_MANY = 8
_MOST_MENDINGS = 8
# Short forms up to this length are too close to everyday words to be mended: "sumber", "sumbar".
_SHORT_FORM = 6
_SHORTEST_MENDED = 5

_WORD = re.compile(r"[a-z0-9]+")
# A letter missing, added, wrong, or two exchanged.
_slips_between: Callable[..., int] = OSA.distance
_ORDER: tuple[RegionType, ...] = ("kota", "kabupaten", "province")


@dataclass(frozen=True, slots=True)
class Region:
    """A province, a regency or a city.

    code: of the Ministry of Home Affairs, "32" or "32.17".
    name: in full, with what it is: "Kabupaten Bandung Barat", "Provinsi Jawa Barat".
    province: the name of its province, or its own.
    """

    code: str
    name: str
    type: RegionType
    province: str

    @property
    def label(self) -> str:
        """The name short enough for a button: "Kab. Bandung Barat"."""
        return self.name.replace("Kabupaten ", "Kab. ", 1).replace("Provinsi ", "Prov. ", 1)


@dataclass(frozen=True, slots=True)
class Found:
    """The region that is meant, as far as one can tell."""

    region: Region


@dataclass(frozen=True, slots=True)
class Several:
    """Two to four regions, one of which may be meant; the likelier first."""

    regions: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class NoRegion:
    """The text names no region."""


Finding = Found | Several | NoRegion

Words = tuple[str, ...]
Candidates = tuple[Region, ...]
ByInitial = dict[str, Words]


def find_region(text: str) -> Finding:
    """The region that a text names, by the packaged content."""
    return _packaged().find(text)


@lru_cache(maxsize=1)
def _packaged() -> Gazetteer:
    return Gazetteer(load().regions)


class Gazetteer:
    """Finds regions by what people type."""

    def __init__(self, regions: Regions) -> None:
        self._kinds = {word: kind for kind, words in regions.types.items() for word in words}
        self._ignored = frozenset(regions.ignored)
        self._ordinary = frozenset(regions.ordinary)
        self._expansions = {word: tuple(full.split()) for word, full in regions.words.items()}
        self._names: dict[Region, Words] = {}
        self._owners: dict[str, Candidates] = {}
        self._having: dict[str, set[Region]] = {}
        known = {*self._kinds, *self._ignored, *self._ordinary}
        mendable: list[Words] = [(kind,) for kind in self._kinds]
        for region, name, also in _entries(regions):
            others = [self._expand(_words(other)) for other in also]
            self._enter(region, _words(name), others)
            mendable += (_words(name), *filter(_is_long, others))
            known.update(_words(name), *others)
        self._regions = {region.code: region for region in self._names}
        self._known = frozenset(known)
        self._vocabulary = _by_initial({word for spelling in mendable for word in spelling})
        self._keys = _by_initial(self._owners.keys() & set(map("".join, mendable)))

    def region(self, code: str) -> Region | None:
        """The region with an official code."""
        return self._regions.get(code)

    def find(self, text: str, *, alone: bool = False) -> Finding:
        """The region that a text names; "Several" asks which. Any text will do.

        alone: only if the text says nothing else.
        """
        if region := self._regions.get(text.strip()):
            return Found(region)
        candidates = self._candidates(self._expand(_words(text)), alone)
        if len(candidates) == 1:
            return Found(candidates[0])
        if not candidates or len(candidates) > _TOO_MANY:
            return NoRegion()
        return Several(candidates[:_MOST_OFFERED])

    def _enter(self, region: Region, name: Words, others: Sequence[Words]) -> None:
        self._names[region] = name
        for word in name:
            self._having.setdefault(word, set()).add(region)
        for spelling in (name, *others):
            self._own(spelling, region)

    def _own(self, spelling: Words, region: Region) -> None:
        """Enter a spelling, written together, alone and after what kind of region it is."""
        key = "".join(spelling)
        kinds = (word for word, kind in self._kinds.items() if kind == region.type)
        for form in (key, *(kind + key for kind in kinds)):
            owners = self._owners.get(form, ())
            if region not in owners:
                self._owners[form] = tuple(sorted((*owners, region), key=_rank))

    def _expand(self, words: Words) -> Words:
        return tuple(part for word in words for part in self._expansions.get(word, (word,)))

    def _candidates(self, words: Words, alone: bool) -> Candidates:
        named = self._plain(words) or self._mended(words) or self._near(words)
        if named or alone:
            return named
        return self._fitting(self._beside(self._rest(words), whole=False), words)

    def _plain(self, words: Words) -> Candidates:
        """What words name that are all spelt right."""
        for form in self._forms(words):
            if owners := self._owners.get("".join(form)):
                return self._with_longer(form, self._fitting(owners, words))
        rest = self._rest(words)
        return self._fitting(self._beside(rest, whole=True) or self._in_part(rest), words)

    def _forms(self, words: Words) -> Iterator[Words]:
        """The words as they stand, without the first kind ("lima puluh kota"), without any."""
        yield words
        first = next((i for i, word in enumerate(words) if word in self._kinds), None)
        if first is not None:
            yield words[:first] + words[first + 1 :]
        yield self._rest(words)

    def _rest(self, words: Words) -> Words:
        return tuple(w for w in words if w not in self._kinds and w not in self._ignored)

    def _fitting(self, candidates: Candidates, words: Words) -> Candidates:
        """Those of the kind that the words say, or all if none is of it."""
        kind = next((self._kinds[word] for word in words if word in self._kinds), None)
        return tuple(region for region in candidates if region.type == kind) or candidates

    def _with_longer(self, form: Words, candidates: Candidates) -> Candidates:
        """Where it is open which is meant, also regions such as Bandung Barat for Bandung."""
        if len(candidates) < 2:
            return candidates
        having = self._having.get(form[0], set()).difference(candidates)
        longer = [region for region in having if self._names[region][: len(form)] == form]
        every = (*candidates, *sorted(longer, key=_rank))
        return every if len(every) <= _MOST_OFFERED else candidates

    def _beside(self, words: Words, *, whole: bool) -> Candidates:
        """The regions of names that stand side by side.

        whole: nothing else may stand there, and a word may be part of a name; else the names must
            make up half of the letters.
        """
        spans, letters = self._spans(words, parts=whole)
        total = sum(map(len, words))
        if not spans or (letters < total if whole else 2 * letters < total):
            return ()
        specific = (span for span in spans if any(r.type != "province" for r in span))
        first = next(specific, spans[0])
        others = [region for span in spans if span is not first for region in span]
        provinces = {region.province for region in others if region.type == "province"}
        within = tuple(region for region in first if region.province in provinces)
        return within or tuple(dict.fromkeys((*first, *others)))

    def _spans(self, words: Words, *, parts: bool) -> tuple[list[Candidates], int]:
        """The longest names from left to right, and how many letters they have together."""
        spans: list[Candidates] = []
        letters = start = 0
        while start < len(words):
            end = len(words)
            while end > start and not (owners := self._owner_of(words[start:end], parts)):
                end -= 1
            if end > start:
                spans.append(owners)
                letters += sum(map(len, words[start:end]))
            start = max(end, start + 1)
        return spans, letters

    def _owner_of(self, words: Words, parts: bool) -> Candidates:
        if len(words) == 1 and words[0] in self._ordinary:
            return ()
        if owners := self._owners.get("".join(words)):
            return owners
        return self._in_part(words) if parts and len(words) == 1 else ()

    def _in_part(self, words: Words) -> Candidates:
        """The regions whose name has all the words, in any order; first those with no others."""
        if self._ordinary.issuperset(words):
            return ()
        having = set.intersection(*(self._having.get(word, set()) for word in words))
        exact = [region for region in having if len(self._names[region]) == len(words)]
        return tuple(sorted(exact or having, key=_rank))

    def _mended(self, words: Words) -> Candidates:
        """What the words name after mending slips in single ones."""
        choices = [self._mend(word) for word in words]
        if all(choice == (word,) for choice, word in zip(choices, words, strict=True)):
            return ()
        found = (self._plain(mended) for mended in islice(product(*choices), _MOST_MENDINGS))
        return tuple(dict.fromkeys(region for candidates in found for region in candidates))

    def _mend(self, word: str) -> Words:
        """The known words that a word may be a slip of, or the word itself."""
        if len(word) < 4 or word in self._known:
            return (word,)
        near = _nearest(word, self._vocabulary, 1 if len(word) < 10 else 2)
        # A short word is one letter away from too many others; only a missing letter is mended.
        return tuple(other for other in near if len(word) > 4 or len(other) > len(word)) or (word,)

    def _near(self, words: Words) -> Candidates:
        """The regions whose whole name, written together, is the nearest."""
        rest = self._rest(words)
        if self._ordinary.issuperset(rest):
            return ()
        key = "".join(rest)
        near = _nearest(key, self._keys, len(key) // 5)
        owners = (region for other in near for region in self._owners[other])
        return self._fitting(tuple(dict.fromkeys(owners)), words)


def _entries(regions: Regions) -> Iterator[tuple[Region, str, Sequence[str]]]:
    """Every region, its bare name and its other names."""
    for province_code, province in regions.provinces.items():
        name = province.name
        yield (
            Region(province_code, f"Provinsi {name}", "province", name),
            name,
            province.also,
        )
        for code, entry in province.regions.items():
            kind, _, bare = entry.name.partition(" ")
            type_: RegionType = "kota" if kind == "Kota" else "kabupaten"
            yield (
                Region(code, entry.name, type_, name),
                bare.removeprefix("Administrasi "),
                entry.also,
            )


def _words(text: str) -> Words:
    """The words in small letters, without accents."""
    plain = unicodedata.normalize("NFKD", text[:_MOST_CHARACTERS]).casefold()
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple(_WORD.findall(letters)[:_MOST_WORDS])


def _is_long(spelling: Words) -> bool:
    """Whether a short form may be mended."""
    return sum(map(len, spelling)) > _SHORT_FORM


def _by_initial(choices: Iterable[str]) -> ByInitial:
    """What a text may be a slip of; people rarely miss the first letter."""
    longer = sorted(choice for choice in choices if len(choice) >= _SHORTEST_MENDED)
    return {letter: tuple(words) for letter, words in groupby(longer, key=itemgetter(0))}


def _nearest(text: str, choices: ByInitial, most: int) -> Words:
    """The choices with the fewest slips, at most `most`."""
    if most < 1 or text[0] not in choices:
        return ()
    found = process.extract(
        text, choices[text[0]], scorer=_slips_between, score_cutoff=most, limit=_MOST_OFFERED
    )
    return tuple(choice for choice, slips, _ in found if slips == found[0][1])


def _rank(region: Region) -> tuple[int, str]:
    return _ORDER.index(region.type), region.code
