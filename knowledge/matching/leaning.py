"""Follow-up questions: messages with a cue such as "biayanya" and no subject of their own."""

from __future__ import annotations

from collections.abc import Iterable
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
    """

    def __init__(self, followups: Followups, reader: Reader) -> None:
        self._aspects = followups.aspects
        self._small = _read(followups.small, reader)
        cues = [
            _Cue(_read([cue], reader), _read((*aspect.cues, *aspect.beside), reader), name)
            for name, aspect in followups.aspects.items()
            for cue in aspect.cues
        ]
        # The most specific cue first: "dana dari mana" before "dana", and both before "how do".
        self._cues = sorted(cues, key=lambda cue: (-len(cue.stems - self._small), -len(cue.stems)))

    def leads_to(self, read: Iterable[Word], previous: str) -> tuple[str, Part] | None:
        """The topic that a message asks for after another, and which part of it.

        None where the message has its own subject.
        """
        said = _stems(read)
        subject = said - self._small
        for cue in self._cues:
            if cue.stems <= said and subject <= cue.allowed:
                aspect = self._aspects[cue.aspect]
                topic = aspect.instead.get(previous, aspect.leads_to or previous)
                return topic, aspect.shows if topic == previous else "answer"
        return None


def _read(texts: Iterable[str], reader: Reader) -> frozenset[str]:
    return frozenset(s for text in texts for s in _stems(reader.read(text)))


def _stems(read: Iterable[Word]) -> frozenset[str]:
    return frozenset(stem(token) for word in read for token in word.read.replace("-", " ").split())
