"""A region's official figures: all of them right, on one screen, however they are asked for."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from conversations.making import MakeRegionPicture
from conversations.messages import (
    Choice,
    Chose,
    Commanded,
    Decided,
    Revise,
    Said,
)
from conversations.place.comparing import comparison_page
from conversations.place.pages import SCREENS, meaning_page, region_page
from conversations.place.picture import picture_caption, region_picture
from conversations.place.similar import similar_page
from knowledge import markup
from knowledge.base import Knowledge, open_knowledge
from knowledge.edition import Edition
from knowledge.loading.loader import packaged_content
from knowledge.models.language import LANGUAGES, Language
from tests.conversations.scripts import Talk

TELEGRAM_LIMIT = 4096
CAPTION_LIMIT = 1024
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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.parametrize("argument", ["", "kab sikka"])
def test_without_the_folder_of_figures_it_says_how_to_import_them(
    tmp_path: Path, argument: str
) -> None:
    folder = tmp_path / "content"
    shutil.copytree(packaged_content(), folder, ignore=shutil.ignore_patterns("indicators"))
    talk = Talk(open_knowledge(folder))
    talk.does(Commanded("region", argument))
    assert talk.text == open_knowledge().edition("id").say("place-no-figures")
    assert "mulai indicators import" in talk.text


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
        "aplikasi yang mirip di kota bandung",
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


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_every_picture_and_its_caption_is_in_the_files(
    knowledge: Knowledge, language: Language
) -> None:
    edition = knowledge.edition(language)
    for code in sorted(knowledge.content.regions.codes):
        picture, caption = region_picture(code, edition), picture_caption(code, edition)
        allowed = {*numbers_of(code, "needs", edition), *SAID_ANYWAY}
        told = markup.without_markup(caption).partition("\n")[2]
        assert said_numbers(told, edition) <= allowed, code
        assert markup.length(caption) <= CAPTION_LIMIT
        assert markup.fault_in(caption) is None
        for group in picture.groups:
            assert said_numbers(group.name, edition) <= allowed, code
            for bar in group.bars:
                if bar.value.startswith("<"):
                    assert bar.share == 0
                    continue
                assert bar.value in allowed, code
                assert bar.share == pytest.approx(float(bar.value.replace(",", ".")) / 100)


def test_the_picture_comes_by_a_button_with_its_content_in_words(knowledge: Knowledge) -> None:
    talk = Talk(knowledge)
    talk.does(Commanded("region", "kab sikka"))
    talk.taps("Gambar")
    (made,) = [reply for reply in talk.replies if isinstance(reply, MakeRegionPicture)]
    assert (made.region, made.language) == ("53.07", "id")
    for told in ("Kabupaten Sikka", "85,35", "provinsi 77,66", "nasional 83,6", "BPS"):
        assert told in made.caption


def test_a_region_s_own_figure_is_a_bar_of_its_own_with_its_source(tmp_path: Path) -> None:
    local = tmp_path / "local"
    (local / "indicators").mkdir(parents=True)
    (local / "indicators" / "values.csv").write_text(
        "indicator,year,code,value,source\n"
        'improved_sanitation_pct,2025,53.07,88.1,"Dinas Kesehatan & PUPR"\n'
    )
    edition = open_knowledge(None, False, local).edition("id")
    sanitation = region_picture("53.07", edition).groups[1]
    assert [bar.value for bar in sanitation.bars] == ["85,35", "88,1", "77,66", "83,6"]
    assert "Dinas Kesehatan & PUPR" in sanitation.bars[1].label
    assert "88,1" in region_page("53.07", "needs", edition)[0]


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_comparison_tells_only_numbers_of_the_files_and_is_whole(
    knowledge: Knowledge, language: Language
) -> None:
    edition = knowledge.edition(language)
    for code in sorted(knowledge.content.regions.codes):
        text, _ = comparison_page(code, "", edition)
        assert markup.fault_in(text) is None
        assert "\n\n\n" not in text
        body = markup.without_markup(text).partition("\n")[2]
        note = edition.say("place-compare-note", producers="")
        said = said_numbers(body, edition) - said_numbers(note, edition)
        assert said <= {*numbers_of(code, "needs", edition), *SAID_ANYWAY}, code


def test_better_and_behind_follow_what_is_better_of_a_figure(knowledge: Knowledge) -> None:
    text = markup.without_markup(comparison_page("53.07", "", knowledge.edition("en"))[0])
    food, sanitation, _, energy = text.split("\n\n")[1:5]
    assert food.splitlines()[-1].endswith("behind the nation")  # 12.8 of people lack, 8.27 there
    assert sanitation.splitlines()[-1].startswith("Better than the province;")
    assert energy.splitlines()[-1] == "Nothing to compare with is published"


def test_of_a_figure_that_jumps_nothing_is_judged(knowledge: Knowledge) -> None:
    text = comparison_page("95.03", "", knowledge.edition("en"))[0]
    assert "Jumps between surveys" in text
    assert "ehind" not in text


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("bandingkan kami dengan provinsi", "Provinsi Jawa Barat"),
        ("bandingkan kami dengan kabupaten sikka", "Kabupaten Sikka"),
        ("perbandingan data kami sama nasional dong", "nasional"),
    ],
)
def test_a_comparison_is_asked_in_words(knowledge: Knowledge, words: str, other: str) -> None:
    talk = Talk(knowledge)
    talk.does(Commanded("region", "kota bandung"))
    talk.does(Said(words))
    head = talk.text.split("\n\n")[0]
    assert "Kota Bandung" in head
    assert other in head


def test_two_named_regions_are_compared_with_each_other(knowledge: Knowledge) -> None:
    talk = Talk(knowledge)
    talk.does(Said("bandingkan kabupaten sikka dengan kabupaten ende"))
    assert "Kabupaten Sikka" in talk.text
    assert "85,35" in talk.text
    assert "92,69" in talk.text


@pytest.mark.parametrize(
    "words", ["daerah yang mirip dengan kami", "kota lain ada yg mirip ga", "regions like ours"]
)
def test_similar_regions_are_asked_in_words_once_the_own_region_is_known(
    knowledge: Knowledge, words: str
) -> None:
    asked = knowledge.figure_questions.find(words, knowledge.gazetteer.mentions(words))
    assert asked is not None
    talk = Talk(knowledge)
    talk.does(Said(words))
    assert not talk.state.region  # a topic answers how to find such regions
    talk.does(Commanded("region", "kab sikka"))
    talk.does(Said(words))
    heads = [similar_page("53.07", knowledge.edition(each))[0] for each in LANGUAGES]
    assert talk.text in heads


@pytest.mark.parametrize("words", ["daerah serupa kab sikka", "kabupaten mana yang mirip sikka"])
def test_similar_regions_of_a_named_one_are_asked_in_words(
    knowledge: Knowledge, words: str
) -> None:
    talk = Talk(knowledge)
    talk.does(Said(words))
    assert talk.text == similar_page("53.07", knowledge.edition("id"))[0]


def test_regions_like_one_by_each_need_with_practices_about_it(knowledge: Knowledge) -> None:
    edition = knowledge.edition("id")
    for need in ("food", "sanitation", "water", "energy"):
        text, rows = similar_page("53.07", edition, need)
        buttons = [button.question for row in rows for button in row if isinstance(button, Choice)]
        assert f"practices-{need}" in buttons
        assert f"similar-{need}" not in buttons
        assert text.count("Penduduk miskin") == 5
    assert "paling membaik" in similar_page("53.07", edition, "water")[0]
    assert "paling mirip" in similar_page("53.07", edition, "energy")[0]


@pytest.mark.parametrize("question", ["similar-wifi", "practices-x", "pictures", "compare-x"])
def test_a_forged_view_is_an_old_button(knowledge: Knowledge, question: str) -> None:
    talk = Talk(knowledge)
    talk.does(Chose("place", question, "53.07", "7", "1"))
    assert talk.toast == knowledge.edition("id").toast("old-button")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_in_a_survey_is_never_told_as_nobody_at_all(
    knowledge: Knowledge, language: Language
) -> None:
    edition = knowledge.edition(language)
    least = markup.without_markup(edition.say("place-least"))
    zero = edition.number(0)
    lit = region_picture("32.73", edition).groups[-1]
    assert [bar.value for bar in lit.bars] == [least]
    for text in (
        comparison_page("32.73", "", edition)[0],
        comparison_page("53.07", "32.73", edition)[0],
        picture_caption("32.73", edition),
    ):
        assert not re.search(rf"(?<![\d.,]){re.escape(zero)}(?!\d)", markup.without_markup(text))
    assert least in markup.without_markup(comparison_page("53.07", "32.73", edition)[0])
