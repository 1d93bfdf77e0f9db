"""Where names of regions stand in a text, and the word for their kind with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge.regions.names import NO_KIND, Kinds, Names, Near
from knowledge.regions.outcomes import Candidates
from knowledge.regions.words import ISLES, SIDES, Word

# English has them behind the name, or with "of": "smart city Bandung" names no kind.
_BEHIND = frozenset({"city", "regency", "province"})
# Stand between a kind and its name.
_LINKS = frozenset(
    {"administrasi", "adm", "administratif", "daerah", "tingkat", "ii", "of", "wali"}
)
_MOST_JOINED = 6
# A shorter name with a slip is named by its kind or not at all.
_SHORTEST_MENDED = 4


@dataclass(frozen=True, slots=True)
class Span:
    """A name in a text.

    start, end: its words, with those for its kind. name: its first word after them.
    kinds: what the text says it is. owners: the regions that it may name.
    key: its words written together. slips: how far it is from the name; 0 is as written.
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

    passed: words that say nothing about the region; they end a name that has a slip.
    """

    def __init__(self, names: Names, passed: frozenset[str]) -> None:
        self._names = names
        self._passed = passed

    def spans(self, words: Sequence[Word]) -> list[Span]:
        """All names, in order. Those with slips only behind a word for their kind."""
        found: list[Span] = []
        place = 0
        while place < len(words):
            span = self._titled(words, place) or self._bare(words, place)
            if span:
                found.append(span)
            place = span.end if span else place + 1
        return self._with_kinds_behind(words, found)

    def is_kind(self, words: Sequence[Word], place: int) -> bool:
        """Whether a word says what kind of region the next ones name."""
        word = words[place].text
        if word not in self._names.kinds:
            return False
        return word not in _BEHIND or (place + 1 < len(words) and words[place + 1].text == "of")

    def _titled(self, words: Sequence[Word], start: int) -> Span | None:
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

    def _end_of_kinds(self, words: Sequence[Word], start: int) -> int:
        end = start + 1
        while end < len(words):
            word = words[end]
            if not (self.is_kind(words, end) or (word.text in _LINKS and not word.apart)):
                break
            end += 1
        return end

    def _kinds(self, words: Sequence[Word], start: int, end: int) -> Kinds:
        kinds = self._names.kinds
        return frozenset(kinds[word.text] for word in words[start:end] if word.text in kinds)

    def _of_its_kind(self, words: Sequence[Word], start: int, name: int) -> Span | None:
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
                if longer:  # "Kota Bandung Barat": no city, and Kota Bandung says not all of it
                    return replace(span, owners=union(longer, fitting))
                return self._extended(words, span)
            longer = longer or match.owners
        return None

    def _bare(self, words: Sequence[Word], start: int) -> Span | None:
        if words[start].text == "di" and not words[start].shouted:
            return None  # "di yogyakarta" is a place, "DI Yogyakarta" a province
        for match in self._names.matches(words, start):
            return self._extended(
                words, Span(start, match.end, start, NO_KIND, match.owners, match.key)
            )
        return None

    def _extended(self, words: Sequence[Word], span: Span) -> Span:
        """With the next words, where they and the name make a longer one with a slip in it."""
        end = span.end
        if not span.owners or end == len(words) or words[end].apart:
            return span
        following = words[end].text
        if following in ISLES:  # "Rote Island Regency"
            return replace(span, end=end + 1)
        if (following in self._passed and following not in SIDES) or self._names.matches(
            words, end
        ):
            return span
        if span.titled is False and self.is_kind(words, end):
            return span
        key = span.key + following
        fitting = [
            near
            for near in self._names.near(key)
            if near.slips < len(following) - 1 and of_kinds(span.kinds, near.owners)
        ]
        nearest = _nearest(fitting)
        if nearest and following not in SIDES:
            owners = of_kinds(span.kinds, _owners(nearest))
            return replace(span, end=end + 1, owners=owners, key=key, slips=nearest[0].slips)
        if following in SIDES:
            also = self._related(span)
            return replace(span, end=end + 1, owners=union(span.owners, also), slips=1)
        return span

    def _related(self, span: Span) -> Candidates:
        """The regions that share the name's words: "Tana Toraja Utara" may be Toraja Utara."""
        having = self._names.having
        words = {word for region in span.owners for word in self._names.own[region]}
        shared = [having[word] for word in sorted(words) if word not in self._passed]
        found = {region for regions in shared if len(regions) <= _MOST_JOINED for region in regions}
        return tuple(sorted(found, key=lambda region: region.rank))

    def _with_slips(self, words: Sequence[Word], start: int, name: int) -> Span | None:
        """The nearest name behind a word for a kind; also a whole name of another kind."""
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
        self, words: Sequence[Word], start: int, name: int, kinds: Kinds
    ) -> Iterator[tuple[int, Span]]:
        """Readings, each with what speaks against it: slips, another kind, a word left over."""
        key = ""
        for end in range(name, min(name + _MOST_JOINED, len(words))):
            if end > name and words[end].apart:
                return
            key += words[end].text
            if end == name and key in self._passed:
                return
            left = end + 1
            is_left = left < len(words) and not words[left].apart
            cost = 2 * (is_left and not self._says_nothing(words, left))
            owners = self._names.owners.get(key, ())
            if owners:
                yield cost + 1, Span(start, left, name, kinds, owners, key, 1)
            for near in self._names.near(key):
                if near.key == key:
                    continue
                fitting = of_kinds(kinds, near.owners)
                slips = near.slips + (not fitting)
                span = Span(start, left, name, kinds, fitting or near.owners, key, slips)
                yield cost + slips, span

    def _says_nothing(self, words: Sequence[Word], place: int) -> bool:
        text = words[place].text
        if text in SIDES:
            return False
        return (
            text in self._passed
            or self.is_kind(words, place)
            or bool(self._names.matches(words, place))
        )

    def _with_kinds_behind(self, words: Sequence[Word], spans: list[Span]) -> list[Span]:
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

    def _ends_there(self, words: Sequence[Word], place: int) -> bool:
        last = place + 1 == len(words)
        if words[place].text in _BEHIND:
            return last or words[place + 1].text != "of"
        if last:
            return True
        following = words[place + 1]
        return not words[place].apart and (following.apart or following.text in self._passed)


def of_kinds(kinds: Kinds, owners: Candidates) -> Candidates:
    """The regions of the kinds that a text says; all if it says none."""
    return tuple(region for region in owners if not kinds or region.type in kinds)


def _nearest(nears: Sequence[Near]) -> list[Near]:
    return [near for near in nears if near.slips == nears[0].slips]


def _owners(nears: Sequence[Near]) -> Candidates:
    return union(*(near.owners for near in nears))


def union(*many: Candidates) -> Candidates:
    return tuple(dict.fromkeys(region for candidates in many for region in candidates))
