"""The questions within one message: two joined by "and", or one after a whole paragraph."""

from __future__ import annotations

import re

# Where one question may end and the next begin; "52,3" is one number.
_JOINT = re.compile(
    r"(?:[?!;\n]|[.,](?!\d))+|\b(?:dan|sama|terus|trs|trus|lalu|plus|serta|sekalian|juga|and|also|or|atau)\b",
    re.IGNORECASE,
)
_LEAST_WORDS = 2
# A message with more places to split than this is a story, not two questions. Chosen; each place
# costs one more reading.
MOST_JOINTS = 5
# Of a message with more words only its questions and first sentences are matched. Chosen: a
# question alone is shorter, and time grows with length.
MOST_QUESTION_WORDS = 60


def halves(text: str) -> list[tuple[str, str]]:
    """The ways to split a message into two questions of _LEAST_WORDS words or more."""
    found = []
    for joint in _JOINT.finditer(text):
        first, second = text[: joint.start()].strip(), text[joint.end() :].strip()
        if min(len(first.split()), len(second.split())) >= _LEAST_WORDS:
            found.append((first, second))
    return found if len(found) <= MOST_JOINTS else []


def gist(text: str) -> str:
    """A long message shortened to its questions, followed by its first sentences."""
    if len(text.split()) <= MOST_QUESTION_WORDS:
        return text
    pieces = [piece.strip() for piece in re.findall(r"[^.?!\n]+[.?!\n]*", text)] or [text]
    asking = [i for i, piece in enumerate(pieces) if "?" in piece] or [len(pieces) - 1]
    kept: set[int] = set()
    room = MOST_QUESTION_WORDS
    for i in dict.fromkeys([*asking[-2:], *range(len(pieces))]):
        room -= len(pieces[i].split())
        if room < 0 and kept:
            break
        kept.add(i)
    return " ".join(pieces[i] for i in sorted(kept))
