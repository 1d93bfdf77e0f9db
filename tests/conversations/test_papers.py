"""Papers for the office are offered, listed and ordered: by command, by button and in words."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from bot.telegram.callbacks import encode
from conversations.asking.papers import is_for_papers, offered, papers_button, papers_from
from conversations.diagnosing import reopened
from conversations.messages import (
    Chose,
    Commanded,
    DiagnosticRecord,
    Event,
    MakeOfficePaper,
    PrivateChatButton,
    Said,
    Say,
    Sender,
    Toast,
)
from conversations.router import step
from conversations.state import State
from knowledge.base import Knowledge
from knowledge.models.language import LANGUAGES
from knowledge.models.office_papers import Origin
from knowledge.models.questions import QUESTION_IDS
from tests.conversations.test_diagnostic import Walk

OPTIONS = ("1", "0", "2", "2", "1", "1", "2", "1", "2", "1", "1", "1", "1", "social")
RECORD = DiagnosticRecord(
    1, "53.07", "bappeda", tuple(zip(QUESTION_IDS, OPTIONS, strict=True)), "2026-11-30"
)
DOING = "need-sanitation"


@pytest.fixture
def walk(knowledge: Knowledge) -> Walk:
    """A person to whom a result was just shown."""
    state = State(about_result=1, diagnosing=replace(reopened(RECORD), screen=""))
    return Walk(knowledge, state=state, kept={1: RECORD}, day="2026-12-01")


@pytest.fixture
def fresh(knowledge: Knowledge) -> Walk:
    """A person without a result."""
    return Walk(knowledge, day="2026-12-01")


def ordered(walk: Walk) -> MakeOfficePaper:
    [paper] = [reply for reply in walk.replies if isinstance(reply, MakeOfficePaper)]
    return paper


@pytest.mark.parametrize("name", ["document", "dokumen"])
def test_the_command_lists_the_papers_of_the_last_result(walk: Walk, name: str) -> None:
    walk.does(Commanded("document"))
    papers = walk.knowledge.content.office.papers.values()
    titles = [p.title.in_("id") for p in papers if "result" in p.origins]
    assert [choice.label for choice in walk.choices][: len(titles)] == titles
    walk.does(walk.button("1", "tor"))
    assert ordered(walk) == MakeOfficePaper("tor", "2026-12-01", "id", RECORD)


def test_without_a_result_papers_are_of_the_topic_shown_last(fresh: Walk) -> None:
    fresh.does(Chose("ask", "answer", DOING, "7", "1")).does(Commanded("document"))
    fresh.does(fresh.button(DOING, "memo"))
    assert ordered(fresh) == MakeOfficePaper("memo", "2026-12-01", "id", topic=DOING)


def test_with_neither_a_way_to_both_is_shown(fresh: Walk) -> None:
    fresh.does(Commanded("document"))
    assert {choice.conversation for choice in fresh.choices} == {"diagnose", "menu"}


def test_the_button_below_a_result_lists_papers_and_leads_back(walk: Walk) -> None:
    walk.does(Chose("result", "top", "1", "7", "1"))
    walk.does(walk.button("1", "list"))
    assert walk.knowledge.edition("id").region("53.07") in walk.text
    walk.does(walk.button("1", "top"))
    assert "list" in {choice.question for choice in walk.choices}


def test_a_paper_of_one_priority_is_about_that_one(walk: Walk) -> None:
    walk.does(Chose("result", "m", "1.food", "7", "1"))
    walk.does(walk.button("1.food", "list"))
    assert walk.knowledge.content.actions.priorities["food"].title.in_("id") in walk.text
    walk.does(walk.button("1.food", "decree"))
    assert ordered(walk).priority == "food"


def test_below_the_steps_of_a_topic_of_doing_papers_can_be_had(fresh: Walk) -> None:
    fresh.does(Chose("ask", "steps", DOING, "7", "1"))
    fresh.does(fresh.button(DOING, "list"))
    assert fresh.knowledge.edition("id").title(DOING) in fresh.text
    assert not is_for_papers(fresh.knowledge.edition("id"), "what-is-smart-city")


@pytest.mark.parametrize(
    ("said", "paper"),
    [
        ("buatkan nota dinas", "memo"),
        ("contoh SK tim dong", "decree"),
        ("bantu bikin KAK", "tor"),
        ("buatkan ringkasan satu halaman", "brief"),
        ("bantu bikin sambutan", "speech"),
        ("contoh perwali dong", "rule"),
    ],
)
def test_words_ask_for_a_paper_of_the_last_result(walk: Walk, said: str, paper: str) -> None:
    walk.does(Said(said))
    walk.does(walk.button("1", paper))
    assert ordered(walk).result == RECORD


def test_words_ask_for_a_paper_on_a_topic(fresh: Walk) -> None:
    fresh.does(Chose("ask", "answer", DOING, "7", "1")).does(Said("buatkan nota dinas"))
    fresh.does(fresh.button(DOING, "memo"))
    assert ordered(fresh).topic == DOING


def test_without_result_and_topic_words_are_told_what_is_needed(fresh: Walk) -> None:
    fresh.does(Said("buatkan nota dinas"))
    assert fresh.choices[0].conversation == "diagnose"
    assert "doc" not in {choice.conversation for choice in fresh.choices}


def test_the_result_in_word_is_its_report(walk: Walk) -> None:
    walk.does(Said("minta versi wordnya"))
    assert ordered(walk) == MakeOfficePaper("report", "2026-12-01", "id", RECORD)


def test_for_slides_one_page_is_offered(walk: Walk) -> None:
    walk.does(Said("buatkan slide"))
    assert "Slide tidak saya buat" in walk.text
    walk.does(walk.button("1", "brief"))
    assert ordered(walk).paper == "brief"


def test_a_button_whose_result_topic_or_paper_is_gone_is_old(walk: Walk) -> None:
    for tap in (("memo", "9"), ("memo", "no-such-topic"), ("poem", "1"), ("list", "")):
        walk.does(Chose("doc", *tap, "7", "1"))
        assert [type(reply) for reply in walk.replies] == [Toast]


def test_in_a_group_papers_lead_to_the_private_chat(knowledge: Knowledge) -> None:
    asked = Event(Commanded("document"), Sender("7", "Rina", "id"), in_group=True, day="2026-12-01")
    _, replies = step(State(), asked, knowledge)
    said = replies[0]
    assert isinstance(said, Say)
    assert isinstance(said.rows[0][0], PrivateChatButton)
    assert said.rows[0][0].payload == "document"


def test_every_button_of_a_paper_fits_what_telegram_carries(knowledge: Knowledge) -> None:
    """For the longest ids of persons, topics and results that there are."""
    edition = knowledge.edition("id")
    options: list[tuple[Origin, str]] = [("result", "12345.governance")]
    options += [("topic", topic) for topic in knowledge.content.topics]
    for origin, option in options:
        for button in (papers_button(edition, option), *papers_from(edition, origin, option)):
            assert encode(button, "1" * 13)


def test_every_paper_is_asked_for_in_words(knowledge: Knowledge) -> None:
    for language in LANGUAGES:
        edition = knowledge.edition(language)
        for paper in knowledge.content.office.papers.values():
            text, made = offered(edition, paper.asked, 1, (DOING,))
            assert len(made) == len(set(paper.origins) - {"workshop"})
            # Minutes are made in a workshop only.
            assert ("workshop" in text) == ("workshop" in paper.origins) or language == "id"
            assert ("/lokakarya" in text) == ("workshop" in paper.origins) or language == "en"
    assert set(get_args(Origin)) == {"result", "topic", "workshop"}
