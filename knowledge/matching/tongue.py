"""Which language a message is in, told by the words that the phrasings use."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from knowledge.matching.lessons import Lessons
from knowledge.models.language import DEFAULT, Language
from knowledge.text import Word, words

# Log odds needed to call a language (e^3 is 20 to 1). Chosen: mixtures stay below.
_CLEAR = 3.0
# Most log odds that one word may add, so that no word decides alone: "data" and "internet" belong
# to both languages. Chosen, below _CLEAR.
_MOST_OF_ONE_WORD = 2.5
_LEAST_SHARE = 0.75
# A word that at least _COMMON_TOPICS topics use is a plain word, not a term: "the", "how", "our".
# An Indonesian conversation changes to English only after a message with _LEAST_COMMON of them;
# "e-government roadmap" does not change it. Chosen by reading the content's words.
_COMMON_TOPICS = 10
_LEAST_COMMON = 2


class LanguageDetector:
    """Tells the languages of the phrasings apart, and says nothing about mixtures."""

    def __init__(self, lessons: Lessons) -> None:
        counts: dict[Language, Counter[str]] = defaultdict(Counter)
        owners: dict[tuple[Language, str], set[int]] = defaultdict(set)
        for row in lessons.rows:
            if row.language and row.question:
                said = words(row.text)
                counts[row.language].update(said)
                for word in said:
                    owners[row.language, word].add(row.topic)
        every = set[str]().union(*counts.values())
        totals = {language: found.total() + 1 for language, found in counts.items()}
        leans = ((word, _lean(word, counts, totals)) for word in every)
        self._lean = {word: lean for word, lean in leans if lean}
        self._common = frozenset(
            said for said, topics in owners.items() if len(topics) >= _COMMON_TOPICS
        )

    def of(self, read: Sequence[Word], spoken: Language | None = None) -> Language | None:
        """The language of a message, or None where it is mixed or cannot be told.

        spoken: the language of the conversation. Indonesian is full of foreign terms, so an
        Indonesian conversation changes language only after plain words of the other one.
        """
        leans = {w.written: lean for w in read if (lean := self._lean.get(w.written))}
        if not leans:
            return None
        sums: dict[Language, float] = defaultdict(float)
        for word in read:
            if word.written in leans:
                towards, odds = leans[word.written]
                sums[towards] += odds
        language, most = max(sums.items(), key=lambda found: found[1])
        clear = most >= _CLEAR and most >= _LEAST_SHARE * sum(sums.values())
        if clear and spoken == DEFAULT != language:
            plain = [written for written, (towards, _) in leans.items() if towards == language]
            common = [word for word in plain if (language, word) in self._common]
            clear = len(common) >= _LEAST_COMMON
        return language if clear else None


def _lean(
    word: str, counts: Mapping[Language, Counter[str]], totals: Mapping[Language, int]
) -> tuple[Language, float] | None:
    """The language that uses a word most, and how far it speaks for that against the next one."""
    often = sorted(
        (math.log((found[word] + 0.5) / totals[language]), language)
        for language, found in counts.items()
    )
    if len(often) < 2:
        return None
    (next_often, _), (most_often, language) = often[-2:]
    return language, min(_MOST_OF_ONE_WORD, most_often - next_often)
