"""Reminders are sent in office hours of the region, and not too often."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.plan.when import ReminderDue, earliest, is_office_day, next_office_moment
from knowledge.base import Knowledge
from knowledge.models.plan import Holidays, PlanContent

WIB, WITA, WIT = (timezone(timedelta(hours=hours)) for hours in (7, 8, 9))
WEEK = 7 * 24 * 3600
DATED, ASKED = ReminderDue("due", 1, ""), ReminderDue("30", 1, "")


@pytest.fixture
def content(knowledge: Knowledge) -> PlanContent:
    return knowledge.content.plan


def at(text: str, zone: timezone = WIB) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp())


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("2026-12-01T07:59:59", "2026-12-01T08:00"),
        ("2026-12-01T08:00", "2026-12-01T08:00"),
        ("2026-12-01T15:59:59", "2026-12-01T15:59:59"),
        ("2026-12-01T16:00", "2026-12-02T08:00"),
        ("2026-12-04T17:00", "2026-12-07T08:00"),
        ("2026-12-05T09:00", "2026-12-07T08:00"),
        ("2026-12-24T20:00", "2026-12-28T08:00"),
        ("2026-08-17T10:00", "2026-08-18T08:00"),
    ],
)
def test_office_hours_skip_nights_weekends_and_holidays(
    content: PlanContent, moment: str, told: str
) -> None:
    assert next_office_moment(at(moment), "", content) == at(told)


def test_holidays_of_one_year_are_kept_in_that_year_only(content: PlanContent) -> None:
    decreed = Holidays(every_year=(), by_year={"2027": ("2027-03-10",)})
    content = content.model_copy(update={"holidays": decreed})
    assert not is_office_day(date(2027, 3, 10), content)
    assert is_office_day(date(2028, 3, 10), content)


@pytest.mark.parametrize(
    ("region", "zone"),
    [
        ("32.73", WIB),
        ("61.71", WIB),
        ("51.71", WITA),
        ("64.72", WITA),
        ("73.71", WITA),
        ("81.71", WIT),
        ("94.71", WIT),
        ("", WIB),
        ("Kuala Kangsar", WIB),
    ],
)
def test_offices_open_by_the_time_of_their_region(
    content: PlanContent, region: str, zone: timezone
) -> None:
    night = at("2026-12-01T03:00")
    assert next_office_moment(night, region, content) == at("2026-12-01T08:00", zone)


def test_every_province_has_one_time_zone(knowledge: Knowledge) -> None:
    codes = [code for zone in knowledge.content.plan.zones.values() for code in zone]
    assert sorted(codes) == sorted({code[:2] for code in knowledge.content.kinds})


def test_what_nobody_set_a_date_for_waits_a_week_after_the_last_message(
    content: PlanContent,
) -> None:
    last = at("2026-12-01T09:00")
    now = at("2026-12-03T09:00")
    assert earliest([ASKED], last, now, content) == last + WEEK
    assert earliest([ASKED], None, now, content) == now
    assert earliest([ASKED, DATED], last, now, content) == now


@given(
    moment=st.integers(1_790_000_000, 1_830_000_000),
    last=st.none() | st.integers(1_780_000_000, 1_830_000_000),
    region=st.sampled_from(["", "32.73", "64.72", "94.71"]),
)
def test_whatever_the_moment_it_is_an_office_hour_there(
    knowledge: Knowledge, moment: int, last: int | None, region: str
) -> None:
    content = knowledge.content.plan
    when = earliest([ReminderDue("90", 1, region)], last, moment, content)
    zone = {"64.72": WITA, "94.71": WIT}.get(region, WIB)
    there = datetime.fromtimestamp(when, zone)
    assert when >= moment
    assert 8 <= there.hour < 16
    assert is_office_day(there.date(), content)
    assert there.weekday() < 5
    assert last is None or when >= last + WEEK


def test_a_year_without_its_movable_holidays_is_told_and_the_next_one_from_october() -> None:
    told = Holidays(every_year=(), by_year={"2027": ("2027-03-10",), "2029": ()})
    assert told.untold("2026-09") == ("2026",)
    assert told.untold("2026-10") == ("2026",)
    assert told.untold("2027-09") == ()
    assert told.untold("2027-10") == ("2028",)
    assert told.untold("2028-12") == ("2028", "2029"), "an empty list is none"
