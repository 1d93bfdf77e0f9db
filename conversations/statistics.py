"""A week at a glance, for the operator: counts and a small chart, never people or texts."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.edition import Edition

# The longest bar in characters: with the day and the number it fits a 360-pixel screen.
_BAR = 12

# What was counted on a day, by a name such as "decisions.answer".
Counts = Mapping[str, int]


def week_page(week: Mapping[str, Counts], edition: Edition) -> str:
    """The message for a week: its days ("2026-01-31"), the first one first, with their counts."""
    total = {what: sum(day.get(what, 0) for day in week.values()) for what in _WHAT}
    values = {name: str(total[what]) for what, name in _WHAT.items()}
    return edition.fill("statistics", chart=_chart(week), **values)


# What is told, by the name of the count, and where it stands in the message.
_WHAT = {
    "decisions.answer": "answered",
    "decisions.suggest": "suggested",
    "decisions.unknown": "unknown",
    "ratings.up": "up",
    "ratings.down": "down",
    "diagnostics.started": "diagnoses",
    "diagnostics.finished": "diagnosed",
    "workshops.opened": "opened",
    "workshops.finished": "closed",
}


def _chart(week: Mapping[str, Counts]) -> str:
    """A bar of questions for each day."""
    questions = {
        day: sum(n for what, n in counts.items() if what.startswith("decisions."))
        for day, counts in week.items()
    }
    most = max(questions.values(), default=0)
    return "\n".join(
        f"{day[8:]}/{day[5:7]} {_bar(number, most)}{number}" for day, number in questions.items()
    )


def _bar(number: int, most: int) -> str:
    """A bar and a blank; "" for a count of 0."""
    return "▇" * max(1, round(number / most * _BAR)) + " " if number else ""
