"""When a reminder may be sent: in office hours of the region, and not too often."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Final, Literal

from knowledge.models.plan import PlanContent

# What a reminder is about: an item that is due, or so many days after a result.
AboutReminder = Literal["due", "30", "90"]
DUE: Final = "due"

_OPENS: Final = time(8)
_CLOSES: Final = time(16)
_SATURDAY: Final = 5
# Seconds between two messages that nobody asked for by a date of their own.
_WEEK: Final = 7 * 24 * 3600
# Hours east of Greenwich of the three zones; where the region is unknown it is the first.
_HOURS: Final = {"wib": 7, "wita": 8, "wit": 9}


@dataclass(frozen=True, slots=True)
class ReminderDue:
    """A reminder whose time has come.

    number: of the item of the plan, or the run of the result. region: its code, or "".
    """

    about: AboutReminder
    number: int
    region: str


def earliest(due: Iterable[ReminderDue], last: int | None, now: int, content: PlanContent) -> int:
    """When a person may be told of what has come due; `now` or before means at once.

    last: when the last reminder was sent. Times are seconds since 1970. Dates that the person set
    are kept even if the last message was yesterday.
    """
    told = tuple(due)
    moment = now
    if last is not None and not any(reminder.about == DUE for reminder in told):
        moment = max(now, last + _WEEK)
    region = next((reminder.region for reminder in told if reminder.region), "")
    return next_office_moment(moment, region, content)


def next_office_moment(moment: int, region: str, content: PlanContent) -> int:
    """A moment if the offices of a region are open then, else the next one at which they open.

    Moments are seconds since 1970. region: its code; for any other it is Jakarta's time.
    """
    zone = timezone(timedelta(hours=_HOURS[_zone_of(region, content)]))
    here = datetime.fromtimestamp(moment, zone)
    if is_office_day(here.date(), content):
        if here.time() < _OPENS:
            return int(datetime.combine(here.date(), _OPENS, zone).timestamp())
        if here.time() < _CLOSES:
            return moment
    day = here.date() + timedelta(days=1)
    while not is_office_day(day, content):
        day += timedelta(days=1)
    return int(datetime.combine(day, _OPENS, zone).timestamp())


def is_office_day(day: date, content: PlanContent) -> bool:
    """Whether offices work on a day: no Saturday, Sunday or public holiday."""
    holidays = content.holidays
    return not (
        day.weekday() >= _SATURDAY
        or day.isoformat()[5:] in holidays.every_year
        or day.isoformat() in holidays.by_year.get(str(day.year), ())
    )


def _zone_of(region: str, content: PlanContent) -> str:
    province = region[:2]
    return next((zone for zone, codes in content.zones.items() if province in codes), "wib")
