"""Requests to the Bot API: what they carry, and what becomes of those that fail."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from structlog.testing import capture_logs
from telegram import Bot
from telegram.error import InvalidToken, NetworkError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.clock import Clock
from bot.metrics import Metrics
from bot.pipeline.intake import poll
from bot.telegram.connecting import Connected
from bot.telegram.contact import Contact, CountedRequest, proxy_for
from tests.bot.harness import free_port

ANSWER = b'HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{"ok":true}'


@contextlib.asynccontextmanager
async def server(answer: bytes | None) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server that says always the same, or never anything; yields its address and what it got."""
    got: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer), contextlib.suppress(ConnectionError):
            while part := await reader.read(65536):
                got.append(part)
                if answer:
                    writer.write(answer)

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}", got


@contextlib.asynccontextmanager
async def request(
    contact: Contact | None = None, proxy: str | None = None
) -> AsyncIterator[CountedRequest]:
    it = CountedRequest(contact or Contact(), Metrics(), 2, True, proxy)
    await it.initialize()
    try:
        yield it
    finally:
        await it.shutdown()


def carrying(**values: object) -> RequestData:
    return RequestData([RequestParameter.from_input(name, value) for name, value in values.items()])


async def test_a_call_carries_json_and_its_answer_is_a_sign_of_life() -> None:
    contact = Contact()
    async with server(ANSWER) as (url, got), request(contact) as it:
        assert not contact.is_fresh
        code, body = await it.do_request(f"{url}/bot1:a/x", "POST", carrying(text="a & ö", n=[1]))
    assert (code, body) == (200, b'{"ok":true}')
    assert got[0].startswith(b"POST /bot1:a/x HTTP/1.1\r\n")
    assert b"Content-Type: application/json\r\n" in got[0]
    assert b"".join(got).endswith('{"text": "a & ö", "n": [1]}'.encode())
    assert contact.is_fresh


async def test_a_silence_of_a_minute_is_told_once_and_its_end_once() -> None:
    passed = 0.0
    contact = Contact(lambda: passed)
    with capture_logs() as logs:
        contact.heard()
        for seconds in (30, 60, 90, 600):
            passed = float(seconds)
            contact.missed()
            told = [entry["event"] for entry in logs]
            assert told == (["Telegram has not answered for a minute"] if passed >= 60 else [])
        contact.heard()
        contact.heard()
    assert [entry["event"] for entry in logs][1:] == ["Telegram answers again"]
    assert logs[-1]["after"] == 600


async def test_a_sign_of_life_that_does_not_come_is_missed() -> None:
    passed = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal passed
        passed += seconds
        if passed > 300:
            raise asyncio.CancelledError

    class Silent:
        async def get_me(self) -> None:
            raise TimedOut

    contact = Contact(lambda: passed, sleep)
    contact.heard()
    with capture_logs() as logs, pytest.raises(asyncio.CancelledError):
        await contact.keep(cast("Bot", Silent()))
    assert [entry["event"] for entry in logs] == ["Telegram has not answered for a minute"]


async def test_polls_that_nobody_answers_are_told_after_a_minute() -> None:
    passed = 0.0
    contact = Contact(lambda: passed)

    class Silent:
        async def post(self, _url: str, read_timeout: float) -> None:
            nonlocal passed
            passed += read_timeout
            raise TimedOut if passed < 300 else InvalidToken

    services: Any = SimpleNamespace(clock=Clock(), store=None)
    fakes: Any = SimpleNamespace(base_url="http://127.0.0.1")
    silent: Any = Silent()
    contact.heard()
    with capture_logs() as logs, pytest.raises(InvalidToken):
        await poll(services, Connected(fakes, contact, silent), fakes)
    assert [entry["event"] for entry in logs] == ["Telegram has not answered for a minute"]


async def test_an_answer_that_does_not_come_in_time_is_told_as_such() -> None:
    async with server(None) as (url, _), request() as it:
        with pytest.raises(TimedOut):
            await it.do_request(url, "POST", carrying(text="a"), read_timeout=0.05)


async def test_a_network_that_fails_is_told_without_the_address() -> None:
    async with request() as it:
        with pytest.raises(NetworkError) as caught:
            await it.do_request(f"http://127.0.0.1:{free_port()}/bot1:secret/x", "POST")
    assert "secret" not in caught.value.message
    async with server(b"nonsense\r\n\r\n") as (url, _), request() as it:
        with pytest.raises(NetworkError):
            await it.do_request(url, "POST")


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_a_proxy_without_a_scheme_speaks_http(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for each in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(each, raising=False)
    monkeypatch.setenv(name, "proxy.example.test:3128")
    assert proxy_for("https://api.example.test") == "http://proxy.example.test:3128"


async def test_calls_go_through_the_proxy_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with server(ANSWER) as (url, got):
        monkeypatch.setenv("http_proxy", url)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert proxy_for("http://127.0.0.1:8081") is None
        assert proxy_for("http://api.example.test") == url
        async with request(proxy=proxy_for("http://api.example.test")) as it:
            assert await it.do_request("http://api.example.test/bot1:a/x", "POST") == (
                200,
                b'{"ok":true}',
            )
    assert got[0].startswith(b"POST http://api.example.test/bot1:a/x HTTP/1.1\r\n")


def test_a_telegram_that_gives_no_updates_is_not_fresh_though_it_answers() -> None:
    passed = [0.0]
    contact = Contact(lambda: passed[0])
    contact.heard()
    contact.fetched()
    fresh = [contact.is_fresh]
    passed[0] = 180.0
    contact.heard()  # the answer was 409: another bot polls
    fresh.append(contact.is_fresh)
    contact.fetched()
    fresh.append(contact.is_fresh)
    assert fresh == [True, False, True]
