"""Messages that point at what was shown before are read by the content's phrasings."""

from __future__ import annotations

import pytest

from knowledge.base import Knowledge
from knowledge.matching.references import Back, Pointed, Where


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("yang kedua", 2),
        ("yg nomor 3", 3),
        ("kalo yg ketiga?", 3),
        ("the fifth one", 5),
        ("second one please", 2),
        ("no 4 dong", 4),
        ("nu kadua", 2),
        ("lapisan yang tengah", "middle"),
        ("lapisan tengahnya isinya apa", "middle"),
        ("What goes in the bottom one?", "bottom"),
        ("yang terakhir", "last"),
    ],
)
def test_a_place_in_a_list_is_read(knowledge: Knowledge, text: str, place: int | Where) -> None:
    assert knowledge.references.pointed(text) == Pointed(place)


@pytest.mark.parametrize(
    "text",
    [
        "yg pertama dilakukan",
        "which one comes first?",
        "kota kedua terbesar di jawa?",
        "air tanah terus turun",
        "anggaran 2 miliar cukup?",
        "yg 6 unsur itu apa aja",
        "",
    ],
)
def test_what_counts_nothing_off_points_nowhere(knowledge: Knowledge, text: str) -> None:
    assert knowledge.references.pointed(text) is None


def test_what_is_asked_of_a_place_is_kept(knowledge: Knowledge) -> None:
    pointed = knowledge.references.pointed("yang kedua biayanya berapa")
    assert pointed == Pointed(2, "biayanya berapa")


@pytest.mark.parametrize(
    ("place", "upward", "position"),
    [
        (2, False, 1),
        (4, False, None),
        ("middle", False, 1),
        ("last", False, 2),
        ("top", False, 0),
        ("top", True, 2),
        ("bottom", True, 0),
        ("bottom", False, 2),
    ],
)
def test_a_place_is_a_position_in_a_list_of_three(
    place: int | Where, upward: bool, position: int | None
) -> None:
    assert Pointed(place).of(3, upward=upward) == position


def test_a_list_of_two_has_no_middle() -> None:
    assert Pointed("middle").of(2) is None


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("balik ke yang tadi", Back(False, "")),
        ("go back", Back(False, "")),
        ("oke pak, balik ke soal air", Back(False, "air")),
        ("kembali ke yang pertama", Back(True, "")),
        ("jalan kembali rusak", None),
    ],
)
def test_a_wish_to_go_back_is_read(knowledge: Knowledge, text: str, back: Back | None) -> None:
    assert knowledge.references.back(text) == back


def test_what_is_asked_of_what_one_goes_back_to_is_kept(knowledge: Knowledge) -> None:
    back = knowledge.references.back("fine. Back to getting in: is there a deadline?")
    assert back == Back(False, "getting in is there a deadline")


@pytest.mark.parametrize(
    "text", ["bukan itu", "bukan itu pak", "salah", "no, not that", "dudu iku"]
)
def test_a_denial_alone_is_told_from_a_correction(knowledge: Knowledge, text: str) -> None:
    assert knowledge.references.denies(text)
    assert not knowledge.references.denies(f"{text}, maksud saya air bersih")


@pytest.mark.parametrize("text", ["lanjut", "terus", "next please", "berikutnya pak"])
def test_a_wish_to_go_on_is_read(knowledge: Knowledge, text: str) -> None:
    assert knowledge.references.goes_on(text)


def test_what_follows_a_change_of_topic_is_a_new_question(knowledge: Knowledge) -> None:
    changes = knowledge.references.changes
    assert changes("ganti topik ya, lampu jalan banyak mati") is not None
    assert changes("lampu jalan banyak mati") is None


@pytest.mark.parametrize(
    ("previous", "text", "topic"),
    [
        ("framework-overview", "lapisan yang tengah", "enablers-overview"),
        ("framework-overview", "What goes in the bottom one?", "resources-layer"),
        ("six-elements-overview", "yang ketiga", "smart-economy"),
        ("six-elements-overview", "the fifth one", "smart-society"),
        ("generations-overview", "kalo yg keempat", "generation-4"),
        ("basic-needs-first", "yang kedua", "need-sanitation"),
    ],
)
def test_a_place_in_an_answers_list_is_its_topic(
    knowledge: Knowledge, previous: str, text: str, topic: str
) -> None:
    assert knowledge.find(text, None, previous).ranked[0].topic == topic
