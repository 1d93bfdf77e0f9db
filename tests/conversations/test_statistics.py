"""A week at a glance, for the operators' people only."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from conversations.commands import command_named
from conversations.messages import Commanded, Event, Say, Sender
from conversations.router import needs, step
from conversations.state import State
from conversations.statistics import week_page
from knowledge import markup
from knowledge.base import Knowledge
from knowledge.models.language import LANGUAGES, Language
from tests.conversations.scripts import Talk

ADMIN = Sender("7", "Rina", "id", admin=True)
DAYS = [f"2026-11-{day}" for day in range(16, 23)]


@pytest.mark.parametrize("typed", ["statistik", "statistics"])
def test_an_admin_gets_the_statistics_and_nobody_else(knowledge: Knowledge, typed: str) -> None:
    talk = Talk(knowledge)
    entries = knowledge.content.wording.commands
    name = command_named(typed, entries, operator=True)
    assert name == "statistics"
    assert command_named(typed, entries) is None
    asked = Event(Commanded(name), ADMIN)
    assert needs(asked) == {"week"}
    assert (
        needs(replace(asked, sender=talk.sender)) == needs(replace(asked, in_group=True)) == set()
    )
    week = {day: {"decisions.answer": 3} for day in DAYS}
    _, told = step(State(), replace(asked, week=week), knowledge)
    assert told == (Say(week_page(week, knowledge.edition("id"))),)
    talk.does(Commanded(typed))
    assert isinstance(talk.replies[0], Say)
    assert f"/{typed}" in talk.text
    talk.in_group = True
    assert talk.does(Commanded(name), ADMIN).replies == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_week_fits_a_phone_and_adds_up(knowledge: Knowledge, language: Language) -> None:
    week: dict[str, dict[str, int]] = {day: {} for day in DAYS}
    week["2026-11-17"] = {"decisions.answer": 9000, "decisions.unknown": 999, "ratings.up": 3}
    week["2026-11-22"] = {"decisions.answer": 1, "ratings.down": 2, "workshops.opened": 4}
    text = week_page(week, knowledge.edition(language))
    assert markup.fault_in(text) is None
    chart = re.search("<pre>(.*)</pre>", text, re.DOTALL)
    assert chart
    lines = chart[1].splitlines()
    assert lines[0] == "16/11 0"
    assert lines[1] == f"17/11 {'▇' * 12} 9999"
    assert lines[6] == "22/11 ▇ 1"
    assert max(map(len, lines)) <= 24
    for total in ("9001", "999", "👍 3", "👎 2", "4"):
        assert total in text


def test_a_week_without_anything_is_a_week_too(knowledge: Knowledge) -> None:
    text = week_page({day: {} for day in DAYS}, knowledge.edition("id"))
    assert "22/11 0" in text
