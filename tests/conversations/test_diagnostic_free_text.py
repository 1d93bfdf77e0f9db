"""Answers of the diagnostic in free words: taken, shown back and undone, or asked about."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conversations.curated import UnansweredQuestion
from conversations.diagnosing import Diagnosing
from conversations.messages import (
    Commanded,
    KeepDiagnostic,
    Said,
    Toast,
)
from conversations.state import restore
from knowledge.base import Knowledge
from knowledge.models.questions import QUESTION_IDS
from tests.conversations.scripts import Scripted, answered
from tests.conversations.test_diagnostic import GOOD, REST, Walk

ALL = (*GOOD, *REST)
QUESTIONS = Path(__file__).parents[1] / "questions"


@pytest.fixture
def walk(knowledge: Knowledge) -> Walk:
    matches = {"target sanitasi nasional itu berapa persen?": answered("need-sanitation")}
    return Walk(Scripted(knowledge.content, matches=matches))


def at(walk: Walk, question: str) -> Walk:
    """The walk at a question, all before it answered."""
    before = ALL[: QUESTION_IDS.index(question)]
    return walk.does(Commanded("diagnose")).tap("skip").answers(*before)


def given(walk: Walk) -> Diagnosing:
    assert walk.state.diagnosing is not None
    return walk.state.diagnosing


TAKEN = [
    ("sanitation", "40%", "0"),
    ("sanitation", "40 %", "0"),
    ("sanitation", "sekitar 40 persen", "0"),
    ("sanitation", "paling cuma 40% yg punya jamban", "0"),
    ("sanitation", "40% rumah belum punya jamban", "1"),
    ("sanitation", "about 85% have a proper toilet", "2"),
    ("sanitation", "masih banyak yg bab sembarangan di sini", "1"),
    ("food", "separuh", "1"),
    ("food", "hampir separuh", "0"),
    ("food", "hampir semua", "3"),
    ("food", "banyak yg kurang makan pas paceklik", "1"),
    ("food", "mayoritas keluarga kurang makan", "0"),
    ("food", "dua pertiga keluarga cukup makan", "1"),
    ("food", "PoU 12%", "2"),
    ("food", "pou kami sekitar 40 persen", "0"),
    ("food", "18,5 persen penduduk kurang kalori", "1"),
    ("food", "prevalensi ketidakcukupan konsumsi pangan 3,2%", "3"),
    ("food", "undernourishment is about 8 percent", "2"),
    ("sanitation", "12.345 dari 45.678 rumah punya jamban layak", "0"),
    ("sanitation", "900 dari 1.000 KK punya jamban", "2"),
    ("water", "30-40%", "0"),
    ("water", "di bawah 50%", "0"),
    ("water", "belum sampai 50 persen", "0"),
    ("water", "83,6%", "2"),
    ("water", "83.60 %", "2"),
    ("water", "70an persen", "1"),
    ("water", "less than half have clean water", "0"),
    ("infrastructure", "2 dari 5 kelurahan", "0"),
    ("infrastructure", "dua dari lima desa sudah ada sinyal", "0"),
    ("infrastructure", "9 out of 10 villages", "2"),
    ("infrastructure", "semua desa tanpa sinyal", "0"),
    ("people", "30% opd", "1"),
    ("interaction", "70% aduan dijawab", "2"),
    ("domains", "ekonomi sama sosial", "economy+social"),
    ("domains", "sosial dan lingkungan", "social+environment"),
    ("domains", "ekonomi, sosial, lingkungan", "economy+social+environment"),
    ("domains", "lingkungan dulu", "environment"),
    ("domains", "health and environment", "social+environment"),
]


@pytest.mark.parametrize(("question", "said", "option"), TAKEN)
def test_free_words_that_are_clear_are_taken_and_shown_back(
    walk: Walk, question: str, said: str, option: str
) -> None:
    at(walk, question).does(Said(said))
    assert given(walk).answer_to(question) == option
    assert walk.text.startswith("Dicatat, ")
    assert "Batalkan" in walk.text.splitlines()[0]


@pytest.mark.parametrize(("question", "said", "option"), TAKEN)
def test_one_tap_restores_what_was_before_a_taken_answer(
    walk: Walk, question: str, said: str, option: str
) -> None:
    before = given(at(walk, question))
    walk.does(Said(said)).tap("undo")
    assert given(walk) == before


NOT_TAKEN = [
    ("sanitation", "40"),
    ("sanitation", "40% atau 60%"),
    ("sanitation", "bukan 40%"),
    ("sanitation", "belum 40%"),
    ("sanitation", "40% bab sembarangan"),
    ("sanitation", "target 40%"),
    ("sanitation", "kalau 40%"),
    ("sanitation", "12% sanitasi aman"),
    ("sanitation", "2 dari 5 kelurahan"),
    ("sanitation", "lebih dari 40%"),
    ("sanitation", "50% lebih"),
    ("sanitation", "97%"),
    ("sanitation", "140%"),
    ("sanitation", "5 dari 2"),
    ("sanitation", "40% itu masuk mana ya"),
    ("sanitation", "40% termasuk buruk?"),
    ("sanitation", "jamban layak"),
    ("sanitation", "banyak jamban"),
    ("sanitation", "hampir semua warga punya hp"),
    ("sanitation", "40% warga dapat air"),
    ("food", "PoU 12 sampai 20%"),
    ("food", "target PoU 12%"),
    ("water", "PoU 12%"),
    ("food", "inflasi 5 persen bulan ini"),
    ("food", "banyak anak muda kurang kerjaan"),
    ("food", "tidak banyak yang kurang saat paceklik"),
    ("food", "kami habis makan siang"),
    ("food", "kurang"),
    ("water", "70 sampai 90 persen"),
    ("water", "air bersih 12 liter"),
    ("energy", "24 jam"),
    ("energy", "12 jam sehari"),
    ("energy", "98% rumah punya listrik"),
    ("energy", "99% berlistrik"),
    ("transport", "jalan mantap 70%"),
    ("people", "70% pegawai sudah dilatih"),
    ("governance", "40%"),
    ("governance", "separuh"),
    ("generation", "40%"),
    ("innovation", "30 persen"),
    ("investment", "95%"),
    ("domains", "ekonomi atau sosial"),
    ("domains", "bukan ekonomi"),
    ("domains", "ekonomi apa sosial ya"),
    ("domains", "kepala dinas sosial sedang cuti"),
    ("domains", "40%"),
]


@pytest.mark.parametrize(("question", "said"), NOT_TAKEN)
def test_free_words_that_are_not_clear_answer_nothing(walk: Walk, question: str, said: str) -> None:
    before = given(at(walk, question))
    walk.does(Said(said))
    assert given(walk).answers == before.answers
    assert given(walk).screen == question


@pytest.mark.parametrize(
    ("question", "said", "options"),
    [
        ("sanitation", "40", ["0", "1"]),
        ("sanitation", "97%", ["2", "3"]),
        ("sanitation", "2 dari 5 kelurahan", ["0", "1"]),
        ("food", "PoU 12 sampai 20%", ["1", "2"]),
        ("water", "70 sampai 90 persen", ["1", "2"]),
        ("energy", "98% rumah punya listrik", ["0", "3"]),
        ("energy", "24 jam", ["2", "3"]),
        ("domains", "ekonomi atau sosial", ["economy", "social"]),
    ],
)
def test_what_is_unclear_asks_with_the_two_likeliest_options(
    walk: Walk, question: str, said: str, options: list[str]
) -> None:
    at(walk, question).does(Said(said))
    assert [choice.option for choice in walk.choices] == [*options, "show"]
    walk.tap(options[1])
    assert given(walk).answer_to(question) == options[1]


def test_where_steps_are_no_shares_a_share_is_told_so_and_the_question_stays(walk: Walk) -> None:
    at(walk, "governance").does(Said("40%"))
    assert walk.text.startswith("Pertanyaan ini tidak diukur dengan persen")
    assert {"0", "1", "2", "3"} <= {choice.option for choice in walk.choices}


def test_a_question_with_a_share_in_it_is_answered_and_the_diagnostic_waits(walk: Walk) -> None:
    at(walk, "sanitation").does(Said("target sanitasi nasional itu berapa persen?"))
    assert given(walk).screen == "sanitation"
    assert given(walk).answer_to("sanitation") is None
    assert any("Sanitasi" in reply.text for reply in walk.replies if hasattr(reply, "text"))


@pytest.mark.parametrize(
    "said", ["ganti jawaban sanitasi", "oiya yang sanitasi salah", "ubah soal jamban tadi"]
)
def test_an_earlier_answer_is_opened_by_its_questions_name(walk: Walk, said: str) -> None:
    at(walk, "energy").does(Said(said))
    assert given(walk).screen == "sanitation"
    walk.tap("1")
    assert given(walk).answer_to("sanitation") == "1"
    assert given(walk).screen == "energy"


def test_an_earlier_answer_is_changed_to_a_share_and_back(walk: Walk) -> None:
    before = given(at(walk, "energy"))
    walk.does(Said("ubah air jadi 60%"))
    assert given(walk).answer_to("water") == "1"
    assert given(walk).screen == "energy"
    walk.tap("undo")
    assert given(walk) == before


def test_what_is_changed_in_words_from_the_review_leads_back_to_it(walk: Walk) -> None:
    before = given(at(walk, "energy").tap("review"))
    walk.does(Said("ubah air jadi 60%"))
    assert given(walk).screen == "review"
    assert given(walk).answer_to("water") == "1"
    walk.tap("undo")
    assert given(walk) == before
    walk.does(Said("ganti jawaban sanitasi")).tap("1")
    assert given(walk).screen == "review"


@pytest.mark.parametrize("said", ["ganti jawaban inovasi", "ganti lampu jalan", "ubah data warga"])
def test_a_change_of_what_was_not_answered_changes_nothing(walk: Walk, said: str) -> None:
    before = given(at(walk, "energy"))
    walk.does(Said(said))
    assert given(walk).answers == before.answers
    assert given(walk).screen == "energy"


def test_the_answer_before_is_opened_where_it_is_said_to_be_wrong(walk: Walk) -> None:
    at(walk, "energy").does(Said("oiya yang tadi salah"))
    assert given(walk).screen == "water"


def test_going_on_leads_from_an_answered_question_to_the_open_one(walk: Walk) -> None:
    at(walk, "energy").tap("back").tap("back").does(Said("lanjutkan"))
    assert given(walk).screen == "energy"


def test_going_on_resumes_a_diagnostic_that_was_left(walk: Walk) -> None:
    at(walk, "energy").does(Commanded("cancel")).does(Said("lanjutkan"))
    assert given(walk).screen == "energy"
    assert not given(walk).paused


def test_going_on_after_another_question_is_about_that(walk: Walk) -> None:
    at(walk, "energy").does(Commanded("cancel"))
    walk.does(Said("target sanitasi nasional itu berapa persen?")).does(Said("lanjutkan"))
    assert given(walk).paused


def test_below_a_taken_answer_the_next_ones_are_still_counted_off(walk: Walk) -> None:
    at(walk, "food").does(Said("1")).does(Said("2")).does(Said("yang terakhir"))
    assert given(walk).answers == (("food", "0"), ("sanitation", "1"), ("water", "unknown"))


def test_words_undo_an_answer_just_taken(walk: Walk) -> None:
    before = given(at(walk, "sanitation"))
    walk.does(Said("40%")).does(Said("batalkan"))
    assert given(walk) == before


def test_the_undo_goes_once_something_else_is_done_and_its_button_is_then_old(walk: Walk) -> None:
    at(walk, "sanitation").does(Said("40%"))
    undo = walk.button("undo")
    walk.tap("2")
    assert all(choice.option != "undo" for choice in walk.choices)
    after = given(walk)
    walk.does(undo)
    assert given(walk) == after
    assert isinstance(walk.replies[0], Toast)


def test_the_last_answer_in_free_words_leads_to_the_result_and_can_be_undone(walk: Walk) -> None:
    at(walk, "domains").does(Said("ekonomi sama sosial"))
    assert any(isinstance(reply, KeepDiagnostic) for reply in walk.replies)
    walk.tap("undo")
    assert given(walk).screen == "domains"
    assert given(walk).answer_to("domains") is None


def test_a_taken_answer_is_no_question_for_the_curators(walk: Walk) -> None:
    at(walk, "sanitation").does(Said("40%")).does(Said("2 dari 5 kelurahan"))
    assert not any(isinstance(reply, UnansweredQuestion) for reply in walk.replies)


def test_english_words_are_read_and_shown_back_in_english(knowledge: Knowledge) -> None:
    walk = Walk(Scripted(knowledge.content), language="en")
    at(walk, "food").does(Said("about 40 percent of the families"))
    assert given(walk).answer_to("food") == "0"
    assert "Tap Undo" in walk.text


def test_a_state_of_before_undoing_was_there_still_loads() -> None:
    saved = '1{"diagnosing":{"run":3,"answers":[["food","2"]],"screen":"sanitation"}}'
    diagnosing = restore(saved).diagnosing
    assert diagnosing == Diagnosing(3, answers=(("food", "2"),), screen="sanitation")


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_measures_name_the_thresholds_by_which_shares_are_read(
    knowledge: Knowledge, language: str
) -> None:
    for question in knowledge.content.diagnostic.questions.values():
        if question.shares is None:
            continue
        weak, adequate, good = map(int, question.shares.steps)
        measure = question.measure.in_(language)
        for told in (
            f"{weak}%",
            f"{weak}-{adequate - 1}%",
            f"{adequate}-{good - 1}%",
            f"{good}%",
        ):
            assert told in measure, (question.name, told)


@pytest.mark.slow
def test_no_message_that_asks_for_a_topic_is_taken_for_an_answer(knowledge: Knowledge) -> None:
    texts = [
        text
        for topic in knowledge.content.topics.values()
        for said in topic.ask.root.values()
        for text in said
    ]
    for name in ("in_scope", "followups", "multi"):
        lines = (QUESTIONS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        texts += [json.loads(line)["text"] for line in lines]
    taken = {
        (question, text)
        for text in texts
        if not knowledge.answers.asks(text)
        for question in QUESTION_IDS
        if knowledge.answers.read(question, text)
    }
    assert taken == set()
