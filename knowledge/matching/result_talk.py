"""What a message typed about a result asks for, and which priority it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from knowledge.matching.intents import Intents
from knowledge.matching.meaning import Encoder
from knowledge.models.result_talk import RESULT_INTENTS, ResultIntent, ResultTalkWords
from knowledge.phrases import Phrases
from knowledge.regions.outcomes import Mention
from knowledge.text import LONGEST, read_words, words

# The file that keeps what was learnt.
_NAME: Final = "result-talk"
# The rank of the last priority, however many there are.
LAST: Final = -1
# Behind thanks, a question has at least so many words. Chosen: "makasih pak" asks nothing.
_LEAST_ASKED: Final = 2
# What stands in place of a priority, a number, a region and a word of an answer.
_PRIORITY, _RANK, _REGION, _STEP = "#priority", "#rank", "#region", "#step"
# Below this score a message is none of the intents; below the lower one if it names a priority.
# Of phrasings of none, each left out, 15 of 100 score more for another; of the others 87 of 100
# are told. With 0.39 for both it was 12 and 81: people then had to ask again more often.
_LEAST: Final = 0.3
_LEAST_NAMED: Final = 0.25
# Intents that are about one priority, where one is named.
OF_A_PRIORITY: Final = frozenset(
    {
        "why_order",
        "what_changes",
        "who",
        "when_first",
        "steps_of",
        "money_of",
        "indicator_of",
        "change_answer",
        "explain_term",
        "plan_reminder",
    }
)

# What may be asked in one message, each answered for the same priorities.
TOLD_TOGETHER: Final = frozenset({"who", "money_of", "indicator_of", "when_first"})


@dataclass(frozen=True, slots=True)
class ResultTalk:
    """A message about a result.

    intent: "none" if it is something else. about: the id of a priority, a rank from 1, LAST, or
    None.
    also: priorities named behind the first, in their order. then: what else it asks.
    score: how sure, about 0 to 1.
    """

    intent: ResultIntent
    about: str | int | None = None
    also: tuple[str, ...] = ()
    score: float = 0.0
    then: tuple[ResultIntent, ...] = ()


@dataclass(frozen=True, slots=True)
class _Heard:
    """The words of a message with placeholders, and what they stand for."""

    tokens: tuple[str, ...]
    priorities: tuple[str, ...]
    rank: int | None


class ResultTalkReader:
    """Reads messages about a result by phrasings of the content.

    spellings: chat spelling to plain form. mentions: where a message names regions.
    encoder: None for words alone. cache: where what was learnt is kept; None keeps nothing.
    shipped: a folder with what was learnt before; only read.
    """

    def __init__(
        self,
        content: ResultTalkWords,
        spellings: Mapping[str, str],
        mentions: Callable[[str], Sequence[Mention]],
        encoder: Encoder | None = None,
        cache: Path | None = None,
        shipped: Path | None = None,
    ) -> None:
        self._content, self._spellings, self._mentions = content, spellings, mentions
        self._encoder, self._cache, self._shipped = encoder, cache, shipped
        self._priorities = {
            tuple(words(name)): id_ for id_, names in content.priorities.items() for name in names
        }
        # Verbs that are spelt as a priority is: "bisa langsung jalan".
        self._priorities |= dict.fromkeys(map(tuple, map(words, content.not_named)), "")
        self._longest = max(map(len, self._priorities))
        self._ranks = {
            tuple(words(said)): place
            for place, row in enumerate(content.ranks, start=1)
            for said in row
        }
        self._ranks |= {tuple(words(said)): LAST for said in content.last}
        self._polite = frozenset(content.polite)
        self._counting, self._steps = frozenset(content.counting), frozenset(content.steps)
        self._units = frozenset(content.units)
        self._neutral = {f"#{what}": word for what, word in content.neutral.items()}
        self._speaking = frozenset(content.speaking_of)
        self._cues = {
            intent: Phrases(entry.cues) for intent, entry in content.intents.items() if entry.cues
        }

    def read(self, text: str) -> ResultTalk:
        """What a message asks of a result."""
        heard = self._hear(text[:LONGEST])
        if not heard.tokens:
            return ResultTalk("none")
        talk = self._read(heard)
        if talk.intent in {"thanks", "none"} and (asked := self._behind_thanks(heard)):
            behind = self._read(asked)
            return talk if behind.intent == "none" else behind
        return talk

    def _read(self, heard: _Heard) -> ResultTalk:
        found, score = self.intents.best(" ".join(heard.tokens))
        intent = RESULT_INTENTS[RESULT_INTENTS.index(found)]
        if cued := self._cued(heard.tokens):
            intent, score = cued, 1.0
        named = intent in OF_A_PRIORITY and (heard.priorities or heard.rank)
        if score < (_LEAST_NAMED if named else _LEAST):
            intent = "none"
        about: str | int | None = None
        if intent in OF_A_PRIORITY:
            about = heard.priorities[0] if heard.priorities else heard.rank
        return ResultTalk(intent, about, heard.priorities[1:], score)

    def _behind_thanks(self, heard: _Heard) -> _Heard | None:
        """What stands behind "makasih, " and the like; None if no question does."""
        tokens = heard.tokens
        begin = next((i for i, word in enumerate(tokens) if word not in self._polite), len(tokens))
        left = tokens[begin:]
        return replace(heard, tokens=left) if begin and len(left) >= _LEAST_ASKED else None

    def speaks_of_results(self, text: str) -> bool:
        """Whether words name the result itself, whatever was talked about before."""
        return not self._speaking.isdisjoint(words(text))

    def counts_off(self, text: str) -> bool:
        """Whether words name a priority by its place in the list."""
        return self._hear(text[:LONGEST]).rank is not None

    @cached_property
    def intents(self) -> Intents:
        """What is learnt of the phrasings."""
        phrasings = [
            (" ".join(self._hear(text).tokens), intent)
            for intent, entry in self._content.intents.items()
            for said in entry.phrasings.root.values()
            for text in said
        ]
        folders = (self._cache, self._shipped)
        return Intents(_NAME, RESULT_INTENTS, phrasings, self._neutral, self._encoder, *folders)

    def _cued(self, tokens: Sequence[str]) -> ResultIntent | None:
        return next((intent for intent, cues in self._cues.items() if cues.within(tokens)), None)

    def _hear(self, text: str) -> _Heard:
        for mention in reversed(self._mentions(text)):
            text = f"{text[: mention.start]} {_REGION[1:]} {text[mention.end :]}"
        said = [
            part
            for word in read_words(text, self._spellings)
            for part in (words(word.read) or [word.written])
        ]
        return self._placed(said)

    def _placed(self, said: Sequence[str]) -> _Heard:
        tokens: list[str] = []
        priorities: list[str] = []
        rank: int | None = None
        place = 0
        while place < len(said):
            size, found = self._priority_at(said, place)
            if size:
                priorities += [found] if found else []
                tokens += [_PRIORITY] if found else said[place : place + size]
                place += size
                continue
            size, number = self._rank_at(said, place)
            if size:
                rank = rank or number
                tokens.append(_RANK)
                place += size
                continue
            word = said[place]
            if word in self._steps:
                tokens.append(_STEP)
            else:
                tokens.append(_REGION if word == _REGION[1:] else word)
            place += 1
        return _Heard(tuple(tokens), tuple(dict.fromkeys(priorities)), rank)

    def _priority_at(self, said: Sequence[str], place: int) -> tuple[int, str]:
        """How many words at a place name a priority, and which; 0 where none is named.

        A name of "" is none, though one stands within it.
        """
        for size in range(min(self._longest, len(said) - place), 0, -1):
            found = self._priorities.get(_bare(said[place : place + size]))
            if found is not None:
                return size, found
        return 0, ""

    def _rank_at(self, said: Sequence[str], place: int) -> tuple[int, int]:
        """How many words at a place count the list off, and the rank; (0, 0) where none do.

        "Nomor satu", "yang pertama", "3" and "paling atas" do; "30 hari" measures something.
        """
        word, behind = said[place], said[place + 1 : place + 2]
        for size in (3, 2):
            several = _bare(said[place : place + size])
            if len(several) == size and several in self._ranks:
                return size, self._ranks[several]
        # "Tiga bulan" measures, and so do "90 harinya" and "the first 90 days".
        if behind and (behind[0].isdecimal() or not self._units.isdisjoint(_bare(behind))):
            return 0, 0
        if word.isdecimal():
            number = int(word) if len(word) <= 2 else 0
            return (1, number) if number else (0, 0)
        found = self._ranks.get((word,)) or self._ranks.get((word.removesuffix("nya"),))
        counts = place > 0 and said[place - 1] in self._counting
        return (1, found) if found and counts else (0, 0)


def _bare(said: Sequence[str]) -> tuple[str, ...]:
    """Words without the ending that says whose they are."""
    return (*said[:-1], said[-1].removesuffix("nya") or said[-1])
