"""Several questions of one message are answered one after the other."""

from __future__ import annotations

import html

import pytest

from conversations.messages import Commanded, Said, Say, Toast
from conversations.state import restore
from knowledge.base import Knowledge
from knowledge.markup import without_markup
from knowledge.matching.matcher import Answered, Match, Ranked, Unsure
from knowledge.matching.outcomes import AskedTopic
from knowledge.models.cards import AskedFacet, Facet
from knowledge.models.language import Language
from knowledge.models.texts import BUTTON_LENGTH
from tests.conversations.scripts import Scripted, Talk, answered, knows, unsure

FOUR = ("head-of-region-role", "financing-overview", "how-long", "measurement")
ASKED = "1. siapa 2. dana 3. lama 4. ukuran"


@pytest.fixture
def talk(knowledge: Knowledge) -> Talk:
    return Talk(Scripted(knowledge.content, matches=matches()))


def matches() -> dict[str, Match]:
    also = tuple(map(AskedTopic, FOUR[1:]))
    four = Answered(tuple(Ranked(topic, 0.9) for topic in FOUR), also=also)
    needs = ("need-food", "need-sanitation", "need-water")
    return {
        ASKED: four,
        "siapa dan dana": answered(FOUR[0], also=(AskedTopic(FOUR[1]),)),
        "lampu jalan": answered("street-lighting"),
        "berapa lama": answered("how-long"),
        "langkahnya after head-of-region-role": answered("head-of-region-role", part="steps"),
        "air": unsure("need-water", "need-energy"),
        "cerita": Unsure((Ranked("which-need-first", 0.4),), problems=needs),
        "cerita jelas": Answered((Ranked("which-need-first", 0.9),), problems=needs),
    }


def title(talk: Talk, topic: str, language: Language = "id") -> str:
    return talk.knowledge.edition(language).title(topic)


def waiting(talk: Talk) -> tuple[str, ...]:
    return tuple(asked.topic for asked in talk.state.agenda)


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
    assert waiting(talk) == (FOUR[1], FOUR[2])


def test_a_new_question_is_answered_and_names_what_stays_unanswered(talk: Talk) -> None:
    talk.does(Said(ASKED)).does(Said("lampu jalan"))
    assert title(talk, "street-lighting") in talk.text
    assert all(title(talk, topic) in talk.text for topic in FOUR[1:])
    assert talk.state.agenda == ()
    assert title(talk, FOUR[1]) not in talk.does(Said("lampu jalan")).text


def test_a_follow_up_of_the_answer_ends_nothing(talk: Talk) -> None:
    talk.does(Said(ASKED)).does(Said("langkahnya"))
    assert waiting(talk) == FOUR[1:]
    assert talk.labels[0] == after_next(talk, FOUR[1])


def test_asking_for_one_of_them_takes_it_off_the_list(talk: Talk) -> None:
    talk.does(Said(ASKED)).does(Said("berapa lama"))
    assert waiting(talk) == (FOUR[1], FOUR[3])


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


def asked_of(topic: str, *facets: AskedFacet) -> Match:
    first, *others = facets
    also = tuple(AskedTopic(topic, facet) for facet in others)
    return Answered((Ranked(topic, 0.9),), also=also, facet=first)


def test_questions_about_one_topic_are_answered_by_its_cards_one_by_one(talk: Talk) -> None:
    knows(talk.knowledge, "sampah", answered("waste-management"))
    knows(talk.knowledge, "siapa, dana, lama", asked_of("waste-management", "who", "cost", "time"))
    talk.does(Said("sampah")).does(Said("siapa, dana, lama"))
    assert card(talk, "who") in talk.text
    assert talk.labels[:2] == ["Lanjut: Biaya", "Waktu"]
    assert talk.labels.count("Waktu") == 1
    assert card(talk, "cost") in talk.does(Said("lanjut")).text
    assert card(talk, "time") in talk.taps("Lanjut: Waktu").text
    assert talk.state.agenda == ()


def test_a_card_that_waited_is_not_sent_twice_by_two_taps(talk: Talk) -> None:
    knows(talk.knowledge, "siapa, dana", asked_of("waste-management", "who", "cost"))
    button = talk.does(Said("siapa, dana")).button("Lanjut: Biaya")
    talk.does(button).does(button)
    assert talk.replies == (Toast(talk.toast),)


def test_going_on_again_and_again_never_sends_one_text_twice_in_a_row(talk: Talk) -> None:
    knows(talk.knowledge, "sampah", answered("waste-management"))
    knows(talk.knowledge, "lanjut", answered("waste-management", part="more"))
    before = talk.does(Said("sampah")).text
    for _ in range(4):
        assert talk.does(Said("lanjut")).text != before
        before = talk.text


def test_two_facets_without_a_card_show_two_texts(talk: Talk) -> None:
    topic = next(t for t in talk.knowledge.content.topics if t not in talk.knowledge.content.cards)
    knows(talk.knowledge, "biaya dan aturan", asked_of(topic, "cost", "law"))
    first = talk.does(Said("biaya dan aturan")).text
    answer, more = (
        without_markup(text.in_("id")).strip()
        for text in (
            talk.knowledge.content.topics[topic].answer,
            talk.knowledge.content.topics[topic].more,
        )
    )
    assert answer[:60] in without_markup(first)
    assert more[:60] in without_markup(talk.does(Said("lanjut")).text)


def test_a_state_saved_before_waiting_questions_had_facets_is_read() -> None:
    state = restore('1{"topic":"need-water","agenda":["how-long","measurement"]}')
    assert state.agenda == (AskedTopic("how-long"), AskedTopic("measurement"))


def card(talk: Talk, facet: Facet) -> str:
    found = talk.knowledge.edition("id").card("waste-management", facet)
    assert found
    return html.escape(found.text.in_("id").strip(), quote=False)
