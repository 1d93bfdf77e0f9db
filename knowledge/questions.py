"""The questions within one message: two joined by "and", or one after a whole paragraph."""

from __future__ import annotations

import re

# Where one question may end and the next begin.
_JOINT = re.compile(
    r"[?!.;,\n]+|\b(?:dan|sama|terus|trs|trus|lalu|plus|serta|sekalian|juga|and|also|or|atau)\b",
    re.IGNORECASE,
)
_LEAST_WORDS = 2
# More joints than this make a story, not two questions.
MOST_JOINTS = 5
# A longer message is cut to its questions and its first sentences.
MOST_WORDS = 60


def halves(text: str) -> list[tuple[str, str]]:
    """The ways to take a message for two questions, each with words enough on both sides."""
    found = []
    for joint in _JOINT.finditer(text):
        first, second = text[: joint.start()].strip(), text[joint.end() :].strip()
        if min(len(first.split()), len(second.split())) >= _LEAST_WORDS:
            found.append((first, second))
    return found if len(found) <= MOST_JOINTS else []


def gist(text: str) -> str:
    """A long message cut to what it asks: its questions first, then how it begins."""
    if len(text.split()) <= MOST_WORDS:
        return text
    pieces = re.findall(r"[^.?!\n]+[.?!\n]*", text) or [text]
    asking = [piece for piece in pieces if "?" in piece] or pieces[-1:]
    kept = set(asking[-2:])
    room = MOST_WORDS - sum(len(piece.split()) for piece in kept)
    for piece in pieces:
        room -= 0 if piece in kept else len(piece.split())
        if room < 0:
            break
        kept.add(piece)
    return " ".join(piece.strip() for piece in pieces if piece in kept)
