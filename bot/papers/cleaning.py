"""Makes any sheet printable: what a person typed may hold anything, and any amount of it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

T = TypeVar("T")

# How many characters a paper has room for, by the name of the field. Content is shorter anyway.
_LIMITS = {
    "title": 90,
    "region": 120,
    "date": 60,
    "role": 80,
    "name": 60,
    "label": 90,
    "headline": 160,
    "why": 320,
    "at_once": 260,
    "days_30": 260,
    "days_90": 260,
    "year": 260,
    "who": 110,
    "money": 260,
    "indicator": 200,
    "caution": 200,
    "for_role": 220,
    "note": 700,
    "following": 320,
    "domains": 60,
    "sources": 240,
    "topic": 90,
    "dates": 80,
    "leaders": 40,
    "stage": 60,
    "text": 300,
    "heading": 90,
    "median": 90,
    "counts": 90,
    "agencies": 90,
    "answer": 160,
    "outcome": 90,
    "because": 160,
    "first_steps": 260,
    "other": 160,
    "change": 500,
    "notes": 400,
}

# The papers' fonts have no pictographs, nor the characters that join and colour them.
_PICTOGRAPHS = re.compile("[\U00010000-\U0010ffff\u200d\u20e3\ufe00-\ufe0f\ufffc-\uffff]")
# A word longer than a line would run over the edge: it may break after every 12 characters.
_ENDLESS = re.compile(r"\S{30,}")


def cleaned(sheet: T) -> T:
    """The same sheet with every string on one line, without what cannot be printed, and cut."""
    return _clean(sheet, "")


def _clean(value: T, name: str) -> T:
    """name: the field that holds the value."""
    made: object = value
    if isinstance(value, str):
        made = printable(value, _LIMITS.get(name, 60))
    elif isinstance(value, tuple):
        made = tuple(_clean(item, name) for item in value)
    elif is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: _clean(getattr(value, f.name), f.name) for f in fields(value)}
        made = replace(value, **parts)
    return cast("T", made)  # of the same type as the value


def printable(text: str, limit: int) -> str:
    """One line of at most `limit` characters; "…" stands for what was cut."""
    # Only as much as can be needed is read: the text may be very long.
    text = _PICTOGRAPHS.sub("", text[: 4 * limit])
    text = one_line(text)
    if len(text) > limit:
        text = text[: limit - 1].rstrip() + "…"
    return _ENDLESS.sub(lambda word: _breakable(word.group()), text)


def one_line(text: str) -> str:
    """The text on one line, without direction marks; for programs that can show every character."""
    return " ".join("".join(map(_visible, text)).split())


def _visible(sign: str) -> str:
    """A space for control characters, nothing for marks of direction and joining."""
    category = unicodedata.category(sign)
    if category == "Cf":
        return ""
    return " " if category.startswith("C") else sign


def _breakable(word: str) -> str:
    return "\u200b".join(word[i : i + 12] for i in range(0, len(word), 12))
