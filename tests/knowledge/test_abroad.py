"""People of other countries are heard as such, and told once whose laws are named."""

from __future__ import annotations

import pytest

from conversations.messages import Event, Said, Say, Sender
from conversations.router import step
from conversations.state import State, restore, save
from knowledge.base import Knowledge
from knowledge.matching.outcomes import Answered, Ranked
from knowledge.regions.outcomes import Abroad, NoRegion
from tests.conversations.scripts import Scripted

MARIA = Sender("7", "Maria", "en")
NOTE = "are Indonesia's"


@pytest.mark.parametrize(
    "text",
    [
        "I work for the city of Iloilo. What comes first?",
        "saya dari Melaka, mulai dari mana",
        "I'm Singaporean, helping a twin city",
        "our wards in Hai Phong have no drains, can we fix them",
    ],
)
def test_who_speaks_from_another_country_is_heard(knowledge: Knowledge, text: str) -> None:
    assert knowledge.edition("en").speaks_from_abroad(text)


@pytest.mark.parametrize(
    "text",
    [
        "our mayor visited Singapore and wants the same",
        "kami studi banding ke Singapura, apa yang ditiru",
        "apakah Singapura kota cerdas",
        "kami dari Kota Batu, mulai dari mana",
        "the council in Hanoi has a control room",
    ],
)
def test_who_only_names_another_country_is_not(knowledge: Knowledge, text: str) -> None:
    assert not knowledge.edition("en").speaks_from_abroad(text)


def test_a_place_is_known_by_the_country_behind_it(knowledge: Knowledge) -> None:
    named = knowledge.find_region("Kuala Kangsar, Malaysia", alone=True)
    assert named == Abroad("Kuala Kangsar, Malaysia")
    assert knowledge.find_region("mahal sekali, Malaysia", alone=True) == NoRegion()


def told(knowledge: Knowledge, state: State, text: str) -> tuple[State, str]:
    """The state, as it is kept, and what is said to a message."""
    state, replies = step(restore(save(state)), Event(Said(text), MARIA), knowledge)
    assert isinstance(replies[0], Say)
    return state, replies[0].text


@pytest.fixture
def scripted(knowledge: Knowledge) -> Scripted:
    """A matcher that answers two messages of people abroad, one of them in Malay."""
    found = Answered((Ranked("where-to-start", 0.9),), "en")
    malay = Answered((Ranked("where-to-start", 0.9),), dialect="malay")
    here = Answered((Ranked("where-to-start", 0.9),), "en", region="35.79")
    return Scripted(
        knowledge.content,
        matches={
            "I am with the city of Iloilo, where to start": found,
            "and our schools in Iloilo": found,
            "macam mana nak mula": malay,
            "where to start in our city, Kota Batu, like we in Hanoi": here,
        },
    )


def test_the_laws_are_said_to_be_of_indonesia_once(scripted: Scripted) -> None:
    state, first = told(scripted, State(), "I am with the city of Iloilo, where to start")
    _, second = told(scripted, state, "and our schools in Iloilo")
    assert NOTE in first
    assert NOTE not in second


def test_malay_is_said_to_be_understood(scripted: Scripted) -> None:
    _, said = told(scripted, State(language="en"), "macam mana nak mula")
    assert "I understand Malay" in said
    assert NOTE in said


def test_whose_region_is_in_indonesia_is_told_nothing(scripted: Scripted) -> None:
    text = "where to start in our city, Kota Batu, like we in Hanoi"
    _, said = told(scripted, State(), text)
    assert NOTE not in said
