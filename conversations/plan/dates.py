"""A day as people type it: "15 Maret", "15/3/2027", "dua minggu lagi", "end of month"."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Final

from knowledge.models.plan import DateWords

# Characters of a month's name that are enough to recognise it.
_MONTH: Final = 3
# A plan looks so many days ahead at most. Chosen: a year of work, and some.
_MOST_AHEAD: Final = 731
_NUMBERS = re.compile(r"(\d{1,4})[/.-](\d{1,2})(?:[/.-](\d{1,4}))?")


def read_day(
    text: str, today: str, words: DateWords, months: tuple[tuple[str, ...], ...]
) -> str | None:
    """The day that a text means, as "2026-01-31", at the earliest tomorrow; None if it means none.

    today: likewise. months: the names of each, January first. A day without a year is the next one.
    """
    now = date.fromisoformat(today)
    told = [*re.findall(r"[a-z]+|\d[\d/.-]*", text.casefold())]
    for read in (_relative, _written):
        try:
            found = read(told, now, words, months)
        except ValueError:  # the 31st of February
            return None
        if found:
            ahead = (found - now).days
            return found.isoformat() if 0 < ahead <= _MOST_AHEAD else None
    return None


def month_end(day: str) -> str:
    """The last day of the month, or of the next one if that is less than a week away."""
    now = date.fromisoformat(day)
    last = _last_of(now.year, now.month)
    if (last - now).days < 7:
        last = _last_of(*_after(now.year, now.month, 1))
    return last.isoformat()


def days_ahead(day: str, days: int) -> str:
    """The day so many days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _relative(
    told: list[str], now: date, words: DateWords, months: tuple[tuple[str, ...], ...]
) -> date | None:
    """ "besok", "minggu depan", "2 minggu lagi", "akhir bulan"."""
    said = set(told)
    if said & set(words.tomorrow):
        return now + timedelta(days=1)
    unit = next((unit for unit, names in words.units.items() if said & set(names)), None)
    if unit is None:
        return None
    later = int(bool(said & set(words.ahead)))
    if said & set(words.end) and unit == "month":
        return _last_of(*_after(now.year, now.month, later))
    if said & set(words.end) and unit == "year":
        return date(now.year + later, 12, 31)
    if not said & {*words.ahead, *words.one[unit]}:
        return None
    counted = (words.numbers.get(word) or (int(word) if word.isdecimal() else 0) for word in told)
    count = next(filter(None, counted), 1)
    if count > _MOST_AHEAD:
        return None
    match unit:
        case "day":
            return now + timedelta(days=count)
        case "week":
            return now + timedelta(weeks=count)
        case _:
            year, month = _after(now.year, now.month, count * (12 if unit == "year" else 1))
            return date(year, month, min(now.day, _last_of(year, month).day))


def _written(
    told: list[str], now: date, words: DateWords, months: tuple[tuple[str, ...], ...]
) -> date | None:
    """ "15 Maret 2027", "March 15", "15/3", "2027-03-15"."""
    for word in told:
        if found := _NUMBERS.fullmatch(word.rstrip("/.-")):
            first, second, third = (int(part) if part else 0 for part in found.groups())
            if len(found[1]) == 4:
                return date(first, second, third)
            return _of(first, second, third, now)
    month = next((_month(word, months) for word in told if _month(word, months)), 0)
    if not month:
        return None
    numbers = [int(word) for word in told if word.isdecimal()]
    day = next((number for number in numbers if number <= 31), 0)
    year = next((number for number in numbers if number > 31), 0)
    if not day and set(told) & set(words.end):
        day = _last_of(year or now.year, month).day
    return _of(day, month, year, now) if day else None


def _month(word: str, months: tuple[tuple[str, ...], ...]) -> int:
    """The number of a month that is named, at least by its first letters; 0 for none."""
    if len(word) < _MONTH:
        return 0
    for number, names in enumerate(months, start=1):
        if any(name.casefold().startswith(word) for name in names):
            return number
    return 0


def _of(day: int, month: int, year: int, now: date) -> date:
    if year:
        return date(year + 2000 if year < 100 else year, month, day)
    found = date(now.year, month, day)
    return found if found > now else date(now.year + 1, month, day)


def _after(year: int, month: int, months: int) -> tuple[int, int]:
    years, index = divmod(month - 1 + months, 12)
    return year + years, index + 1


def _last_of(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
