"""Who owns what: one bot a database, one sender of each reply, and nothing for those that hang."""

from __future__ import annotations

import pytest

from bot import app
from bot.preview.server import preview_server
from bot.preview.standin.limits import Limits
from bot.preview.standin.standin import StandIn
from bot.storage.effects import Effect
from bot.storage.ownership import AlreadyHandled
from tests.bot.harness import Hall
from tests.bot.test_replicas import sharing, taken_over, update
from tests.bot.test_way_of_a_message import all_settled


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """All of this holds on both kinds of database, but where a test says one."""
    return str(request.param)


async def test_the_database_of_another_bot_is_refused_and_left_alone(hall: Hall) -> None:
    rina = await hall.person()
    async with hall.bot():
        await hall.ask(rina, "mulai dari mana?")
        await all_settled(hall)
    async with preview_server(
        StandIn(token="7000000077:" + "o" * 35, limits=Limits(enforced=False))
    ) as other:
        strange = Hall(other, hall.folder, hall.knowledge, hall.storage)
        with pytest.raises(app.StartError, match="of another bot"):
            async with strange.bot():
                pass
    async with hall.bot():
        await hall.ask(rina, "apa itu csco?")


async def test_a_second_bot_on_a_file_waits_until_the_first_has_ended(hall: Hall) -> None:
    if "postgresql" in hall.storage.url:
        pytest.skip("there several bots share a database")
    people = [await hall.person(f"P{number}") for number in range(10)]
    async with hall.bot(), hall.starting():
        for person in people:
            await hall.ask(person, "mulai dari mana?")
        await all_settled(hall)
        assert len(hall.standin.called("sendMessage")) == len(people)
        assert len(hall.standin.called("getMe")) == 1
    async with hall.bot():
        await hall.ask(people[0], "apa itu csco?")


async def test_what_a_replica_that_hangs_had_in_hand_is_taken_over_and_it_does_no_harm_later(
    hall: Hall,
) -> None:
    if "sqlite" in hall.storage.url:
        pytest.skip("there is only one bot")
    async with sharing(hall.storage) as (one, two):
        await one.replica.look()
        await one.store.receive([update(1)])
        async with one.store.conversation_lock(1, (7, 7)):
            assert not (await two.replica.look()).updates
            # It is stopped: its lock and its connections stay, but it says nothing any more.
            hall.storage.rows("UPDATE replicas SET seen_at = seen_at - 12 RETURNING 1")
            assert len(await taken_over(two)) == 1
            async with two.store.conversation_lock(1, (7, 7)):
                await two.store.commit(Effect(1, (7, 7), state="two"))
            with pytest.raises(AlreadyHandled):
                await one.store.commit(Effect(1, (7, 7), state="one"))
        assert (await two.store.load((7, 7)))[0] == "two"
        await one.replica.look()
        await one.store.receive([update(2)])
        assert not (await two.replica.look()).updates, "it is awake, and works again"


async def test_a_transaction_of_a_replica_that_hangs_is_undone_by_the_server(hall: Hall) -> None:
    if "sqlite" in hall.storage.url:
        pytest.skip("there is only one bot")
    async with sharing(hall.storage, 1) as (one,):
        shown = await one.replica.database.read(
            lambda it: it.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar_one()
        )
    assert shown == "8s"


@pytest.mark.parametrize("part", ["chat", "from"])
async def test_an_id_that_no_database_holds_stops_nobody_else(hall: Hall, part: str) -> None:
    rina = await hall.person()
    chat = hall.standin.people.private(rina)
    message = hall.standin.world.add(chat, rina.as_json(), {"text": "mulai dari mana?"})
    hall.standin.updates.put("message", {**message, part: {**message[part], "id": 2**63}}, "other")
    async with hall.bot():
        await hall.ask(rina, "apa itu csco?")
        await all_settled(hall)
