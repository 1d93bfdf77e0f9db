"""What the minutes tell beside votes: arguments, who led and wrote, who follows up on what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final

# The day in Jakarta: during working hours it is the same in all of Indonesia.
_JAKARTA: Final = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Note:
    """An argument that somebody wants in the minutes.

    id: unguessable; it stands in buttons. question: what it is about, "" for the whole workshop.
    name: whose it is, "" unless they wish to be named.
    """

    id: str
    question: str
    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who wants to stand in the attendance list by name. agency: an id, or ""."""

    name: str
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What the minutes of an office need and nobody votes on; each "" where it is not known."""

    number: str = ""
    place: str = ""
    chair: str = ""
    noter: str = ""


NOTHING_RECORDED: Final = Record()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What was agreed on a joint priority, for the minutes and for a later plan.

    priority: its id. owner: an agency's id, or "". person_id, person: who agreed to be named for
    it, by a tap of their own; "" where nobody did. due: the day, "2026-01-31", or "".
    """

    priority: str
    owner: str = ""
    person_id: str = ""
    person: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """Facts beside the workshop that the minutes tell. notes: in the order in which they came."""

    notes: tuple[Note, ...] = ()
    names: tuple[Attendee, ...] = ()


NOTHING_KEPT: Final = Kept()


def day_in(seconds: int, days: int = 0) -> str:
    """The day so many days after a moment in seconds since 1970, as "2026-01-31"."""
    return (datetime.fromtimestamp(seconds, _JAKARTA) + timedelta(days=days)).date().isoformat()
