"""Before a reveal nothing that is sent to anybody depends on how people vote."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.messages import Chose
from conversations.workshop.controls import CONTROLS
from conversations.workshop.questions import workshop_options
from conversations.workshop.state import save_workshop
from knowledge.base import Knowledge
from knowledge.models.questions import QUESTION_IDS as QUESTIONS
from tests.conversations.halls import Hall, longest_guide, open_hall

pytestmark = pytest.mark.slow

VOTERS = ("1", "2", "3", "4")
AGENCIES = {"1": "dlh", "2": "dlh", "3": "pupr", "4": ""}
# Everything that may happen to an open question, short of revealing it.
BEFORE_REVEAL = ("show", "timer", "pause", "resume", "roll", "finish", "minutes", "help", "accept")


def everything_about(hall: Hall, options: dict[str, str]) -> tuple[list[Any], str]:
    """All that others see while these votes come in, and the workshop as it is saved.

    The voter's own toast tells the vote to the voter alone; nothing else may.
    """
    seen: list[Any] = []
    for voter, option in options.items():
        hall.vote(voter, option)
        seen += hall.look()
    for control in BEFORE_REVEAL:
        hall.control(control, "5")
        seen += [*hall.replies, *hall.events, *hall.look()]
    hall.tap(Chose("workshop", "here", hall.workshop.id), "9")
    hall.tap(Chose("workshop", "vote", "w1234567.food.7.1"), "9")
    seen += [sent for voter, sent in hall.sent if voter == "9"] + hall.look()
    return seen, save_workshop(hall.workshop)


def hall_with_people(knowledge: Knowledge, question: str = "food") -> Hall:
    hall = open_hall(longest_guide(knowledge.content.workshop), "all")
    for voter, agency in AGENCIES.items():
        hall.join(voter, agency)
    hall.control("start")
    while hall.workshop.question != question:
        hall.control("skip")
    return hall


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_way_to_vote_looks_the_same(knowledge: Knowledge, question: str) -> None:
    options = workshop_options(question)
    rotations = [
        dict(zip(VOTERS, itertools.islice(itertools.cycle(options), i, None), strict=False))
        for i in range(len(options))
    ]
    unanimous = [dict.fromkeys(VOTERS, option) for option in options]
    seen = [
        everything_about(hall_with_people(knowledge, question), votes)
        for votes in (*unanimous, *rotations)
    ]
    assert all(other == seen[0] for other in seen)


VOTES = st.fixed_dictionaries(dict.fromkeys(VOTERS, st.sampled_from(workshop_options("food"))))


@settings(max_examples=60, deadline=None)
@given(one=VOTES, other=VOTES, second=st.booleans())
def test_two_sets_of_votes_of_the_same_voters_look_the_same(
    knowledge: Knowledge, one: dict[str, str], other: dict[str, str], second: bool
) -> None:
    seen = []
    for votes in (one, other):
        hall = hall_with_people(knowledge)
        if second:  # a second round is as blind as the first
            hall.vote_all("0123").control("reveal").control("revote")
        seen.append(everything_about(hall, votes))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("control", sorted(set(CONTROLS) - {"reveal"}))
def test_no_control_but_the_reveal_tells_anything(knowledge: Knowledge, control: str) -> None:
    told = []
    for option in ("0", "3"):
        hall = hall_with_people(knowledge)
        for voter in VOTERS:
            hall.vote(voter, option)
        hall.control(control, "5")
        told.append((hall.replies, hall.events, hall.look(), save_workshop(hall.workshop)))
    assert told[0] == told[1]


def test_the_reveal_does_tell(knowledge: Knowledge) -> None:
    """The tests above could not fail if nothing ever showed the votes."""
    texts = []
    for option in ("0", "3"):
        hall = hall_with_people(knowledge)
        for voter in VOTERS:
            hall.vote(voter, option)
        texts.append(hall.control("reveal").board.text)
    assert texts[0] != texts[1]
