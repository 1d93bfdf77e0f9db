"""What people ask of a workshop, and what comes of it, without storage or Telegram."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conversations.messages import (
    ANYBODY,
    Action,
    Chose,
    Commanded,
    Event,
    Said,
    Say,
    Sender,
    Started,
    Toast,
)
from conversations.workshop.events import (
    BoardChanged,
    BoardMoved,
    FinishAsked,
    Invited,
    Joined,
    LeadersChanged,
    MinutesReady,
    Opened,
    PanelMoved,
    PrivateBoardMoved,
    Voted,
    WorkshopEvent,
    WorkshopOutcome,
    only_counted,
)
from conversations.workshop.guide import Guides
from conversations.workshop.opening import WorkshopKeys
from conversations.workshop.session import (
    Scene,
    is_workshop_event,
    left_group,
    needs_group_admin,
    request_of,
    workshop_step,
)
from conversations.workshop.state import Participant, Room, Vote, Workshop
from knowledge.base import Knowledge
from tests.conversations.halls import NOON

RINA, BUDI = Sender("900", "Rina", "id"), Sender("901", "Budi", "en-GB")
KEYS = WorkshopKeys("w1234567", "s3cret")


@pytest.fixture
def guides(knowledge: Knowledge) -> Guides:
    return Guides(knowledge)


def take(guides: Guides, event: Event, **known: Any) -> WorkshopOutcome:
    """What comes of an event where this is known."""
    return workshop_step(request_of(event, guides), event, Scene(KEYS, NOON, **known), guides)


def in_group(action: Action, sender: Sender = RINA, **more: Any) -> Event:
    return Event(action, sender, in_group=True, **more)


def opened(guides: Guides, words: str = "") -> Workshop:
    return take(guides, in_group(Commanded("workshop", words))).changes[0].workshop


def events(outcome: WorkshopOutcome) -> tuple[WorkshopEvent, ...]:
    (change,) = outcome.changes
    return change.events


def control(workshop: Workshop, name: str, argument: str = "") -> Chose:
    """The tap on a button of the panel as it stands."""
    option = f"{workshop.id}.{workshop.question}.{workshop.round}.{argument}"
    return Chose("workshop", name, option)


def started(guides: Guides) -> Workshop:
    lobby = opened(guides)
    return take(guides, Event(control(lobby, "start"), RINA), workshop=lobby).changes[0].workshop


@pytest.mark.parametrize(
    ("event", "concerns"),
    [
        (in_group(Commanded("workshop")), True),
        (Event(Commanded("workshop"), RINA), True),
        (Event(Started("w_abc"), RINA), True),
        (in_group(Started("w_abc")), False),
        (Event(Started("t_water"), RINA), False),
        (in_group(Chose("workshop", "vote", "w1.food.1.2")), True),
        (in_group(Chose("ask", "topic", "water")), False),
        (in_group(Said("lokakarya")), False),
    ],
)
def test_only_what_concerns_a_workshop_is_taken(event: Event, concerns: bool) -> None:
    assert is_workshop_event(event) == concerns


def test_what_does_not_concern_a_workshop_is_no_request(guides: Guides) -> None:
    with pytest.raises(ValueError, match="Said"):
        request_of(in_group(Said("lokakarya")), guides)


def test_who_opens_a_workshop_leads_it_and_gets_panel_and_code(guides: Guides) -> None:
    outcome = take(guides, in_group(Commanded("workshop", "air bersih Kota Bogor")))
    assert events(outcome) == (Opened(), PanelMoved("900"), Invited("900"))
    workshop = outcome.changes[0].workshop
    assert (workshop.id, workshop.secret) == (KEYS.id, KEYS.secret)
    assert (workshop.topic, workshop.region) == ("air bersih Kota Bogor", "Kota Bogor")
    assert workshop.language == "id"


@pytest.mark.parametrize(
    ("sender", "chosen", "language"),
    [(RINA, None, "id"), (BUDI, None, "id"), (BUDI, "en", "en"), (BUDI, "xx", "id")],
)
def test_a_workshop_is_not_in_the_language_of_the_phone_that_opens_it(
    guides: Guides, sender: Sender, chosen: str | None, language: str
) -> None:
    outcome = take(guides, in_group(Commanded("workshop"), sender), language=chosen)
    assert outcome.changes[0].workshop.language == language


def test_a_workshop_is_in_the_language_of_the_last_one_in_its_group(guides: Guides) -> None:
    last = replace(opened(guides), language="en", phase="finished", finished_at=NOON)
    outcome = take(guides, in_group(Commanded("workshop")), workshop=last, language="id")
    assert outcome.changes[0].workshop.language == "en"


def test_nobody_opens_a_workshop_namelessly(guides: Guides) -> None:
    outcome = take(guides, in_group(Commanded("workshop"), Sender(ANYBODY)))
    assert outcome.changes == ()
    assert outcome.replies == (Say(guides("id").say("nameless-leader")),)


def test_only_a_takeover_needs_to_know_who_is_an_admin_of_the_group(guides: Guides) -> None:
    def needs(event: Event) -> bool:
        return needs_group_admin(request_of(event, guides))

    assert needs(in_group(Commanded("workshop", "ambil")))
    assert needs(in_group(Commanded("workshop", "takeover")))
    assert not needs(in_group(Commanded("workshop", "buka")))
    assert not needs(in_group(Commanded("workshop")))
    assert not needs(Event(Commanded("workshop", "ambil"), RINA))


def test_an_admin_takes_over_from_a_facilitator_who_left(guides: Guides) -> None:
    workshop = left_group(opened(guides), "900", None).workshop
    asks = in_group(Commanded("workshop", "ambil"), BUDI)
    refused = take(guides, asks, workshop=workshop)
    assert refused.changes == ()
    taken = take(guides, replace(asks, decides=True), workshop=workshop)
    assert events(taken) == (BoardChanged("901"), PanelMoved("901"), LeadersChanged())


def test_a_vote_from_the_workshops_own_group_joins_and_counts(guides: Guides) -> None:
    workshop = started(guides)
    tap = in_group(control(workshop, "vote", "2"), BUDI)
    outcome = take(guides, tap, workshop=workshop, at_home=True)
    joined = Joined(Participant("901", roll=1))
    assert events(outcome) == (joined, Voted(Vote("food", 1, "901", "2")))
    assert only_counted(outcome.changes[0])
    assert outcome.changes[0].workshop == workshop


def test_who_is_known_as_present_changes_only_the_vote(guides: Guides) -> None:
    workshop = started(guides)
    tap = in_group(control(workshop, "vote", "2"), BUDI)
    known = {"workshop": workshop, "at_home": True, "before": Participant("901", roll=1)}
    assert events(take(guides, tap, **known)) == (Voted(Vote("food", 1, "901", "2")),)
    assert (
        take(guides, in_group(Chose("workshop", "here", workshop.id), BUDI), **known).changes == ()
    )


def test_a_vote_from_another_chat_joins_nobody(guides: Guides) -> None:
    workshop = started(guides)
    outcome = take(guides, in_group(control(workshop, "vote", "2"), BUDI), workshop=workshop)
    assert outcome == WorkshopOutcome((Toast(guides("en").toast("join-first")),))


def test_a_tap_for_a_workshop_that_is_gone_says_so(guides: Guides) -> None:
    for tap in (control(started(guides), "vote", "2"), control(started(guides), "reveal")):
        outcome = take(guides, in_group(tap, BUDI))
        assert outcome == WorkshopOutcome((Toast(guides("en").toast("gone")),))


def test_a_forged_control_is_told_to_be_old(guides: Guides) -> None:
    outcome = take(guides, in_group(Chose("workshop", "reveal", "w1234567.food")))
    assert outcome == WorkshopOutcome((Toast(guides("id").toast("old")),))


def test_starting_moves_the_boards_down_and_changes_the_panel_in_place(guides: Guides) -> None:
    lobby = opened(guides)
    outcome = take(guides, Event(control(lobby, "start"), RINA), workshop=lobby)
    assert outcome.replies == ()
    assert events(outcome) == (BoardChanged("900"), BoardMoved())


def test_the_code_comes_with_the_panel_below_it_in_private_and_alone_in_the_group(
    guides: Guides,
) -> None:
    lobby = opened(guides)
    private = take(guides, Event(control(lobby, "qr"), RINA), workshop=lobby)
    assert events(private) == (BoardChanged("900"), PanelMoved("900"), Invited("900"))
    typed = take(guides, in_group(Commanded("workshop", "qr")), workshop=lobby)
    assert events(typed) == (BoardChanged("900"), Invited())


def test_the_panel_that_asks_whether_to_finish_is_not_changed_by_it(guides: Guides) -> None:
    workshop = started(guides)
    outcome = take(guides, Event(control(workshop, "finish"), RINA), workshop=workshop)
    assert events(outcome) == (FinishAsked("900"),)


def test_a_strangers_control_is_refused_and_nothing_is_drawn_for_it(guides: Guides) -> None:
    workshop = started(guides)
    outcome = take(guides, in_group(control(workshop, "reveal"), BUDI), workshop=workshop)
    assert outcome == WorkshopOutcome((Toast(guides("id").toast("not-leader")),))


def test_who_comes_by_the_link_joins_in_private_and_who_leads_gets_the_panel(
    guides: Guides,
) -> None:
    workshop = started(guides)
    link = Started(f"w_{workshop.id}")
    joined = take(guides, Event(link, BUDI), workshop=workshop)
    present = Joined(Participant("901", roll=1, private=True))
    assert events(joined) == (present,)
    answers = Event(Chose("workshop", "join", f"{workshop.id}.dlh"), BUDI)
    answered = take(guides, answers, workshop=workshop, before=present.participant)
    assert PrivateBoardMoved("901") in events(answered)
    leads = take(guides, Event(link, RINA), workshop=workshop)
    assert events(leads)[1:] == (PanelMoved("900"),)


def test_the_command_in_private_shows_the_panels_of_what_one_leads(guides: Guides) -> None:
    going_on = opened(guides)
    over = replace(going_on, id="w2", finished_at=NOON, phase="finished")
    older = replace(over, id="w3", led_at=NOON - 9)
    other = replace(going_on, id="w4", facilitator=replace(going_on.facilitator, id="7"))
    asks = Event(Commanded("workshop"), RINA)
    both = take(guides, asks, led=[over, going_on, other])
    assert [change.workshop.id for change in both.changes] == [going_on.id]
    assert both.replies == ()
    last = take(guides, asks, led=[over, older])
    assert [change.workshop.id for change in last.changes] == ["w2"]
    assert events(last) == (PanelMoved("900"),)
    (how,) = last.replies
    assert isinstance(how, Say)
    assert how.text == guides.knowledge.edition("id").say("workshop-how")
    assert take(guides, asks).changes == ()


def test_words_that_steer_nothing_do_not_open_a_workshop_beside_one(guides: Guides) -> None:
    workshop = started(guides)
    outcome = take(guides, in_group(Commanded("workshop", "air bersih")), workshop=workshop)
    assert outcome.changes == ()


def test_after_the_end_a_new_workshop_opens_and_the_minutes_of_the_last_one_are_had(
    guides: Guides,
) -> None:
    workshop = started(guides)
    votes = {"1": "0", "2": "0", "3": "0"}
    reveal = Event(control(workshop, "reveal"), RINA)
    shown = take(guides, reveal, workshop=workshop, room=Room({}, votes)).changes[0].workshop
    finish = Event(control(shown, "finish-yes"), RINA)
    over = take(guides, finish, workshop=shown, room=Room()).changes[0].workshop
    again = take(guides, in_group(Commanded("workshop", "notulen")), workshop=over)
    assert events(again)[-1] == MinutesReady(("900",))
    new = take(guides, in_group(Commanded("workshop")), workshop=over)
    assert events(new)[0] == Opened()


def test_who_leaves_is_not_present_any_more(guides: Guides) -> None:
    workshop = started(guides)
    change = left_group(workshop, "901", Participant("901", "dlh", roll=1))
    assert change.events == (Joined(Participant("901", "dlh", roll=0)),)
    assert change.workshop == workshop
    assert left_group(workshop, "902", None).events == ()
