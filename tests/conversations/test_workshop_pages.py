"""What a workshop shows fits a phone and Telegram, however the workshop went."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import conversations.workshop
from bot.telegram.callbacks import LIMIT, encode
from conversations.messages import ButtonRows, Say, Toast
from conversations.workshop import agenda
from conversations.workshop.controls import CONTROLS
from conversations.workshop.guide import guide_of
from conversations.workshop.leading import GONE_AFTER
from conversations.workshop.private import comparison, welcome
from conversations.workshop.questions import workshop_options
from conversations.workshop.state import Leader, Vote
from knowledge import markup
from knowledge.base import Knowledge
from knowledge.models.language import LANGUAGES, Language
from knowledge.models.questions import PRIORITIES
from knowledge.models.texts import BUTTON_LENGTH
from tests.conversations.halls import (
    BUDI,
    SITI,
    Hall,
    choices,
    drawn,
    longest_guide,
    open_hall,
    published,
)

# Only who differs from the room in nearly every answer is told so much.
TEXT_LENGTH, COMPARISON_LENGTH, TOAST_LENGTH = 1200, 2000, 200


def check(text: str, rows: ButtonRows = (), most: int = TEXT_LENGTH) -> None:
    """A message that Telegram takes and a phone shows."""
    assert text
    assert markup.fault_in(text) is None
    assert markup.length(text) <= most, text
    assert "{" not in text
    assert sum(len(row) for row in rows) <= 100
    for row in rows:
        assert all(0 < len(button.label) <= BUTTON_LENGTH for button in row)
        assert len(row) == 1 or all(len(button.label) <= 17 for button in row), row
    for choice in choices(rows):
        assert len(encode(choice, "1234567890").encode()) <= LIMIT


def check_all(hall: Hall) -> None:
    for message in drawn(hall):
        check(message.text, message.rows)
    for _, sent in hall.sent:
        if isinstance(sent, Toast):
            assert 0 < len(sent.text) <= TOAST_LENGTH
        if isinstance(sent, Say):
            check(sent.text, sent.rows)


@pytest.fixture(params=LANGUAGES)
def hall(knowledge: Knowledge, request: pytest.FixtureRequest) -> Hall:
    return open_hall(longest_guide(knowledge.content.workshop, request.param), "all")


def test_a_whole_workshop_fits_the_phone(hall: Hall) -> None:
    agencies = tuple(hall.guide.wording.agencies)
    for i in range(60):
        hall.join(str(i), agencies[i % len(agencies)])
    hall.control("offer", actor=Leader("1234567890", "N" * 40))
    check_all(hall)
    hall.control("start")
    while hall.workshop.phase != "finished":
        hall.control("timer", "10")
        options = workshop_options(hall.workshop.question)
        for i in range(60):
            hall.vote(str(i), options[(i * i) % len(options)])
        hall.control("reveal").control("next")
        if hall.workshop.phase == "discussing":
            hall.control("next")
            if hall.refused:
                hall.control("finish").control("finish-yes")
    check_all(hall)
    own = [
        Vote(question, number, "7", votes["7"]) for (question, number), votes in hall.votes.items()
    ]
    said = comparison(hall.workshop, own, hall.guide)
    check(said.text, said.rows, COMPARISON_LENGTH)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_real_content_has_all_that_a_workshop_asks(
    knowledge: Knowledge, language: Language
) -> None:
    guide = guide_of(knowledge.edition(language))
    assert set(guide.priorities) == set(PRIORITIES)
    hall = open_hall(guide, "all").control("start")
    while agenda.not_voted(hall.workshop):
        options = workshop_options(hall.workshop.question)
        for voter in range(9):
            hall.vote(str(voter), options[voter % len(options)])
        hall.control("reveal").control("next")
        if hall.workshop.phase == "discussing":
            hall.control("next")
    hall.control("finish-yes")
    check_all(hall)
    assert all(priority.first_steps for priority in published(hall).priorities)


def test_the_welcome_fits_the_phone(hall: Hall) -> None:
    said = welcome(hall.workshop, hall.guide)
    check(said.text, said.rows)


def test_what_a_facilitator_types_cannot_break_the_markup(knowledge: Knowledge) -> None:
    hall = open_hall(longest_guide(knowledge.content.workshop))
    hall.workshop = replace(hall.workshop, topic="<b>Air & {name}", region="<i>")
    for control in ("start", "pause", "resume", "finish", "finish-yes"):
        hall.control(control)
        for message in drawn(hall):
            assert markup.fault_in(message.text) is None
    assert "&lt;b&gt;Air &amp; {name}" in hall.board.text


MOVES = st.lists(
    st.one_of(
        st.sampled_from(sorted(CONTROLS)),
        st.sampled_from(["reveal", "reveal", "accept", "next", "revote", "discuss", "finish"]),
        st.lists(st.integers(0, 4), min_size=1, max_size=8),
    ),
    max_size=40,
)


@pytest.mark.slow
@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(moves=MOVES, language=st.sampled_from(LANGUAGES), stages=st.sampled_from(["needs", "all"]))
def test_whatever_people_do_the_workshop_stands(
    knowledge: Knowledge, moves: list[str | list[int]], language: Language, stages: str
) -> None:
    """Random walks: nothing raises, everything fits, and totals equal the recount of the taps."""
    hall = open_hall(longest_guide(knowledge.content.workshop, language), stages)
    for move in moves:
        if isinstance(move, str):
            waiting = [
                asked.question
                for asked in (agenda.to_discuss(hall.workshop) if hall.workshop.question else ())
            ]
            argument = waiting[0] if move == "discuss" and waiting else "5"
            if move == "takeover":
                hall.later(GONE_AFTER).control(move, actor=SITI, group_admin=True)
            elif move == "offer":
                hall.control(move, actor=BUDI)
            else:
                hall.control(move, argument)
        elif hall.workshop.question:
            options = workshop_options(hall.workshop.question)
            for voter, choice in enumerate(move):
                hall.vote(str(voter), options[choice % len(options)])
    check_all(hall)
    for asked in hall.workshop.asked:
        for number, shown in enumerate(asked.rounds, start=1):
            stored = list(hall.votes[asked.question, number].values())
            if shown.tally is None:
                continue
            assert {o: n for o, n in shown.tally.counts if n} == {
                option: stored.count(option) for option in stored
            }


def test_every_text_is_used(knowledge: Knowledge) -> None:
    """A text that no code names is dead, or its key was mistyped."""
    folder = Path(conversations.workshop.__file__).parent
    folders = (folder, folder.parents[1] / "bot" / "workshops")
    modules = (path for each in folders for path in each.glob("*.py"))
    code = "\n".join(path.read_text(encoding="utf-8") for path in modules)
    named = set(re.findall(r'"([a-z0-9-]+)"', code))
    wording = knowledge.content.workshop
    for section in (wording.messages, wording.buttons, wording.toasts):
        assert set(section) <= named
    assert set(wording.controls) <= named
