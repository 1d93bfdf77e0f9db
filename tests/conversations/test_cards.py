"""Answer cards in a conversation: what is asked of a topic is answered by its card."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversations.asking.cards import part_asked, part_rows
from conversations.asking.topic_pages import topic_page
from conversations.curated import Rated
from conversations.messages import (
    Choice,
    Chose,
    Commanded,
    Decided,
    Revise,
    Said,
    Say,
    Started,
    Toast,
)
from conversations.state import State
from knowledge.base import Knowledge
from knowledge.edition import Edition
from knowledge.matching.matcher import Answered, Ranked, Unsure
from knowledge.matching.outcomes import AskedTopic, Understood
from knowledge.models.cards import FACETS, AskedFacet, Card, Cards
from knowledge.models.content import Part
from knowledge.models.language import LANGUAGES, Language
from tests.conversations.scripts import Scripted, Talk
from tests.conversations.test_labels import cut

COST = "Satu jamban dengan tangki septik kira-kira tiga juta rupiah & dibayar lewat APBD."
MORE_TOPIC = "need-water"


def card(said: str = COST, **more: object) -> Card:
    text = {"id": said.ljust(40, "."), "en": ("In English: " + said).ljust(40, ".")}
    return Card.model_validate({"text": text, "sources": ["S2"], "as_of": "2025-12", **more})


def asked(
    topic: str, facet: AskedFacet = "general", part: Part = "answer", also: tuple[str, ...] = ()
) -> Answered:
    return Answered(
        (Ranked(topic, 0.9),), also=tuple(map(AskedTopic, also)), part=part, facet=facet
    )


MATCHES: dict[str, Understood] = {
    "sanitasi": asked("need-sanitation"),
    "biaya sanitasi": asked("need-sanitation", "cost"),
    "biayanya?": asked("need-sanitation", "cost", "more"),
    "aturan sanitasi": asked("need-sanitation", "law"),
    "aturannya?": asked("need-sanitation", "law", "more"),
    "jelaskan lagi": asked("need-sanitation", "what", "more"),
    "apa itu sanitasi": asked("need-sanitation", "what"),
    "siapa?": asked("need-sanitation", "who", "steps"),
    "berapa biaya smart city": asked("how-much-cost", "cost"),
    "biaya air atau jamban": Unsure(
        (Ranked("need-water", 0.4), Ranked("need-sanitation", 0.3)), facet="cost"
    ),
    "biaya sanitasi dan air": asked("need-sanitation", "cost", also=("need-water",)),
    "biaya food": asked("need-food", "cost"),
}
CARDS = {
    "need-sanitation": Cards(
        cost=card(proposal=True, original=True),
        how=card("Mulai dari pemicuan warga sampai semua rumah berjamban."),
        what=card("Sanitasi ialah urusan jamban, tangki, dan lumpur tinja."),
        example=card("Kota Surakarta menyedot tangki terjadwal sejak 2014 dengan tarif."),
    ),
    "need-water": Cards(cost=card("Sambungan rumah air minum dua juta rupiah.")),
}


@pytest.fixture
def talk(knowledge: Knowledge) -> Talk:
    content = replace(knowledge.content, cards=CARDS)
    return Talk(Scripted(content, matches=MATCHES))


def labels(talk: Talk) -> list[list[str]]:
    (page,) = [reply for reply in talk.replies if isinstance(reply, Say | Revise)]
    return [[button.label for button in row] for row in page.rows]


def test_what_is_asked_of_a_topic_is_answered_by_its_card(talk: Talk) -> None:
    talk.does(Said("biaya sanitasi"))
    assert "tiga juta rupiah &amp; dibayar" in talk.text
    assert "· Biaya" in talk.text
    assert talk.state.topic == "need-sanitation"
    assert [r.facet for r in talk.replies if isinstance(r, Decided)] == ["cost"]


def test_a_proposal_says_so_in_one_line(talk: Talk) -> None:
    talk.does(Said("biaya sanitasi"))
    assert talk.text.splitlines()[-1] == "<i>Ini saran kami, bukan aturan.</i>"
    talk.taps("Contoh")
    assert "saran kami" not in talk.text


def test_the_other_cards_are_buttons_the_likeliest_next_first(talk: Talk) -> None:
    talk.does(Said("biaya sanitasi"))
    assert labels(talk)[:2] == [["Ringkas", "Caranya", "Contoh"], ["Apa itu", "Istilah"]]
    assert ["Selengkapnya", "Sumber"] in labels(talk)
    talk.taps("Contoh")
    assert labels(talk)[0] == ["Ringkas", "Caranya", "Biaya"]
    talk.taps("Ringkas")
    assert labels(talk)[0] == ["Caranya", "Biaya", "Contoh"]
    assert labels(talk)[1][0] == "Apa itu"


def test_cards_take_two_rows_of_buttons_at_most(talk: Talk, knowledge: Knowledge) -> None:
    every = Cards.model_validate({facet: card() for facet in FACETS})
    content = replace(knowledge.content, cards={"need-sanitation": every})
    talk.knowledge = Scripted(content, matches=MATCHES)
    for text in ("sanitasi", "biaya sanitasi"):
        talk.does(Said(text))
        thirds = [row for row in labels(talk) if len(row) == 3 and "👍" not in row]
        assert len(thirds) == 2


def test_the_sources_of_a_card_tell_its_month_and_who_has_read_it(talk: Talk) -> None:
    talk.does(Said("biaya sanitasi")).taps("Sumber")
    assert "Sumber: " in talk.text
    assert "· Biaya" in talk.text
    assert "Tambunan" in talk.text
    assert "Keadaan per Desember 2025. Belum ditelaah ahli." in talk.text
    assert "periksa naskah aslinya" in talk.text
    talk.taps("« Biaya")
    assert "tiga juta rupiah" in talk.text


def test_a_reviewed_card_tells_the_reviewers_role(talk: Talk, knowledge: Knowledge) -> None:
    review = {"month": "2027-01", "role": {"id": "ahli sanitasi", "en": "a sanitation expert"}}
    content = replace(
        knowledge.content, cards={"need-sanitation": Cards(cost=card(reviewed=review))}
    )
    talk.knowledge = Scripted(content, matches=MATCHES)
    talk.does(Said("biaya sanitasi")).taps("Sumber")
    assert "Sudah ditelaah ahli sanitasi, Januari 2027." in talk.text
    assert "naskah asli" not in talk.text


def test_terms_inside_an_answer_are_explained_by_a_button(talk: Talk) -> None:
    talk.does(Said("biaya sanitasi")).taps("Istilah")
    assert talk.text.startswith("<b>Istilah: ")
    assert "APBD" in talk.text
    talk.taps("« Biaya")
    assert "tiga juta rupiah" in talk.text
    talk.taps("Contoh")
    assert "Istilah" not in [label for row in labels(talk) for label in row]


def test_where_there_is_no_card_the_answer_says_so_and_offers_the_nearest(talk: Talk) -> None:
    talk.does(Said("aturan sanitasi"))
    first, rest = talk.text.split("\n", 1)
    assert first == (
        "Soal aturannya belum ada jawaban khusus di topik ini. Ini gambaran umumnya. "
        "Yang paling dekat ada di tombol pertama: Caranya."
    )
    answer = talk.knowledge.content.topics["need-sanitation"].answer.in_("id").strip()
    assert answer in rest
    assert labels(talk)[0][0] == "Caranya"


def test_after_the_answer_was_read_its_depth_stands_in_for_a_missing_card(talk: Talk) -> None:
    talk.does(Said("sanitasi")).does(Said("aturannya?"))
    assert talk.text.startswith("Soal aturannya belum ada jawaban khusus")
    more = talk.knowledge.content.topics["need-sanitation"].more.in_("id").strip()
    assert more in talk.text


def test_a_topic_without_any_card_names_no_nearest(talk: Talk) -> None:
    talk.does(Said("biaya food"))
    assert "belum ada jawaban khusus" in talk.text
    assert "tombol pertama" not in talk.text


def test_a_topic_about_the_facet_itself_answers_as_ever(talk: Talk) -> None:
    talk.does(Said("berapa biaya smart city"))
    assert "belum ada" not in talk.text
    assert talk.knowledge.content.topics["how-much-cost"].answer.in_("id").strip() in talk.text


def test_a_topic_whose_own_answer_is_the_one_shows_it_and_offers_its_card(
    knowledge: Knowledge,
) -> None:
    """Where to begin is told by the topic itself; its card tells the first week."""
    edition = knowledge.edition("id")
    assert "where-to-start" in knowledge.content.facets.facets["how"].own
    assert part_asked(edition, "where-to-start", "how", "answer") == "answer"
    assert "how" in facets_offered(edition, "where-to-start")
    assert part_asked(edition, "where-to-start", "example", "answer") == "exam"
    assert part_asked(edition, "need-water", "how", "answer") == "how"


def facets_offered(edition: Edition, topic: str) -> set[str]:
    rows = part_rows(edition, topic, "answer", rate=False)
    return {button.question for row in rows for button in row if isinstance(button, Choice)}


def test_a_follow_up_opens_the_card_of_the_topic_that_was_shown(talk: Talk) -> None:
    talk.does(Said("sanitasi")).does(Said("biayanya?"))
    assert "tiga juta rupiah" in talk.text
    assert talk.state.topic == "need-sanitation"


def test_who_wants_to_hear_it_again_gets_the_depth_not_a_definition(talk: Talk) -> None:
    talk.does(Said("apa itu sanitasi"))
    assert "lumpur tinja" in talk.text
    talk.does(Said("jelaskan lagi"))
    assert talk.knowledge.content.topics["need-sanitation"].more.in_("id").strip() in talk.text


def test_steps_answer_who_does_it_where_there_is_no_card(talk: Talk) -> None:
    talk.does(Said("siapa?"))
    assert talk.text.startswith("<b>Langkah pertama")


def test_of_topics_that_may_be_meant_the_tapped_one_shows_what_was_asked(talk: Talk) -> None:
    talk.does(Said("biaya air atau jamban"))
    talk.taps(talk.knowledge.edition("id").title("need-sanitation"))
    assert "tiga juta rupiah" in talk.text
    talk.does(Said("biaya air atau jamban")).does(Said("1"))
    assert "dua juta rupiah" in talk.text


def test_thumbs_below_a_card_leave_its_page_and_are_counted(talk: Talk) -> None:
    talk.does(Said("biaya sanitasi")).taps("👎")
    assert "tiga juta rupiah" in talk.text
    assert "👎" not in [label for row in labels(talk) for label in row]
    (rated,) = [reply for reply in talk.replies if isinstance(reply, Rated)]
    assert (rated.topic, rated.facet, rated.question) == (
        "need-sanitation",
        "cost",
        "biaya sanitasi",
    )
    talk.does(Said("aturan sanitasi")).taps("👍", "2")
    assert talk.text.startswith("Soal aturannya belum ada")


def test_a_card_that_is_gone_still_answers_its_old_button(talk: Talk) -> None:
    talk.does(Chose("ask", "risk", "need-sanitation", "7", "1"))
    assert "risikonya belum ada jawaban khusus" in talk.text
    talk.does(Chose("ask", "s-risk", "need-sanitation", "7", "1"))
    assert talk.text.startswith("<b>Sumber: ")
    talk.does(Chose("ask", "t-risk", "need-sanitation", "7", "1"))
    assert talk.text.startswith("<b>Istilah: ")


@pytest.mark.parametrize("part", ["", "x", "s-", "s-more", "no-answer", "t-sources-x", "indicator"])
def test_a_button_of_no_part_is_an_old_one(talk: Talk, part: str) -> None:
    talk.does(Chose("ask", part, "need-sanitation", "7", "1"))
    assert all(isinstance(reply, Toast) for reply in talk.replies)


def test_a_group_is_answered_by_cards_too(talk: Talk) -> None:
    talk.in_group = True
    talk.does(Commanded("ask", "biaya sanitasi"))
    assert "tiga juta rupiah" in talk.text
    talk.taps("Contoh")
    assert "Surakarta" in talk.text


def test_cards_speak_the_readers_language(talk: Talk) -> None:
    talk.state = State(language="en")
    talk.does(Started()).does(Said("biaya sanitasi"))
    assert "In English: " in talk.text
    assert labels(talk)[0] == ["Summary", "How", "Example"]
    talk.taps("Sources")
    assert "As of December 2025. Not yet reviewed by an expert." in talk.text


def test_the_other_question_of_a_message_is_not_lost(talk: Talk) -> None:
    talk.does(Said("biaya sanitasi dan air"))
    assert "tiga juta rupiah" in talk.text
    title = talk.knowledge.edition("id").title("need-water")
    assert any(title in label for row in labels(talk) for label in row)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_labels_below_every_card_show_whole_on_a_phone(
    knowledge: Knowledge, language: Language
) -> None:
    edition = knowledge.edition(language)
    shown = [
        topic_page(edition, topic_id, part, rate=True)[1]
        for topic_id, cards in knowledge.content.cards.items()
        for facet, _ in cards.each()
        for part in ("answer", facet[:4], f"s-{facet[:4]}")
    ]
    assert cut(shown) == []
