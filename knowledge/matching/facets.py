"""What is asked about a topic, whatever the topic is: its cost, who does it, an example."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.models.cards import AskedFacet, Facet, Facets
from knowledge.text import LONGEST, Word, read_words, sentences

# Where a cue leaves room, so many words may stand: "berapa kira-kira per rumah biayanya".
_ROOM, _GAP = "...", 3
# Who writes more words tells before asking; what is asked stands in the last ones.
_LONG, _LAST = 20, 12
# A message of so many words that say something may name a facet by a bare noun: "biaya jamban".
_FEW = 3
# Without a cue, the words of a message of at most so many are weighed: how much they must say for
# one facet, where 1 is a word that no other facet has, and how much more than for the next.
# Chosen on labelled messages. _DOUBT: a word of few cues tells less.
_WEIGHED, _ENOUGH, _CLEARLY, _DOUBT = 14, 1.0, 0.1, 0.5
# Endings that change nothing of what a word asks: "biayanya", "siapakah", "who's".
_ENDINGS = ("nya", "kah", "lah", "pun", "ne", "na", "e", "'s")
_ITS = ("nya", "ny")
_LEAST = 3

# The entries of a cue: a word, or a group's name in angle brackets, and how many words may stand
# before it, whatever they are; of small ones so many always may.
_Entries = tuple[tuple[str, int], ...]
# Where something stands in a sentence: its first word and the one behind its last.
_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class FacetReading:
    """The facet that a message asks for.

    cue: what tells it, as the content has it; "" where nothing does.
    rest: what the message says beside the cue and small words.
    hinted: whether no cue stands there, and its words only speak for the facet together.
    certain: whether the whole message is a phrasing that a card keeps.
    """

    facet: AskedFacet
    cue: str = ""
    rest: str = ""
    hinted: bool = False
    certain: bool = False


@dataclass(frozen=True, slots=True)
class _Cue:
    """written: as the content has it. others: its entries but the first."""

    facet: Facet
    written: str
    others: _Entries


class FacetReader:
    """Tells the facet of a message by the cues of the content.

    spellings: chat spelling to plain form. small: words that say nothing beside others.
    kept: phrasings that belong to one facet, each with its topic and the facet.
    """

    def __init__(
        self,
        facets: Facets,
        spellings: Mapping[str, str],
        small: Iterable[str] = (),
        kept: Iterable[tuple[str, str, Facet]] = (),
    ) -> None:
        self._spellings = spellings
        self._small = frozenset(small)
        self._names = _Phrases((self._words(name), "") for name in facets.names)
        groups = facets.groups.items()
        self._groups = _Phrases(
            (self._words(entry), f"<{name}>") for name, entries in groups for entry in entries
        )
        # By their first entry: most words of a message begin no cue.
        self._cues: dict[str, list[_Cue]] = defaultdict(list)
        self._alone: dict[str, Facet] = {}
        for facet, entry in facets.facets.items():
            for written in entry.cues:
                (first, _), *others = self._entries(written)
                self._cues[first].append(_Cue(facet, written, tuple(others)))
            for word in entry.alone:
                self._alone.setdefault(word, facet)
        self._order: tuple[Facet, ...] = tuple(facets.facets)
        self._anywhere = frozenset(name for name, e in facets.facets.items() if e.anywhere)
        self._subjects: dict[AskedFacet, frozenset[str]] = {
            facet: frozenset(entry.subjects) for facet, entry in facets.facets.items()
        }
        self._hints = self._weights(facets)
        self._kept = {(topic, tuple(self._words(text))): facet for text, topic, facet in kept}

    def read(self, text: str, topic: str | None = None) -> FacetReading:
        """The facet that a message asks for.

        topic: what it is about, if that is known: some phrasings belong to one card of it.
        """
        text = text[:LONGEST]
        pieces = sentences(text)
        said = [self._words(piece) for piece in pieces]
        kept = self._kept.get((topic or "", tuple(word for words in said for word in words)))
        if kept:
            return FacetReading(kept, text, certain=True)
        every = [word for words in said for word in words]
        heard = [list(self._found(words)) for words in said]
        anywhere = [cue for cues in heard for cue in cues if cue.facet in self._anywhere]
        asking = [
            cue
            for cues, piece in zip(heard, pieces, strict=True)
            if _asks(piece, text)
            for cue in cues
        ]
        # What is asked in so many words says more than what is told before it.
        if asking or anywhere:
            return min([*anywhere, *asking], key=self._place)
        if len(every) <= _LONG:
            found = [cue for cues in heard for cue in cues]
        else:
            found = list(self._found(said[-1][-_LAST:]))
        if found:
            return min(found, key=self._place)
        return self._named_alone(every) or self._hinted(every) or FacetReading("general")

    def is_about(self, facet: AskedFacet, topic: str) -> bool:
        """Whether a topic is about a facet itself, so that its own answer is the one."""
        return topic in self._subjects.get(facet, ())

    def _place(self, found: FacetReading) -> int:
        return self._order.index(found.facet) if found.facet != "general" else len(self._order)

    def _found(self, words: Sequence[str]) -> Iterator[FacetReading]:
        """What a sentence has cues for; "mesti ngapain" says more than "ngapain" within it."""
        hits = list(self._hits(words))
        every = {places for _, places in hits}
        rest = self._beside(frozenset().union(*every), words)
        for cue, places in hits:
            if not any(places < longer for longer in every):
                yield FacetReading(cue.facet, cue.written, rest)

    def _hits(self, words: Sequence[str]) -> Iterator[tuple[_Cue, frozenset[int]]]:
        """The cues in a sentence, each with the places of its words."""
        at = self._spans(words)
        for first, spans in at.items():
            for cue in self._cues.get(first, ()):
                for start, end in spans:
                    places = self._rest_of(cue.others, end, words, at)
                    if places is not None:
                        yield cue, places.union(range(start, end))
                        break

    def _beside(self, places: Collection[int], words: Sequence[str]) -> str:
        rest = (word for i, word in enumerate(words) if i not in places)
        return " ".join(word for word in rest if word not in self._small)

    def _rest_of(
        self,
        entries: _Entries,
        place: int,
        words: Sequence[str],
        at: Mapping[str, Collection[_Span]],
    ) -> frozenset[int] | None:
        """Where the rest of a cue stands behind a place, each entry soon after the one before."""
        if not entries:
            return frozenset()
        entry, room = entries[0]
        for start, end in at.get(entry, ()):
            near = place <= start <= place + max(room, _GAP)
            if near and (room or self._small.issuperset(words[place:start])):
                others = self._rest_of(entries[1:], end, words, at)
                if others is not None:
                    return others.union(range(start, end))
        return None

    def _spans(self, words: Sequence[str]) -> dict[str, list[_Span]]:
        """Where the words and groups stand that may be part of a cue."""
        dead = self._dead(words)
        at: dict[str, list[_Span]] = defaultdict(list)
        for i, word in enumerate(words):
            if i not in dead:
                for form in _forms(word):
                    at[form].append((i, i + 1))
        for start, end, group in self._groups.find(words):
            # A longer name may be what a group holds: "perangkat daerah" is an office.
            if end - start > 1 or start not in dead:
                at[group].append((start, end))
        return at

    def _dead(self, words: Sequence[str]) -> set[int]:
        """The places of phrases that ask nothing, whatever cue they hold."""
        return {i for start, end, _ in self._names.find(words) for i in range(start, end)}

    def _named_alone(self, words: Sequence[str]) -> FacetReading | None:
        dead = self._dead(words)
        telling = [
            word for i, word in enumerate(words) if i not in dead and word not in self._small
        ]
        if len(telling) > _FEW:
            return None
        found = [
            FacetReading(self._alone[form], word, self._beside({i}, words))
            for i, word in enumerate(words)
            if word in telling
            for form in _forms(word)
            if form in self._alone
        ]
        return min(found, key=self._place, default=None)

    def _hinted(self, words: Sequence[str]) -> FacetReading | None:
        """The facet for which the words of a message speak together."""
        if len(words) > _WEIGHED:
            return None
        dead = self._dead(words)
        scores: dict[Facet, float] = defaultdict(float)
        for i, word in enumerate(words):
            if i not in dead:
                hints = [self._hints[form] for form in _forms(word) if form in self._hints]
                for facet in {facet for hint in hints for facet in hint}:
                    scores[facet] += max(hint.get(facet, 0.0) for hint in hints)
        (facet, most), *others = sorted(scores.items(), key=lambda found: -found[1]) or [("how", 0)]
        clear = not others or most - others[0][1] >= _CLEARLY
        return FacetReading(facet, "its words", hinted=True) if clear and most >= _ENOUGH else None

    def _weights(self, facets: Facets) -> dict[str, dict[Facet, float]]:
        """For each word, how much it speaks for a facet: the share of its cues that are of it."""
        vague = {name for name in facets.groups if name not in facets.telling}
        in_vague = {w for name in vague for e in facets.groups[name] for w in self._words(e)}
        counts: dict[str, dict[Facet, float]] = defaultdict(lambda: defaultdict(float))
        for facet, entry in facets.facets.items():
            for said in (*entry.cues, *entry.alone):
                telling = [
                    word
                    for word, _ in self._entries(said)
                    if word not in self._small and word not in in_vague
                ]
                for word in {*telling} - {f"<{name}>" for name in vague}:
                    counts[word][facet] += 1 / len(telling)
        weights = {word: _shares(found) for word, found in counts.items()}
        for name in facets.telling:
            shares = weights.pop(f"<{name}>", {})
            for member in facets.groups[name]:
                words = self._words(member)
                if len(words) == 1:
                    own = weights.get(words[0], {})
                    both = {*own, *shares}
                    weights[words[0]] = {f: max(own.get(f, 0), shares.get(f, 0)) for f in both}
        return weights

    def _entries(self, cue: str) -> Iterator[tuple[str, int]]:
        room = 0
        for part in cue.split():
            if part == _ROOM:
                room += _GAP
                continue
            for entry in [part] if part.startswith("<") else self._words(part):
                yield entry, room
                room = 0

    def _words(self, text: str) -> list[str]:
        return [part for word in read_words(text, self._spellings) for part in _parts(word)]


class _Phrases:
    """Finds phrases of some words in a sentence. entries: the words of each, and its name."""

    def __init__(self, entries: Iterable[tuple[Sequence[str], str]]) -> None:
        self._names: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for words, name in entries:
            self._names[tuple(words)].append(name)
        self._begin = frozenset(phrase[0] for phrase in self._names)
        self._longest = max(map(len, self._names), default=0)

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Every phrase with its first word's place, the place behind its last, and its name."""
        for start, word in enumerate(words):
            if self._begin.isdisjoint(_forms(word)):
                continue
            for end in range(start + 1, min(len(words), start + self._longest) + 1):
                *inner, last = words[start:end]
                for phrase in {(*inner, form) for form in _forms(last)}:
                    for name in self._names.get(phrase, ()):
                        yield start, end, name


def _shares(counts: Mapping[Facet, float]) -> dict[Facet, float]:
    total = sum(counts.values()) + _DOUBT
    return {facet: count / total for facet, count in counts.items()}


def _parts(word: Word) -> list[str]:
    """The words that one is read as; "its" stays, for "uangnya" asks more often than "uang"."""
    parts = word.read.replace("-", " ").split()
    if word.written.endswith(_ITS) and not parts[-1].endswith(_ITS):
        parts[-1] += _ITS[0]
    return parts


@lru_cache(4096)
def _forms(word: str) -> tuple[str, ...]:
    """A word as it stands, and without endings that change nothing."""
    shorter = (
        word.removesuffix(ending)
        for ending in _ENDINGS
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST
    )
    return (word, *shorter)


def _asks(sentence: str, text: str) -> bool:
    """Whether a question mark stands right behind a sentence of a text."""
    behind = text.find(sentence) + len(sentence)
    return "?" in text[behind : behind + 2]
