"""The real command stops when it is asked to, and says in one line why it will not start."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest

from bot import app
from bot.preview.standin.standin import Call, PlannedFault
from bot.preview.standin.taps import PATIENCE
from knowledge.base import Knowledge
from tests.bot.harness import SECRET, free_port
from tests.bot.killing import crowded, rest, some_messages
from tests.bot.lives import Crowd, Place, Watch, differences, expected, heard, repeated


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_stop_during_load_finishes_what_is_in_hand(
    tmp_path: Path, knowledge: Knowledge, number: signal.Signals
) -> None:
    topics = list(knowledge.content.topics)
    async with crowded(tmp_path, 10) as (standin, place, persons):
        crowd = Crowd(standin, persons, 1.0, number, text=lambda n: f"/start t_{topics[n]}")
        async with crowd.talking(), place.command() as process:
            await some_messages(standin, 30)
            process.send_signal(number)
            async with asyncio.timeout(PATIENCE):
                assert await process.wait() == 0
            inbox = place.rows("SELECT update_id FROM inbox WHERE body IS NOT NULL")
        assert inbox == []
        async with place.command():
            await rest(standin, place)
        did = heard(standin, place)
        assert differences(expected(standin, knowledge), did, Watch(standin, place)) == []
        assert repeated(did) == 0
        assert "Traceback" not in place.log


async def test_what_telegram_has_not_taken_when_the_time_is_up_is_sent_after_the_next_start(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    async with crowded(tmp_path, 1) as (standin, place, (rina,)):
        gate = asyncio.Event()

        async def stuck(call: Call) -> PlannedFault | None:
            if call.method != "sendMessage":
                return None
            await gate.wait()
            return PlannedFault(lose_request=True)

        standin.faults = stuck
        chat = standin.people.private(rina)
        async with place.command() as process:
            await standin.people.start(rina)
            await standin.wait_for(lambda: standin.called("sendMessage"))
            process.terminate()
            async with asyncio.timeout(PATIENCE):
                assert await process.wait() == 0
        assert len(place.outbox_left()) == 1
        gate.set()
        standin.faults = None
        async with place.command():
            await standin.wait_for(lambda: standin.sent(chat.id))


async def test_a_bot_that_waits_for_telegram_stops_at_once(tmp_path: Path) -> None:
    async with crowded(tmp_path, 0) as (standin, place, _):

        async def down(call: Call) -> PlannedFault | None:
            return PlannedFault(status=502)

        standin.faults = down
        async with place.command() as process:
            await standin.wait_for(lambda: standin.called("getMe"))
            process.terminate()
            async with asyncio.timeout(PATIENCE):
                assert await process.wait() == 0


def test_what_a_stop_waits_for_fits_the_five_seconds_that_the_readme_promises() -> None:
    """The rest of a stop, with nothing left to wait for, took some tenths of a second."""
    assert app._FINISH_HANDLING + app._FINISH_SENDING <= 4.0  # noqa: SLF001


async def test_a_token_that_telegram_refuses_ends_the_start_with_one_line(tmp_path: Path) -> None:
    async with crowded(tmp_path, 0) as (_, place, _):
        token = "123456789:not-the-token-that-is-served"
        wrong = Place(tmp_path, place.standin_url, token)
        async with wrong.command() as process:
            assert await process.wait() == 2
    assert wrong.log.splitlines()[-1].startswith("MULAI_TELEGRAM_TOKEN is refused by Telegram")
    assert "Traceback" not in wrong.log
    assert "not-the-token" not in wrong.log


async def test_the_token_stands_in_no_line_of_a_talkative_log(tmp_path: Path) -> None:
    async with crowded(tmp_path, 1) as (standin, place, (rina,)):
        seen: list[Call] = []

        async def unsteady(call: Call) -> PlannedFault | None:
            seen.append(call)
            return PlannedFault(lose_request=True) if len(seen) % 3 == 0 else None

        standin.faults = unsteady
        talkative = place.with_setting("MULAI_LOG_LEVEL", "DEBUG")
        async with talkative.command() as process:
            await standin.people.say(standin.people.private(rina), rina, "rahasia dapur kami")
            await standin.wait_for(lambda: standin.sent(rina.id))
            process.terminate()
            assert await process.wait() == 0
    assert "started" in place.log
    assert standin.token not in place.log
    assert "rahasia dapur" not in place.log


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MULAI_DATABASE_URL", "sqlite+aiosqlite:////proc/nowhere/mulai.sqlite3"),
        ("MULAI_DATABASE_URL", "sqlite+aiosqlite:////dev/null"),
        ("MULAI_KNOWLEDGE_DIR", "/nowhere"),
        ("MULAI_LOG_LEVEL", "LOUD"),
    ],
)
async def test_a_setting_that_cannot_be_used_ends_the_start_with_one_line(
    tmp_path: Path, name: str, value: str
) -> None:
    place = Place(tmp_path, "http://127.0.0.1:9", "123456789:a-token-of-the-right-shape")
    place = place.with_setting(name, value)
    async with place.command() as process:
        assert await process.wait() == 2
    line = place.log.splitlines()[-1]
    assert line.startswith(f"{name} holds '{value}'; expected ")
    assert "Traceback" not in place.log


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SSL_CERT_FILE", "/nowhere", "SSL_CERT_FILE or SSL_CERT_DIR names certificates that"),
        ("https_proxy", "socks5://rina:hush@127.0.0.1:9", "HTTPS_PROXY or ALL_PROXY names a"),
    ],
)
async def test_a_way_to_telegram_that_cannot_be_gone_ends_the_start_with_one_line(
    tmp_path: Path, name: str, value: str, told: str
) -> None:
    place = Place(tmp_path, "https://127.0.0.2:9", "123456789:a-token-of-the-right-shape")
    place = place.with_setting("NO_PROXY", "").with_setting(name, value)
    async with place.command() as process, asyncio.timeout(PATIENCE):
        assert await process.wait() == 2
    assert place.log.splitlines()[-1].startswith(told)
    assert "Traceback" not in place.log
    assert "hush" not in place.log


async def test_a_bot_with_a_webhook_stops_in_time_and_is_posted_to_again(tmp_path: Path) -> None:
    async with crowded(tmp_path, 1) as (standin, place, (rina,)):
        port = free_port()
        for name, value in {
            "MULAI_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
            "MULAI_WEBHOOK_SECRET": SECRET,
            "MULAI_WEB_PORT": str(port),
        }.items():
            place = place.with_setting(name, value)
        chat = standin.people.private(rina)
        for life in (1, 2):
            async with place.command() as process:
                await standin.people.start(rina)
                await standin.wait_for(lambda: len(standin.sent(chat.id)) == life)  # noqa: B023
                process.terminate()
                async with asyncio.timeout(PATIENCE):
                    assert await process.wait() == 0
        assert not standin.called("getUpdates")
        assert place.outbox_left() == []
