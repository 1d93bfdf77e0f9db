"""First steps fitted to the kind of region and to the role; what comes first never is."""

from __future__ import annotations

import html
import itertools
from dataclasses import replace

import pytest

from conversations.advice.fitting import PAPUA, Setting, action_for, for_role, region_kind
from conversations.advice.rules import Priority
from conversations.advice.texts import official_in_short
from conversations.messages import Chose, DiagnosticRecord, Event, Revise, Sender
from conversations.results.pages import advice_on, means_page
from conversations.results.step import on_tap
from conversations.state import State
from conversations.workshop.guide import guide_of
from conversations.workshop.slides import slide
from knowledge import markup
from knowledge.base import Knowledge
from knowledge.models.diagnostic import ActionEntry
from knowledge.models.language import LANGUAGES, Language
from knowledge.models.questions import NEEDS, PRIORITIES
from knowledge.models.regions import REGION_KINDS
from tests.conversations import advice_properties as properties
from tests.conversations.halls import Hall, open_hall, published

CITY, REGENCY, ISLANDS, HIGHLAND = "32.73", "32.04", "13.09", "95.03"
EVERYWHERE = Setting()


def action(
    knowledge: Knowledge, need: str, score: int, setting: Setting = EVERYWHERE
) -> ActionEntry:
    return action_for(
        Priority(need, 1, "need", "weak-need", ((need, score),)), setting, knowledge.content
    )


def said(entry: ActionEntry) -> str:
    return " ".join(properties.texts_of(entry, "id"))


def record(region: str, kind: str = "", role: str = "", score: str = "0") -> DiagnosticRecord:
    answers = tuple((need, score if need == "water" else "3") for need in NEEDS)
    return DiagnosticRecord(1, region, role, answers, "2026-11-30", kind)


def page(knowledge: Knowledge, kept: DiagnosticRecord, view: str, language: Language) -> str:
    tap = Chose("result", view, str(kept.run) if view == "top" else f"{kept.run}.water")
    event = Event(tap, Sender("7", "Rina", language), diagnostics=(kept,))
    _, (reply,) = on_tap(State(), tap, event, knowledge.edition(language))
    assert isinstance(reply, Revise)
    return reply.text


@pytest.mark.parametrize("score", [0, 1, 2])
@pytest.mark.parametrize("need", NEEDS)
def test_steps_differ_by_kind_of_region(knowledge: Knowledge, need: str, score: int) -> None:
    """Every need, at every level: a city, islands and highland are told something of their own."""
    regions = (CITY, REGENCY, ISLANDS, HIGHLAND)
    steps = [action(knowledge, need, score, Setting(region)).first_steps for region in regions]
    first = {entry.day_30.in_("id") for entry in steps}
    assert len(first) == 4


@pytest.mark.parametrize("need", NEEDS)
@pytest.mark.parametrize("region", ["", CITY, REGENCY, ISLANDS, HIGHLAND, "Melaka"])
def test_only_where_people_are_in_want_now_something_is_done_within_days(
    knowledge: Knowledge, region: str, need: str
) -> None:
    at_once = [
        action(knowledge, need, score, Setting(region)).first_steps.at_once for score in range(3)
    ]
    assert at_once[0] is not None
    assert at_once[1:] == [None, None]


def test_an_unknown_kind_is_told_what_a_regency_is_told(knowledge: Knowledge) -> None:
    for need, score in itertools.product(NEEDS, range(3)):
        assert action(knowledge, need, score) == action(knowledge, need, score, Setting(REGENCY))


HIGHLAND_WORDS = (
    "gereja",
    "adat",
    "ulayat",
    "honai",
    "lapangan terbang",
    "tandu",
    "distrik",
)
ISLAND_WORDS = ("pulau", "kapal", "dermaga", "ombak", "syahbandar", "tripikon")


@pytest.mark.parametrize("kind", REGION_KINDS)
def test_steps_of_highland_and_islands_stay_there(knowledge: Knowledge, kind: str) -> None:
    for need, score in itertools.product(NEEDS, range(3)):
        told = said(action(knowledge, need, score, Setting("", kind))).lower()
        for words, home in ((HIGHLAND_WORDS, "pegunungan"), (ISLAND_WORDS, "kepulauan")):
            found = [word for word in words if f" {word}" in told]
            assert kind == home or not found, (need, score, found)


def test_money_of_papua_is_told_to_its_regions_only(knowledge: Knowledge) -> None:
    """All 514 regions: special autonomy money for the codes 91 to 96, whatever their kind."""
    for code, need in itertools.product(knowledge.content.kinds, NEEDS):
        told = action(knowledge, need, 0, Setting(code))
        names = "Otsus" in told.money.in_("id")
        assert names == ("OTSUS" in told.sources) == code.startswith(PAPUA), code
        assert max(len(told.money.in_(language)) for language in LANGUAGES) <= 250
        away = action(knowledge, need, 0, Setting("53.06", "pegunungan"))
        assert "Otsus" not in said(away)


@pytest.mark.parametrize("language", LANGUAGES)
def test_jakarta_is_told_that_budget_and_rules_are_the_province_s_and_nobody_else(
    knowledge: Knowledge, language: Language
) -> None:
    """On the papers a step has 260 characters; the note must not be cut there."""
    note = knowledge.content.actions.administrative.in_(language)
    codes = [code for code in knowledge.content.kinds if code.startswith("31.")]
    assert len(codes) == 6
    for code, need, score in itertools.product(codes, PRIORITIES, (0, 1, 2)):
        told = action(knowledge, need, score, Setting(code)).first_steps.day_30.in_(language)
        assert told.endswith(note)
        assert len(told) <= 260, (code, need, score, len(told))
    for code in (*knowledge.content.kinds.keys() - codes, "31", "", "Melaka"):
        told = action(knowledge, "water", 1, Setting(code)).first_steps.day_30.in_(language)
        assert note not in told, code


def test_what_the_person_says_of_the_kind_wins(knowledge: Knowledge) -> None:
    assert region_kind(ISLANDS, "", knowledge.content) == "kepulauan"
    by_map = action(knowledge, "water", 0, Setting(ISLANDS))
    by_word = action(knowledge, "water", 0, Setting(ISLANDS, "pegunungan"))
    assert "kapal" in said(by_map)
    assert by_word == action(knowledge, "water", 0, Setting("", "pegunungan"))


def test_power_is_moved_by_those_who_hold_the_mandate(knowledge: Knowledge) -> None:
    """Energy is no affair of a regency: each kind names the power company or the ministry, and a
    way of paying, in the steps at level 0.
    """
    for kind in REGION_KINDS:
        told = action(knowledge, "energy", 0, Setting("", kind))
        steps = " ".join(
            text.in_("id") for text in (told.first_steps.day_90, told.first_steps.day_365)
        )
        assert "PLN" in steps or "ESDM" in steps, kind
        assert "PLN" in told.who.in_("id"), kind
        assert any(way in told.money.in_("id") for way in ("bansos", "Bansos", "hibah", "BPBL"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_result_tells_the_steps_of_the_region_and_the_line_of_the_role(
    knowledge: Knowledge, language: Language
) -> None:
    kept = record(HIGHLAND, role="bappeda")
    fitted = action(knowledge, "water", 0, Setting(HIGHLAND))
    steps, content = fitted.first_steps, knowledge.content
    (priority, *_) = advice_on(kept).priorities
    mine = for_role(priority, Setting(role="bappeda"), content, language)
    first, second = page(knowledge, kept, "top", language), page(knowledge, kept, "p", language)
    assert steps.at_once is not None
    for told in (steps.at_once, steps.day_30):
        assert told.in_(language) in first
        assert told.in_(language) in second
    assert steps.day_365.in_(language) in second
    assert mine
    assert mine in second
    assert mine not in page(knowledge, record(HIGHLAND, role="lainnya"), "p", language)
    assert fitted.money.in_(language) in page(knowledge, kept, "m", language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", REGION_KINDS)
@pytest.mark.parametrize("region", [ISLANDS, HIGHLAND])
def test_who_pays_and_measures_fits_a_phone_with_its_sources(
    knowledge: Knowledge, region: str, kind: str, language: Language
) -> None:
    edition = knowledge.edition(language)
    answers = tuple((need, "0") for need in NEEDS)
    kept = DiagnosticRecord(1, region, "", answers, "2026-11-30", kind)
    for priority in advice_on(kept).priorities:
        assert markup.length(means_page(kept, priority, edition)[0]) <= 1200, priority.id


@pytest.mark.slow
def test_the_order_depends_on_answers_alone(knowledge: Knowledge) -> None:
    """Drawn answers in drawn settings; and every fitted text waits with technology."""
    findings = properties.check_settings(properties.draws(95, 2_000), knowledge)
    assert not findings.broken(), properties.report(findings)
    assert set(findings.tallies) == {"17c", "21"}
    assert min(tally.checked for tally in findings.tallies.values()) >= 2_000


def test_minutes_tell_the_steps_of_the_workshops_region(knowledge: Knowledge) -> None:
    edition = knowledge.edition("id")
    hall = open_hall(guide_of(edition), "needs").control("start")
    hall.workshop = replace(hall.workshop, region=edition.region_label(HIGHLAND))
    for _ in NEEDS:
        hall.vote_all("000").control("reveal").control("next")
        if hall.workshop.phase == "discussing":
            hall.control("next")
    hall.control("finish-yes")
    water = next(p for p in published(hall).priorities if "Air" in p.title)
    fitted = action(knowledge, "water", 0, Setting(HIGHLAND))
    told = [what for _, what in water.first_steps]
    steps = fitted.first_steps
    assert steps.at_once is not None
    assert told[:2] == [steps.at_once.in_("id"), steps.day_30.in_("id")]
    assert water.money == fitted.money.in_("id")


@pytest.mark.parametrize("language", LANGUAGES)
def test_minutes_show_the_official_figure_and_no_screen_before_the_vote_does(
    knowledge: Knowledge, language: Language
) -> None:
    edition = knowledge.edition(language)
    figure = official_in_short("water", HIGHLAND, edition)
    assert "BPS" in figure
    hall = open_hall(guide_of(edition), "needs").control("start")
    hall.workshop = replace(hall.workshop, region=edition.region_label(HIGHLAND))
    for _ in NEEDS:
        hall.vote_all("000")
        assert not any(figure in shown.text for shown in hall.pages())
        hall.control("reveal").control("next")
        if hall.workshop.phase == "discussing":
            hall.control("next")
    hall.control("finish-yes")
    questions = {q.name: q.official for q in published(hall).questions}
    assert figure in questions.values()
    hall.workshop = replace(hall.workshop, region="")
    assert not any(q.official for q in published(hall).questions)


def told_now(hall: Hall) -> str:
    """All that group, private chats, panel and projector show of a workshop."""
    shown = slide(hall.workshop, hall.room.turnout(hall.workshop), hall.guide)
    pages = (page.text for page in hall.pages())
    return html.unescape("\n".join((*pages, shown.text, *shown.findings)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_boards_and_projector_show_the_official_figure_after_the_reveal_only(
    knowledge: Knowledge, language: Language
) -> None:
    edition = knowledge.edition(language)
    told = {need: html.unescape(official_in_short(need, CITY, edition)) for need in NEEDS}
    figures = {need: figure for need, figure in told.items() if figure}
    assert len(figures) == 4  # of transport none is published by region
    hall = open_hall(guide_of(edition), "needs").control("start")
    hall.workshop = replace(hall.workshop, region=edition.region_label(CITY))
    for need in NEEDS:
        assert hall.workshop.question == need
        hall.vote_all("0123")
        assert not any(figure in told_now(hall) for figure in figures.values())
        hall.control("reveal")
        shown = slide(hall.workshop, hall.room.turnout(hall.workshop), hall.guide)
        for place in (html.unescape(hall.board.text), "\n".join(shown.findings)):
            assert {n for n, figure in figures.items() if figure in place} == {need} & {*figures}
        hall.control("revote")
        assert not any(figure in told_now(hall) for figure in figures.values())
        hall.vote_all("0123").control("reveal").control("next")
