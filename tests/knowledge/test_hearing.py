"""Who speaks and from where are facts of a message, and no part of its question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import Knowledge
from knowledge.matching.hearing import hear
from knowledge.matching.matcher import Answered, Unknown


@pytest.mark.parametrize(
    ("text", "asked", "region"),
    [
        ("Kota Malang mulai dari mana?", "mulai dari mana?", "35.73"),
        ("listrik di Kab. Nunukan byarpet", "listrik byarpet", "65.03"),
        ("kami dari Kab. Kubu Raya, mulai dari mana", "mulai dari mana", "61.12"),
        ("gue di jaksel, sampah gmn", "sampah gmn", "31.74"),
        ("sy lurah di depok, sampah gmn", "sampah gmn", "32.76"),
        (
            "Met pagi, Yanti dr dinkes Banjarnegara. Air keruh, gimana?",
            "Air keruh, gimana?",
            "33.04",
        ),
        ("Halo, Rudi, kasubbid di Tapin. Dananya dari mana?", "Dananya dari mana?", "63.05"),
        ("I'm an adviser to the regent of Manggarai. How long?", "How long?", "53.10"),
        ("nama saya Budi, apa itu smart city", "apa itu smart city", None),
        ("tarif jakarta bandung", "tarif", None),
        (
            "perkenalkan saya Rudi, anggota DPRD Depok. Dananya dari mana",
            "Dananya dari mana",
            "32.76",
        ),
        ("halo saya camat di cianjur mau tanya sampah gimana", "sampah gimana", "32.03"),
        ("pagi pak saya staf bappeda mau nanya soal dana", "soal dana", None),
        ("sy lurah di depok sampah gmn", "sampah gmn", "32.76"),
        ("sbg anggota komisi c DPRD Depok sy ingin tau sampah gmn", "sampah gmn", "32.76"),
        ("pagi pak sekcam Cibadak sini, sampah gimana", "sampah gimana", None),
        ("saya kabid sanitasi dinas perkim, listrik desa gimana", "listrik desa gimana", None),
        ("saya petugas laporan SPM. Kok belum penuh?", "Kok belum penuh?", None),
    ],
)
def test_who_and_where_are_kept_apart(
    knowledge: Knowledge, text: str, asked: str, region: str | None
) -> None:
    found = hear(text, knowledge.gazetteer.mentions)
    assert " ".join(found.asked.split()) == asked
    assert found.region == region


@pytest.mark.parametrize(
    "text",
    [
        "saya bingung, mulai dari mana",
        "kami sudah punya aplikasi, tapi tidak dipakai",
        "My mayor thinks sewers are boring. How do I convince him?",
        "Dinas kami lambat, apa solusinya",
        "pegawai kita kurang ilmu, dilatih apa dulu",
        "saya bupati baru apa tugas saya",
        "saya tanya sampah kok dijawab air",
    ],
)
def test_what_tells_of_the_matter_is_no_introduction(knowledge: Knowledge, text: str) -> None:
    assert hear(text, knowledge.gazetteer.mentions).asked == text


@given(st.text(max_size=200))
def test_any_text_can_be_taken_apart(text: str) -> None:
    assert hear(text, lambda _: ()).region is None


@pytest.mark.parametrize("text", ["Pati", "Kab. Sumatera Utara", "Kota Banjar", "dari Kendari"])
def test_a_bare_region_is_no_question(knowledge: Knowledge, text: str) -> None:
    found = knowledge.find(text)
    assert isinstance(found, Unknown)
    assert found.remark == "region"


def test_every_city_and_regency_may_stand_before_a_question(knowledge: Knowledge) -> None:
    places = [region for region in knowledge.gazetteer.regions if region.type != "province"]
    for region in places[::7]:
        for text in (
            f"{region.label} mulai dari mana?",
            f"kami dari {region.label}, smart city mulai dari mana ya",
        ):
            found = knowledge.find(text)
            assert isinstance(found, Answered), text
            assert found.ranked[0].topic == "where-to-start", text
            assert found.region == region.code, text


def test_who_asks_counts_where_it_names_the_subject(knowledge: Knowledge) -> None:
    text = "saya petugas laporan SPM di Kab. Tegal. Enam urusan itu belum 100 persen, terus gimana?"
    assert knowledge.find(text).ranked[0].topic == "minimum-service-standards"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("pagi min, sy camat di Cianjur, kebutuhan mana yang didahulukan", "which-need-first"),
        ("saya anggota DPRD Kab. Poso, masterplan kota cerdas itu isinya apa", "master-plan"),
        ("halo saya kades di Sikka mau tanya stunting di desa mulai dari mana", "stunting"),
    ],
)
def test_an_office_is_not_what_is_asked(knowledge: Knowledge, text: str, topic: str) -> None:
    assert knowledge.find(text).ranked[0].topic == topic


def test_a_whole_question_that_names_its_place_follows_up_nothing(knowledge: Knowledge) -> None:
    match = knowledge.find("Kota Malang mulai dari mana?", previous="small-city-low-budget")
    assert isinstance(match, Answered)
    assert (match.ranked[0].topic, match.part) == ("where-to-start", "answer")


@pytest.mark.parametrize(
    "office",
    [
        "selamat siang pak, saya Rina kabid sanitasi dinas perkim kab sleman, ijin bertanya",
        "sbg anggota komisi c dprd kab blitar sy ingin tau",
        "saya direktur perumda air minum di Kota Pariaman,",
    ],
)
def test_the_office_of_who_asks_draws_no_question_to_itself(
    knowledge: Knowledge, office: str
) -> None:
    found = knowledge.find(f"{office} desa belum ada listrik, mulainya bagaimana")
    assert found.ranked[0].topic == "need-energy"
