"""The words of a message and what they are: one place for texts, captions, quotes and replies.

Updates are read from Telegram's JSON, not through the library's classes: those refuse a whole
update for one part that is not as they know it, as a poll of an older Bot API server is inside the
message replied to. Here a part of another shape counts as missing, and only that part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# Part of an update as Telegram gives it.
RawPart = Mapping[str, Any]

# Ids are kept in columns of 64 bits.
_HIGHEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class MarkedPart:
    """A part of a text that Telegram marked, as "bot_command" or "mention".

    offset, length: in UTF-16 units. person: whom a mention without a user name names, 0 for nobody.
    """

    kind: str
    offset: int
    length: int
    person: int = 0


@dataclass(frozen=True, slots=True)
class MessageWords:
    """The words of a message with what Telegram marked in them."""

    text: str = ""
    entities: tuple[MarkedPart, ...] = ()

    def cut(self, entity: MarkedPart) -> str:
        """The words that an entity marks."""
        return self._between(entity.offset, entity.offset + entity.length)

    def after(self, entity: MarkedPart) -> str:
        """The words behind an entity."""
        return self._between(entity.offset + entity.length, None)

    def _between(self, begin: int, end: int | None) -> str:
        raw = self.text.encode("utf-16-le")[2 * begin : None if end is None else 2 * end]
        return raw.decode("utf-16-le", "ignore")


def words_of(message: RawPart) -> MessageWords:
    """The words of a message: its text, or the caption of its media."""
    for text, marks in (("text", "entities"), ("caption", "caption_entities")):
        if words := text_in(message, text):
            return MessageWords(words, tuple(_entities(message.get(marks))))
    return MessageWords()


def words_answered(message: RawPart) -> str:
    """The words that a message answers: the part that is quoted, else all of the other message."""
    quoted = text_in(part_in(message, "quote"), "text")
    return quoted or words_of(part_in(message, "reply_to_message")).text


def text_in(part: RawPart, name: str) -> str:
    """A text; "" if there is none.

    Halves of characters and zero bytes, which no database takes, are replaced.
    """
    value = part.get(name)
    if not isinstance(value, str):
        return ""
    whole = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\0", "\ufffd")


def part_in(part: RawPart, name: str) -> RawPart:
    """A part of a part; an empty one if there is none."""
    value = part.get(name)
    return value if isinstance(value, dict) else {}


def number_in(part: RawPart, name: str) -> int:
    """A number that a database can keep, such as an id; 0 if there is none."""
    value = part.get(name)
    return value if type(value) is int and abs(value) <= _HIGHEST_ID else 0


def _entities(raw: object) -> Iterator[MarkedPart]:
    for part in raw if isinstance(raw, list) else ():
        if isinstance(part, dict):
            offset, length = number_in(part, "offset"), number_in(part, "length")
            if offset >= 0 and length > 0:
                person = number_in(part_in(part, "user"), "id")
                yield MarkedPart(text_in(part, "type"), offset, length, person)
