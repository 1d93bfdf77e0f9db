"""A region's official figures: all of them right, on one screen, however they are asked for."""

from __future__ import annotations

import re

import pytest

from conversations.messages import Chose, Commanded, Decided, Revise, Said
from conversations.place.pages import SCREENS, meaning_page, region_page
from conversations.place.similar import similar_page
from knowledge import markup
from knowledge.base import Knowledge
from knowledge.edition import Edition
from knowledge.models.language import LANGUAGES, Language
from tests.conversations.scripts import Talk

TELEGRAM_LIMIT = 4096
NEED_NAMES = ["Pangan", "Sanitasi", "Air minum", "Energi", "Transportasi"]
# In the words of units and of zero.
SAID_ANYWAY = {"100", "0", "0.01", "0,01"}


def numbers_of(code: str, screen: str, edition: Edition) -> set[str]:
    """All numbers that the files hold of a region, its province and the nation, as printed."""
    content = edition.content
    held = set()
    for (indicator, year), values in content.figures.values.items():
        if content.figures.indicators[indicator].screen != screen:
            continue
        for place in (code, code[:2], "00"):
            if place in values:
                held |= {edition.number(values[place]), str(year)}
        held.add(str(sum("." in other for other in values)))
    return held


def said_numbers(text: str, edition: Edition) -> set[str]:
    """The numbers that a text says; those of its definitions are none of them."""
    decimal = re.escape(edition.content.languages[edition.language].decimal)
    return set(re.findall(rf"\d+(?:{decimal}\d+)?", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_on_every_page_of_every_region_is_in_the_files(
    knowledge: Knowledge, language: Language
) -> None:
    edition = knowledge.edition(language)
    for code in sorted(knowledge.content.regions.codes):
        name = markup.without_markup(region_page(code, "needs", edition)[0]).splitlines()[0]
        for screen in SCREENS:
            text = markup.without_markup(region_page(code, screen, edition)[0]).removeprefix(name)
            allowed = {*numbers_of(code, screen, edition), *SAID_ANYWAY}
            assert said_numbers(text, edition) <= allowed, (code, screen)
            assert markup.length(text) < TELEGRAM_LIMIT


def test_every_region_has_all_five_needs_in_their_order(knowledge: Knowledge) -> None:
    edition = knowledge.edition("id")
    for code in knowledge.content.regions.codes:
        text = markup.without_markup(region_page(code, "needs", edition)[0])
        needs = re.findall(
            r"^(Pangan|Sanitasi|Air minum|Energi|Transportasi)\b", text, re.MULTILINE
        )
        assert needs == ["Pangan", "Sanitasi", "Air minum", "Energi", "Transportasi"], code


def test_clean_water_never_stands_beside_the_improved_source(knowledge: Knowledge) -> None:
    for language in LANGUAGES:
        edition = knowledge.edition(language)
        clean = knowledge.content.figures.indicators["no_clean_water_pct"].name.in_(language)
        for page in (region_page, meaning_page):
            for screen in ("needs", "others"):
                assert clean not in page("53.07", screen, edition)[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_meaning_and_of_similar_regions_fit_a_message(
    knowledge: Knowledge, language: Language
) -> None:
    edition = knowledge.edition(language)
    for screen in SCREENS:
        assert markup.length(meaning_page("53.07", screen, edition)[0]) < TELEGRAM_LIMIT
    for code in knowledge.content.kinds:
        assert markup.length(similar_page(code, edition)[0]) < TELEGRAM_LIMIT


def test_the_command_shows_the_region_that_it_names_and_remembers_it(
    knowledge: Knowledge,
) -> None:
    talk = Talk(knowledge)
    talk.does(Commanded("region", "kab sikka"))
    assert "Kabupaten Sikka" in talk.text
    assert "12,8" in talk.text
    talk.does(Commanded("region"))
    assert "Kabupaten Sikka" in talk.text


def test_a_name_of_several_regions_asks_which(knowledge: Knowledge) -> None:
    talk = Talk(knowledge)
    talk.does(Commanded("region", "bandung"))
    assert {choice.question for choice in talk.choices()} == {"needs"}
    assert len(talk.choices()) >= 2


@pytest.mark.parametrize(
    ("argument", "key"),
    [("", "place-ask"), ("qwrtzp", "place-unknown"), ("Davao City", "place-abroad")],
)
def test_without_a_region_of_indonesia_it_says_how_to_ask(
    knowledge: Knowledge, argument: str, key: str
) -> None:
    talk = Talk(knowledge)
    talk.does(Commanded("region", argument))
    assert talk.text == knowledge.edition("id").say(key)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("data Kabupaten Sikka gimana", "12,8"),
        ("sanitasi kota bandung berapa persen", "55,9"),
        ("brp persen kemiskinan di kab sikka", "11,25"),
        ("angka stunting kabupaten sikka", "33,3"),
        ("sanitasi sikka brp persen", "85,35"),
        ("IPM kab sikka", "70,65"),
        ("kemiskinannya kab sikka berapa", "11,25"),
        ("air bersih kab sikka berapa persen ya", "20,42"),
    ],
)
def test_words_that_ask_for_figures_get_them(knowledge: Knowledge, words: str, number: str) -> None:
    talk = Talk(knowledge)
    talk.does(Said(words))
    assert number in talk.text
    assert Decided("answer") in talk.replies


@pytest.mark.parametrize(
    "words",
    [
        "berapa biaya sanitasi di kota bandung",
        "kabupaten sikka mulai dari mana",
        "bagaimana menata data warga miskin di kab sikka supaya bantuan tepat sasaran",
        "kami belum punya data sama sekali, harus mulai dari apa dulu supaya perencanaan jalan",
        "sanitasi kota bandung",
    ],
)
def test_other_questions_about_a_region_are_none_for_figures(
    knowledge: Knowledge, words: str
) -> None:
    asked = knowledge.figure_questions.find(words, knowledge.gazetteer.mentions(words))
    assert asked is None


def test_we_are_the_region_that_was_looked_at(knowledge: Knowledge) -> None:
    talk = Talk(knowledge)
    talk.does(Commanded("region", "kota bandung"))
    talk.does(Said("bandingkan kami dengan provinsi"))
    assert "Kota Bandung" in talk.text


def test_the_page_leads_to_a_diagnostic_of_that_region(knowledge: Knowledge) -> None:
    talk = Talk(knowledge)
    talk.does(Commanded("region", "kab sikka"))
    talk.taps("Diagnosis dengan angka ini")
    assert talk.state.diagnosing is not None
    assert talk.state.diagnosing.region == "53.07"


def test_other_pages_come_in_place(knowledge: Knowledge) -> None:
    talk = Talk(knowledge)
    talk.does(Commanded("region", "kab sikka"))
    for question in ("others", "alone", "similar", "meaning-needs"):
        talk.does(Chose("place", question, "53.07", "7", "1"))
        assert isinstance(talk.replies[0], Revise)


def test_a_forged_button_is_an_old_one(knowledge: Knowledge) -> None:
    talk = Talk(knowledge)
    talk.does(Chose("place", "needs", "99.99", "7", "1"))
    assert talk.toast == knowledge.edition("id").toast("old-button")
