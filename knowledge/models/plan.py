"""What plan.yaml holds: time zones, holidays, how dates are typed, what gets in the way."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from knowledge.models.content import ContentModel, TopicId
from knowledge.models.texts import Filled, Label

_Province = Annotated[str, StringConstraints(pattern=r"^\d\d$")]
_Year = Annotated[str, StringConstraints(pattern=r"^20\d\d$")]
_Day = Annotated[str, StringConstraints(pattern=r"^20\d\d-[01]\d-[0-3]\d$")]
_DayOfYear = Annotated[str, StringConstraints(pattern=r"^[01]\d-[0-3]\d$")]
_Unit = Literal["day", "week", "month", "year"]
_Words = tuple[Filled, ...]


class Holidays(ContentModel):
    """On which days offices are closed.

    every_year: national holidays of the same day each year. by_year: the others, as decreed.
    """

    every_year: tuple[_DayOfYear, ...]
    by_year: dict[_Year, tuple[_Day, ...]] = Field(default={})

    def untold(self, month: str) -> tuple[str, ...]:
        """The years that need a list and have none. month: now, as "2026-12".

        From October on the next year needs one too: its decree is usually out by then.
        """
        year = int(month[:4])
        needed = (year, year + 1) if month[5:] >= "10" else (year,)
        return tuple(str(each) for each in needed if not self.by_year.get(str(each)))


class DateWords(ContentModel):
    """The words by which days are typed, in plain form, all languages together.

    one: those that mean one of a unit by themselves. ahead: what says that it is counted from now.
    """

    tomorrow: _Words
    end: _Words
    ahead: _Words
    units: dict[_Unit, _Words]
    one: dict[_Unit, _Words]
    numbers: dict[Filled, Annotated[int, Field(ge=1, le=100)]]


class ObstacleEntry(ContentModel):
    """Something that is in the way of a step, and the topics that help."""

    label: Label
    topics: Annotated[tuple[TopicId, ...], Field(min_length=1, max_length=2)]


class PlanContent(ContentModel):
    """What a plan and its reminders go by.

    zones: the provinces of each time zone; unknown ones have that of Jakarta. on, off: what is
    typed after the command for reminders.
    """

    zones: dict[Literal["wib", "wita", "wit"], tuple[_Province, ...]]
    holidays: Holidays
    dates: DateWords
    obstacles: dict[Literal["money", "people", "rules", "agency"], ObstacleEntry]
    on: _Words
    off: _Words
