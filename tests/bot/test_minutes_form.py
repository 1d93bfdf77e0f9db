"""Minutes as an office files them, in Word and PDF: every part, lines to fill, nothing invented."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import pytest
from docx.document import Document

from bot.papers.composing import OfficeBlock
from bot.papers.minuting import MinutesSheet, minutes_sheet
from bot.papers.word import minutes_word
from conversations.workshop.recording import Attendee, FollowUp, Kept, Note, Record
from conversations.workshop.state import Workshop
from knowledge.base import Knowledge
from knowledge.models.language import LANGUAGES, Language
from tests.bot import rooms
from tests.bot.test_minutes_papers import TYPED, squeezed, text_of

KEPT = Kept(
    (
        Note("n1", "water", "Sumur bor di utara asin."),
        Note("n2", "water", "PDAM sanggup 400 rumah.", "Budi"),
        Note("n3", "", "Rapat lanjutan bulan depan."),
    ),
    (Attendee("Siti Aminah", "dinkes"), Attendee("Budi", "diskominfo")),
)
# The parts of official minutes, in their order.
PARTS: dict[Language, tuple[str, ...]] = {
    "id": (
        "PEMERINTAH KABUPATEN CONTOH",
        "NOTULEN",
        "Nomor",
        "Hari",
        "Waktu",
        "Tempat",
        "Pimpinan rapat",
        "Pencatat",
        "Peserta",
        "A. Acara",
        "B. Jalannya pembahasan",
        "C. Kesimpulan",
        "D. Tindak lanjut",
        "E. Catatan perbedaan pendapat",
        "F. Penutup",
        "Pimpinan rapat,",
        "Pencatat,",
        "LAMPIRAN: DAFTAR HADIR",
        "Tanda tangan",
    ),
    "en": (
        "GOVERNMENT OF KABUPATEN CONTOH",
        "MINUTES",
        "Number",
        "Day",
        "Time",
        "Place",
        "Chair",
        "Note-taker",
        "Participants",
        "A. Agenda",
        "B. Discussion",
        "C. Conclusions",
        "D. Follow-up",
        "E. Dissent",
        "F. Closing",
        "Chair,",
        "Note-taker,",
        "ANNEX: ATTENDANCE LIST",
        "Signature",
    ),
}


def held() -> Workshop:
    """Most is known of it."""
    return replace(
        rooms.usual(),
        record=Record("005/12/Bappeda", "Aula Bappeda", "Dewi", ""),
        followups=(FollowUp("sanitation", "pupr", "7", "Budi", "2027-03-01"),),
    )


def sheet_of(knowledge: Knowledge, made: Workshop, language: Language = "id") -> MinutesSheet:
    return minutes_sheet(made, knowledge.edition(language), KEPT)


def opened(sheet: MinutesSheet) -> Document:
    return docx.Document(io.BytesIO(minutes_word(sheet)))


def words_of(document: Document) -> str:
    """All words of a document, in order."""
    return "\n".join(part.text or "" for part in document.element.body.iter() if part.text)


def block_with(sheet: MinutesSheet, heading: str) -> OfficeBlock:
    """The table with such a heading among its columns."""
    return next(block for block in sheet.form.blocks if heading in block.columns)


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_and_pdf_have_every_part_in_its_order(
    knowledge: Knowledge, language: Language
) -> None:
    sheet = sheet_of(knowledge, held(), language)
    for text in (squeezed(words_of(opened(sheet))), text_of(sheet)):
        place = 0
        for part in PARTS[language]:
            found = text.find(squeezed(part), place)
            assert found >= 0, part
            place = found


def test_what_is_known_stands_there_and_the_rest_is_a_line_to_fill(knowledge: Knowledge) -> None:
    sheet = sheet_of(knowledge, held())
    word = words_of(opened(sheet))
    for known in ("005/12/Bappeda", "Aula Bappeda", "Dewi", "Minggu, 22 November 2026"):
        assert known in word
        assert squeezed(known) in text_of(sheet)
    assert "12.00 WIB" in word
    assert "[diisi: nama pencatat]" in word
    # On paper there is a line, and below it what belongs there.
    assert "[diisi" not in text_of(sheet)
    assert squeezed("nama pencatat") in text_of(sheet)


def test_the_hours_are_those_of_the_region(knowledge: Knowledge) -> None:
    for region, closed in (
        ("Kota Bogor", "13.30 WIB"),
        ("Kota Makassar", "14.30 WITA"),
        ("Kota Jayapura", "15.30 WIT"),
    ):
        sheet = sheet_of(knowledge, replace(held(), region=region))
        assert sheet.form.facts["closed"] == closed


def test_the_discussion_tells_votes_then_arguments_with_names_only_where_wished(
    knowledge: Knowledge,
) -> None:
    rows = {
        row[0]: row[1] for row in block_with(sheet_of(knowledge, held()), "Suara dan pendapat").rows
    }
    water = rows["Air minum"].split("\n")
    assert [line.partition(":")[0] for line in water[:2]] == ["Putaran 1", "Putaran 2"]
    assert water[2:] == ["–\tSumur bor di utara asin.", "–\tBudi: PDAM sanggup 400 rumah."]
    assert rows["Umum"] == "–\tRapat lanjutan bulan depan."


def test_the_attendance_list_names_who_agreed_and_has_a_line_for_everybody_else(
    knowledge: Knowledge,
) -> None:
    made = held()
    sheet = sheet_of(knowledge, made)
    rows = block_with(sheet, "Tanda tangan").rows
    assert len(rows) == sheet.minutes.attendance == 42
    named = {name: agency for _, name, agency, _ in rows if name}
    assert named == {"Siti Aminah": "Dinkes / RSUD", "Budi": "Diskominfo"}
    # The same people by agency as the totals tell.
    others = [agency for _, _, agency, _ in rows]
    assert all(others.count(role) == people for role, people in sheet.minutes.roles[:3])


def test_the_follow_up_has_owner_person_and_date_or_lines_for_them(knowledge: Knowledge) -> None:
    rows = block_with(sheet_of(knowledge, held()), "Yang dikerjakan").rows
    assert len(rows) == 5
    agreed = next(row for row in rows if row[2] == "PUPR / Perkim")
    assert agreed[3:] == ("Budi", "1 Maret 2027")
    other = next(row for row in rows if row != agreed)
    assert other[2:] == ("[diisi: perangkat daerah]", "[diisi: nama]", "[diisi: tanggal]")


def test_an_offices_own_template_takes_the_place_of_ours(knowledge: Knowledge) -> None:
    own = docx.Document()
    own.add_paragraph("KOP SURAT BAPPEDA")
    own.add_paragraph("Nomor surat {number}, {place}, {held}")
    own.add_paragraph("{content}")
    made = io.BytesIO()
    own.save(made)
    sheet = replace(sheet_of(knowledge, held()), template=made.getvalue())
    text = words_of(opened(sheet))
    assert "KOP SURAT BAPPEDA" in text
    assert "Nomor surat 005/12/Bappeda, Aula Bappeda, Minggu, 22 November 2026" in text
    assert "PEMERINTAH KABUPATEN CONTOH" not in text
    assert "D. Tindak lanjut" in text


@pytest.mark.parametrize("typed", TYPED)
def test_what_people_typed_leaves_the_files_valid(knowledge: Knowledge, typed: str) -> None:
    made = replace(
        held(),
        topic=typed,
        region=typed,
        record=Record(typed, typed, typed, typed),
        followups=(FollowUp("sanitation", typed, "7", typed, ""),),
    )
    kept = Kept((Note("n", "water", typed, typed),), (Attendee(typed, typed),))
    sheet = minutes_sheet(made, knowledge.edition("id"), kept)
    assert "D. Tindak lanjut" in words_of(opened(sheet))
    assert squeezed("D. Tindak lanjut") in text_of(sheet)


@pytest.mark.parametrize("name", rooms.ALL)
def test_every_workshop_has_minutes_in_word(knowledge: Knowledge, name: str) -> None:
    for language in LANGUAGES:
        sheet = minutes_sheet(rooms.ALL[name](), knowledge.edition(language))
        assert PARTS[language][-2] in words_of(opened(sheet))
