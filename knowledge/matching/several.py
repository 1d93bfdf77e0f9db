"""Messages that hold several things: a numbered list of questions, or a story of problems."""

from __future__ import annotations

import re

# "1. siapa yang memimpin? 2) dananya": a number that begins an item, no "2.5 miliar".
_NUMBER = re.compile(r"(?:^|(?<=[\s?.!,;:(]))\(?(\d{1,2})\s?[.)](?!\d)\s*")
# "1 siapa 2 dananya": the same without a dot, which may also count things.
_BARE_NUMBER = re.compile(r"(?:^|(?<=[\s?.!,;:(]))(\d{1,2})\s+(?=[^\W\d])")
# "a. siapa", "- siapa", "• siapa", each in a line of its own.
_LINE = re.compile(r"^\s*(?:[-–—•*]|\(?[a-h][.)])\s*", re.IGNORECASE | re.MULTILINE)
# Where one of several questions ends and the next begins.
_NEXT = re.compile(
    r"[?;\n]+|,|\b(?:dan juga|terus|trs|trus|lalu|plus|serta|sekalian|sama juga|sama|dan|"
    r"and also|and then|also|and)\b",
    re.IGNORECASE,
)
# Questions in a row without numbers are told from a story by being short.
_LEAST, _LONGEST_QUESTION, _LONGEST_ROW = 2, 12, 45
# More are no list of questions; more than so many items are not looked at.
_MOST = 8
# A story tells of several things in at least so many words.
_LEAST_STORY = 15
_CLAUSE = re.compile(
    r"[.!?;,:\n]+|\b(?:dan|serta|lalu|terus|sementara|sedangkan|juga|and|while|also)\b",
    re.IGNORECASE,
)
_MOST_CLAUSES = 16
_LEAST_CLAUSE = 2


def questions(text: str) -> tuple[str, list[str]]:
    """What stands before the items of a numbered list or of lines, and the items; none if none."""
    for head, items in (_numbered(text, _NUMBER), _in_lines(text)):
        if items:
            return head, items[:_MOST]
    return "", []


def questions_after_bare_numbers(text: str) -> tuple[str, list[str]]:
    """The same where the numbers have no dot, so that it may be no list at all."""
    head, items = _numbered(text, _BARE_NUMBER)
    return head, items[:_MOST]


def asked_pieces(text: str) -> list[str]:
    """The pieces of a message that may be questions of their own; none of a single question."""
    for items in (questions(text)[1], questions_after_bare_numbers(text)[1]):
        if items:
            return items
    return questions_in_a_row(text)


def clauses(text: str) -> list[str]:
    """The clauses of a story; none of a message that is too short to be one."""
    if len(text.split()) < _LEAST_STORY:
        return []
    pieces = (piece.strip() for piece in _CLAUSE.split(text))
    return [piece for piece in pieces if len(piece.split()) >= _LEAST_CLAUSE][:_MOST_CLAUSES]


def _numbered(text: str, number: re.Pattern[str]) -> tuple[str, list[str]]:
    starts: list[re.Match[str]] = []
    for found in number.finditer(text):
        if int(found[1]) == len(starts) + 1:
            starts.append(found)
    if len(starts) < 2:
        return "", []
    ends = [found.start() for found in starts[1:]] + [len(text)]
    items = [text[found.end() : end].strip() for found, end in zip(starts, ends, strict=True)]
    return text[: starts[0].start()].strip(), [item for item in items if item]


def _in_lines(text: str) -> tuple[str, list[str]]:
    starts = list(_LINE.finditer(text))
    if len(starts) < 2:
        return "", []
    ends = [found.start() for found in starts[1:]] + [len(text)]
    items = [text[found.end() : end].strip() for found, end in zip(starts, ends, strict=True)]
    return text[: starts[0].start()].strip(), [item for item in items if item]


def questions_in_a_row(text: str) -> list[str]:
    """The short pieces of a message that may be two questions or more, none of a longer one."""
    if len(text.split()) > _LONGEST_ROW:
        return []
    items = [item.strip(" .!") for item in _NEXT.split(text)]
    items = [item for item in items if any(map(str.isalpha, item))]
    if len(items) < _LEAST or any(len(item.split()) > _LONGEST_QUESTION for item in items):
        return []
    return items[:_MOST]
