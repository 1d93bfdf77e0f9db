"""Several replicas on one database: together they do what one would do, whoever of them dies."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.clock import Clock
from bot.pipeline.replicas.membership import Replica, join_replicas
from bot.pipeline.replicas.sending import SharedPacing
from bot.preview.standin.limits import Limits
from bot.preview.standin.standin import Call, PlannedFault
from bot.preview.standin.taps import PATIENCE
from bot.storage.database import Database, open_database
from bot.storage.effects import Effect
from bot.storage.outgoing import AnswerTap, Place, SendText
from bot.storage.ownership import AlreadyHandled
from bot.storage.postgres import LOCKS, TAKING_OVER
from bot.storage.store import Store
from bot.telegram.pacing import GROUP, OVERALL, PRIVATE
from knowledge.base import Knowledge
from tests.bot.balancing import balancer
from tests.bot.databases import POSTGRESQL, PostgresDatabase, Storage
from tests.bot.harness import SECRET, Hall, free_port, open_hall
from tests.bot.killing import kill_replicas_often
from tests.bot.postgres import server

SEED = 20261123
KILLS, PEOPLE = 24, 12


@pytest.fixture
def engine() -> str:
    """Replicas share a server."""
    return POSTGRESQL


# --- Two stores -----------------------------------------------------------------------------------


def update(number: int, person: int = 7) -> tuple[int, str]:
    sender = f'"from": {{"id": {person}}}, "chat": {{"id": {person}}}'
    return number, f'{{"update_id": {number}, "message": {{{sender}}}}}'


@dataclass(frozen=True)
class Sharing:
    """One of several bots on a database, as far as storage goes."""

    store: Store
    replica: Replica


@contextlib.asynccontextmanager
async def sharing(storage: Storage, count: int = 2) -> AsyncIterator[list[Sharing]]:
    """So many bots on a database."""
    async with contextlib.AsyncExitStack() as stack:
        made = []
        for _ in range(count):
            database = await open_database(storage.url)
            replica = await join_replicas(database, Clock().now)
            store = Store(database, Clock().now, ownership=replica.claims)
            stack.push_async_callback(store.close)
            stack.push_async_callback(replica.close)
            made.append(Sharing(store, replica))
        yield made


async def vanish(bot: Sharing) -> None:
    """Be dead as far as the others can see, without having left anything in order."""
    member = bot.replica._member  # noqa: SLF001 - that is what a kill takes away
    assert member is not None
    await member.invalidate()
    await member.close()
    bot.replica._member = None  # noqa: SLF001


async def taken_over(bot: Sharing) -> list[str]:
    """What a replica finds once the server has seen that another one is gone."""
    async with asyncio.timeout(PATIENCE):
        while not (found := await bot.replica.look()).updates:  # noqa: ASYNC110
            # The server notices when it does, and tells nobody.
            await asyncio.sleep(0.05)
    return list(found.updates)


async def test_an_update_waits_for_those_before_it_at_another_replica(storage: Storage) -> None:
    async with sharing(storage) as (one, two):
        await one.store.receive([update(1)])
        await two.store.receive([update(2)])
        order = []

        async def second() -> None:
            async with two.store.conversation_lock(2, (7, 7)):
                order.append(2)
                await two.store.commit(Effect(2, (7, 7), state="two"))

        async with one.store.conversation_lock(1, (7, 7)):
            waiting = asyncio.create_task(second())
            await asyncio.wait({waiting}, timeout=0.3)
            order.append(1)
            await one.store.commit(Effect(1, (7, 7), state="one"))
        await waiting
        assert order == [1, 2]
        assert (await one.store.load((7, 7)))[0] == "two"


async def test_an_update_that_comes_late_waits_for_the_one_that_was_begun(
    storage: Storage,
) -> None:
    async with sharing(storage) as (one, two):
        await two.store.receive([update(2)])
        async with two.store.conversation_lock(2, (7, 7)):
            await one.store.receive([update(1)])
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3), one.store.conversation_lock(1, (7, 7)):
                    pass
            await two.store.commit(Effect(2, (7, 7), state="two"))
        async with asyncio.timeout(5), one.store.conversation_lock(1, (7, 7)):
            pass


async def test_other_peoples_updates_wait_for_nobody(storage: Storage) -> None:
    async with sharing(storage) as (one, two):
        await one.store.receive([update(1)])
        await two.store.receive([update(2, person=8)])
        async with (
            one.store.conversation_lock(1, (7, 7)),
            asyncio.timeout(5),
            two.store.conversation_lock(2, (8, 8)),
        ):
            pass


async def test_an_update_that_both_got_is_handled_by_one(storage: Storage) -> None:
    async with sharing(storage) as (one, two):
        await one.store.receive([update(1)])
        await two.store.receive([update(1)])
        with pytest.raises(AlreadyHandled):
            async with two.store.conversation_lock(1, (7, 7)):
                pass
        with pytest.raises(AlreadyHandled):
            await two.store.commit(Effect(1, (7, 7), state="two"))
        async with one.store.conversation_lock(1, (7, 7)):
            await one.store.commit(Effect(1, (7, 7), state="one"))
        assert (await two.store.load((7, 7)))[0] == "one"


async def test_what_the_dead_had_in_hand_is_taken_over_once_even_if_it_was_begun(
    storage: Storage,
) -> None:
    async with sharing(storage, 3) as (one, two, three):
        await one.store.receive([update(1), update(2), update(3, person=8)])
        async with one.store.conversation_lock(1, (7, 7)):
            assert not (await two.replica.look()).updates
            await vanish(one)
            found = await taken_over(two)
            assert len(found) == 3
            assert not (await three.replica.look()).updates
            with pytest.raises(AlreadyHandled):
                await one.store.commit(Effect(1, (7, 7), state="one"))
        async with two.store.conversation_lock(1, (7, 7)):
            await two.store.commit(Effect(1, (7, 7), state="two"))
        assert (await three.store.load((7, 7)))[0] == "two"


async def test_who_leaves_hands_over_at_once(storage: Storage) -> None:
    async with sharing(storage, 1) as (two,):
        async with sharing(storage, 1) as (one,):
            await one.store.receive([update(1)])
        assert len((await two.replica.look()).updates) == 1


async def test_what_is_begun_and_given_up_is_tried_again(storage: Storage) -> None:
    async with sharing(storage, 1) as (one,):
        await one.store.receive([update(1)])
        with pytest.raises(OSError, match="full"):
            async with one.store.conversation_lock(1, (7, 7)):
                raise OSError("full")
        assert len((await one.replica.look()).updates) == 1


@contextlib.contextmanager
def unheard(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is written is committed, but nobody hears of it."""
    write = Database.write

    async def cut(self: Database, work: Callable[[sa.Connection], Any]) -> None:
        await write(self, work)
        raise OperationalError(None, None, ConnectionResetError("after the commit"))

    with monkeypatch.context() as patch:
        patch.setattr(Database, "write", cut)
        with contextlib.suppress(OperationalError):
            yield


async def test_what_was_kept_without_our_hearing_of_it_is_handled(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sharing(storage) as (one, two):
        with unheard(monkeypatch):
            await one.store.receive([update(1)])
        await two.store.receive([update(1)])  # Telegram repeats what was refused, to anybody
        with pytest.raises(AlreadyHandled):
            async with two.store.conversation_lock(1, (7, 7)):
                pass
        assert len((await one.replica.look()).updates) == 1


async def test_what_was_taken_over_without_our_hearing_of_it_is_handled(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sharing(storage, 1) as (two,):
        async with sharing(storage, 1) as (one,):
            await one.store.receive([update(1)])
        with unheard(monkeypatch):
            await two.replica.look()
        assert len((await two.replica.look()).updates) == 1


async def test_what_is_given_up_while_another_replica_looks_is_tried_again_too(
    storage: Storage,
) -> None:
    async with sharing(storage) as (one, two):
        await one.store.receive([update(1)])
        with pytest.raises(OSError, match="full"):
            async with one.store.conversation_lock(1, (7, 7)):
                raise OSError("full")
        async with two.replica.database.connection() as looking:
            await looking.execute(sa.select(sa.func.pg_advisory_lock(LOCKS, TAKING_OVER)))
            found = await one.replica.look()
            await looking.execute(sa.select(sa.func.pg_advisory_unlock(LOCKS, TAKING_OVER)))
        assert len((*found.updates, *(await one.replica.look()).updates)) == 1


# --- An effect by a single statement --------------------------------------------------------------


WORDS = SendText(Place(7), "satu"), AnswerTap("tap"), SendText(Place(7), "dua")
KEPT = (
    "SELECT (SELECT count(*) FROM inbox WHERE body IS NOT NULL), (SELECT count(*) FROM claims),"
    " (SELECT state FROM conversations), (SELECT language FROM people),"
    " (SELECT count(*) FROM outbox)"
)


async def test_a_plain_effect_is_stored_whole_and_once(storage: Storage) -> None:
    async with sharing(storage) as (one, two):
        await one.store.receive([update(1)])
        effect = Effect(1, (7, 7), state="1{}", language="en", calls=WORDS)
        with pytest.raises(AlreadyHandled):
            await two.store.commit(effect)  # it is not theirs
        assert storage.rows(KEPT) == [(1, 1, None, None, 0)]
        posted = await one.store.commit(effect)
        with pytest.raises(AlreadyHandled):
            await one.store.commit(effect)
        assert storage.rows(KEPT) == [(0, 0, "1{}", "en", 3)]
        assert posted == await two.store.undelivered()
        assert [type(call) for _, call in posted] == [SendText, AnswerTap, SendText]
        owners = {owner for (owner,) in storage.rows("SELECT owner FROM outbox")}
        assert owners == {one.replica.number}


async def test_an_effect_without_a_state_leaves_it_and_takes_delivered_rows_along(
    storage: Storage,
) -> None:
    async with sharing(storage, 1) as (one,):
        await one.store.receive([update(1), update(2)])
        posted = await one.store.commit(Effect(1, (7, 7), state="1{}", calls=WORDS))
        one.store.mark([row for row, _ in posted])
        assert await one.store.commit(Effect(2, (7, 7))) == ()
        assert storage.rows(KEPT) == [(0, 0, "1{}", None, 0)]


async def test_what_a_server_cannot_keep_is_told_as_the_effects_fault(storage: Storage) -> None:
    async with sharing(storage, 1) as (one,):
        await one.store.receive([update(1)])
        with pytest.raises(DBAPIError) as caught:
            await one.store.commit(Effect(1, (7, 7), state="Rina\0"))
        assert not isinstance(caught.value, OperationalError)  # or it would be tried for ever
        assert "Rina" not in str(caught.value)
        assert storage.rows(KEPT) == [(1, 1, None, None, 0)]


async def test_single_statements_find_their_server_again_after_a_restart() -> None:
    with server() as own:
        database = await open_database(PostgresDatabase(own).url)
        store = Store(database, Clock().now)
        try:
            assert await store.load((7, 7)) == (None, None)
            own.stop()
            with pytest.raises(OperationalError):
                await store.load((7, 7))
            own.start()
            for _ in range(2):
                assert await store.load((7, 7)) == (None, None)
        finally:
            await database.close()


# --- One pace for all -----------------------------------------------------------------------------


async def waits(storage: Storage, chats: list[int]) -> list[float]:
    """The seconds that two replicas wait before messages that they send in turn, all at once."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async with sharing(storage) as (one, two):
        pacings = [SharedPacing(bot.replica, Clock(sleep=sleep)) for bot in (one, two)]
        for number, chat in enumerate(chats):
            await pacings[number % 2].wait_for(chat)
    return slept


@pytest.mark.parametrize(("chat", "pace"), [(-5, GROUP), (5, PRIVATE)])
async def test_a_chats_limit_holds_for_all_replicas_together(
    storage: Storage, chat: int, pace: Any
) -> None:
    slept = await waits(storage, [chat] * (int(pace.burst) + 2))
    assert len(slept) == 2
    assert slept[0] == pytest.approx(1 / pace.per_second, rel=0.2)
    assert slept[1] == pytest.approx(2 / pace.per_second, rel=0.2)


async def test_the_limit_of_all_chats_holds_for_all_replicas_together(storage: Storage) -> None:
    slept = await waits(storage, list(range(1, int(OVERALL.burst) * 4)))
    # How many depends on the time that passes meanwhile; with a pace each nobody would wait.
    assert slept


# --- Two bots -------------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def two_bots(hall: Hall) -> AsyncIterator[None]:
    """Two replicas behind a proxy that gives them updates in turn."""
    ports = [free_port(), free_port()]
    async with balancer(ports) as url, contextlib.AsyncExitStack() as stack:
        for port in ports:
            settings: dict[str, Any] = {
                "webhook_url": url,
                "webhook_secret": SecretStr(SECRET),
                "web_port": port,
            }
            await stack.enter_async_context(hall.bot(**settings))
        yield


async def test_a_conversation_goes_on_whichever_replica_gets_the_update(hall: Hall) -> None:
    rina = await hall.person()
    chat = hall.standin.people.private(rina)
    texts = ["mulai dari mana?", "apa itu csco?"] * 4
    async with two_bots(hall):
        for text in texts:
            await hall.standin.people.say(chat, rina, text)
        await hall.standin.wait_for(lambda: len(hall.standin.sent(chat.id)) == len(texts))
        message = hall.standin.sent(chat.id)[-1]
        await hall.tap(rina, message, "Selengkapnya")
    answers = [message["text"][:8] for message in hall.standin.sent(chat.id)]
    assert answers[0] != answers[1]
    assert answers == answers[:2] * 4
    assert len(hall.standin.called("sendMessage")) == len(texts)


async def test_edits_of_one_message_keep_their_order_across_replicas(
    tmp_path: Path, knowledge: Knowledge, storage: Storage
) -> None:
    async with open_hall(tmp_path, knowledge, Limits(enforced=False), storage) as hall:
        rina = await hall.person()
        chat = hall.standin.people.private(rina)
        slow: list[Call] = []

        async def hold(call: Call) -> PlannedFault | None:
            if call.method == "editMessageText" and not slow:
                slow.append(call)
                await asyncio.sleep(0.5)
            return None

        async with two_bots(hall):
            message = await hall.ask(rina, "mulai dari mana?")
            hall.standin.faults = hold
            for part in ("more", "sources", "more", "steps"):
                data = f"1|{rina.id}|ask|{part}|where-to-start"
                tap = await hall.standin.people.forge(chat, rina, message["message_id"], data)
                await tap.answer()
            await hall.standin.wait_for(
                lambda: "Langkah pertama" in message["text"].splitlines()[0]
            )
        assert "Langkah pertama" in message["text"].splitlines()[0]


async def test_what_a_closed_topic_refuses_comes_to_the_group_in_order_across_replicas(
    hall: Hall,
) -> None:
    rina = await hall.person()
    people, texts = hall.standin.people, ["mulai dari mana?", "apa itu csco?"] * 3
    held = True

    async def down(call: Call) -> PlannedFault | None:
        return PlannedFault(status=502) if held and call.method == "sendMessage" else None

    async with two_bots(hall):
        chat = await people.make_group("Forum", [rina], supergroup=True)
        await people.make_forum(chat)
        await hall.next_message(chat, 0)
        thread = await people.open_topic(chat, rina, "Air")
        hall.standin.faults = down
        for text in texts:
            await people.say(chat, rina, f"/tanya {text}", thread=thread)
        await people.close_topic(chat, rina, thread)
        held = False
        await hall.standin.wait_for(lambda: len(hall.standin.sent(chat.id)) == 1 + len(texts))
    answers = hall.standin.sent(chat.id)[1:]
    assert [answer["text"][:8] for answer in answers] == [answers[0]["text"][:8], "Apa itu "] * 3
    assert not any("message_thread_id" in answer for answer in answers)


# --- Kills and restarts ---------------------------------------------------------------------------


async def test_kills_of_replicas_and_restarts_of_the_server_lose_and_double_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with server() as own:
        killed = await kill_replicas_often(tmp_path, own, KILLS, PEOPLE, SEED)
    assert killed.faults == []
    assert killed.tracebacks == 0
    with capsys.disabled():
        sys.stdout.write(
            f"\n{KILLS} kills and restarts: {killed.messages} messages, "
            f"0 lost, 0 doubled effects, {killed.again} replies repeated\n"
        )
