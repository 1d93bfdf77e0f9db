"""Regions: the official list, and what people type for it."""

from __future__ import annotations

import random
import re
import shutil
import string
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.loading.faults import KnowledgeError
from knowledge.loading.loader import load, packaged_content
from knowledge.models.regions import ProvinceEntry, Regions
from knowledge.models.texts import BUTTON_LENGTH
from knowledge.regions.finder import Gazetteer
from knowledge.regions.outcomes import Abroad, FoundRegion, NoRegion, Region, RegionFinding, Several

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
    "kota solo": "33.72",
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
    "sy lurah di depok": "32.76",
    "gue di jaksel, rumah kebanjiran": "31.74",
    "kampung saya di lamongan": "35.24",
    # with the province, which only confirms
    "Kota Batu, Jawa Timur": "35.79",
    "Pemerintah Kota Batu Provinsi Jawa Timur": "35.79",
    "Kab. Kota Baru, Kalimantan Selatan": "63.02",
    "Gorontalo - Kab. Boalemo": "75.02",
    "Merauke, Papua": "93.01",
    "Bangka, Sumsel": "19.01",
    # the kind behind the name
    "cirebon kota": "32.74",
    "piaman kota": "13.77",
    "Malang Regency, East Java": "35.07",
    # by an agency, or a place within
    "Bappeda Ende": "53.08",
    "Ketapang Kalbar": "61.04",
    "Dinas Ketapang Kab. Sleman": "34.04",
    "Kecamatan Menteng, Jakarta Pusat": "31.71",
    "Kelurahan Sukabumi Kota Bandar Lampung": "18.71",
    # by capital, nickname and former name
    "muara teweh": "62.05",
    "Amlapura": "51.07",
    "Mamteng": "95.05",
    "Sorsel": "96.02",
    "Pegaf": "92.12",
    "Tikep": "82.72",
    "BOLMONG UTARA": "71.08",
    "Tanjung Karang": "18.71",
    "Irian Jaya": "91",
    "Kab. Polewali Mamasa": "76.04",
    "Kab. Kepulauan Morotai": "82.07",
    # letters exchanged, vowels missing, a letter held down
    "Kab. Piedi": "11.07",
    "mdan": "12.71",
    "tngerang selatan": "36.74",
    "solooo": "33.72",
    "loksemawe": "11.73",
    "Penajam Paser Uxtara, Kalimantan Timur": "64.09",
    "Rejdang Lebong": "17.02",
    "Lima Pulh Kota, Sumatera Barat": "13.07",
    # in English
    "Rote Island regency": "53.14",
    "South East Sulawesi": "74",
    "Riau Islands": "21",
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
    "Luwu aja apa luwu timur ya bingung saya": ("73.17", "73.24"),
    "kab/kota bima": ("52.72", "52.06"),
    "kota cirebon atau kabupaten cirebon?": ("32.74", "32.09"),
    "Parigi": ("32.18", "72.08"),
    "Martapura": ("16.08", "63.03"),
    "Kota Batu Malang": ("35.79", "35.73", "35.07"),
    "Tana Toraja Utara": ("73.18", "73.26"),
    "Kota Bandung Barat": ("32.17", "32.73"),
    "di yogyakarta": ("34.71", "34"),
    # two are near, or the province is another's
    "Kab. Sika": ("14.08", "53.07"),
    "Kab. Siak, NTT": ("14.08", "53.07"),
    "Kab. Nias Bara": ("12.25", "12.04"),
    "Kab. Bandung, Jawa Timur": ("32.04", "35"),
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
    "kota tua",
    "Desa Lebak",
    "sumber daya kota",
    # a regency or a city that there is not
    "Kota Antahberantah, Jawa Timur",
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


def codes(finding: RegionFinding) -> tuple[str, ...]:
    match finding:
        case FoundRegion(region):
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
                assert gazetteer.find(text) == FoundRegion(region), text


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


WRITTEN = [
    "{region}, {province}",
    "{region} - {province}",
    "{province} - {region}",
    "Pemerintah {region} Provinsi {province}",
    "Sekretariat Daerah {region}",
    "Dinas Komunikasi, Informatika, Statistik dan Persandian {region}",
    "Dinas Energi dan Sumber Daya Mineral {region}",
    "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia {region}",
    "Dinas Ketahanan Pangan, Tanaman Pangan dan Hortikultura {region}",
    "Badan Penanggulangan Bencana Daerah {region}",
    "Bagian Hukum Setda {region}",
]


@pytest.mark.parametrize("form", WRITTEN)
def test_every_region_is_found_with_its_province_and_in_a_letterhead(
    gazetteer: Gazetteer, form: str
) -> None:
    for region in places(gazetteer):
        for name in (region.name, region.label.lower()):
            text = form.format(region=name, province=region.province)
            assert gazetteer.find(text) == FoundRegion(region), text


SLIPPED = [
    "{kind} {name}",
    "{kind} {name}, {province}",
    "{province} - {kind} {name}",
    "Dinas Kesehatan {kind} {name}",
    "{name}, {province}",
    "{name}",
]


@pytest.mark.slow
@pytest.mark.parametrize("form", SLIPPED)
def test_a_slip_in_a_name_leads_to_no_other_region(gazetteer: Gazetteer, form: str) -> None:
    """Right, asked or not found; only where the slip itself is a name is it taken for that one."""
    chance = random.Random(form)  # noqa: S311 - the same slips in each run
    known = {name for province in load().regions.provinces.values() for name in names(province)}
    missed = []
    for region in places(gazetteer):
        kind, _, name = region.name.replace("Administrasi ", "").partition(" ")
        slip = with_slip(name, chance)
        text = form.format(kind=kind, name=slip, province=region.province)
        found = codes(gazetteer.find(text))
        if region.code not in found:
            missed.append(text)
            assert not found or slip.casefold() in known, (text, found)
    assert len(missed) <= 514 // (100 if "{kind}" in form or "{province}" in form else 25), missed


def places(gazetteer: Gazetteer) -> list[Region]:
    return [region for region in gazetteer.regions if region.type != "province"]


def names(province: ProvinceEntry) -> set[str]:
    """The names of a province's regions in small letters."""
    entries = province.regions.values()
    own = {entry.name.partition(" ")[2].casefold() for entry in entries}
    return own.union(*(entry.also for entry in entries))


def with_slip(name: str, chance: random.Random) -> str:
    """A name with a letter missing, added, wrong, or two exchanged."""
    place = chance.randrange(len(name) - 1)
    before, letter, after = name[:place], name[place], name[place + 1 :]
    wrong = chance.choice([other for other in string.ascii_lowercase if other != letter.lower()])
    slips = [before + after, before + wrong + letter + after, before + wrong + after]
    if letter.lower() != after[0].lower():
        slips.append(before + after[0] + letter + after[1:])
    return chance.choice(slips)


@pytest.mark.parametrize("text", NAMED)
def test_a_region_is_found_as_people_write_it(gazetteer: Gazetteer, text: str) -> None:
    assert codes(gazetteer.find(text)) == (NAMED[text],)


@pytest.mark.parametrize("text", ASKED)
def test_an_ambiguous_name_is_asked_about(gazetteer: Gazetteer, text: str) -> None:
    assert codes(gazetteer.find(text)) == ASKED[text]


@pytest.mark.parametrize("text", NOT_REGIONS, ids=lambda text: ascii(text[:20]))
def test_what_names_no_region_is_said_to(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.find(text) == NoRegion()


@pytest.mark.slow
def test_questions_are_not_taken_for_regions(gazetteer: Gazetteer) -> None:
    """Only those that mention one; a slip or a short form in a question never is one."""
    topics = load().topics.values()
    phrasings = [text for topic in topics for text in (*topic.ask.in_("id"), *topic.ask.in_("en"))]
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


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Davao City", "Davao City"),
        ("kami dari Kota Bharu", "Kota Bharu"),
        ("Johor Bahru, Malaysia", "Johor Bahru, Malaysia"),
        ("Tagum City", "Tagum City"),
        ("<Hanoi>", "Hanoi"),
    ],
)
def test_a_place_abroad_is_kept_by_its_name(gazetteer: Gazetteer, text: str, name: str) -> None:
    assert gazetteer.find(text, alone=True) == Abroad(name)


def test_a_place_abroad_beside_others_or_in_a_question_is_none(gazetteer: Gazetteer) -> None:
    assert codes(gazetteer.find("Batam, dekat Singapura")) == ("21.71",)
    assert gazetteer.find("kenapa Singapura bisa maju") == NoRegion()
    assert gazetteer.find("Smart City") == NoRegion()
    # A joint decree and the land agency are no short forms of Sukabumi and Balikpapan.
    assert gazetteer.find("apa itu SKB") == NoRegion()
    assert gazetteer.find("sertifikatnya dari BPN") == NoRegion()
    assert codes(gazetteer.find("Surabya City")) == ("35.78",)
