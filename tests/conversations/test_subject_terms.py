"""A term that a topic is about is written out before the topic; wards are told their own part."""

from __future__ import annotations

import pytest

from conversations.asking.step import ask
from conversations.messages import Say
from conversations.state import State
from knowledge.base import Knowledge
from knowledge.models.language import LANGUAGES, Language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_that_a_topic_is_about_is_written_out(
    knowledge: Knowledge, language: Language
) -> None:
    terms = knowledge.content.glossary.terms.values()
    for entry in (entry for entry in terms if entry.subject):
        _, replies = ask(State(language=language), entry.term, knowledge, language)
        assert isinstance(replies[0], Say)
        assert entry.full.casefold() in replies[0].text.casefold(), entry.term


def test_what_a_village_may_do_tells_the_part_of_camat_and_lurah_too(knowledge: Knowledge) -> None:
    card = dict(knowledge.content.cards["subdistrict-and-village"].each())["village"]
    text = card.text.in_("id")
    assert "Kelurahan tidak menerima Dana Desa" in text
    assert "Camat" in text


@pytest.mark.parametrize("text", ["apa kelurahan juga menerima dana desa", "lurah bisa apa aja"])
def test_questions_of_wards_lead_to_their_topic(knowledge: Knowledge, text: str) -> None:
    assert knowledge.find(text).ranked[0].topic == "subdistrict-and-village"
