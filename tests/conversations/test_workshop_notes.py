"""Arguments for the minutes, what those who lead fill in, and what is agreed on each priority."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conversations.messages import Chose, Commanded, Event, Said, Say, Sender, Toast
from conversations.workshop.agreeing import agreed_before
from conversations.workshop.events import Joined, MinutesReady, NoteChanged, Noted
from conversations.workshop.guide import Guides, guide_of
from conversations.workshop.minutes import minutes
from conversations.workshop.recording import Kept, Note, Record
from conversations.workshop.session import Scene, request_of, workshop_step
from conversations.workshop.state import Leader, restore_workshop, save_workshop
from knowledge.base import Knowledge
from tests.conversations.halls import BUDI, Hall, choices, open_hall
from tests.conversations.test_workshop_session import KEYS as SCENE_KEYS
from tests.conversations.test_workshop_session import opened

RINA = Sender("900", "Rina", "id", last_name="Wulandari")
AYU = Sender("55", "Ayu", "id", last_name="Putri")


@pytest.fixture
def guides(knowledge: Knowledge) -> Guides:
    return Guides(knowledge)


@pytest.fixture
def hall(knowledge: Knowledge) -> Hall:
    return open_hall(guide_of(knowledge.edition("id")))


def replied(guides: Guides, hall: Hall, text: str, who: Sender = AYU, **known: Any) -> Any:
    """What comes of an answer to a board."""
    event = Event(Said(text, "77"), who, in_group=True)
    scene = Scene(SCENE_KEYS, hall.now, workshop=hall.workshop, **known)
    return workshop_step(request_of(event, guides), event, scene, guides)


def finished(hall: Hall) -> Hall:
    """A workshop that is over, with a result."""
    hall.control("start").vote_all("000001").control("reveal").control("accept")
    return hall.control("finish-yes")


def test_an_answer_to_the_board_is_noted_under_its_question_without_a_name(
    guides: Guides, hall: Hall
) -> None:
    hall.control("start")
    outcome = replied(guides, hall, "Sumur  di utara\nasin")
    (change,) = outcome.changes
    about = hall.workshop.question
    note = Note(SCENE_KEYS.id, about, "Sumur di utara asin")
    assert change.events == (Noted(note, AYU.id),)
    (said,) = outcome.replies
    assert hall.guide.ballots[about].name in said.text
    assert "tanpa nama" in said.text
    # Only who wrote it decides on it.
    assert [each.for_anybody for each in choices(said.rows)] == [False, False]


def test_an_answer_to_the_board_of_an_earlier_question_is_noted_under_that_one(
    guides: Guides, hall: Hall
) -> None:
    hall.control("start").vote_all("000001").control("reveal").control("accept")
    earlier = hall.workshop.left
    assert earlier
    assert earlier != hall.workshop.question
    for left, about in ((True, earlier), (False, hall.workshop.question)):
        (change,) = replied(guides, hall, "karena asin", left=left).changes
        assert change.events[0].note.question == about


def test_in_the_lobby_an_argument_is_about_the_whole_workshop(guides: Guides, hall: Hall) -> None:
    (change,) = replied(guides, hall, "Mulai dari data dulu").changes
    assert change.events[0].note.question == ""


def test_who_wrote_a_note_is_named_or_takes_it_back_by_one_tap(guides: Guides, hall: Hall) -> None:
    for control, name in (("note-name", "Ayu Putri"), ("note-drop", "")):
        event = Event(Chose("workshop", control, f"{hall.workshop.id}.n1"), AYU, in_group=True)
        scene = Scene(SCENE_KEYS, hall.now, workshop=hall.workshop)
        outcome = workshop_step(request_of(event, guides), event, scene, guides)
        assert outcome.changes[0].events == (NoteChanged("n1", AYU.id, name),)
        assert isinstance(outcome.replies[0], Toast)


def test_after_the_end_nothing_is_noted(guides: Guides, hall: Hall) -> None:
    outcome = replied(guides, finished(hall), "terlambat")
    assert outcome.changes == ()
    assert "selesai" in outcome.replies[0].text


def test_who_leads_fills_in_the_record_with_one_message(guides: Guides, hall: Hall) -> None:
    text = "Tempat: Aula Bappeda\nPimpinan rapat:  Dewi \nnote-taker: Siti\nNomor: 005/1"
    (change,) = replied(guides, hall, text, RINA).changes
    assert change.workshop.record == Record("005/1", "Aula Bappeda", "Dewi", "Siti")
    # Of anybody else it is an argument, and so is a text with other lines.
    (change,) = replied(guides, hall, text, AYU).changes
    assert change.workshop.record == Record()
    (change,) = replied(guides, hall, "Tempat: jauh\nitu masalahnya", RINA).changes
    assert isinstance(change.events[0], Noted)


def test_the_record_is_asked_by_one_tap_and_says_what_is_known(hall: Hall) -> None:
    hall.workshop = replace(hall.workshop, record=Record(place="Aula"))
    (said,) = hall.control("record").replies
    assert isinstance(said, Say)
    assert "Tempat: Aula" in said.text
    assert "Pencatat: (garis isian)" in said.text


def test_somebody_stands_in_the_attendance_list_only_by_a_tap_of_their_own(
    hall: Hall, guides: Guides
) -> None:
    def taps() -> Any:
        event = Event(Chose("workshop", "name", hall.workshop.id), AYU, in_group=True)
        before = hall.people.get(AYU.id)
        scene = Scene(SCENE_KEYS, hall.now, workshop=hall.workshop, at_home=True, before=before)
        outcome = workshop_step(request_of(event, guides), event, scene, guides)
        (joined,) = outcome.changes[0].events
        assert isinstance(joined, Joined)
        hall.people[AYU.id] = joined.participant
        return hall.people[AYU.id]

    hall.join(AYU.id, "dinkes")
    assert hall.people[AYU.id].name == ""
    assert taps().name == "Ayu Putri"
    assert taps().name == ""


def test_each_first_priority_gets_its_owner_and_date_by_taps_on_the_panel(hall: Hall) -> None:
    finished(hall)
    hall.taps_panel("Tindak lanjut 1")
    first = hall.workshop.drawer.removeprefix("followup.")
    owner = next(b for b in choices(hall.panel.rows) if b.question == "owner")
    hall.taps_panel(owner.label)
    hall.taps_panel("90 hari")
    agreed = hall.workshop.followup(first)
    assert agreed.owner == owner.option.partition("~")[2]
    assert agreed.due == "2027-04-15"
    assert owner.label in hall.panel.text
    hall.taps_panel("« Tutup")
    assert f"({owner.label}, 2027-04-15)" in hall.panel.text.replace("15 April 2027", "2027-04-15")
    hall.control("minutes-room")
    assert hall.events[-1] == MinutesReady((), in_room=True)


def test_who_takes_a_priority_on_is_named_by_their_own_tap_and_may_withdraw(hall: Hall) -> None:
    finished(hall)
    pledge = next(b for b in choices(hall.board.rows) if b.question == "pledge")
    priority = pledge.option.rpartition(".")[2]
    hall.control("pledge", priority, BUDI)
    assert hall.workshop.followup(priority).person == "Budi"
    told = minutes(hall.workshop, hall.guide)
    assert told.followups[0].person == "Budi"
    # Nobody else takes it, or takes the name away.
    hall.control("pledge", priority, Leader("903", "Tono"))
    assert hall.workshop.followup(priority).person == "Budi"
    assert hall.refused
    # Who is forgotten is forgotten here too.
    assert hall.workshop.without(BUDI.id).followup(priority).person == ""
    hall.control("pledge", priority, BUDI)
    assert hall.workshop.followup(priority).person == ""


def test_others_than_who_leads_agree_on_nothing(hall: Hall) -> None:
    finished(hall)
    for control in ("followup", "owner", "due", "minutes-room"):
        before = hall.workshop
        hall.control(control, "water~dinkes", BUDI)
        assert hall.workshop == before


def test_the_next_workshop_of_a_region_begins_with_what_was_agreed(
    guides: Guides, hall: Hall
) -> None:
    finished(hall)
    hall.workshop = replace(hall.workshop, region="Kota Bogor", record=Record("1", "Aula", "Dewi"))
    hall.taps_panel("Tindak lanjut 1")
    owner = next(b for b in choices(hall.panel.rows) if b.question == "owner")
    hall.taps_panel(owner.label)
    event = Event(Commanded("workshop", "air bersih Kota Bogor"), RINA, in_group=True)
    scene = Scene(SCENE_KEYS, hall.now, earlier=[hall.workshop])
    made = workshop_step(request_of(event, guides), event, scene, guides).changes[0].workshop
    assert made.record == Record("", "Aula", "Dewi")
    told = agreed_before(made, hall.guide)
    assert "Yang disepakati terakhir kali" in told
    assert f"({owner.label})" in told
    assert restore_workshop(save_workshop(made)) == made
    # Another region begins anew.
    elsewhere = replace(event, action=Commanded("workshop", "air bersih Kota Depok"))
    scene = Scene(SCENE_KEYS, hall.now, earlier=[hall.workshop])
    made = (
        workshop_step(request_of(elsewhere, guides), elsewhere, scene, guides).changes[0].workshop
    )
    assert made.record == Record()
    assert agreed_before(made, hall.guide) == ""
    # Named later, the region is looked up again; what was said for the minutes meanwhile stays.
    said = replace(made, record=Record("", "Pendopo"))
    named = replace(event, action=Commanded("workshop", "daerah: bogor kota"))
    scene = Scene(SCENE_KEYS, hall.now, workshop=said, earlier=[hall.workshop])
    moved = workshop_step(request_of(named, guides), named, scene, guides).changes[0].workshop
    assert (moved.region, moved.record) == ("Kota Bogor", Record("", "Pendopo"))
    assert f"({owner.label})" in agreed_before(moved, hall.guide)
    back = replace(event, action=Commanded("workshop", "daerah: Kota Depok"))
    scene = replace(scene, workshop=moved)
    left = workshop_step(request_of(back, guides), back, scene, guides).changes[0].workshop
    assert agreed_before(left, hall.guide) == ""


def test_a_workshop_saved_before_all_this_is_read(guides: Guides) -> None:
    saved = save_workshop(opened(guides))
    assert "record" not in saved
    assert restore_workshop(saved) == opened(guides)


def test_the_minutes_tell_notes_under_their_question(hall: Hall) -> None:
    finished(hall)
    about = hall.workshop.asked[0].question
    kept = Kept((Note("a", about, "asin"), Note("b", about, "jauh", "Ayu"), Note("c", "", "data")))
    told = minutes(hall.workshop, hall.guide, kept)
    assert told.questions[0].notes == ("asin", "Ayu: jauh")
    assert told.notes_apart == ("data",)
