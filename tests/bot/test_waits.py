"""Who waits for what: calls that hang, floods and idle connections hold up only their own."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse
from telegram.error import TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.metrics import Metrics
from bot.pipeline.handling_slots import HandlingSlots
from bot.preview.standin.standin import Call, PlannedFault
from bot.telegram.contact import Contact, CountedRequest
from bot.telegram.group_admins import AdminsUnknownError, GroupAdmins
from bot.web import listening
from tests.bot.gathering import gather
from tests.bot.harness import Hall, free_port, hurried
from tests.bot.test_way_of_a_message import all_settled

Fault = Callable[[Call], Awaitable[PlannedFault | None]]


def hanging(calls: Callable[[Call], bool]) -> tuple[Fault, asyncio.Event, list[Call]]:
    """Leaves calls without an answer until the event is set; and those that came by now."""
    over, came = asyncio.Event(), list[Call]()

    async def hang(call: Call) -> PlannedFault | None:
        if not over.is_set() and calls(call):
            came.append(call)
            await over.wait()
        return None

    return hang, over, came


async def test_a_hundred_chats_whose_calls_hang_hold_up_nobody_else_and_no_tap(hall: Hall) -> None:
    silent = [await hall.person(f"Silent {number}") for number in range(100)]
    rina = await hall.person()
    ids = {person.id for person in silent}
    async with hall.bot(clock=hurried(20)):
        message = await hall.ask(rina, "mulai dari mana?")
        hang, over, came = hanging(lambda call: call.parameters.get("chat_id") in ids)
        hall.standin.faults = hang
        for person in silent:
            await hall.standin.people.say(
                hall.standin.people.private(person), person, "mulai dari mana?"
            )
        await hall.standin.wait_for(lambda: len(came) == 100)
        await hall.ask(rina, "apa itu csco?")
        await hall.tap(rina, message, "Selengkapnya")
        over.set()
        await hall.standin.wait_for(
            lambda: all(hall.standin.sent(person.id) for person in silent), 30
        )


async def test_taps_are_answered_though_every_connection_of_calls_is_taken(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.connecting._CALLS", 2)
    people = [await hall.person(f"P{number}") for number in range(4)]
    async with hall.bot():
        message = await hall.ask(people[0], "mulai dari mana?")
        hang, over, came = hanging(lambda call: call.method == "sendMessage")
        hall.standin.faults = hang
        for person in people:
            await hall.standin.people.say(
                hall.standin.people.private(person), person, "apa itu csco?"
            )
        await hall.standin.wait_for(lambda: len(came) == 2)
        await hall.tap(people[0], message, "Selengkapnya")
        over.set()


class Limits:
    """A session that keeps how long its requests may take."""

    def __init__(self) -> None:
        self.totals: list[float | None] = []

    def request(self, *_: object, timeout: Any, **__: object) -> Any:
        """Take a request; it times out at once."""
        self.totals.append(timeout.total)
        raise TimeoutError


@pytest.mark.parametrize(
    ("method", "file", "total"),
    [("sendMessage", False, 10), ("sendDocument", True, 30), ("answerCallbackQuery", False, 5)],
)
async def test_each_method_has_its_deadline(method: str, file: bool, total: float) -> None:
    it, limits = CountedRequest(Contact(), Metrics(), 2, True, None), Limits()
    it._sessions = (limits, limits)  # type: ignore[assignment] # noqa: SLF001 - all that it needs of them
    data = RequestData([RequestParameter.from_input("chat_id", 7)])
    if file:
        from telegram import InputFile

        data = RequestData([RequestParameter.from_input("document", InputFile(b"x"))])
    with pytest.raises(TimedOut):
        await it.do_request(f"http://127.0.0.1/bot1:a/{method}", "POST", data)
    assert limits.totals == [total]


async def test_calls_that_hung_are_repeated_a_few_at_a_time(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.contact._CALL", 0.3)
    monkeypatch.setattr("bot.pipeline.delivery._HUNG_AT_ONCE", 2)
    people = [await hall.person(f"P{number}") for number in range(8)]
    at_once: list[int] = []
    waiting: set[int] = set()
    over = asyncio.Event()

    async def hang(call: Call) -> PlannedFault | None:
        if call.method != "sendMessage" or over.is_set():
            return None
        waiting.add(id(call))
        at_once.append(len(waiting))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.3):
                await over.wait()
        waiting.discard(id(call))
        return PlannedFault(lose_request=True)

    hall.standin.faults = hang
    async with hall.bot(clock=hurried(50)):
        for person in people:
            await hall.standin.people.say(
                hall.standin.people.private(person), person, "mulai dari mana?"
            )
        await hall.standin.wait_for(lambda: len(at_once) >= 20, 30)
        over.set()
        await hall.standin.wait_for(
            lambda: all(hall.standin.sent(person.id) for person in people), 30
        )
    assert max(at_once[12:20]) <= 4  # two that are repeated, and two that are given up just then


async def test_who_asks_for_admins_holds_up_nobody_while_telegram_is_silent(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.group_admins._PATIENCE", 3600)
    room = await gather(hall, 20)
    rina = await hall.person()
    async with hall.bot():
        hang, over, came = hanging(lambda call: call.method == "getChatMember")
        hall.standin.faults = hang
        for person in room.people:
            await hall.standin.people.say(room.chat, person, "/diam@mulai_bot")
        await hall.standin.wait_for(lambda: len(came) >= 8)
        await hall.ask(rina, "mulai dari mana?")
        over.set()


class SilentBot:
    """A bot that is told nothing of admins. asked: how often."""

    asked = 0

    async def get_chat_member(self, _chat: int, _user: int) -> None:
        """Ask in vain."""
        self.asked += 1
        raise TimedOut


async def test_that_telegram_told_no_admins_is_remembered_for_some_seconds() -> None:
    now, bot = [0.0], SilentBot()
    admins = GroupAdmins(bot, lambda: now[0])  # type: ignore[arg-type] # all that it needs
    for moment, asked in ((0.0, 1), (9.0, 1), (10.0, 2)):
        now[0] = moment
        with pytest.raises(AdminsUnknownError):
            await admins.has(-7, 7)
        assert bot.asked == asked


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """One kind of database, unless a test says both."""
    return str(getattr(request, "param", "sqlite"))


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
async def test_a_long_wait_with_an_edit_holds_up_no_new_message_of_that_chat(hall: Hall) -> None:
    rina = await hall.person()
    clock = hurried(60)
    tried: list[float] = []

    async def refuse(call: Call) -> PlannedFault | None:
        if call.method == "editMessageText":
            tried.append(clock.monotonic())
            return PlannedFault(status=429, retry_after=300) if len(tried) == 1 else None
        return None

    async with hall.bot(clock=clock):
        message = await hall.ask(rina, "mulai dari mana?")
        hall.standin.faults = refuse
        await hall.tap(rina, message, "Selengkapnya")
        await hall.standin.wait_for(lambda: tried)
        await hall.ask(rina, "apa itu csco?")
        assert len(tried) == 1
        await hall.tap(rina, message, "Sumber")
        await hall.standin.wait_for(lambda: "Sumber" in message["text"], 30)
        await all_settled(hall)
    assert len(tried) == 2
    assert tried[1] - tried[0] >= 300


async def test_taps_go_before_the_messages_of_a_backlog() -> None:
    slots, order, gate = HandlingSlots(1), list[str](), asyncio.Event()

    async def work(name: str, *, tap: bool) -> None:
        async with slots.taken(tap=tap):
            await gate.wait()
            order.append(name)

    tasks = [asyncio.create_task(work(f"message {number}", tap=False)) for number in range(3)]
    tasks.append(asyncio.create_task(work("tap", tap=True)))
    given_up = asyncio.create_task(work("given up", tap=True))
    await asyncio.sleep(0)
    given_up.cancel()
    gate.set()
    await asyncio.gather(*tasks, given_up, return_exceptions=True)
    assert order == ["message 0", "tap", "message 1", "message 2"]
    async with asyncio.timeout(1), slots.taken(tap=False):
        pass


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
async def test_a_tap_that_came_last_is_answered_among_the_first_of_a_backlog(hall: Hall) -> None:
    *many, rina = [await hall.person(f"P{number}") for number in range(31)]
    async with hall.bot():
        message = await hall.ask(rina, "mulai dari mana?")
        await all_settled(hall)
    for person in many * 2:
        chat = hall.standin.people.private(person)
        await hall.standin.people.say(chat, person, "mulai dari mana?")
    chat = hall.standin.people.private(rina)
    tap = await hall.standin.people.tap(chat, rina, message["message_id"], "Selengkapnya")
    async with hall.bot():
        await tap.answer()
        said = len(hall.standin.called("sendMessage"))
        await all_settled(hall)
    assert said < len(many), "a message of each was handled before it"


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
async def test_who_comes_new_does_not_wait_behind_one_persons_backlog(hall: Hall) -> None:
    rina, budi = await hall.person("Rina"), await hall.person("Budi")
    flood = 60
    for person in [rina] * flood + [budi]:
        chat = hall.standin.people.private(person)
        await hall.standin.people.say(chat, person, "mulai dari mana?")
    async with hall.bot(clock=hurried(50)):
        await hall.standin.wait_for(lambda: hall.standin.sent(budi.id))
        said = len(hall.standin.sent(rina.id))
        await all_settled(hall)
    assert said < flood / 2
    assert len(hall.standin.sent(rina.id)) == flood


@contextlib.asynccontextmanager
async def connections(port: int, count: int, said: bytes) -> AsyncIterator[list[Any]]:
    """Connections that say something and no more."""
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(count)]
    for _, writer in opened:
        writer.write(said)
    try:
        yield opened
    finally:
        for _, writer in opened:
            writer.close()


@pytest.mark.parametrize("said", [b"", b"POST /telegram HTTP/1.1\r\nHost: "])
async def test_idle_connections_silence_neither_webhook_nor_health(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr(listening, "_LOOK_EVERY", 0.05)
    port = free_port()
    async with hall.bot(web_port=port), connections(port, 400, said) as opened:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            assert (await client.get("/healthz")).status_code == 200
        await asyncio.gather(*(reader.read() for reader, _ in opened[:300]))


async def test_a_header_that_does_not_end_is_given_up(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "_LOOK_EVERY", 0.02)
    monkeypatch.setattr(listening, "_HEADER_WITHIN", 0.1)
    port = free_port()
    async with hall.bot(web_port=port), connections(port, 1, b"GET / HTTP/1.1\r\n") as opened:
        assert await opened[0][0].read() == b""


async def test_health_is_answered_while_all_else_is_busy() -> None:
    gate = asyncio.Event()

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/slow":
            await gate.wait()
        await PlainTextResponse("done")(scope, receive, send)

    limited = listening.LimitedRequests(slow)
    transport = httpx.ASGITransport(limited)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        waiting = [asyncio.create_task(client.get("/slow")) for _ in range(500)]
        while limited.count < 500:  # noqa: ASYNC110 - nothing rings when all have begun
            await asyncio.sleep(0)
        assert (await client.get("/other")).status_code == 503
        assert (await client.get("/healthz")).status_code == 200
        gate.set()
        assert {(await task).status_code for task in waiting} == {200}
