"""Reading: plain characters, words, chat spellings, stems, typing errors, questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.matching.guard import is_word
from knowledge.matching.questions import MOST_QUESTION_WORDS, gist, halves
from knowledge.matching.reading import Reader
from knowledge.text import (
    key,
    letter_grams,
    plain,
    read_words,
    sentences,
    skeleton,
    stem,
    words,
)

SPELLINGS = {"gmn": "bagaimana", "bgt": "sangat", "org": "orang", "gen2": "generasi 2"}


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("Café", "cafe"),
        ("ＣＳＣＯ", "csco"),
        ("ko\u200bta", "kota"),
        ("\u202ehalo", "halo"),
        ("STRASSE", "strasse"),
        ("\ud83d", ""),
    ],
)
def test_characters_that_look_the_same_become_the_same(typed: str, seen: str) -> None:
    assert plain(typed) == seen


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert all(word.written for word in read_words(text, SPELLINGS))
    assert key(text) == key(key(text)) or not text.isascii()
    sentences(text)
    halves(text)
    gist(text)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("gmn", "bagaimana"),
        ("gmnlah", "bagaimana"),
        ("bgttt", "sangat"),
        ("halooo", "halo"),
        ("kota2", "kota"),
        ("kota2nya", "kotanya"),
        ("gen2", "generasi 2"),
        ("37120", "37120"),
    ],
)
def test_a_chat_spelling_is_read_as_the_plain_form(typed: str, read: str) -> None:
    assert [word.read for word in read_words(typed, SPELLINGS)] == [read]


@pytest.mark.parametrize(
    ("one", "other"),
    [("mengelola", "pengelola"), ("sampahnya", "sampah"), ("berangkutan", "angkut")],
)
def test_forms_of_one_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_a_short_word_keeps_its_shape() -> None:
    assert stem("kan") == "kan"
    assert stem("air") == "air"


def test_a_skeleton_keeps_the_consonants() -> None:
    assert skeleton("tempat") == skeleton("tmpt") == "tmpt"


def test_runs_of_letters_know_where_a_word_begins_and_ends() -> None:
    assert list(letter_grams("air")) == [" ai", "air", "ir ", " air", "air ", " air "]


def reader() -> Reader:
    counts = {"tempat": 5, "sampah": 9, "kabupaten": 4, "pasar": 3, "ngopi": 1}
    return Reader(SPELLINGS, counts, ["tempat", "sampah", "kabupaten", "pasar"])


@pytest.mark.parametrize(
    ("typed", "read", "how"),
    [
        ("tmpt", "tempat", "typo"),
        ("smpah", "sampah", "typo"),
        ("sampha", "sampah", "typo"),
        ("kabuptaen", "kabupaten", "typo"),
        ("paspor", "paspor", "unknown"),
        ("pasarnya", "pasarnya", "as written"),
        ("ngopi", "ngopi", "as written"),
        ("gmn", "bagaimana", "unknown"),
    ],
)
def test_a_slip_is_mended_and_a_strange_word_is_left(typed: str, read: str, how: str) -> None:
    (word,) = reader().read(typed)
    assert (word.read, word.how) == (read, how)


@pytest.mark.parametrize("word", ["siswa", "pengadilan", "saham", "angkatan", "kenyamanan"])
def test_a_real_word_is_no_slip_of_another(word: str) -> None:
    mistaken = {"sisa": 9, "pengaduan": 9, "salam": 9, "angkutan": 9, "keamanan": 9}
    (found,) = Reader({}, mistaken, mistaken).read(word)
    assert (found.read, found.how) == (word, "unknown")


def test_a_form_of_a_real_word_is_a_real_word() -> None:
    assert is_word("menghangus")
    assert is_word("pengabdiannya")
    assert not is_word("smpah")
    assert not is_word("pembangunn")


def test_a_long_word_that_lacks_a_letter_is_mended_though_the_web_has_it() -> None:
    (found,) = Reader({}, {}, ["infrastruktur"]).read("infrastuktur")
    assert found.read == "infrastruktur"


@pytest.mark.parametrize(
    ("typed", "read"),
    [("mauu", "mau"), ("inii", "ini"), ("gmnaa", "bagaimana"), ("smart cityy", "smart cityy")],
)
def test_a_doubled_end_is_a_drawl(typed: str, read: str) -> None:
    found = Reader({"gmna": "bagaimana"}, {"mau": 3, "ini": 3, "maju": 9, "inti": 9}, ()).read(
        typed
    )
    assert " ".join(word.read for word in found) == read


@pytest.mark.parametrize("typed", ["tps", "pns", "dst"])
def test_three_consonants_stand_only_for_a_frequent_word_that_begins_alike(typed: str) -> None:
    rare = {"taps": 1, "opens": 9, "destitute": 2}
    (found,) = Reader({}, rare, rare).read(typed)
    assert found.read == typed


def test_a_wall_of_strange_words_is_read_in_no_time() -> None:
    found = reader().read(" ".join(f"zz{chr(97 + i % 26)}qqq{i}" for i in range(2000)))
    assert len(found) <= 160


def test_two_questions_are_found_at_a_joint_and_a_story_is_not_cut() -> None:
    assert ("biayanya berapa", "uangnya dari mana") in halves(
        "biayanya berapa dan uangnya dari mana"
    )
    assert (
        halves("satu kata, dua kata, tiga kata, empat kata, lima kata, enam kata, tujuh kata") == []
    )


def test_a_long_message_keeps_its_question() -> None:
    story = "Kami sudah rapat berkali-kali tanpa hasil. " * 40
    short = gist(story + "Siapa yang harus memimpin? " + story)
    assert "Siapa yang harus memimpin?" in short
    assert len(words(short)) <= MOST_QUESTION_WORDS + 10
