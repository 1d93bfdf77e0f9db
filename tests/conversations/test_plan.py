"""Steps of a result are taken on, followed, stuck and moved; the state is saved in between."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

import pytest

from conversations.keeping import DropPlanItem, KeepPlanItem, PlanItem, SetReminders
from conversations.making import MakeProgressPicture
from conversations.messages import (
    Action,
    Choice,
    Chose,
    Commanded,
    DiagnosticRecord,
    Event,
    PrivateChatButton,
    Reply,
    Revise,
    Said,
    Say,
    SendCalendar,
    Sender,
    Toast,
)
from conversations.plan.dates import month_end, read_day
from conversations.plan.progress import progress_caption, progress_picture
from conversations.plan.reminding import reminder
from conversations.plan.when import ReminderDue
from conversations.router import needs, step
from conversations.state import State, restore, save
from knowledge.base import Knowledge
from knowledge.models.language import LANGUAGES, Language
from knowledge.models.questions import QUESTION_IDS

OPTIONS = ("1", "0", "2", "2", "1", "1", "2", "1", "2", "1", "1", "1", "1", "social")
RECORD = DiagnosticRecord(
    3, "53.07", "bappeda", tuple(zip(QUESTION_IDS, OPTIONS, strict=True)), "2026-11-30"
)
TODAY = "2026-12-01"


@dataclass
class Desk:
    """One person with a result; what is kept of the plan is there at the next turn."""

    knowledge: Knowledge
    language: Language = "id"
    state: State = field(default_factory=State)
    plan: tuple[PlanItem, ...] = ()
    reminds: bool = True
    replies: tuple[Reply, ...] = ()

    def does(self, action: Action, *, in_group: bool = False) -> Desk:
        event = Event(action, Sender("7", "Rina", self.language), in_group, day=TODAY)
        if "plan" in needs(event):
            event = replace(event, plan=self.plan, reminds=self.reminds)
        if "diagnostics" in needs(event):
            event = replace(event, diagnostics=(RECORD,))
        state, self.replies = step(self.state, event, self.knowledge)
        self.state = restore(save(state))
        assert self.state == state
        for reply in self.replies:
            match reply:
                case KeepPlanItem(item):
                    self.plan = (*(it for it in self.plan if it.number != item.number), item)
                case DropPlanItem(number):
                    self.plan = tuple(it for it in self.plan if it.number != number)
                case SetReminders(reminds):
                    self.reminds = reminds
        return self

    def taps(self, label: str) -> Desk:
        button = next(b for b in self.buttons() if b.label == label)
        return self.does(Chose(button.conversation, button.question, button.option, "7", "1"))

    def buttons(self) -> list[Choice]:
        return [b for row in self.shown().rows for b in row if isinstance(b, Choice)]

    def shown(self) -> Say | Revise:
        return next(r for r in reversed(self.replies) if isinstance(r, Say | Revise))

    @property
    def text(self) -> str:
        return self.shown().text


@pytest.fixture
def desk(knowledge: Knowledge) -> Desk:
    return Desk(knowledge).does(Chose("result", "top", "3", "7", "1"))


def agrees(desk: Desk) -> Desk:
    """One step, usual agency, nobody named, thirty days."""
    desk.taps("Kerjakan ini").taps("☐ 1").taps("Sepakati yang terpilih")
    return desk.taps("Yang biasa memimpin").taps("Lewati").taps("30 hari lagi")


def test_a_step_is_taken_on_with_taps_alone(desk: Desk) -> None:
    agrees(desk)
    (item,) = desk.plan
    assert (item.number, item.run, item.region, item.priority) == (1, 3, "53.07", "sanitation")
    assert (item.agency, item.person, item.due, item.state) == ("", "", "2026-12-31", "open")
    assert "Rencana Anda" in desk.text
    assert "yang biasa memimpin" in desk.text
    assert desk.state.planning is None


def test_three_steps_are_agreed_one_after_the_other(desk: Desk) -> None:
    desk.taps("Kerjakan ini").taps("☐ 1").taps("☐ 2").taps("☐ 3").taps("☐ 4")
    assert desk.replies == (Toast("Paling banyak tiga langkah. Lepaskan satu dulu."),)
    desk.does(Chose("plan", "agree", "", "7", "1"))
    for agency, person in (
        ("Dinkes / RSUD", "Kabid Kesling"),
        ("Perumda Air", "Siti"),
        ("diskominfo", "x"),
    ):
        assert "Instansi mana" in desk.text
        desk.does(Said(agency)).does(Said(person)).does(Said("dua minggu lagi"))
    assert [item.agency for item in desk.plan] == ["dinkes", "Perumda Air", "diskominfo"]
    assert [item.person for item in desk.plan] == ["Kabid Kesling", "Siti", "x"]
    assert {item.due for item in desk.plan} == {"2026-12-15"}
    assert [item.number for item in desk.plan] == [1, 2, 3]


def test_a_chosen_step_can_be_left_and_chosen_again(desk: Desk) -> None:
    desk.taps("Kerjakan ini").taps("☐ 1").taps("☑ 1")
    assert "Sepakati yang terpilih" not in {b.label for b in desk.buttons()}
    desk.taps("☐ 1")
    assert desk.state.planning
    assert len(desk.state.planning.chosen) == 1


def test_a_priority_offers_its_steps_by_time(desk: Desk) -> None:
    desk.does(Chose("result", "p", "3.sanitation", "7", "1")).taps("Kerjakan ini")
    assert "langkah 90 hari" in desk.text
    assert "langkah setahun" in desk.text


def test_a_question_while_something_is_asked_is_answered_as_a_question(desk: Desk) -> None:
    desk.taps("Kerjakan ini").taps("☐ 1").taps("Sepakati yang terpilih")
    desk.does(Said("Apa itu kota cerdas?"))
    assert "Siapa yang mengerjakan" not in desk.text
    assert desk.state.planning, "the plan can still be gone on with"


def test_cancel_drops_what_is_being_agreed(desk: Desk) -> None:
    desk.taps("Kerjakan ini").taps("☐ 1").taps("Sepakati yang terpilih").does(Commanded("cancel"))
    assert desk.state.planning is None
    assert desk.plan == ()


def test_a_day_that_cannot_be_read_is_asked_again(desk: Desk) -> None:
    desk.taps("Kerjakan ini").taps("☐ 1").taps("Sepakati yang terpilih")
    desk.taps("Yang biasa memimpin").taps("Lewati").does(Said("kemarin"))
    assert "belum saya tangkap" in desk.text
    desk.does(Said("15/3/2027"))
    assert desk.plan[0].due == "2027-03-15"


def test_what_a_person_types_is_shown_as_they_typed_it(desk: Desk) -> None:
    desk.taps("Kerjakan ini").taps("☐ 1").taps("Sepakati yang terpilih")
    desk.does(Said("Dinas <b>A")).does(Said("Budi & Co")).taps("30 hari lagi")
    assert "Dinas &lt;b&gt;A, Budi &amp; Co" in desk.text


def test_one_tap_says_done(desk: Desk) -> None:
    agrees(desk).taps("1 Selesai")
    assert desk.plan[0].state == "done"
    assert "selesai ✓" in desk.text


def test_a_plan_can_be_put_into_a_calendar(desk: Desk) -> None:
    desk.taps("Kerjakan ini").taps("☐ 1").taps("Sepakati yang terpilih")
    desk.does(Said("Dinas A; Bidang B, C \\ D")).does(Said("é" * 60)).taps("30 hari lagi")
    desk.taps("Simpan ke kalender (.ics)")
    (sent,) = desk.replies
    assert isinstance(sent, SendCalendar)
    lines = sent.content.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert all(len(line.encode()) <= 75 for line in lines)
    whole = sent.content.replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n" in whole
    assert "DESCRIPTION:Dinas A\\; Bidang B\\, C \\\\ D\\, " + "é" * 60 in whole
    assert "UID:7" not in whole, "it does not tell whose plan it is"


# One step of each kind, as the picture tells them apart.
MIXED = (
    PlanItem(1, 3, "53.07", "water", "day_30", "", "Budi & <Ani>", "2026-12-20", "done"),
    PlanItem(2, 3, "53.07", "food", "day_90", "Dinas <A> & B", "Budi", "2026-11-30"),
    PlanItem(3, 3, "53.07", "people", "day_30", "", "", "2026-12-30", "stuck", "money"),
    PlanItem(4, 3, "53.07", "energy", "day_365", "", "", "2027-03-30", "moved"),
)


def test_the_picture_of_a_plan_comes_with_its_content_in_words(desk: Desk) -> None:
    agrees(desk)
    desk.plan = MIXED
    desk.does(Commanded("plan", "")).taps("Gambar kemajuan")
    (made,) = (reply for reply in desk.replies if isinstance(reply, MakeProgressPicture))
    assert (made.plan, made.day) == (MIXED, TODAY)
    for word in ("Kabupaten Sikka", "1 selesai", "1 macet", "1 sudah waktunya", "1 berjalan"):
        assert word in made.caption
    assert "Dinas &lt;A&gt; &amp; B" in made.caption
    assert "Budi" not in made.caption, "who shows it around names nobody"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_tells_of_each_step_how_it_stands(
    knowledge: Knowledge, language: Language
) -> None:
    edition = knowledge.edition(language)
    picture = progress_picture(MIXED, TODAY, edition)
    assert [step.standing for step in picture.steps] == ["due", "stuck", "open", "done"]
    assert [share.count for share in picture.shares] == [1, 1, 1, 1]
    assert "Dinas <A> & B" in picture.steps[0].text
    many = tuple(replace(MIXED[1], number=n, agency="Dinas " + "é" * 54) for n in range(40))
    told = progress_picture(many, TODAY, edition)
    assert len(told.steps) + int(re.findall(r"\d+", told.label)[0]) == 40
    assert len(progress_caption(many, TODAY, edition)) <= 1024


def test_what_is_done_stands_in_no_calendar(desk: Desk) -> None:
    agrees(desk).taps("1 Selesai")
    assert "Simpan ke kalender (.ics)" not in {b.label for b in desk.buttons()}
    desk.does(Chose("plan", "calendar", "", "7", "1"))
    (sent,) = desk.replies
    assert isinstance(sent, SendCalendar)
    assert "VEVENT" not in sent.content


def test_what_is_stuck_leads_to_what_helps(desk: Desk) -> None:
    agrees(desk).taps("1 Macet")
    assert {"Uangnya", "Orangnya", "Aturannya", "Instansi lain"} <= {
        b.label for b in desk.buttons()
    }
    desk.taps("Uangnya")
    assert (desk.plan[0].state, desk.plan[0].obstacle) == ("stuck", "money")
    answers = [b for b in desk.buttons() if b.conversation == "ask"]
    assert {b.option for b in answers} >= {"small-city-low-budget", "financing-overview"}
    desk.does(Commanded("plan"))
    assert "macet (Uangnya)" in desk.text


def test_a_step_gets_another_day(desk: Desk) -> None:
    agrees(desk).taps("1 Geser").does(Said("akhir bulan depan"))
    assert desk.plan[0].state == "moved"
    assert desk.plan[0].due == "2027-01-31"


def test_a_step_can_be_deleted(desk: Desk) -> None:
    agrees(desk).taps("1 Macet").taps("Hapus langkah 1")
    assert desk.plan == ()
    assert "Belum ada langkah" in desk.text


def test_buttons_of_steps_that_are_gone_are_old(desk: Desk) -> None:
    desk.does(Chose("plan", "done", "9", "7", "1"))
    assert desk.replies == (Toast("Tombol ini sudah tidak berlaku."),)


@pytest.mark.parametrize(("word", "reminds"), [("mati", False), ("nyala", True), ("off", False)])
def test_reminders_are_stopped_and_sent_again(desk: Desk, word: str, reminds: bool) -> None:
    desk.reminds = not reminds
    desk.does(Commanded("remind", word))
    assert desk.reminds is reminds
    desk.does(Commanded("remind"))
    assert ("Pengingat menyala" in desk.text) is reminds


def test_who_asks_for_a_reminder_is_led_to_the_steps(desk: Desk) -> None:
    desk.does(Said("ingatkan saya soal langkah ini bulan depan"))
    assert "Kerjakan ini" in desk.text
    assert desk.state.planning


def test_plans_are_shown_in_the_private_chat_only(desk: Desk) -> None:
    for command in ("plan", "remind"):
        desk.does(Commanded(command), in_group=True)
        (row,) = desk.shown().rows
        assert isinstance(row[0], PrivateChatButton)
        assert row[0].payload == command


def test_every_page_of_a_plan_is_told_in_every_language(knowledge: Knowledge) -> None:
    item = PlanItem(1, 3, "53.07", "sanitation", "day_30", "dlh", "Siti", "2026-12-01")
    due = (ReminderDue("due", 1, "53.07"), ReminderDue("30", 3, "53.07"))
    for language in LANGUAGES:
        edition = knowledge.edition(language)
        said = reminder(due, (item,), TODAY, edition)
        assert edition.date("2026-12-01") in said.text
        assert "Sumba" in said.text or "53.07" not in said.text
        assert "{" not in said.text
        assert len(said.text) < 1200


def test_a_reminder_holds_all_that_is_due_and_of_results_the_last(knowledge: Knowledge) -> None:
    items = tuple(PlanItem(n, 3, "", "water", "day_30", "", "", "2026-12-01") for n in (1, 2))
    due = (
        ReminderDue("due", 1, ""),
        ReminderDue("due", 2, ""),
        ReminderDue("90", 2, ""),
        ReminderDue("30", 3, ""),
    )
    said = reminder(due, items, TODAY, knowledge.edition("id"))
    labels = {b.label for row in said.rows for b in row if isinstance(b, Choice)}
    assert {"1 Selesai", "2 Selesai", "Ada yang berubah", "Matikan pengingat"} <= labels
    assert said.text.count("hari sesudah diagnosis") == 1
    assert "30 hari sesudah" in said.text


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("besok", "2026-12-02"),
        ("tomorrow", "2026-12-02"),
        ("15 Maret", "2027-03-15"),
        ("tanggal 5 des 2026", "2026-12-05"),
        ("March 15", "2027-03-15"),
        ("15/3", "2027-03-15"),
        ("15.03.27", "2027-03-15"),
        ("2027-03-15", "2027-03-15"),
        ("minggu depan", "2026-12-08"),
        ("sebulan lagi", "2027-01-01"),
        ("in three weeks", "2026-12-22"),
        ("2 bulan lagi", "2027-02-01"),
        ("akhir bulan", "2026-12-31"),
        ("end of the year", "2026-12-31"),
        ("akhir Februari", "2027-02-28"),
        ("akhir bulan depan", "2027-01-31"),
        ("akhir tahun depan", "2027-12-31"),
        ("kemarin", None),
        ("31 Februari", None),
        ("1 Desember 2026", None),
        ("2030-01-01", None),
        ("99999999 hari lagi", None),
        ("segera", None),
        ("", None),
    ],
)
def test_days_are_read_as_people_type_them(
    knowledge: Knowledge, typed: str, day: str | None
) -> None:
    content = knowledge.content
    months = tuple(tuple(n for _, n in month.each()) for month in content.wording.months)
    assert read_day(typed, TODAY, content.plan.dates, months) == day


def test_the_end_of_a_month_that_is_nearly_over_is_that_of_the_next() -> None:
    assert month_end("2026-12-01") == "2026-12-31"
    assert month_end("2026-12-29") == "2027-01-31"
