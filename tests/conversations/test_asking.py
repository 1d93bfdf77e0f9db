"""Questions, answers, suggestions and honest refusals."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from conversations.asking.step import masked
from conversations.curated import Rated, UnansweredQuestion
from conversations.messages import (
    Chose,
    Commanded,
    Event,
    ForgetPerson,
    Revise,
    Said,
    Say,
    Sender,
    SendPersonalData,
    SentMedia,
    Started,
    Toast,
    UnknownTap,
    Welcomed,
)
from conversations.router import needs, step
from conversations.state import AnsweredQuestion, State, restore
from knowledge.base import Knowledge
from knowledge.matching.matcher import Unknown
from knowledge.matching.outcomes import AskedTopic
from knowledge.models.language import Language
from tests.conversations.scripts import Scripted, Talk, answered, knows, unsure

OTHER = Sender("8", "Budi", "id")


@pytest.fixture
def talk(knowledge: Knowledge) -> Talk:
    matches = {
        "dimulai dari mana": answered("where-to-start"),
        "apakah 0812-3456-7890 a@b.id tahu?": answered("where-to-start"),
        "where do we start": answered("where-to-start", language="en"),
        "biaya dan dana": answered("how-much-cost", also=(AskedTopic("financing-overview"),)),
        "anggaran": unsure("local-budget", "how-much-cost", "financing-overview"),
        "terus biayanya? after command-center-first": answered("how-much-cost"),
        "command center": answered("command-center-first"),
        "contohnya?": answered("command-center-first", part="more"),
        "bukan itu maksud saya": Unknown((), missed=True),
        "siapa?": answered("command-center-first", part="steps"),
        "siapa itu?": answered("csco-what", part="steps"),
        "makasih pak": answered("thanks"),
    }
    # How cards are answered with and offered is told in test_cards.
    content = replace(knowledge.content, cards={})
    return Talk(Scripted(content, matches=matches))


def title(talk: Talk, topic: str, language: Language = "id") -> str:
    return talk.knowledge.edition(language).title(topic)


@pytest.mark.parametrize("typed", ["2", "yg kedua", "nomor 2 pak"])
def test_what_is_offered_may_be_chosen_in_words(talk: Talk, typed: str) -> None:
    talk.does(Said("anggaran")).does(Said(typed))
    assert title(talk, "how-much-cost") in talk.text
    assert talk.state.asked == AnsweredQuestion("anggaran", "how-much-cost")


def test_a_number_where_nothing_is_offered_is_about_no_topic(talk: Talk) -> None:
    knows(talk.knowledge, "yg kedua", answered("generation-2"))
    talk.does(Said("yg kedua"))
    assert UnansweredQuestion("yg kedua") in talk.replies


def test_none_of_what_is_offered_may_be_said_in_words(talk: Talk) -> None:
    talk.does(Said("anggaran")).does(Said("tidak ada"))
    assert UnansweredQuestion("anggaran") in talk.replies
    assert talk.state.pending is None


def test_a_number_out_of_what_is_offered_is_read_as_a_question(talk: Talk) -> None:
    talk.does(Said("anggaran")).does(Said("4"))
    assert any(
        isinstance(reply, UnansweredQuestion) and reply.text == "…" for reply in talk.replies
    )


def test_start_greets_by_first_name_and_offers_ways_on(talk: Talk) -> None:
    talk.does(Started())
    assert "Rina" in talk.text
    assert len(talk.labels) == 4


def test_a_name_cannot_break_the_markup(talk: Talk) -> None:
    talk.does(Started(), Sender("9", "<b>Eve & {name}", "id"))
    assert "&lt;b&gt;Eve &amp; {name}" in talk.text


def test_a_greeting_without_a_name_is_still_a_greeting(talk: Talk) -> None:
    talk.does(Started(), Sender("9"))
    assert "{" not in talk.text


def test_the_app_language_decides_until_the_person_chooses(talk: Talk) -> None:
    english = Sender("9", "Ann", "en-GB")
    talk.does(Started(), english)
    assert "Hello, Ann" in talk.text
    assert "Halo" in talk.does(Started(), Sender("9", "Siti", "ms")).text


def test_a_chosen_language_stays(talk: Talk) -> None:
    talk.does(Started()).taps("English")
    assert talk.state.language == "en"
    assert "Hello" in talk.does(Started()).text


def test_a_message_clearly_in_the_other_language_is_answered_in_it(talk: Talk) -> None:
    talk.does(Said("where do we start"))
    assert title(talk, "where-to-start", "en") in talk.text
    assert "More" in talk.labels
    talk.taps("More")
    assert "Summary" in talk.labels


def test_a_chosen_language_wins_over_the_message(talk: Talk) -> None:
    talk.state = State(language="id")
    assert title(talk, "where-to-start", "id") in talk.does(Said("where do we start")).text


def test_an_answer_leads_on(talk: Talk) -> None:
    talk.does(Said("dimulai dari mana"))
    assert talk.labels[:3] == ["Selengkapnya", "Langkah awal", "Sumber"]
    assert talk.labels[3:5] == ["👍", "👎"]
    assert talk.labels[5] == talk.knowledge.edition("id").label("diagnose")
    assert 7 <= len(talk.labels) <= 9


def test_more_changes_the_same_message_and_leads_back(talk: Talk) -> None:
    talk.does(Said("dimulai dari mana")).taps("Selengkapnya")
    assert isinstance(talk.replies[0], Revise)
    talk.taps("Ringkasan")
    assert talk.knowledge.content.topics["where-to-start"].answer.in_("id").strip() in talk.text


def test_a_second_tap_on_the_same_button_says_so_and_changes_nothing(talk: Talk) -> None:
    tap = talk.does(Said("dimulai dari mana")).button("Selengkapnya")
    before = talk.does(tap).state
    assert talk.does(tap).toast
    assert talk.replies == (Toast(talk.toast),)
    assert talk.state == before


def test_another_persons_button_says_so_and_changes_nothing(talk: Talk) -> None:
    tap = talk.does(Said("dimulai dari mana")).button("Selengkapnya")
    before = talk.state
    talk.does(tap, OTHER)
    assert talk.replies == (Toast(talk.toast),)
    assert talk.state == before


def test_a_related_topic_opens_in_place(talk: Talk) -> None:
    talk.does(Said("dimulai dari mana"))
    related = talk.labels[6]
    talk.taps(related)
    assert related in talk.text


def test_sources_are_named_with_publisher_and_year(talk: Talk) -> None:
    talk.does(Said("dimulai dari mana")).taps("Sumber")
    assert "2018" in talk.text


def test_two_questions_answer_the_first_and_offer_the_second(talk: Talk) -> None:
    talk.does(Said("biaya dan dana"))
    assert title(talk, "how-much-cost") in talk.text
    assert talk.labels[0] == "Lanjut: " + title(talk, "financing-overview")
    assert len(talk.labels) == len(set(talk.labels))


def test_a_follow_up_is_understood_in_the_light_of_the_topic_just_shown(talk: Talk) -> None:
    talk.does(Said("command center")).does(Said("terus biayanya?"))
    assert title(talk, "how-much-cost") in talk.text


def test_an_unclear_message_offers_topics_and_none_of_these(talk: Talk) -> None:
    talk.does(Said("anggaran"))
    assert talk.labels == [
        title(talk, "local-budget"),
        title(talk, "how-much-cost"),
        title(talk, "financing-overview"),
        "Bukan semuanya",
    ]
    assert title(talk, "local-budget") in talk.taps(title(talk, "local-budget")).text


def test_none_of_these_keeps_the_question_for_the_curators(talk: Talk) -> None:
    talk.does(Said("anggaran")).taps("Bukan semuanya")
    assert UnansweredQuestion("anggaran") in talk.replies


def test_a_chosen_suggestion_leaves_no_trace_of_the_question(talk: Talk) -> None:
    talk.does(Said("anggaran"))
    none = talk.button("Bukan semuanya")
    talk.taps(title(talk, "local-budget"))
    assert talk.state.pending is None
    assert talk.does(none).replies == (Toast(talk.toast),)


def test_an_unknown_question_is_refused_honestly_and_kept_without_identity(talk: Talk) -> None:
    talk.does(Said("nomor saya 0812-3456-7890, surel a@b.id, tanya @budi"))
    kept = next(reply for reply in talk.replies if isinstance(reply, UnansweredQuestion))
    assert "0812" not in kept.text
    assert "a@b" not in kept.text
    assert "budi" not in kept.text
    assert len(talk.labels) == 3


def test_masking_leaves_the_words() -> None:
    assert masked("anggaran 2024 untuk 3 kecamatan\x00") == "anggaran … untuk … kecamatan…"


def test_a_deep_link_opens_its_topic(talk: Talk) -> None:
    assert title(talk, "csco-what") in talk.does(Started("t_csco-what")).text
    assert talk.state.topic == "csco-what"


@pytest.mark.parametrize("payload", ["t_", "t_no-such-topic", "t_../../etc", "x"])
def test_a_deep_link_to_nowhere_still_gets_an_answer(talk: Talk, payload: str) -> None:
    assert talk.does(Started(payload)).labels


def test_ask_answers_the_message_it_replies_to(talk: Talk) -> None:
    talk.does(Commanded("ask", "", quoted="dimulai dari mana"))
    assert title(talk, "where-to-start") in talk.text


def test_ask_without_a_question_says_how(talk: Talk) -> None:
    assert "/tanya" in talk.does(Commanded("ask")).text


def test_a_mistyped_command_is_told_the_nearest_one(talk: Talk) -> None:
    assert "/diagnosa" in talk.does(Commanded("diagnos")).text


def test_an_unknown_command_in_a_group_is_left_to_other_bots(talk: Talk) -> None:
    talk.in_group = True
    assert talk.does(Commanded("weather")).replies == ()


@pytest.mark.parametrize(
    "name", ["help", "language", "privacy", "cancel", "results", "workshop", "diagnose"]
)
@pytest.mark.parametrize("in_group", [False, True])
def test_every_command_is_answered(talk: Talk, name: str, in_group: bool) -> None:
    talk.in_group = in_group
    assert talk.does(Commanded(name)).text


def test_what_the_bot_cannot_read_is_told_so(talk: Talk) -> None:
    assert talk.does(SentMedia("voice")).text


def test_a_group_is_greeted(talk: Talk) -> None:
    assert "/tanya" in talk.does(Welcomed()).text


@pytest.mark.parametrize(
    "tap",
    [
        UnknownTap(),
        Chose("ask", "more", "no-such-topic", "7"),
        Chose("ask", "nonsense", "where-to-start", "7"),
        Chose("menu", "family", "no-such-family", "7"),
        Chose("", "", "", ""),
        Chose("workshop", "vote", "1", "7"),
    ],
)
def test_an_old_or_forged_button_changes_nothing(talk: Talk, tap: Chose | UnknownTap) -> None:
    before = talk.state
    assert talk.does(tap).replies == (Toast(talk.toast),)
    assert talk.state == before


def test_all_families_lead_to_their_topics_and_back(talk: Talk) -> None:
    talk.does(Started()).taps("Semua topik").taps("Pendanaan")
    assert title(talk, "local-budget") in talk.labels
    talk.taps("« Bidang lain")
    assert "Pendanaan" in talk.labels


def test_privacy_discloses_and_forgets_after_a_question(talk: Talk) -> None:
    talk.does(Commanded("privacy")).taps("Kirim salinan data saya")
    assert isinstance(talk.replies[0], SendPersonalData)
    talk.does(Commanded("privacy")).taps("Hapus semua data saya").taps("Ya, hapus semuanya")
    assert ForgetPerson() in talk.replies
    assert talk.state == State()


def test_only_an_admin_reloads(talk: Talk) -> None:
    asked = Event(Commanded("reload"), Sender("1", "Op", "id", admin=True))
    assert needs(asked) == needs(replace(asked, in_group=True)) == {"faults"}
    assert needs(replace(asked, sender=talk.sender)) == set()
    assert "/reload" in talk.does(Commanded("reload")).text
    assert talk.does(Commanded("reload"), asked.sender).text.startswith(
        "Isi pengetahuan sudah dimuat"
    )


def test_an_admin_hears_the_first_faults_of_content_that_is_not_taken(talk: Talk) -> None:
    faults = tuple(f"wording.yaml:{line}: wrong" for line in range(1, 13))
    admin = Sender("1", "Op", "id", admin=True)
    event = Event(Commanded("reload"), admin, faults=faults)
    _, (told,) = step(State(), event, talk.knowledge)
    assert isinstance(told, Say)
    assert "12" in told.text
    assert faults[9] in told.text
    assert faults[10] not in told.text


def test_words_that_mean_nothing_are_nobodys_business_while_one_votes(talk: Talk) -> None:
    event = Event(Said("xyzzy"), talk.sender, votes=True)
    assert needs(event) == {"diagnostics", "plan", "votes"}
    after, replies = step(talk.state, event, talk.knowledge)
    assert after == talk.state
    assert replies == (Say(talk.knowledge.edition("id").say("workshop-taps")),)


def test_free_words_get_no_answer_in_a_quiet_group(talk: Talk) -> None:
    event = Event(Said("mulai dari mana?"), talk.sender, in_group=True, quiet=True)
    assert needs(event) == {"quiet"}
    assert step(talk.state, event, talk.knowledge) == (talk.state, ())
    asked = Event(Commanded("ask", "mulai dari mana?"), talk.sender, in_group=True, quiet=True)
    assert step(talk.state, asked, talk.knowledge)[1]


@pytest.mark.parametrize("saved", [None, "", "0{}", "1{", '1{"topic": 5}', "1[]", "junk"])
def test_a_saved_state_that_cannot_be_read_starts_afresh(saved: str | None) -> None:
    assert restore(saved) == State()


def test_every_text_of_the_wording_is_used(knowledge: Knowledge) -> None:
    """Dead wording misleads curators."""
    from pathlib import Path

    root = Path(__file__).parents[2]
    code = "".join(
        path.read_text(encoding="utf-8")
        for package in ("conversations", "bot", "knowledge")
        for path in (root / package).rglob("*.py")
    )
    wording = knowledge.content.wording
    keys = {*wording.messages, *wording.buttons, *wording.toasts}
    # A key may be put together, as in f"place-kind-{kind}"; its literal beginning must be told.
    made = [
        re.compile(re.sub(r"\\{.*?\\}", r"[\\w-]+", re.escape(literal)))
        for literal in re.findall(r'f"([a-z]+-[^"\s]*\{[^"\s]*)"', code)
    ]
    unused = {key for key in keys if f'"{key}"' not in code}
    assert {key for key in unused if not any(one.fullmatch(key) for one in made)} == set()


def test_a_plain_say_is_what_an_answer_is(talk: Talk) -> None:
    assert isinstance(talk.does(Said("dimulai dari mana")).replies[0], Say)


def test_a_thumb_up_is_thanked_for_counted_and_tells_no_question(talk: Talk) -> None:
    talk.does(Said("dimulai dari mana"))
    text = talk.text
    talk.taps("👍")
    assert talk.toast
    assert talk.text == text
    assert "👍" not in talk.labels
    assert talk.labels[:3] == ["Selengkapnya", "Langkah awal", "Sumber"]
    assert Rated(helpful=True, topic="where-to-start") in talk.replies


def test_a_thumb_down_tells_the_question_masked_and_the_page_stays(talk: Talk) -> None:
    talk.does(Said("apakah 0812-3456-7890 a@b.id tahu?")).taps("Selengkapnya")
    text = talk.text
    talk.taps("👎")
    assert talk.text == text
    assert Rated(helpful=False, topic="where-to-start", question="apakah … … tahu?") in talk.replies


def test_an_answer_is_rated_once_and_its_other_pages_have_no_thumbs_any_more(talk: Talk) -> None:
    talk.does(Said("dimulai dari mana"))
    thumb = talk.button("👎")
    assert "👎" not in talk.does(thumb).labels
    talk.does(thumb)
    assert [type(reply) for reply in talk.replies] == [Toast]
    more = Chose("ask", "more", "where-to-start", "7", "1")
    assert "👎" not in talk.does(more).labels
    related = talk.knowledge.content.topics["where-to-start"].related[0]
    assert "👎" in talk.does(replace(more, option=related)).labels


def test_a_topic_that_a_button_opened_is_rated_without_a_question(talk: Talk) -> None:
    talk.does(Said("dimulai dari mana"))
    talk.taps(talk.labels[6])
    talk.taps("👎")
    (rated,) = (reply for reply in talk.replies if isinstance(reply, Rated))
    assert (rated.helpful, rated.question) == (False, "")


def test_a_suggestion_that_was_taken_and_did_not_help_tells_the_question(talk: Talk) -> None:
    talk.does(Said("anggaran"))
    talk.taps(talk.labels[0]).taps("👎")
    assert Rated(helpful=False, topic="local-budget", question="anggaran") in talk.replies


def test_two_questions_in_one_message_keep_the_button_of_the_second(talk: Talk) -> None:
    assert "👍" not in talk.does(Said("biaya dan dana")).labels


@pytest.mark.parametrize(
    "tap", [Chose("ask", "+", "where-to-start"), Chose("ask", "-more", "no-such-topic")]
)
def test_a_forged_thumb_says_that_it_is_old(talk: Talk, tap: Chose) -> None:
    talk.does(tap)
    assert [type(reply) for reply in talk.replies] == [Toast]


def test_the_question_is_remembered_until_the_next_one_only(talk: Talk) -> None:
    talk.does(Said("dimulai dari mana"))
    assert talk.state.asked
    talk.does(Said("apa saja"))
    assert talk.state.asked is None


def test_thumbs_stand_only_beside_a_label_that_leaves_room_for_them(talk: Talk) -> None:
    for part in ("", "Selengkapnya", "Langkah awal", "Sumber"):
        talk.state = State()
        talk.does(Said("dimulai dari mana"))
        if part:
            talk.taps(part)
        (page,) = (reply for reply in talk.replies if isinstance(reply, Say | Revise))
        (row,) = (row for row in page.rows if any(button.label == "👍" for button in row))
        assert [button.label for button in row] in (["Sumber", "👍", "👎"], ["👍", "👎"])


def test_a_follow_up_about_the_same_topic_shows_what_was_not_read_yet(talk: Talk) -> None:
    talk.does(Said("command center")).does(Said("contohnya?"))
    topic = talk.knowledge.content.topics["command-center-first"]
    assert topic.more.in_("id")[:40] in talk.text
    assert talk.knowledge.edition("id").label("answer") in talk.labels
    talk.does(Said("siapa?"))
    assert topic.first_steps[0].who.in_("id") in talk.text


def test_a_topic_without_first_steps_shows_its_details_instead(talk: Talk) -> None:
    talk.does(Said("siapa itu?"))
    assert talk.knowledge.content.topics["csco-what"].more.in_("id")[:40] in talk.text


def test_politeness_does_not_end_what_is_talked_about(talk: Talk) -> None:
    talk.does(Said("command center")).does(Said("makasih pak")).does(Said("terus biayanya?"))
    assert title(talk, "how-much-cost") in talk.text


def test_politeness_has_neither_sources_nor_thumbs(talk: Talk) -> None:
    talk.does(Said("makasih pak"))
    label = talk.knowledge.edition("id").label
    assert not {label("sources"), label("helpful"), label("unhelpful")} & set(talk.labels)


def test_what_tells_about_the_diagnostic_starts_it(talk: Talk) -> None:
    start = talk.knowledge.edition("id").label("diagnose")
    talk.does(Started("t_bot-diagnostic")).taps(start)
    assert "Empat belas pertanyaan" in talk.text


def test_who_was_misunderstood_is_offered_other_topics_and_the_curators_get_the_question(
    talk: Talk,
) -> None:
    talk.does(Said("command center")).does(Said("bukan itu maksud saya"))
    assert "kata lain" in talk.text
    assert UnansweredQuestion("command center") in talk.replies
    assert len(talk.labels) == 4
    assert title(talk, "command-center-first") not in talk.labels
    # The curators have the question already.
    talk.taps("Bukan semuanya")
    assert not any(isinstance(reply, UnansweredQuestion) for reply in talk.replies)


def test_who_was_offered_the_wrong_topics_has_the_question_told_too(talk: Talk) -> None:
    talk.does(Said("command center")).does(Said("anggaran")).does(Said("bukan itu maksud saya"))
    assert UnansweredQuestion("anggaran") in talk.replies


def test_a_complaint_is_no_question(talk: Talk) -> None:
    talk.does(Started("t_csco-what")).does(Said("bukan itu maksud saya"))
    assert "kata lain" in talk.text
    assert not any(isinstance(reply, UnansweredQuestion) for reply in talk.replies)


def test_what_a_command_does_may_be_asked_for_in_words(talk: Talk) -> None:
    talk.does(Said("hapus data saya dong"))
    in_words = talk.text
    assert in_words == talk.does(Commanded("privacy")).text
