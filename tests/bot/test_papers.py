"""Picture, report and text of a result: whole, sober, and deaf to what people type."""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from bot.papers.cleaning import printable
from bot.papers.filling import sheet_of
from bot.papers.plain import MOST_CHARACTERS, MOST_PER_MESSAGE, messages, plain_text
from bot.papers.render import card, report
from bot.papers.sheet import Sheet, Words, words_in
from conversations.diagnosing import options_of
from conversations.messages import DiagnosticRecord
from knowledge.base import Knowledge
from knowledge.models.language import LANGUAGES, Language
from knowledge.models.questions import QUESTION_IDS as QUESTIONS
from tests.bot.sheets import ALL

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


def taken(score: str = "1", **given: str) -> DiagnosticRecord:
    special = {"generation": "2", "domains": "economy+social+environment"}
    answers = tuple(
        (q, given.get(q, special.get(q, score if score in options_of(q) else "1")))
        for q in QUESTIONS
    )
    return DiagnosticRecord(1, "32.11", "bappeda", answers, "2026-11-22")


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


def structure_of(pdf: bytes) -> tuple[str, list[str]]:
    """The language of a PDF and the kinds of its tagged parts, in their order."""

    def parts(node: object) -> Iterator[str]:
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, ArrayObject):
            for child in node:
                yield from parts(child)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                yield str(node["/S"])
            yield from parts(node.get("/K"))

    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"].get_object()
    assert isinstance(root, DictionaryObject)
    marked = root["/MarkInfo"].get_object()
    assert isinstance(marked, DictionaryObject)
    assert bool(marked["/Marked"])
    return str(root["/Lang"]), list(parts(root["/StructTreeRoot"]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_is_tagged_with_its_language_and_its_headings(
    knowledge: Knowledge, language: Language
) -> None:
    spoken, parts = structure_of(report(sheet(knowledge, language), words(knowledge, language)))
    assert spoken == language
    headings = [part for part in parts if part.startswith("/H")]
    assert headings[0] == "/H1"
    assert headings.count("/H1") == 1
    assert headings.count("/H2") > 4  # needs, priorities, generation, profile, sources ...
    assert headings.count("/H3") >= 3  # the first priorities


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
    early = DiagnosticRecord(1, "", "", taken("0").answers[:5], "2026-11-22")
    made = sheet_of(early, knowledge, "id")
    assert card(made, words(knowledge))
    assert text_of(report(made, words(knowledge)))


@pytest.mark.parametrize("score", ["0", "3"])
def test_the_text_version_fits_one_message(knowledge: Knowledge, score: str) -> None:
    text = plain_text(sheet(knowledge, score=score), words(knowledge))
    assert 0 < len(text) <= 4000


@pytest.mark.parametrize("name", ALL)
def test_every_kind_of_result_fits_its_papers(knowledge: Knowledge, name: str) -> None:
    made = ALL[name]()
    spoken = words(knowledge, made.language)
    png, pdf = card(made, spoken), PdfReader(io.BytesIO(report(made, spoken)))
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (1080, 1520)
    assert 2 <= len(pdf.pages) <= 3
    leaders, *others = (" ".join(page.extract_text().split()) for page in pdf.pages)
    rest = " ".join(others)
    assert spoken.for_leader in leaders
    for priority in made.priorities[:3]:
        assert priority.title in leaders
        assert priority.first_steps.days_30[:40] in leaders
    for priority in made.priorities:
        assert priority.title in rest
        assert priority.who in rest
    for heading in (spoken.profile, spoken.method, spoken.notes):
        assert heading in rest


def test_the_report_tells_the_first_three_in_full_whatever_follows(knowledge: Knowledge) -> None:
    made = sheet(knowledge, score="0")
    text = " ".join(text_of(report(made, words(knowledge))).split())
    for priority in made.priorities[:3]:
        steps = priority.first_steps
        for told in (steps.days_90, steps.year, priority.money, priority.indicator):
            assert told[:30] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_papers_tell_what_cannot_wait_there_and_what_the_role_does(
    knowledge: Knowledge, language: Language
) -> None:
    """The steps are those of the region's kind, and the report for leaders says them first."""
    record = replace(taken("0"), region="95.03")
    made = sheet_of(record, knowledge, language)
    first = made.priorities[0]
    assert first.title == knowledge.content.actions.priorities["water"].title.in_(language)
    assert {"id": "kampung", "en": "villages"}[language] in first.first_steps.at_once
    assert {"id": "Untuk Anda di Bappeda: ", "en": "For you at the planning agency: "}[
        language
    ] in first.for_role
    leaders = PdfReader(io.BytesIO(report(made, words(knowledge, language)))).pages[0]
    printed = " ".join(leaders.extract_text().split())
    told = plain_text(made, words(knowledge, language))
    for text in (first.first_steps.at_once[:40], first.first_steps.days_30[:40]):
        assert text in printed
        assert text in told
    assert first.for_role[:30] in printed


def test_signs_of_the_template_language_are_printed_as_they_are(knowledge: Knowledge) -> None:
    typed = r'#panic() $x$ \ [*b*] <a> @ref "q" // /* `raw` = -'
    text = " ".join(
        text_of(report(replace(sheet(knowledge), region=typed), words(knowledge))).split()
    )
    for sign in ("#panic()", "$x$", "[*b*]", "<a>", "@ref", "//", "/*", "`raw`"):
        assert sign in text


def test_a_report_says_nothing_about_when_it_was_made(knowledge: Knowledge) -> None:
    facts = PdfReader(io.BytesIO(report(sheet(knowledge), words(knowledge)))).metadata
    assert facts is not None
    assert facts.creation_date is None
    assert facts.modification_date is None


def test_threads_do_not_get_in_each_others_way(knowledge: Knowledge) -> None:
    spoken = words(knowledge)
    sheets = [replace(sheet(knowledge), region=f"Kota {number}") for number in range(8)]
    alone = [card(made, spoken) for made in sheets]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda made: card(made, spoken), sheets)) == alone


@pytest.mark.parametrize("name", ALL)
def test_the_text_version_is_whole_and_comes_in_messages_a_phone_shows(
    knowledge: Knowledge, name: str
) -> None:
    made = ALL[name]()
    text = plain_text(made, words(knowledge, made.language))
    assert len(text) <= MOST_CHARACTERS
    for part in (*made.needs, *made.enablers, *made.duties):
        assert part.name in text
    for priority in made.priorities:
        assert f"{priority.rank}. {priority.title}" in text
    parts = messages(text)
    assert " ".join(parts).split() == text.split()
    assert max(map(len, parts)) <= MOST_PER_MESSAGE


def test_messages_part_a_paragraph_without_end_too() -> None:
    parts = messages("kata " * 500 + "x" * 3000)
    assert max(map(len, parts)) <= MOST_PER_MESSAGE
    assert "".join(parts).count("x") == 3000


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Kota\x00 Contoh\n", "Kota Contoh"),
        ("\u202eterbalik", "terbalik"),
        ("😀👍🏽", ""),
        ("Kabupaten Contoh", "Kabupaten Co…"),
        ("سلام", "سلام"),
    ],
)
def test_only_what_a_paper_can_show_is_kept(typed: str, printed: str) -> None:
    assert printable(typed, 13) == printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_in_a_survey_stands_on_papers_as_less_than_the_least(
    knowledge: Knowledge, language: Language
) -> None:
    lit = replace(taken(), region="32.73")
    energy = sheet_of(lit, knowledge, language).needs[3].official
    assert "< 0" in energy
    assert "&lt;" not in energy
    assert knowledge.edition(language).number(0) + " %" not in energy
