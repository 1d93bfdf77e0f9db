"""Papers for the office: forms, gaps, sources, an office's own template, and hostile texts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from bot.papers.composing import OfficeSheet
from bot.papers.making import PaperMaker
from bot.papers.office import office_sheet, office_text
from bot.papers.word import word
from bot.shelf import files_of
from bot.storage.outgoing import Outgoing, Place, SendOfficePaper, from_json, to_json
from conversations.advice.fitting import action_for
from conversations.advice.texts import reason
from conversations.messages import DiagnosticRecord
from conversations.results.pages import advice_on, setting_of
from knowledge.base import Knowledge
from knowledge.loading.loader import load
from knowledge.loading.word_templates import places_in, read_templates
from knowledge.models.language import LANGUAGES
from knowledge.models.office_papers import Fact, OfficePaperId
from knowledge.models.questions import QUESTION_IDS
from tests.bot.harness import FixedShelf

OPTIONS = ("1", "0", "2", "2", "1", "1", "2", "1", "2", "1", "1", "1", "1", "social")
ANSWERS = tuple(zip(QUESTION_IDS, OPTIONS, strict=True))
RESULT = DiagnosticRecord(1, "32.04", "bappeda", ANSWERS, "2026-11-12")
TOPIC = "need-sanitation"
DAY = "2026-11-30"
# The parts of each form in their order, as those who read such papers every day look for them.
FORMS: dict[OfficePaperId, tuple[str, ...]] = {
    "memo": ("Yth.", "Dari", "Tembusan", "Tanggal", "Nomor", "Sifat", "Lampiran", "Hal"),
    "tor": (
        "Latar belakang",
        "Dasar hukum",
        "Maksud dan tujuan",
        "Penerima manfaat",
        "Keluaran dan hasil",
        "Ruang lingkup",
        "Metode",
        "Jadwal",
        "Tenaga",
        "biaya",
        "Risiko",
        "Pelaporan",
    ),
    "decree": (
        "Menimbang",
        "Mengingat",
        "MEMUTUSKAN",
        "Menetapkan",
        "KESATU",
        "KEDUA",
        "KETIGA",
        "KEEMPAT",
        "KELIMA",
        "Ditetapkan di",
        "LAMPIRAN",
    ),
    "staff": (
        "Kepada",
        "Hal",
        "Persoalan",
        "Praanggapan",
        "Fakta yang memengaruhi",
        "Analisis",
        "Kesimpulan",
        "Saran",
    ),
    "brief": ("Pesan utama", "Angka", "Bila ditunda", "Langkah", "Keputusan yang diminta"),
    "speech": ("Pembuka", "Satu cerita", "Pesan pertama", "Pesan kedua", "Pesan ketiga", "Ajakan"),
    "report": ("Pendahuluan", "Kegiatan", "Hasil", "Urutan", "Kesimpulan dan saran", "Penutup"),
    "rule": (
        "DENGAN RAHMAT TUHAN",
        "Menimbang",
        "Mengingat",
        "Menetapkan",
        "KETENTUAN UMUM",
        "MAKSUD, TUJUAN",
        "TUGAS",
        "TAHAPAN",
        "DATA",
        "PEMBINAAN",
        "PEMBIAYAAN",
        "PERALIHAN",
        "PENUTUP",
        "BERITA DAERAH",
        "LAMPIRAN",
    ),
}
NASTY = (
    "<w:p/></w:t>]]>&amp;&#0;",
    "{subject} {0} {__class__} %s",
    "\x00\x01\x08\x0b\x1f\x7f\x85\ud800",
    "\u202eKota\u2066 \u200f\u061c \u200d\ufeff",
    "👩‍👩‍👧‍👦🏳️‍🌈🇮🇩",
    '=HYPERLINK("http://x")',
    "[diisi: jebakan] ]] [[",
    "a" * 50_000,
    "\n\r\t\u2028\u2029",
    "../../etc/passwd\\..",
    "नमस्ते 日本 ياسلام ไทย",
    "\uffff\ufffe\U0010ffff",
)


def made(
    paper: str, language: str = "id", *, topic: bool = False, priority: str = ""
) -> SendOfficePaper:
    result = None if topic else RESULT
    about = TOPIC if topic else ""
    return SendOfficePaper(Place(1), paper, DAY, language, result, priority, about)


def each_kind(knowledge: Knowledge) -> Iterator[SendOfficePaper]:
    for paper, entry in knowledge.content.office.papers.items():
        for language in LANGUAGES:
            for origin in set(entry.origins) - {"workshop"}:
                yield made(paper, language, topic=origin == "topic")


def sheet(knowledge: Knowledge, call: SendOfficePaper) -> OfficeSheet:
    return office_sheet(call, knowledge.edition(call.language))


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def words_of(document: Document) -> str:
    return "\n".join(p.text for part, _, p in places_in(document) if part == "body")


def test_each_paper_opens_again_with_what_its_sheet_says(knowledge: Knowledge) -> None:
    for call in each_kind(knowledge):
        told = sheet(knowledge, call)
        document = opened(word(told))
        text = words_of(document)
        for block in told.blocks:
            for line in (*block.lines, *(cell for row in block.rows for cell in row)):
                for piece in line.split("\n"):
                    assert piece in text, (call.paper, piece)
        assert document.core_properties.title == told.title
        assert document.sections[0].footer.paragraphs[0].text == told.foot


@pytest.mark.parametrize("paper", FORMS)
def test_a_paper_has_the_parts_of_its_form_in_their_order(
    knowledge: Knowledge, paper: OfficePaperId
) -> None:
    text = office_text(sheet(knowledge, made(paper)))
    place = 0
    for part in FORMS[paper]:
        found = text.find(part, place)
        assert found >= 0, (part, text)
        place = found


def test_every_fact_is_known_or_a_gap_that_is_marked(knowledge: Knowledge) -> None:
    for call in each_kind(knowledge):
        told = sheet(knowledge, call)
        assert told.facts.keys() == set(get_args(Fact))
        assert all(told.facts.values())
        marked = {
            run.text
            for _, _, paragraph in places_in(opened(word(told)))
            for run in paragraph.runs
            if run.font.highlight_color is not None
        }
        assert marked
        assert all(text.startswith(told.gap) and text.endswith("]") for text in marked)


def test_persons_are_always_gaps(knowledge: Knowledge) -> None:
    for paper in ("memo", "tor", "decree", "report", "rule"):
        text = office_text(sheet(knowledge, made(paper)))
        assert "[diisi: nama]" in text


def test_without_a_region_its_name_and_its_head_are_gaps(knowledge: Knowledge) -> None:
    facts = sheet(knowledge, made("memo", topic=True)).facts
    assert facts["region"] == "[diisi: nama daerah]"
    assert facts["head"].startswith("[diisi: ")
    facts = sheet(knowledge, made("memo")).facts
    assert (facts["region"], facts["head"]) == ("Kabupaten Bandung", "Bupati Bandung")


def test_a_paper_is_about_the_priority_that_was_chosen(knowledge: Knowledge) -> None:
    for priority in advice_on(RESULT).priorities:
        action = action_for(priority, setting_of(RESULT), knowledge.content)
        facts = sheet(knowledge, made("tor", priority=priority.id)).facts
        assert facts["subject"] == action.title.in_("id")
        assert facts["first"] in action.first_steps.day_30.in_("id")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_speech_takes_about_five_minutes(knowledge: Knowledge, language: str) -> None:
    """At 80 to 130 words a minute, as such speeches are read."""
    for priority in advice_on(RESULT).priorities:
        told = sheet(knowledge, made("speech", language, priority=priority.id))
        lines = [
            line for block in told.blocks if block.style == "paragraph" for line in block.lines
        ]
        assert 340 <= len(" ".join(lines).split()) <= 600


def test_a_speech_and_a_rule_say_no_word_for_or_against_anybody_in_office(
    knowledge: Knowledge,
) -> None:
    praise = re.compile(
        r"\b(berhasil memimpin|prestasi|keberhasilan bupati|pilih(lah)?|vote)\b", re.IGNORECASE
    )
    for paper in ("speech", "rule"):
        for language in LANGUAGES:
            assert not praise.search(office_text(sheet(knowledge, made(paper, language))))


def test_the_report_tells_every_priority_below_its_own_heading(knowledge: Knowledge) -> None:
    document = opened(word(sheet(knowledge, made("report"))))
    headings = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    found = advice_on(RESULT).priorities
    titles = [action_for(p, setting_of(RESULT), knowledge.content).title.in_("id") for p in found]
    told = [f"Prioritas {p.rank}. {title}" for p, title in zip(found, titles, strict=True)]
    assert [text for text in headings if text.startswith("Prioritas")] == told


def test_columns_of_a_table_have_room_for_their_longest_words(knowledge: Knowledge) -> None:
    for call in each_kind(knowledge):
        for table in opened(word(sheet(knowledge, call))).tables:
            if table.style is None or table.style.name != "Table Grid":
                continue
            for row in table.rows:
                for cell in row.cells:
                    longest = max(map(len, cell.text.split()), default=0)
                    assert cell.width is not None
                    assert cell.width.cm >= 0.2 * longest, cell.text


def test_nobody_is_spoken_to_on_a_paper(knowledge: Knowledge) -> None:
    """What a reason says to its reader in the bot is said about the region on paper."""
    first = advice_on(RESULT).priorities[0]
    assert "Anda menjawab" in reason(first, knowledge.content, "id")
    for language, spoken in (("id", r"\bAnda\b"), ("en", r"\b[Yy]ou answered\b")):
        for priority in advice_on(RESULT).priorities:
            facts = sheet(knowledge, made("memo", language, priority=priority.id)).facts
            assert not re.search(spoken, facts["because"]), facts["because"]


def test_official_figures_stand_on_it_with_producer_and_year(knowledge: Knowledge) -> None:
    text = office_text(sheet(knowledge, made("brief")))
    assert "(BPS, 2024)" in text


def test_what_a_paper_says_has_its_sources_and_no_others(knowledge: Knowledge) -> None:
    """The card of a fact that stands on no part of it is not cited."""
    edition = knowledge.edition("id")
    topic = knowledge.content.topics[TOPIC]
    law, time = edition.card(TOPIC, "law"), edition.card(TOPIC, "time")
    assert law is not None
    assert time is not None
    only_time = set(time.sources) - set(law.sources) - set(topic.sources)
    text = office_text(sheet(knowledge, made("memo", topic=True)))
    titles = {code: knowledge.content.sources[code].title for code in knowledge.content.sources}
    assert all(titles[code] in text for code in law.sources)
    cited = {
        code
        for card in ("indicator", "risk")
        if (c := edition.card(TOPIC, card))
        for code in c.sources
    }
    assert not any(titles[code] in text for code in only_time - cited)


def test_the_foot_says_draft_date_and_from_what(knowledge: Knowledge) -> None:
    foot = sheet(knowledge, made("memo")).foot
    assert "DRAF 30 November 2026" in foot
    assert "diagnosis mandiri" in foot
    assert "diagnosis" not in sheet(knowledge, made("memo", topic=True)).foot


def test_file_names_say_what_region_and_date(knowledge: Knowledge) -> None:
    assert sheet(knowledge, made("tor")).file_name == "kak-kabupaten-bandung-2026-11-30"
    assert sheet(knowledge, made("tor", "en", topic=True)).file_name == (
        "terms-of-reference-2026-11-30"
    )


def test_headings_are_styles_tables_name_their_columns_and_the_language_is_told(
    knowledge: Knowledge,
) -> None:
    for language, code in (("id", "id-ID"), ("en", "en-GB")):
        document = opened(word(sheet(knowledge, made("tor", language))))
        styles = [p.style.name for p in document.paragraphs if p.style is not None]
        assert styles[0] == "Title"
        assert styles.count("Heading 1") >= 12
        assert document.core_properties.language == code
        assert document.styles.element.findall(f".//{qn('w:lang')}")[-1].get(qn("w:val"))
        grids = [t for t in document.tables if t.style is not None and t.style.name == "Table Grid"]
        assert grids
        assert all(t.rows[0]._tr.findall(f".//{qn('w:tblHeader')}") for t in grids)  # noqa: SLF001


def test_two_hundred_hostile_names_leave_files_valid(knowledge: Knowledge) -> None:
    usual = {paper: len(opened(word(sheet(knowledge, made(paper)))).paragraphs) for paper in FORMS}
    for number in range(200):
        name = NASTY[number % len(NASTY)] + NASTY[number // len(NASTY) % len(NASTY)] + str(number)
        record = DiagnosticRecord(1, name, "", ANSWERS, DAY)
        paper = tuple(FORMS)[number % len(FORMS)]
        told = sheet(knowledge, SendOfficePaper(Place(1), paper, DAY, "id", record))
        content = word(told)
        document = opened(content)
        assert len(words_of(document)) < 40_000
        assert re.fullmatch(r"[a-z0-9-]{1,90}", told.file_name), told.file_name
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            assert parts.testzip() is None
        # A name stays text: it adds no paragraph, no link and no field.
        assert not document.element.findall(f".//{qn('w:hyperlink')}")
        assert not document.element.findall(f".//{qn('w:instrText')}")
        assert abs(len(document.paragraphs) - usual[paper]) < 10


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A local layer whose memo has a letterhead, names in it, and a place for the paper."""
    folder = tmp_path / "kami" / "templates"
    folder.mkdir(parents=True)
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "DISKOMINFO {region}"
    document.add_paragraph("Sebelum")
    place = document.add_paragraph()
    place.add_run("{con")
    place.add_run("tent}")
    document.add_paragraph("Sesudah, {subject}")
    document.save(str(folder / "memo.docx"))
    return tmp_path / "kami"


async def test_a_template_of_the_office_takes_the_place_of_ours(office: Path) -> None:
    maker = PaperMaker(FixedShelf(Knowledge(load(local=office))))
    _, content = await maker.make(made("memo"))
    document = opened(content)
    assert document.sections[0].header.paragraphs[0].text == "DISKOMINFO Kabupaten Bandung"
    text = words_of(document)
    assert text.index("Sebelum") < text.index("NOTA DINAS") < text.index("Sesudah, ")
    assert "{" not in text
    assert "PEMERINTAH Kabupaten Bandung" not in text
    _, other = await maker.make(made("tor"))
    assert "Sebelum" not in words_of(opened(other))


def test_templates_are_among_the_files_that_are_watched(office: Path) -> None:
    assert office / "templates" / "memo.docx" in set(files_of(None, office))


def test_a_template_that_lacks_our_styles_gets_them(knowledge: Knowledge) -> None:
    bare = docx.Document()
    for style in list(bare.styles):
        if style.name in {"Title", "Heading 1", "Table Grid"}:
            style.delete()
    saved = io.BytesIO()
    bare.save(saved)
    document = opened(word(sheet(knowledge, made("tor")), saved.getvalue()))
    assert "Heading 1" in {p.style.name for p in document.paragraphs if p.style is not None}


def test_faults_of_templates_are_told_with_their_places(office: Path) -> None:
    folder = office / "templates"
    document = docx.Document()
    document.add_paragraph("Baris satu")
    document.add_table(1, 1).cell(0, 0).text = "{nomor_surat}"
    document.save(str(folder / "tor.docx"))
    (folder / "decree.docx").write_bytes(b"bukan Word")
    (folder / "kak.docx").write_bytes(b"")
    templates, faults = read_templates(office)
    assert "memo" in templates
    told = sorted(str(fault) for fault in faults)
    assert len(told) == 3
    assert told[0].startswith("kami/templates/decree.docx:1:1: cannot be opened")
    assert told[1].startswith("kami/templates/kak.docx:1:1: is a template of no paper")
    assert told[2].startswith("kami/templates/tor.docx:2:1: paragraph 2 of the body names {nomor")


def test_a_template_names_what_papers_fill_in_only(knowledge: Knowledge) -> None:
    """What `mulai check` allows in a template is what a sheet has."""
    assert set(sheet(knowledge, made("memo")).facts) == set(get_args(Fact))


def test_words_come_where_no_file_can_be_made(knowledge: Knowledge) -> None:
    maker = PaperMaker(FixedShelf(knowledge))
    texts = maker.texts(made("memo"))
    assert "NOTA DINAS" in texts[0]
    assert all(len(text) <= 1200 for text in texts)
    gone = SendOfficePaper(Place(1), "memo", DAY, "id", None, topic="gone")
    assert maker.texts(gone) == ()


def test_a_paper_waits_in_the_outbox_whatever_it_is_made_from(knowledge: Knowledge) -> None:
    for call in each_kind(knowledge):
        stored: Outgoing = from_json(to_json(call), get_args(OfficePaperId))
        assert stored == call
