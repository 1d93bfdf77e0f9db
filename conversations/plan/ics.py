"""A plan as a calendar file, after RFC 5545: a day for each step that is still to be done."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from conversations.keeping import PlanItem
from conversations.plan.pages import item_title
from knowledge.edition import Edition

# Most octets of a line; the rest stands in lines that begin with a blank.
_WIDTH: Final = 75
# What the ids of all our entries are made from. They tell nothing of the person.
_NAMESPACE: Final = uuid.UUID("5f1d0c9e-7a3b-4d58-9c26-0b8e4f7a6d31")


def calendar_file(plan: tuple[PlanItem, ...], owner: str, today: str, edition: Edition) -> str:
    """The text of the file. owner: whose plan; a step keeps its id when its day changes."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Mulai//Plan//ID"]
    for item in plan:
        if item.state != "done":
            lines += _entry(item, owner, today, edition)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _entry(item: PlanItem, owner: str, today: str, edition: Edition) -> Iterator[str]:
    due = date.fromisoformat(item.due)
    agency = edition.content.workshop.agencies.get(item.agency)
    name = agency.in_(edition.language) if agency else item.agency
    who = ", ".join(filter(None, (name, item.person)))
    yield "BEGIN:VEVENT"
    yield f"UID:{uuid.uuid5(_NAMESPACE, f'{owner}.{item.number}')}"
    yield f"DTSTAMP:{today.replace('-', '')}T000000Z"
    yield f"DTSTART;VALUE=DATE:{due:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{due + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(item_title(item, edition))}"
    if who:
        yield f"DESCRIPTION:{_escaped(who)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    for plain in ("\\", ";", ","):
        text = text.replace(plain, f"\\{plain}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, none of which cuts a character."""
    piece = ""
    for character in line:
        if len((piece + character).encode()) > _WIDTH:
            yield piece
            piece = " "
        piece += character
    yield piece
