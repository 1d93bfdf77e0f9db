"""A region is handed over: what goes is shown to both before either confirms."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversations.diagnosing import Diagnosing
from conversations.keeping import OfferHandover, PlanItem, TakeOver
from conversations.messages import (
    Action,
    Choice,
    Chose,
    CopyButton,
    DiagnosticRecord,
    Event,
    Reply,
    Revise,
    Say,
    Sender,
    Started,
    Toast,
)
from conversations.router import needs, step
from conversations.state import State
from knowledge import markup
from knowledge.base import Knowledge
from knowledge.models.language import LANGUAGES, Language

BANDUNG = DiagnosticRecord(2, "32.73", "", (("food", "1"),), "2026-11-30")
KUPANG = DiagnosticRecord(3, "53.71", "", (("food", "1"),), "2026-12-01")
STEP = PlanItem(1, 2, "32.73", "water", "day_30", "", "Bu Siti", "2026-12-31")
OPENS = "https://t.me/mulai_bot?start="
NEW = State()
NOTHING = Event(Started(), Sender("7"), day="2026-12-02", token="geheim", opens=OPENS)
MINE = replace(NOTHING, diagnostics=(BANDUNG,), plan=(STEP,))
GIVEN = replace(NOTHING, given=(BANDUNG,), given_plan=(STEP,))


def turn(
    knowledge: Knowledge,
    action: Action,
    facts: Event = NOTHING,
    state: State = NEW,
    language: Language = "id",
) -> tuple[Reply, ...]:
    sender = Sender("7", "Rina", language)
    return step(state, replace(facts, action=action, sender=sender), knowledge)[1]


def tap(way: str, option: str = "") -> Chose:
    return Chose("plan", way, option, "7", "1")


def buttons(reply: Reply) -> list[Choice]:
    assert isinstance(reply, Say | Revise)
    return [button for row in reply.rows for button in row if isinstance(button, Choice)]


def test_of_several_regions_one_is_chosen_and_shown_before_there_is_a_link(
    knowledge: Knowledge,
) -> None:
    mine = replace(MINE, diagnostics=(BANDUNG, KUPANG))
    (which,) = turn(knowledge, tap("give"), mine)
    assert [b.label for b in buttons(which)][:2] == ["Kota Kupang", "Kota Bandung"]
    chosen = buttons(which)[1]
    (shown,) = turn(knowledge, tap(chosen.question, chosen.option), mine)
    assert isinstance(shown, Revise)
    assert "Air minum" in shown.text
    assert "30 November 2026" in shown.text
    assert "Kupang" not in shown.text


def test_the_link_can_be_copied_and_taken_back(knowledge: Knowledge) -> None:
    (shown,) = turn(knowledge, tap("give"), MINE)
    yes = buttons(shown)[0]
    offer, how, link = turn(knowledge, tap(yes.question, yes.option), MINE)
    assert isinstance(offer, OfferHandover)
    assert (offer.region, offer.token) == ("32.73", "geheim")
    assert "Kota Bandung" in offer.told
    assert isinstance(how, Revise)
    assert how.rows[0] == (CopyButton("Salin tautan", OPENS + "h_geheim"),)
    assert isinstance(link, Say)
    assert OPENS + "h_geheim" in link.text
    end = next(b for b in buttons(how) if b.label == "Tarik tautan")
    assert turn(knowledge, tap(end.question, end.option), MINE)[0] == OfferHandover("32.73", "")


def test_a_region_with_steps_alone_is_handed_over_too(knowledge: Knowledge) -> None:
    (shown,) = turn(knowledge, tap("give"), replace(MINE, diagnostics=()))
    yes = buttons(shown)[0]
    offer, *_ = turn(knowledge, tap(yes.question, yes.option), replace(MINE, diagnostics=()))
    assert isinstance(offer, OfferHandover)


def test_who_has_nothing_is_told_so(knowledge: Knowledge) -> None:
    assert isinstance(turn(knowledge, tap("give"))[0], Toast)
    assert isinstance(turn(knowledge, tap("give-yes", "9"))[0], Toast)


def test_a_colleague_sees_all_but_names_before_confirming(knowledge: Knowledge) -> None:
    (shown,) = turn(knowledge, Started("h_geheim"), GIVEN)
    assert isinstance(shown, Say)
    for told in ("Kota Bandung", "30 November 2026", "Air minum", "31 Desember 2026"):
        assert told in shown.text
    assert "Siti" not in shown.text
    assert [b.label for b in buttons(shown)] == ["Terima", "Tidak sekarang"]
    assert buttons(shown)[0].option == "geheim"


def test_what_is_taken_over_is_numbered_behind_all_that_one_has(knowledge: Knowledge) -> None:
    facts = replace(GIVEN, diagnostics=(KUPANG,), plan=(replace(STEP, number=4),))
    under_way = State(diagnosing=Diagnosing(5))
    taken, _ = turn(knowledge, tap("accept", "geheim"), facts, under_way)
    assert taken == TakeOver("geheim", 6, 5)


def test_not_now_takes_nothing(knowledge: Knowledge) -> None:
    (reply,) = turn(knowledge, tap("decline"))
    assert isinstance(reply, Revise)


@pytest.mark.parametrize("action", [Started("h_geheim"), tap("accept", "geheim")])
def test_a_link_that_is_used_up_says_so(knowledge: Knowledge, action: Action) -> None:
    (reply,) = turn(knowledge, action)
    assert isinstance(reply, Say | Revise)
    assert "tidak berlaku" in reply.text


def test_nothing_of_a_handover_is_loaded_or_shown_in_a_group(knowledge: Knowledge) -> None:
    event = Event(Started("h_geheim"), Sender("7"), in_group=True)
    assert "given" not in needs(event)
    assert "given" in needs(replace(event, in_group=False))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_handover_fits_one_message(knowledge: Knowledge, language: Language) -> None:
    results = tuple(replace(BANDUNG, run=run) for run in range(1, 40))
    plan = tuple(replace(STEP, number=number) for number in range(1, 40))
    facts = replace(NOTHING, given=results, given_plan=plan)
    (shown,) = turn(knowledge, Started("h_geheim"), facts, language=language)
    assert isinstance(shown, Say)
    assert markup.length(shown.text) < 2000
