"""Practices of other regions: the nearest that lasted beside one that did not, told whole."""

from __future__ import annotations

import re

import pytest

from conversations.advice.fitting import Setting
from conversations.advice.practices import practices_for, practices_text
from conversations.messages import Choice, Chose, DiagnosticRecord, Event, Revise, Sender
from conversations.place.similar import practices_page, similar_page
from conversations.place.step import on_tap as on_place
from conversations.results.step import on_tap as on_result
from conversations.state import State
from knowledge import markup
from knowledge.base import Knowledge
from knowledge.models.language import LANGUAGES, Language
from knowledge.models.practices import Practice
from knowledge.models.questions import NEEDS, PRIORITIES

ISLANDS, CITY, HIGHLAND = "82.07", "32.73", "95.03"


def kind_of(practice: Practice, knowledge: Knowledge) -> str:
    return practice.kind or knowledge.content.kinds[practice.region or ""].kind


@pytest.mark.parametrize("need", NEEDS)
def test_one_that_lasted_stands_beside_one_that_did_not(knowledge: Knowledge, need: str) -> None:
    for region in (*knowledge.content.kinds, "", "Melaka"):
        lasted, ended = practices_for(need, Setting(region), knowledge.content)
        assert lasted.lasted
        assert not ended.lasted


def test_kind_goes_before_islands_and_poverty(knowledge: Knowledge) -> None:
    kinds = knowledge.content.kinds
    for need, region in (("energy", ISLANDS), ("water", CITY), ("food", HIGHLAND)):
        found = practices_for(need, Setting(region), knowledge.content)
        assert any(kind_of(each, knowledge) == kinds[region].kind for each in found)
    by_word = practices_for("energy", Setting(CITY, "kepulauan"), knowledge.content)
    assert all(kind_of(each, knowledge) == "kepulauan" for each in by_word)


def test_what_was_done_on_islands_is_not_told_to_highland(knowledge: Knowledge) -> None:
    """Desalination on an island of a regency on land counts as of islands too."""
    islands = {"35.27", "52.03", "31.01"}
    told = practices_for("water", Setting(HIGHLAND), knowledge.content)
    assert told
    assert not islands & {each.region for each in told}
    _, ended = practices_for("water", Setting(ISLANDS), knowledge.content)
    assert ended.region in islands


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("need", PRIORITIES)
def test_a_result_is_never_told_without_its_year_and_caveat(
    knowledge: Knowledge, need: str, language: Language
) -> None:
    edition = knowledge.edition(language)
    for region in knowledge.content.kinds:
        text = practices_text(need, Setting(region), edition)
        assert markup.fault_in(text) is None
        assert markup.length(text) <= 1600
        for practice in practices_for(need, Setting(region), knowledge.content):
            parts = (practice.result, practice.caveat, practice.what)
            assert all(part.in_(language) in text for part in parts)
            assert f"({practice.year})" in text
            assert all(edition.source(code) in text for code in practice.sources)


@pytest.mark.slow
def test_every_practice_can_be_shown_to_somebody(knowledge: Knowledge) -> None:
    """None is dead weight: each is what the people of its own region are shown, or nearer ones."""
    shown = set()
    for region in knowledge.content.kinds:
        for need in PRIORITIES:
            for kind in ("", "kepulauan", "pegunungan"):
                found = practices_for(need, Setting(region, kind), knowledge.content)
                shown |= {each.what.in_("id") for each in found}
    assert len(shown) >= len(knowledge.content.practices) * 3 // 4


def test_no_person_is_named_and_failure_is_told_soberly(knowledge: Knowledge) -> None:
    loaded = re.compile(r"\b(gagal|kegagalan|korupsi|failed|failure|corrupt\w*)\b", re.IGNORECASE)
    for name, practice in knowledge.content.practices.items():
        for part in (practice.what, practice.result, practice.caveat):
            assert not any(loaded.search(part.in_(language)) for language in LANGUAGES), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_practices_are_a_button_of_a_priority_and_of_similar_regions(
    knowledge: Knowledge, language: Language
) -> None:
    edition = knowledge.edition(language)
    answers = tuple((need, "0" if need == "energy" else "3") for need in NEEDS)
    kept = DiagnosticRecord(1, ISLANDS, "", answers, "2026-11-30")
    sender = Sender("7", "Rina", language)

    def tapped(view: str) -> Revise:
        tap = Chose("result", view, "1.energy")
        _, (reply,) = on_result(State(), tap, Event(tap, sender, diagnostics=(kept,)), edition)
        assert isinstance(reply, Revise)
        return reply

    label = edition.label("practices")
    views = [b.question for row in tapped("p").rows for b in row if isinstance(b, Choice)]
    assert "x" in views
    assert tapped("x").text == practices_text("energy", Setting(ISLANDS), edition)
    _, rows = similar_page(ISLANDS, edition)
    assert label in [button.label for row in rows for button in row]
    _, (reply,) = on_place(State(), Chose("place", "practices", ISLANDS), edition)
    assert isinstance(reply, Revise)
    assert reply.text == practices_page(ISLANDS, edition)[0]
