"""The names of all regions, to be looked up as they are written and with slips."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.models.regions import Regions, RegionType
from knowledge.regions.outcomes import Candidates, Region
from knowledge.regions.words import ISLES, SIDES, RegionWord, spelling

# Typing errors: a letter missing, added or wrong, or two neighbours exchanged.
_slips_between: Callable[..., int] = OSA.distance
# Short forms up to this length are not corrected, they are too close to everyday words: "sumber",
# "sumbar". Chosen.
_SHORT_FORM = 6
# (letters, typing errors): a name with at least so many letters may have so many errors. Chosen:
# one error in four letters already fits several names.
_ROOM = ((15, 3), (9, 2), (4, 1))
# Words for a kind with at least so many letters may be misspelt: "kabupten", "provnsi". Chosen.
_LONG_KIND = 7
# The most words of any name; no more words of a text are joined.
_MOST_WORDS = 7
_LEAST_CONSONANTS = 3
_JUMBLED = 5
_REMEMBERED = 4096
_FIRST = frozenset({*ISLES, "pegunungan"})
_VOWELS = frozenset("aeiou")

Kinds = frozenset[RegionType]
NO_KIND: Kinds = frozenset()


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A name that stands in a text.

    end: the word after it. key: its words written together. owners: the regions of that name; of
    a place abroad there are none.
    """

    end: int
    key: str
    owners: Candidates


@dataclass(frozen=True, slots=True)
class Near:
    """A name that a text may be a misspelling of. slips: the number of typing errors."""

    key: str
    slips: int
    owners: Candidates


class NameIndex:
    """All names by their letters, because people write them with and without blanks."""

    def __init__(self, regions: Regions) -> None:
        self.kinds: dict[str, RegionType] = {
            word: kind for kind, words in regions.types.items() for word in words
        }
        self.everyday = frozenset("".join(spelling(name)) for name in regions.everyday)
        self.own: dict[Region, tuple[str, ...]] = {}
        self.by_code: dict[str, Region] = {}
        self.owners: dict[str, Candidates] = {}
        self.having: dict[str, set[Region]] = {}
        self._expansions = {word: spelling(full) for word, full in regions.words.items()}
        self._mendable: set[str] = set()
        self._enter_all(regions)
        self._abroad = frozenset("".join(spelling(name)) for name in regions.abroad)
        self._starts = _starts((*self.owners, *self._abroad))
        self._glued = dict(self._with_kinds())
        self._within = _provinces_of(regions, self.by_code)
        self._keys = sorted(self._mendable)
        self._by_consonants = _grouped(self._keys, consonants)
        self._by_letters = _grouped(self._keys, _letters)
        self._long_kinds = sorted(word for word in self.kinds if len(word) >= _LONG_KIND)
        self.expand = lru_cache(_REMEMBERED)(self._expand)
        self.near = lru_cache(_REMEMBERED)(self._near)

    def matches(self, words: Sequence[RegionWord], start: int) -> list[NameMatch]:
        """The names that begin with a word, the longest first."""
        found: list[NameMatch] = []
        key = ""
        for end in range(start, min(start + _MOST_WORDS, len(words))):
            if end > start and words[end].apart:
                break
            key += words[end].text
            if key not in self._starts:
                break
            if key in self.owners or key in self._abroad:
                found.append(NameMatch(end + 1, key, self.owners.get(key, ())))
        return found[::-1]

    def is_within(self, region: Region, province: Region) -> bool:
        """Whether a region is the other, or lies in it, now or before it was divided."""
        return region == province or province in self._within[region.code[:2]]

    def official(self, key: str) -> bool:
        """Whether a key is the own name of a region, not a short form or a capital."""
        return any("".join(self.own[region]) == key for region in self.owners.get(key, ()))

    def _enter_all(self, regions: Regions) -> None:
        for region, name, also in _entries(regions):
            words = self._full(name)
            self.by_code[region.code] = region
            self.own[region] = words
            for word in words:
                self.having.setdefault(word, set()).add(region)
            self._own("".join(words), region, mendable=True)
            for other in also:
                key = "".join(self._full(other))
                self._own(key, region, mendable=len(key) > _SHORT_FORM)
        for region, words in self.own.items():
            rest = "".join(words[1:])
            if words[0] in ISLES and len(words) > 1 and rest not in self.owners:
                self._own(rest, region, mendable=True)
                for isles in ISLES:
                    self._own(isles + rest, region, mendable=True)

        for region, words in self.own.items():
            if turned := _turned(words):
                self._own(turned, region, mendable=True)

    def _full(self, name: str) -> tuple[str, ...]:
        return tuple(
            part for word in spelling(name) for part in self._expansions.get(word, (word,))
        )

    def _own(self, key: str, region: Region, *, mendable: bool) -> None:
        owners = self.owners.get(key, ())
        if region not in owners:
            self.owners[key] = tuple(sorted((*owners, region), key=lambda each: each.rank))
        if mendable:
            self._mendable.add(key)

    def _with_kinds(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Names written together with their kind: "kotabandung"."""
        for region, words in self.own.items():
            for word, kind in self.kinds.items():
                glued = word + "".join(words)
                if kind == region.type and glued not in self.owners:
                    yield glued, (word, *words)

    def _expand(self, word: str) -> tuple[str, ...]:
        """The words that one word stands for: written short, together, or with a slip."""
        if full := self._expansions.get(word) or self._glued.get(word):
            return full
        if word not in self._starts and (once := word.rstrip(word[-1]) + word[-1]) in self.owners:
            return self._expansions.get(once, (once,))  # "jogjaa"
        if len(word) < _LONG_KIND or word in self.kinds or word in self._starts:
            return (word,)
        most = 2 if len(word) > _LONG_KIND else 1
        kinds = process.extractOne(word, self._long_kinds, scorer=_slips_between, score_cutoff=most)
        return (kinds[0],) if kinds else (word,)

    def _near(self, key: str, most: int | None = None) -> tuple[Near, ...]:
        """The names that a text without blanks may be a misspelling of, the nearest first. most:
        typing errors allowed; by default those of `most_slips`.
        """
        most = most_slips(key) if most is None else most
        if not most or key in self._abroad:
            return ()
        hits: dict[str, int] = {
            choice: int(slips)
            for choice, slips, _ in process.extract(
                key, self._keys, scorer=_slips_between, score_cutoff=most, limit=None
            )
        }
        for full in self._by_consonants.get(consonants(key), ()):
            if len(consonants(key)) >= _LEAST_CONSONANTS and _is_short_for(key, full):
                hits[full] = 1
        for full in self._by_letters.get(_letters(key), ()):
            if full[0] == key[0] and len(key) >= _JUMBLED:
                hits[full] = 1
        hits.pop(key, None)
        ordered = sorted(hits.items(), key=lambda hit: (hit[1], hit[0]))
        return tuple(Near(name, slips, self.owners[name]) for name, slips in ordered)


def most_slips(key: str) -> int:
    """How many typing errors a text of this length may have."""
    own = next((key.removeprefix(isles) for isles in ISLES if key.startswith(isles)), key)
    return next((most for length, most in _ROOM if len(own) >= length), 0)


def consonants(word: str) -> str:
    """A word without vowels, doubled letters once: "bandung" and "bndng" have the same."""
    kept = [letter for letter in word if letter not in _VOWELS]
    return "".join(letter for i, letter in enumerate(kept) if i == 0 or letter != kept[i - 1])


def _letters(word: str) -> str:
    """The letters of a word in order: those of "piedi" and "pidie" are the same."""
    return "".join(sorted(word))


def _grouped(keys: Iterable[str], by: Callable[[str], str]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key in keys:
        found[by(key)] = (*found.get(by(key), ()), key)
    return found


def _is_short_for(short: str, full: str) -> bool:
    """Whether only vowels are missing: "bndung"."""
    letters = iter(full)
    return short[0] == full[0] and short != full and all(letter in letters for letter in short)


def _starts(keys: Iterable[str]) -> frozenset[str]:
    return frozenset(key[:end] for key in keys for end in range(1, len(key) + 1))


def _turned(words: tuple[str, ...]) -> str:
    """A name in the order of English, which has the side first: "West Java" is "barat jawa"."""
    if words[0] in _FIRST and len(words) > 1:
        return "".join((*words[1:], words[0]))
    sides = next((i for i, word in enumerate(words) if word in SIDES), 0)
    if not sides or not {*SIDES, "daya"}.issuperset(words[sides:]):
        return ""
    return "".join((*words[sides:], *words[:sides]))


def _provinces_of(regions: Regions, by_code: Mapping[str, Region]) -> dict[str, set[Region]]:
    """By a province's code: itself, and those that it was part of."""
    return {
        code: {by_code[code], *(by_code[former] for former in province.once)}
        for code, province in regions.provinces.items()
    }


def _entries(regions: Regions) -> Iterator[tuple[Region, str, Sequence[str]]]:
    """Every region, its bare name and its other names."""
    for province_code, province in regions.provinces.items():
        name = province.name
        yield Region(province_code, f"Provinsi {name}", "province", name), name, province.also
        for code, entry in province.regions.items():
            kind, _, bare = entry.name.partition(" ")
            type_: RegionType = "kota" if kind == "Kota" else "kabupaten"
            region = Region(code, entry.name, type_, name)
            yield region, bare.removeprefix("Administrasi "), entry.also
