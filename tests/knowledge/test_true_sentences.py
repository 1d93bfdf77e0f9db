"""What was wrong or has gone stale is not said again, in either language; what holds is said.

Each entry below is a fact that was checked against its source, as patterns: what must not stand
anywhere, what must not stand without its other half, and what a topic has to say and to cite. The
phrasings under `ask:` stay free: people go on asking in the old words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from pydantic import BaseModel

from knowledge.base import Knowledge
from knowledge.models.language import LANGUAGES, Listed, Localised


@dataclass(frozen=True)
class Said:
    """A text that people read: where it stands (`/topics/spbe/more`), its language, its words."""

    where: str
    language: str
    text: str


@dataclass(frozen=True)
class Never:
    """Words that are wrong wherever they stand."""

    pattern: str
    why: str


@dataclass(frozen=True)
class OnlyWith:
    """Words that mislead without others in the same text; `where` limits it to some places."""

    pattern: str
    beside: str
    why: str
    where: str = ""


@dataclass(frozen=True)
class Says:
    """What a topic says in its answer or behind "more", with the source that carries it."""

    topic: str
    indonesian: str
    english: str
    source: str


NEVER = (
    Never(
        r"mendagri mengingatkan, tanpa peta|menteri dalam negeri mengingatkan bahwa belanja|"
        r"home minister warned that (without|buying)",
        "the warning of 2017 that the vendor profits was the Minister of Communication's",
    ),
    Never(
        r"dianjurkan 20|20 ?(%|persen)[^.]{0,20}dianjurkan|(20%|a fifth) was recommended",
        "for 2025 a fifth of Dana Desa was a duty, no advice, and 2026 goes by PMK 7/2026",
    ),
    Never(
        r"Dana Desa: air|village funds: water",
        "little is left of Dana Desa in 2026 to pay for water, toilets and food",
    ),
    Never(
        r"35 (indikator|indicators)|9 (aspek|aspects)|rintisan, terkelola",
        "that was a concept of Pemdi; PermenPANRB 8/2026 has 7 aspects and 20 indicators",
    ),
    Never(
        r"(SPBE|indeks|index) (di bawah 1,8|below 1\.8)|4,2 ke atas|4\.2 and up",
        "the classes of the SPBE index: no new score is given by them",
    ),
    Never(
        r"peraturan pelaksana dan lembaga pengawasnya belum siap|implementing rule and the "
        r"supervising agency were not ready",
        "PP 33/2026 is set and in force from 16 January 2027",
    ),
    Never(
        r"98[.,]5 ?(%|persen)|99[.,]78",
        "by the statistics office 99.55 % of households had electric light in 2025",
    ),
    Never(
        r"(aman|terolah|sanitasi|sanitation|treated):? 7 ?(%|persen)|7% for sanitation",
        "safe sanitation was 10.16 % in 2022",
    ),
    Never(
        r"lima tahun, jadi sampai 2027|that is until 2027|penyesuaian lima tahun|"
        r"five years to adjust",
        "the limits of Law 1/2022 bind from 5 January 2027: APBD 2027 is the first",
    ),
    Never(
        r"(masuk(kan)?|memasukkan)(nya| isinya)? (ke )?(RPJPD dan )?RPJMD|kukuhkan di RPJMD|"
        r"ikat lewat RPJMD|pasal di RPJMD|(harus )?tercantum di RPJMD",
        "RPJMD 2025-2029 are enacted: nothing is simply put into them now",
    ),
    Never(
        r"(fold|put|writ|anchor|enter|clause|stand)\w*( it)?( in| into)+ the (five-year|development"
        r"|long and medium-term) plans?(?! in force)",
        "the five-year plans of 2025-2029 are enacted: nothing is simply put into them now",
    ),
    Never(r"Rp ?848", "848 leaves Dana Desa out, 693 does not: 919.9 is the figure to set beside"),
    Never(
        r"integrasi (sebagai |menjadi )?(hambatan|kendala) (utama|terbesar)|"
        r"(main|greatest) handicap|in the capital as in cities",
        "RKCI 2017 spoke of a heavy handicap, in the national government as in cities",
    ),
    Never(
        r"(halte|tempat henti) angkot( yang)? tidak ada|missing (minibus )?stops|"
        r"stops (were|are) missing",
        "RKCI 2019 spoke of a lack of stops, not of none",
    ),
    Never(
        r"data sebagai kendala utama|called it the main difficulty",
        "in 2021 data was the main challenge in carrying out the research",
    ),
    Never(
        r"20 anggota Dewan|20 council members",
        "the twenty of Tegal were of the Smart City Council, not of the DPRD",
    ),
    Never(
        r"setelah MoU|Tanda tangan kepala daerah tidak cukup|After the agreement was signed",
        "in Mataram the regional secretary signed",
    ),
    Never(
        r"(tanpa|bila perlu) (pemeriksaan lapangan|diperiksa)|field check",
        "LAPOR's 14 and 60 working days go by tidak berkadar and berkadar pengawasan",
    ),
    Never(
        r"Shepherd[^.]*\b20\d\d|\b20\d\d[^.]*Shepherd",
        "sources differ on the years of Indonesia's term as shepherd of ASCN",
    ),
    Never(
        r"3(-| sampai | to )5 (poin|points)",
        "leakage falls by 1 to 3 points a year",
    ),
    Never(
        r"satu IPLT (beroperasi|bekerja)|one (working plant|plant working)",
        "within a year only a plant that exists can work; a new one needs land and design",
    ),
)

ONLY_WITH = (
    OnlyWith(
        r"Dana Desa|village funds",
        r"58[.,]03|sebagian besar|bagian (untuk )?koperasi|most (of each|goes)|cooperative's share",
        "named as money for basic needs without saying what is left of it in 2026",
        where=r"/(need-\w+|financing-overview|small-city-low-budget|stunting|slum-housing|island-region)/more$"
        r"|/(food|sanitation|water|energy|transport)/money$",
    ),
    OnlyWith(
        r"SPBE",
        r"Pemdi|Pemerintah Digital|Digital Government",
        "the SPBE index has a successor since 2026",
        where=r"^(?!/topics/pemdi-index/)",
    ),
    OnlyWith(
        r"(indeks|index)\w* SPBE|SPBE index",
        r"konversi|convert",
        "an SPBE score has no conversion into Pemdi",
        where=r"/(spbe|smart-governance)/more$|/governance/measure$",
    ),
    OnlyWith(
        r"1[.,]28 (juta|million)",
        r"99[.,]55",
        "the energy ministry's count stands beside the statistics office's, which differs",
    ),
    OnlyWith(
        r"39[.,]01",
        r"9(-| sampai | to )15",
        "39 % of waste managed is a report; KLH's own checks found 9 to 15 % (2025)",
    ),
    OnlyWith(
        r"belanja pegawai|staff spending",
        r"APBD 2027|2027 budget",
        "the cap of 30 % binds from the budget of 2027",
    ),
    OnlyWith(
        r"RPJMD 2025-2029|2025-2029 \(RPJMD\)",
        r"RKPD",
        "where the plan is enacted, say which door is open",
    ),
    OnlyWith(
        r"Rp693",
        r"919[.,]9",
        "transfers of 2026 are set beside the like figure of 2025",
    ),
    OnlyWith(
        r"RP2P|staged plan of urban services",
        r"Rencana Penyelenggaraan Pengelolaan Perkotaan(.|\n)*(Standar Pelayanan Perkotaan|"
        r"urban service standards)",
        "PP 59/2022 has both the plan and the standard",
    ),
    OnlyWith(
        r"SP4N-LAPOR(.|\n)*\b5 (hari kerja|working days)|(3 working days|hari kerja)(.|\n)*\b5\b",
        r"tanggapan pertama|first response",
        "five working days are for the first response, not for the solution",
        where=r"/(why-smart-city|technology-in-service)/more$|/complaint-channel/answer$"
        r"|/interaction/measure$",
    ),
    OnlyWith(
        r"koridor bersubsidi|subsidised corridor",
        r"0[.,]64.{1,5}1[.,]09|0[.,]64 (sampai|to) 1[.,]09",
        "a subsidised corridor has its price beside it",
    ),
    OnlyWith(
        r"Madiun",
        r"20[.,]8(.|\n)*LED|LED(.|\n)*20[.,]8",
        "Madiun's lamps with what they cost a year, and the cheaper order first",
        where=r"^(?!/topics/digital-id/)",
    ),
)

SAYS = (
    Says(
        "vendor-selection",
        r"2017 Menteri Komunikasi",
        r"2017 Indonesia's Minister of Comm",
        "KDN17",
    ),
    Says("common-mistakes", r"2017 Menteri Komunikasi", r"2017 the Minister of Comm", "KDN17"),
    Says("village-funds", r"58,03%.*PMK\s+7/2026", r"58\.03%.*PMK 7/2026", "PMK-7-2026"),
    Says("need-food", r"2025 sedikitnya 20 persen", r"at least 20%", "PERMENDES-2-2024"),
    Says("financing-overview", r"919,9.*693", r"919\.9.*693", "TKD26-APBN"),
    Says(
        "spbe",
        r"PermenPANRB 8/2026.*mencabut PermenPANRB 59/2020: 7 aspek, 20 indikator",
        r"PermenPANRB 8/2026.*revokes PermenPANRB 59/2020: 7 aspects, 20 indicators",
        "PERMENPANRB-8-2026",
    ),
    Says("spbe", r"menurut salinan yang beredar", r"circulating copies", "PERMENPANRB-8-2026"),
    Says("personal-data", r"PP 33/2026.*16 Januari 2027", r"PP 33/2026.*16 January", "PP-33-2026"),
    Says("one-data", r"6 Oktober 2026", r"6 October 2026", "UU-SATU-DATA"),
    Says("rating", r"Ombudsman.*Opini", r"Ombudsman gives an opinion", "ORI"),
    Says("rating", r"Smart City Award.*26 Agustus 2025", r"Award.*26 August 2025", "SCA25"),
    Says(
        "waste-management",
        r"109/2025, pengganti Perpres 35/2018",
        r"109/2025, which replaces 35/2018",
        "PERPRES-109-2025",
    ),
    Says("waste-management", r"9 sampai 15 persen", r"9 to 15 per cent", "KLH10"),
    Says("need-energy", r"BPS, 99,55 persen", r"99\.55% of households", "BPS25"),
    Says("need-sanitation", r"10,16 persen pada 2022", r"10\.16% in 2022", "PMK22"),
    Says("local-budget", r"RKPD 2028.*APBD-P 2027", r"RKPD.*revised budget of 2027", "HKPD26"),
    Says("local-budget", r"APBD 2027.*Tunjangan guru", r"2027 budget.*teachers'", "HKPD26"),
    Says(
        "integration",
        r"hambatan yang berat, dari pemerintah pusat sampai kota",
        r"heavy handicap, in the national government as in cities",
        "RKCI17",
    ),
    Says(
        "stakeholder-commitment",
        r"20 dari Dewan Smart City",
        r"of the Smart City Council",
        "K-TEGAL",
    ),
    Says(
        "head-of-region-role",
        r"Sekretaris Daerah menandatangani",
        r"regional secretary had signed",
        "MTR-PAKSA",
    ),
    Says(
        "complaint-channel",
        r"14 hari kerja.* tidak berkadar pengawasan, 60 hari kerja .*berkadar pengawasan",
        r"14 working days.*tidak berkadar.*60 working days.*berkadar",
        "PERMENPANRB-62-2018",
    ),
    Says("need-transport", r"7 sampai 20 bus", r"7 to 20 buses", "BTS-PAGU25"),
    Says("public-private-financing", r"20,8 miliar setahun", r"20\.8 billion a year", "MDN"),
)

# What the entry of a source must say, or must not.
YEARS = {"KPBU-MDN": 2023, "CRI-GRD": 2016}


def in_texts(thing: object, where: str = "") -> Iterator[Said]:
    """Every text below a piece of content, with its place, in both languages."""
    if isinstance(thing, Listed):
        return
    if isinstance(thing, Localised):
        for language in LANGUAGES:
            text = thing.in_(language)
            yield Said(where, language, text if isinstance(text, str) else "\n".join(text))
    elif isinstance(thing, BaseModel):
        for name in type(thing).model_fields:
            yield from in_texts(getattr(thing, name), f"{where}/{name}")
    elif isinstance(thing, Mapping):
        for key, value in thing.items():
            yield from in_texts(value, f"{where}/{key}")
    elif isinstance(thing, tuple):
        for i, value in enumerate(thing):
            yield from in_texts(value, f"{where}/{i}")


@pytest.fixture(scope="module")
def said(knowledge: Knowledge) -> tuple[Said, ...]:
    """Everything that people read, but the titles of sources."""
    content = knowledge.content
    parts = {
        "topics": content.topics,
        "cards": content.cards,
        "diagnostic": content.diagnostic,
        "actions": content.actions,
        "wording": content.wording,
        "papers": content.papers,
        "workshop": content.workshop,
    }
    return tuple(in_texts(parts))


def found(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None


def test_every_part_of_the_content_is_searched(said: tuple[Said, ...]) -> None:
    places = {text.where for text in said}
    assert {
        "/topics/spbe/answer",
        "/topics/need-food/first_steps/0/do",
        "/actions/priorities/food/money",
        "/diagnostic/questions/food/measure",
        "/papers/method_text",
        "/cards/need-water/cost/text",
    } <= places
    assert len(said) > 4000


@pytest.mark.parametrize("claim", NEVER, ids=lambda claim: claim.why[:40])
def test_what_is_wrong_stands_nowhere(claim: Never, said: tuple[Said, ...]) -> None:
    places = [(s.where, s.language) for s in said if found(claim.pattern, s.text)]
    assert not places, claim.why


@pytest.mark.parametrize("claim", ONLY_WITH, ids=lambda claim: claim.why[:40])
def test_what_misleads_alone_has_its_other_half(claim: OnlyWith, said: tuple[Said, ...]) -> None:
    concerned = [
        s
        for s in said
        # A card has room for one half; what it cannot add stands in its topic.
        if not s.where.startswith("/cards")
        and found(claim.where, s.where)
        and found(claim.pattern, s.text)
    ]
    assert {s.language for s in concerned} == set(LANGUAGES), "the pattern finds nothing any more"
    alone = [(s.where, s.language) for s in concerned if not found(claim.beside, s.text)]
    assert not alone, claim.why


@pytest.mark.parametrize("fact", SAYS, ids=lambda fact: f"{fact.topic} {fact.indonesian[:20]}")
def test_what_holds_is_said_and_sourced(fact: Says, knowledge: Knowledge) -> None:
    topic = knowledge.content.topics[fact.topic]
    for language, pattern in (("id", fact.indonesian), ("en", fact.english)):
        page = f"{topic.answer.in_(language)}\n{topic.more.in_(language)}"
        assert re.search(pattern, page, re.DOTALL), language
    assert fact.source in topic.sources


def test_sources_tell_who_said_what_and_when(knowledge: Knowledge) -> None:
    sources = knowledge.content.sources
    assert {code: sources[code].year for code in YEARS} == YEARS
    assert "vendor" in sources["KDN17"].title
    assert "Menteri Dalam Negeri" not in sources["KDN15"].title
