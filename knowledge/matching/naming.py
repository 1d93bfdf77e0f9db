"""Whether the few words of a short message name a topic, or only happen to stand in a phrasing.

"Dashboard" stands in two phrasings about vendors; who types that one word does not ask about them.
Of a longer message no single word decides, so nothing is asked of it here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.lessons import Lessons
from knowledge.matching.similarity import Index
from knowledge.text import Word, stem, words

# A message of more words than this is not short.
_SHORT = 6
# Of more subject words than this neither.
_FEW = 3
# A word of so many topics is nobody's subject: "kota", "program", "warga".
_MOST_TOPICS = 0.45
# A word that stands in so many phrasings of a topic, and in those of others so seldom, is its own.
# Chosen by reading the content: "longsor" is of disasters, "contract" of nothing in particular.
_OFTEN, _SHARE = 3, 0.5
# A mended word of so many letters is hardly another one: "asalamualaikm".
_LONG = 10
# Among so many words a mended one is most likely what was meant.
_CONTEXT = 3


class Naming:
    """Knows which words name which topic.

    index: the words of all rows, by stem. small: words that are nobody's subject.
    """

    def __init__(self, lessons: Lessons, index: Index, small: Iterable[str]) -> None:
        self._index = index
        self._topics = len(lessons.topics)
        self._asked = np.array(
            [row.question and row.topic < self._topics for row in lessons.rows], dtype=bool
        )
        self._owner = np.array([row.topic for row in lessons.rows], dtype=np.intp)
        self._place = {topic: i for i, topic in enumerate(lessons.topics)}
        self._small = frozenset(stem(word) for text in small for word in words(text))
        # What calls each topic: words of its titles one by one, keywords as a whole.
        self._called: dict[int, set[frozenset[str]]] = {}
        self._keywords: dict[int, set[str]] = {}
        for row in lessons.rows:
            stems = frozenset(stem(word) for word in words(row.text)) - self._small
            called = self._called.setdefault(row.topic, set())
            if row.keyword:
                called.add(stems)
                self._keywords.setdefault(row.topic, set()).add(" ".join(words(row.text)))
            elif not row.question and row.weight == 1:
                called.update(frozenset({said}) for said in stems)

    def names(self, read: Sequence[Word], topic: str) -> bool:
        """Whether a message names a topic; a long one always does.

        One word does only where it is a keyword as it stands.
        """
        tokens = [part for word in read for part in word.read.replace("-", " ").split()]
        place = self._place[topic]
        if " ".join(tokens) in self._keywords.get(place, ()):
            return all(word.how != "typo" or len(word.written) >= _LONG for word in read)
        if len(tokens) == 1:
            return False
        counts = {said: self._counts(said) for said in map(stem, tokens)}
        subject = [said for said in counts if self._is_subject(said, counts[said])]
        if len(tokens) > _SHORT or len(subject) > _FEW or not subject:
            return True
        sure = {
            stem(part)
            for word in read
            if word.how != "typo" or len(tokens) >= _CONTEXT
            for part in word.read.replace("-", " ").split()
        }
        if any(called and called <= sure for called in self._called.get(place, ())):
            return True
        if any(_is_own(counts[said], place) for said in sure):
            return True
        # Two words of a topic's phrasings are no coincidence.
        return sum(bool(counts[said][place]) for said in subject if said in sure) > 1

    def _is_subject(self, said: str, counts: NDArray[np.intp]) -> bool:
        topics = int(np.count_nonzero(counts))
        return said not in self._small and topics < _MOST_TOPICS * self._topics

    def _counts(self, said: str) -> NDArray[np.intp]:
        """In how many phrasings of each topic a stem stands."""
        rows = self._index.rows_of(said)
        return np.bincount(self._owner[rows[self._asked[rows]]], minlength=self._topics)


def _is_own(counts: NDArray[np.intp], place: int) -> bool:
    """Whether a word of so many phrasings of each topic is one topic's own."""
    return bool(counts[place] >= _OFTEN and counts[place] >= _SHARE * counts.sum())
