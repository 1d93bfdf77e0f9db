"""Which region a text names, and where a message names regions.

`Gazetteer.find` is for a text that should name a region, `Gazetteer.mentions` for any message.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.models.regions import Regions
from knowledge.regions.abroad import as_name, is_before
from knowledge.regions.evidence import NameEvidence
from knowledge.regions.names import NO_KIND, Kinds, NameIndex, most_slips
from knowledge.regions.outcomes import (
    Abroad,
    Candidates,
    FoundRegion,
    Mention,
    NoRegion,
    Region,
    RegionFinding,
    Several,
)
from knowledge.regions.spans import BEHIND, Scanner, Span, of_kinds, union
from knowledge.regions.words import ISLES, RegionWord, read_region_words

# Most words read for a region's name, most words and characters of a message, and most regions
# offered. Chosen: nobody needs more to name a region.
_MOST_WORDS = 40
_MOST_WORDS_OF_MESSAGE = 160
_LONGEST = 4096
_MOST_OFFERED = 4
# If more regions fit, they share only an everyday word, such as "barat". Chosen.
_TOO_MANY = 8
Run = tuple[int, int]
# Most words left without a region that are read as a misspelt name. Chosen.
_MOST_LEFT = 4
_SHORTEST_PART = 4
_MOST_JOINED = 6
# Joined words with fewer letters may have one typing error. Chosen.
_LONG_TOGETHER = 10


class Gazetteer:
    """Finds regions by what people type."""

    def __init__(self, regions: Regions) -> None:
        self._names = NameIndex(regions)
        self._passed = frozenset((*regions.ignored, *regions.agencies, *regions.offices))
        self._ordinary = frozenset(regions.ordinary)
        self._evidence = NameEvidence(regions, self._names)
        self._scanner = Scanner(self._names, self._passed, self._ordinary)

    def region(self, code: str) -> Region | None:
        """The region with an official code."""
        return self._names.by_code.get(code)

    @property
    def regions(self) -> Candidates:
        """All regions, by province."""
        return tuple(self._names.by_code.values())

    def find(self, text: str, *, alone: bool = False) -> RegionFinding:
        """The region that a text names; "Several" asks which. Any text will do.

        alone: only if the text says nothing else.
        """
        if region := self.region(text.strip()):
            return FoundRegion(region)
        words = read_region_words(text[:_LONGEST], _MOST_WORDS, self._names.expand)
        if name := self._abroad(text, words):
            return Abroad(name)
        candidates = self._candidates(words, alone)
        if len(candidates) == 1:
            return FoundRegion(candidates[0])
        if not candidates or len(candidates) > _TOO_MANY:
            return NoRegion()
        return Several(candidates[:_MOST_OFFERED])

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Where a message names regions, in order; they do not overlap. Any text will do.

        For a matcher that is to read the rest: `text[mention.start:mention.end]` is a name with the
        word for its kind and a province beside it ("Kab. Sikka, NTT", "jaksel"); what stands
        before it ("di", "kami dari") is not part of it. Names that are everyday words too ("batu",
        "serang") count only where something says that a region is meant. Misspelt names are found
        behind a word for their kind, long ones behind "di" or with a capital letter too.
        """
        words = read_region_words(text[:_LONGEST], _MOST_WORDS_OF_MESSAGE, self._names.expand)
        return tuple(
            Mention(words[group[0].start].start, words[group[-1].end - 1].end, regions)
            for group in self._beside(self._scanner.spans(words))
            if any(self._evidence.speaks(words, span) for span in group)
            and (regions := self._together(group))
        )

    def _candidates(self, words: Sequence[RegionWord], alone: bool) -> Candidates:
        spans = self._scanner.spans(words)
        left = self._left(words, spans)
        if left and sum(end - start for start, end in left) <= _MOST_LEFT:
            spans, left = self._explained(words, spans, left, alone)
        spans = self._meant(words, [span for span in spans if span.owners])
        if left:
            spans = (
                []
                if alone or self._is_unknown(words, spans, left)
                else self._among_others(words, spans)
            )
        elif alone and all(self._is_everyday_word(span) for span in spans):
            return ()
        return self._together(spans)

    def _abroad(self, text: str, words: Sequence[RegionWord]) -> str:
        """The place of another country that a text names and says nothing else; or ""."""
        spans = self._scanner.spans(words)
        left = self._left(words, spans)
        foreign = bool(spans) and not any(span.owners for span in spans)
        if foreign and not left:
            start, end = spans[0].start, spans[-1].end
        elif foreign and len(left) == 1 and is_before(words, left[0], spans[0]):
            start, end = left[0][0], spans[-1].end
        elif not spans and len(left) == 1 and self._is_city(words, left[0]):
            start, end = left[0]
        else:
            return ""
        if end < len(words) and words[end].text in BEHIND:
            end += 1
        return as_name(text[words[start].start : words[end - 1].end])

    def _is_city(self, words: Sequence[RegionWord], run: Run) -> bool:
        """Whether it is written as a city is in English: "Tagum City"."""
        start, end = run
        named = all(word.capital and word.text not in self._ordinary for word in words[start:end])
        ends = end + 1 == len(words) and words[end].text in BEHIND and words[end].capital
        return named and ends and not self._misspelt(words, [], run, alone=False)

    def _explained(
        self,
        words: Sequence[RegionWord],
        spans: list[Span],
        left: list[Run],
        alone: bool,
    ) -> tuple[list[Span], list[Run]]:
        """The names of a short text with those that are misspelt; the words that are still left."""
        still: list[Run] = []
        for run in left:
            if any(span.start <= run[0] < span.end for span in spans):
                continue
            name = self._misspelt(words, spans, run, alone)
            if name and self._is_beside_or_agrees(name, spans):
                kept = [span for span in spans if span.end <= name.start or span.start >= name.end]
                spans = sorted((*kept, name), key=lambda span: span.start)
            else:
                still.append(run)
        return spans, still

    def _is_beside_or_agrees(self, name: Span, spans: Sequence[Span]) -> bool:
        """Whether a misspelt name agrees with the names beside it: in "kampung di Lamongan",
        "kampung" is not Lampung.
        """
        others = [span for span in spans if span.owners]
        if not others or any(s.start <= name.end and name.start <= s.end for s in others):
            return True
        return any(self._agrees(region, (name, *others)) for region in _all(others, name))

    def _left(self, words: Sequence[RegionWord], spans: Sequence[Span]) -> list[Run]:
        """The runs of words (first, end) that no name explains and that are not passed over."""
        taken = {place for span in spans for place in range(span.start, span.end)}
        runs: list[Run] = []
        for place, word in enumerate(words):
            if place in taken or word.text in self._passed or word.text in self._names.kinds:
                continue
            if runs and runs[-1][1] == place and not word.apart:
                runs[-1] = (runs[-1][0], place + 1)
            else:
                runs.append((place, place + 1))
        return runs

    def _misspelt(
        self, words: Sequence[RegionWord], spans: Sequence[Span], run: Run, alone: bool
    ) -> Span | None:
        """A run of words as a part of a name, or as a name with slips."""
        start, end = run
        texts = [word.text for word in words[start:end]]
        kinds = self._kinds_beside(words, start, end)
        if not self._ordinary.issuperset(texts):
            readings = list(self._readings(words, run, kinds))
            best = min(readings, key=lambda span: (span.slips, -span.end), default=None)
            if best and best.end > end:
                return best
            if owners := self._in_part(texts):
                owners = of_kinds(kinds, owners) or owners
                return Span(start, end, start, kinds, owners, "".join(texts), 1)
            if best and (not alone or len(best.key) > _SHORTEST_PART):
                return best
        return self._within(words, spans, run, kinds)

    def _readings(self, words: Sequence[RegionWord], run: Run, kinds: Kinds) -> Iterator[Span]:
        """The run, and the run with what follows it, as a name with slips: "Rejdang Lebong"."""
        start, end = run
        key = "".join(word.text for word in words[start : end - 1])
        for last in range(end, min(start + _MOST_JOINED, len(words)) + 1):
            if last > end and words[last - 1].apart:
                return
            key += words[last - 1].text
            # Short words written together resemble many names: "silo antar", "Siantar".
            several = last - start > 1 and len(key) < _LONG_TOGETHER
            nears = self._names.near(key, 1 if several and most_slips(key) else None)
            owners = union(*(near.owners for near in nears if near.slips == nears[0].slips))
            of = kinds if last == end else NO_KIND  # "Lima Pulh Kota"
            if owners := of_kinds(of, owners):
                yield Span(start, last, start, kinds, owners, key, nears[0].slips)

    def _within(
        self, words: Sequence[RegionWord], spans: Sequence[Span], run: Run, kinds: Kinds
    ) -> Span | None:
        """A name with more slips, where the province says where to look."""
        named = union(*(span.owners for span in spans))
        provinces = tuple(region for region in named if region.type == "province")
        beside = any(run[1] == span.start or run[0] == span.end for span in spans)
        if not provinces or not beside:
            return None
        key = "".join(word.text for word in words[run[0] : run[1]])
        nears = [
            (near.slips, region)
            for near in self._names.near(key, most_slips(key) + 1)
            for region in of_kinds(kinds, near.owners)
            if any(self._names.is_within(region, province) for province in provinces)
        ]
        if not nears:
            return None
        least = nears[0][0]
        owners = tuple(dict.fromkeys(region for slips, region in nears if slips == least))
        if not kinds and least > most_slips(key):
            owners = union(owners, provinces)
        return Span(*run, run[0], kinds, owners, key, least)

    def _kinds_beside(self, words: Sequence[RegionWord], start: int, end: int) -> Kinds:
        for place in (start - 1, end):
            if 0 <= place < len(words) and words[place].text in self._names.kinds:
                return frozenset({self._names.kinds[words[place].text]})
        return NO_KIND

    def _in_part(self, texts: Sequence[str]) -> Candidates:
        """The regions whose name has all the words, in any order; first those with no others."""
        specific = [text for text in texts if text not in ISLES]
        if not specific or self._ordinary.issuperset(specific):
            return ()
        having = set.intersection(*(self._names.having.get(text, set()) for text in specific))
        exact = [region for region in having if len(self._names.own[region]) == len(specific)]
        return tuple(sorted(exact or having, key=lambda region: region.rank))

    def _meant(self, words: Sequence[RegionWord], spans: list[Span]) -> list[Span]:
        """Without the names of agencies, and of places within a region."""
        if len(spans) == 1 and spans[0].end - spans[0].start == len(words):
            return spans
        titled = any(span.titled for span in spans)
        return [
            span
            for span in spans
            if not self._evidence.is_below(words, span)
            and not self._evidence.is_office(words, span, titled=titled)
        ]

    def _is_unknown(self, words: Sequence[RegionWord], spans: list[Span], left: list[Run]) -> bool:
        """Whether a regency or a city is named that there is not: "Kota Xyz, Jawa Timur"."""
        if not all(span.is_province for span in spans):
            return False
        first = next(start for start, _ in left)
        for start, end in left:
            kind = self._names.kinds.get(words[start - 1].text) if start else None
            titled = kind in {"kota", "kabupaten"} and not words[start].apart
            apart = end == len(words) or words[end].apart
            named = any(end == span.start for span in spans)
            if titled and (apart or named):
                return True
            if start == first and apart and named:
                return True
        return False

    def _among_others(self, words: Sequence[RegionWord], spans: list[Span]) -> list[Span]:
        return [span for span in spans if self._evidence.speaks(words, span)]

    def _is_everyday_word(self, span: Span) -> bool:
        return (
            not span.titled
            and span.key in self._names.everyday
            and not self._names.official(span.key)
        )

    def _together(self, spans: Sequence[Span]) -> Candidates:
        """The regions that names beside each other mean: those that agree with every one."""
        every = union(*(span.owners for span in spans))
        agreeing = tuple(region for region in every if self._agrees(region, spans))
        if len(spans) == 1:
            return self._with_longer(spans[0])
        places = tuple(region for region in agreeing if region.type != "province")
        return places or agreeing or self._in_conflict(spans, every)

    def _beside(self, spans: Sequence[Span]) -> Iterator[list[Span]]:
        """Names that stand side by side and agree: a region and its province."""
        group: list[Span] = []
        for span in spans:
            if not span.owners:
                continue
            beside = bool(group) and group[-1].end == span.start
            if beside and any(self._agrees(region, (*group, span)) for region in _all(group, span)):
                group.append(span)
                continue
            if group:
                yield group
            group = [span]
        if group:
            yield group

    def _agrees(self, region: Region, spans: Sequence[Span]) -> bool:
        within = self._names.is_within
        return all(any(within(region, other) for other in span.owners) for span in spans)

    def _in_conflict(self, spans: Sequence[Span], every: Candidates) -> Candidates:
        """Names that cannot all be right: "Kab. Siak, NTT" may be Sikka, so it is asked."""
        provinces = union(*(span.owners for span in spans if span.is_province))
        places = [span for span in spans if not span.is_province]
        near = [
            region
            for span in places
            for name in self._names.near(span.key, most_slips(span.key) + 1)
            for region in of_kinds(span.kinds, name.owners)
            if any(self._names.is_within(region, province) for province in provinces)
        ]
        if near:
            return union(*(span.owners for span in places), tuple(near))
        return every

    def _with_longer(self, span: Span) -> Candidates:
        """Where it is open which is meant, also regions such as Bandung Barat for Bandung."""
        owners = span.owners
        if len(owners) < 2 or span.titled or span.slips:
            return owners
        longer = [
            region
            for region, own in self._names.own.items()
            if region not in owners and "".join(own[:-1]) == span.key
        ]
        every = (*owners, *sorted(longer, key=lambda region: region.rank))
        return every if len(every) <= _MOST_OFFERED else owners


def _all(group: Sequence[Span], span: Span) -> Candidates:
    return union(*(each.owners for each in group), span.owners)
