"""What a message means in the light of what was shown before it."""

from __future__ import annotations

import pytest

from conversations.asking.step import ask
from conversations.curated import UnansweredQuestion
from conversations.messages import (
    Said,
)
from conversations.state import State, restore
from knowledge.base import Knowledge
from knowledge.matching.matcher import Answered, Ranked, Unknown
from knowledge.models.language import Language
from tests.conversations.scripts import Scripted, Talk, answered, unsure


@pytest.fixture
def talk(knowledge: Knowledge) -> Talk:
    matches = {
        "air": answered("need-water"),
        "sampah": answered("waste-management"),
        "lampu": answered("street-lighting"),
        "anggaran": unsure("local-budget", "how-much-cost", "financing-overview"),
        "contohnya after local-budget": answered("local-budget", part="more"),
        "biayanya after financing-overview": answered("how-much-cost"),
        "biayanya after need-water": Answered((Ranked("how-much-cost", 0.9),), follows=True),
        "siapa after need-water": answered("need-water", part="steps"),
        "tanggulnya after need-water": answered("flood"),
        "air bersih": answered("need-water"),
        "ceritanya panjang. lalu gimana": answered("flood"),
    }
    return Talk(Scripted(knowledge.content, matches=matches))


def title(talk: Talk, topic: str, language: Language = "id") -> str:
    return talk.knowledge.edition(language).title(topic)


def test_after_an_offer_one_talks_about_its_first_topic(talk: Talk) -> None:
    talk.does(Said("anggaran")).does(Said("contohnya"))
    assert title(talk, "local-budget") in talk.text


def test_what_is_asked_of_an_offer_by_its_place_is_asked_of_that_topic(talk: Talk) -> None:
    talk.does(Said("anggaran")).does(Said("yang ketiga biayanya"))
    assert title(talk, "how-much-cost") in talk.text


def test_after_the_cost_of_something_one_still_talks_about_that(talk: Talk) -> None:
    talk.does(Said("air")).does(Said("biayanya"))
    assert title(talk, "how-much-cost") in talk.text
    assert talk.state.topic == "need-water"
    assert title(talk, "need-water") in talk.does(Said("siapa")).text


@pytest.mark.parametrize("typed", ["balik ke yang tadi", "kembali yang tadi dong", "go back"])
def test_going_back_shows_the_topic_before(talk: Talk, typed: str) -> None:
    talk.does(Said("air")).does(Said("sampah")).does(Said(typed))
    assert title(talk, "need-water") in talk.text


def test_going_back_to_the_first_shows_the_first_of_all(talk: Talk) -> None:
    for text in ("air", "sampah", "lampu", "kembali ke yang pertama"):
        talk.does(Said(text))
    assert title(talk, "need-water") in talk.text


def test_going_back_may_name_what_to(talk: Talk) -> None:
    for text in ("sampah", "air", "lampu", "balik ke soal sampah"):
        talk.does(Said(text))
    assert title(talk, "waste-management") in talk.text


def test_going_back_to_a_named_topic_keeps_what_is_asked_of_it(knowledge: Knowledge) -> None:
    talk = Talk(knowledge)
    for text in ("air bersih", "pengelolaan sampah", "oke balik ke air tadi, aturannya apa"):
        talk.does(Said(text))
    assert (talk.state.topic, talk.state.part) == ("need-water", "law")


def test_with_nothing_before_there_is_no_way_back(talk: Talk) -> None:
    talk.does(Said("balik ke yang tadi"))
    assert any(isinstance(reply, UnansweredQuestion) for reply in talk.replies)


def test_a_place_counts_off_the_buttons_below_an_answer(talk: Talk) -> None:
    related = talk.knowledge.content.topics["need-water"].related
    talk.does(Said("air")).does(Said("yang kedua"))
    assert title(talk, related[1]) in talk.text


def test_a_place_in_the_steps_on_the_screen_stays_with_them(talk: Talk) -> None:
    talk.does(Said("air")).taps("Langkah awal").does(Said("yang ketiga"))
    steps = talk.knowledge.content.topics["need-water"].first_steps
    assert steps[2].do.in_("id") in talk.text


def test_a_denial_offers_other_topics(talk: Talk) -> None:
    talk.does(Said("air")).does(Said("bukan itu"))
    assert title(talk, "need-water") not in talk.labels
    assert talk.labels[-1] == "Bukan semuanya"
    assert len(talk.labels) > 1


def test_a_message_goes_on_with_one_that_was_not_understood(talk: Talk) -> None:
    talk.does(Said("ceritanya panjang")).does(Said("lalu gimana"))
    assert title(talk, "flood") in talk.text
    assert talk.state.unanswered == ""


def test_a_state_saved_before_there_were_lists_is_read_with_their_defaults() -> None:
    saved = '1{"topic":"need-water","asked":{"question":"air","topic":"need-water"}}'
    state = restore(saved)
    assert state.topic == "need-water"
    assert (state.agenda, state.trail, state.listed, state.unanswered) == ((), (), (), "")
    assert state != State()


@pytest.mark.parametrize(
    ("previous", "text", "topic"),
    [
        ("need-transport", "who leads that", "need-transport"),
        ("need-water", "trus klo di kelurahan gmn", "need-water"),
        ("need-water", "in villages?", "need-water"),
        ("stunting", "buat desa gimana", "stunting"),
        ("need-water", "kota lain ada yg mirip ga", "need-water"),
        ("need-water", "bu camat nanya siapa yg bayar", "need-water"),
        ("where-to-start", "and the money?", "financing-overview"),
        ("public-service-mall", "opd pada ga mau pindah", "public-service-mall"),
        ("csco-profile", "dinas apa", "csco-institution"),
        ("ascn-join", "siapa aja anggotanya", "ascn-members"),
        ("need-water", "berapa biayanya", "need-water"),
        ("digital-literacy", "gurunya siapa", "digital-literacy"),
        ("ascn-what", "what can go wrong with PPP", "public-private-financing"),
        ("need-water", "lampu jalan banyak mati", "street-lighting"),
        ("need-water", "terus anggaran smart city berapa", "how-much-cost"),
    ],
)
def test_a_follow_up_stays_with_its_topic_unless_it_names_another(
    knowledge: Knowledge, previous: str, text: str, topic: str
) -> None:
    assert knowledge.find(text, None, previous).ranked[0].topic == topic


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("bukan soal sampah, tapi soal air", "need-water"),
        ("selain command center apa yang harus didahulukan", "which-need-first"),
        ("skr mulai dari mana pak", "where-to-start"),
    ],
)
def test_what_is_set_aside_is_not_answered(knowledge: Knowledge, text: str, topic: str) -> None:
    match = knowledge.find(text)
    assert isinstance(match, Answered)
    assert match.ranked[0].topic == topic


def test_who_corrects_himself_is_not_given_the_topic_again(knowledge: Knowledge) -> None:
    match = knowledge.find("bukan itu, maksud saya sampah", None, "need-water")
    assert match.ranked[0].topic == "waste-management"
    match = knowledge.find("bukan itu, maksud saya yg nyedot tinja", None, "need-sanitation")
    assert match.ranked[0].topic == "need-sanitation"
    match = knowledge.find("no, I meant the cost", None, "need-water")
    assert match.ranked[0].topic == "need-water"


@pytest.mark.parametrize("text", ["btw saya PPK, bukan kepala", "oh iya saya camat di Kota Bogor"])
def test_who_introduces_himself_late_changes_no_topic(knowledge: Knowledge, text: str) -> None:
    match = knowledge.find(text, None, "need-water")
    assert isinstance(match, Answered)
    assert match.office is not None
    state, _ = ask(State(topic="need-water"), text, knowledge, "id")
    assert state.topic == "need-water"
    asking = knowledge.find(f"{text}, sampah pasar menumpuk harus bagaimana?", None, "need-water")
    assert not isinstance(asking, Unknown)


@pytest.mark.parametrize(
    ("previous", "said"),
    [
        ("need-sanitation", "umur kura2 tetangga berapa"),
        ("waste-management", "gaji penyanyi dangdut berapa"),
        ("flood", "jarak bumi ke matahari berapa"),
    ],
)
def test_an_absurd_how_many_follows_nothing_up(
    knowledge: Knowledge, previous: str, said: str
) -> None:
    assert isinstance(knowledge.find(said, None, previous), Unknown)


@pytest.mark.parametrize("said", ["targetnya berapa", "iurannya berapa", "umur tpa berapa"])
def test_how_many_of_the_topic_still_follows_it_up(knowledge: Knowledge, said: str) -> None:
    match = knowledge.find(said, None, "waste-management")
    assert isinstance(match, Answered)
    assert match.ranked[0].topic == "waste-management"
