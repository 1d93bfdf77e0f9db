"""Regions: the official list, and what people type for it."""

from __future__ import annotations

import re
import shutil
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.loading.loader import KnowledgeError, load, packaged_content
from knowledge.models.content import BUTTON_LENGTH, Regions
from knowledge.regions.finder import Gazetteer
from knowledge.regions.outcomes import Finding, Found, NoRegion, Several

NAMED = {
    # as they are written
    "Kota Bandung": "32.73",
    "Kabupaten Bandung Barat": "32.17",
    "Provinsi Jawa Barat": "32",
    "32.17": "32.17",
    "32": "32",
    "Ｋｏｔａ Ｂａｎｄｕｎｇ": "32.73",
    # with what kind of region it is
    "kab. bandung": "32.04",
    "bandung city": "32.73",
    "kodya bandung": "32.73",
    "pemkab sidoarjo": "35.15",
    "wali kota surabaya": "35.78",
    "kotabandung": "32.73",
    "prov jabar": "32",
    "kota jogja": "34.71",
    # abbreviations
    "kab bdg barat": "32.17",
    "sby": "35.78",
    "mks": "73.71",
    "jkt": "31",
    "jkt selatan": "31.74",
    "tj balai": "12.74",
    "kab kep seribu": "31.01",
    "tng selatan": "36.74",
    "kotawaringin brt": "62.01",
    "Sumatera utr": "12",
    # everyday names
    "solo": "33.72",
    "jaksel": "31.74",
    "jak tim": "31.75",
    "tangsel": "36.74",
    "DKI": "31",
    "jakarta": "31",
    "diy": "34",
    "DI Yogyakarta": "34",
    "sumbar": "13",
    "kep. babel": "19",
    "kab. tanjabbar": "15.06",
    "kbb": "32.17",
    "pangkep": "73.10",
    "oku timur": "16.08",
    "purwokerto": "33.02",
    "labuan bajo": "53.15",
    # written together or apart
    "gunung kidul": "34.03",
    "tolitoli": "72.04",
    "palangka raya": "62.71",
    "kota baru": "63.02",
    "pematang siantar": "12.72",
    # names that contain the word for a kind
    "lima puluh kota": "13.07",
    "kab 50 kota": "13.07",
    # slips
    "surabya": "35.78",
    "kebumem": "33.05",
    "Banyuwngi": "35.10",
    "makasar": "73.71",
    "kabupten bandung brat": "32.17",
    "bandungbrat": "32.17",
    "kutai kertanegara": "64.02",
    # parts of a name
    "Kab. Kepulauan Siau": "71.09",
    "morotai": "82.07",
    # with the province, or among other words
    "banjar jawa barat": "32.79",
    "kab bandung, jawa barat": "32.04",
    "muaro jambi, jambi": "15.05",
    "saya dari kabupaten sleman": "34.04",
    "Dinas Kominfo Kab. Sleman": "34.04",
    "sampah di kota bandung": "32.73",
    # in English
    "West Java": "32",
    "South Jakarta": "31.74",
    "West Bandung Regency": "32.17",
    "west papua": "92",
}

ASKED = {
    "bandung": ("32.73", "32.04", "32.17"),
    "bdg": ("32.73", "32.04", "32.17"),
    "jogja": ("34.71", "34"),
    "gorontalo": ("75.71", "75.01", "75", "75.05"),
    "serang banten": ("36.73", "36.04"),
    "bekasih": ("32.75", "32.16"),
    "mura": ("16.05", "62.12"),
    "toraja": ("73.18", "73.26"),
    "jawa": ("32", "33", "35"),
    "sulawesi": ("71", "72", "73", "74"),
}

NOT_REGIONS = [
    "",
    " ",
    ".",
    "🙂",
    "اندونيسيا",
    "\ud800",
    "asdfgh qwerty",
    "99",
    "99.99",
    "kota",
    "kabupaten kami",
    "barat",
    "kepulauan",
    "tidak tahu",
    "baik",
    "batal",
    "banjir",
    "sekarang",
    "apa itu kota cerdas?",
    "smart city",
    "dari mana mulai",
    "x" * 5000,
]


@pytest.fixture(scope="module")
def regions() -> Regions:
    return load().regions


@lru_cache(maxsize=1)
def packaged() -> Gazetteer:
    return Gazetteer(load().regions)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return packaged()


def codes(finding: Finding) -> tuple[str, ...]:
    match finding:
        case Found(region):
            return (region.code,)
        case Several(several):
            return tuple(region.code for region in several)
    return ()


def test_the_official_figures_are_met(regions: Regions) -> None:
    provinces = regions.provinces.values()
    names = [region.name for province in provinces for region in province.regions.values()]
    assert len(regions.provinces) == 38
    assert sum(name.startswith("Kabupaten ") for name in names) == 416
    assert sum(name.startswith("Kota ") for name in names) == 98
    administrative = [name for name in names if " Administrasi " in name]
    assert len(administrative) == 6


def test_codes_are_well_formed_and_unique(regions: Regions) -> None:
    every = [code for province in regions.provinces.values() for code in province.regions]
    assert len(set(every)) == len(every) == 514
    for province_code, province in regions.provinces.items():
        assert re.fullmatch(r"[1-9]\d", province_code)
        assert all(re.fullmatch(rf"{province_code}\.[0-7]\d", code) for code in province.regions)


def test_every_region_is_found_by_its_own_name_and_code(
    regions: Regions, gazetteer: Gazetteer
) -> None:
    for province_code, province in regions.provinces.items():
        for code in (province_code, *province.regions):
            region = gazetteer.region(code)
            assert region is not None
            assert region.province == province.name
            for text in (region.name, region.name.upper(), region.label, code):
                assert gazetteer.find(text) == Found(region), text


def test_every_other_name_leads_to_its_region(regions: Regions, gazetteer: Gazetteer) -> None:
    others = {code: province.also for code, province in regions.provinces.items()}
    for province in regions.provinces.values():
        others |= {code: region.also for code, region in province.regions.items()}
    for code, spellings in others.items():
        for spelling in spellings:
            assert code in codes(gazetteer.find(spelling)), spelling


def test_a_label_stands_whole_on_a_button(regions: Regions, gazetteer: Gazetteer) -> None:
    for province_code, province in regions.provinces.items():
        for code in (province_code, *province.regions):
            region = gazetteer.region(code)
            assert region is not None
            assert len(region.label) <= BUTTON_LENGTH, region


@pytest.mark.parametrize("text", NAMED)
def test_a_region_is_found_as_people_write_it(gazetteer: Gazetteer, text: str) -> None:
    assert codes(gazetteer.find(text)) == (NAMED[text],)


@pytest.mark.parametrize("text", ASKED)
def test_an_ambiguous_name_is_asked_about(gazetteer: Gazetteer, text: str) -> None:
    assert codes(gazetteer.find(text)) == ASKED[text]


@pytest.mark.parametrize("text", NOT_REGIONS, ids=lambda text: ascii(text[:20]))
def test_what_names_no_region_is_said_to(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.find(text) == NoRegion()


def test_questions_are_not_taken_for_regions(gazetteer: Gazetteer) -> None:
    """Only those that mention one; a slip or a short form in a question never is one."""
    topics = load().topics.values()
    phrasings = [text for topic in topics for text in (*topic.ask.id, *topic.ask.en)]
    named = [text for text in phrasings if not gazetteer.mentions(text)]
    taken = [text for text in named if gazetteer.find(text) != NoRegion()]
    assert len(taken) <= len(phrasings) // 1000, taken


MENTIONED = {
    "Kota Malang mulai dari mana?": {"Kota Malang": "35.73"},
    "kami dari Kab. Nias Utara, smart city mulai dari mana ya": {"Kab. Nias Utara": "12.24"},
    "kecamatan kami di jaksel sering banjir": {"jaksel": "31.74"},
    "kota batu kekurangan air": {"kota batu": "35.79"},
    "Saya dari Batu, air di kampung keruh": {"Batu": "35.79"},
    "Kab. Sikka, NTT: air susah": {"Kab. Sikka, NTT": "53.07"},
    "pemkab jeneponto belum punya jamban": {"pemkab jeneponto": "73.04"},
    "sanitasi di kab jenepoto jelek": {"kab jenepoto": "73.04"},
    "apa ada contoh dari TTU atau kab alor": {"TTU": "53.03", "kab alor": "53.05"},
    "West Bandung Regency has no water": {"West Bandung Regency": "32.17"},
}

NOT_MENTIONED = [
    "rumah batu kami kena banjir",
    "angin barat dan utara",
    "malang nasibnya warga pesisir",
    "sorong dana ke desa",
    "hama di serang tikus",
    "sumber daya apa yang dibutuhkan?",
    "kota mana yang paling berhasil?",
    "kota mitra kami lebih maju",
    "kota cerdas itu apa?",
    "pemkot tiba-tiba minta aplikasi",
    "warga pd takut keluar malam",
    "batang pohon tumbang di jalan tengah",
    "solusi metro mini atau bus",
    "ahli kami mentok di data",
]


@pytest.mark.parametrize("text", MENTIONED)
def test_a_region_is_seen_where_a_message_mentions_it(gazetteer: Gazetteer, text: str) -> None:
    mentions = gazetteer.mentions(text)
    seen = {text[mention.start : mention.end]: mention.regions[0].code for mention in mentions}
    assert seen == MENTIONED[text]
    assert all(len(mention.regions) == 1 for mention in mentions)


@pytest.mark.parametrize("text", NOT_MENTIONED)
def test_everyday_words_are_no_mention_of_a_region(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.mentions(text) == ()


def test_every_region_is_seen_with_its_kind_in_a_question(gazetteer: Gazetteer) -> None:
    for region in gazetteer.regions:
        mentions = gazetteer.mentions(f"{region.label} mulai dari mana?")
        assert [mention.regions for mention in mentions] == [(region,)], region.label
        assert (mentions[0].start, mentions[0].end) == (0, len(region.label))


@given(st.text())
def test_mentions_stand_in_order_and_name_something(text: str) -> None:
    place = 0
    for mention in packaged().mentions(text):
        assert place <= mention.start < mention.end <= len(text)
        assert mention.regions
        place = mention.end


@given(st.text())
def test_any_text_gets_an_answer_of_at_most_four(text: str) -> None:
    assert len(codes(packaged().find(text))) <= 4


@given(
    st.lists(st.sampled_from([*NAMED, *ASKED, "kab", "kota", "prov", "barat", "x"]), max_size=12)
)
def test_any_mixture_of_names_gets_an_answer(parts: list[str]) -> None:
    assert len(codes(packaged().find(" ".join(parts)))) <= 4


BREAKS = {
    "under another province": ('"32.17": {', '"33.17": {', "stands under province 32"),
    "a kind that does not fit": ("Kota Bandung,", "Kabupaten Bandung Kota,", "not the code of a"),
    "a name twice": ("Kota Bandung,", "Kota Bogor,", "Kota Bogor has the code 32.71 too"),
    "no kind": ("Kota Bandung,", "Bandung,", "'Bandung' is not"),
    "capitals in a short form": ("kbb, padalarang", "KBB, padalarang", "'KBB' is not"),
    "a code of another form": ('"32.73"', '"3273"', "3273"),
}


@pytest.mark.parametrize("break_", BREAKS)
def test_a_fault_is_told_with_its_line(tmp_path: Path, break_: str) -> None:
    folder = Path(shutil.copytree(packaged_content(), tmp_path / "content"))
    old, new, words = BREAKS[break_]
    path = folder / "regions.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    number = 1 + text[: text.index(old)].count("\n")
    with pytest.raises(KnowledgeError) as caught:
        load(folder)
    told = [str(fault) for fault in caught.value.faults]
    assert any(t.startswith(f"regions.yaml:{number}:") and words in t for t in told), told
