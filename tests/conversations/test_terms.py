"""Terms are explained, shared spellings are asked about, and papers are refused with what helps."""

from __future__ import annotations

import pytest

from conversations.curated import UnansweredQuestion
from conversations.messages import (
    Commanded,
    Decided,
    Revise,
    Said,
)
from knowledge.base import Knowledge
from knowledge.matching.matcher import Answered, Ranked, Unknown
from knowledge.matching.outcomes import Term, Understood
from knowledge.models.understanding import DocumentKind
from tests.conversations.scripts import Scripted, Talk, answered


def term(*ids: str) -> Term:
    return Term(ids, (Ranked("local-budget", 1.0),))


def paper(document: DocumentKind) -> Understood:
    return Answered((Ranked("procurement", 0.9),), document=document)


@pytest.fixture
def talk(knowledge: Knowledge) -> Talk:
    matches = {
        "apa itu dau": term("dau"),
        "what is DAU": Term(("dau",), (Ranked("local-budget", 1.0),), "en"),
        "swakelola": term("swakelola"),
        "ascn itu apa": term("ascn"),
        "spm itu apa": term("spm", "spm-keuangan"),
        "bikinin kak": paper("kak"),
        "buatkan slide": Unknown((), document="slides"),
        "terus biayanya? after local-budget": answered("how-much-cost"),
    }
    return Talk(Scripted(knowledge.content, matches=matches))


def test_a_term_is_shown_with_its_full_name_meaning_and_the_way_to_its_topic(talk: Talk) -> None:
    talk.does(Said("apa itu dau"))
    entry = talk.knowledge.content.glossary.terms["dau"]
    first, second, *_ = talk.text.splitlines()
    assert (first, second) == ("<b>DAU</b>", "Dana Alokasi Umum")
    assert entry.means.in_("id") in talk.text
    assert "UU 1/2022" in talk.text
    assert talk.labels == [talk.knowledge.edition("id").title(entry.topic)]


def test_a_term_is_explained_in_the_language_in_which_it_was_asked_for(talk: Talk) -> None:
    talk.does(Said("what is DAU"))
    assert talk.knowledge.content.glossary.terms["dau"].means.in_("en") in talk.text


def test_a_term_that_stands_for_itself_is_not_said_twice(talk: Talk) -> None:
    talk.does(Said("swakelola"))
    assert talk.text.count("Swakelola") == 1


def test_a_term_that_a_topic_is_about_opens_the_topic(talk: Talk) -> None:
    talk.does(Said("ascn itu apa"))
    assert talk.knowledge.edition("id").title("ascn-what") in talk.text
    assert talk.knowledge.edition("id").label("more") in talk.labels


def test_a_follow_up_after_a_term_is_about_its_topic(talk: Talk) -> None:
    talk.does(Said("apa itu dau")).does(Said("terus biayanya?"))
    assert talk.knowledge.edition("id").title("how-much-cost") in talk.text


def test_a_term_counts_as_an_answer_and_leaves_no_question(talk: Talk) -> None:
    talk.does(Said("apa itu dau"))
    assert Decided("answer") in talk.replies
    assert not any(isinstance(reply, UnansweredQuestion) for reply in talk.replies)


def test_of_a_shared_spelling_the_meaning_is_asked_and_the_tapped_one_explained(
    talk: Talk,
) -> None:
    talk.does(Said("spm itu apa"))
    assert talk.labels == ["Standar Pelayanan Minimal", "Surat Perintah Membayar"]
    assert Decided("suggest") in talk.replies
    talk.taps("Surat Perintah Membayar")
    assert isinstance(talk.replies[0], Revise)
    assert "bendahara" in talk.text


@pytest.mark.parametrize("typed", ["2", "yang kedua", "surat perintah membayar"])
def test_the_meaning_of_a_shared_spelling_can_be_typed(talk: Talk, typed: str) -> None:
    talk.does(Said("spm itu apa")).does(Said(typed))
    assert "bendahara" in talk.text


def test_a_shared_spelling_leaves_no_question_when_something_else_is_asked(talk: Talk) -> None:
    talk.does(Said("spm itu apa")).does(Said("apa itu dau"))
    assert "Dana Alokasi Umum" in talk.text
    assert not any(isinstance(reply, UnansweredQuestion) for reply in talk.replies)


def test_a_paper_that_has_nothing_to_be_made_from_gets_what_it_must_contain(
    talk: Talk,
) -> None:
    talk.does(Said("bikinin kak"))
    entry = talk.knowledge.content.requests.documents["kak"]
    assert entry.holds.in_("id") in talk.text
    edition = talk.knowledge.edition("id")
    assert edition.label("diagnose") in talk.labels
    assert edition.title("procurement") in talk.labels
    assert not any(isinstance(reply, UnansweredQuestion) for reply in talk.replies)


def test_slides_are_refused_whatever_the_message_is_about(talk: Talk) -> None:
    talk.does(Said("buatkan slide"))
    assert "Slide tidak saya buat" in talk.text
    assert talk.knowledge.edition("id").label("diagnose") in talk.labels


def test_in_the_middle_of_a_diagnostic_a_term_leads_nowhere_else(talk: Talk) -> None:
    talk.does(Commanded("diagnose"))
    before = talk.state.diagnosing
    talk.does(Said("apa itu dau"))
    assert "Dana Alokasi Umum" in talk.text
    assert talk.state.diagnosing == before
    assert talk.knowledge.edition("id").title("local-budget") not in talk.labels
