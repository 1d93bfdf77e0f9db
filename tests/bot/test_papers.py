"""Picture, report and text of a result: whole, sober, and deaf to what people type."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from bot.papers.filling import sheet_of
from bot.papers.plain import plain_text
from bot.papers.render import card, report
from bot.papers.sheet import Sheet, Words, words_in
from conversations.diagnosing import QUESTIONS, options_of
from conversations.messages import Taken
from knowledge.base import Knowledge
from knowledge.models import LANGUAGES, Language

NASTY = [
    "#panic()",
    "$x$ \\ \" ' [*] <label> @ref // /* ",
    "😀" * 50,
    "سلام " * 30,
    "a\x00b\u202ec\u200b",
    "Kabupaten " * 400,
    "x" * 4096,
    "",
]


def taken(score: str = "1", **given: str) -> Taken:
    special = {"generation": "2", "domains": "economy+social+environment"}
    answers = tuple(
        (q, given.get(q, special.get(q, score if score in options_of(q) else "1")))
        for q in QUESTIONS
    )
    return Taken(1, "32.11", "bappeda", answers, "2026-11-22")


def sheet(knowledge: Knowledge, language: Language = "id", score: str = "1") -> Sheet:
    return sheet_of(taken(score), knowledge, language)


def words(knowledge: Knowledge, language: Language = "id") -> Words:
    return words_in(knowledge.content.papers, language)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("score", ["0", "1", "2", "3", "unknown"])
def test_the_report_has_two_or_three_pages_with_all_priorities(
    knowledge: Knowledge, language: Language, score: str
) -> None:
    made = sheet(knowledge, language, score)
    pdf = report(made, words(knowledge, language))
    assert 2 <= len(PdfReader(io.BytesIO(pdf)).pages) <= 3
    text = " ".join(text_of(pdf).split())
    assert made.region in text
    for priority in made.priorities:
        assert priority.title.split()[0] in text


def test_the_card_is_a_portrait_picture(knowledge: Knowledge) -> None:
    png = card(sheet(knowledge), words(knowledge))
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20]) == 1080
    assert 1350 <= int.from_bytes(png[20:24]) <= 1920


def test_the_same_result_gives_the_same_papers(knowledge: Knowledge) -> None:
    made, spoken = sheet(knowledge), words(knowledge)
    assert card(made, spoken) == card(made, spoken)
    assert report(made, spoken) == report(made, spoken)


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_no_text_can_break_or_enter_a_template(knowledge: Knowledge, nasty: str) -> None:
    made = sheet(knowledge)
    first = replace(made.priorities[0], title=nasty, why=nasty, headline=nasty, who=nasty)
    made = replace(made, region=nasty, role=nasty, priorities=(first, *made.priorities[1:]))
    assert card(made, words(knowledge)).startswith(b"\x89PNG")
    assert len(PdfReader(io.BytesIO(report(made, words(knowledge)))).pages) >= 2
    assert plain_text(made, words(knowledge))


def test_a_result_stopped_after_the_needs_has_papers_too(knowledge: Knowledge) -> None:
    early = Taken(1, "", "", taken("0").answers[:5], "2026-11-22")
    made = sheet_of(early, knowledge, "id")
    assert card(made, words(knowledge))
    assert text_of(report(made, words(knowledge)))


@pytest.mark.parametrize("score", ["0", "3"])
def test_the_text_version_fits_one_message(knowledge: Knowledge, score: str) -> None:
    text = plain_text(sheet(knowledge, score=score), words(knowledge))
    assert 0 < len(text) <= 4000
