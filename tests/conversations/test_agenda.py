"""Several questions of one message are answered one after the other."""

from __future__ import annotations

import pytest

from conversations.messages import Commanded, Said, Say, Toast
from knowledge.base import Knowledge
from knowledge.matching.matcher import Answered, Match, Ranked, Unsure
from knowledge.models.language import Language
from knowledge.models.texts import BUTTON_LENGTH
from tests.conversations.scripts import Scripted, Talk, answered, unsure

FOUR = ("head-of-region-role", "financing-overview", "how-long", "measurement")
ASKED = "1. siapa 2. dana 3. lama 4. ukuran"


@pytest.fixture
def talk(knowledge: Knowledge) -> Talk:
    return Talk(Scripted(knowledge.content, matches=matches()))


def matches() -> dict[str, Match]:
    four = Answered(tuple(Ranked(topic, 0.9) for topic in FOUR), also=FOUR[1:])
    needs = ("need-food", "need-sanitation", "need-water")
    return {
        ASKED: four,
        "siapa dan dana": answered(FOUR[0], also=(FOUR[1],)),
        "lampu jalan": answered("street-lighting"),
        "berapa lama": answered("how-long"),
        "langkahnya after head-of-region-role": answered("head-of-region-role", part="steps"),
        "air": unsure("need-water", "need-energy"),
        "cerita": Unsure((Ranked("which-need-first", 0.4),), problems=needs),
        "cerita jelas": Answered((Ranked("which-need-first", 0.9),), problems=needs),
    }


def title(talk: Talk, topic: str, language: Language = "id") -> str:
    return talk.knowledge.edition(language).title(topic)


def after_next(talk: Talk, topic: str) -> str:
    label = f"Lanjut: {title(talk, topic)}"
    return label if len(label) <= BUTTON_LENGTH else title(talk, topic)


def test_the_first_is_answered_and_the_others_stand_on_buttons_in_their_order(talk: Talk) -> None:
    talk.does(Said(ASKED))
    assert title(talk, FOUR[0]) in talk.text
    waiting = [after_next(talk, FOUR[1]), title(talk, FOUR[2]), title(talk, FOUR[3])]
    assert talk.labels[:3] == waiting


def test_the_button_answers_the_next_in_a_message_of_its_own(talk: Talk) -> None:
    talk.does(Said(ASKED)).taps(after_next(talk, FOUR[1]))
    assert isinstance(talk.replies[0], Say)
    assert title(talk, FOUR[1]) in talk.text
    assert talk.labels[:2] == [after_next(talk, FOUR[2]), title(talk, FOUR[3])]


@pytest.mark.parametrize("typed", ["lanjut", "terus", "next"])
def test_the_next_may_be_asked_for_in_words_until_all_are_answered(talk: Talk, typed: str) -> None:
    talk.does(Said(ASKED))
    for topic in FOUR[1:]:
        talk.does(Said(typed))
        assert title(talk, topic) in talk.text
    assert talk.state.agenda == ()
    assert not any(label.startswith("Lanjut: ") for label in talk.labels)


def test_a_button_tapped_twice_answers_once(talk: Talk) -> None:
    talk.does(Said(ASKED))
    button = talk.button(after_next(talk, FOUR[1]))
    talk.does(button).does(button)
    assert talk.replies == (Toast(talk.toast),)


def test_a_later_one_may_be_taken_first(talk: Talk) -> None:
    talk.does(Said(ASKED)).taps(title(talk, FOUR[3]))
    assert talk.state.agenda == (FOUR[1], FOUR[2])


def test_a_new_question_is_answered_and_names_what_stays_unanswered(talk: Talk) -> None:
    talk.does(Said(ASKED)).does(Said("lampu jalan"))
    assert title(talk, "street-lighting") in talk.text
    assert all(title(talk, topic) in talk.text for topic in FOUR[1:])
    assert talk.state.agenda == ()
    assert title(talk, FOUR[1]) not in talk.does(Said("lampu jalan")).text


def test_a_follow_up_of_the_answer_ends_nothing(talk: Talk) -> None:
    talk.does(Said(ASKED)).does(Said("langkahnya"))
    assert talk.state.agenda == FOUR[1:]
    assert talk.labels[0] == after_next(talk, FOUR[1])


def test_asking_for_one_of_them_takes_it_off_the_list(talk: Talk) -> None:
    talk.does(Said(ASKED)).does(Said("berapa lama"))
    assert talk.state.agenda == (FOUR[1], FOUR[3])


def test_two_questions_are_a_short_list(talk: Talk) -> None:
    talk.does(Said("siapa dan dana"))
    assert talk.labels[0] == after_next(talk, FOUR[1])
    assert title(talk, FOUR[1]) in talk.does(Said("lanjut")).text


def test_in_a_group_a_list_is_answered_one_by_one_too(talk: Talk) -> None:
    talk.in_group = True
    talk.does(Commanded("ask", ASKED)).taps(after_next(talk, FOUR[1]))
    assert title(talk, FOUR[1]) in talk.text
    assert title(talk, FOUR[2]) in talk.does(Commanded("ask", "lanjut")).text


def test_a_story_gets_its_problems_named_back_with_a_button_each(talk: Talk) -> None:
    talk.does(Said("cerita"))
    needs = [title(talk, need) for need in ("need-food", "need-sanitation", "need-water")]
    assert talk.labels[:3] == needs
    assert all(need in talk.text for need in needs)
    assert title(talk, "need-sanitation") in talk.does(Said("yang kedua")).text


def test_a_story_that_asks_something_clear_is_answered_first(talk: Talk) -> None:
    talk.does(Said("cerita jelas"))
    assert talk.text.startswith(f"<b>{title(talk, 'which-need-first')}")
    assert talk.labels[:3] == [
        title(talk, need) for need in ("need-food", "need-sanitation", "need-water")
    ]
