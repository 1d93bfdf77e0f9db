"""What a message sets aside is not its subject."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import Knowledge
from knowledge.matching.contrast import contrast


@pytest.mark.parametrize(
    ("text", "meant", "aside"),
    [
        ("bukan soal sampah, tapi soal air", "soal air", "soal sampah"),
        ("bkn soal sampah tp soal air", "soal air", "soal sampah"),
        ("smart people, bukan smart society: bedanya?", "smart people, bedanya?", "smart society"),
        ("selain command center apa yang didahulukan", "apa yang didahulukan", "command center"),
        ("Selain APBD, uangnya dari mana", "uangnya dari mana", "APBD"),
        ("dasar hukumnya aja, ga usah teorinya", "dasar hukumnya aja", "teorinya"),
        ("jangan jelaskan tugasnya; saya cari orangnya", "saya cari orangnya", "tugasnya"),
        ("not the private sector - how do residents help?", "how do residents help?", None),
        ("apart from PPP, how do we pay?", "how do we pay?", "PPP"),
    ],
)
def test_what_is_set_aside_is_taken_out(text: str, meant: str, aside: str | None) -> None:
    found = contrast(text)
    assert found
    assert found.meant == meant
    assert aside is None or found.aside == aside


@pytest.mark.parametrize(
    "text",
    [
        "warga tidak punya jamban",
        "itu bukan tugas bappeda?",
        "smart city itu proyek IT bukan?",
        "bukan cuma teknologi, orangnya juga",
        "not only sensors but people",
        "selain itu kota mana lagi",
        "we do not have clean water",
        "",
    ],
)
def test_a_no_that_sets_nothing_aside_changes_nothing(text: str) -> None:
    assert contrast(text) is None


def test_who_corrects_the_bot_means_not_what_was_just_shown() -> None:
    found = contrast("bukan itu, maksud saya biayanya")
    assert found
    assert found.correcting
    assert found.meant == "biayanya"


@given(st.text(max_size=200))
def test_any_text_can_be_searched_for_a_contrast(text: str) -> None:
    contrast(text)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("bukan soal sampah, tapi soal air", "need-water"),
        ("yg lain selain apbd?", "financing-overview"),
        ("bukan generasi 3, generasi 4 itu kayak apa", "generation-4"),
        ("jangan jelaskan tugas CSCO lagi; yang saya cari kriteria orangnya", "csco-profile"),
    ],
)
def test_what_is_meant_comes_first(knowledge: Knowledge, text: str, topic: str) -> None:
    assert knowledge.find(text).ranked[0].topic == topic


def test_a_correction_leaves_the_topic_that_it_corrects(knowledge: Knowledge) -> None:
    found = knowledge.find("bukan itu, maksud saya air bersih", None, "waste-management")
    assert found.ranked[0].topic == "need-water"
    assert all(r.probability < 0.05 for r in found.ranked if r.topic == "waste-management")
