"""Messages in the languages of the regions and in Malay are understood through a gloss."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import Knowledge
from knowledge.matching.gloss import DialectReader
from knowledge.matching.matcher import Answered, Unsure
from knowledge.models.understanding import Dialect

SMALL = DialectReader(
    {
        "javanese": Dialect(
            cues=("piye", "saka"),
            words={"mulai": ("miwiti",), "dari": ("saka",), "uang": ("duwit",)},
            endings={"": ("ne", "e"), "kan": ("ake",)},
        ),
        "malay": Dialect(
            cues=("nak", "macam mana"), words={"mau": ("nak",), "bagaimana": ("macam mana",)}
        ),
    },
    {"indikator", "bersihkan", "carane"}.__contains__,
)


@pytest.mark.parametrize(
    ("text", "plain", "language"),
    [
        ("piye carane miwiti saka ndesa", "piye carane mulai dari ndesa", "javanese"),
        ("Macam mana nak mula?", "bagaimana mau mula", "malay"),
        # Endings are exchanged where that gives a word that is known, of the content or the list.
        ("indikatorne saka duwite piye", "indikator dari uang piye", "javanese"),
        ("piye bersihake saka bupatie", "piye bersihkan dari bupatie", "javanese"),
    ],
)
def test_words_are_read_in_the_language_that_has_most_of_them(
    text: str, plain: str, language: str
) -> None:
    found = SMALL.read(text)
    assert found
    assert (found.text, found.language) == (plain, language)


@pytest.mark.parametrize("text", ["", "bagaimana mulai dari desa", "nak?", "miwiti"])
def test_one_word_makes_no_language(text: str) -> None:
    assert SMALL.read(text) is None


@given(st.text(max_size=200))
def test_any_text_can_be_glossed(text: str) -> None:
    SMALL.read(text)


@pytest.mark.parametrize(
    ("text", "topic", "dialect"),
    [
        ("Macam mana nak mulakan bandar pintar?", "where-to-start", "malay"),
        ("piye carane miwiti smart city", "where-to-start", "javanese"),
        ("kumaha ngamimitian kota cerdas", "where-to-start", "sundanese"),
        ("isih akeh sing ngising ing kali", "need-sanitation", "javanese"),
        ("jalan sesak waktu pagi, nak buat macam mana", "need-transport", "malay"),
        ("runtah numpuk di pasar, kudu kumaha", "waste-management", "sundanese"),
        ("aia barasiah indak mangalia, ba'a caro", "need-water", "minang"),
    ],
)
def test_a_question_in_a_language_of_a_region_finds_its_topic(
    knowledge: Knowledge, text: str, topic: str, dialect: str
) -> None:
    found = knowledge.find(text)
    assert isinstance(found, Answered | Unsure)
    assert found.ranked[0].topic == topic
    assert found.language in {None, "id"}
    assert isinstance(found, Answered) or found.dialect == dialect


def test_one_word_is_enough_to_go_on_in_a_language() -> None:
    assert SMALL.read("duwit") is None
    going_on = SMALL.read("duwite", "javanese") or SMALL.read("duwit", "javanese")
    assert going_on is not None
    assert (going_on.text, going_on.language) == ("uang", "javanese")
    assert SMALL.read("dana", "javanese") is None
    assert SMALL.read("duwit", "elvish") is None
