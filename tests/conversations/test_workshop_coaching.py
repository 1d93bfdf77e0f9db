"""The panel coaches, and what a workshop is about can be changed while it runs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversations.messages import Say
from conversations.workshop.controls import CONTROLS
from conversations.workshop.editing import EDITING
from conversations.workshop.events import LeadersChanged
from conversations.workshop.leading import GONE_AFTER
from conversations.workshop.minutes import minutes
from conversations.workshop.opening import first_scope, questions_in
from conversations.workshop.running import leaders_now, running
from conversations.workshop.state import Leader
from knowledge.base import Knowledge
from knowledge.models.questions import QUESTION_IDS
from tests.conversations.halls import (
    BUDI,
    NOON,
    RINA,
    SITI,
    Hall,
    choices,
    longest_guide,
    open_hall,
)


@pytest.fixture
def hall(knowledge: Knowledge) -> Hall:
    return open_hall(longest_guide(knowledge.content.workshop))


@pytest.fixture
def voting(hall: Hall) -> Hall:
    return hall.control("start")


def advises(hall: Hall, key: str, **values: int) -> bool:
    """Whether the panel advises this as the one next step."""
    step = hall.guide.plain(key, **values)
    return hall.panel.text.endswith(hall.guide.say("next-step", step=step))


def first(hall: Hall) -> str:
    return choices(hall.panel.rows)[0].question


# --- The next step --------------------------------------------------------------------------------


def test_the_lobby_is_advised_to_gather_people_and_then_to_start(hall: Hall) -> None:
    assert advises(hall, "coach-gather")
    assert first(hall) == "qr"
    for voter in "123":
        hall.join(voter, "dlh")
    assert advises(hall, "coach-start")
    assert first(hall) == "start"


def test_while_people_vote_it_waits_and_says_when_all_have(voting: Hall) -> None:
    for voter in "01234":
        voting.join(voter, "dlh")
    assert advises(voting, "coach-wait")
    assert advises(voting.vote_all("0000"), "coach-waiting", missing=1)
    assert advises(voting.vote_all("00000"), "coach-reveal")
    assert first(voting) == "reveal"


def test_when_the_time_is_over_it_advises_to_reveal(voting: Hall) -> None:
    for voter in "01234":
        voting.join(voter)
    voting.vote_all("000").control("timer", "2").later(130)
    assert advises(voting, "coach-time-over", missing=2)


@pytest.mark.parametrize(
    ("votes", "key", "control"),
    [
        ("00001", "coach-accept", "accept"),
        ("0003333", "coach-divided", "revote"),
        ("0033", "coach-divided", "revote"),
        ("uuu0", "coach-data", "accept"),
        ("uu03", "coach-data", "revote"),
    ],
)
def test_after_a_reveal_it_advises_what_fits_the_votes(
    voting: Hall, votes: str, key: str, control: str
) -> None:
    voting.vote_all(votes).control("reveal")
    assert advises(voting, key)
    assert first(voting) == control


def test_a_room_that_stays_divided_is_not_asked_a_third_time(voting: Hall) -> None:
    voting.vote_all("0003333").control("reveal").control("revote")
    voting.vote_all("0003333").control("reveal")
    assert advises(voting, "coach-still")
    assert first(voting) == "drawer"


def test_when_all_is_discussed_it_advises_the_priority_vote_and_then_the_end(voting: Hall) -> None:
    for answer in "10323":
        voting.vote_all(answer * 5).control("reveal").control("accept")
    assert advises(voting, "coach-weigh")
    voting.control("weigh")
    for voter in "01234":
        voting.lays(voter, 0, 0, 0, 1, 1)
    assert advises(voting, "coach-reveal")
    voting.control("reveal")
    assert advises(voting, "coach-finish")
    assert first(voting) == "finish"


def test_the_panel_names_the_group_and_who_is_there_by_agency(voting: Hall) -> None:
    voting.workshop = replace(voting.workshop, group="Forum <Kota>")
    for voter, agency in (("1", "dlh"), ("2", "dlh"), ("3", "pupr"), ("4", "")):
        voting.join(voter, agency)
    voting.vote("1", "0")
    assert voting.guide.say("panel-group", group="Forum <Kota>") in voting.panel.text
    assert "DLH 2, belum disebut 1, PUPR / Perkim 1" in voting.panel.text


def test_what_is_seldom_needed_stands_behind_more(voting: Hall) -> None:
    shown = {button.question for button in choices(voting.panel.rows)}
    assert not shown & {"skip", "back", "roll", "pause", "qr", "help", "topic", "language"}
    assert len(voting.panel.rows) <= 4
    voting.control("drawer", "more")
    shown = {button.question for button in choices(voting.panel.rows)}
    assert shown >= {"skip", "back", "roll", "pause", "qr", "help", "topic", "language", "show"}
    assert voting.control("roll").workshop.drawer == ""


def test_every_control_has_a_button_and_a_sentence_in_the_help(knowledge: Knowledge) -> None:
    wording = knowledge.content.workshop
    by_tap_only = {"drawer", "stage", "ask", "needs", "all", "finish-yes", "end-yes", "offer-yes"}
    controls = {
        *CONTROLS,
        *EDITING,
        "finish",
        "minutes",
        "help",
        "qr",
        "screen",
        "end",
    } - by_tap_only
    assert controls <= set(wording.help)
    assert controls <= set(wording.buttons)
    assert set(wording.controls) - {"finish-yes", "from"} <= set(wording.buttons)
    hall = open_hall(longest_guide(wording))
    told = hall.types("bantuan", actor=BUDI).replies[0].text
    assert all(
        f"<b>{word.in_('id')}</b>" in told
        for word in wording.controls.values()
        if word != wording.controls["finish-yes"]
    )
    assert len(told) < 4096


# --- Reveal, answers ------------------------------------------------------------------------------


def test_a_reveal_before_all_have_voted_asks_once(voting: Hall) -> None:
    for voter in "01234":
        voting.join(voter)
    voting.vote_all("000").taps_panel(voting.guide.label("reveal"))
    assert not voting.workshop.asked[0].rounds
    assert advises(voting, "coach-sure", missing=2)
    voting.taps_panel(voting.guide.label("reveal-wait"))
    assert voting.workshop.drawer == ""
    voting.taps_panel(voting.guide.label("reveal"))
    voting.taps_panel(voting.guide.label("reveal-now"))
    assert voting.workshop.phase == "revealed"


def test_a_typed_reveal_asks_once_too(voting: Hall) -> None:
    for voter in "01234":
        voting.join(voter)
    assert voting.vote_all("000").types("buka").refused == voting.guide.toast("ask-reveal")
    assert voting.types("buka").workshop.phase == "revealed"


def test_another_answer_than_the_proposal_is_accepted_as_agreed_orally(voting: Hall) -> None:
    voting.vote_all("00012").control("reveal")
    voting.taps_panel(voting.guide.label("other-answer"))
    answer = voting.guide.step("food", "2")
    voting.taps_panel(voting.guide.button("accept-other", "", "", answer=answer).label)
    assert voting.workshop.asked[0].accepted == "2"
    told = minutes(voting.workshop, voting.guide).questions[0]
    assert (told.answer, told.outcome) == (answer, voting.guide.plain("agreed-orally"))


def test_the_agreed_step_can_be_typed(voting: Hall) -> None:
    assert voting.vote_all("00012").control("reveal").types("terima 2").refused == ""
    assert voting.workshop.asked[0].accepted == "2"


def test_no_agreement_is_noted_and_the_room_goes_on(voting: Hall) -> None:
    voting.vote_all("000333").control("reveal")
    voting.taps_panel(voting.guide.label("other-answer"))
    voting.taps_panel(voting.guide.label("no-agreement"))
    assert voting.workshop.question == "sanitation"
    assert voting.workshop.asked[0].noted
    told = minutes(voting.workshop, voting.guide).questions[0]
    assert told.outcome == voting.guide.plain("no-agreement")
    # It does not come back in the discussion, unless somebody goes back to it.
    for _ in range(4):
        voting.vote_all("333333").control("reveal").control("accept")
    assert voting.workshop.phase == "discussing"
    assert "food" not in {button.option.split(".")[-1] for button in choices(voting.panel.rows)}


def test_rounds_stand_side_by_side_on_the_board(voting: Hall) -> None:
    voting.vote_all("000333").control("reveal").control("revote")
    voting.vote_all("000033").control("reveal")
    assert voting.guide.say("rounds", rounds="1 → 2") in voting.board.text
    assert " 3 → 4\n" in voting.board.text
    assert voting.board.text.count(" → ") == 6


# --- What it is about -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("topic", "about"),
    [
        ("air bersih Kota Bogor", ("water",)),
        ("stunting dan air minum", ("food", "water")),
        ("public transport", ("transport",)),
        ("SDM digital", ("people",)),
        ("mulai dari mana?", ()),
    ],
)
def test_a_topic_proposes_its_questions_first(
    knowledge: Knowledge, topic: str, about: tuple[str, ...]
) -> None:
    assert questions_in(topic, knowledge) == about
    asked = [each.question for each in first_scope(about)]
    needs = [question for question in about if question != "people"]
    assert asked[: len(needs)] == needs
    assert set(asked) == {*QUESTION_IDS[:5], *about}


def test_single_questions_and_stages_are_added_and_dropped_while_it_runs(voting: Hall) -> None:
    voting.vote_all("000").control("reveal").control("accept")
    assert voting.control("ask", "people").workshop.stages == ("needs", "enablers")
    assert voting.control("stage", "duties").workshop.stages == ("needs", "enablers", "duties")
    assert len(voting.control("stage", "duties").workshop.asked) == 6
    assert voting.control("ask", "food").refused == voting.guide.toast("scope-voted")
    # What is open stays too; the rest of the stage goes.
    assert voting.control("stage", "needs").refused == ""
    assert [asked.question for asked in voting.workshop.asked] == ["food", "sanitation", "people"]


def test_the_last_question_stays(hall: Hall) -> None:
    for question in ("food", "sanitation", "water", "energy"):
        hall.control("ask", question)
    assert hall.control("ask", "transport").refused == hall.guide.toast("scope-empty")


def test_the_panel_ticks_what_is_chosen(hall: Hall) -> None:
    hall.taps_panel(hall.guide.label("scope"))
    labels = [button.label for button in choices(hall.panel.rows)]
    assert [label.startswith("✓") for label in labels[:5]] == [True, False, False, False, False]
    hall.taps_panel(hall.guide.label("questions"))
    labels = [button.label for button in choices(hall.panel.rows)]
    assert sum(label.startswith("✓") for label in labels) == 5


def test_topic_and_region_are_edited_and_a_long_title_is_not_cut(voting: Hall) -> None:
    topic = "Air minum layak dan sanitasi aman bagi semua kelurahan di daerah yang rawan kekeringan"
    voting.types(f"topik: {topic}")
    assert voting.workshop.topic == topic
    assert len(topic) > 80
    assert topic in voting.panel.text
    assert voting.types("daerah: Kota Bogor").workshop.region == "Kota Bogor"
    assert voting.types("topik").refused == voting.guide.toast("how-topic")
    assert voting.types("daerah:").refused == voting.guide.toast("how-region")


def test_only_a_colon_makes_words_a_new_topic(hall: Hall) -> None:
    assert hall.guide.control_in("daerah tertinggal") is None
    assert hall.guide.control_in("topik air bersih") is None
    assert hall.guide.control_in("terima kasih") is None
    assert hall.guide.control_in("terima 2") == ("accept", "2")
    assert hall.guide.control_in("bahasa english") == ("language", "en")
    assert hall.guide.control_in("bahasa Indonesia") == ("language", "id")
    assert hall.guide.control_in("bahasa kalbu") is None


def test_the_lobby_asks_for_the_language_and_it_can_be_changed_later(hall: Hall) -> None:
    labels = [button.label for button in choices(hall.panel.rows)]
    assert "✓ Bahasa Indonesia" in labels
    hall.taps_panel("English")
    assert hall.workshop.language == "en"
    assert hall.control("language", "xx").refused == hall.guide.toast("old")
    assert hall.control("start").types("bahasa indonesia").workshop.language == "id"


# --- Who leads ------------------------------------------------------------------------------------


def test_anybody_offers_to_help_at_any_time_and_the_room_is_told_who_leads(voting: Hall) -> None:
    notice = running(voting.workshop, voting.guide)
    assert [button.question for button in choices(notice.rows)] == ["offer", "takeover", "end"]
    voting.control("offer", actor=BUDI).control("offer-yes", "901")
    assert LeadersChanged() in voting.events
    assert "Rina, Budi" in leaders_now(voting.workshop, voting.guide).text
    voting.control("release", "901")
    assert voting.workshop.leaders == (RINA,)
    assert LeadersChanged() in voting.events


def test_after_five_minutes_an_admin_takes_over_and_the_room_is_told(voting: Hall) -> None:
    assert GONE_AFTER == 300
    voting.later(298).control("takeover", actor=SITI, group_admin=True)
    assert voting.refused == voting.guide.toast("facilitator-here")
    voting.later(1).control("takeover", actor=SITI, group_admin=True)
    assert voting.workshop.leaders == (RINA, SITI)
    assert LeadersChanged() in voting.events


def test_an_abandoned_workshop_is_ended_by_an_admin_who_is_asked_once(voting: Hall) -> None:
    voting.later(GONE_AFTER).control("end", actor=BUDI)
    assert voting.refused == voting.guide.toast("not-admin")
    asks = voting.control("end", actor=SITI, group_admin=True).replies[0]
    assert isinstance(asks, Say)
    assert [button.question for button in choices(asks.rows)] == ["end-yes"]
    assert voting.workshop.finished_at is None
    voting.control("end-yes", actor=SITI, group_admin=True)
    assert voting.workshop.finished_at is not None


def test_a_button_of_admins_in_a_private_chat_does_nothing(voting: Hall) -> None:
    voting.later(GONE_AFTER)
    voting.control("end-yes", actor=SITI, group_admin=True, private=True)
    assert voting.refused == voting.guide.toast("not-admin")


def test_a_stuck_workshop_with_the_longest_names_fits_its_notice(voting: Hall) -> None:
    voting.workshop = replace(voting.workshop, facilitator=Leader("1", "N" * 20), topic="t" * 300)
    assert len(running(voting.workshop, voting.guide).text) < 4096
    assert voting.now > NOON
