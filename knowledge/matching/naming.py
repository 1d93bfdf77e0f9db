"""Whether a short message names a topic, or only shares a word with one of its phrasings.

"Dashboard" occurs in two phrasings about vendors, but somebody who types only that word does not
ask about vendors. Longer messages always pass: in them no single word decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.lessons import Lessons
from knowledge.matching.similarity import Index
from knowledge.text import Word, stem, words

# A message with more words than this is not short. Chosen: in a longer one no single word decides.
_SHORT = 6
# Nor is one with more words than this that could be its subject. Chosen, as above.
_FEW = 3
# A word that this share of all topics uses is no subject: "kota", "program", "warga". Chosen by
# reading which words the content has in nearly every topic.
_MOST_TOPICS = 0.45
# A word belongs to one topic if at least _OFTEN of its phrasings use it and at least this share
# (_SHARE) of all uses are in that topic. Chosen by reading the content: "longsor" belongs to
# disasters, "contract" to no topic in particular.
_OFTEN, _SHARE = 3, 0.5
# A corrected word of so many letters can hardly have been another word: "asalamualaikm". Chosen.
_LONG = 10
# In a message of at least so many words a corrected word is trusted. Chosen.
_CONTEXT = 3


class Naming:
    """Knows which words name which topic.

    index: the words of all rows, by stem. small: words that are never a subject.
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

        A single word does so only if it is a keyword exactly as written.
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
        # One shared word may be chance; two are not.
        return sum(bool(counts[said][place]) for said in subject if said in sure) > 1

    def _is_subject(self, said: str, counts: NDArray[np.intp]) -> bool:
        topics = int(np.count_nonzero(counts))
        return said not in self._small and topics < _MOST_TOPICS * self._topics

    def _counts(self, said: str) -> NDArray[np.intp]:
        """How many phrasings of each topic contain a stem."""
        rows = self._index.rows_of(said)
        return np.bincount(self._owner[rows[self._asked[rows]]], minlength=self._topics)


def _is_own(counts: NDArray[np.intp], place: int) -> bool:
    """Whether a word belongs to one topic. counts: how many phrasings of each topic use it."""
    return bool(counts[place] >= _OFTEN and counts[place] >= _SHARE * counts.sum())
