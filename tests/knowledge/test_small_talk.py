"""Small talk is answered as people would; what cannot be answered is told what helps instead."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conversations.asking.step import ask
from conversations.curated import UnansweredQuestion
from conversations.diagnosing import Diagnosing
from conversations.messages import (
    Choice,
    Event,
    Said,
    Say,
    Sender,
    SentMedia,
)
from conversations.router import step
from conversations.state import State, Suggested
from knowledge.base import Knowledge
from knowledge.matching.courtesies import COURTESIES, OF_THE_BOT
from knowledge.matching.matcher import Answered, Unknown
from knowledge.matching.outcomes import Remark
from knowledge.matching.remarks import Remarks
from tests.conversations.scripts import Scripted

QUESTIONS = Path(__file__).parents[1] / "questions"
RINA = Sender("7", "Rina", "id")


def asked_messages(knowledge: Knowledge) -> list[str]:
    """Everything that asks for a topic, but for those about the bot itself."""
    own = COURTESIES | OF_THE_BOT
    topics = knowledge.content.topics
    texts = {id_: topic.ask.root.values() for id_, topic in topics.items()}
    asked = [text for id_ in texts.keys() - own for said in texts[id_] for text in said]
    for name in ("in_scope", "followups", "multi"):
        for line in (QUESTIONS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            accepted = {*record.get("accept", ()), *record.get("accept_all", ())}
            asked += [] if accepted <= own else [record["text"]]
    return sorted(asked)


def region_named(knowledge: Knowledge) -> Callable[[str], bool]:
    return lambda said: bool(knowledge.gazetteer.mentions(said))


def scripted(knowledge: Knowledge, text: str, remark: Remark) -> Scripted:
    return Scripted(knowledge.content, matches={text: Unknown((), remark=remark)})


@pytest.mark.parametrize("aside", [False, True])
@pytest.mark.parametrize("remark", ["acknowledged", "feeling", "abuse"])
def test_small_talk_gets_one_short_reply_no_topic_and_no_curator(
    knowledge: Knowledge, remark: Remark, aside: bool
) -> None:
    known = scripted(knowledge, "hm", remark)
    _, replies = ask(State(), "hm", known, "id", aside=aside)
    said = replies[0]
    assert isinstance(said, Say)
    assert said.rows == ()
    assert "penyusun" not in said.text
    assert not any(isinstance(reply, UnansweredQuestion) for reply in replies)


def test_small_talk_leaves_what_was_talked_about(knowledge: Knowledge) -> None:
    before = State(topic="need-water", pending=Suggested("air", ("need-water", "need-energy")))
    state, _ = ask(before, "hm", scripted(knowledge, "hm", "acknowledged"), "id")
    assert state == before


def test_small_talk_in_a_diagnostic_is_answered_above_the_open_question(
    knowledge: Knowledge,
) -> None:
    before = State(diagnosing=Diagnosing(1, screen="food"))
    known = scripted(knowledge, "capek saya pak", "feeling")
    state, replies = step(before, Event(Said("capek saya pak"), RINA), known)
    texts = [reply.text for reply in replies if isinstance(reply, Say)]
    assert texts[0].startswith("Terima kasih sudah bercerita")
    assert "<b>Pangan.</b>" in texts[-1]
    assert state.diagnosing == before.diagnosing


def test_a_sticker_is_answered_like_a_thumb(knowledge: Knowledge) -> None:
    _, replies = step(State(), Event(SentMedia("sticker"), RINA), Scripted(knowledge.content))
    assert isinstance(replies[0], Say)
    assert replies[0].text.startswith("Siap.")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("jadwal sidang perkara nomor 112 di pengadilan negeri", "court"),
        ("slip gaji saya bulan lalu minta di mana", "own-employment"),
        ("kapan pendaftaran CPNS dibuka", "own-employment"),
        ("pensiun dini syaratnya umur brp", "own-employment"),
        ("ktp hilang ngurusnya bawa apa aja", "papers"),
        ("perpanjang SIM lewat mana ya", "papers"),
        ("how do I renew my driving licence", "papers"),
        ("Kota Semarang peringkat berapa di indeks itu", "region-score"),
        ("siapa yang menang pilkada kemarin", "election"),
        ("minta nomor hp kadis kominfo dong", "contact"),
        ("cuaca besok gimana", "weather"),
        ("what's the weather like", "weather"),
        ("skor timnas semalam berapa", "sport"),
        ("umur kamu brp taun", "personal"),
        ("do you dream at night?", "personal"),
        ("wifi kantor passwordnya apa", "office-help"),
    ],
)
def test_what_is_out_of_scope_is_known_by_its_kind(
    knowledge: Knowledge, text: str, kind: str
) -> None:
    assert knowledge.refusals.kind(text, region_named(knowledge)) == kind


@pytest.mark.parametrize(
    "text", ["indeks kami turun terus", "peringkat itu dihitung dari apa", "how is the score made"]
)
def test_a_score_of_no_named_region_is_not_refused_as_one(knowledge: Knowledge, text: str) -> None:
    assert knowledge.refusals.kind(text, region_named(knowledge)) is None


def test_a_refusal_says_what_helps_and_tells_no_curator(knowledge: Knowledge) -> None:
    known = Scripted(knowledge.content, matches={"sidang?": Unknown((), refusal="court")})
    _, replies = ask(State(), "sidang?", known, "id")
    said = replies[0]
    assert isinstance(said, Say)
    assert "SIPP" in said.text
    assert not any(isinstance(reply, UnansweredQuestion) for reply in replies)


def test_a_refusal_offers_what_can_be_answered_nearby(knowledge: Knowledge) -> None:
    content = knowledge.content
    court = content.refusals["court"].model_copy(update={"topics": ("need-water",)})
    changed = replace(content, refusals={**content.refusals, "court": court})
    known = Scripted(changed, matches={"sidang?": Unknown((), refusal="court")})
    _, replies = ask(State(), "sidang?", known, "id")
    said = replies[0]
    assert isinstance(said, Say)
    buttons = [button for row in said.rows for button in row if isinstance(button, Choice)]
    assert [button.option for button in buttons] == ["need-water"]


def test_what_is_unknown_otherwise_still_goes_to_the_curators(knowledge: Knowledge) -> None:
    _, replies = ask(State(), "resep rendang", Scripted(knowledge.content), "id")
    assert any(isinstance(reply, UnansweredQuestion) for reply in replies)


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("ya sudah deh", "acknowledged"),
        ("no worries", "acknowledged"),
        ("pengen pulang rasanya", "feeling"),
        ("burned out today", "feeling"),
        ("nyebelin banget kamu", "abuse"),
    ],
)
def test_small_talk_is_known_by_its_words(knowledge: Knowledge, text: str, remark: Remark) -> None:
    assert Remarks(knowledge.content.remarks).kind(text) == remark


@pytest.mark.parametrize(
    "text",
    [
        "warga kecewa airnya mati",
        "siap bangun jamban",
        "sampah bau",
        "kami kewalahan sampah",
        "bupati kami menyerah soal banjir",
        "kamu tahu soal air minum",
    ],
)
def test_a_problem_told_with_feeling_is_no_small_talk(knowledge: Knowledge, text: str) -> None:
    assert Remarks(knowledge.content.remarks).kind(text) is None
    assert knowledge.refusals.kind(text, region_named(knowledge)) is None


def test_no_message_that_asks_for_a_topic_is_refused(
    knowledge: Knowledge,
) -> None:
    kind, named = knowledge.refusals.kind, region_named(knowledge)
    refused = {(kind(text, named), text) for text in asked_messages(knowledge)}
    assert {found for found in refused if found[0]} == set()


def test_no_message_that_asks_for_a_topic_is_small_talk(knowledge: Knowledge) -> None:
    remarks = Remarks(knowledge.content.remarks)
    taken = {(remarks.kind(text), text) for text in asked_messages(knowledge)}
    assert {found for found in taken if found[0]} == set()


@pytest.mark.parametrize("text", ["pgi", "pgi pak", "mlm"])
def test_a_greeting_of_the_hour_is_known_without_its_vowels(
    knowledge: Knowledge, text: str
) -> None:
    match = knowledge.find(text, "id")
    assert [found.topic for found in match.ranked[:1]] == ["greeting"]
    assert isinstance(match, Answered)
