"""The projector page tells where the room stands, in words that need no explanation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversations.workshop.guide import guide_of
from conversations.workshop.slides import Slide, slide
from knowledge.base import Knowledge
from tests.conversations.halls import Hall, open_hall


@pytest.fixture
def hall(knowledge: Knowledge) -> Hall:
    return open_hall(guide_of(knowledge.edition("id")))


def shown(hall: Hall) -> Slide:
    return slide(hall.workshop, hall.room.turnout(hall.workshop), hall.guide)


def test_a_vote_shows_how_many_and_the_reveal_what(hall: Hall) -> None:
    hall.control("start").vote_all("0022u")
    before = shown(hall)
    assert before.turnout == "5 dari 5 sudah memilih"
    assert {bar.votes for bar in before.bars} == {None}
    after = shown(hall.control("reveal"))
    assert [bar.votes for bar in after.bars] == [2, 0, 2, 0, 1]
    assert after.total == 5
    assert after.findings[0].startswith("Nilai tengah: seri, antara 0 · ")
    assert after.findings[1:] == ("Suara peserta: dua kubu", "1 dari 5 belum tahu")


def test_the_reveal_puts_each_agency_below_the_bar_of_its_middle(hall: Hall) -> None:
    for voter, agency in enumerate(["bappeda"] * 5 + ["dinkes"] * 5 + ["dlh"] * 4):
        hall.join(str(voter), agency)
    hall.control("start").vote_all("00011222330123")
    assert {bar.agencies for bar in shown(hall).bars} == {()}
    after = shown(hall.control("reveal"))
    # Of four nothing is told.
    assert [bar.agencies for bar in after.bars] == [
        ("Bappeda (5)",),
        (),
        ("Dinkes / RSUD (5)",),
        (),
        (),
    ]
    assert after.findings[-1] == "Di bawah batang: nilai tengah tiap instansi"


def test_the_discussion_begins_with_the_most_divided_question_and_its_camps(hall: Hall) -> None:
    hall.control("start")
    for votes in ("222222", "000333", "222222", "111223", "333333"):
        hall.vote_all(votes).control("reveal").control("next")
    discussing = shown(hall)
    assert discussing.phase == "discussing"
    assert discussing.heading == hall.guide.stage("needs")
    assert discussing.findings[0].endswith(": dua kubu, 3 dan 3 suara")


def test_the_end_shows_what_comes_first(hall: Hall) -> None:
    hall.control("start").vote_all("0000").control("reveal").control("finish-yes")
    finished = shown(hall)
    assert (finished.text, finished.bars) == ("Prioritas bersama", ())
    assert 1 <= len(finished.findings) <= 5


def test_an_end_without_answers_says_so(hall: Hall) -> None:
    finished = shown(hall.control("start").control("finish-yes"))
    assert "tidak ada hasil bersama" in finished.text
    assert finished.findings == ()


def test_question_and_round_are_numbered_and_rounds_stand_side_by_side(hall: Hall) -> None:
    assert shown(hall).progress == ""
    hall.control("start").vote_all("0022u").control("reveal")
    assert shown(hall).progress == "Pertanyaan 1 dari 5 · Putaran 1"
    assert shown(hall).bars[0].earlier == ()
    again = shown(hall.control("revote").vote_all("0000u").control("reveal"))
    assert again.progress == "Pertanyaan 1 dari 5 · Putaran 2"
    assert again.bars[0].votes == 4
    assert again.bars[0].earlier == ((2, 5),)
    assert "Suara per putaran: 1 → 2" in again.findings


def test_the_last_slide_has_first_steps_dissent_and_what_it_is_not(hall: Hall) -> None:
    hall.control("start").vote_all("0000333").control("reveal").control("accept")
    last = shown(hall.control("finish-yes"))
    assert len(last.steps) == len(last.findings)
    assert last.steps[0]
    assert "3 di pihak lain" in last.dissents[0]
    assert "bukan data resmi" in last.caveat


def test_the_region_is_named_once(hall: Hall) -> None:
    hall.workshop = replace(hall.workshop, topic="Air bersih", region="Kota Bogor")
    assert shown(hall).region == "Kota Bogor"
    hall.workshop = replace(hall.workshop, topic="air bersih kota bogor")
    assert shown(hall).region == ""
