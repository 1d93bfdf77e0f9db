"""Follow-up questions: messages with a cue such as "biayanya" and no subject of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge.matching.reading import Reader
from knowledge.models.content import Part
from knowledge.models.understanding import Followups
from knowledge.text import Word, stem


@dataclass(frozen=True, slots=True)
class _Cue:
    """stems: what a message must have. allowed: what it may have beside small words."""

    stems: frozenset[str]
    allowed: frozenset[str]
    aspect: str


class FollowupReader:
    """Finds what a message without a subject of its own asks of the topic before it.

    reader: reads the cues as it reads messages, so that both have the same stems.
    general: the topics that answer what can be asked of nearly any topic.
    """

    def __init__(self, followups: Followups, reader: Reader) -> None:
        self._aspects = followups.aspects
        self._broad = frozenset(followups.broad)
        self.general = frozenset(followups.general)
        self._small = _read(followups.small, reader)
        self._asking = _read(followups.asking, reader)
        self._whole = [_read([name], reader) for name in followups.whole]
        cues = list(_cues(followups, reader))
        # The most specific cue first: "dana dari mana" before "dana", and both before "how do".
        cues.sort(key=lambda cue: (-len(cue.stems - self._small), -len(cue.stems)))
        # By one of their stems, the longest: a message has few of these.
        self._cues: dict[str, list[tuple[int, _Cue]]] = defaultdict(list)
        for place, cue in enumerate(cues):
            self._cues[max(cue.stems, key=lambda said: (len(said), said))].append((place, cue))

    def leads_to(self, read: Iterable[Word], previous: str) -> tuple[str, Part] | None:
        """The topic that a message asks for after another, and which part of it.

        None where the message has its own subject.
        """
        return self._led(_stems(read), previous, alone=True)

    def may_lead_to(self, read: Iterable[Word], previous: str) -> tuple[str, Part] | None:
        """The same where other words stand beside the cue."""
        return self._led(_stems(read), previous, alone=False)

    def _led(self, said: frozenset[str], previous: str, *, alone: bool) -> tuple[str, Part] | None:
        subject = said - self._small
        for cue in self._held(said):
            if subject <= cue.allowed or not alone:
                aspect = self._aspects[cue.aspect]
                # Of a subject its own cost is asked, of something as broad as the programme the
                # cost as such.
                general = aspect.leads_to if self._leads(previous, cue.aspect) else None
                topic = aspect.instead.get(previous, general or previous)
                return topic, aspect.shows if topic == previous else "answer"
        return None

    def is_of_the_whole(self, read: Iterable[Word]) -> bool:
        """Whether a message says that it is about the whole programme: "anggaran smart city"."""
        said = _stems(read)
        return any(named <= said for named in self._whole)

    def asks(self, read: Iterable[Word]) -> bool:
        """Whether a message has a word that asks, or a cue, whatever stands beside it."""
        said = _stems(read)
        return not self._asking.isdisjoint(said) or bool(self._held(said))

    def asks_alone(self, read: Iterable[Word]) -> bool:
        """Whether a text is a question by itself, in a row of others: it has a question word, or
        nothing but a cue.
        """
        said = _stems(read)
        return not self._asking.isdisjoint(said) or self._led(said, "", alone=True) is not None

    def _held(self, said: frozenset[str]) -> list[_Cue]:
        """The cues that a message holds, the most specific first."""
        near = [found for stem in said for found in self._cues.get(stem, ())]
        held = [(place, cue) for place, cue in near if cue.stems <= said]
        return [cue for _, cue in sorted(held, key=lambda found: found[0])]

    def _leads(self, previous: str, aspect: str) -> bool:
        return previous in self._broad or self._aspects[aspect].leads_to not in self.general


def _cues(followups: Followups, reader: Reader) -> Iterator[_Cue]:
    for name, aspect in followups.aspects.items():
        allowed = _read((*aspect.cues, *aspect.beside), reader)
        for cue in aspect.cues:
            if stems := _read([cue], reader):
                yield _Cue(stems, allowed, name)


def _read(texts: Iterable[str], reader: Reader) -> frozenset[str]:
    return frozenset(s for text in texts for s in _stems(reader.read(text)))


def _stems(read: Iterable[Word]) -> frozenset[str]:
    return frozenset(stem(token) for word in read for token in word.read.replace("-", " ").split())
