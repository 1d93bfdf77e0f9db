"""Answers that stand by themselves, for chats that the bot has not joined."""

from __future__ import annotations

import pytest

from bot.preview.standin.html import formatted, units
from conversations.elsewhere import SelfContained, guest_answer, offers
from conversations.messages import PrivateChatButton, Sender
from knowledge.base import Knowledge
from knowledge.matching.matcher import Answered, Ranked, Unknown
from knowledge.models.language import LANGUAGES, Language
from tests.conversations.scripts import Scripted, answered, unsure

MATCHES = {
    "air bersih": answered("need-water", "need-sanitation"),
    "clean water": answered("need-water", language="en"),
    "uang": unsure("local-budget", "how-much-cost"),
    "sdfghj": Unknown((Ranked("need-water", 0.01),)),
    "air be": Unknown((Ranked("need-water", 0.2), Ranked("need-food", 0.01))),
    "halo": Unknown((Ranked("need-water", 0.9),), remark="acknowledged"),
}


@pytest.fixture
def scripted(knowledge: Knowledge) -> Scripted:
    return Scripted(knowledge.content, matches=MATCHES)


def sender(language: Language | None = "id") -> Sender:
    return Sender("7", "Rina", language)


def payloads(answer: SelfContained) -> list[str]:
    buttons = [button for row in answer.rows for button in row]
    return [button.payload for button in buttons if isinstance(button, PrivateChatButton)]


def test_words_that_are_typed_offer_the_topic_its_cards_and_what_else_may_be_meant(
    scripted: Scripted,
) -> None:
    found = offers("air bersih", sender(), scripted)
    assert found[0].id == "answer.need-water"
    assert found[0].title == scripted.content.topics["need-water"].title.in_("id")
    cards = [one for one in found if one.id.endswith(".need-water")][1:]
    assert cards
    assert all(one.title.startswith(f"{found[0].title}: ") for one in cards)
    assert found[-1].id == "answer.need-sanitation"
    assert len({one.id for one in found}) == len(found)


def test_beside_the_topic_that_is_meant_no_unlikely_one_is_offered(knowledge: Knowledge) -> None:
    ranked = (Ranked("need-water", 0.01), Ranked("need-food", 0.2), Ranked("spm", 0.01))
    found = offers("air", sender(), Scripted(knowledge.content, matches={"air": Answered(ranked)}))
    assert found[0].id == "answer.need-water"
    assert {one.id.partition(".")[2] for one in found} == {"need-water", "need-food"}


@pytest.mark.parametrize(
    ("typed", "ids"),
    [("sdfghj", []), ("halo", []), ("air be", ["answer.need-water"])],
    ids=["nonsense", "small talk", "half a word"],
)
def test_of_words_that_no_topic_answers_only_what_is_possible_is_offered(
    scripted: Scripted, typed: str, ids: list[str]
) -> None:
    assert [one.id for one in offers(typed, sender(), scripted)][:1] == ids


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_words_the_popular_questions_are_offered(
    scripted: Scripted, language: Language
) -> None:
    found = offers(" ", sender(language), scripted)
    topics = scripted.content.wording.popular
    titles = [scripted.content.topics[topic].title.in_(language) for topic in topics]
    assert [one.title for one in found] == titles


def test_a_mention_gets_one_answer_with_its_sources_and_the_way_to_the_private_chat(
    scripted: Scripted,
) -> None:
    answer = guest_answer("air bersih", sender(), scripted)
    topic = scripted.content.topics["need-water"]
    edition = scripted.edition("id")
    assert topic.answer.in_("id").strip() in answer.text
    assert all(edition.source(code) in answer.text for code in topic.sources)
    assert payloads(answer) == ["t_need-water"]


def test_the_language_of_the_question_wins_over_that_of_the_app(scripted: Scripted) -> None:
    answer = guest_answer("clean water", sender("id"), scripted)
    assert scripted.content.topics["need-water"].answer.in_("en").strip() in answer.text


def test_a_mention_that_may_mean_several_topics_offers_them(scripted: Scripted) -> None:
    answer = guest_answer("uang", sender(), scripted)
    assert answer.text == scripted.edition("id").say("suggest")
    assert payloads(answer) == ["t_local-budget", "t_how-much-cost"]


def test_a_mention_that_is_not_understood_is_told_so(scripted: Scripted) -> None:
    answer = guest_answer("sdfghj", sender(), scripted)
    assert answer.text == scripted.edition("id").say("guest-unknown")
    assert payloads(answer) == ["start"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_fits_one_message_that_telegram_takes(
    scripted: Scripted, language: Language
) -> None:
    for topic in scripted.content.topics:
        scripted = Scripted(scripted.content, matches={"it": answered(topic, language=language)})
        for answer in (*offers("it", sender(), scripted), guest_answer("it", sender(), scripted)):
            text, entities = formatted(answer.text, "HTML", None)
            assert 0 < units(text) <= 4096
            assert len(entities) < 100
            assert len(answer.id.encode()) <= 64
            assert answer.title
            assert answer.glimpse
