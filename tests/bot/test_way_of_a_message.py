"""The way of a message over real HTTP: every update has one effect, every reply arrives."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs
from telegram import Bot

from bot.papers.making import PaperMaker
from bot.pipeline import delivery, handling
from bot.preview.standin.chats import Json
from bot.preview.standin.standin import Call, PlannedFault
from bot.preview.standin.taps import PATIENCE
from bot.shelf import Shelf
from bot.storage.outgoing import AnswerTap, Outgoing, Place, SendResult, SendText, to_json
from bot.storage.store import Store
from bot.storage.tables import metadata
from bot.telegram.sending import send
from conversations.asking import step as ask
from conversations.messages import DiagnosticRecord
from knowledge.base import Knowledge
from knowledge.loading.loader import packaged_content
from tests.bot.databases import POSTGRESQL, SQLITE, PostgresDatabase
from tests.bot.harness import Hall, labels


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def engine(request: pytest.FixtureRequest) -> str:
    """All of this holds on both kinds of database."""
    return str(request.param)


def rows(hall: Hall, query: str) -> list[tuple[object, ...]]:
    return hall.storage.rows(query)


START, CSCO = "Dimulai dari mana?", "Apa itu Chief Smart City Officer?"


async def until(hall: Hall, query: str, *value: object) -> None:
    """Wait until a query on the bot's database gives one row with these values."""
    async with asyncio.timeout(PATIENCE):
        while rows(hall, query) != [value]:  # noqa: ASYNC110
            # The database rings no bell: it is looked at until it is so, or time is up.
            await asyncio.sleep(0.01)


async def all_settled(hall: Hall) -> None:
    """Wait until nothing is in the inbox and nothing in the outbox."""
    await until(hall, "SELECT count(*) FROM inbox WHERE body IS NOT NULL", 0)
    await until(hall, "SELECT count(*) FROM outbox", 0)


async def test_a_question_is_answered_and_more_changes_the_message(hall: Hall) -> None:
    rina = await hall.person()
    async with hall.bot():
        message = await hall.ask(rina, "mulai dari mana?")
        assert message["text"].startswith(START)
        short = message["text"]
        await hall.tap(rina, message, "Selengkapnya")
        await hall.standin.wait_for(lambda: message["text"] != short)
        assert "Ringkasan" in labels(message)


async def test_a_page_that_telegram_refuses_to_change_comes_as_a_new_message(hall: Hall) -> None:
    rina = await hall.person()
    refused: list[Call] = []

    async def refuse(call: Call) -> PlannedFault | None:
        if call.method != "editMessageText" or refused:
            return None
        refused.append(call)
        return PlannedFault(status=400)

    async with hall.bot():
        message = await hall.ask(rina, "mulai dari mana?")
        hall.standin.faults = refuse
        await hall.tap(rina, message, "Selengkapnya")
        new = await hall.next_message(hall.standin.people.private(rina), 1)
        assert "Ringkasan" in labels(new)
        await all_settled(hall)


async def test_a_button_whose_words_are_typed_opens_a_new_message(hall: Hall) -> None:
    rina = await hall.person()
    async with hall.bot():
        about = await hall.ask(rina, "/diagnosa")
        before = about["text"]
        asked = await hall.ask(rina, "lewati")
        assert "1/14" in asked["text"]
        assert "2/14" in (await hall.ask(rina, "2"))["text"]
        assert "1/14" in asked["text"]
        assert about["text"] == before


async def test_an_update_delivered_twice_has_one_effect(hall: Hall) -> None:
    rina = await hall.person()
    async with hall.bot():
        await hall.ask(rina, "mulai dari mana?")
        update_id = max(hall.standin.updates.all)
        hall.standin.redeliver(update_id)
        await hall.ask(rina, "apa itu csco?")
        await all_settled(hall)
    assert len(hall.standin.called("sendMessage")) == 2


async def test_one_persons_messages_are_answered_in_their_order(hall: Hall) -> None:
    rina = await hall.person()
    chat = hall.standin.people.private(rina)
    texts = ["mulai dari mana?", "apa itu csco?"] * 4
    for text in texts:
        await hall.standin.people.say(chat, rina, text)
    async with hall.bot():
        await hall.standin.wait_for(lambda: len(hall.standin.sent(chat.id)) == 4)
        told = [message["text"].split("\n")[0] for message in hall.standin.sent(chat.id)]
    assert told == [START, CSCO] * 2


async def test_a_slow_chat_holds_up_no_other(hall: Hall) -> None:
    slow, quick = await hall.person("Slow"), await hall.person("Quick")
    gate = asyncio.Event()

    async def hold(call: Call) -> PlannedFault | None:
        if call.method == "sendMessage" and call.parameters.get("chat_id") == slow.id:
            await gate.wait()
        return None

    hall.standin.faults = hold
    async with hall.bot():
        await hall.standin.people.say(hall.standin.people.private(slow), slow, "mulai dari mana?")
        assert await hall.ask(quick, "mulai dari mana?")
        assert not hall.standin.sent(slow.id)
        gate.set()
        await hall.next_message(hall.standin.people.private(slow), 0)


async def test_what_was_posted_but_not_sent_is_sent_after_the_next_start(hall: Hall) -> None:
    rina = await hall.person()

    async def down(call: Call) -> PlannedFault | None:
        return PlannedFault(status=502) if call.method == "sendMessage" else None

    hall.standin.faults = down
    async with hall.bot():
        chat = hall.standin.people.private(rina)
        await hall.standin.people.say(chat, rina, "mulai dari mana?")
        await hall.standin.wait_for(lambda: hall.standin.called("sendMessage"))
    assert rows(hall, "SELECT count(*) FROM outbox") == [(1,)]
    hall.standin.faults = None
    async with hall.bot():
        await hall.next_message(chat, 0)
        await all_settled(hall)
    assert len(hall.standin.sent(chat.id)) == 1


@pytest.mark.parametrize(
    "unknown",
    [
        '{"kind": "hologram", "chat_id": 1}',
        '{"call": "send-hologram", "to": {"chat_id": 1}}',
        to_json(SendResult(Place(1), "hologram", DiagnosticRecord(1, "", "", (), "2026-11-22"))),
    ],
)
async def test_a_call_that_only_a_newer_version_knows_stops_no_other(
    hall: Hall, unknown: str
) -> None:
    rina = await hall.person()
    async with hall.bot():
        await hall.ask(rina, "mulai dari mana?")
        await all_settled(hall)
    for call in (unknown, to_json(SendText(Place(rina.id), "a"))):
        row = f"({rina.id}, '{call}', 0)"
        rows(hall, f"INSERT INTO outbox (chat_id, call, created_at) VALUES {row} RETURNING id")  # noqa: S608
    async with hall.bot():
        await hall.ask(rina, "apa itu csco?")
        assert "a" in [message["text"] for message in hall.standin.sent(rina.id)]
    assert rows(hall, "SELECT call FROM outbox") == [(unknown,)]


async def test_an_answer_of_a_tap_that_cannot_be_made_is_given_up(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    rina = await hall.person()
    chat = hall.standin.people.private(rina)
    tried = asyncio.Event()

    async def broken(bot: Bot, call: Outgoing, papers: PaperMaker) -> int | None:
        if isinstance(call, AnswerTap):
            tried.set()
            raise RuntimeError("a fault of ours")
        return await send(bot, call, papers)

    monkeypatch.setattr(delivery, "send", broken)
    async with hall.bot():
        message = await hall.ask(rina, "mulai dari mana?")
        await hall.standin.people.tap(chat, rina, message["message_id"], "Selengkapnya")
        await tried.wait()
        await all_settled(hall)


async def test_what_was_received_but_not_handled_is_handled_after_the_next_start(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    rina = await hall.person()
    chat = hall.standin.people.private(rina)
    received = asyncio.Event()

    async def dies(self: Store, effect: object) -> None:
        received.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr(Store, "commit", dies)
        patch.setattr("bot.app._FINISH_HANDLING", 0.01)
        async with hall.bot():
            await hall.standin.people.say(chat, rina, "mulai dari mana?")
            await received.wait()
    assert not hall.standin.sent(chat.id)
    async with hall.bot():
        await hall.next_message(chat, 0)


async def test_a_flood_wait_is_honoured_for_that_chat_only(hall: Hall) -> None:
    flooded, other = await hall.person("Flooded"), await hall.person("Other")
    refused: list[float] = []

    async def refuse_once(call: Call) -> PlannedFault | None:
        if call.method == "sendMessage" and call.parameters.get("chat_id") == flooded.id:
            refused.append(call.at)
            return PlannedFault(status=429, retry_after=1) if len(refused) == 1 else None
        return None

    hall.standin.faults = refuse_once
    async with hall.bot():
        chat = hall.standin.people.private(flooded)
        await hall.standin.people.say(chat, flooded, "mulai dari mana?")
        await hall.standin.wait_for(lambda: refused)
        await hall.ask(other, "mulai dari mana?")
        assert not hall.standin.sent(chat.id)
        await hall.next_message(chat, 0)
    assert refused[1] - refused[0] >= 1


async def test_who_blocked_the_bot_is_marked_and_nobody_else_suffers(hall: Hall) -> None:
    gone, here = await hall.person("Gone"), await hall.person("Here")
    async with hall.bot():
        await hall.ask(gone, "mulai dari mana?")

        async def blocked(call: Call) -> PlannedFault | None:
            is_gone = call.parameters.get("chat_id") == gone.id
            return PlannedFault(status=403) if is_gone and call.method == "sendMessage" else None

        hall.standin.faults = blocked
        await hall.standin.people.say(hall.standin.people.private(gone), gone, "apa itu csco?")
        await hall.ask(here, "mulai dari mana?")
        await all_settled(hall)
    assert rows(hall, "SELECT chat_id, reachable FROM chats") == [(gone.id, False)]


async def test_who_blocked_the_bot_is_marked_when_the_database_takes_it(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = await hall.person()
    note, refused = Store.set_reachable, asyncio.Event()

    async def blocked(call: Call) -> PlannedFault | None:
        return PlannedFault(status=403) if call.method == "sendMessage" else None

    async def refuses_once(self: Store, *told: Any, **more: Any) -> None:
        if not refused.is_set():
            refused.set()
            raise OperationalError(None, None, ConnectionResetError("a restart"))
        await note(self, *told, **more)

    hall.standin.faults = blocked
    monkeypatch.setattr(Store, "set_reachable", refuses_once)
    async with hall.bot():
        await hall.standin.people.say(hall.standin.people.private(gone), gone, "apa itu csco?")
        await until(hall, "SELECT chat_id, reachable FROM chats", gone.id, False)
        await all_settled(hall)
    assert refused.is_set()


async def test_who_blocked_the_bot_takes_no_reply_to_another_along(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, here = await hall.person("Gone"), await hall.person("Here")
    chats = {person.id: hall.standin.people.private(person) for person in (gone, here)}
    note = Store.set_reachable

    async def refused(call: Call) -> PlannedFault | None:
        if call.method != "sendMessage":
            return None
        return PlannedFault(status=403 if call.parameters.get("chat_id") == gone.id else 502)

    async def noted(self: Store, chat_id: int, reachable: bool, update_id: int | None) -> None:
        await note(self, chat_id, reachable, update_id)
        # What is posted from now on gets the number of the call that was just refused.
        await hall.standin.people.say(chats[here.id], here, "mulai dari mana?")
        await until(hall, "SELECT count(*) FROM outbox", 1)

    hall.standin.faults = refused
    with monkeypatch.context() as patch:
        patch.setattr(Store, "set_reachable", noted)
        async with hall.bot():
            await hall.standin.people.say(chats[gone.id], gone, "apa itu csco?")
            await until(hall, "SELECT chat_id FROM outbox", here.id)
    hall.standin.faults = None
    async with hall.bot():
        await hall.next_message(chats[here.id], 0)


async def test_unblocking_makes_a_person_reachable_again(hall: Hall) -> None:
    rina = await hall.person()
    async with hall.bot():
        await hall.ask(rina, "mulai dari mana?")
        await hall.standin.people.block(rina)
        await until(hall, "SELECT count(*) FROM chats", 1)
        await hall.standin.people.unblock(rina)
        await until(hall, "SELECT count(*) FROM chats", 0)


async def test_a_fault_in_one_update_is_told_and_leaves_the_state_as_it_was(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    rina = await hall.person()
    async with hall.bot():
        await hall.ask(rina, "mulai dari mana?")
        await all_settled(hall)
        before = rows(hall, "SELECT state FROM conversations")

        def broken(*_: object) -> None:
            raise RuntimeError("secret words of the person")

        with monkeypatch.context() as patch, capture_logs() as logs:
            patch.setattr(ask, "ask", broken)
            message = await hall.ask(rina, "apa itu csco?")
        edition = hall.knowledge.edition("id")
        assert message["text"] == edition.say("fault")
        assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == [
            "update failed"
        ]
        assert rows(hall, "SELECT state FROM conversations") == before
        assert await hall.ask(rina, "apa itu csco?")


async def test_an_effect_that_the_database_cannot_hold_is_told_too(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    rina = await hall.person()
    async with hall.bot():
        with monkeypatch.context() as patch:
            patch.setattr(handling, "save", lambda _: "1{\ud800}")
            message = await hall.ask(rina, "mulai dari mana?")
        assert message["text"] == hall.knowledge.edition("id").say("fault")
        assert await hall.ask(rina, "apa itu csco?") != message
        await all_settled(hall)


async def test_a_fault_in_a_tap_is_told_as_a_dialog(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    rina = await hall.person()
    async with hall.bot():
        message = await hall.ask(rina, "mulai dari mana?")

        def broken(*_: object) -> None:
            raise RuntimeError

        monkeypatch.setattr(ask, "on_tap", broken)
        toast = await hall.tap(rina, message, "Selengkapnya")
    assert toast.is_alert
    assert toast.text == hall.knowledge.edition("id").toast("fault")


async def test_a_deleted_message_is_said_anew_when_its_button_is_tapped(hall: Hall) -> None:
    rina = await hall.person()
    async with hall.bot():
        message = await hall.ask(rina, "mulai dari mana?")
        chat = hall.standin.people.private(rina)
        data = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        await hall.standin.people.delete(chat, message["message_id"])
        before = len(hall.standin.sent(chat.id))
        await hall.standin.people.forge(chat, rina, message["message_id"], data)
        again = await hall.next_message(chat, before)
        assert {"Ringkas", "Ringkasan"} & {*labels(again)}


async def test_edits_that_wait_for_one_message_are_merged_into_the_newest(hall: Hall) -> None:
    rina = await hall.person()
    gate, arrived = asyncio.Event(), asyncio.Event()

    async def hold(call: Call) -> PlannedFault | None:
        if call.method == "editMessageText":
            arrived.set()
            await gate.wait()
        return None

    async with hall.bot():
        message = await hall.ask(rina, "mulai dari mana?")
        hall.standin.faults = hold
        chat = hall.standin.people.private(rina)

        async def forge(part: str) -> None:
            data = f"1|{rina.id}|ask|{part}|where-to-start"
            tap = await hall.standin.people.forge(chat, rina, message["message_id"], data)
            await tap.answer()

        await forge("more")
        await arrived.wait()
        for part in ("sources", "more", "sources", "steps"):
            await forge(part)
        gate.set()
        await all_settled(hall)
    edits = hall.standin.called("editMessageText")
    assert len(edits) == 2
    assert "Langkah pertama" in message["text"].splitlines()[0]


@pytest.mark.parametrize(
    "data", ["", "x", "1|2|3", "9|7|ask|more|where-to-start", "1||diagnose|q|o" * 3, "\x00|||||"]
)
async def test_forged_button_data_gets_a_toast_and_no_effect(hall: Hall, data: str) -> None:
    rina = await hall.person()
    async with hall.bot():
        message = await hall.ask(rina, "mulai dari mana?")
        chat = hall.standin.people.private(rina)
        tap = await hall.standin.people.forge(chat, rina, message["message_id"], data)
        assert (await tap.answer()).text == hall.knowledge.edition("id").toast("old-button")
        await all_settled(hall)
    assert not hall.standin.called("editMessageText")


async def test_nobody_can_press_anothers_button_in_a_group(hall: Hall) -> None:
    rina, budi = await hall.person("Rina"), await hall.person("Budi")
    group = await hall.standin.people.make_group("Rapat", [rina, budi])
    async with hall.bot():
        await hall.standin.wait_for(lambda: hall.standin.sent(group.id))
        message = await hall.ask(rina, "/tanya mulai dari mana?", group)
        assert message["reply_to_message"]["from"]["id"] == rina.id
        toast = await hall.tap(budi, message, "Selengkapnya")
        assert toast.text == hall.knowledge.edition("id").toast("not-yours")
        await hall.tap(rina, message, "Selengkapnya")
        await hall.standin.wait_for(lambda: "Ringkasan" in labels(message))


async def test_a_group_hears_nothing_unless_it_speaks_to_the_bot(hall: Hall) -> None:
    rina = await hall.person()
    hall.standin.world.privacy = False
    group = await hall.standin.people.make_group("Rapat", [rina])
    async with hall.bot():
        await hall.standin.wait_for(lambda: hall.standin.sent(group.id))
        people = hall.standin.people
        for text in (
            "mulai dari mana?",
            "/tanya@other_bot mulai dari mana?",
            "/cuaca",
            "@someone halo",
        ):
            await people.say(group, rina, text)
        answer = await hall.ask(rina, "@mulai_bot mulai dari mana?", group)
        assert answer["text"].startswith(START)
        assert len(hall.standin.sent(group.id)) == 2
        await people.say(group, rina, "apa itu csco?", reply_to=answer["message_id"])
        reply = await hall.next_message(group, 2)
        assert reply["text"].startswith(CSCO)


async def test_a_forum_is_answered_in_the_askers_topic(hall: Hall) -> None:
    rina = await hall.person()
    group = await hall.standin.people.make_group("Forum", [rina], supergroup=True)
    await hall.standin.people.make_forum(group)
    thread = await hall.standin.people.open_topic(group, rina, "Air")
    async with hall.bot():
        await hall.standin.wait_for(lambda: hall.standin.sent(group.id))
        await hall.standin.people.say(group, rina, "/tanya mulai dari mana?", thread=thread)
        message = await hall.next_message(group, 1)
    assert message["message_thread_id"] == thread


async def test_a_group_is_followed_to_its_new_id(hall: Hall) -> None:
    rina = await hall.person()
    group = await hall.standin.people.make_group("Rapat", [rina])
    async with hall.bot():
        await hall.standin.wait_for(lambda: hall.standin.sent(group.id))
        await hall.ask(rina, "/tanya mulai dari mana?", group)
        await all_settled(hall)
        moved = await hall.standin.people.migrate(group)
        await until(hall, "SELECT chat_id FROM conversations WHERE user_id = 610000001", moved.id)
        await hall.ask(rina, "/tanya apa itu csco?", moved)


async def test_an_anonymous_admins_buttons_are_anybodys(hall: Hall) -> None:
    rina = await hall.person()
    group = await hall.standin.people.make_group("Rapat", [rina], supergroup=True)
    async with hall.bot():
        await hall.standin.wait_for(lambda: hall.standin.sent(group.id))
        await hall.standin.people.say(group, rina, "/tanya mulai dari mana?", anonymous=True)
        message = await hall.next_message(group, 1)
        await hall.tap(rina, message, "Selengkapnya")
        await hall.standin.wait_for(lambda: "Ringkasan" in labels(message))


async def test_what_is_not_text_gets_an_answer_in_private(hall: Hall) -> None:
    rina = await hall.person()
    people, chat = hall.standin.people, hall.standin.people.private(rina)
    async with hall.bot():
        for send in (people.send_voice, people.send_sticker, people.send_location):
            before = len(hall.standin.sent(chat.id))
            await send(chat, rina)
            await hall.next_message(chat, before)


async def test_an_edited_message_is_not_answered_again(hall: Hall) -> None:
    rina = await hall.person()
    chat = hall.standin.people.private(rina)
    async with hall.bot():
        said = await hall.standin.people.say(chat, rina, "mulai dari mana?")
        await hall.next_message(chat, 0)
        await hall.standin.people.edit(chat, rina, said["message_id"], "apa itu csco?")
        await all_settled(hall)
        await hall.ask(rina, "apa itu csco?")
    assert len(hall.standin.sent(chat.id)) == 2


async def test_updates_of_any_shape_are_survived(hall: Hall) -> None:
    rina = await hall.person()
    shapes: list[Json] = [
        {},
        {"message": {}},
        {"message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}},
        {"callback_query": {"id": "1", "from": {"id": 1}}},
        {"my_chat_member": None},
        {"nobody_knows": {"this": []}},
        {"message": "text"},
        {"edited_message": {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "x"}}},
    ]
    updates = [{"update_id": 10 + i, **shape} for i, shape in enumerate(shapes)]
    served: list[Call] = []

    async def strange(call: Call) -> PlannedFault | None:
        if call.method == "getUpdates" and not served:
            served.append(call)
            return PlannedFault(body=json.dumps({"ok": True, "result": updates}))
        return None

    hall.standin.faults = strange
    async with hall.bot():
        await hall.ask(rina, "mulai dari mana?")
        await all_settled(hall)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>502</html>",
        '{"ok": true}',
        '{"ok":true,"result":7}',
        '{"ok":true,"result":[{"update_id":9223372036854775808}]}',
    ],
)
async def test_answers_that_make_no_sense_are_waited_out(hall: Hall, body: str) -> None:
    rina = await hall.person()
    seen: list[Call] = []

    async def nonsense(call: Call) -> PlannedFault | None:
        if call.method == "getUpdates" and not seen:
            seen.append(call)
            return PlannedFault(body=body)
        return None

    hall.standin.faults = nonsense
    async with hall.bot():
        await hall.ask(rina, "mulai dari mana?")


def places_that_hold(hall: Hall, words: str) -> list[str]:
    """The files of the bot, or the tables on its server, that hold these words."""
    if isinstance(hall.storage, PostgresDatabase):
        found = {name: str(rows(hall, f"SELECT t FROM {name} AS t")) for name in metadata.tables}  # noqa: S608
        return [name for name, content in found.items() if words in content]
    held = {path.name: path.read_bytes() for path in hall.folder.iterdir()}
    return [name for name, content in held.items() if words.encode() in content]


async def test_all_that_is_stored_is_disclosed_and_really_forgotten(hall: Hall) -> None:
    rina = await hall.person()
    chat = hall.standin.people.private(rina)
    async with hall.bot():
        message = await hall.ask(rina, "/data")
        await hall.tap(rina, message, "Kirim salinan data saya")
        document = await hall.next_message(chat, 1)
        assert document["document"]["file_name"] == "mulai-data.json"
        await hall.tap(rina, message, "Hapus semua data saya")
        await hall.standin.wait_for(lambda: "Tidak jadi" in labels(message))
        await hall.tap(rina, message, "Ya, hapus semuanya")
        await all_settled(hall)
        async with asyncio.timeout(PATIENCE):
            while places_that_hold(hall, str(rina.id)):  # noqa: ASYNC110
                # The last words are marked, then the files are cleaned: nobody says when.
                await asyncio.sleep(0.01)


async def test_the_command_menu_is_registered_per_audience_and_language(hall: Hall) -> None:
    async with hall.bot():
        await hall.standin.wait_for(lambda: len(hall.standin.called("setMyCommands")) == 6)
    menus = {
        (call.parameters["scope"]["type"], call.parameters.get("language_code") or ""): [
            command["command"] for command in call.parameters["commands"]
        ]
        for call in hall.standin.called("setMyCommands")
    }
    assert "tanya" in menus["all_private_chats", ""]
    assert "ask" in menus["all_private_chats", "en"]
    assert len(menus["all_group_chats", ""]) < len(menus["all_private_chats", ""])


async def test_an_admin_reloads_and_hears_how_much_there_is(hall: Hall) -> None:
    rina = await hall.person()
    async with hall.bot(admins=frozenset({rina.id})):
        assert "122" in (await hall.ask(rina, "/reload"))["text"]


async def test_an_admin_hears_one_line_for_one_mistake(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Knowledge, "prepare", lambda _: None)  # no question is asked here
    folder = tmp_path / "content"
    shutil.copytree(packaged_content(), folder, ignore=shutil.ignore_patterns("model"))
    shelf = Shelf(folder, semantic=False)
    path = folder / "topics" / "starting.yaml"
    path.write_text(path.read_text("utf-8").replace("  title:", "\ttitle:", 1), encoding="utf-8")
    rina = await hall.person()
    async with hall.bot(shelf, admins=frozenset({rina.id})):
        told = (await hall.ask(rina, "/reload"))["text"]
    lines = [line for line in told.splitlines() if ".yaml:" in line]
    assert len(lines) == 1, told
    assert "a tab stands before the text" in lines[0]
