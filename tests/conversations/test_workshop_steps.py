"""The controls: who may use them, and the way through the questions to the minutes."""

from __future__ import annotations

import pytest

from conversations.messages import ANYBODY, Say, Toast
from conversations.workshop import agenda, pages
from conversations.workshop.actions import LeaderAction, action_of_command, action_of_tap
from conversations.workshop.ballot import Voter, enter
from conversations.workshop.events import (
    BoardChanged,
    Finished,
    Joined,
    MinutesReady,
    PrivateBoardMoved,
)
from conversations.workshop.leading import GONE_AFTER, left, may_control
from conversations.workshop.lines import heading
from conversations.workshop.minutes import minutes
from conversations.workshop.opening import Subject, WorkshopKeys, open_workshop
from conversations.workshop.private import comparison
from conversations.workshop.result import compare, joint_answers, joint_result
from conversations.workshop.running import running
from conversations.workshop.state import Leader, Participant, Vote, restore_workshop
from knowledge.base import Knowledge
from knowledge.models.questions import QUESTION_IDS as QUESTIONS
from tests.conversations.halls import (
    BUDI,
    NOON,
    RINA,
    SITI,
    Hall,
    choices,
    longest_guide,
    open_hall,
    published,
    tapped,
)


@pytest.fixture
def hall(knowledge: Knowledge) -> Hall:
    return open_hall(longest_guide(knowledge.content.workshop))


@pytest.fixture
def voting(hall: Hall) -> Hall:
    return hall.control("start")


def label(hall: Hall, key: str, **values: str) -> str:
    return hall.guide.button(key, "", "", **values).label


def settle(hall: Hall, *votes: str) -> Hall:
    """Vote on, reveal and accept question after question."""
    for options in votes:
        hall.vote_all(options).control("reveal").control("accept")
    return hall


# --- Who may --------------------------------------------------------------------------------------


def test_only_those_who_lead_may_control(voting: Hall) -> None:
    before = voting.workshop
    assert voting.control("reveal", actor=BUDI).refused == voting.guide.toast("not-leader")
    assert voting.workshop == before


def test_nobody_can_lead_namelessly(hall: Hall) -> None:
    nameless = Leader(ANYBODY, "")
    outcome = open_workshop(WorkshopKeys("w1", "s"), nameless, Subject(), hall.guide, NOON)
    assert outcome.changes == ()
    assert isinstance(outcome.replies[0], Say)
    assert hall.control("start", actor=nameless).refused == hall.guide.toast("nameless-control")


def test_an_offer_to_help_is_shown_to_the_facilitator_and_taken(hall: Hall) -> None:
    hall.control("offer", actor=BUDI)
    assert hall.refused == hall.guide.toast("offered")
    hall.taps_panel(label(hall, "offer-yes", name="Budi"))
    assert hall.workshop.helpers == (BUDI,)
    assert "Budi" in hall.board.text
    assert hall.control("start", actor=BUDI).workshop.phase == "voting"


def test_an_offer_cannot_be_taken_by_oneself_or_made_twice(hall: Hall) -> None:
    hall.control("offer", actor=BUDI)
    assert hall.control("offer-yes", "901", actor=BUDI).refused == hall.guide.toast("not-leader")
    hall.control("offer", actor=BUDI)
    assert hall.workshop.offers == (BUDI,)
    assert hall.control("offer").refused == hall.guide.toast("leads-already")


def test_a_group_admin_takes_over_only_when_the_facilitator_is_gone(voting: Hall) -> None:
    takeover = voting.guide.toast("facilitator-here")
    assert voting.control("takeover", actor=SITI, group_admin=True).refused == takeover
    voting.later(GONE_AFTER)
    assert voting.control("takeover", actor=BUDI).refused == voting.guide.toast("not-admin")
    voting.control("takeover", actor=SITI, group_admin=True)
    assert may_control(voting.workshop, SITI.id)
    assert voting.control("skip", actor=SITI).refused == ""


def test_a_group_admin_takes_over_at_once_when_the_facilitator_has_left(voting: Hall) -> None:
    voting.workshop = left(voting.workshop, RINA.id)
    voting.control("takeover", actor=SITI, group_admin=True)
    assert voting.workshop.helpers == (SITI,)


def test_a_facilitator_who_is_back_is_not_gone(voting: Hall) -> None:
    voting.workshop = left(voting.workshop, RINA.id)
    voting.control("skip")
    assert not voting.workshop.facilitator_left
    assert left(voting.workshop, "somebody") == voting.workshop


# --- The way through ------------------------------------------------------------------------------


def test_the_lobby_chooses_the_stages(hall: Hall) -> None:
    assert len(hall.workshop.asked) == 5
    assert len(hall.control("all").workshop.asked) == len(QUESTIONS)
    assert len(hall.control("needs").workshop.asked) == 5


def test_start_shows_the_first_question_to_everybody(voting: Hall) -> None:
    board, private, _ = voting.pages()
    assert voting.moved
    assert [c.question for c in choices(board.rows)] == ["vote"] * 5 + ["here"]
    assert choices(private.rows) == choices(board.rows)


def test_a_reveal_changes_the_board_in_place_and_takes_the_answers_away(voting: Hall) -> None:
    voting.vote_all("0013").control("reveal")
    assert not voting.moved
    assert [each.question for each in choices(voting.board.rows)] == ["note"]
    assert "█" in voting.board.text


def test_fewer_than_three_votes_are_not_revealed(voting: Hall) -> None:
    assert voting.vote_all("01").control("reveal").refused == voting.guide.toast("too-few")
    assert voting.workshop.phase == "voting"


def test_a_room_that_does_not_know_is_told_what_it_would_accept(voting: Hall) -> None:
    voting.vote_all("uuu1").control("reveal")
    unknown = voting.guide.answer("food", "unknown")
    assert voting.guide.say("proposal", answer=unknown) in voting.board.text
    assert voting.guide.say("unknown-many", unknown=3, voters=4) in voting.board.text
    assert voting.control("accept").workshop.asked[0].accepted == "unknown"


def test_the_panel_tells_what_accepting_would_accept_only_after_the_reveal(voting: Hall) -> None:
    shown = voting.guide.say("proposal", answer=voting.guide.step("food", "0"))
    divided = voting.guide.say("spread", spread=voting.guide.spread("camps"))
    voting.vote_all("00033")
    assert shown not in voting.panel.text
    assert divided not in voting.panel.text
    voting.control("reveal")
    assert shown in voting.panel.text
    assert divided in voting.panel.text


def test_a_tie_proposes_nothing_and_the_panel_offers_both_steps(voting: Hall) -> None:
    voting.vote_all("0033").control("reveal")
    low, high = voting.guide.step("food", "0"), voting.guide.step("food", "3")
    tie = voting.guide.plain("tie", low=low, high=high)
    assert voting.guide.say("median", step=tie) in voting.board.text
    assert voting.guide.say("no-proposal") in voting.board.text
    assert voting.guide.say("no-proposal") in voting.panel.text
    assert voting.types("terima").refused == voting.guide.toast("tied")
    assert voting.control("accept", "9").refused == voting.guide.toast("no-such-answer")
    assert voting.workshop.asked[0].accepted is None
    voting.taps_panel(label(voting, "accept-step", step="3"))
    assert voting.workshop.asked[0].accepted == "3"


def test_a_tie_that_is_not_settled_is_no_joint_answer(voting: Hall) -> None:
    voting.vote_all("0033").control("reveal").control("finish-yes")
    assert joint_answers(voting.workshop)["food"] == "unknown"
    food = published(voting).questions[0]
    assert food.answer == ""
    assert food.outcome == voting.guide.plain("undecided")
    assert food.rounds[0].median.startswith("seri")
    assert published(voting).undecided == (food.name,)
    assert voting.guide.say("undecided", names=food.name) in voting.board.text


def test_a_second_round_is_hidden_again_and_keeps_the_first(voting: Hall) -> None:
    voting.vote_all("0033").control("reveal").control("revote")
    assert voting.workshop.round == 2
    assert voting.room.votes == {}
    assert "█" not in voting.board.text
    voting.vote_all("0003").control("reveal").control("accept")
    asked = voting.workshop.asked[0]
    assert [tally.spread for tally in asked.counting] == ["camps", "agreed"]
    assert asked.accepted == "0"


def test_an_accidental_reveal_becomes_a_new_round_and_decides_nothing(voting: Hall) -> None:
    voting.vote_all("000").control("reveal").control("oops")
    assert voting.workshop.phase == "voting"
    assert voting.workshop.asked[0].tally is None
    voting.vote_all("333").control("reveal").control("accept")
    asked = voting.workshop.asked[0]
    assert [shown.early for shown in asked.rounds] == [True, False]
    assert asked.accepted == "3"


def test_an_accident_in_the_second_round_leaves_the_first_one_standing(voting: Hall) -> None:
    voting.vote_all("111").control("reveal").control("revote")
    voting.vote_all("000").control("reveal").control("oops").control("back")
    assert voting.workshop.phase == "revealed"
    assert voting.control("accept").workshop.asked[0].accepted == "1"


def test_back_from_a_second_vote_shows_the_first_round_again(voting: Hall) -> None:
    voting.vote_all("0013").control("reveal").control("revote").control("back")
    assert (voting.workshop.question, voting.workshop.phase) == ("food", "revealed")


def test_back_returns_to_the_question_before_with_its_votes(voting: Hall) -> None:
    voting.vote_all("012").control("skip")
    assert voting.workshop.question == "sanitation"
    voting.control("back")
    assert (voting.workshop.question, voting.workshop.phase) == ("food", "voting")
    assert not voting.workshop.asked[0].skipped
    assert len(voting.room.votes) == 3
    assert voting.control("back").refused == voting.guide.toast("first")


def test_what_is_left_for_later_is_discussed_after_the_stage_most_divided_first(
    voting: Hall,
) -> None:
    for options in ("1111", "0011", "0033", "2222", "1222"):
        voting.vote_all(options).control("reveal").control("next")
    assert voting.workshop.phase == "discussing"
    order = [asked.question for asked in agenda.to_discuss(voting.workshop)]
    assert order == ["water", "sanitation", "transport", "food", "energy"]
    text = voting.board.text
    places = [text.index(voting.guide.ballots[question].name) for question in order]
    assert places == sorted(places)
    assert "2" in text


def test_the_discussion_settles_what_is_agreed_at_once_and_the_rest_one_by_one(
    voting: Hall,
) -> None:
    for options in ("1111", "0011", "0033", "2222", "1222"):
        voting.vote_all(options).control("reveal").control("next")
    voting.taps_panel(label(voting, "accept-agreed"))
    assert [a.question for a in agenda.to_discuss(voting.workshop)] == ["water", "sanitation"]
    voting.control("discuss", "water").control("revote")
    voting.vote_all("0003").control("reveal").control("accept")
    assert voting.workshop.phase == "discussing"
    assert [a.question for a in agenda.to_discuss(voting.workshop)] == ["sanitation"]
    voting.control("discuss", "sanitation").taps_panel(label(voting, "accept-step", step="1"))
    assert agenda.to_discuss(voting.workshop) == ()
    assert voting.control("next").refused == voting.guide.toast("all-done")


def test_what_nobody_knows_is_not_accepted_with_what_is_agreed(voting: Hall) -> None:
    for options in ("1111", "uuuuu1", "uuu", "0011", "2222"):
        voting.vote_all(options).control("reveal").control("next")
    text = voting.board.text
    few, none = voting.guide.spread("few"), voting.guide.spread("none")
    assert f"{voting.guide.ballots['sanitation'].name}: {few}\n" in text
    assert f"{voting.guide.ballots['water'].name}: {none}\n" in text
    voting.taps_panel(label(voting, "accept-agreed"))
    open_ = [asked.question for asked in agenda.to_discuss(voting.workshop)]
    assert sorted(open_) == ["energy", "sanitation", "water"]


def test_where_nobody_knows_nothing_agreed_is_offered(voting: Hall) -> None:
    for options in ("uuuuu1", "uuu", "uuu", "0011", "0033"):
        voting.vote_all(options).control("reveal").control("next")
    assert "accept-agreed" not in [c.question for c in choices(voting.panel.rows)]


def test_the_board_of_a_settled_question_tells_from_then_on_what_was_accepted(
    voting: Hall,
) -> None:
    settle(voting, "000")
    board = pages.left_board(voting.workshop, voting.guide)
    assert board is not None
    assert board.rows == ()
    assert "food 0" in board.text.rpartition("Diterima")[2]
    assert voting.workshop.current is not None
    assert voting.workshop.current.question != "food"


@pytest.mark.parametrize("control", ["skip", "finish-yes"])
def test_a_question_left_before_its_reveal_keeps_its_votes_to_itself(
    voting: Hall, control: str
) -> None:
    voting.vote_all("0013").control(control)
    board = pages.left_board(voting.workshop, voting.guide)
    assert board is not None
    assert board.rows == ()
    assert "ditutup" in board.text
    voting.votes.clear()
    assert pages.left_board(voting.workshop, voting.guide) == board


@pytest.mark.parametrize("control", ["revote", "oops", "show", "pause"])
def test_a_question_that_is_not_settled_yet_is_not_left(voting: Hall, control: str) -> None:
    voting.vote_all("0013").control("reveal").control(control)
    assert pages.left_board(voting.workshop, voting.guide) is None


def test_a_settled_stage_leads_straight_to_the_next_one(hall: Hall) -> None:
    settle(hall.control("all").control("start"), "111", "111", "111", "111", "111")
    assert (hall.workshop.question, hall.workshop.phase) == ("people", "voting")


def test_a_tap_on_an_old_panel_does_nothing_to_another_question(voting: Hall) -> None:
    voting.control("drawer", "more")
    old = next(c for c in choices(voting.panel.rows) if c.question == "skip")
    voting.control("skip")
    act = action_of_tap(tapped(old), RINA)
    assert act is not None
    before = voting.workshop
    assert voting.act(act).refused == voting.guide.toast("old-panel")
    assert voting.workshop == before


def test_a_control_out_of_its_time_is_refused_and_the_panel_shown_again(voting: Hall) -> None:
    for control in ("accept", "next", "oops", "revote", "discuss", "start", "accept-agreed"):
        before = voting.workshop
        assert voting.control(control).refused
        assert voting.workshop == before
    assert voting.events == (BoardChanged(RINA.id),)


def test_a_timer_only_shows_and_locks_nothing(voting: Hall) -> None:
    voting.control("timer", "5")
    assert "5" in voting.board.text
    voting.later(600)
    assert voting.guide.say("timer-over") in voting.board.text
    assert voting.vote("1", "2").vote
    assert voting.control("timer", "0").workshop.timer_ends is None
    assert voting.control("timer", "many").refused == voting.guide.toast("which-timer")
    assert voting.control("timer", "61").refused == voting.guide.toast("which-timer")


def test_a_pause_holds_everything_for_days(voting: Hall) -> None:
    voting.vote_all("0123").control("pause")
    assert choices(voting.board.rows) == []
    assert voting.control("reveal").refused == voting.guide.toast("paused-leader")
    voting.later(5 * 86400).control("resume")
    assert voting.moved
    assert voting.control("reveal").workshop.asked[0].tally


def test_a_running_timer_leaves_the_labels_beside_each_other_their_width(voting: Hall) -> None:
    voting.control("timer", "5")
    assert max(len(row) for row in voting.panel.rows) == 3
    voting.taps_panel(label(voting, "timer-off"))
    assert voting.workshop.timer_ends is None


def test_before_the_end_the_panel_tells_what_is_still_open(voting: Hall) -> None:
    settle(voting, "000")
    voting.vote_all("0033").control("reveal").control("next")
    voting.taps_panel(label(voting, "finish"))
    assert voting.panel.text == voting.guide.say("finish-sure", open=3, waiting=1, skipped=0)


def test_what_was_skipped_is_told_as_skipped_not_as_voted_and_discussed(voting: Hall) -> None:
    settle(voting, "00000", "11111")
    for _ in range(3):
        voting.control("skip")
    assert voting.workshop.phase == "discussing"
    told = voting.guide.say("panel-done-but", done=2, skipped=3)
    assert told in voting.panel.text
    assert voting.guide.say("panel-done") not in voting.panel.text
    assert voting.control("finish").panel.text == voting.guide.say(
        "finish-sure", open=0, waiting=0, skipped=3
    )


def test_finishing_asks_first_and_then_publishes_the_minutes(voting: Hall) -> None:
    settle(voting, "000")
    voting.taps_panel(label(voting, "finish"))
    assert voting.workshop.finished_at is None
    voting.taps_panel(label(voting, "finish-yes"))
    assert voting.workshop.phase == "finished"
    assert voting.events[-1] == MinutesReady((RINA.id,), in_room=True)
    assert voting.control("start").refused == voting.guide.toast("over")
    assert voting.control("minutes").events[-1] == MinutesReady((RINA.id,))


@pytest.mark.parametrize(
    ("typed", "control", "argument"),
    [
        ("buka", "reveal", ""),
        ("REVEAL", "reveal", ""),
        ("waktu 3", "timer", "3"),
        ("waktu 3 menit", "timer", "3"),
        ("Timer 3 min", "timer", "3"),
        ("timer", "timer", ""),
        ("Buka!", "reveal", ""),
        ("", "show", ""),
        (" lewati ", "skip", ""),
    ],
)
def test_controls_can_be_typed_in_either_language(
    hall: Hall, typed: str, control: str, argument: str
) -> None:
    assert action_of_command(typed, RINA, hall.guide) == LeaderAction(control, RINA, argument)
    assert action_of_command("sate ayam", RINA, hall.guide) is None


@pytest.mark.parametrize(
    "typed",
    [
        "terima kasih semuanya",
        "mulai dari mana Kota Solo",
        "buka puasa bersama",
        "selesai jam berapa?",
        "waktu lima",
        "waktu tanggap 5 menit",
        "next steps for the city",
        "lewati 2",
    ],
)
def test_a_word_among_others_is_no_control(hall: Hall, typed: str) -> None:
    assert action_of_command(typed, RINA, hall.guide) is None


def test_who_does_not_lead_is_told_what_runs_and_who_leads_and_changes_nothing(
    hall: Hall,
) -> None:
    for go_on in ("show", "start", "pause"):
        before = hall.control(go_on).workshop
        for typed in ("", "buka", "selesai"):
            (told,) = hall.types(typed, actor=BUDI).replies
            assert told == running(hall.workshop, hall.guide)
            assert isinstance(told, Say)
            assert "Air" in told.text
            assert "Fasilitator: Rina" in told.text
            assert hall.workshop == before
    (told,) = hall.control("resume").control("finish-yes").types("notulen", actor=BUDI).replies
    assert told == Say(hall.guide.say("note", text=hall.guide.toast("not-leader")))


def test_what_runs_tells_where_it_is(voting: Hall) -> None:
    assert heading(voting.workshop, voting.guide) in running(voting.workshop, voting.guide).text
    settle(voting, *["00000"] * 5)
    assert voting.workshop.phase == "discussing"
    stage = voting.guide.stage("needs")
    told = voting.guide.say("running-discussing", stage=stage)
    assert told in running(voting.workshop, voting.guide).text
    assert (
        voting.guide.say("running-unled")
        in running(voting.workshop.without(RINA.id), voting.guide).text
    )


def test_what_is_refused_after_typing_is_said_rather_than_toasted(voting: Hall) -> None:
    voting.types("terima")
    assert isinstance(voting.replies[0], Say)
    voting.types("buka", actor=BUDI)
    assert isinstance(voting.replies[0], Say)
    assert isinstance(voting.control("accept").replies[0], Toast)
    assert isinstance(voting.types("bantuan").replies[0], Say)


def test_every_typed_word_means_a_control(hall: Hall) -> None:
    for control, words in hall.guide.wording.controls.items():
        assert {hall.guide.control_named(word) for word in (words.in_("id"), words.in_("en"))} == {
            control
        }
        hall.types(words.in_("id"))
        assert hall.replies or hall.events


def test_a_saved_workshop_of_an_unknown_version_is_not_guessed_at() -> None:
    assert restore_workshop('0{"id": "w"}') is None
    assert restore_workshop('1{"id": "w"}') is None


# --- The result -----------------------------------------------------------------------------------


def test_the_joint_step_is_the_accepted_median(voting: Hall) -> None:
    settle(voting, "01123", "1112", "3333", "uuu1", "2223")
    assert joint_answers(voting.workshop) == {
        "food": "1",
        "sanitation": "1",
        "water": "3",
        "energy": "unknown",
        "transport": "2",
    }
    result = joint_result(voting.workshop)
    assert result
    assert [p.id for p in result.advice.priorities] == ["sanitation", "food", "data", "transport"]


def test_a_need_that_was_skipped_is_unknown_and_a_later_stage_is_left_out(hall: Hall) -> None:
    hall.control("all").control("start").control("skip")
    settle(hall, "333", "333", "333", "333")
    answers = joint_answers(hall.workshop)
    assert answers["food"] == "unknown"
    assert "people" not in answers


def test_without_a_reveal_there_is_no_result_and_the_hidden_votes_stay_hidden(
    voting: Hall,
) -> None:
    asks = voting.vote_all("0123").control("finish").panel
    assert asks.text == voting.guide.say("finish-empty")
    voting.control("finish-yes")
    assert joint_result(voting.workshop) is None
    assert voting.board.text == voting.guide.say("finished-empty", topic="Air")
    assert voting.panel.rows == ()
    assert voting.panel.text == voting.guide.say("panel-finished-empty", topic="Air")


def test_finishing_with_nothing_voted_makes_no_empty_papers(voting: Hall) -> None:
    voting.vote_all("0123").control("finish-yes")
    assert Finished() in voting.events
    assert not any(isinstance(event, MinutesReady) for event in voting.events)
    assert voting.control("minutes").refused == voting.guide.toast("no-minutes")
    assert not any(isinstance(event, MinutesReady) for event in voting.events)


def test_dissent_tells_what_would_change_if_the_other_camp_were_right(voting: Hall) -> None:
    settle(voting, "00033", "33333", "00333", "33333", "33333")
    result = joint_result(voting.workshop)
    assert result
    food, water = result.dissents
    assert (food.accepted, food.theirs.option, food.leaves) == ("0", "3", ("food",))
    assert (water.accepted, water.ours.voters, water.theirs.voters) == ("3", 3, 2)
    assert water.enters == ("water",)
    assert water.place is None


def test_dissent_names_the_new_place_of_the_priority_itself(voting: Hall) -> None:
    settle(voting, "00022", "11111", "11111", "33333", "33333")
    result = joint_result(voting.workshop)
    assert result
    (food,) = result.dissents
    assert (food.enters, food.leaves, food.place) == ((), (), (1, 3))
    title = voting.guide.title("food")
    moved = voting.guide.plain("moves", name=title, before=1, after=3)
    assert moved in voting.control("finish-yes").board.text


def test_a_divided_room_whose_other_camp_changes_nothing_says_so(hall: Hall) -> None:
    settle(hall.control("all").control("start"), *["00000"] * 5, "00333")
    result = joint_result(hall.workshop)
    assert result
    (people,) = result.dissents
    assert people.changes_nothing
    hall.control("finish-yes")
    assert hall.guide.plain("changes-nothing") in published(hall).dissents[0].text


def test_what_other_stages_left_open_is_discussed_at_the_end(hall: Hall) -> None:
    hall.control("all").control("start").vote_all("0033").control("reveal").control("next")
    settle(hall, *["1111"] * 4)
    assert [asked.question for asked in agenda.to_discuss(hall.workshop)] == ["food"]
    hall.control("next")
    while agenda.not_voted(hall.workshop):
        domains = hall.workshop.question == "domains"
        for voter in "123":
            hall.vote(voter, "social" if domains else "2")
        hall.control("reveal").control("accept")
    assert hall.workshop.phase == "discussing"
    assert [asked.question for asked in agenda.to_discuss(hall.workshop)] == ["food"]
    hall.control("discuss", "food").control("accept", "0")
    assert agenda.to_discuss(hall.workshop) == ()
    assert hall.guide.say("panel-done") in hall.panel.text


def test_who_comes_by_the_link_joins_and_sees_the_open_question(voting: Hall) -> None:
    voter = Voter("5", in_group=False)
    entered = enter(voting.workshop, voter, voting.guide)
    assert [type(reply) for reply in entered.replies] == [Say]
    present = Joined(Participant("5", roll=1, private=True))
    # The agency is asked first, as the last thing on the screen; the board follows the answer.
    assert entered.changes[0].events == (present,)
    known = Voter("5", Participant("5", "dlh", private=True), in_group=False)
    again = enter(voting.workshop, known, voting.guide)
    assert again.replies == ()
    assert PrivateBoardMoved("5") in again.changes[0].events
    voting.control("finish-yes")
    assert enter(voting.workshop, voter, voting.guide).changes[0].events == ()
    assert enter(None, voter, voting.guide).changes == ()


def test_a_leader_who_asks_to_be_forgotten_is_forgotten(hall: Hall) -> None:
    hall.control("offer", actor=BUDI).control("offer", actor=SITI).control("offer-yes", "901")
    workshop = hall.workshop.without("900").without("901").without("902")
    assert workshop.leaders == workshop.offers == ()
    assert workshop.facilitator_left
    assert not may_control(workshop, "900")


def test_the_clock_says_when_the_board_changes(voting: Hall) -> None:
    assert pages.changes_at(voting.workshop, voting.now) is None
    voting.control("timer", "2")
    start = voting.now
    assert pages.changes_at(voting.workshop, start) == start + 60
    assert pages.changes_at(voting.workshop, start + 60) == start + 120
    assert pages.changes_at(voting.workshop, start + 120) is None


def test_a_divided_priority_says_so_in_the_minutes(voting: Hall) -> None:
    settle(voting, "00033", "11111", "33333", "33333", "33333")
    voting.control("finish-yes")
    priorities = published(voting).priorities
    assert [(p.rank, p.divided) for p in priorities] == [(1, True), (2, False)]
    assert all(priority.first_steps for priority in priorities)


def test_the_minutes_hold_both_rounds_and_the_roles(voting: Hall) -> None:
    for i in range(4):
        voting.join(str(i), "dlh" if i else "pupr")
    voting.vote_all("0033").control("reveal").control("revote")
    voting.vote_all("0003").control("reveal").control("accept").control("finish-yes")
    minuted = published(voting)
    food = minuted.questions[0]
    assert [shown.voters for shown in food.rounds] == [4, 4]
    assert [[votes for _, votes in shown.counts] for shown in food.rounds] == [
        [2, 0, 0, 2, 0],
        [3, 0, 0, 1, 0],
    ]
    assert food.outcome == voting.guide.plain("accepted")
    assert minuted.questions[1].outcome == voting.guide.plain("not-voted")
    assert minuted.attendance == 4
    assert minuted.roles == ((voting.guide.agency("dlh"), 3), (voting.guide.agency("pupr"), 1))
    assert minuted.leaders == ("Rina",)


def test_the_minutes_need_no_votes(voting: Hall) -> None:
    settle(voting, "0033", "111").control("finish-yes")
    before = published(voting)
    voting.votes.clear()
    voting.people.clear()
    assert minutes(voting.workshop, voting.guide) == before


def test_one_can_compare_the_own_answers_with_the_rooms(voting: Hall) -> None:
    settle(voting, "0003", "333")
    voting.vote_all("111")
    own = [
        Vote(question, number, voter, option)
        for (question, number), votes in voting.votes.items()
        for voter, option in votes.items()
        if voter == "2"
    ]
    compared = compare(voting.workshop, own)
    assert [(c.question, c.own, c.room, c.same) for c in compared] == [
        ("food", "0", "0", True),
        ("sanitation", "3", "3", True),
    ]
    assert comparison(voting.workshop, own, voting.guide).text.endswith(
        f"Sama: {voting.guide.ballots['food'].name}, {voting.guide.ballots['sanitation'].name}"
    )
    nothing = voting.guide.say("nothing-to-compare")
    assert comparison(voting.workshop, [], voting.guide).text == nothing


def test_where_the_own_answer_differs_both_are_told_in_words(voting: Hall) -> None:
    settle(voting, "0003")
    own = [Vote("food", 1, "3", "3")]
    guide = voting.guide
    told = comparison(voting.workshop, own, guide).text
    assert f"Anda: {guide.step('food', '3')}\nBersama: {guide.step('food', '0')}" in told
    assert "Sama:" not in told
