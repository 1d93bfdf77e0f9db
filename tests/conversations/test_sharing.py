"""A result is shown to others: by a text to pass on, and by a link that can be taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversations.keeping import ShareResult
from conversations.messages import (
    Button,
    Chose,
    CopyButton,
    DiagnosticRecord,
    Event,
    MakePaper,
    Reply,
    Revise,
    Said,
    Say,
    Sender,
    Started,
)
from conversations.results.sharing import shared_text
from conversations.router import needs, step
from conversations.state import State
from knowledge import markup
from knowledge.base import Knowledge
from knowledge.models.language import LANGUAGES, Language
from knowledge.models.questions import QUESTION_IDS

OPTIONS = ("1", "0", "2", "2", "1", "1", "2", "1", "2", "1", "1", "1", "1", "social")
ANSWERS = tuple(zip(QUESTION_IDS, OPTIONS, strict=True))
RECORD = DiagnosticRecord(3, "53.07", "bappeda", ANSWERS, "2026-11-30", "", (("food", "newer"),))
RINA = Sender("7", "Rina", "id")
OPENS = "https://t.me/mulai_bot?start="


def shares(knowledge: Knowledge, **more: object) -> tuple[Reply, ...]:
    event = Event(
        Chose("result", "text", "3", "7", "1"),
        RINA,
        day="2026-12-01",
        diagnostics=(RECORD,),
        token="new",
        opens=OPENS,
    )
    return step(State(), replace(event, **more), knowledge)[1]  # type: ignore[arg-type]


def buttons(replies: tuple[Reply, ...]) -> list[Button]:
    shown = [reply for reply in replies if isinstance(reply, Say | Revise)]
    return [button for reply in shown for row in reply.rows for button in row]


def test_sharing_makes_a_link_and_a_text_with_reasons_and_who_leads(knowledge: Knowledge) -> None:
    replies = shares(knowledge)
    assert ShareResult(3, "new") in replies
    assert CopyButton("Salin tautan", OPENS + "r_new") in buttons(replies)
    last = replies[-1]
    assert isinstance(last, Say)
    assert not last.rows, "buttons do not go along when a message is passed on"
    assert OPENS + "r_new" in last.text
    assert "Anda menjawab" in last.text
    assert "Yang memimpin:" in last.text


def test_a_result_that_has_a_link_keeps_it(knowledge: Knowledge) -> None:
    assert ShareResult(3, "old") in shares(knowledge, links={3: "old"})


def test_where_no_link_can_be_kept_the_text_comes_alone(knowledge: Knowledge) -> None:
    (only,) = shares(knowledge, token="")
    assert isinstance(only, Say)
    assert "t.me" not in only.text


def test_a_link_is_taken_back(knowledge: Knowledge) -> None:
    tap = next(b for b in buttons(shares(knowledge)) if b.label == "Tarik tautan")
    assert not isinstance(tap, CopyButton)
    replies = shares(knowledge, action=Chose("result", "unshare", "3", "7", "1"))
    assert ShareResult(3, "") in replies
    assert "sudah ditarik" in next(r.text for r in replies if isinstance(r, Revise))


def test_words_ask_to_send_it_to_somebody(knowledge: Knowledge) -> None:
    replies = shares(knowledge, action=Said("kirim hasilnya ke pak sekda"))
    assert any(isinstance(reply, ShareResult) for reply in replies)
    assert "tidak bisa mengirim pesan ke orang lain" in "".join(
        reply.text for reply in replies if isinstance(reply, Say)
    )


def test_who_opens_a_link_sees_card_and_reasons_and_nothing_of_the_person(
    knowledge: Knowledge,
) -> None:
    event = Event(Started("r_new"), Sender("9", "Budi", "id"), shared=RECORD)
    assert needs(event) == {"shared"}
    state, replies = step(State(), event, knowledge)
    card = next(reply for reply in replies if isinstance(reply, MakePaper))
    assert (card.kind, card.record.role, card.record.doubts) == ("card", "", ())
    text = next(reply.text for reply in replies if isinstance(reply, Say))
    assert "Yang memimpin:" in text
    assert "Bappeda" not in text.partition("Yang memimpin")[0]
    assert state.about_result == 0
    assert [button.label for button in buttons(replies)] == ["Mulai diagnosis (3 menit)"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_that_leads_nowhere_says_so_politely(
    knowledge: Knowledge, language: Language
) -> None:
    event = Event(Started("r_gone"), Sender("9", "Budi", language))
    _, replies = step(State(), event, knowledge)
    (only,) = replies
    assert isinstance(only, Say)
    assert only.text == knowledge.edition(language).say("share-gone")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shared_text_fits_a_phone_whatever_was_answered(
    knowledge: Knowledge, language: Language
) -> None:
    for option in ("0", "1", "2", "3", "unknown"):
        answers = tuple((question, option) for question in QUESTION_IDS[:5])
        for region in ("53.07", "", "Kuala <b>Lumpur & Sekitarnya"):
            record = DiagnosticRecord(1, region, "", answers, "2026-11-30")
            text = shared_text(record, knowledge.edition(language))
            assert markup.length(text) <= 1200
            assert markup.fault_in(text) is None
