"""The diagnostic beside the official figures: a step proposed, the person's own answer kept."""

from __future__ import annotations

import pytest

from conversations.advice.fitting import region_kind
from conversations.messages import Chose, DiagnosticRecord, Said
from conversations.results.pages import top_page
from knowledge.base import Knowledge
from knowledge.models.language import LANGUAGES
from tests.conversations.test_diagnostic import Walk

SIKKA, YAHUKIMO, NIAS = "53.07", "95.03", "12.04"
MARK = "• "


def at_first_question(knowledge: Knowledge, region: str, day: str = "2026-11-30") -> Walk:
    """A person who has opened the diagnostic of a region; its kind is not asked or not told."""
    walk = Walk(knowledge, day=day)
    walk.does(Chose("diagnose", "of", region, "7", "1"))
    walk.does(Said("lewati"))
    if walk.state.diagnosing and walk.state.diagnosing.screen == "kind":
        walk.does(Said("lewati"))
    return walk


def marked(walk: Walk) -> list[str]:
    return [choice.option for choice in walk.choices if choice.label.startswith(MARK)]


def test_below_a_question_stand_the_figure_and_the_step_that_it_proposes(
    knowledge: Knowledge,
) -> None:
    walk = at_first_question(knowledge, SIKKA)
    assert "12,8" in walk.text
    assert "langkah 2" in walk.text
    assert marked(walk) == ["2"]


def test_one_tap_takes_the_proposed_step(knowledge: Knowledge) -> None:
    walk = at_first_question(knowledge, SIKKA)
    for question in ("food", "sanitation", "water"):
        assert walk.state.diagnosing is not None
        assert walk.state.diagnosing.screen == question
        walk.does(Chose("diagnose", f"1.{question}", marked(walk)[0], "7", question))
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.answers == (("food", "2"), ("sanitation", "2"), ("water", "2"))


def test_energy_has_a_figure_that_proposes_nothing(knowledge: Knowledge) -> None:
    walk = at_first_question(knowledge, SIKKA)
    for question in ("food", "sanitation", "water"):
        walk.does(Chose("diagnose", f"1.{question}", "2", "7", question))
    assert "5,4" in walk.text
    assert marked(walk) == []


@pytest.mark.parametrize(("region", "day"), [(YAHUKIMO, "2026-11-30"), (SIKKA, "2028-01-31")])
def test_small_surveys_and_old_data_propose_nothing(
    knowledge: Knowledge, region: str, day: str
) -> None:
    assert marked(at_first_question(knowledge, region, day)) == []


def test_without_a_region_there_are_no_figures(knowledge: Knowledge) -> None:
    walk = Walk(knowledge)
    walk.does(Chose("diagnose", "start", "", "7", "1")).does(Said("lewati"))
    assert "BPS" not in walk.text


def test_an_answer_one_step_away_is_not_asked_about(knowledge: Knowledge) -> None:
    walk = at_first_question(knowledge, SIKKA)
    walk.does(Chose("diagnose", "1.food", "1", "7", "2"))
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.doubting == ""


@pytest.mark.parametrize(
    ("reason", "kept"),
    [("newer", (("food", "newer"),)), ("skip", ()), ("feels", (("food", "feels"),))],
)
def test_an_answer_further_away_is_kept_and_asked_why(
    knowledge: Knowledge, reason: str, kept: tuple[tuple[str, str], ...]
) -> None:
    walk = at_first_question(knowledge, SIKKA)
    walk.does(Chose("diagnose", "1.food", "0", "7", "2"))
    assert {choice.option for choice in walk.choices} == {
        *("newer", "definition", "feels"),
        *("skip", "back"),
    }
    walk.does(Chose("diagnose", "1.sanitation", reason, "7", "3"))
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.screen == "sanitation"
    assert walk.state.diagnosing.answers == (("food", "0"),)
    assert walk.state.diagnosing.doubts == kept


def test_the_reason_may_be_typed(knowledge: Knowledge) -> None:
    walk = at_first_question(knowledge, SIKKA)
    walk.does(Said("1"))
    walk.does(Said("3"))
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.doubts == (("food", "feels"),)


def test_a_changed_answer_drops_the_reason_of_the_former(knowledge: Knowledge) -> None:
    walk = at_first_question(knowledge, SIKKA)
    walk.does(Chose("diagnose", "1.food", "0", "7", "2"))
    walk.does(Chose("diagnose", "1.sanitation", "newer", "7", "3"))
    walk.does(Chose("diagnose", "1.sanitation", "back", "7", "4"))
    walk.does(Chose("diagnose", "1.food", "2", "7", "5"))
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.doubts == ()


def test_where_the_kind_of_a_region_is_not_sure_it_is_asked(knowledge: Knowledge) -> None:
    unsure = next(code for code, kind in knowledge.content.kinds.items() if kind.ask)
    walk = Walk(knowledge)
    walk.does(Chose("diagnose", "of", unsure, "7", "1")).does(Said("lewati"))
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.screen == "kind"
    walk.does(Chose("diagnose", "1.kind", "kepulauan", "7", "2"))
    assert walk.state.diagnosing is not None
    assert (walk.state.diagnosing.kind, walk.state.diagnosing.screen) == ("kepulauan", "food")


def test_what_the_person_says_of_the_kind_wins(knowledge: Knowledge) -> None:
    edition = knowledge.edition("id")
    known = knowledge.content.kinds[NIAS].kind
    assert region_kind(NIAS, "", edition.content) == known
    assert region_kind(NIAS, "pegunungan", edition.content) == "pegunungan"
    assert region_kind(NIAS, "land", edition.content) == "kabupaten"
    assert region_kind("", "", edition.content) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_result_shows_the_figure_beside_the_answer_and_why_they_differ(
    knowledge: Knowledge, language: str
) -> None:
    answers = tuple((need, "0") for need in ("food", "sanitation", "water", "energy", "transport"))
    record = DiagnosticRecord(
        1, SIKKA, "", answers, "2026-11-30", doubts=(("sanitation", "definition"),)
    )
    walk = Walk(knowledge, language, kept={1: record})
    assert top_page(record, knowledge.edition(language))[0]
    walk.does(Chose("result", "p", "1.sanitation", "7", "1"))
    edition = knowledge.edition(language)
    assert edition.number(85.35) in walk.text
    assert "BPS 2024" in walk.text
    assert edition.say("result-doubt-definition") in walk.text


def test_a_typed_answer_far_from_the_figure_can_be_taken_back_where_that_is_asked(
    knowledge: Knowledge,
) -> None:
    walk = at_first_question(knowledge, "93.04")
    before = walk.state.diagnosing
    walk.does(Said("PoU 3%"))
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.doubting == "food"
    assert "Batalkan" in walk.text
    assert "bertanda" not in walk.text  # no button is marked here
    assert "undo" in [choice.option for choice in walk.choices]
    walk.tap("undo")
    assert walk.state.diagnosing == before
