"""The diagnostic walked through: short, resumable, every answer changeable."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from conversations.advice.rules import advise
from conversations.diagnosing import DOMAIN_SETS, answers_of, options_of
from conversations.messages import (
    Choice,
    Chose,
    Commanded,
    Decided,
    DiagnosticRecord,
    Event,
    KeepDiagnostic,
    MakePaper,
    Reply,
    Revise,
    Said,
    Say,
    Sender,
    Started,
    Toast,
)
from conversations.router import needs, step
from conversations.state import State, restore, save
from knowledge import markup
from knowledge.base import Knowledge
from knowledge.models.language import LANGUAGES, Language
from knowledge.models.questions import NEEDS
from knowledge.models.questions import QUESTION_IDS as QUESTIONS
from knowledge.models.texts import BUTTON_LENGTH
from tests.conversations.scripts import Scripted, answered, knows, unsure

LONGEST = 1200


@dataclass
class Walk:
    """A person who takes the diagnostic; kept results come back as the edge brings them."""

    knowledge: Knowledge
    language: Language = "id"
    state: State = field(default_factory=State)
    replies: tuple[Reply, ...] = ()
    kept: dict[int, DiagnosticRecord] = field(default_factory=dict)
    taps: int = 0
    day: str = "2026-01-31"

    def does(self, action: Started | Said | Commanded | Chose) -> Walk:
        event = Event(action, Sender("7", "Rina", self.language), day=self.day)
        if "diagnostics" in needs(event):
            event = replace(event, diagnostics=tuple(self.kept.values()))
        state, self.replies = step(self.state, event, self.knowledge)
        self.state = restore(save(state))
        assert self.state == state
        for reply in self.replies:
            if isinstance(reply, KeepDiagnostic):
                self.kept[reply.record.run] = reply.record
            if isinstance(reply, Say | Revise):
                self.fits_a_phone(reply)
        return self

    def fits_a_phone(self, reply: Say | Revise) -> None:
        """No message over 1,200 characters, no label too long, markup that Telegram takes."""
        assert markup.length(reply.text) <= LONGEST, reply.text
        assert markup.fault_in(reply.text) is None, reply.text
        assert "{" not in reply.text
        assert all(len(b.label) <= BUTTON_LENGTH for row in reply.rows for b in row)

    @property
    def text(self) -> str:
        return [reply.text for reply in self.replies if isinstance(reply, Say | Revise)][-1]

    @property
    def choices(self) -> list[Choice]:
        shown = [reply for reply in self.replies if isinstance(reply, Say | Revise)]
        return [b for row in shown[-1].rows for b in row if isinstance(b, Choice)]

    def button(self, option: str, question: str = "") -> Chose:
        """The button of the last message that carries an option."""
        choice = next(
            c for c in self.choices if c.option == option and c.question.startswith(question)
        )
        return Chose(choice.conversation, choice.question, choice.option, "7", "1")

    def tap(self, option: str, question: str = "") -> Walk:
        self.taps += 1
        return self.does(self.button(option, question))

    def answers(self, *options: str) -> Walk:
        for option in options:
            self.tap(option)
        return self


@pytest.fixture
def walk(knowledge: Knowledge) -> Walk:
    matches = {"apa itu sanitasi layak?": answered("need-sanitation")}
    return Walk(Scripted(knowledge.content, matches=matches))


GOOD, ADEQUATE = ("3",) * 5, ("2",) * 5
REST = ("2", "2", "2", "3", "2", "2", "2", "2", "economy")


def test_a_full_diagnostic_takes_sixteen_taps_or_fewer(walk: Walk) -> None:
    walk.does(Started()).tap("", "start").tap("skip")
    walk.answers("0", "1", "2", "3", "unknown", *REST)
    assert len(walk.kept[1].answers) == len(QUESTIONS)
    assert walk.taps <= 16


def test_with_a_critical_need_the_first_priorities_show_after_stage_one(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("3", "3", "0", "3", "3")
    title = walk.knowledge.content.actions.priorities["water"].title.in_("id")
    assert f"1. {title}" in walk.text
    walk.tap("stop")
    assert len(walk.kept[1].answers) == 5
    assert title in walk.text


def test_going_on_after_the_early_priorities_costs_no_tap(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("0", "3", "3", "3", "3", *REST)
    assert len(walk.kept[1].answers) == len(QUESTIONS)


def test_a_result_stopped_early_can_be_completed(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("0", "3", "3", "3", "3").tap("stop")
    walk.tap("1", "complete").answers(*REST)
    assert len(walk.kept[1].answers) == len(QUESTIONS)
    assert len(walk.kept) == 1


def test_with_needs_met_it_goes_on_by_itself(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers(*GOOD)
    assert "stop" not in {choice.option for choice in walk.choices}


@pytest.mark.parametrize("question", QUESTIONS)
def test_it_can_be_left_at_every_question_and_resumed(walk: Walk, question: str) -> None:
    given = (*GOOD, *REST)[: QUESTIONS.index(question)]
    walk.does(Commanded("diagnose")).tap("skip").answers(*given)
    if not given:
        return
    walk.does(Started())
    walk.tap("1", "resume")
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.screen == question
    walk.does(Commanded("diagnose")).tap("1", "resume")
    assert walk.state.diagnosing.screen == question


def test_back_leads_to_the_question_before_with_its_answer(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("1").tap("back")
    label = walk.knowledge.content.diagnostic.questions["food"].options["1"].in_("id")
    assert label in walk.text
    walk.answers("3")
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.answers == (("food", "3"),)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_says_why_and_how_to_judge(knowledge: Knowledge, language: Language) -> None:
    walk = Walk(knowledge, language).does(Commanded("diagnose")).tap("skip")
    for _ in QUESTIONS:
        walk.tap("why").tap("rules").tap("show")
        first = next(c.option for c in walk.choices if c.option not in {"back", "why", "review"})
        walk.tap(first)
    assert walk.kept


def test_a_button_of_another_question_changes_nothing(walk: Walk) -> None:
    old = walk.does(Commanded("diagnose")).tap("skip").button("0")
    walk.answers("1", "1")
    before = walk.state
    walk.does(old)
    assert isinstance(walk.replies[0], Toast)
    assert walk.state == before


def test_a_tap_that_arrives_twice_counts_once(walk: Walk) -> None:
    tap = walk.does(Commanded("diagnose")).tap("skip").button("1")
    walk.does(tap).does(tap)
    assert isinstance(walk.replies[0], Toast)
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.answers == (("food", "1"),)


def test_any_answer_can_be_changed_from_the_review_before_the_result(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("3", "3", "3").tap("review")
    walk.tap("qfood").tap("0").tap("forward")
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.answer_to("food") == "0"
    assert walk.state.diagnosing.screen == "energy"


def test_a_changed_answer_changes_the_result(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers(*GOOD, *REST)
    actions = walk.knowledge.content.actions.priorities
    assert actions["food"].title.in_("id") not in walk.text
    walk.tap("1", "change").tap("qfood").tap("0").tap("forward")
    assert f"1. {actions['food'].title.in_('id')}" in walk.text
    assert dict(walk.kept[2].answers)["food"] == "0"


def test_a_changed_answer_keeps_the_former_result_and_shows_what_changed(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers(*GOOD, *REST)
    walk.tap("1", "change").tap("qfood").tap("0").tap("forward")
    assert dict(walk.kept[1].answers)["food"] == "3"
    walk.tap("2", "moved")
    assert "<b>Memburuk</b>\n• Pangan: baik → kritis" in walk.text
    assert "<b>Selanjutnya</b>" in walk.text


def test_a_diagnostic_that_is_only_continued_stays_one_result(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("0", "3", "3", "3", "3").tap("stop")
    walk.tap("1", "complete").answers(*REST)
    assert list(walk.kept) == [1]
    assert len(walk.kept[1].answers) == len(QUESTIONS)


def test_what_is_good_is_called_good_and_what_is_adequate_adequate(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("0", "3", "2", "3", "3", *REST)
    assert "Sudah baik: Sanitasi, Energi" in walk.text
    walk.tap("1", "all")
    assert "Sudah cukup, disempurnakan sambil jalan: nomor" in walk.text


def test_a_question_in_the_middle_is_answered_and_the_open_one_shown_again(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("3")
    walk.does(Said("apa itu sanitasi layak?"))
    answer = walk.replies[0]
    assert isinstance(answer, Say)
    assert walk.knowledge.edition("id").title("need-sanitation") in answer.text
    # Its own pages and the thumbs, no other topic: what leads on is the open question.
    buttons = [button for row in answer.rows for button in row]
    assert {button.option for button in buttons if isinstance(button, Choice)} == {
        "need-sanitation"
    }
    assert walk.knowledge.content.diagnostic.questions["sanitation"].question.in_("id") in walk.text
    walk.answers("3")
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.screen == "water"


def test_a_typed_region_is_taken_and_named_in_the_result(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).does(Said("kab sumedang"))
    assert "Sumedang" in walk.text
    walk.tap("bappeda").answers(*ADEQUATE, *REST)
    assert "Sumedang" in walk.text
    assert walk.kept[1].role == "bappeda"


def test_an_ambiguous_region_is_asked_about(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).does(Said("bandung"))
    labels = [choice.label for choice in walk.choices]
    assert "Kota Bandung" in labels
    assert "Kab. Bandung" in labels
    walk.tap(next(c.option for c in walk.choices if c.label == "Kota Bandung"))
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.region
    assert walk.state.diagnosing.screen == "food"


def test_the_deep_link_opens_it(walk: Walk) -> None:
    walk.does(Started("diagnose"))
    assert walk.state.diagnosing is not None


def test_cancel_leaves_it_and_keeps_the_answers(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("3").does(Commanded("cancel"))
    walk.tap("1", "resume")
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.answers == (("food", "3"),)


def test_starting_over_leaves_the_earlier_result_alone(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers(*GOOD, *REST).tap("1", "anew")
    walk.tap("skip").answers("0", "0", "0", "0", "0", *REST)
    assert sorted(walk.kept) == [1, 2]
    assert dict(walk.kept[1].answers)["food"] == "3"


def test_results_are_listed_and_what_moved_is_told(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers(*GOOD, *REST).tap("1", "anew")
    walk.day = "2026-07-31"
    walk.tap("skip").answers("1", "3", "3", "3", "3", *REST)
    walk.does(Commanded("results"))
    assert [choice.option for choice in walk.choices] == ["2", "1"]
    walk.tap("2", "top").tap("2", "moved")
    assert "baik → lemah" in walk.text


def test_without_a_result_the_list_offers_the_diagnostic(walk: Walk) -> None:
    assert walk.does(Commanded("results")).choices[0].conversation == "diagnose"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("score", ["0", "1", "2", "unknown"])
def test_every_page_of_every_priority_fits_a_phone(
    knowledge: Knowledge, language: Language, score: str
) -> None:
    walk = Walk(knowledge, language).does(Commanded("diagnose")).tap("skip")
    answers = [
        score if "0" in options_of(q) else {"generation": "2", "domains": DOMAIN_SETS[-2]}[q]
        for q in QUESTIONS
    ]
    walk.answers(*answers).tap("1", "all")
    priorities = [c.option for c in walk.choices if c.question == "p"]
    assert len(priorities) >= 4
    for option in priorities:
        walk.does(Chose("result", "p", option, "7", "1"))
        walk.does(Chose("result", "m", option, "7", "1"))


def test_picture_and_report_are_sent(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers(*GOOD, *REST)
    walk.tap("1", "card")
    assert MakePaper("card", walk.kept[1], "id") in walk.replies
    walk.does(Chose("result", "report", "1", "7", "1"))
    assert MakePaper("report", walk.kept[1], "id") in walk.replies


def test_the_text_to_share_names_the_priorities(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("0", *GOOD[1:], *REST).tap("1", "text")
    assert walk.knowledge.content.actions.priorities["food"].title.in_("id") in walk.text


def test_everything_good_is_said_to_be_good(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip")
    walk.answers(*GOOD, "3", "3", "3", "4", "3", "3", "3", "3", "none")
    assert "jaga" in walk.text.lower()


@pytest.mark.parametrize(
    "tap",
    [
        Chose("diagnose", "1.food", "9", "7"),
        Chose("diagnose", "1.food", "stop", "7"),
        Chose("diagnose", "1.review", "qwater", "7"),
        Chose("diagnose", "99.food", "0", "7"),
        Chose("diagnose", "change", "99", "7"),
        Chose("diagnose", "resume", "99", "7"),
        Chose("result", "top", "99", "7"),
        Chose("result", "p", "1.nonsense", "7"),
        Chose("diagnose", "", "", "7"),
    ],
)
def test_forged_taps_change_nothing(walk: Walk, tap: Chose) -> None:
    walk.does(Commanded("diagnose")).tap("skip")
    before = walk.state
    walk.does(tap)
    assert isinstance(walk.replies[0], Toast)
    assert walk.state == before


def test_every_answer_that_can_be_tapped_can_be_advised_on() -> None:
    needs = tuple((need, "3") for need in NEEDS)
    for question in QUESTIONS:
        for option in options_of(question):
            answers_of((*(pair for pair in needs if pair[0] != question), (question, option)))


# --- Typed instead of tapped ----------------------------------------------------------------------


def test_all_answers_may_be_typed_by_their_numbers(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).does(Said("mulai"))
    for option in (*GOOD, *REST):
        place = [choice.option for choice in walk.choices].index(option) + 1
        walk.does(Said(str(place)))
    tapped = Walk(walk.knowledge)
    tapped.does(Commanded("diagnose")).tap("skip").answers(*GOOD, *REST)
    assert walk.kept == tapped.kept
    assert walk.text.endswith(tapped.text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", QUESTIONS)
def test_the_label_of_an_answer_may_be_typed(walk: Walk, language: Language, question: str) -> None:
    walk.language = language
    place = QUESTIONS.index(question)
    walk.does(Commanded("diagnose")).tap("skip").answers(*(*GOOD, *REST)[:place])
    before = walk.state
    for choice in walk.choices:
        if choice.option in options_of(question):
            walk.state = before
            walk.does(Said(choice.label.lower()))
            assert walk.state.diagnosing is not None
            assert walk.state.diagnosing.answer_to(question) == choice.option


def test_a_typed_answer_is_said_again(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").does(Said("belum tau"))
    assert walk.text.startswith("Dicatat, Pangan: <b>Belum tahu / tidak ada data</b>")


@pytest.mark.parametrize(
    ("typed", "shows"),
    [
        ("kembali", "1/14"),
        ("eh salah", "1/14"),
        ("maksudnya gimana ini?", "Mengapa ditanyakan"),
        ("batal", "dihentikan sementara"),
        ("ulang dari awal", "berhenti di pertanyaan 2"),
        ("lewati", "3/14"),
        ("oke lanjut", "2/14"),
        ("ya", "2/14"),
        ("yg terakhir", "3/14"),
        ("ubah jawaban", "yang ingin diubah"),
        ("change my answers", "yang ingin diubah"),
        ("buat apa ini", "Mengapa ditanyakan"),
        ("trs?", "2/14"),
        ("nomer telu", "3/14"),
        ("nu kadua", "3/14"),
        ("pilih yang b aja", "3/14"),
        ("ga tau bu datanya ga ada", "Dicatat, Sanitasi: <b>Belum tahu"),
        ("aduh maaf salah pencet", "1/14"),
        ("lanjut yg kemarin", "2/14"),
        ("ya", "ketik urutannya"),
        ("rapat dulu ya besok lanjut", "dihentikan sementara"),
        ("let me change my previous answer", "yang ingin diubah"),
        ("previous question please", "1/14"),
        ("where were we", "2/14"),
        ("ga ngerti bu", "Mengapa ditanyakan"),
        ("ga tau bu", "Dicatat, Sanitasi: <b>Belum tahu"),
        ("ok lanjut pertanyaan berikutnya", "2/14"),
        ("mulai dari awal lagi dong", "berhenti di pertanyaan 2"),
    ],
)
def test_the_way_through_the_questions_may_be_typed(walk: Walk, typed: str, shows: str) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("2").does(Said(typed))
    assert shows in walk.text


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("kirim hasil kemarin", "results"),
        ("hapus data saya", "privacy"),
        ("english", "language"),
        ("mulai", "start"),
        ("mau tes lagi", "diagnose"),
    ],
)
def test_a_command_may_be_asked_for_in_words_while_a_diagnostic_is_open(
    walk: Walk, said: str, command: str
) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("2").does(Said(said))
    in_words = walk.replies
    assert in_words == walk.does(Commanded(command)).replies


@pytest.mark.parametrize("leaving", [Commanded("cancel"), Said("batal"), Said("gak jadi deh")])
def test_who_has_left_the_diagnostic_is_only_answered(
    walk: Walk, leaving: Commanded | Said
) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("2").does(leaving)
    assert "dihentikan sementara" in walk.text
    walk.does(Said("apa itu csco"))
    (reply,) = (reply for reply in walk.replies if isinstance(reply, Say))
    assert "2/14" not in reply.text
    walk.does(Commanded("cancel"))
    assert "Tidak ada yang sedang berjalan" in walk.text


def test_who_has_left_the_diagnostic_is_back_at_it_with_a_tap(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("2")
    button = walk.button("1")
    walk.does(Commanded("cancel")).tap("1", "resume")
    assert "2/14" in walk.text
    walk.does(Commanded("cancel")).does(button)
    assert "3/14" in walk.text
    walk.does(Said("kembali"))
    assert "2/14" in walk.text


def test_a_diagnostic_left_before_its_first_answer_is_dropped(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).does(Said("gak jadi"))
    assert "tidak jadi" in walk.text
    assert walk.choices == []
    walk.does(Said("apa itu csco"))
    assert "Empat belas" not in walk.text


def test_results_asked_for_too_early_lead_back_to_the_open_question(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("2").does(Commanded("results"))
    assert "belum selesai" in walk.text
    walk.tap(walk.choices[0].option)
    assert "2/14" in walk.text


def test_results_asked_for_when_a_need_is_critical_are_there_early(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("0", "3", "3", "3", "3", "2", "2")
    walk.does(Commanded("cancel")).does(Commanded("results"))
    assert [choice.option for choice in walk.choices] == ["stop", "1"]
    walk.tap("stop")
    assert walk.kept[1].answers[0] == ("food", "0")


def test_results_are_listed_beside_a_diagnostic_that_is_open(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers(*GOOD, *REST)
    walk.does(Commanded("diagnose")).tap("skip").answers("2").does(Commanded("results"))
    assert "Hasil diagnosis" in walk.text
    assert walk.choices[-1].question == "resume"


def test_how_many_in_words_opens_no_other_page(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("2").does(Said("semua"))
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.screen == "sanitation"


def test_starting_anew_in_words_throws_no_answer_away(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("2").does(Said("mulai dari awal"))
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.answers == (("food", "2"),)


def test_a_role_may_be_typed_beside_a_region(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).does(Said("kab sumedang")).does(Said("bappeda"))
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.role == "bappeda"
    assert walk.state.diagnosing.region


def test_the_last_answer_typed_shows_and_keeps_the_result(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers(*GOOD, *REST[:-1]).does(Said("1"))
    assert walk.kept[1].answers[-1] == ("domains", "economy")
    assert "Hasil diagnosis" in walk.text


def test_the_results_may_be_asked_for_in_words(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers(*GOOD, *REST)
    walk.does(Said("hasil saya mana"))
    assert "Hasil diagnosis" in walk.text


def test_two_results_of_one_day_are_told_apart(walk: Walk) -> None:
    for food in ("0", "1"):
        walk.does(Commanded("diagnose")).tap("skip").answers(food, *GOOD[1:], *REST)
    walk.does(Commanded("results"))
    labels = [choice.label for choice in walk.choices]
    assert labels == ["31 Jan (2) · tanpa nama daerah", "31 Jan (1) · tanpa nama daerah"]


def test_the_paper_of_the_result_on_the_screen_may_be_asked_for_in_words(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers(*GOOD, *REST)
    walk.does(Said("kirim pdf nya dong"))
    assert MakePaper("report", walk.kept[1], "id") in walk.replies


def test_in_the_middle_the_results_are_no_way_out(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("2").does(Said("hasil saya"))
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.screen == "sanitation"


@pytest.mark.parametrize(("question", "given"), [("generation", "yg b"), ("domains", "sosial")])
def test_where_nobody_may_say_that_they_do_not_know_it_is_explained(
    walk: Walk, question: str, given: str
) -> None:
    answers = (*GOOD, *REST)[: QUESTIONS.index(question)]
    walk.does(Commanded("diagnose")).tap("skip").answers(*answers).does(Said("ga tau bu"))
    assert "Mengapa ditanyakan" in walk.text
    walk.does(Said(given))
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.answer_to(question) is not None


def test_the_role_may_be_left_open_in_words(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).does(Said("terserah"))
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.screen == "food"


def test_back_from_an_explanation_leads_to_its_question(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("2").does(Said("maksudnya apa"))
    assert "2/14" in walk.does(Said("kembali")).text
    assert "1/14" in walk.does(Said("kembali")).text


def test_back_from_the_rules_leads_to_the_question_too(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("2").tap("why").tap("rules")
    assert "2/14" in walk.does(Said("balik")).text


def test_an_answer_given_below_its_explanation_ends_the_reading(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").does(Said("maksudnya apa")).does(Said("2"))
    assert "1/14" in walk.does(Said("kembali")).text


@pytest.mark.parametrize("said", ["garut", "kab garut", "saya dari kab garut pak"])
def test_a_region_may_be_named_late(walk: Walk, said: str) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("2").does(Said(said))
    assert walk.text.startswith("Dicatat untuk daerah: <b>Kabupaten Garut</b>")
    assert "2/14" in walk.text
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.region


def test_an_ambiguous_region_named_late_is_asked_about(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("2").does(Said("bandung"))
    assert walk.choices[-1].option == "show"
    walk.tap(next(c.option for c in walk.choices if c.label == "Kota Bandung"))
    assert "2/14" in walk.text
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.region


@pytest.mark.parametrize("said", ["semboyan kota semarang", "garut sudah smart city?", "jarang"])
def test_a_region_in_a_question_is_not_taken_for_the_own_one(walk: Walk, said: str) -> None:
    walk.does(Commanded("diagnose")).tap("skip").does(Said(said))
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.region == ""


def test_what_is_not_understood_in_the_middle_is_told_how_to_answer(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("2").does(Said("antara 2 sama 3"))
    assert len([reply for reply in walk.replies if isinstance(reply, Say)]) == 1
    assert "ketik urutannya" in walk.text
    assert "2/14" in walk.text
    assert {choice.conversation for choice in walk.choices} == {"diagnose"}


def test_topics_offered_in_the_middle_stand_above_how_to_answer(walk: Walk) -> None:
    knows(walk.knowledge, "airnya sering keruh", unsure("need-water"))
    walk.does(Commanded("diagnose")).tap("skip").does(Said("airnya sering keruh"))
    offered, asked = (reply for reply in walk.replies if isinstance(reply, Say))
    assert "Kalau itu pertanyaan" in offered.text
    assert "ketik urutannya" in asked.text


def test_a_region_that_is_not_found_leaves_the_screen_open(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).does(Said("xyzzy"))
    assert "tidak saya temukan" in walk.text
    assert "1/14" in walk.tap("skip").text


def test_some_words_of_one_answer_stand_for_it_where_they_ask_nothing(walk: Walk) -> None:
    knows(walk.knowledge, "satu data", answered("one-data"))
    before = (*GOOD, *REST)[: QUESTIONS.index("integration")]
    walk.does(Commanded("diagnose")).tap("skip").answers(*before)
    for said in ("satu data", "sudah terpadu?", "dinas data"):
        walk.does(Said(said))
        assert walk.state.diagnosing is not None
        assert walk.state.diagnosing.screen == "integration"
    assert (
        "Dicatat, Integrasi: <b>Dinas berjalan sendiri"
        in walk.does(Said("dinas sendiri-sendiri")).text
    )


# --- Typed below the result -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "conversation", "question", "option"),
    [
        ("2", "result", "p", "1.water"),
        ("yg kedua", "result", "p", "1.water"),
        ("semua prioritas", "result", "all", "1"),
        ("ubah jawaban", "diagnose", "change", "1"),
    ],
)
def test_the_buttons_of_a_result_may_be_typed(
    walk: Walk, said: str, conversation: str, question: str, option: str
) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers("0", "3", "1", "3", "3", *REST)
    at_result = walk.state
    walk.does(Said(said))
    typed = walk.replies
    walk.state = at_result
    walk.does(Chose(conversation, question, option, "7", "1"))
    assert typed == walk.replies


def test_what_is_typed_twice_below_a_result_is_shown_twice(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers(*GOOD, *REST).does(Said("1"))
    shown = walk.replies
    assert walk.does(Said("1")).replies == shown


def test_the_paper_may_be_asked_for_by_its_label(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers(*GOOD, *REST).does(Said("pdf"))
    assert MakePaper("report", walk.kept[1], "id") in walk.replies


@pytest.mark.parametrize("said", ["apa itu kota cerdas", "mulai"])
def test_what_names_no_button_of_a_result_is_read_as_before(walk: Walk, said: str) -> None:
    walk.does(Commanded("diagnose")).tap("skip").answers(*GOOD, *REST).does(Said(said))
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.screen == ""
    assert "result" not in {choice.conversation for choice in walk.choices}


def test_below_a_result_a_number_chooses_among_the_topics_offered_last(walk: Walk) -> None:
    knows(walk.knowledge, "apa ya", unsure("need-water", "need-food"))
    walk.does(Commanded("diagnose")).tap("skip").answers(*GOOD, *REST)
    walk.does(Said("apa ya")).does(Said("2"))
    assert walk.knowledge.edition("id").title("need-food") in walk.text


def test_topics_offered_below_a_result_do_not_hide_its_labels(walk: Walk) -> None:
    knows(walk.knowledge, "apa ya", unsure("need-water", "need-food"))
    walk.does(Commanded("diagnose")).tap("skip").answers(*GOOD, *REST)
    walk.does(Said("apa ya")).does(Said("semua prioritas"))
    assert {choice.question for choice in walk.choices} == {"p", "top"}


def test_a_result_without_a_region_is_not_listed_as_empty(walk: Walk) -> None:
    for day in ("2026-01-30", "2026-01-31"):
        walk.day = day
        walk.does(Commanded("diagnose")).tap("skip").answers(*GOOD, *REST)
    walk.does(Commanded("results"))
    assert walk.choices[0].label == "31 Jan 2026 · tanpa nama daerah"


def test_a_long_region_is_listed_whole(walk: Walk) -> None:
    for day in ("2026-01-30", "2026-01-31"):
        walk.day = day
        walk.does(Commanded("diagnose")).does(Said("kab hulu sungai selatan")).tap("skip")
        walk.answers(*ADEQUATE, *REST)
    walk.does(Commanded("results"))
    assert walk.choices[0].label == "31 Jan 2026 · Kab. Hulu Sungai Selatan"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_title_of_a_priority_is_cut_where_all_are_listed(
    knowledge: Knowledge, language: Language
) -> None:
    titles = (action.title for action in knowledge.content.actions.priorities.values())
    assert all(len(f"10. {title.in_(language)}") <= BUTTON_LENGTH for title in titles)


@pytest.mark.parametrize("said", ["Davao City", "from Davao City"])
def test_a_place_abroad_is_taken_by_its_name(walk: Walk, said: str) -> None:
    walk.does(Commanded("diagnose")).does(Said(said))
    assert "Daerah: <b>Davao City</b>" in walk.text
    walk.tap("skip").answers(*GOOD, *REST)
    assert "<b>Hasil diagnosis: Davao City</b>" in walk.text


def test_a_question_that_names_a_region_is_answered_and_not_taken_for_it(walk: Walk) -> None:
    asked = "air bersih di Kota Bogor mulai dari mana"
    knows(walk.knowledge, asked, answered("need-water"))
    walk.does(Commanded("diagnose")).does(Said(asked))
    assert Decided("answer") in walk.replies
    assert walk.state.diagnosing is not None
    assert walk.state.diagnosing.region == ""


def test_a_region_among_other_words_is_taken_where_nothing_is_asked(walk: Walk) -> None:
    walk.does(Commanded("diagnose")).does(Said("gue di jaksel, rumah kebanjiran"))
    assert "Daerah: <b>Kota Administrasi Jakarta Selatan</b>" in walk.text


def test_a_result_of_before_a_question_was_added_still_opens() -> None:
    """Whoever was not asked about transport then has a result without it, not a fault."""
    answered = tuple((need, "2") for need in NEEDS if need != "transport")
    advice = advise(answers_of(answered))
    assert {priority.id for priority in advice.priorities} == {need for need, _ in answered}
