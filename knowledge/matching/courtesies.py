"""Greetings and thanks around a question: the question is what is answered."""

from __future__ import annotations

from collections import defaultdict

from knowledge.matching.lessons import Lessons
from knowledge.matching.reading import Reader
from knowledge.text import Word

# The topic that greets back.
GREETING = "greeting"
# Topics that are polite and ask nothing; their keywords are the polite words.
COURTESIES = frozenset({GREETING, "thanks"})
# These, and what the bot says of itself, are never offered: they do not help somebody who asks
# about a city.
OF_THE_BOT = (
    COURTESIES | {"bot-help", "bot-diagnostic", "bot-workshop", "bot-privacy"} | {"bot-sources"}
)
# Who is greeted or thanked; these words go with the polite ones.
_ADDRESSED = frozenset(
    {"bapak", "ibu", "admin", "min", "kakak", "kak", "mas", "mbak", "bang", "bos", "bot", "mulai"}
    | {"semua", "tim", "rekan", "izin", "tanya", "bertanya", "sangat", "banyak", "ya"}
    | {"sir", "madam", "team", "all", "everyone", "there", "dear"}
)


class Courtesies:
    """Takes polite words off both ends of a message, if a question is left."""

    def __init__(self, lessons: Lessons, reader: Reader) -> None:
        polite = {i for i, topic in enumerate(lessons.topics) if topic in COURTESIES}
        phrases = {
            tuple(_tokens(reader.read(row.text)))
            for row in lessons.rows
            if row.topic in polite and row.keyword
        }
        # Phrases by their first word and by their last word, the longest first.
        self._beginning: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        self._ending: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase)):
            self._beginning[phrase[0]].append(phrase)
            self._ending[phrase[-1]].append(phrase[::-1])

    def without(self, read: tuple[Word, ...]) -> tuple[Word, ...]:
        """The words of a message between its polite ones; may be none."""
        first, last = 0, len(read)
        while taken := self._polite(read[first:last]):
            first += taken
        while taken := self._polite(read[first:last], at_end=True):
            last -= taken
        return read[first:last]

    def _polite(self, read: tuple[Word, ...], at_end: bool = False) -> int:
        """How many words at one end are polite, with whom they are said to."""
        ordered = read[::-1] if at_end else read
        addressed = _leading(ordered, _ADDRESSED) if at_end else 0
        left = ordered[addressed:]
        if not left:
            return 0
        tokens = left[0].read.split()
        phrases = self._ending.get(tokens[-1]) if at_end else self._beginning.get(tokens[0])
        for phrase in phrases or ():
            count = _covers(left, phrase, at_end)
            if count:
                rest = 0 if at_end else _leading(ordered[count:], _ADDRESSED)
                return addressed + count + rest
        return 0


def _tokens(read: tuple[Word, ...]) -> list[str]:
    return [token for word in read for token in word.read.split()]


def _covers(read: tuple[Word, ...], phrase: tuple[str, ...], backwards: bool) -> int:
    """How many words make up a phrase, 0 if they do not begin with it."""
    found: tuple[str, ...] = ()
    for count, word in enumerate(read, start=1):
        tokens = word.read.split()
        found += tuple(reversed(tokens) if backwards else tokens)
        if found == phrase:
            return count
        if found != phrase[: len(found)]:
            return 0
    return 0


def _leading(read: tuple[Word, ...], among: frozenset[str]) -> int:
    count = 0
    while count < len(read) and read[count].read in among:
        count += 1
    return count
