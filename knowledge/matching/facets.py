"""What is asked about a topic, whatever the topic is: its cost, who does it, an example."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from knowledge.matching.outcomes import AskedFacet
from knowledge.models.cards import Facet, Facets
from knowledge.text import LONGEST, Word, read_words, sentences

# Where a cue leaves room, so many words may stand: "berapa kira-kira per rumah biayanya".
_ROOM, _GAP = "...", 3
# Who writes more words tells before asking; what is asked stands in the last ones.
_LONG, _LAST = 20, 12
# A message of so many words that say something may name a facet by a bare noun: "biaya jamban".
_FEW = 3
# Endings that change nothing of what a word asks: "biayanya", "siapakah", "who's".
_ENDINGS = ("nya", "kah", "lah", "pun", "ne", "na", "e", "'s")
_ITS = ("nya", "ny")
_LEAST = 3

# The entries of a cue: a word, or a group's name in angle brackets, and how many words may stand
# before it, whatever they are; of small ones so many always may.
_Cue = tuple[tuple[str, int], ...]
# Where something stands in a sentence: its first word and the one behind its last.
_Span = tuple[int, int]


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
        self._named = _Phrases((self._words(name), "") for name in facets.names)
        groups = facets.groups.items()
        self._groups = _Phrases(
            (self._words(entry), f"<{name}>") for name, entries in groups for entry in entries
        )
        # By their first entry: most words of a message begin no cue.
        self._cues: dict[str, list[tuple[_Cue, Facet]]] = defaultdict(list)
        for facet, entry in facets.facets.items():
            for cue in entry.cues:
                (first, _), *others = self._cue(cue)
                self._cues[first].append((tuple(others), facet))
        self._anywhere = frozenset(name for name, e in facets.facets.items() if e.anywhere)
        self._alone = {
            word: facet for facet, e in reversed(facets.facets.items()) for word in e.alone
        }
        self._order: tuple[Facet, ...] = tuple(facets.facets)
        self._subjects: dict[Facet, frozenset[str]] = {
            facet: frozenset(entry.subjects) for facet, entry in facets.facets.items()
        }
        self._kept = {(topic, tuple(self._words(text))): facet for text, topic, facet in kept}

    def read(self, text: str, topic: str | None = None) -> AskedFacet:
        """The facet that a message asks for.

        topic: what it is about, if that is known: some phrasings belong to one card of it.
        """
        text = text[:LONGEST]
        said = [self._words(sentence) for sentence in sentences(text)]
        if topic is not None and self._kept:
            kept = self._kept.get((topic, tuple(word for words in said for word in words)))
            if kept:
                return kept
        asking = [
            words
            for words, sentence in zip(said, sentences(text), strict=True)
            if _asks(sentence, text)
        ]
        anywhere = {facet for words in said for facet in self._found(words)} & self._anywhere
        for part in (asking, _last(said)):
            found = anywhere.union(*map(self._found, part))
            for facet in self._order:
                if facet in found:
                    return facet
        return self._named_alone([word for words in said for word in words])

    def is_about(self, facet: AskedFacet, topic: str) -> bool:
        """Whether a topic is about a facet itself, so that its own answer is the one."""
        return facet != "general" and topic in self._subjects.get(facet, ())

    def _found(self, words: Sequence[str]) -> Iterator[Facet]:
        """The facets for which a sentence has a cue."""
        at = self._spans(words)
        for first, spans in at.items():
            for cue, facet in self._cues.get(first, ()):
                if any(self._goes_on(cue, end, words, at) for _, end in spans):
                    yield facet

    def _goes_on(
        self, cue: _Cue, place: int, words: Sequence[str], at: Mapping[str, Collection[_Span]]
    ) -> bool:
        """Whether the rest of a cue follows a place, each entry soon after the one before."""
        if not cue:
            return True
        (entry, room), *others = cue
        return any(
            place <= start <= place + max(room, _GAP)
            and (room or self._small.issuperset(words[place:start]))
            and self._goes_on(tuple(others), end, words, at)
            for start, end in at.get(entry, ())
        )

    def _spans(self, words: Sequence[str]) -> dict[str, list[_Span]]:
        """Where the words and groups stand that may be part of a cue."""
        dead = {i for start, end, _ in self._named.find(words) for i in range(start, end)}
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

    def _named_alone(self, words: Sequence[str]) -> AskedFacet:
        dead = {i for start, end, _ in self._named.find(words) for i in range(start, end)}
        telling = [
            word for i, word in enumerate(words) if i not in dead and word not in self._small
        ]
        if len(telling) > _FEW:
            return "general"
        found = {self._alone[form] for w in telling for form in _forms(w) if form in self._alone}
        return next((facet for facet in self._order if facet in found), "general")

    def _cue(self, cue: str) -> Iterator[tuple[str, int]]:
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
            forms = _forms(word)
            if self._begin.isdisjoint(forms):
                continue
            for end in range(start + 1, min(len(words), start + self._longest) + 1):
                *inner, last = words[start:end]
                for phrase in {(*inner, form) for form in _forms(last)}:
                    for name in self._names.get(phrase, ()):
                        yield start, end, name


def _parts(word: Word) -> list[str]:
    """The words that one is read as; "its" stays, for "uangnya" asks more often than "uang"."""
    parts = word.read.replace("-", " ").split()
    if word.written.endswith(_ITS) and not parts[-1].endswith(_ITS):
        parts[-1] += _ITS[0]
    return parts


def _last(said: list[list[str]]) -> list[list[str]]:
    """The sentences of a message, or what a long one ends with."""
    if sum(map(len, said)) <= _LONG:
        return said
    return [said[-1][-_LAST:]]


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
    return text[behind : behind + 1] == "?" or "?" in text[behind:][:2]
