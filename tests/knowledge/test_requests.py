"""Messages that ask to have a paper written are told from those that only talk about one."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import Knowledge
from knowledge.loading.loader import load
from knowledge.models.understanding import DocumentKind


@lru_cache(maxsize=1)
def packaged() -> Knowledge:
    return Knowledge(load(), semantic=False)


def asked(text: str) -> DocumentKind | None:
    return packaged().requests.find(text)


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("tolong buatkan nota dinas ke bupati soal air bersih", "nota_dinas"),
        ("butuh telaahan staff utk pimpinan", "telaahan"),
        ("bikinin KAK pengadaan sensor banjir dong", "kak"),
        ("can you draft the TOR for a waste study", "kak"),
        ("contoh sk tim smart city ada?", "sk_tim"),
        ("tim koordinasi sudah ada, tolong buatkan suratnya", "sk_tim"),
        ("minta draf perwali satu data", "perkada"),
        ("buat peraturan bupati soal sampah", "perkada"),
        ("bisa dirangkum satu halaman untuk pak sekda?", "one_page"),
        ("one pager for the regent please", "one_page"),
        ("tulisin sambutan wali kota buat pembukaan lokakarya", "speech"),
        ("naskah pidato pelantikan, tiga menit saja", "speech"),
        ("write the meeting minutes of today's workshop", "minutes"),
        ("bikin berita acara hasil rapat tadi", "minutes"),
        ("saya perlu laporan lengkap untuk arsip", "report"),
        ("bikin ppt 5 halaman", "slides"),
        ("materi paparan kepala dinas", "slides"),
        ("punya contoh perwali satu data gak", "perkada"),
        ("nota dinas dong", "nota_dinas"),
        ("saya diminta membuat telaahan staf, bantu ya", "telaahan"),
        ("SK tim penyusun rencana induk, diketuai sekda", "sk_tim"),
    ],
)
def test_a_paper_that_is_asked_for_is_named(text: str, document: DocumentKind) -> None:
    assert asked(text) == document


@pytest.mark.parametrize(
    "text",
    [
        "",
        "apa bedanya SK dan perwali?",
        "cara bikin nota dinas yang benar gimana",
        "KAK kami sudah ada",
        "perlu SK gak?",
        "harus ada perwali dulu?",
        "do we need a regulation first?",
        "pidato bupati kemarin bagus",
        "halo kak, mau tanya",
        "tolong jelaskan singkat buat presentasi besok",
        "draf SK kami ditolak bagian hukum",
        "saya yang bikin slide, sampah bagaimana datanya?",
        "mau lapor jalan rusak",
        "kasih angka stunting untuk paparan",
        "buat apa kota cerdas?",
        "nota dinas",
        "terima kasih laporannya",
        "pidato wali kota kemarin viral",
        "SK bupati sudah terbit belum ya",
        "siapa yang menandatangani berita acara?",
    ],
)
def test_a_paper_that_is_only_talked_about_is_not_asked_for(text: str) -> None:
    assert asked(text) is None


def test_a_paper_in_capitals_is_told_from_how_one_is_called() -> None:
    assert asked("tolong dibikinin KAK") == "kak"
    assert asked("tolong dibikinin kak") is None


def test_hardly_any_phrasing_of_a_topic_is_taken_for_a_request() -> None:
    phrasings = [
        (topic_id, phrasing)
        for topic_id, topic in packaged().content.topics.items()
        if topic_id != "sample-documents"
        for said in topic.ask.root.values()
        for phrasing in said
    ]
    taken = [found for found in phrasings if asked(found[1])]
    assert len(taken) <= len(phrasings) // 1000, taken


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    asked(text)
