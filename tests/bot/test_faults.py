"""Faults on purpose: what people notice, and that nothing is lost (docs/reliability.md)."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from structlog.testing import capture_logs

from bot.clock import Clock
from bot.preview.standin.chats import Person
from bot.preview.standin.standin import Call, PlannedFault
from bot.shelf import Shelf
from knowledge.loading.loader import packaged_content
from tests.bot.harness import Hall, hurried
from tests.bot.test_way_of_a_message import CSCO, START, all_settled, rows, until
from tests.bot.test_webhook_intake import hooked

ASKS = "mulai dari mana?"
TWO_MINUTES = 120.0


def told(hall: Hall, person: Person) -> list[str]:
    """The titles of what a person was told."""
    return [message["text"].split("\n")[0] for message in hall.standin.sent(person.id)]


async def say(hall: Hall, person: Person, text: str = ASKS) -> None:
    await hall.standin.people.say(hall.standin.people.private(person), person, text)


def weather(fault: PlannedFault) -> Callable[[Call], Any]:
    """Every call goes wrong in the same way; updates are still fetched until a reply did."""
    replies: list[Call] = []

    async def blow(call: Call) -> PlannedFault | None:
        if call.method == "sendMessage":
            replies.append(call)
        return fault if replies or call.method != "getUpdates" else None

    return blow


# -- Telegram -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        PlannedFault(lose_request=True),
        PlannedFault(status=500),
        PlannedFault(status=502),
        PlannedFault(status=502, body="<html>Bad Gateway</html>"),
        PlannedFault(body='{"ok": tr'),
        PlannedFault(body="<html>welcome to the hotel's network</html>"),
    ],
    ids=["down", "500", "502", "502 in HTML", "cut JSON", "a page in between"],
)
async def test_what_is_said_while_telegram_is_away_is_answered_once_when_it_is_back(
    hall: Hall, fault: PlannedFault, caplog: pytest.LogCaptureFixture
) -> None:
    people = [await hall.person(f"P{number}") for number in range(5)]
    clock = hurried(60)
    async with hall.bot(clock=clock):
        for person in people:
            await hall.ask(person, ASKS)
        hall.standin.faults = weather(fault)
        for person in people:
            await say(hall, person, "apa itu csco?")
        await hall.standin.wait_for(lambda: len(hall.standin.called("sendMessage")) > 5)
        await clock.sleep(TWO_MINUTES)  # how long it is away, not how long something takes
        hall.standin.faults = None
        for person in people:
            await say(hall, person)
        await hall.standin.wait_for(lambda: all(len(told(hall, p)) == 3 for p in people))
        await all_settled(hall)
    assert [told(hall, person) for person in people] == [[START, CSCO, START]] * 5
    assert "hotel" not in caplog.text, "half an answer may hold what people wrote"


async def test_a_long_wait_that_telegram_asks_for_is_kept_and_only_by_that_chat(
    hall: Hall,
) -> None:
    flooded, other = await hall.person("Flooded"), await hall.person("Other")
    clock = hurried(60)
    tries: list[float] = []

    async def refuse(call: Call) -> PlannedFault | None:
        if call.method == "sendMessage" and call.parameters["chat_id"] == flooded.id:
            tries.append(clock.monotonic())
            return PlannedFault(status=429, retry_after=300) if len(tries) == 1 else None
        return None

    hall.standin.faults = refuse
    async with hall.bot(clock=clock):
        await say(hall, flooded)
        await hall.standin.wait_for(lambda: tries)
        await hall.ask(other, ASKS)
        assert told(hall, flooded) == []
        await hall.standin.wait_for(lambda: told(hall, flooded))
        await all_settled(hall)
    assert tries[1] - tries[0] >= 300
    assert (told(hall, flooded), told(hall, other)) == ([START], [START])


async def test_a_long_wait_for_updates_is_kept_too(hall: Hall) -> None:
    rina = await hall.person()
    clock = hurried(60)
    polls: list[float] = []

    async def refuse(call: Call) -> PlannedFault | None:
        if call.method == "getUpdates":
            polls.append(clock.monotonic())
            return PlannedFault(status=429, retry_after=60) if len(polls) == 1 else None
        return None

    hall.standin.faults = refuse
    async with hall.bot(clock=clock):
        await hall.ask(rina, ASKS)
    assert polls[1] - polls[0] >= 60


async def test_a_connection_closed_before_the_call_had_effect_costs_nothing(hall: Hall) -> None:
    rina = await hall.person()
    broken: Counter[str] = Counter()

    async def cut(call: Call) -> PlannedFault | None:
        broken[call.method] += 1
        return PlannedFault(lose_request=True) if broken[call.method] % 2 else None

    hall.standin.faults = cut
    async with hall.bot(clock=hurried(60)):
        message = await hall.ask(rina, ASKS)
        await hall.tap(rina, message, "Selengkapnya")
        await hall.ask(rina, "apa itu csco?")
        await all_settled(hall)
    assert told(hall, rina) == [START, CSCO]


async def test_a_connection_closed_after_the_call_had_effect_repeats_a_reply_at_most(
    hall: Hall,
) -> None:
    rina = await hall.person()
    broken: Counter[str] = Counter()

    async def cut(call: Call) -> PlannedFault | None:
        broken[call.method] += 1
        return PlannedFault(lose_answer=True) if broken[call.method] == 1 else None

    hall.standin.faults = cut
    async with hall.bot(clock=hurried(60)):
        await hall.ask(rina, ASKS)
        await all_settled(hall)
        await hall.ask(rina, "apa itu csco?")
        await all_settled(hall)
    # Nobody can know that Telegram had the first one: it is said again rather than not at all.
    assert told(hall, rina) == [START, START, CSCO]
    assert rows(hall, "SELECT times FROM tallies WHERE what = 'decisions.answer'") == [(2,)]


async def test_a_telegram_that_takes_ten_seconds_delays_only_what_it_takes_them_for(
    hall: Hall,
) -> None:
    slow, quick = await hall.person("Slow"), await hall.person("Quick")

    async def crawl(call: Call) -> PlannedFault | None:
        to_slow = call.parameters.get("chat_id") == slow.id and call.method == "sendMessage"
        return PlannedFault(delay=10) if to_slow else None

    hall.standin.faults = crawl
    async with hall.bot():
        await say(hall, slow)
        await hall.ask(quick, ASKS)
        assert told(hall, slow) == []
        await hall.standin.wait_for(lambda: told(hall, slow))
        await all_settled(hall)
    assert (told(hall, slow), told(hall, quick)) == ([START], [START])


async def test_updates_out_of_order_and_twice_have_one_effect_each(hall: Hall) -> None:
    rina = await hall.person()
    async with hooked(hall) as post:
        await hall.ask(rina, ASKS)
        first = hall.standin.updates.all[max(hall.standin.updates.all)].body
        later = [renumbered(first, number, text) for number, text in LATER]
        for body in (*reversed(later), *later, first):
            assert (await post(body)).status_code == 200
        await hall.standin.wait_for(lambda: len(told(hall, rina)) == 4)
        await all_settled(hall)
    assert Counter(told(hall, rina)) == {START: 2, CSCO: 2}


LATER = ((900_000_001, "apa itu csco?"), (900_000_002, ASKS), (900_000_003, "apa itu csco?"))


def renumbered(body: dict[str, Any], number: int, text: str) -> dict[str, Any]:
    """The same message from the same person with another text, as another update."""
    return body | {"update_id": number, "message": body["message"] | {"text": text}}


async def test_what_came_while_the_bot_was_away_is_answered_in_order(hall: Hall) -> None:
    people = [await hall.person(f"P{number}") for number in range(20)]
    for number in range(5):
        for person in people:
            await say(hall, person, ASKS if number % 2 else "apa itu csco?")
    assert len(hall.standin.updates.waiting) == 100
    async with hall.bot(clock=hurried(60)):
        await hall.standin.wait_for(lambda: all(len(told(hall, p)) == 5 for p in people))
        await all_settled(hall)
    for person in people:
        assert told(hall, person) == [CSCO, START, CSCO, START, CSCO]


# -- The database ---------------------------------------------------------------------------------

HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
"""


@contextlib.asynccontextmanager
async def locked(hall: Hall) -> AsyncIterator[None]:
    """The database is locked by another process."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HOLDER, str(hall.folder / "mulai.sqlite3")),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    try:
        assert await process.stdout.readline() == b"held\n"
        yield
    finally:
        process.stdin.close()
        await process.wait()


async def test_a_database_that_another_process_locks_delays_answers_and_loses_none(
    hall: Hall,
) -> None:
    rina = await hall.person()
    async with hall.bot(clock=hurried(60)):
        await hall.ask(rina, ASKS)
        with capture_logs() as logs:
            async with locked(hall):
                await say(hall, rina, "apa itu csco?")
                # SQLite waits five seconds by itself, then it is said.
                await eventually(lambda: any("locked" in str(entry) for entry in logs))
                assert told(hall, rina) == [START]
        await hall.standin.wait_for(lambda: len(told(hall, rina)) == 2)
        await all_settled(hall)
    assert told(hall, rina) == [START, CSCO]


async def eventually(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something is so that rings no bell."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.fixture
async def disks(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[Any]]:
    """The connections that are opened, each as the driver has it."""
    opened: list[Any] = []

    def note(connection: Any, _: object) -> None:
        opened.append(connection.driver_connection)

    sa.event.listen(Engine, "connect", note)
    yield opened
    sa.event.remove(Engine, "connect", note)


async def limit(disks: list[Any], pages: int) -> None:
    """Let the database grow to so many pages and no further, as a full disk does."""
    for connection in disks:
        await connection.visit(lambda it: it.execute(f"PRAGMA max_page_count={pages}").fetchall())


async def test_a_full_disk_delays_answers_and_loses_none(hall: Hall, disks: list[Any]) -> None:
    rina = await hall.person()
    long = ASKS + " " * 3000 + "."
    async with hall.bot(clock=hurried(60)):
        await hall.ask(rina, ASKS)
        await all_settled(hall)
        await limit(disks, 1)  # not below what there is
        with capture_logs() as logs:
            for _ in range(3):
                await say(hall, rina, long)
            await eventually(lambda: any("full" in str(entry) for entry in logs))
            assert hall.standin.updates.waiting
        await limit(disks, 1_000_000)
        await hall.standin.wait_for(lambda: len(told(hall, rina)) == 4)
        await all_settled(hall)
    assert not hall.standin.updates.waiting


async def test_a_database_file_that_was_moved_away_is_used_again_when_it_is_back(
    hall: Hall,
) -> None:
    rina = await hall.person()
    file = hall.folder / "mulai.sqlite3"
    async with hall.bot(clock=hurried(60)):
        await hall.ask(rina, ASKS)
        await all_settled(hall)
        with capture_logs() as logs:
            file.rename(hall.folder / "moved")
            await say(hall, rina, "apa itu csco?")
            await eventually(lambda: any("was removed" in str(entry) for entry in logs))
            assert not file.exists(), "an empty database stands in its place"
            (hall.folder / "moved").rename(file)
        await hall.standin.wait_for(lambda: len(told(hall, rina)) == 2)
        await all_settled(hall)
    assert told(hall, rina) == [START, CSCO]


async def test_a_database_file_that_is_gone_for_good_loses_no_message_either(hall: Hall) -> None:
    rina = await hall.person()
    async with hall.bot(clock=hurried(60)):
        await hall.ask(rina, ASKS)
        await all_settled(hall)
        for file in hall.folder.glob("mulai.sqlite3*"):
            file.unlink()
        with capture_logs() as logs:
            await say(hall, rina, "apa itu csco?")
            await eventually(lambda: any("was removed" in str(entry) for entry in logs))
    assert hall.standin.updates.waiting, "Telegram was told that it may forget the message"
    async with hall.bot():
        await hall.standin.wait_for(lambda: len(told(hall, rina)) == 2)
    assert told(hall, rina) == [START, CSCO]


# -- The machine ----------------------------------------------------------------------------------


async def test_a_clock_set_back_a_day_deletes_nothing_and_answers_go_on(hall: Hall) -> None:
    rina = await hall.person()
    true, back = Clock(), [0.0]
    clock = replace(true, now=lambda: true.now() - back[0])
    async with hall.bot(clock=clock):
        message = await hall.ask(rina, ASKS)
        back[0] = 86_400.0
        await hall.tap(rina, message, "Selengkapnya")
        assert (await hall.ask(rina, "apa itu csco?"))["text"].startswith(CSCO)
        await until(hall, "SELECT count(*) FROM outbox", 0)
    async with hall.bot(clock=clock):
        await hall.ask(rina, ASKS)
    assert told(hall, rina)[-1] == START
    assert rows(hall, "SELECT count(*) FROM conversations") == [(1,)]


@pytest.mark.parametrize("breaks", ["broken", "gone"])
async def test_content_broken_while_running_leaves_the_old_one_in_use(
    hall: Hall, tmp_path: Path, breaks: str
) -> None:
    folder = tmp_path / "content"
    shutil.copytree(packaged_content(), folder)
    shelf = await asyncio.to_thread(Shelf, folder, semantic=False)
    rina = await hall.person()
    async with hall.bot(shelf=shelf, admins=frozenset({rina.id})):
        await hall.ask(rina, "dimulai dari mana?")
        if breaks == "gone":
            await asyncio.to_thread(shutil.rmtree, folder)
        else:
            (folder / "wording.yaml").write_text("messages: [\n")
        refused = (await hall.ask(rina, "/reload"))["text"]
        assert refused.startswith("Isi baru tidak dipakai")
        assert (await hall.ask(rina, "dimulai dari mana?"))["text"].startswith(START)


def test_every_row_of_the_table_names_a_test_that_there_is() -> None:
    root = Path(__file__).parents[2]
    table = (root / "docs" / "reliability.md").read_text(encoding="utf-8")
    named = [
        line.split("| `")[1].split("`")[0] for line in table.splitlines() if "| `tests/" in line
    ]
    for name in named:
        path, _, test = name.partition("::")
        assert f"def {test}(" in (root / path).read_text(encoding="utf-8"), name
    assert len(named) >= 15
