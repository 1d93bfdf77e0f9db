"""Messages that are a term of the glossary are known, whatever words of asking stand around it."""

from __future__ import annotations

import shutil
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import Knowledge
from knowledge.loading.loader import load, packaged_content
from knowledge.matching.outcomes import Term
from knowledge.matching.terms import Terms
from knowledge.models.language import LANGUAGES
from knowledge.models.understanding import Glossary
from knowledge.text import solid
from tests.knowledge.breaking import change, faults, line_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged content, to be broken."""
    ignored = shutil.ignore_patterns("model")
    return Path(shutil.copytree(packaged_content(), tmp_path / "content", ignore=ignored))


@lru_cache(maxsize=1)
def packaged() -> Knowledge:
    return Knowledge(load(), semantic=False)


def found(text: str) -> tuple[str, ...]:
    """The ids of the terms that a message is."""
    term = packaged().terms.find(text)
    return term.terms if term else ()


SMALL = Glossary.model_validate(
    {
        "asking": {"id": ["apa", "artinya"], "en": ["what", "mean"]},
        "small": ["itu", "ya", "kak", "does", "is"],
        "kinds": ["jabatan"],
        "uses": ["tugas"],
        "fields": ["di"],
        "more": ["bagaimana"],
        "shared": ["abc"],
        "everyday": ["kak", "api"],
        "terms": {
            name: {"term": term, "full": full, "means": {"id": "x", "en": "y"}, "topic": topic}
            for name, term, full, topic in [
                ("abc", "ABC", "Aman Bersih Cepat", "one"),
                ("abc-2", "ABC", "Alat Bantu Cetak", "two"),
                ("kak", "KAK", "Kerangka Acuan Kerja", "one"),
                ("api", "API", "Application Programming Interface", "one"),
                ("ppid", "PPID", "Pejabat Pengelola Informasi", "one"),
                ("pagu", "Pagu", "Plafon", "one"),
            ]
        },
    }
)
OF_SMALL = Terms(SMALL, {"apaan": "apa"}, ["plafon", "ppid"])


def small(text: str) -> tuple[str, ...]:
    term = OF_SMALL.find(text)
    return term.terms if term else ()


@pytest.mark.parametrize(
    "text", ["PPID", "ppid?", "apa itu PPID", "ppid itu apa ya", "apaan ppid", "ppid jabatan apa"]
)
def test_a_term_is_found_between_words_of_asking(text: str) -> None:
    assert small(text) == ("ppid",)


@pytest.mark.parametrize(
    "text", ["ppid kami siapa", "berapa nilai ppid", "apa itu", "artinya apa", ""]
)
def test_a_message_with_more_in_it_is_no_term(text: str) -> None:
    assert small(text) == ()


def test_the_long_form_may_have_slips() -> None:
    assert small("apa itu pejabat pengelola infromasi") == ("ppid",)
    assert small("kerangka acuan kreja") == ("kak",)


def test_words_that_are_right_as_they_stand_are_no_slips() -> None:
    """ "Banyak sampah" is two letters from "bank sampah", and no mistyped one."""
    assert found("banyak sampah") == ()
    assert found("apa itu bank sampaah") == ("bank-sampah",)


def test_two_letters_of_an_abbreviation_may_have_changed_places() -> None:
    assert found("rpjdm itu apa") == ("rpjmd",)
    assert found("rpjxd itu apa") == ()


def test_a_spelling_of_several_terms_stands_for_all_of_them() -> None:
    assert small("apa itu ABC") == ("abc", "abc-2")


def test_an_everyday_word_alone_is_a_term_only_in_capitals() -> None:
    assert small("api") == ()
    assert small("API") == ("api",)
    assert small("api itu apa") == ("api",)


def test_whoever_is_addressed_is_no_term() -> None:
    assert small("apa itu kak") == ()
    assert small("apa itu KAK") == ("kak",)


def test_a_bare_word_that_means_a_topic_goes_there_if_it_is_only_an_alias() -> None:
    assert small("plafon") == ()
    assert small("apa itu plafon") == ("pagu",)
    assert small("ppid") == ("ppid",)


def test_a_remark_beside_the_question_changes_nothing_unless_it_asks_too() -> None:
    assert small("ppid itu apa ya, yang di kominfo") == ("ppid",)
    assert small("saya baru di sini, apa itu ppid?") == ("ppid",)
    assert small("ppid itu apa ya, bagaimana memulainya") == ()
    assert small("ppid kami lambat, yang di kominfo") == ()


def test_the_field_in_which_a_term_is_meant_may_stand_behind_it() -> None:
    assert small("apa itu pagu di dinas kami") == ("pagu",)
    assert small("pagu di dinas kami") == ()


def test_words_of_its_own_meaning_may_stand_beside_a_term_and_tell_which_is_meant() -> None:
    assert small("abc cetak itu apa") == ("abc-2",)
    assert small("abc air itu apa") == ()


def test_a_slip_in_a_long_word_of_asking_does_no_harm() -> None:
    assert found("apbd kepanjanganya") == ("apbd",)
    assert found("apbd kepanjnagan dari apa") == ("apbd",)


def test_a_term_may_stand_beside_its_full_name() -> None:
    assert small("pagu (plafon) itu apa") == ("pagu",)
    assert small("pagu api itu apa") == ()


def test_what_a_term_is_for_is_said_by_its_meaning_unless_a_topic_is_about_it() -> None:
    assert small("apa tugas plafon") == ()
    assert small("apa tugas ppid") == ("ppid",)


@pytest.mark.parametrize(
    ("text", "language"), [("apa itu PPID", "id"), ("what is PPID", "en"), ("PPID", None)]
)
def test_the_language_is_that_of_the_words_of_asking(text: str, language: str | None) -> None:
    term = OF_SMALL.find(text)
    assert isinstance(term, Term)
    assert term.language == language


@given(st.text(max_size=200))
def test_any_text_can_be_looked_up(text: str) -> None:
    OF_SMALL.find(text)


def test_every_term_is_found_by_each_of_its_names() -> None:
    glossary = packaged().content.glossary
    for id_, entry in glossary.terms.items():
        for name in (entry.term, entry.full, *entry.aliases):
            assert id_ in found(f"singkatan {name} apa"), name


def test_the_glossary_explains_at_least_250_terms_each_in_its_own_words() -> None:
    glossary = packaged().content.glossary
    assert len(glossary.terms) >= 250
    for language in LANGUAGES:
        said = [entry.means.in_(language) for entry in glossary.terms.values()]
        assert len(set(said)) == len(said)


@pytest.mark.parametrize(
    "spelling",
    ["spm", "bts", "ppk", "ppas", "ikk", "pdf", "wtp", "ap", "ipa", "cpp", "kpp", "tpp"],
)
def test_an_ambiguous_abbreviation_has_several_meanings(spelling: str) -> None:
    assert len(found(f"{spelling} itu apa")) > 1


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("kepanjangan RDTR apa min", "rdtr"),
        ("BLUD singkatan dari apa?", "blud"),
        ("what does VGF stand for?", "vgf"),
        ("what's a KPBU", "kpbu"),
        ("Musrenbang", "musrenbang"),
        ("tps-3r", "tps3r"),
        ("ISO 37122", "iso-37122"),
        ("perangkat daerah maksudnya apa", "opd"),
    ],
)
def test_people_reach_terms_as_they_ask(text: str, id_: str) -> None:
    assert found(text) == (id_,)


@pytest.mark.parametrize(
    "text",
    [
        "berapa nilai SPBE kami",
        "PDAM kami rugi",
        "pdam",
        "apbd kita kecil, mulai dari mana",
        "apa bedanya DAU dan DAK",
        "how do we use the DAK",
        "halo kak",
        "stunting",
        "Kota Malang",
        "who is a smart city for",
        "what can Bappeda do about silos",
    ],
)
def test_other_messages_are_no_terms(text: str) -> None:
    assert found(text) == ()


def test_no_message_out_of_scope_that_is_taught_is_a_term() -> None:
    strange = packaged().content.out_of_scope.values()
    assert [text for texts in strange for text in texts if found(text)] == []


def test_a_spelling_that_means_two_terms_is_a_fault_unless_it_is_shared(folder: Path) -> None:
    path = folder / "glossary.yaml"
    change(path, "aliases: .dau earmark", "    aliases: [dak]")
    (fault,) = faults(folder)
    assert fault.startswith(f"glossary.yaml:{line_of(path, '^  dak:')}:")
    assert "'dak' means dau too; keep one of the two, or list it as shared" in fault


def test_a_term_of_a_topic_that_there_is_not_is_a_fault(folder: Path) -> None:
    path = folder / "glossary.yaml"
    line = change(path, "    topic: master-plan", "    topic: master-plam")
    assert faults(folder) == [
        f"glossary.yaml:{line}:5: terms: master-plam is not a topic; did you mean master-plan?"
    ]


def test_a_spelling_said_to_be_shared_stands_for_several_terms(folder: Path) -> None:
    path = folder / "glossary.yaml"
    line = change(
        path,
        "^shared:",
        "shared: [spm, bts, ppk, ppas, ikk, pdf, wtp, ap, ipa, cpp, kpp, tpp, apbd]",
    )
    (fault,) = faults(folder)
    assert fault.startswith(f"glossary.yaml:{line}:")
    assert "'apbd' does not stand for several terms" in fault


def test_spellings_are_compared_without_blanks_and_hyphens() -> None:
    assert solid("KUA-PPAS") == solid("kua ppas") == "kuappas"
