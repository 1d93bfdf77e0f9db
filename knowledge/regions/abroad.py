"""Places of other countries, and who speaks from one: the laws of Indonesia are not that one's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from knowledge.regions.spans import Span
from knowledge.regions.words import RegionWord, without_accents

# Most words of a place before its country, and most characters of its name. Chosen.
_MOST_WORDS, _LONGEST = 4, 60
_UNNAMED = re.compile(r"[^\w .,'-]")
# So much of a message is read for where its writer is at home. Chosen.
_MOST_READ = 1000
_SENTENCE_END = re.compile(r"[.!?\n]+")
# What stands before the place that somebody speaks from: "the city of Iloilo", "dari Melaka".
_FROM = (
    r"(?:in|from|of|for|at|near|with|our|my|di|dari|drpd|daripada|kat|untuk|bagi|pemkot|bandaraya|"
    r"perbandaran)(?: (?:the|a|our|my|city|town|province|council|majlis|bandar|kota|negeri|state)"
    r"(?: of)?){0,3}"
)
_I = re.compile(r"\b(?:i|i'm|we|we're|our|ours|us|my|me|saya|sy|kami|kita|aku)\b")
_PEOPLE = re.compile(
    r"\b(?:i'm|i am|we're|we are|saya|kami)(?: (?:a|an|the|from|orang|warga|pegawai))* "
    r"(?:bruneians?|cambodians?|lao|laotians?|malaysians?|burmese|filipinos?|filipina|singaporeans?|"
    r"thais?|vietnamese|timorese)\b"
)
# Whoever was there on a journey, or wants to copy a place, speaks from elsewhere.
_VISITED = re.compile(
    r"\b(?:visit\w*|trip|tour|travel\w*|copy|imitat\w*|learn\w*|example|studi banding|kunj\w*|"
    r"belajar|tiru|meniru|seperti|contoh|pulang|berkunjung|jalan-jalan)\b"
)


class SpeakersAbroad:
    """Tells messages of people who speak from another country.

    places: its cities and states, in small letters.
    """

    def __init__(self, places: Iterable[str]) -> None:
        named = "|".join(sorted(map(re.escape, places), key=len, reverse=True))
        self._place = re.compile(rf"\b(?P<before>{_FROM} )?(?:{named})\b") if named else None

    def speaks(self, text: str) -> bool:
        """Whether a message says that its writer is at home in another country."""
        return any(map(self._says, _SENTENCE_END.split(without_accents(text[:_MOST_READ]))))

    def _says(self, sentence: str) -> bool:
        if _PEOPLE.search(sentence):
            return True
        if self._place is None or _VISITED.search(sentence):
            return False
        found = self._place.search(sentence)
        return found is not None and bool(found["before"]) and bool(_I.search(sentence))


def as_name(text: str) -> str:
    """A place abroad as it is kept."""
    return _UNNAMED.sub("", text)[:_LONGEST]


def is_before(words: Sequence[RegionWord], run: tuple[int, int], country: Span) -> bool:
    """Whether words (first, end) name a place before its country: "Kuala Kangsar, Malaysia"."""
    start, end = run
    few = end - start <= _MOST_WORDS
    return few and end == country.start and words[end].apart and words[start].capital
