"""Minutes of a workshop as files: whole, in order, deaf to what people type. Codes that read."""

from __future__ import annotations

import io
import zlib
from collections import defaultdict
from dataclasses import replace
from typing import Any
from unicodedata import category

import numpy as np
import openpyxl
import pytest
import zxingcpp
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader
from telegram.ext import ExtBot

from bot.papers.code import code
from bot.papers.making import PAPERS, PaperMaker
from bot.papers.minutes_text import minutes_messages
from bot.papers.minuting import MinutesSheet, minutes_sheet
from bot.papers.plain import MOST_PER_MESSAGE
from bot.papers.render import minutes_card, minutes_report, progress, region_bars
from bot.papers.sheet import words_in
from bot.papers.workbook import A4_WIDTH, workbook
from bot.preview.server import preview_server
from bot.preview.standin.standin import StandIn
from bot.storage.outgoing import (
    Place,
    SendCaptioned,
    SendCode,
    SendFile,
    SendMinutes,
    SendProgressPicture,
    SendRegionPicture,
    from_json,
    to_json,
)
from bot.telegram.sending import send
from conversations.place.picture import picture_caption, region_picture
from conversations.plan.progress import progress_caption, progress_picture
from conversations.workshop.minutes import MinutedRound
from conversations.workshop.state import Leader, Workshop
from knowledge.base import Knowledge
from knowledge.models.language import LANGUAGES, Language
from tests.bot import rooms
from tests.bot.harness import FixedShelf
from tests.conversations.test_plan import MIXED

KINDS = ("minutes", "minutes-table", "minutes-card")
SOMEWHERE = Place(1)
TYPED = [
    '#panic() $x$ \\ [*b*] <a> @ref "q" // /* `raw` = &amp; _u_',
    "=1+1",
    "+62 812",
    "-5",
    "@SUM(A1)",
    '=HYPERLINK("https://example.org","x")',
    "https://example.org",
    "'kutip",
    "007",
    "😀👍🏽 air",
    "سلام ورشة عمل",
    "a\x00b\u202ec\u200b",
    "x" * 80,
    " ",
]


def sheet_of(knowledge: Knowledge, made: Workshop, language: Language = "id") -> MinutesSheet:
    return minutes_sheet(made, knowledge.edition(language))


def squeezed(text: str) -> str:
    """Without spaces and marks of direction: where a line of a paper breaks says nothing."""
    return "".join(sign for sign in text if not sign.isspace() and category(sign) != "Cf")


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, squeezed."""
    return [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def text_of(sheet: MinutesSheet) -> str:
    """The text of the minutes, squeezed."""
    return "".join(pages_of(minutes_report(sheet)))


def annex_of(sheet: MinutesSheet) -> list[str]:
    """The text of each page behind the attendance list, squeezed."""
    pages = pages_of(minutes_report(sheet))
    # The annex begins with what it is called, on a page of its own.
    called = squeezed(sheet.minutes.title)
    return pages[next(i for i, page in enumerate(pages) if page.startswith(called)) :]


def book_of(sheet: MinutesSheet) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook(sheet)))


def rows_of(book: Workbook, name: str) -> list[tuple[Any, ...]]:
    """The rows of a sheet below its head."""
    return list(book[name].iter_rows(min_row=2, values_only=True))


# --- PDF ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", rooms.ALL)
def test_the_minutes_tell_everything_in_order(
    knowledge: Knowledge, name: str, language: Language
) -> None:
    sheet = sheet_of(knowledge, rooms.ALL[name](), language)
    minutes, heads, words = sheet.minutes, sheet.headings, sheet.words
    text = "".join(annex_of(sheet))
    told = [minutes.topic, minutes.region, sheet.dates, *minutes.leaders, *minutes.notes]
    told.append(f"{minutes.attendance} {heads['attendance']}")
    for priority in minutes.priorities:
        told += [priority.title, *priority.because, *(what for _, what in priority.first_steps)]
        told += [priority.who, priority.money, priority.indicator]
    for question in minutes.questions:
        told += [question.name, question.text, question.outcome]
        told += [f"{heads['answer']}: {question.answer}"] if question.answer else []
    told += [f"{number}. {source}" for number, source in enumerate(minutes.sources, start=1)]
    assert [each for each in told if squeezed(each) not in text] == []
    places = [text.find(squeezed(heads[key])) for key in ("priorities", "dissents", "questions")]
    places.append(text.rfind(squeezed(heads["notes"])))
    shown = [place for place in places if place >= 0]
    assert shown == sorted(shown)
    revealed = any(question.rounds for question in minutes.questions)
    assert (squeezed(heads["dissents"]) in text) == revealed
    assert (squeezed(words.no_result) in text) == (not revealed)


def test_the_first_page_of_the_annex_has_the_first_three_priorities_and_the_names_of_the_others(
    knowledge: Knowledge,
) -> None:
    for made in (rooms.usual(), rooms.crowded()):
        sheet = sheet_of(knowledge, made)
        leaders = annex_of(sheet)[0]
        for priority in sheet.minutes.priorities:
            assert squeezed(priority.title) in leaders
        for priority in sheet.minutes.priorities[:3]:
            assert squeezed(priority.indicator) in leaders


def test_both_rounds_stand_side_by_side(knowledge: Knowledge) -> None:
    sheet = sheet_of(knowledge, rooms.usual())
    text = text_of(sheet)
    water = next(q for q in sheet.minutes.questions if len(q.rounds) == 2)
    assert text.count("Putaran1·42suaraPutaran2·42suara") == 2
    assert all(squeezed(shown.median) in text for shown in water.rounds)
    assert squeezed(sheet.words.middle_by_agency) in text


def test_a_dissent_tells_both_sides(knowledge: Knowledge) -> None:
    sheet = sheet_of(knowledge, rooms.usual())
    text = text_of(sheet)
    assert len(sheet.minutes.dissents) == 2
    for dissent in sheet.minutes.dissents:
        assert f"{dissent.ours}{dissent.theirs}" in text
        assert squeezed(f"{sheet.words.if_right}: {dissent.change}") in text


def test_a_hall_of_two_hundred_with_long_names_stays_readable(knowledge: Knowledge) -> None:
    sheet = sheet_of(knowledge, rooms.crowded())
    agency = "Dinas Pemberdayaan Masyarakat dan Desa, Kependudukan {:02}"
    names = tuple((agency.format(i), 10) for i in range(20))

    def longer(shown: MinutedRound) -> MinutedRound:
        side_by_side = tuple((name, 10, shown.median) for name, _ in names)
        return replace(shown, agencies=side_by_side)

    questions = tuple(
        replace(question, rounds=tuple(map(longer, question.rounds)))
        for question in (*sheet.minutes.questions, *sheet.minutes.questions[:10])
    )
    minutes = replace(sheet.minutes, roles=names, attendance=200, questions=questions)
    pages = annex_of(replace(sheet, minutes=minutes))
    assert len(questions) == 24
    assert len(pages) <= 40
    assert "".join(pages).count(squeezed(agency.format(19))) == 1 + 24 * 4


@pytest.mark.parametrize("typed", TYPED)
def test_what_people_type_is_printed_and_nothing_else(knowledge: Knowledge, typed: str) -> None:
    made = rooms.short()
    made = replace(made, topic=typed, region=typed, facilitator=Leader("1", typed))
    sheet = sheet_of(knowledge, made)
    text = text_of(sheet)
    if typed.isascii() and typed.isprintable() and len(typed) < 80:
        assert text.count(squeezed(typed)) >= 3
    assert minutes_card(sheet).startswith(b"\x89PNG")
    assert all(minutes_messages(sheet))


def test_a_name_in_arabic_turns_nothing_beside_it(knowledge: Knowledge) -> None:
    made = replace(rooms.short(), region="سلام", facilitator=Leader("1", "عمل"))
    text = text_of(sheet_of(knowledge, made))
    assert "·22November2026" in text
    assert text.index("Fasilitator") < text.index("عمل") < text.index("BudiSantoso")


def test_the_same_workshop_gives_the_same_papers(knowledge: Knowledge) -> None:
    sheet = sheet_of(knowledge, rooms.usual())
    for make in (minutes_report, minutes_card, workbook):
        assert make(sheet) == make(sheet)
    facts = PdfReader(io.BytesIO(minutes_report(sheet))).metadata
    assert facts is not None
    assert facts.creation_date is None


@pytest.mark.parametrize(
    ("opened", "finished", "language", "dates"),
    [
        (0, 5400, "id", "22 November 2026"),
        (0, 2 * rooms.DAY, "id", "22 sampai 24 November 2026"),
        (0, 10 * rooms.DAY, "en", "22 November to 2 December 2026"),
        (0, 365 * rooms.DAY, "en", "22 November 2026 to 22 November 2027"),
        (0, None, "en", "22 November 2026"),
        # Seven in the morning in Jayapura, when it is still the day before in Greenwich.
        (-7 * 3600, -6 * 3600, "id", "22 November 2026"),
        # Late in the evening in Jakarta.
        (11 * 3600, 11 * 3600, "id", "22 November 2026"),
    ],
)
def test_the_date_is_that_of_the_hall_in_words(
    knowledge: Knowledge, opened: int, finished: int | None, language: Language, dates: str
) -> None:
    ends = None if finished is None else rooms.NOON + finished
    made = replace(rooms.short(), opened_at=rooms.NOON + opened, finished_at=ends)
    assert sheet_of(knowledge, made, language).dates == dates


# --- Picture --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", rooms.ALL)
def test_the_card_is_a_portrait_picture(knowledge: Knowledge, name: str) -> None:
    png = minutes_card(sheet_of(knowledge, rooms.ALL[name]()))
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (1080, 1520)


# --- Workbook -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_has_every_kind_of_fact_on_its_sheet(
    knowledge: Knowledge, language: Language
) -> None:
    sheet = sheet_of(knowledge, rooms.usual(), language)
    minutes, heads, words = sheet.minutes, sheet.headings, sheet.words
    book = book_of(sheet)
    assert book.sheetnames == [
        words.summary,
        words.people,
        heads["priorities"],
        heads["first-steps"],
        heads["dissents"],
        words.rounds,
        heads["questions"],
        words.agencies,
    ]
    assert all(page.freeze_panes == "A2" for page in book)
    assert all(page.column_dimensions["A"].width >= 6 for page in book)
    assert rows_of(book, words.people) == list(minutes.roles)
    assert [row[:2] for row in rows_of(book, heads["priorities"])] == [
        (priority.rank, priority.title) for priority in minutes.priorities
    ]
    assert rows_of(book, heads["dissents"])[0] == (
        minutes.dissents[0].name,
        minutes.dissents[0].answer,
        26,
        minutes.dissents[0].other,
        16,
        minutes.dissents[0].change,
    )
    agencies = sum(len(shown.agencies) for q in minutes.questions for shown in q.rounds)
    assert len(rows_of(book, words.agencies)) == agencies


def test_official_figures_stand_in_the_workbook_and_in_the_text_beside_what_was_voted(
    knowledge: Knowledge,
) -> None:
    held = replace(rooms.usual(), region="Kota Bandung")
    sheet = sheet_of(knowledge, held)
    figures = [question.official for question in sheet.minutes.questions if question.official]
    assert len(figures) == 4
    assert any("55,9 %" in figure and "2024" in figure for figure in figures)
    book = book_of(sheet)
    heading = sheet.words.official
    summary = {row[0]: row[1] for row in rows_of(book, sheet.words.summary)}
    assert [text for name, text in summary.items() if str(name).startswith(heading)] == figures
    rounds = book[sheet.words.rounds]
    column = [cell.value for cell in rounds[1]].index(heading)
    told = [row[column] for row in rows_of(book, sheet.words.rounds)]
    assert {text for text in told if text} == set(figures)
    assert all(any(f in text for text in minutes_messages(sheet)) for f in figures)
    voted = replace(held.asked[0], rounds=(), accepted=None)
    unseen = sheet_of(knowledge, replace(held, asked=(voted, *held.asked[1:])))
    assert unseen.minutes.questions[0].official == ""


def widths_of(page: Worksheet) -> list[float]:
    """Width of each column; the file tells those of equal neighbours once."""
    columns = page.column_dimensions.values()
    return [each.width for each in columns for _ in range(each.min or 0, (each.max or 0) + 1)]


def test_every_row_of_the_workbook_is_as_high_as_its_longest_text_needs(
    knowledge: Knowledge,
) -> None:
    tallest = 0.0
    for page in book_of(sheet_of(knowledge, rooms.usual())):
        widths = widths_of(page)
        for number, row in enumerate(page.iter_rows(values_only=True), start=1):
            texts = ((value, width) for value, width in zip(row, widths, strict=True) if value)
            lines = max(len(text) / width for text, width in texts if isinstance(text, str))
            # A row of one line has the height that the sheet gives to all.
            height = page.row_dimensions[number].height or 15
            assert height >= min(409, 15 * lines)
            tallest = max(tallest, height)
    assert tallest > 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sheet_prints_on_a4_in_letters_that_can_be_read(
    knowledge: Knowledge, language: Language
) -> None:
    for page in book_of(sheet_of(knowledge, rooms.crowded(), language)):
        assert page.page_setup.orientation == "landscape"
        assert str(page.page_setup.paperSize) == page.PAPERSIZE_A4
        setup = page.sheet_properties.pageSetUpPr
        assert setup
        assert setup.fitToPage
        assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (None, 0)
        assert page.print_title_rows == "$1:$1"
        # A4 across has room for about 140 characters of 11 points, so these are at least 8.
        assert sum(widths_of(page)) <= A4_WIDTH


def test_the_votes_of_the_workbook_add_up_to_the_tallies(knowledge: Knowledge) -> None:
    made = rooms.crowded()
    sheet = sheet_of(knowledge, made)
    votes: dict[tuple[int, int], list[int]] = defaultdict(list)
    shares: dict[tuple[int, int], float] = defaultdict(float)
    for order, _, _, number, _, count, share, _ in rows_of(
        book_of(sheet), "Pertanyaan dan jawaban"
    ):
        votes[order, number].append(count)
        shares[order, number] += share
    tallies = {
        (order, number): [count for _, count in tally.counts]
        for order, asked in enumerate(made.asked, start=1)
        for number, tally in enumerate(asked.counting, start=1)
    }
    assert votes == tallies
    assert all(share == pytest.approx(1) for share in shares.values())
    rounds = rows_of(book_of(sheet), "Hasil tiap putaran")
    assert [row[5] for row in rounds] == [200] * len(tallies)


@pytest.mark.parametrize("typed", TYPED)
def test_nothing_typed_becomes_a_formula_a_link_or_a_number(
    knowledge: Knowledge, typed: str
) -> None:
    made = rooms.short()
    made = replace(made, topic=typed, region=typed, facilitator=Leader("1", typed))
    book = book_of(sheet_of(knowledge, made))
    topic = book.worksheets[0]["B2"]
    assert topic.data_type in {"s", "inlineStr", "n"}
    assert isinstance(topic.value, str | None)
    assert topic.hyperlink is None
    if typed.isprintable() and typed.strip():
        assert topic.value == typed
    if typed.startswith(("=", "+", "-", "@")):
        # It stays a text when somebody edits the cell.
        assert topic.quotePrefix
    for page in book:
        for row in page.iter_rows():
            assert all(cell.data_type != "f" for cell in row)


@pytest.mark.parametrize("name", rooms.ALL)
def test_every_workshop_has_its_workbook(knowledge: Knowledge, name: str) -> None:
    for language in LANGUAGES:
        assert len(book_of(sheet_of(knowledge, rooms.ALL[name](), language)).sheetnames) == 8


# --- Text -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", rooms.ALL)
def test_the_text_is_a_few_messages_a_phone_shows(knowledge: Knowledge, name: str) -> None:
    sheet = sheet_of(knowledge, rooms.ALL[name]())
    parts = minutes_messages(sheet)
    assert len(parts) <= 6
    assert max(map(len, parts)) <= MOST_PER_MESSAGE
    text = "\n".join(parts)
    assert sheet.minutes.topic in text
    for priority in sheet.minutes.priorities:
        assert f"{priority.rank}. {priority.title}" in text
    for question in sheet.minutes.questions:
        assert f"{question.name}: {question.answer or question.outcome}" in text
    for dissent in sheet.minutes.dissents:
        assert dissent.text in text


# --- Codes ----------------------------------------------------------------------------------------


def pixels(png: bytes) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """A grey picture of one bit a pixel, as brightness."""
    width, height = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    assert png[24:26] == b"\x01\x00"
    place, data = 8, b""
    while place < len(png):
        size = int.from_bytes(png[place : place + 4])
        if png[place + 4 : place + 8] == b"IDAT":
            data += png[place + 8 : place + 8 + size]
        place += size + 12
    lines = np.frombuffer(zlib.decompress(data), np.uint8).reshape(height, -1)
    packed = np.zeros((height, lines.shape[1] - 1), np.uint8)
    for i, line in enumerate(lines):
        # A line is written as it is, or as what it adds to the line above.
        assert line[0] in (0, 2)
        packed[i] = line[1:] + packed[i - 1] * (line[0] == 2)
    return np.unpackbits(packed, axis=1)[:, :width] * np.uint8(255)


@pytest.mark.parametrize("length", [5, 40, 200, 500])
def test_a_code_reads_as_the_address_it_was_made_of(length: int) -> None:
    address = "https://t.me/mulai_bot?start=w_" + "Ab-9_" * (length // 5)
    shown = pixels(code(address))
    read = zxingcpp.read_barcodes(shown)
    assert [found.text for found in read] == [address]
    assert read[0].ec_level == "M"


def test_a_code_is_large_and_keeps_its_quiet_zone() -> None:
    shown = pixels(code("https://t.me/mulai_bot?start=w_AbCdEf12"))
    side = shown.shape[0]
    assert shown.shape == (side, side)
    assert side >= 600
    dark = np.argwhere(shown == 0)
    first, last = int(dark.min()), int(dark.max())
    # The code begins with the edge of a finder, seven modules long.
    module = int(np.argmax(shown[first, first:] > 0)) / 7
    assert first == side - 1 - last == 4 * module


def test_a_code_needs_an_address() -> None:
    with pytest.raises(ValueError, match="address"):
        code("")


# --- Sending --------------------------------------------------------------------------------------


class BrokenPapers(PaperMaker):
    """Can make no file."""

    async def make(self, call: SendFile) -> tuple[str, bytes]:
        raise OSError("disk full")


async def sent(
    knowledge: Knowledge, call: SendMinutes | SendCaptioned, broken: bool = False
) -> list[tuple[str, dict[str, Any], bytes]]:
    """The calls that Telegram gets for one outgoing: method, parameters and file."""
    papers = (BrokenPapers if broken else PaperMaker)(FixedShelf(knowledge))
    async with preview_server(StandIn()) as server:
        standin = server.standin
        rina = await standin.people.add_person("Rina")
        chat = standin.people.private(rina)
        await standin.people.say(chat, rina, "/start")
        stored = to_json(replace(call, to=Place(chat.id)))
        async with ExtBot(standin.token, base_url=f"{server.url}/bot") as bot:
            await send(bot, from_json(stored, PAPERS), papers)
        return [
            (each.method, dict(each.parameters), next(iter(each.files.values())).content)
            if each.files
            else (each.method, dict(each.parameters), b"")
            for each in standin.calls
            if each.method != "getMe"
        ]


@pytest.mark.parametrize(
    ("kind", "method", "action", "begins", "language"),
    [
        ("minutes", "sendDocument", "upload_document", b"%PDF", "id"),
        ("minutes-table", "sendDocument", "upload_document", b"PK", "en"),
        ("minutes-card", "sendPhoto", "upload_photo", b"\x89PNG", "id"),
    ],
)
async def test_minutes_are_made_and_sent_when_their_turn_comes(
    knowledge: Knowledge, kind: str, method: str, action: str, begins: bytes, language: Language
) -> None:
    call = SendMinutes(SOMEWHERE, kind, rooms.usual(), language)
    (first, asked, _), (second, _, content) = await sent(knowledge, call)
    assert (first, asked["action"]) == ("sendChatAction", action)
    assert second == method
    assert content.startswith(begins)


async def test_in_a_forum_minutes_stay_in_their_topic(knowledge: Knowledge) -> None:
    async with preview_server(StandIn()) as server:
        people = server.standin.people
        rina = await people.add_person("Rina")
        group = await people.make_group("Kota", [rina], supergroup=True)
        await people.make_forum(group)
        thread = await people.open_topic(group, rina, "Lokakarya")
        async with ExtBot(server.standin.token, base_url=f"{server.url}/bot") as bot:
            for kind in KINDS:
                call = SendMinutes(Place(group.id, thread), kind, rooms.short())
                await send(bot, call, PaperMaker(FixedShelf(knowledge)))
        sent = server.standin.sent(group.id)
        assert [message.get("message_thread_id") for message in sent] == [thread] * 3


async def test_files_say_what_they_are_of_which_region_and_when(knowledge: Knowledge) -> None:
    papers, held = PaperMaker(FixedShelf(knowledge)), rooms.usual()
    pdf, _ = await papers.make(SendMinutes(SOMEWHERE, "minutes", held))
    table, _ = await papers.make(SendMinutes(SOMEWHERE, "minutes-table", held, "en"))
    card, _ = await papers.make(SendMinutes(SOMEWHERE, "minutes-card", held))
    word, _ = await papers.make(SendMinutes(SOMEWHERE, "minutes-word", held))
    empty, _ = await papers.make(SendMinutes(SOMEWHERE, "minutes", rooms.empty()))
    assert pdf == "notulen-lokakarya-kabupaten-contoh-2026-11-22.pdf"
    assert word == "notulen-lokakarya-kabupaten-contoh-2026-11-22.docx"
    assert table == "workshop-minutes-kabupaten-contoh-2026-11-22.xlsx"
    assert card == "notulen-lokakarya-kabupaten-contoh-2026-11-22.png"
    assert empty == "notulen-lokakarya-2026-11-22.pdf"


async def test_a_code_comes_with_its_caption_and_buttons(knowledge: Knowledge) -> None:
    address = "https://t.me/mulai_bot?start=w_AbCdEf12"
    keyboard = ((("Buka", address),),)
    call = SendCode(SOMEWHERE, address, "<b>Pindai</b> &amp; ikut", keyboard)
    (_, _, _), (method, parameters, content) = await sent(knowledge, call)
    assert method == "sendPhoto"
    assert parameters["caption"] == "<b>Pindai</b> &amp; ikut"
    assert parameters["parse_mode"] == "HTML"
    assert parameters["reply_markup"]["inline_keyboard"] == [[{"text": "Buka", "url": address}]]
    assert [found.text for found in zxingcpp.read_barcodes(pixels(content))] == [address]


async def test_minutes_that_cannot_be_made_are_told_in_words_once(knowledge: Knowledge) -> None:
    held = rooms.usual()
    told = await sent(knowledge, SendMinutes(SOMEWHERE, "minutes", held), broken=True)
    texts = [parameters["text"] for method, parameters, _ in told if method == "sendMessage"]
    assert texts == list(minutes_messages(sheet_of(knowledge, rooms.usual())))
    for kind in ("minutes-table", "minutes-card"):
        told = await sent(knowledge, SendMinutes(SOMEWHERE, kind, held), broken=True)
        assert [method for method, _, _ in told] == ["sendChatAction"]


async def test_a_code_that_cannot_be_made_leaves_its_caption_and_buttons(
    knowledge: Knowledge,
) -> None:
    address = "https://t.me/mulai_bot?start=w_AbCdEf12"
    call = SendCode(SOMEWHERE, "", "<b>Ikut</b>", ((("Buka", address),),))
    _, (method, parameters, _) = await sent(knowledge, call)
    assert method == "sendMessage"
    assert parameters["text"] == "<b>Ikut</b>"
    assert parameters["reply_markup"]["inline_keyboard"] == [[{"text": "Buka", "url": address}]]


async def test_a_region_s_picture_comes_with_its_content_as_caption(knowledge: Knowledge) -> None:
    caption = picture_caption("53.07", knowledge.edition("id"))
    call = SendRegionPicture(SOMEWHERE, "53.07", caption)
    (action, _, _), (method, parameters, content) = await sent(knowledge, call)
    assert (action, method) == ("sendChatAction", "sendPhoto")
    assert parameters["caption"] == caption
    assert int.from_bytes(content[16:20]) == 1080
    assert int.from_bytes(content[20:24]) > 1000
    _, (method, parameters, _) = await sent(knowledge, call, broken=True)
    assert (method, parameters["text"]) == ("sendMessage", caption)


async def test_the_picture_of_a_plan_comes_with_its_content_as_caption(
    knowledge: Knowledge,
) -> None:
    edition, day = knowledge.edition("id"), "2026-12-01"
    caption = progress_caption(MIXED, day, edition)
    call = SendProgressPicture(SOMEWHERE, MIXED, day, caption)
    (action, _, _), (method, parameters, content) = await sent(knowledge, call)
    assert (action, method, parameters["caption"]) == ("sendChatAction", "sendPhoto", caption)
    assert int.from_bytes(content[16:20]) == 1080
    picture = progress_picture(MIXED, day, edition)
    assert content == progress(picture, words_in(knowledge.content.papers, "id"))
    _, (method, parameters, _) = await sent(knowledge, call, broken=True)
    assert (method, parameters["text"]) == ("sendMessage", caption)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_region_has_its_picture_and_the_same_one_each_time(
    knowledge: Knowledge, language: Language
) -> None:
    edition = knowledge.edition(language)
    words = words_in(knowledge.content.papers, language)
    # The longest names, a province, one without figures of its province, and one of no value.
    longest = max(knowledge.content.regions.codes, key=lambda each: len(edition.region(each)))
    for region in (longest, "53", "95.03", "31.01"):
        png = region_bars(region_picture(region, edition), words)
        assert png.startswith(b"\x89PNG")
        assert png == region_bars(region_picture(region, edition), words)
