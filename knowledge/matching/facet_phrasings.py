"""The facet of a message, by whole phrasings of each facet and the cue that it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

from knowledge.matching.intents import Intents
from knowledge.matching.meaning import Encoder
from knowledge.models.cards import AskedFacet
from knowledge.text import LONGEST, read_words, words

# The file that keeps what was learnt.
_NAME: Final = "facets"
# What stands in place of the words of topics, so that only the way of asking is compared.
_TOPIC: Final = "#topic"
# Below this score a message asks for no facet, and so much speaks a cue for its own. Chosen on the
# phrasings, each left out, and on 475 labelled messages: 90 of 100 and 93 of 100 are told (87 and
# 91 where a cue always counts more); a tenth more or less of either changes less than 1 of 100.
_LEAST: Final = 0.25
_CUE: Final = 0.35
_SHORTEST: Final = 3
# By how much words must lead for a facet, so that its meaning is not asked. Measured on 1,628
# messages: 47 of 100 have it; of three of them meaning tells another facet, one wrongly.
_LEAD: Final = 0.28


class FacetPhrasings:
    """Tells the facet of a message by phrasings of the content.

    spellings: chat spelling to plain form. keywords: what topics are called. cues: words that tell
    a facet, which are never taken for a topic's. neutral: a word in place of a topic's.
    """

    def __init__(
        self,
        phrasings: Mapping[AskedFacet, Sequence[str]],
        spellings: Mapping[str, str],
        keywords: Iterable[str],
        cues: Iterable[str],
        neutral: str,
        encoder: Encoder | None = None,
        cache: Path | None = None,
        shipped: Path | None = None,
    ) -> None:
        self._phrasings, self._spellings, self._neutral = phrasings, spellings, neutral
        self._encoder, self._cache, self._shipped = encoder, cache, shipped
        told = {word for cue in cues for word in words(cue)}
        named = {word for keyword in keywords for word in words(keyword)}
        self._topics = frozenset(word for word in named - told if len(word) >= _SHORTEST)

    def read(self, text: str, told: AskedFacet = "general") -> AskedFacet:
        """The facet that a message asks for; "general" where none is likely.

        told: the facet that a cue in it tells: a cue may stand there by chance.
        """
        tokens = self._tokens(text[:LONGEST])
        if not tokens:
            return told
        found, score = self.intents.best(tokens, {told: _CUE} if told != "general" else None)
        facet = next(facet for facet in self._phrasings if facet == found)
        return facet if score >= _LEAST else "general"

    @cached_property
    def intents(self) -> Intents:
        """What is learnt of the phrasings."""
        said = [
            (self._tokens(text), facet)
            for facet, texts in self._phrasings.items()
            for text in texts
        ]
        neutral = {_TOPIC: self._neutral}
        folders = (self._cache, self._shipped)
        return Intents(
            _NAME, tuple(self._phrasings), said, neutral, self._encoder, *folders, lead=_LEAD
        )

    def _tokens(self, text: str) -> str:
        said = (
            part
            for word in read_words(text, self._spellings)
            for part in (words(word.read) or [word.written])
        )
        return " ".join(_TOPIC if word in self._topics else word for word in said)
