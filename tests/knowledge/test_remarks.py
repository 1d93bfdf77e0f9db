"""What asks nothing gets no topic: small talk, sighs, insults."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.asking.step import ask
from conversations.curated import UnansweredQuestion
from conversations.messages import (
    Say,
)
from conversations.state import State
from knowledge.base import Knowledge
from knowledge.matching.courtesies import OF_THE_BOT
from knowledge.matching.matcher import Answered, Unknown, Unsure
from knowledge.matching.remarks import Remarks


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("siap", "acknowledged"),
        ("ok noted pak", "acknowledged"),
        ("hmm", "acknowledged"),
        ("wkwkwk", "acknowledged"),
        ("👍", "acknowledged"),
        ("test", "acknowledged"),
        ("capek banget hari ini", "feeling"),
        ("ngantuk habis makan siang", "feeling"),
        ("bot sampah", "abuse"),
        ("kamu bodoh banget", "abuse"),
        ("command center goblok", "abuse"),
        ("you are useless", "abuse"),
        ("Kab. Sikka", "region"),
    ],
)
def test_a_remark_gets_no_topic_and_goes_to_no_curator(
    knowledge: Knowledge, text: str, remark: str
) -> None:
    found = knowledge.find(text)
    assert isinstance(found, Unknown)
    assert (found.remark, found.ranked) == (remark, ())
    _, replies = ask(State(), text, knowledge, "id")
    assert not any(isinstance(reply, UnansweredQuestion) for reply in replies)
    assert isinstance(replies[0], Say)


def test_a_region_is_greeted_by_its_name(knowledge: Knowledge) -> None:
    _, replies = ask(State(), "Kab. Sikka", knowledge, "id")
    assert isinstance(replies[0], Say)
    assert "Kabupaten Sikka" in replies[0].text


@pytest.mark.parametrize(
    "text", ["sampah", "sampah menumpuk parah", "jalan rusak parah", "stupid question: why CSCO?"]
)
def test_a_problem_is_no_insult(knowledge: Knowledge, text: str) -> None:
    found = knowledge.find(text)
    assert not (isinstance(found, Unknown) and found.remark)


@pytest.mark.parametrize("text", ["AI", "MPP", "kota", "informasi", "isih akeh sing ngising"])
def test_courtesies_and_the_bot_itself_are_never_offered(knowledge: Knowledge, text: str) -> None:
    found = knowledge.find(text)
    if isinstance(found, Unsure):
        assert OF_THE_BOT.isdisjoint(ranked.topic for ranked in found.ranked)


def test_thanks_are_answered(knowledge: Knowledge) -> None:
    assert isinstance(knowledge.find("makasih banyak ya"), Answered)


@given(st.text(max_size=100))
def test_any_text_can_be_taken_for_a_remark(text: str) -> None:
    assert Remarks({}).kind(text) in {None, "acknowledged", "unclear"}


@pytest.mark.parametrize(
    "text", ["e-government", "smart city roadmap", "dashboard", "command center"]
)
def test_english_terms_do_not_turn_an_indonesian_conversation(
    knowledge: Knowledge, text: str
) -> None:
    assert knowledge.find(text, "id").language != "en"


def test_plain_english_turns_an_indonesian_conversation(knowledge: Knowledge) -> None:
    assert knowledge.find("how do we manage our waste", "id").language == "en"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("bentar ada telpon", "acknowledged"),
        ("hatur nuhun", "acknowledged"),
        ("keren banget botnya", "acknowledged"),
        ("cuma nyoba nih", "acknowledged"),
        ("habis dimarahi bos", "feeling"),
        ("anak saya sakit nih", "feeling"),
        ("having such a rough day", "feeling"),
    ],
)
def test_small_talk_of_more_kinds_is_known(knowledge: Knowledge, text: str, kind: str) -> None:
    assert Remarks(knowledge.content.remarks).kind(text) == kind


@pytest.mark.parametrize(
    "said",
    [
        "ga setuju pak",
        "saya tidak setuju",
        "gak cocok buat daerah kami",
        "kurang pas sih",
        "I don't agree",
    ],
)
def test_dissent_is_no_assent(knowledge: Knowledge, said: str) -> None:
    match = knowledge.find(said, None, "waste-management")
    assert isinstance(match, Unknown)
    assert match.remark == "dissent"


def test_assent_is_no_dissent(knowledge: Knowledge) -> None:
    match = knowledge.find("setuju pak")
    assert isinstance(match, Unknown)
    assert match.remark == "acknowledged"
