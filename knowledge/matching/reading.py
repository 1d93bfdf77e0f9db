"""Reading a message with the content's own words: chat spellings first, then typing errors."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.matching.guard import is_word
from knowledge.text import Word, read_word, skeleton, words

# Words with fewer letters are not corrected: they have too many neighbours ("kota", "nota",
# "rota"). Chosen.
_SHORTEST = 4
# Most words corrected in one message. Chosen: more unknown words are another language, and each
# costs time.
_MOST_MENDED = 12
# How many corrected words are cached: people use the same ones, and the halves of a message are
# read again. Chosen.
_REMEMBERED = 4096
_LEAST_CONSONANTS = 3
# Three bare consonants may stand only for a word that the content uses at least so often: "dst" is
# not "destitute", "tps" is not "taps". Chosen by reading the labelled messages.
_OFTEN = 5
# A listed word of at least so many letters that lacks one letter of a well spelt word is a typing
# error after all: the list comes from the web and has "infrastuktur". Measured: of 14,000 words of
# another dictionary 3 are changed wrongly.
_LONG = 7
_ITS = "nya"
_VOWEL = re.compile("[aeiou]")
_DOUBLED_END = re.compile(r"([a-z]*([aeiou]))\2")


class Reader:
    """Takes the words of a message for words of the content.

    spellings: chat spelling to plain form.
    counts: how often the content uses each word.
    well_spelt: words of edited prose; the phrasings are spelt as people type.
    """

    def __init__(
        self, spellings: Mapping[str, str], counts: Mapping[str, int], well_spelt: Iterable[str]
    ) -> None:
        often = (word for word, count in counts.items() if count > 1 and _VOWEL.search(word))
        self._edited = frozenset(well_spelt)
        self._known = {*self._edited, *often}
        self._counts = counts
        self._spellings = spellings
        self._by_start: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._by_skeleton: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._known):
            if len(word) >= _SHORTEST and word.isalpha():
                self._by_start[word[0], len(word)].append(word)
                self._by_skeleton[skeleton(word)].append(word)
        self._word = lru_cache(_REMEMBERED)(self._spelt)
        self._mended = lru_cache(_REMEMBERED)(self._mend)

    def knows(self, word: str) -> bool:
        """Whether a word in lower case is one of the content's."""
        return word in self._known

    def read(self, text: str) -> tuple[Word, ...]:
        """The words of a message, each with what it was taken for."""
        found = [self._word(word) for word in words(text)]
        left = _MOST_MENDED
        for i, word in enumerate(found):
            if word.read in self._known or " " in word.read or self._owned(word.read):
                continue
            left -= 1
            # What the list of chat spellings resolves is settled; only the rest may be a typing
            # error.
            strange = word.how == "as written" and left >= 0
            mended = self._mended(word.read) if strange else None
            if mended:
                found[i] = Word(word.written, mended, "typo")
            elif word.read not in self._counts:
                found[i] = Word(word.written, word.read, "unknown")
        return tuple(found)

    def _spelt(self, written: str) -> Word:
        """One word with its chat spelling resolved: "gmn", and "mauu" for "mau"."""
        word = read_word(written, self._spellings)
        if word.how == "as written" and word.read not in self._known:
            doubled = _DOUBLED_END.fullmatch(word.read)
            if doubled and (doubled[1] in self._spellings or doubled[1] in self._known):
                return Word(written, self._spellings.get(doubled[1], doubled[1]), "chat spelling")
        return word

    def _owned(self, word: str) -> bool:
        """Whether it is a known word with "-nya" (its): "bupatinya" is not a typing error of
        "buktinya".
        """
        return word.endswith(_ITS) and word.removesuffix(_ITS) in self._known

    def _mend(self, word: str) -> str | None:
        if len(word) < _SHORTEST - 1 or not word.isalpha():
            return None
        if is_word(word):
            return self._lacking_one(word)
        return self._without_vowels(word) or (self._near(word) if len(word) > 3 else None)

    def _lacking_one(self, word: str) -> str | None:
        """The long and well spelt word of which one letter is missing."""
        if len(word) < _LONG:
            return None
        longer = self._by_start.get((word[0], len(word) + 1), ())
        return next((w for w in longer if w in self._edited and _is_part(word, w)), None)

    def _without_vowels(self, word: str) -> str | None:
        """The word that this is an abbreviation of: "tmpt" for "tempat"."""
        consonants = skeleton(word)
        if len(consonants) < _LEAST_CONSONANTS:
            return None
        least = _OFTEN if len(word) == _LEAST_CONSONANTS else 1
        full = [
            w
            for w in self._by_skeleton.get(consonants, ())
            if w[0] == word[0] and self._counts.get(w, 0) >= least and _is_part(word, w)
        ]
        return max(full, key=self._weight, default=None)

    def _near(self, word: str) -> str | None:
        """The word with the same first letter, one typing error away (two if it is long)."""
        slips = 1 if len(word) < 8 else 2
        lengths = range(len(word) - slips, len(word) + slips + 1)
        candidates = [w for size in lengths for w in self._by_start.get((word[0], size), ())]
        found = process.extract(
            word, candidates, scorer=OSA.distance, score_cutoff=slips, limit=None
        )
        best = min(
            found, key=lambda hit: (hit[1], -self._counts.get(hit[0], 0), hit[0]), default=None
        )
        return best[0] if best else None

    def _weight(self, word: str) -> tuple[int, str]:
        return self._counts.get(word, 0), word


def _is_part(short: str, full: str) -> bool:
    """Whether the letters of one word stand in the other in the same order."""
    letters = iter(full)
    return len(short) < len(full) and all(letter in letters for letter in short)
