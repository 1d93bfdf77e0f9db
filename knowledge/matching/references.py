"""Messages that point at what was shown before: "yang kedua", "balik ke yang tadi", "bukan itu"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.models.understanding import Followups, TopicList
from knowledge.text import read_words

# Who types more words beside a word of place asks something of his own.
_MOST_BESIDE = 5
# "Yang pertama dilakukan" asks what to do: beside "the first" nothing else may stand.
_FIRST = 1
_LONGEST_DENIAL = 6
# So many words may stand before "balik ke": "oke pak, balik ke yang tadi".
_MOST_BEFORE = 3

Where = Literal["middle", "last", "top", "bottom"]


@dataclass(frozen=True, slots=True)
class Pointed:
    """What a message points at in a list.

    place: its number, from 1, or its place. rest: what is asked of it, in plain form; "" if no
    more than to see it.
    """

    place: int | Where
    rest: str = ""

    def of(self, length: int, *, upward: bool = False) -> int | None:
        """Its position, from 0, in a list of some length; None if the list is too short.

        upward: whether the first stands at the bottom.
        """
        match self.place:
            case "middle":
                return length // 2 if length % 2 else None
            case "last":
                return length - 1
            case "top":
                return length - 1 if upward else 0
            case "bottom":
                return 0 if upward else length - 1
            case number:
                return number - 1 if number <= length else None


@dataclass(frozen=True, slots=True)
class Back:
    """A wish to go back to what was talked about before.

    first: to the first topic of all. rest: what is asked of it, or what names it; may be "".
    """

    first: bool
    rest: str


class ReferenceReader:
    """Reads what points back, by the phrasings of the content.

    spellings: chat spelling to plain form.
    """

    def __init__(self, followups: Followups, spellings: Mapping[str, str]) -> None:
        said = followups.references
        self._spellings = spellings
        self.lists: Mapping[str, TopicList] = followups.lists
        places: dict[tuple[str, ...], int | Where] = {}
        for number, forms in enumerate(said.ordinals, start=1):
            places |= dict.fromkeys(map(self._plain, forms), number)
        for where, forms in self._places(followups):
            places |= dict.fromkeys(map(self._plain, forms), where)
        self._placed = places
        self._before, self._after, self._numbered, self._beside = (
            frozenset(part for word in words for part in self._plain(word))
            for words in (said.before, said.after, said.numbered, said.beside)
        )
        self._back, self._to_first, self._meant = (
            sorted(map(self._plain, phrases), key=len, reverse=True)
            for phrases in (said.back, said.to_first, said.meant)
        )
        self._changing = sorted(map(self._plain, said.changing), key=len, reverse=True)
        self._denied, self._onward = (
            frozenset(map(self._plain, phrases)) for phrases in (said.denied, said.onward)
        )

    def pointed(self, text: str) -> Pointed | None:
        """The place in a list that a message points at; None if it points at none."""
        said = self._plain(text)
        for start in range(len(said)):
            for size in (2, 1):
                place = self._placed.get(said[start : start + size])
                if place is None or len(said) < start + size:
                    continue
                if self._counts(said, start, start + size):
                    return self._of(place, said, start, start + size)
            if self._is_numbered(said, start):
                return self._of(int(said[start]), said, start, start + 1)
        return None

    def _is_numbered(self, said: Sequence[str], start: int) -> bool:
        """Whether a figure is a place: "nomor 2", not "yang 6 unsur", which counts them."""
        if not said[start].isdecimal() or not start or said[start - 1] not in self._numbered:
            return False
        return start + 1 == len(said) or said[start + 1] not in self._before

    def back(self, text: str) -> Back | None:
        """Whether a message goes back to what was talked about before, and to what of it."""
        said = self._plain(text)
        for start in range(min(len(said), _MOST_BEFORE + 1)):
            if any(word not in self._beside for word in said[:start]):
                break
            for phrase in self._back:
                if said[start : start + len(phrase)] == phrase:
                    return self._back_to(said[start + len(phrase) :])
        return None

    def changes(self, text: str) -> str | None:
        """What a message says after "ganti topik"; None if it does not change the topic so."""
        said = self._plain(text)
        for start in range(min(len(said), _MOST_BEFORE)):
            for phrase in self._changing:
                if said[start : start + len(phrase)] == phrase:
                    rest = self._asked(said[start + len(phrase) :])
                    return rest or None
            if said[start] not in self._beside:
                break
        return None

    def denies(self, text: str) -> bool:
        """Whether a message says no more than that the answer was not the right one."""
        said = self._plain(text)
        if len(said) > _LONGEST_DENIAL:
            return False
        bare = tuple(word for word in said if word not in self._beside)
        return said in self._denied or (bool(bare) and bare in self._denied)

    def goes_on(self, text: str) -> bool:
        """Whether a message asks for the next of several topics."""
        said = self._plain(text)
        bare = tuple(word for word in said if word not in self._beside)
        return said in self._onward or bare in self._onward

    def listed(self, text: str, topic: str) -> tuple[str, str] | None:
        """The topic of an answer's list that a message points at, and what is asked of it.

        topic: the one whose answer is the list.
        """
        items = self.lists.get(topic)
        found = self.pointed(text) if items else None
        if items is None or found is None:
            return None
        place = found.of(len(items.topics), upward=items.upward)
        return None if place is None else (items.topics[place], found.rest)

    def _back_to(self, rest: Sequence[str]) -> Back:
        for phrase in self._to_first:
            if tuple(rest[: len(phrase)]) == phrase:
                return Back(True, self._asked(rest[len(phrase) :]))
        return Back(False, self._asked(rest))

    def _counts(self, said: Sequence[str], start: int, end: int) -> bool:
        """Whether a word of place counts something: "yang kedua", "the fifth one"."""
        before = start > 0 and said[start - 1] in self._before
        after = end < len(said) and said[end] in self._after
        return before or after or all(word in self._beside for word in (*said[:start], *said[end:]))

    def _of(self, place: int | Where, said: Sequence[str], start: int, end: int) -> Pointed | None:
        others = (*said[: max(start - 1, 0)], *said[end:])
        asked = [word for word in others if word not in self._beside]
        if not asked:
            return Pointed(place)
        if place == _FIRST or len(asked) > _MOST_BESIDE:
            return None
        return Pointed(place, self._asked(others))

    def _asked(self, said: Iterable[str]) -> str:
        """What is left of a message; "" if it asks nothing."""
        left = list(said)
        return "" if all(word in self._beside for word in left) else " ".join(left)

    @staticmethod
    def _places(followups: Followups) -> tuple[tuple[Where, tuple[str, ...]], ...]:
        said = followups.references
        return (
            ("last", said.last),
            ("middle", said.middle),
            ("top", said.top),
            ("bottom", said.bottom),
        )

    def _plain(self, text: str) -> tuple[str, ...]:
        return tuple(
            part for word in read_words(text, self._spellings) for part in word.read.split()
        )
