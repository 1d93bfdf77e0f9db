"""Calls in the outbox: what was stored is what is sent, in the form of version 0.1 too."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.papers.making import PAPERS, RESULT_PAPERS
from bot.storage.outgoing import (
    AnswerTap,
    EditText,
    Outgoing,
    Place,
    SendCode,
    SendDocument,
    SendMinutes,
    SendProgressPicture,
    SendRegionPicture,
    SendResult,
    SendText,
    from_json,
    moved_call,
    to_json,
)
from conversations.keeping import PlanItem
from conversations.messages import DiagnosticRecord
from conversations.workshop.recording import Attendee, Kept, Note
from conversations.workshop.state import save_workshop
from tests.bot import rooms
from tests.bot.harness import Hall

ADDRESS = "https://t.me/mulai_bot?start=w_A"
KEYBOARD = ((("Buka", ADDRESS), ("Selesai", "1|11|a|b|c")),)
RESULT = DiagnosticRecord(
    2,
    "32.71",
    "head",
    tuple((need, "1") for need in ("food", "sanitation", "water", "energy", "transport")),
    "2026-11-22",
)
HELD = rooms.short()
TOPIC = Place(11, 3)
# The papers of a workshop that version 0.1 knew.
FLAT_MINUTES = ("minutes-card", "minutes", "minutes-table")
CALLS: tuple[Outgoing, ...] = (
    SendText(Place(11, 3, 4), "<b>Halo</b> & “", KEYBOARD, update=9),
    EditText(Place(-5), 7, "Baru", update=9),
    AnswerTap("q1", "Tercatat", dialog=True, update=9),
    AnswerTap("q1", opens=ADDRESS, update=9),
    SendDocument(Place(11), "mulai-data.json", "{}", "Data Anda", update=9),
    SendCode(TOPIC, ADDRESS, "Pindai", KEYBOARD, update=9),
    *(SendResult(TOPIC, paper, RESULT, "en", update=9) for paper in RESULT_PAPERS),
    *(SendMinutes(Place(11), paper, HELD, "en", update=9) for paper in FLAT_MINUTES),
)
# Calls that version 0.1 did not know.
PICTURE = SendRegionPicture(TOPIC, "53.07", "<b>Sikka</b>", KEYBOARD, "en", update=9)
STEP = PlanItem(1, 3, "53.07", "water", "day_30", "Dinas A", "Budi", "2026-12-20", "stuck", "money")
PROGRESS = SendProgressPicture(TOPIC, (STEP,), "2026-12-01", "1 macet", KEYBOARD, "en", update=9)
_TAKEN = {
    "run": 2,
    "region": "32.71",
    "role": "head",
    "answers": [list(pair) for pair in RESULT.answers],
    "day": "2026-11-22",
}
_ROWS = [[["Buka", ADDRESS], ["Selesai", "1|11|a|b|c"]]]
# The same calls as version 0.1 stored them.
FLAT: tuple[dict[str, Any], ...] = (
    {
        "kind": "send",
        "chat_id": 11,
        "text": "<b>Halo</b> & “",
        "keyboard": _ROWS,
        "reply_to": 4,
        "thread_id": 3,
        "update": 9,
    },
    {"kind": "edit", "chat_id": -5, "text": "Baru", "message_id": 7, "update": 9},
    {"kind": "answer", "text": "Tercatat", "query_id": "q1", "dialog": True, "update": 9},
    {"kind": "answer", "query_id": "q1", "opens": ADDRESS, "update": 9},
    {
        "kind": "document",
        "chat_id": 11,
        "text": "Data Anda",
        "file_name": "mulai-data.json",
        "file_text": "{}",
        "update": 9,
    },
    {
        "kind": "qr",
        "chat_id": 11,
        "text": "Pindai",
        "keyboard": _ROWS,
        "thread_id": 3,
        "file_text": ADDRESS,
        "update": 9,
    },
    *(
        {
            "kind": kind,
            "chat_id": 11,
            "thread_id": 3,
            "taken": _TAKEN,
            "language": "en",
            "update": 9,
        }
        for kind in ("card", "report")
    ),
    *(
        {
            "kind": kind,
            "chat_id": 11,
            "workshop": save_workshop(HELD),
            "language": "en",
            "update": 9,
        }
        for kind in FLAT_MINUTES
    ),
)


WITH_NOTES = SendMinutes(
    Place(11),
    "minutes-word",
    HELD,
    kept=Kept((Note("n1", "water", "Sumur asin", "Budi"),), (Attendee("Siti", "dinkes"),)),
)


@pytest.mark.parametrize("call", [*CALLS, PICTURE, PROGRESS, WITH_NOTES])
def test_a_stored_call_is_the_call(call: Outgoing) -> None:
    assert from_json(to_json(call), PAPERS) == call


def test_a_stored_workshop_is_json_within_json() -> None:
    stored = json.loads(to_json(SendMinutes(Place(11), "minutes", HELD)))
    assert stored["workshop"]["saved"]["topic"] == HELD.topic


@pytest.mark.parametrize(("flat", "call"), list(zip(FLAT, CALLS, strict=True)))
def test_a_call_stored_by_version_0_1_is_read(flat: dict[str, Any], call: Outgoing) -> None:
    assert from_json(json.dumps(flat), PAPERS) == call


@pytest.mark.parametrize(
    "stored",
    [
        "[]",
        '{"call": "hologram", "to": {"chat_id": 11}}',
        '{"kind": "hologram", "chat_id": 11}',
        '{"call": "send-text", "text": "a"}',
        to_json(SendMinutes(Place(11), "minutes-docx", HELD)),
        to_json(SendMinutes(Place(11), "minutes", HELD)).replace('"version":"1"', '"version":"9"'),
        json.dumps({**FLAT[-1], "workshop": "9" + save_workshop(HELD)[1:]}),
    ],
)
def test_what_only_a_newer_version_understands_is_refused(stored: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of several kinds, and nobody reads its words
        from_json(stored, PAPERS)


def test_an_edit_for_a_chat_that_has_moved_becomes_a_new_message() -> None:
    edit = EditText(Place(-5, 3), 7, "Baru", KEYBOARD, update=9)
    assert moved_call(edit, -6) == SendText(Place(-6, 3), "Baru", KEYBOARD, update=9)


def test_any_other_call_for_a_chat_that_has_moved_answers_no_message_there() -> None:
    assert moved_call(SendText(Place(-5, 3, 4), "Halo"), -6) == SendText(Place(-6, 3), "Halo")
    code = SendCode(Place(-5, 3), ADDRESS)
    assert moved_call(code, -6) == SendCode(Place(-6, 3), ADDRESS)


async def test_calls_that_version_0_1_left_in_the_outbox_are_sent(hall: Hall) -> None:
    rina = await hall.person()
    chat = hall.standin.people.private(rina)
    async with hall.bot():
        said = await hall.ask(rina, "mulai dari mana?")
    for flat in FLAT:
        if flat["kind"] != "answer":
            here = {"chat_id": chat.id, "thread_id": None, "reply_to": None}
            there = {"message_id": said["message_id"]} if "message_id" in flat else {}
            call = json.dumps(flat | here | there).replace("'", "''")
            hall.storage.rows(
                "INSERT INTO outbox (chat_id, call, created_at) "  # noqa: S608
                f"VALUES ({chat.id}, '{call}', 0) RETURNING id"
            )
    async with hall.bot():
        await hall.standin.wait_for(lambda: len(hall.standin.sent(chat.id)) == 9, timeout=60)
    edited, text, document, code, card, report, room_card, minutes, table = hall.standin.sent(
        chat.id
    )
    assert edited["text"] == "Baru"
    assert text["text"] == "Halo & “"
    assert document["document"]["file_name"] == "mulai-data.json"
    assert code["caption"] == "Pindai"
    assert "photo" in card
    assert report["document"]["file_name"] == "mulai.pdf"
    assert "photo" in room_card
    assert minutes["document"]["file_name"].endswith(".pdf")
    assert table["document"]["file_name"].endswith(".xlsx")
