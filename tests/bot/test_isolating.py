"""An update that cannot be handled holds up nobody, is kept aside, and is told to the operator."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError

from bot.operations.doctor import examine
from bot.pipeline import handling, isolating
from bot.pipeline.facts import Facts
from bot.preview.standin.updates import Update
from bot.storage.effects import Known
from bot.storage.ownership import ConversationKey
from bot.storage.store import Store
from bot.telegram.updates import Incoming
from tests.bot.harness import SECRET, Hall
from tests.bot.test_way_of_a_message import all_settled, until

# Tries of an update here: the bot's own number would only take longer.
TRIES = 3
FAILED = "SELECT update_id, reason FROM failed_updates ORDER BY id"


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """All of this holds on both kinds of database."""
    return str(request.param)


async def said(hall: Hall, person: Any, text: str) -> Update:
    """Somebody says something; the update that comes of it."""
    await hall.standin.people.say(hall.standin.people.private(person), person, text)
    return list(hall.standin.updates.all.values())[-1]


def renumbered(hall: Hall, update: Update, number: int) -> None:
    """The update has another number."""
    for updates in (hall.standin.updates.waiting, hall.standin.updates.all):
        del updates[update.id]
    update.body["update_id"] = number
    hall.standin.updates.waiting[number] = Update(number, update.body, update.queue, update.expires)


@pytest.mark.parametrize("number", [2**63, 2**200])
async def test_an_update_beyond_every_number_of_a_database_stops_no_polling(
    hall: Hall, number: int
) -> None:
    rina, budi = await hall.person("Rina"), await hall.person("Budi")
    renumbered(hall, await said(hall, rina, "mulai dari mana?"), number)
    async with hall.bot():
        await hall.ask(budi, "apa itu csco?")
        await hall.ask(budi, "mulai dari mana?")
        await until(hall, "SELECT count(*) FROM failed_updates", 1)
        assert number in hall.standin.updates.waiting, "confirming it would confirm all before it"
    ((kept, reason),) = hall.storage.rows(FAILED)
    assert kept == str(number) if number < 10**40 else kept.startswith("?")
    assert reason == "no id that can be stored"


async def test_such_an_update_posted_to_the_webhook_is_kept_and_not_repeated(hall: Hall) -> None:
    settings = hall.by_webhook()
    body = json.dumps({"update_id": 2**63, "message": {"from": {"id": 7}, "chat": {"id": 7}}})
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
    async with hall.bot(**settings), httpx.AsyncClient() as client:
        for _ in range(2):
            answer = await client.post(settings["webhook_url"], content=body, headers=headers)
            assert answer.status_code == 200
    assert hall.storage.rows(FAILED) == [(str(2**63), "no id that can be stored")]


async def test_what_fails_by_a_fault_of_ours_is_kept_with_its_reason_and_told_by_the_doctor(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    rina = await hall.person()

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(handling, "step", broken)
    async with hall.bot():
        assert "gangguan" in (await hall.ask(rina, "rahasia"))["text"]
        await all_settled(hall)
    assert [reason for _, reason in hall.storage.rows(FAILED)] == ["ZeroDivisionError"]
    ((body,),) = hall.storage.rows("SELECT body FROM failed_updates")
    assert json.loads(body)["message"]["text"] == "rahasia"
    found = [
        str(it) for it in [it async for it in examine(hall.settings())] if it.part == "updates"
    ]
    assert len(found) == 1
    assert "1 could not be handled" in found[0]
    assert "ZeroDivisionError" in found[0]
    assert "rahasia" not in found[0]


async def until_begun(begun: list[str], times: int) -> None:
    """Wait until an update has been begun so often; nothing rings when it is."""
    async with asyncio.timeout(30):
        while len(begun) < times:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_an_update_that_ends_the_bot_each_time_is_given_up_after_some_tries(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    rina, budi = await hall.person("Rina"), await hall.person("Budi")
    monkeypatch.setattr(isolating, "MOST_TRIES", TRIES)
    load, begun = Facts.load, list[str]()

    async def fatal(self: Facts, incoming: Incoming, *rest: Any) -> Any:
        if incoming.event.sender.id == str(rina.id):
            begun.append(incoming.event.sender.id)
            raise SystemExitOfTheBot
        return await load(self, incoming, *rest)

    class SystemExitOfTheBot(BaseException):
        """What takes the process with it: nothing that is handled."""

    monkeypatch.setattr(Facts, "load", fatal)
    fatal_update = await said(hall, rina, "mulai dari mana?")
    while len(begun) <= TRIES:
        lives = len(begun)
        async with hall.bot():
            await until_begun(begun, lives + 1)
            await hall.standin.wait_for(lambda: not hall.standin.updates.waiting)
    async with hall.bot():
        await hall.ask(budi, "apa itu csco?")
        await until(hall, "SELECT count(*) FROM failed_updates", 1)
    assert hall.storage.rows(FAILED) == [(str(fatal_update.id), "the bot ended each time")]
    assert len(begun) == TRIES + 1


async def test_of_many_in_hand_when_the_bot_ends_only_the_one_begun_alone_counts(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [await hall.person(f"P{number}") for number in range(5)]
    monkeypatch.setattr(isolating, "MOST_TRIES", TRIES)
    load, begun, stuck = Facts.load, list[str](), [True]

    async def hang(self: Facts, incoming: Incoming, *rest: Any) -> Any:
        if stuck:
            begun.append(incoming.event.sender.id)
            await asyncio.Event().wait()
        return await load(self, incoming, *rest)

    monkeypatch.setattr(Facts, "load", hang)
    for person in people:
        await said(hall, person, "mulai dari mana?")
    for _ in range(TRIES + 1):
        lives = len(begun)
        async with hall.bot():
            await until_begun(begun, lives + 1)
            await hall.standin.wait_for(lambda: not hall.standin.updates.waiting)
    stuck.clear()
    async with hall.bot():
        await hall.standin.wait_for(lambda: all(hall.standin.sent(it.id) for it in people[1:]))
        await all_settled(hall)
    assert len(hall.storage.rows(FAILED)) <= 1


async def test_a_damaged_database_is_not_the_updates_fault(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows of one person cannot be read: nobody else waits, and nothing of theirs is set aside."""
    if "postgresql" in hall.storage.url:
        pytest.skip("there the server tells by its codes, see test_database.py")
    monkeypatch.setattr(handling, "_PATIENCE", (0.02,))
    monkeypatch.setattr(handling, "_AT_ONCE", 1)
    rina, budi = await hall.person("Rina"), await hall.person("Budi")
    known, damaged = Store.known, [True]

    async def read(self: Store, key: ConversationKey, *rest: Any) -> Known:
        def broken(_: Connection) -> Known:
            raise DatabaseError("SELECT", None, OSError("database disk image is malformed"))

        if damaged and key[1] == rina.id:
            return await self._database.read(broken)
        return await known(self, key, *rest)

    monkeypatch.setattr(Store, "known", read)
    async with hall.bot():
        await said(hall, rina, "mulai dari mana?")
        await hall.ask(budi, "apa itu csco?")
        assert hall.storage.rows("SELECT count(*) FROM inbox WHERE body IS NOT NULL") == [(1,)]
        damaged.clear()
        await hall.standin.wait_for(lambda: hall.standin.sent(rina.id))
        await all_settled(hall)
    assert hall.storage.rows(FAILED) == []
