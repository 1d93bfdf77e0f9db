"""Which language a message is in, told by the words that the phrasings use."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from knowledge.matching.lessons import Lessons
from knowledge.matching.text import Word, words
from knowledge.models.content import Language

# How far the odds must lean: e to this power to one.
_CLEAR = 3.0
# No single word may decide alone: "data" and "internet" are at home in both.
_MOST_OF_ONE_WORD = 2.5
_LEAST_SHARE = 0.75


class Tongue:
    """Tells Indonesian from English, and says nothing about mixtures."""

    def __init__(self, lessons: Lessons) -> None:
        counts: dict[str, Counter[str]] = {"id": Counter(), "en": Counter()}
        for row in lessons.rows:
            if row.language and row.question:
                counts[row.language].update(words(row.text))
        total = {language: sum(found.values()) + 1 for language, found in counts.items()}
        self._lean = {
            word: _capped(
                math.log((counts["id"][word] + 0.5) / total["id"])
                - math.log((counts["en"][word] + 0.5) / total["en"])
            )
            for word in counts["id"].keys() | counts["en"].keys()
        }

    def of(self, read: Sequence[Word]) -> Language | None:
        """The language of a message, or None where it is mixed or cannot be told."""
        leans = [self._lean.get(word.written, 0.0) for word in read]
        indonesian = sum(lean for lean in leans if lean > 0)
        english = -sum(lean for lean in leans if lean < 0)
        both = indonesian + english
        if max(indonesian, english) < _CLEAR or max(indonesian, english) < _LEAST_SHARE * both:
            return None
        return "id" if indonesian > english else "en"


def _capped(lean: float) -> float:
    return max(-_MOST_OF_ONE_WORD, min(_MOST_OF_ONE_WORD, lean))
