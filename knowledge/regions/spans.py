"""Where names of regions stand in a text, and the word for their kind with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge.regions.names import NO_KIND, Kinds, NameIndex, most_slips
from knowledge.regions.outcomes import Candidates
from knowledge.regions.words import ISLES, SIDES, RegionWord

# Kinds that English puts after the name, or before "of": "smart city Bandung" names no kind.
BEHIND = frozenset({"city", "regency", "province"})
# Words between a kind and its name.
_LINKS = frozenset(
    {"administrasi", "adm", "administratif", "daerah", "tingkat", "ii", "of", "wali"}
)
_MOST_JOINED = 6
# If more regions share a name's part, it is a common word. Chosen.
_MOST_SHARE = 6
# Most words that may be added to a name's first part. Chosen by the names there are.
_MOST_ADDED = 3
# A shorter text after a kind is not corrected to a name. Chosen.
_SHORTEST_MENDED = 3
# An everyday word of at most so many letters stays one: "kota tua" is not Tual, but "Kab. Bantu"
# may be Bantul. Chosen.
_MOST_EVERYDAY = 4
# What an unexplained word costs, counted in typing errors. Chosen.
_LEFT_OVER = 2


@dataclass(frozen=True, slots=True)
class Span:
    """A name in a text.

    start, end: its words, with those for its kind. name: its first word after them. kinds: what the
    text says it is. owners: the regions that it may name. key: its words written together. slips:
    the number of typing errors; 0 is as written.
    """

    start: int
    end: int
    name: int
    kinds: Kinds
    owners: Candidates
    key: str
    slips: int = 0

    @property
    def titled(self) -> bool:
        """Whether the text says what kind of region it is."""
        return bool(self.kinds)

    @property
    def is_province(self) -> bool:
        """Whether it can only be a province."""
        return bool(self.owners) and all(region.type == "province" for region in self.owners)


class Scanner:
    """Finds the names in the words of a text, from left to right, the longest first.

    passed: words that say nothing about the region, such as those of agencies. ordinary: everyday
    words. Neither is taken for a misspelt name.
    """

    def __init__(self, names: NameIndex, passed: frozenset[str], ordinary: frozenset[str]) -> None:
        self._names = names
        self._passed = passed
        self._known = passed | ordinary

    def spans(self, words: Sequence[RegionWord]) -> list[Span]:
        """All names, in order; misspelt ones only after a word for their kind."""
        found: list[Span] = []
        place = 0
        while place < len(words):
            span = self._titled(words, place) or self._bare(words, place)
            if span:
                found.append(span)
            place = span.end if span else place + 1
        return self._with_kinds_behind(words, found)

    def is_kind(self, words: Sequence[RegionWord], place: int) -> bool:
        """Whether a word says what kind of region the next ones name."""
        word = words[place].text
        if word not in self._names.kinds:
            return False
        return word not in BEHIND or (place + 1 < len(words) and words[place + 1].text == "of")

    def _titled(self, words: Sequence[RegionWord], start: int) -> Span | None:
        if not self.is_kind(words, start):
            return None
        end = self._end_of_kinds(words, start)
        for name in range(end, start, -1):
            if span := self._of_its_kind(words, start, name):
                return span
        if span := self._bare(words, start):  # "kota baru" begins with a kind, and is a regency
            return span
        if end == len(words) or words[end].apart:
            return None
        return self._with_slips(words, start, end)

    def _end_of_kinds(self, words: Sequence[RegionWord], start: int) -> int:
        end = start + 1
        while end < len(words):
            word = words[end]
            if not (self.is_kind(words, end) or (word.text in _LINKS and not word.apart)):
                break
            end += 1
        return end

    def _kinds(self, words: Sequence[RegionWord], start: int, end: int) -> Kinds:
        kinds = self._names.kinds
        return frozenset(kinds[word.text] for word in words[start:end] if word.text in kinds)

    def _of_its_kind(self, words: Sequence[RegionWord], start: int, name: int) -> Span | None:
        """A whole name behind the word for its kind."""
        if name >= len(words) or words[name].apart:
            return None
        kinds = self._kinds(words, start, name)
        longer: Candidates = ()
        for match in self._names.matches(words, name):
            if not match.owners:
                return Span(start, match.end, name, kinds, (), match.key)
            if fitting := of_kinds(kinds, match.owners):
                span = Span(start, match.end, name, kinds, fitting, match.key)
                if longer:  # "Kota Bandung Barat" is no city, and "Kota Bandung" leaves a word over
                    return replace(span, owners=union(longer, fitting))
                return self._extended(words, self._doubted(span))
            longer = longer or match.owners
        return None

    def _doubted(self, span: Span) -> Span:
        """With the nearest names, if a kind and a rare nickname may be a misspelt name: "Kab.
        Bora".
        """
        if span.key not in self._names.everyday or self._names.official(span.key):
            return span
        near = self._names.near(span.key, 1)
        also = union(*(of_kinds(span.kinds, each.owners) for each in near))
        return replace(span, owners=union(span.owners, also))

    def _bare(self, words: Sequence[RegionWord], start: int) -> Span | None:
        if words[start].text == "di" and not words[start].shouted:
            return None  # "di yogyakarta" is a place, "DI Yogyakarta" a province
        for match in self._names.matches(words, start):
            return self._extended(
                words, Span(start, match.end, start, NO_KIND, match.owners, match.key)
            )
        return None

    def _extended(self, words: Sequence[RegionWord], span: Span) -> Span:
        """With the next words, if name and words together are a longer name with a typing error."""
        end = span.end
        if not span.owners or end == len(words) or words[end].apart:
            return span
        following = words[end].text
        if following in ISLES:  # "Rote Island Regency"
            return replace(span, end=end + 1)
        longer = min(
            self._longer(words, span), key=lambda each: (each.slips, -each.end), default=None
        )
        if following in SIDES and (owners := self._of_side(span, following)):
            return replace(span, end=end + 1, owners=owners)
        if following in SIDES:
            also = longer.owners if longer else self._related(span, following)
            return replace(span, end=end + 1, owners=union(span.owners, also), slips=1)
        if longer is None or self.is_kind(words, end):
            return span
        if longer.end == end + 1 and self._starts(words, end):
            return span
        if following in self._known:  # "Kab. Nias bara": a slip, or another word
            return replace(longer, owners=union(longer.owners, span.owners))
        return longer

    def _longer(self, words: Sequence[RegionWord], span: Span) -> Iterator[Span]:
        key = span.key
        for end in range(span.end + 1, min(span.end + _MOST_ADDED, len(words)) + 1):
            if words[end - 1].apart:
                return
            added = words[end - 1].text
            key += added
            nears = [
                near
                for near in self._names.near(key)
                if near.slips < len(added) - 1 and of_kinds(span.kinds, near.owners)
            ]
            if nears:
                nearest = [near for near in nears if near.slips == nears[0].slips]
                owners = of_kinds(span.kinds, union(*(near.owners for near in nearest)))
                yield replace(span, end=end, owners=owners, key=key, slips=nears[0].slips)

    def _starts(self, words: Sequence[RegionWord], place: int) -> bool:
        return bool(self._names.matches(words, place))

    def _related(self, span: Span, side: str) -> Candidates:
        """The regions that a name and a side may mean: "Tana Toraja Utara" may be Toraja Utara."""
        having = self._names.having
        words = {word for region in span.owners for word in self._names.own[region]}
        sharing = [having[word] for word in words if word not in self._known]
        also = {region for regions in sharing if len(regions) <= _MOST_SHARE for region in regions}
        there = {region for region in also if region in having[side]} if side in having else also
        return tuple(sorted(there or also, key=lambda region: region.rank))

    def _of_side(self, span: Span, side: str) -> Candidates:
        """The regions that are named after one and its side: "Bolmong Utara"."""
        keys = ["".join(self._names.own[region]) + side for region in span.owners]
        return union(*(self._names.owners.get(key, ()) for key in keys))

    def _with_slips(self, words: Sequence[RegionWord], start: int, name: int) -> Span | None:
        """The nearest name after a word for a kind; also an exact name of another kind."""
        kinds = self._kinds(words, start, name)
        choices = list(self._choices(words, start, name, kinds))
        if not choices:
            return None
        least = min(cost for cost, _ in choices)
        best = [span for cost, span in choices if cost == least]
        widest = max(best, key=lambda span: span.end)
        owners = union(*(span.owners for span in best))
        return replace(widest, owners=owners)

    def _choices(
        self, words: Sequence[RegionWord], start: int, name: int, kinds: Kinds
    ) -> Iterator[tuple[int, Span]]:
        """Readings, each with its cost: typing errors, another kind, a word left over."""
        key = ""
        for place in range(name, min(name + _MOST_JOINED, len(words))):
            if place > name and words[place].apart:
                return
            key += words[place].text
            end = place + 1
            ends = end == len(words) or words[end].apart or self.is_kind(words, end)
            if key in self._passed and not ends:
                return
            if key in self._known and (not ends or len(key) <= _MOST_EVERYDAY):
                continue
            cost = 0 if ends or self._says_nothing(words, end) else _LEFT_OVER
            if owners := self._names.owners.get(key, ()):
                yield cost + 1, Span(start, end, name, kinds, owners, key, 1)
            for near in self._names.near(key, max(most_slips(key), len(key) >= _SHORTEST_MENDED)):
                if owners := of_kinds(kinds, near.owners):
                    span = Span(start, end, name, kinds, owners, key, near.slips)
                    yield cost + near.slips, span

    def _says_nothing(self, words: Sequence[RegionWord], place: int) -> bool:
        text = words[place].text
        if text in SIDES:
            return False
        return text in self._known or self.is_kind(words, place) or self._starts(words, place)

    def _with_kinds_behind(self, words: Sequence[RegionWord], spans: list[Span]) -> list[Span]:
        """With the kind that stands behind a name: "Malang Regency", "Bandung (Kota)"."""
        taken = {place for span in spans for place in range(span.start, span.end)}
        for i, span in enumerate(spans):
            place = span.end
            if span.titled or place >= len(words) or place in taken:
                continue
            kind = self._names.kinds.get(words[place].text)
            if kind is None or not self._ends_there(words, place):
                continue
            owner = i - 1 if span.is_province and i and spans[i - 1].end == span.start else i
            if fitting := of_kinds(frozenset({kind}), spans[owner].owners):
                spans[owner] = replace(spans[owner], kinds=frozenset({kind}), owners=fitting)
                spans[i] = replace(spans[i], end=place + 1)
        return spans

    def _ends_there(self, words: Sequence[RegionWord], place: int) -> bool:
        last = place + 1 == len(words)
        if words[place].text in BEHIND:
            return last or words[place + 1].text != "of"
        if last:
            return True
        following = words[place + 1]
        return not words[place].apart and (following.apart or following.text in self._known)


def of_kinds(kinds: Kinds, owners: Candidates) -> Candidates:
    """The regions of the kinds that a text says; all if it says none."""
    return tuple(region for region in owners if not kinds or region.type in kinds)


def union(*many: Candidates) -> Candidates:
    return tuple(dict.fromkeys(region for candidates in many for region in candidates))
