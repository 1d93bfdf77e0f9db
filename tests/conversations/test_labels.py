"""Every label that the content puts on a button stands whole there, on a phone 360 pixels wide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest

from conversations.answer_labels import question_name, short_answer
from conversations.messages import (
    Action,
    ButtonRows,
    Choice,
    Chose,
    Commanded,
    DiagnosticRecord,
    Event,
    KeepDiagnostic,
    Revise,
    Say,
    Sender,
    Started,
)
from conversations.router import step
from conversations.rows import packed
from conversations.state import State
from conversations.workshop import agenda
from conversations.workshop.guide import guide_of
from conversations.workshop.private import panel_waits, welcome
from conversations.workshop.questions import workshop_options
from conversations.workshop.state import Leader
from knowledge.base import Knowledge
from knowledge.edition import Edition
from knowledge.models.language import LANGUAGES, Language
from knowledge.models.questions import NEEDS
from tests.conversations.halls import Hall, drawn, open_hall
from tests.letters import FONTS, width

# The least room that there is: beside an avatar in a group, in Telegram for Android and on the
# preview's page. All in pixels of a phone 360 wide: a keyboard, the gap between two buttons, the
# edges of one on both sides; and how large labels are written.
KEYBOARD, GAP, EDGES, SIZE = 293.0, 4.0, 14.0, 15.0
# As long as most people's names.
NAME = "Rina Wulandari"
TAKEN = DiagnosticRecord(
    *(1, "3271", "bappeda", tuple((need, "1") for need in NEEDS)),
    day="2026-01-31",
)


def room(side_by_side: int) -> float:
    """What each of so many buttons in a row has for its label."""
    return (KEYBOARD - GAP * (side_by_side - 1)) / side_by_side - EDGES


def cut(shown: Iterable[ButtonRows]) -> list[str]:
    """The labels that do not show whole, each with the letters for which that is so."""
    return sorted(
        {
            f"{button.label} ({font}: {width(button.label, font, SIZE):.0f} > {room(len(row)):.0f})"
            for rows in shown
            for row in rows
            for button in row
            for font in FONTS
            if width(button.label, font, SIZE) > room(len(row))
        }
    )


def pages_of(knowledge: Knowledge, language: Language, *, in_group: bool) -> Iterator[ButtonRows]:
    """The buttons of every page that taps lead to, from all that can be typed to begin with."""
    names = ("help", "diagnose", "results", "language", "privacy", "cancel")
    begun: tuple[Action, ...] = (Started(), *(Commanded(name) for name in names))
    waiting: list[tuple[State, tuple[DiagnosticRecord, ...], Action]] = []
    for action in begun:
        waiting += [(State(language=language), taken, action) for taken in ((), (TAKEN,))]
    seen: set[tuple[str, ...]] = set()
    while waiting:
        state, taken, action = waiting.pop()
        event = Event(action, Sender("7", NAME, language), in_group, "2026-02-01", taken)
        state, replies = step(state, event, knowledge)
        taken += tuple(reply.record for reply in replies if isinstance(reply, KeepDiagnostic))
        for reply in replies:
            if isinstance(reply, Say | Revise):
                yield reply.rows
                for button in (button for row in reply.rows for button in row):
                    if not isinstance(button, Choice) or button.conversation == "language":
                        continue
                    # Without the numbers of diagnostics: each begins others, without end.
                    says = (button.conversation, button.question, button.option)
                    key = (button.label, *(re.sub(r"^\d+", "", word) for word in says))
                    if key not in seen:
                        seen.add(key)
                        waiting.append((state, taken, Chose(*says, "7", "1")))


@pytest.mark.slow
@pytest.mark.parametrize("in_group", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_of_a_conversation_is_cut(
    knowledge: Knowledge, language: Language, in_group: bool
) -> None:
    shown = list(pages_of(knowledge, language, in_group=in_group))
    labels = {button.label for rows in shown for row in rows for button in row}
    edition = knowledge.edition(language)
    assert {edition.title(topic) for topic in knowledge.content.topics} <= labels
    assert cut(shown) == []


def priorities(edition: Edition) -> Iterator[str]:
    """The titles of all priorities as their list has them, with the longest number."""
    for action in edition.content.actions.priorities.values():
        yield f"17. {action.title.in_(edition.language)}"


def answers(edition: Edition) -> Iterator[str]:
    """The answers to all questions as their review has them, but for the domains."""
    for question, texts in edition.content.diagnostic.questions.items():
        if question == "domains":
            continue
        options = [*texts.options] if question == "generation" else [*texts.options, "unknown"]
        name = question_name(edition, question)
        yield from (f"{name}: {short_answer(edition, question, option)}" for option in options)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_that_depends_on_the_answers_is_cut(
    knowledge: Knowledge, language: Language
) -> None:
    edition = knowledge.edition(language)
    lists = [((Choice(label, "", "", ""),),) for label in priorities(edition)]
    roles = (role.in_(language) for role in edition.content.diagnostic.roles.values())
    # Each beside itself, if it may stand beside another at all.
    pairs = [packed(*[Choice(label, "", "", "")] * 2) for label in (*answers(edition), *roles)]
    assert cut([*lists, *pairs]) == []


def workshop(hall: Hall) -> Iterator[ButtonRows]:
    """The buttons of everything that people and leaders see in a whole workshop."""

    def look() -> Iterator[ButtonRows]:
        yield from (message.rows for message in drawn(hall))

    yield welcome(hall.workshop, hall.guide).rows
    yield panel_waits(hall.workshop, hall.guide).rows
    hall.control("offer", actor=Leader("901", NAME))
    yield from look()
    hall.control("start")
    while agenda.not_voted(hall.workshop):
        hall.control("timer", "5")
        yield from look()
        for voter, option in enumerate(workshop_options(hall.workshop.question)):
            hall.vote(str(voter), option)
        hall.control("reveal")
        yield from look()
        hall.control("next")
        if hall.workshop.phase == "discussing":
            yield from look()
            hall.control("next")
    hall.control("pause")
    yield from look()
    hall.control("resume").control("finish")
    yield from look()
    hall.control("finish-yes")
    yield from look()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_of_a_workshop_is_cut(knowledge: Knowledge, language: Language) -> None:
    guide = guide_of(knowledge.edition(language))
    shown = list(workshop(open_hall(guide, "all")))
    labels = {button.label for rows in shown for row in rows for button in row}
    assert {
        option for ballot in guide.ballots.values() for option in ballot.options.values()
    } <= labels
    assert {agency.in_(language) for agency in guide.wording.agencies.values()} <= labels
    assert cut(shown) == []
