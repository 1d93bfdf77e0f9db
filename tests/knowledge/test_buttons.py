"""What people type in place of a button is taken for it, and a question never is."""

from __future__ import annotations

import pytest

from knowledge.base import Knowledge
from knowledge.matching.buttons import ButtonReader
from knowledge.models.wording import Typed

OPTIONS = (
    ("0", "Kebanyakan tanpa air layak"),
    ("1", "Banyak yang beli air"),
    ("2", "Umumnya ada, sering macet"),
    ("unknown", "Belum tahu / tidak ada data"),
    ("back", "« Kembali"),
)


@pytest.fixture(scope="module")
def buttons() -> ButtonReader:
    typed = Typed(
        small=("yang", "saya", "nomor", "pak"),
        numbers=(("satu", "pertama"), ("dua", "kedua")),
        last=("terakhir",),
        buttons={
            "back": ("kembali", "salah pencet"),
            "unknown": ("tidak tahu", "lewati"),
            "skip": ("lewati", "lanjut"),
        },
    )
    return ButtonReader(typed, {"yg": "yang", "ga": "tidak", "tau": "tahu"})


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("1", "0"),
        ("yg kedua pak", "1"),
        ("yang terakhir", "unknown"),
        ("yg prtama", "0"),
        ("Nomor DUA!", "1"),
        ("saya ga tau", "unknown"),
        ("tidak ada data", "unknown"),
        ("lewati", "unknown"),
        ("kembli", "back"),
        ("salah pencet", "back"),
        ("salah penct", "back"),
        ("ga tau, lewati pak", "unknown"),
        ("banyak yang beli air", "1"),
        ("umumnya ada", "2"),
        ("kebanyakn tanpa air layk", "0"),
    ],
)
def test_words_stand_for_the_button_that_they_name(
    buttons: ButtonReader, text: str, option: str
) -> None:
    assert buttons.pressed(text, OPTIONS, 4) == option


@pytest.mark.parametrize(
    "text",
    [
        "",
        "👍",
        "5",  # there are four to count off
        "yang",
        "spertama",  # its first letter would be wrong
        "banyak",  # one word of a label may begin a question
        "lanjut",  # no such button here
        "kembali lewati",  # two buttons
        "kenapa air di desa kami sering macet",
        "kembali ke soal air, siapa yang menanggung biaya sambungan rumah warga miskin",
    ],
)
def test_what_names_no_button_of_the_screen_is_left_to_be_answered(
    buttons: ButtonReader, text: str
) -> None:
    assert buttons.pressed(text, OPTIONS, 4) is None


def test_words_of_one_label_suggest_it(buttons: ButtonReader) -> None:
    assert buttons.suggested("ada yang macet", OPTIONS) == "2"
    assert buttons.suggested("yang beli air", OPTIONS) == "1"
    for text in ("air", "sering", "ada macet?", "tidak macet", "tanpa beli air", ""):
        assert buttons.suggested(text, OPTIONS) is None


def test_a_number_counts_off_nothing_where_nothing_is_numbered(buttons: ButtonReader) -> None:
    assert buttons.pressed("1", OPTIONS) is None
    assert buttons.pressed("terakhir", OPTIONS) is None


@pytest.mark.parametrize("text", ["2", "yg kedua pak", "yang prtama", "terakhir"])
def test_a_message_may_do_nothing_but_count_off(buttons: ButtonReader, text: str) -> None:
    assert buttons.only_counts(text)


@pytest.mark.parametrize("text", ["", "kembali", "generasi kedua", "2 dinas"])
def test_a_message_with_words_of_its_own_does_not_only_count_off(
    buttons: ButtonReader, text: str
) -> None:
    assert not buttons.only_counts(text)


def test_no_phrasing_of_a_topic_only_counts_off(knowledge: Knowledge) -> None:
    rows = (row for row in knowledge.lessons.rows if row.question)
    assert [row.text for row in rows if knowledge.buttons.only_counts(row.text)] == []


def test_two_labels_that_begin_alike_are_not_chosen_between(buttons: ButtonReader) -> None:
    options = (("a", "Hampir semua ada"), ("b", "Hampir semua tahu"))
    assert buttons.pressed("hampir semua", options, 2) is None
    assert buttons.pressed("hampir semua tahu", options, 2) == "b"


def test_no_phrasing_of_a_topic_is_taken_for_a_button(knowledge: Knowledge) -> None:
    """Not even where every word that stands for a button has one."""
    options = [(option, "") for option in knowledge.content.wording.typed.buttons]
    asked = [row.text for row in knowledge.lessons.rows if not row.keyword and row.question]
    assert len(asked) > 3000
    # "Yo" is hello in English and yes in Javanese; in the diagnostic it says yes.
    assert [text for text in asked if knowledge.buttons.pressed(text, options, 8)] == ["yo"]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("kirim pdf nya dong", "results"),
        ("bisa minta hasilnya yg kemarin?", "results"),
        ("can I have the PDF", "results"),
        ("hapus data saya", "privacy"),
        ("please delete my data", "privacy"),
        ("pake bahasa inggris dong", "language"),
        ("english please", "language"),
        ("balik ke menu", "start"),
        ("mau tes lagi dong", "diagnose"),
        ("ulang diagnosa kota saya", "diagnose"),
        ("gak jadi deh", "cancel"),
        ("mau ganti jawaban kemarin", "results"),
        ("can I see my results now", "results"),
        ("nanti saja ya saya rapat dulu", "cancel"),
    ],
)
def test_words_ask_for_what_a_command_does(knowledge: Knowledge, text: str, command: str) -> None:
    assert knowledge.buttons.command(text) == command


@pytest.mark.parametrize(
    "text",
    [
        "data",
        "laporan warga",
        "hasil diagnosa disimpan di mana",
        "data saya aman tidak?",
        "mulai dari mana",
        "diagnosa itu apa",
        "nanti dulu",
        "tes",
        "",
    ],
)
def test_a_question_about_it_is_no_request(knowledge: Knowledge, text: str) -> None:
    assert knowledge.buttons.command(text) is None


def test_of_the_phrasings_only_those_about_the_bot_itself_ask_for_a_command(
    knowledge: Knowledge,
) -> None:
    rows = (row for row in knowledge.lessons.rows if not row.keyword and row.question)
    found = {row.topic for row in rows if knowledge.buttons.command(row.text)}
    topics = knowledge.lessons.topics
    assert {topics[topic] for topic in found} <= {"bot-privacy", "bot-diagnostic"}
