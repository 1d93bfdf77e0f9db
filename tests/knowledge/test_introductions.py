"""Greetings, introductions and goodbyes are answered as a person would; problems are questions."""

from __future__ import annotations

import pytest

from conversations.curated import UnansweredQuestion
from conversations.messages import (
    Choice,
    Event,
    Said,
    Say,
    Sender,
)
from conversations.router import step
from conversations.state import State, restore, save
from knowledge.base import Knowledge
from knowledge.matching.hearing import hear
from knowledge.matching.matcher import Answered, Unknown

RINA = Sender("7", "Rina", "id")


def said(knowledge: Knowledge, state: State, text: str) -> tuple[State, Say]:
    """The state, as it is kept, and the reply after a message that no curator is told of."""
    state, replies = step(restore(save(state)), Event(Said(text), RINA), knowledge)
    assert not any(isinstance(reply, UnansweredQuestion) for reply in replies)
    assert isinstance(replies[0], Say)
    return state, replies[0]


def opened(reply: Say) -> set[tuple[str, str]]:
    """What the buttons of a reply open."""
    buttons = [button for row in reply.rows for button in row if isinstance(button, Choice)]
    return {(button.conversation, button.question) for button in buttons}


@pytest.mark.parametrize(
    ("text", "office", "region"),
    [
        ("siang bu, sy kabid sanitasi", "kabid sanitasi", None),
        ("pgi pak, sy kabid air bersih kab sikka", "kabid air bersih", "53.07"),
        ("halo min, kami dari dinas perikanan Kab. Natuna", "dinas perikanan", "21.03"),
        ("permisi, saya lurah baru, mohon arahannya", "lurah", None),
        (
            "saya staf bidang sanitasi dinas pupr kab lembata",
            "staf bidang sanitasi dinas pupr",
            "53.13",
        ),
        ("halo saya dari pdam kota ambon", "", "81.71"),
        ("punten, abdi ti bappeda Sumedang", "bappeda", "32.11"),
        ("tabe, kami dari Kab. Toraja Utara", "", "73.26"),
        ("perkenalkan saya Yusuf, sekretaris desa", "sekretaris desa", None),
        ("hello, I work at the water office in Kab. Alor", "water office", "53.05"),
    ],
)
def test_who_introduces_himself_is_greeted_by_office_and_place(
    knowledge: Knowledge, text: str, office: str, region: str | None
) -> None:
    match = knowledge.find(text)
    assert isinstance(match, Answered)
    assert (match.office, match.region) == (office, region)
    state, reply = said(knowledge, State(topic="need-water"), text)
    assert office in reply.text
    assert ("diagnose", "start") in opened(reply)
    assert (("place", "needs") in opened(reply)) == bool(region)
    assert (state.region, state.topic) == (region or "", "need-water")


@pytest.mark.parametrize("text", ["selamat pagi, saya camat dari Kab. Alor", "Kab. Alor"])
def test_the_place_of_an_introduction_is_meant_by_our_place(
    knowledge: Knowledge, text: str
) -> None:
    state, _ = said(knowledge, State(), text)
    _, reply = said(knowledge, state, "di tempat kami berapa persen sanitasi")
    assert "Kabupaten Alor" in reply.text


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("di kecamatan saya banyak sampah", "waste-management"),
        ("kelurahan kami banyak sampah", "waste-management"),
        ("saya lurah di kelurahan anu banyak sampah", "waste-management"),
        ("halo, pdam kami rugi terus", "need-water"),
        ("saya lurah sampah menumpuk", "waste-management"),
        ("di kabupaten kami air sering mati", "need-water"),
        ("di daerah saya listrik sering mati", "need-energy"),
        ("kami dari desa, listrik padam terus", "need-energy"),
    ],
)
@pytest.mark.parametrize("before", [None, "quick-wins"])
def test_a_problem_told_with_who_speaks_is_a_question(
    knowledge: Knowledge, text: str, topic: str, before: str | None
) -> None:
    match = knowledge.find(text, None, before)
    assert isinstance(match, Answered)
    assert (match.ranked[0].topic, match.office) == (topic, None)


@pytest.mark.parametrize(
    "text",
    [
        "saya camat mau apa",
        "saya bupati baru apa tugas saya",
        "kami dari dinas tidak punya data",
        "desa kami mau jadi desa digital",
        "di desa tidak ada sinyal",
        "saya kadis PU?",
    ],
)
def test_what_asks_or_complains_is_no_introduction(knowledge: Knowledge, text: str) -> None:
    assert not hear(text, knowledge.gazetteer.mentions).only_introduces


@pytest.mark.parametrize(
    "text",
    ["saya pamit, ada tamu", "izin undur diri pak, mau salat", "bye bot", "dah dulu ya mau rapat"],
)
def test_a_goodbye_is_returned_whatever_its_reason(knowledge: Knowledge, text: str) -> None:
    _, reply = said(knowledge, State(topic="need-water"), text)
    assert "sampai jumpa" in reply.text


@pytest.mark.parametrize("text", ["makasih, saya pamit", "sebelum pamit, sampah gimana?"])
def test_a_goodbye_with_thanks_or_a_question_is_no_mere_goodbye(
    knowledge: Knowledge, text: str
) -> None:
    match = knowledge.find(text)
    assert not (isinstance(match, Unknown) and match.remark)


@pytest.mark.parametrize("text", ["hi", "p", "hai"])
def test_a_word_that_knocks_is_greeted(knowledge: Knowledge, text: str) -> None:
    match = knowledge.find(text)
    assert isinstance(match, Answered)
    assert match.ranked[0].topic == "greeting"
    said(knowledge, State(), text)


@pytest.mark.parametrize("text", ["?", "???", "kurang jelas nih", "ulangi dong", "unclear"])
@pytest.mark.parametrize("topic", [None, "need-water"])
def test_what_is_not_clear_gets_one_line_and_buttons(
    knowledge: Knowledge, text: str, topic: str | None
) -> None:
    state, reply = said(knowledge, State(topic=topic), text)
    assert "\n" not in reply.text
    assert ("diagnose", "start") in opened(reply)
    assert (("ask", "answer") in opened(reply)) == bool(topic)
    assert state.topic == topic


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("ngaco ah", "disappointed"),
        ("jawabannya ga nyambung", "disappointed"),
        ("not helpful", "disappointed"),
        ("dah ah, lelah", "feeling"),
    ],
)
def test_displeasure_is_answered_kindly(knowledge: Knowledge, text: str, remark: str) -> None:
    match = knowledge.find(text)
    assert isinstance(match, Unknown)
    assert match.remark == remark
    said(knowledge, State(), text)
