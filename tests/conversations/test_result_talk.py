"""A result can be talked about: why, what would change it, who, money, Monday morning."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from bot.cli.talk import ask
from conversations.advice.answers import read_given
from conversations.advice.rules import advise
from conversations.diagnosing import answers_of, options_of, reopened
from conversations.messages import (
    Chose,
    Decided,
    DiagnosticRecord,
    KeepDiagnostic,
    MakePaper,
    Said,
    Say,
    Toast,
)
from conversations.results.pages import advice_on, priority_title
from conversations.results.talk import reply_to
from conversations.state import State
from knowledge import markup
from knowledge.base import Knowledge
from knowledge.matching.result_talk import LAST, ResultTalk
from knowledge.models.language import LANGUAGES, Language
from knowledge.models.questions import QUESTION_IDS, SCORED
from knowledge.models.result_talk import RESULT_INTENTS, ResultIntent
from tests.conversations.test_diagnostic import Walk

OPTIONS = ("1", "0", "2", "2", "1", "1", "2", "1", "2", "1", "1", "1", "1", "social")
ANSWERS = tuple(zip(QUESTION_IDS, OPTIONS, strict=True))
RECORD = DiagnosticRecord(1, "53.07", "bappeda", ANSWERS, "2026-11-30")


@pytest.fixture
def walk(knowledge: Knowledge) -> Walk:
    """A person to whom a result was just shown."""
    done = replace(reopened(RECORD), screen="")
    state = State(about_result=1, diagnosing=done)
    return Walk(knowledge, state=state, kept={1: RECORD}, day="2026-12-01")


@pytest.mark.parametrize(
    ("said", "intent", "about"),
    [
        ("kenapa sanitasi dulu bukan air?", "why_order", "sanitation"),
        ("apa yang bisa mengubah hasilnya?", "what_changes", None),
        ("trus senin pagi sy ngapain?", "when_first", None),
        ("siapa yg ngerjain nomor 3", "who", 3),
        ("siapa yang pegang yang paling atas", "who", 1),
        ("langkah ketiga dinas apa yg jalanin", "who", 3),
        ("30 hari pertama udah ada hasil belum ini", "when_first", None),
        ("bandingin sama hasil bulan lalu", "compare_last", None),
        ("kirim hasilnya ke pak sekda", "share", None),
        ("minta gambarnya", "send_picture", None),
        ("ubah daerahnya", "change_region", None),
        ("apa yang berubah?", "compare_last", None),
        ("sanitasi kami naik jadi apa", "what_changes", "sanitation"),
        ("kok pangan dulu bukan air?", "why_order", "food"),
        ("apa itu smart city", "none", None),
    ],
)
def test_what_was_refused_is_understood(
    knowledge: Knowledge, said: str, intent: str, about: str | int | None
) -> None:
    talk = knowledge.find_result_talk(said)
    assert (talk.intent, talk.about) == (intent, about)


def test_a_phrasing_is_known_again_by_others_of_its_intent(knowledge: Knowledge) -> None:
    """Each left out in turn; a guess would be right for one of twenty."""
    read = list(knowledge.result_talk.intents.left_out())
    assert sum(intent == found for _, intent, found, _ in read) / len(read) > 0.83


def test_the_order_is_explained_by_the_rules_and_both_answers(walk: Walk) -> None:
    walk.does(Said("kenapa sanitasi dulu bukan air?"))
    titles = [
        walk.knowledge.content.actions.priorities[name].title.in_("id")
        for name in ("sanitation", "water")
    ]
    assert walk.text.startswith(f"<b>1. {titles[0]}</b>")
    assert titles[1] in walk.text
    assert Decided("answer") in walk.replies


def test_every_change_that_is_told_is_what_the_rules_give(knowledge: Knowledge) -> None:
    """Compared with all answers, tried one by one."""
    edition = knowledge.edition("id")
    first = advice_on(RECORD).priorities[0].id
    given = dict(ANSWERS)
    for question in SCORED:
        reply = reply_to(ResultTalk("what_changes", question), RECORD, edition)
        assert isinstance(reply, Say)
        moves = 0
        for option in options_of(question):
            if option in {given[question], "unknown"}:
                continue
            answers = tuple((q, option if q == question else o) for q, o in ANSWERS)
            then = advice_on(DiagnosticRecord(1, "", "", answers, "2026-11-30")).priorities[0].id
            moves += then != first
        assert reply.text.count("\n• ") == moves, question


def test_a_place_that_the_list_has_not_is_said_to_be_none(walk: Walk) -> None:
    walk.does(Said("siapa yang ngerjain nomor 45"))
    assert str(len(advice_on(RECORD).priorities)) in walk.text


@pytest.mark.parametrize(("said", "paper"), [("minta gambarnya", "card"), ("kirim pdf", "report")])
def test_papers_come_when_they_are_asked_for(walk: Walk, said: str, paper: str) -> None:
    walk.does(Said(said))
    assert any(isinstance(reply, MakePaper) and reply.kind == paper for reply in walk.replies)


def test_one_answer_is_changed_and_the_result_shown_anew(walk: Walk) -> None:
    walk.does(Said("ganti jawaban sanitasi"))
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.screen == "sanitation"
    walk.does(Chose("diagnose", "1.sanitation", "2", "7", "2"))
    walk.does(Said("hasil"))
    assert walk.state.diagnosing is not None
    assert dict(walk.state.diagnosing.answers)["sanitation"] == "2"


def test_the_region_is_changed_by_its_name(walk: Walk) -> None:
    walk.does(Said("ubah daerahnya"))
    walk.does(Said("kota bandung"))
    walk.does(Said("lewati"))
    kept = [reply.record for reply in walk.replies if isinstance(reply, KeepDiagnostic)]
    assert [record.region for record in kept] == ["32.73"]
    assert kept[0].answers == ANSWERS


def test_with_an_earlier_result_changes_are_shown(knowledge: Knowledge) -> None:
    later = DiagnosticRecord(2, "53.07", "", (("food", "2"), *ANSWERS[1:]), "2026-12-05")
    walk = Walk(knowledge, state=State(about_result=2), kept={1: RECORD, 2: later})
    walk.does(Said("apa yang berubah?"))
    assert "→" in walk.text


def test_a_question_about_a_topic_is_answered_as_one_and_ends_the_talk(walk: Walk) -> None:
    walk.does(Said("apa itu smart city"))
    assert walk.state.topic == "what-is-smart-city"
    assert walk.state.about_result == 0


def test_without_a_result_nothing_is_taken_for_talk_about_one(knowledge: Knowledge) -> None:
    walk = Walk(knowledge)
    walk.does(Said("siapa yg ngerjain nomor 3"))
    assert Decided("answer") not in walk.replies or walk.state.topic is not None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("intent", RESULT_INTENTS)
def test_every_answer_fits_a_phone(
    knowledge: Knowledge, language: Language, intent: ResultIntent
) -> None:
    edition = knowledge.edition(language)
    for about in (None, 1, 13, *QUESTION_IDS):
        reply = reply_to(ResultTalk(intent, about), RECORD, edition)
        if isinstance(reply, Say):
            assert markup.length(reply.text) <= 2000
            assert markup.fault_in(reply.text) is None
            assert "{" not in reply.text


def test_the_command_line_tells_intent_and_subject() -> None:
    lines = [
        {"result": {"answers": {"food": 1, "domains": ["social"]}}, "text": "kenapa pangan dulu"},
        {"result": {"answers": {}, "region": "53.07"}, "text": "siapa yg ngerjain nomor 3"},
    ]
    made = "\n".join(map(json.dumps, lines))
    result = CliRunner().invoke(ask, ["--json"], input=made)
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"intent": "why_order", "about": "food"},
        {"intent": "who", "about": 3},
    ]


def test_answers_that_there_are_not_are_refused_with_the_line() -> None:
    line = json.dumps({"result": {"answers": {"fod": 1}}, "text": "kenapa"})
    result = CliRunner().invoke(ask, ["--json"], input=line)
    assert "line 1: fod: there is no such question" in result.output


def test_a_toast_is_no_answer(walk: Walk) -> None:
    walk.does(Said("minta gambarnya"))
    assert any(isinstance(reply, Toast) for reply in walk.replies)


@pytest.mark.parametrize(
    "said",
    [
        "yang mimpin siapa, anggarannya dari mana?",
        "siapa yg pimpin dan dananya brp",
        "1. who leads? 2. budget?",
        "1 siapa penanggung jawabnya 2 dananya dari mana",
    ],
)
def test_two_questions_about_a_result_are_both_answered(walk: Walk, said: str) -> None:
    walk.does(Said(said))
    told = [reply.text for reply in walk.replies if isinstance(reply, Say)]
    alone = [
        reply.text
        for intent in ("who", "money_of")
        if (reply := reply_to(ResultTalk(intent), RECORD, walk.knowledge.edition("id")))
    ]
    assert told == alone


def test_one_question_about_a_result_with_an_and_stays_one(knowledge: Knowledge) -> None:
    assert knowledge.find_result_talk("kenapa sanitasi dan air dulu?").then == ()


@pytest.mark.parametrize("said", ["ga setuju", "kayaknya kurang cocok deh", "I disagree with this"])
def test_dissent_below_a_result_offers_the_reason_and_another_answer(walk: Walk, said: str) -> None:
    walk.does(Said(said))
    assert walk.text == walk.knowledge.edition("id").say("talk-dissent")
    assert [(c.conversation, c.question) for c in walk.choices][:2] == [
        ("result", "p"),
        ("diagnose", "change"),
    ]
    assert walk.state.about_result == 1


@pytest.mark.parametrize(
    ("said", "intent", "about"),
    [
        ("30 hari lagi tolong ingatkan saya", "plan_reminder", None),
        ("rencana 90 harinya isinya apa", "steps_of", None),
        ("yang megang nomor 2 dinas mana", "who", 2),
        ("rincian yang paling atas", "steps_of", 1),
        ("yang terakhir itu dikerjakan siapa", "who", LAST),
        ("makasih ya, terus nomor satu siapa yg kerjain", "who", 1),
        ("oke thanks, biayanya gimana", "money_of", None),
        ("makasih banyak pak", "thanks", None),
        ("apa yg bisa langsung jalan bulan ini", "when_first", None),
        ("jalan kabupaten siapa yang urus", "who", "transport"),
        ("kapan musrenbang dimulai", "none", None),
        ("siapa kepala bappenas", "none", None),
        ("in the first 90 days what must be done", "when_first", None),
    ],
)
def test_numbers_count_the_list_only_where_they_stand_for_a_place_in_it(
    knowledge: Knowledge, said: str, intent: str, about: str | int | None
) -> None:
    talk = knowledge.find_result_talk(said)
    assert (talk.intent, talk.about) == (intent, about)


def test_the_last_of_the_list_is_the_last_of_this_result(walk: Walk) -> None:
    walk.does(Said("yang terakhir itu dikerjakan siapa"))
    last = advise(answers_of(ANSWERS)).priorities[-1]
    assert priority_title(last, walk.knowledge.edition("id")) in walk.text


def test_the_command_line_tells_the_rank_of_the_last() -> None:
    line = {
        "result": {"answers": {"food": 1, "water": 0}},
        "text": "siapa pegang yang terakhir",
    }
    result = CliRunner().invoke(ask, ["--json"], input=json.dumps(line))
    found = advise(read_given({"food": 1, "water": 0}))
    assert json.loads(result.stdout) == {"intent": "who", "about": len(found.priorities)}
