"""What one reading of a message may be about, and how likely."""

from __future__ import annotations

from dataclasses import dataclass, replace

from knowledge.matching.outcomes import Ranked
from knowledge.models.content import Part

# From so much on a reading is clear enough to need no second one: no plain form of a dialect, no
# part that was taken out.
CLEAR_FROM = 0.7


@dataclass(frozen=True, slots=True)
class Weighed:
    """What one reading may be about.

    none: probability that it is about no topic. words: how many it has. foreign: its likeness
    to messages out of scope. unknown: whether it has a word that no phrasing has.
    part: what of the first topic is asked for.
    follows: whether it is understood only in the light of the topic before it.
    """

    ranked: tuple[Ranked, ...]
    none: float
    words: int
    foreign: float
    unknown: bool
    part: Part = "answer"
    follows: bool = False

    def without(self, topic: str) -> Weighed:
        """The same with one topic moved to the end: the message says that it is not meant."""
        others = tuple(found for found in self.ranked if found.topic != topic)
        lost = sum(found.probability for found in self.ranked if found.topic == topic)
        if not others or not lost:
            return self
        left = max(1 - lost, 1e-9)
        ranked = (Ranked(found.topic, found.probability / left) for found in others)
        return replace(self, ranked=(*ranked, Ranked(topic, 0.0)), none=self.none / left)

    def led(self, topic: str, probability: float, part: Part = "answer") -> Weighed:
        """The same led to a topic by what was shown before it.

        probability: of that topic; the others share what is left.
        """
        left = 1 - probability
        rest = [Ranked(r.topic, r.probability * left) for r in self.ranked if r.topic != topic]
        ranked = (Ranked(topic, probability), *rest[: len(self.ranked) - 1])
        return replace(self, ranked=ranked, none=self.none * left, part=part, follows=True)

    @property
    def first(self) -> Ranked:
        """What it is most likely about."""
        return self.ranked[0]

    @property
    def known(self) -> float:
        """The probability that it is about any topic."""
        return 1 - self.none
