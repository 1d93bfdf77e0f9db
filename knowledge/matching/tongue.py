"""Which language a message is in, told by the words that the phrasings use."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

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
        for row in lessons.rows:
            if row.language and row.question:
                counts[row.language].update(words(row.text))
        every = set[str]().union(*counts.values())
        totals = {language: found.total() + 1 for language, found in counts.items()}
        self._lean = {word: dict(_leans(word, counts, totals)) for word in every}
        owners: dict[tuple[Language, str], set[int]] = defaultdict(set)
        for row in lessons.rows:
            if row.language and row.question:
                for word in words(row.text):
                    owners[row.language, word].add(row.topic)
        self._common = frozenset(
            said for said, topics in owners.items() if len(topics) >= _COMMON_TOPICS
        )

    def of(self, read: Sequence[Word], spoken: Language | None = None) -> Language | None:
        """The language of a message, or None where it is mixed or cannot be told.

        spoken: the language of the conversation. Indonesian is full of foreign terms, so an
        Indonesian conversation changes language only after plain words of the other one.
        """
        leans = Counter[Language]()
        for word in read:
            leans.update(self._lean.get(word.written, {}))
        if not leans:
            return None
        language, most = leans.most_common(1)[0]
        clear = most >= _CLEAR and most >= _LEAST_SHARE * leans.total()
        if clear and spoken == DEFAULT != language:
            plain = {w.written for w in read if language in self._lean.get(w.written, ())}
            common = [word for word in plain if (language, word) in self._common]
            clear = len(common) >= _LEAST_COMMON
        return language if clear else None


def _leans(
    word: str, counts: Mapping[Language, Counter[str]], totals: Mapping[Language, int]
) -> Iterator[tuple[Language, float]]:
    """How far a word speaks for the language that uses it most, against the one that does next."""
    often = sorted(
        (math.log((found[word] + 0.5) / totals[language]), language)
        for language, found in counts.items()
    )
    if len(often) > 1:
        (next_often, _), (most_often, language) = often[-2:]
        yield language, min(_MOST_OF_ONE_WORD, most_often - next_often)
