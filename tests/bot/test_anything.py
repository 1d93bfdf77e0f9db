"""Whatever comes in: nothing is raised, nothing goes out unescaped, all is worked off."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import io
import itertools
import json
import logging
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.routing import Route
from telegram import User

from bot.operations.logs import set_up_logs
from bot.papers.minutes_text import minutes_messages
from bot.papers.minuting import minutes_sheet
from bot.papers.render import minutes_report
from bot.papers.workbook import workbook
from bot.pipeline.webhook import Webhook
from bot.preview.standin.chats import Json
from bot.preview.standin.html import formatted, units
from bot.preview.standin.limits import Limits
from bot.preview.standin.standin import Call, PlannedFault
from bot.storage.store import Store
from bot.telegram.callbacks import LIMIT, decode
from bot.telegram.rendering import Keyboards, render
from bot.telegram.updates import Route as Way
from bot.telegram.updates import person_of, read_update
from conversations.asking.step import masked
from conversations.messages import (
    Action,
    Choice,
    Chose,
    Event,
    ForgetPerson,
    KeepDiagnostic,
    MakePaper,
    Reply,
    Revise,
    Say,
    Sender,
    SendPersonalData,
    Toast,
    UnknownTap,
)
from conversations.router import step
from conversations.state import State, restore, save
from conversations.workshop.state import Leader
from knowledge.base import Knowledge, open_knowledge
from knowledge.loading.documents import parse
from knowledge.loading.faults import KnowledgeError
from knowledge.loading.loader import load
from tests.anything import actions, bounded, datas, texts, updates
from tests.bot import rooms
from tests.bot.harness import SECRET, Hall, open_hall
from tests.bot.test_way_of_a_message import all_settled
from tests.conversations.scripts import Scripted


@functools.cache
def known() -> Knowledge:
    """The packaged content; as an argument of a test its text would be written over and over."""
    return open_knowledge()


ME = User(1, "Mulai", is_bot=True, username="mulai_bot")


@bounded
@given(updates)
def test_an_update_of_any_shape_is_read_or_refused_but_never_half_taken(body: Json) -> None:
    raw = {"update_id": 1, **body}
    assert all(isinstance(part, int) for part in person_of(raw))
    read_update(raw, ME, known().content.wording.commands)


@bounded
@given(st.lists(actions, max_size=4), texts, st.booleans())
def test_a_conversation_takes_anything_and_what_it_says_telegram_can_read(
    doings: list[Action], name: str, in_group: bool
) -> None:
    state, sender = State(), Sender("7", name, name)
    words = Scripted(known().content)
    for action in doings:
        event = Event(action, sender, in_group, day="2026-01-31")
        state, replies = step(restore(save(state)) if sound(state) else state, event, words)
        for reply in replies:
            readable(reply)
            assert not (in_group and personal(reply)), reply


def personal(reply: Reply) -> bool:
    """Whether a reply shows, or has buttons that show, what only one person should see."""
    if isinstance(reply, Say | Revise):
        choices = [b for row in reply.rows for b in row if isinstance(b, Choice)]
        return any(b.conversation in {"diagnose", "result", "privacy"} for b in choices)
    return isinstance(reply, KeepDiagnostic | MakePaper | SendPersonalData | ForgetPerson)


def sound(state: State) -> bool:
    """Whether a state can be written: lone surrogates, which Telegram never sends, cannot."""
    try:
        save(state)
    except Exception:  # noqa: BLE001 - the handler apologises for whatever it is
        return False
    return True


def readable(reply: Reply) -> None:
    """Assert that Telegram takes what a reply says."""
    match reply:
        case Say(text, rows) | Revise(text, rows):
            # Lone surrogates, which a person's words may bring in here, Telegram never sends.
            shown, _ = formatted(text.encode("utf-8", "replace").decode(), "HTML", None)
            assert 0 < units(shown) <= 4096
            for row in Keyboards("7", "mulai_bot")(rows):
                assert all(len(data.encode()) <= LIMIT for _, data in row if "://" not in data)
        case Toast(text):
            assert units(text) <= 200
    render((reply,), Way(7, 7), "7", "mulai_bot")


@bounded
@given(datas)
def test_forged_data_of_somebody_elses_button_changes_nothing(data: str) -> None:
    chose = decode(data, "1")
    state = State(topic="csco-what")
    after, replies = step(state, Event(chose, Sender("9")), Scripted(known().content))
    if isinstance(chose, UnknownTap) or chose.owner not in {"", "9"}:
        assert after == state
        assert [type(reply) for reply in replies] == [Toast]
    if isinstance(chose, Chose):
        assert all(isinstance(part, str) for part in (chose.owner, chose.question, chose.option))


@bounded
@given(texts)
def test_a_kept_question_is_short_and_holds_no_address_number_or_mention(text: str) -> None:
    kept = masked(text + " budi@kota.go.id @budi 0812 3456 7890 3374012345678901")
    assert len(kept) <= 500
    for piece in ("budi@", "@budi", "0812", "3374"):
        assert piece not in kept


@bounded
@given(st.one_of(texts, st.text("[]{}:-?&*!|>'\"#%@,\n\t 0a", max_size=60)))
def test_a_document_of_any_kind_is_read_or_faulted_with_a_place(text: str) -> None:
    document = parse(text.encode("utf-8", "replace").decode(), "any.yaml")
    document.data()
    for fault in document.faults:
        assert fault.line >= 1
        assert "\n" not in str(fault)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 3000,
        "7" * 5000,
        "a: &a [*a, *a]",
        "".join(f"a{n}: &a{n} [{', '.join(9 * [f'*a{n - 1}'])}]\n" for n in range(1, 9)).replace(
            "*a0", "x"
        ),
        "? [x]\n: y",
        "<<: {a: 1}",
        "!!python/object:os.x a",
    ],
    ids=[
        "deep",
        "a long number",
        "aliases",
        "aliases of aliases",
        "a list as key",
        "merge",
        "a tag",
    ],
)
def test_content_of_a_hostile_shape_is_a_list_of_faults(tmp_path: Path, text: str) -> None:
    (tmp_path / "wording.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError):
        load(tmp_path)


@settings(bounded, max_examples=25)
@given(texts, texts)
def test_the_papers_of_a_workshop_are_made_whatever_is_typed(topic: str, name: str) -> None:
    made = replace(rooms.short(), topic=topic, region=topic, facilitator=Leader("1", name))
    sheet = minutes_sheet(made, known().edition("id"))
    assert minutes_report(sheet).startswith(b"%PDF")
    assert workbook(sheet).startswith(b"PK")
    assert all(0 < units(text) <= 4096 for text in minutes_messages(sheet))


class Nowhere:
    """An inlet that keeps what it is given."""

    def __init__(self) -> None:
        self.kept: list[dict[str, Any]] = []

    async def keep(self, update: dict[str, Any]) -> None:
        """Keep an update."""
        self.kept.append(update)


@bounded
@given(
    st.one_of(
        st.binary(max_size=200),
        updates.map(lambda it: json.dumps({"update_id": 5, **it}).encode()),
        st.text(max_size=60).map(lambda it: it.encode("utf-8", "replace")),
    ),
    st.sampled_from(["application/json", "application/json; charset=utf-8", "text/plain", ""]),
    st.sampled_from([SECRET, "", "wrong", "é"]),
)
def test_a_webhook_answers_any_body_and_keeps_only_updates_from_telegram(
    body: bytes, kind: str, secret: str
) -> None:
    webhook, inlet = Webhook(SECRET), Nowhere()
    webhook.open(inlet)  # type: ignore[arg-type] # it keeps nothing, as no update is to come
    transport = httpx.ASGITransport(Starlette(routes=[Route("/", webhook.post, methods=["POST"])]))

    async def post() -> int:
        headers = {
            b"X-Telegram-Bot-Api-Secret-Token": secret.encode("latin-1"),
            b"Content-Type": kind.encode(),
        }
        async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
            return (await client.post("/", content=body, headers=headers)).status_code

    status = asyncio.run(post())
    assert status in {200, 400, 403, 415}
    assert len(inlet.kept) == (status == 200)
    if secret != SECRET:
        assert status == 403


MARK = "rahasia-sekali"


@contextlib.contextmanager
def logged() -> Any:
    """All that the bot logs, as operators see it."""
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level = list(root.handlers), root.level
    set_up_logs("DEBUG", "text")
    structlog.configure(cache_logger_on_first_use=False)  # other tests have logs of their own
    for handler in root.handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(stream)
    try:
        yield stream
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.reset_defaults()


@settings(bounded, max_examples=25)
@given(st.lists(updates, min_size=12, max_size=12))
def test_the_whole_bot_works_off_anything_and_tells_no_log_what_people_wrote(
    bodies: list[Json],
) -> None:
    asyncio.run(worked_off(known(), marked(bodies)))


def marked(bodies: list[Json]) -> list[Json]:
    """The updates with ids, and with words in the messages that must not be seen in a log."""
    for body in bodies:
        message = body.get("message")
        if isinstance(message, dict) and isinstance(message.get("text"), str):
            message["text"] += MARK
    return [{**body, "update_id": number} for number, body in zip(itertools.count(1), bodies)]


async def worked_off(knowledge: Knowledge, bodies: list[Json]) -> None:
    """A bot is served these updates, all at once, and lives."""
    served: list[Call] = []

    async def serve(call: Call) -> PlannedFault | None:
        if call.method == "getUpdates" and not served:
            served.append(call)
            return PlannedFault(body=json.dumps({"ok": True, "result": bodies}))
        return None

    with tempfile.TemporaryDirectory() as folder, logged() as log:
        async with open_hall(Path(folder), knowledge, Limits(enforced=False)) as hall:
            await lives(hall, serve)
        assert MARK not in log.getvalue()


async def lives(hall: Hall, serve: Any) -> None:
    rina = await hall.person()
    hall.standin.faults = serve
    async with hall.bot():
        assert (await hall.ask(rina, "mulai dari mana?"))["text"]
        await all_settled(hall)


async def test_a_mistyped_command_as_long_as_a_message_is_answered(hall: Hall) -> None:
    rina = await hall.person()
    async with hall.bot():
        told = await hall.ask(rina, "/" + "x" * 4000)
    assert len(told["text"]) < 200


def numberless() -> Callable[[Call], Awaitable[PlannedFault | None]]:
    """Serves one update whose ids are no numbers."""
    tap = {"id": "1", "chat_instance": "", "data": "1|7|ask|more|x", "from": {"id": []}}
    served: list[Call] = []

    async def serve(call: Call) -> PlannedFault | None:
        if call.method == "getUpdates" and not served:
            served.append(call)
            result = [{"update_id": 1, "callback_query": tap}]
            return PlannedFault(body=json.dumps({"ok": True, "result": result}))
        return None

    return serve


async def test_an_update_whose_ids_are_no_numbers_leaves_the_inbox(hall: Hall) -> None:
    await lives(hall, numberless())


async def test_it_leaves_the_inbox_too_if_the_database_refuses_just_then(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_aside, refusals = Store.set_aside, [1, 2]

    async def at_the_third_try(self: Store, update_id: int, failed: Any = None) -> None:
        if refusals:
            refusals.pop()
            raise OperationalError("UPDATE", None, OSError("database is locked"))
        await set_aside(self, update_id, failed)

    monkeypatch.setattr(Store, "set_aside", at_the_third_try)
    await lives(hall, numberless())
    assert not refusals
