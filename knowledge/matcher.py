"""Which topic a message is about: one call, three outcomes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from knowledge.models import Language, Topic


@dataclass(frozen=True, slots=True)
class Ranked:
    """A topic and the probability, 0 to 1, that it is the right one."""

    topic: str
    probability: float


@dataclass(frozen=True, slots=True)
class Answered:
    """The first topic is right, as far as one can tell.

    language: the language of the message where it is clear.
    also: topics of further questions in the same message.
    """

    ranked: tuple[Ranked, ...]
    language: Language | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unsure:
    """One of the first two or three topics may be right."""

    ranked: tuple[Ranked, ...]
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Outside what the knowledge base answers; the ranking is for the curators."""

    ranked: tuple[Ranked, ...]
    language: Language | None = None


Match = Answered | Unsure | Unknown


class Matcher:
    """Finds topics for messages."""

    def __init__(self, topics: Mapping[str, Topic]) -> None:
        self._phrasings: list[str] = []
        self._owners: list[str] = []
        for topic_id, topic in topics.items():
            for phrasing in (*topic.ask.id, *topic.ask.en):
                self._phrasings.append(_normal(phrasing))
                self._owners.append(topic_id)

    def match(
        self, text: str, language: Language | None = None, previous: str | None = None
    ) -> Match:
        """Find the topic of a message.

        language: what the person reads, a hint only.
        previous: the topic shown just before, for "and what does it cost?".
        """
        found = process.extract(
            _normal(text), self._phrasings, scorer=fuzz.token_sort_ratio, limit=30
        )
        best: dict[str, float] = {}
        for _, score, i in found:
            best.setdefault(self._owners[i], score / 100)
        ranked = tuple(Ranked(topic, score) for topic, score in list(best.items())[:3])
        if ranked and ranked[0].probability >= 0.8:
            return Answered(ranked)
        if ranked and ranked[0].probability >= 0.55:
            return Unsure(ranked)
        return Unknown(ranked)


def _normal(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
