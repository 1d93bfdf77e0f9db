"""One number leads through the logs from an update to its delivery; what people say does not."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from socket import gethostname
from typing import Any, Literal

import pytest
import structlog
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from bot.operations.logs import set_up_logs
from bot.operations.reporting import reporter
from bot.preview.standin.standin import Call, PlannedFault
from conversations.asking import step as ask
from tests.bot.harness import Hall
from tests.bot.test_way_of_a_message import all_settled

# What people in these tests say and are called.
SAID = ("rahasia", "dapur", "mulai dari mana", "csco", "Rinawati", "Rapat Tertutup")


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """What a test sets up ends with it."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


def log_all(style: Literal["text", "json"]) -> None:
    """Set up the most talkative log. No logger may remember it: other tests have their own."""
    set_up_logs("DEBUG", style)
    structlog.configure(cache_logger_on_first_use=False)


async def talk(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """A talk with all that can happen: answers, taps, a group, bad weather and a fault."""
    rina = await hall.person("Rinawati")
    group = await hall.standin.people.make_group("Rapat Tertutup", [rina])
    weather = [
        PlannedFault(status=502),
        PlannedFault(status=429, retry_after=1),
        PlannedFault(status=400),
    ]

    async def bad(call: Call) -> PlannedFault | None:
        return weather.pop(0) if weather and call.method == "editMessageText" else None

    async with hall.bot():
        message = await hall.ask(rina, "mulai dari mana?")
        await hall.ask(rina, "resep rahasia dapur?")
        await hall.ask(rina, "/rahasia dapur")
        await hall.ask(rina, "/tanya apa itu csco?", group)
        hall.standin.faults = bad
        await hall.tap(rina, message, "Selengkapnya")
        await hall.standin.wait_for(lambda: not weather)
        await all_settled(hall)  # what was refused as an edit comes as a message
        with monkeypatch.context() as patch:
            patch.setattr(ask, "ask", _broken)
            await hall.ask(rina, "rahasia dapur")
        await all_settled(hall)


def records(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What was logged as JSON."""
    return [json.loads(line) for line in capsys.readouterr().err.split("\n") if line]


def _broken(*given: object, **named: object) -> None:
    """Fails as libraries do, which quote what they were given."""
    said = [str(each)[:2000] for each in (*given, *named.values())]
    assert any("dapur" in each for each in said)
    raise RuntimeError(*said)


class Post(Transport):
    """What goes to Sentry, kept here."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Envelope] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.sent.append(envelope)


@pytest.mark.parametrize("style", ["text", "json"])
async def test_the_most_talkative_log_tells_nothing_of_people(
    hall: Hall,
    style: Literal["text", "json"],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log_all(style)
    await talk(hall, monkeypatch)
    told = capsys.readouterr().err
    assert "network trouble" in told
    assert "update failed" in told
    found = [word for word in (*SAID, hall.standin.token) if word.lower() in told.lower()]
    assert found == []


async def test_what_is_reported_elsewhere_tells_nothing_of_people(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post()
    set_up_logs("DEBUG", "json", [reporter("https://key@localhost/1", post)])
    structlog.configure(cache_logger_on_first_use=False)
    await talk(hall, monkeypatch)
    written = [envelope.serialize().decode() for envelope in post.sent]
    for said in (*SAID, hall.standin.token, gethostname(), str(Path(__file__).parents[2])):
        assert not [text for text in written if said.casefold() in text.casefold()]
    events = [json.loads(text.splitlines()[-1]) for text in written]
    assert {"update failed"} <= {event["logentry"]["message"] for event in events}
    (error,) = events[0]["exception"]["values"]
    assert error["type"] == "RuntimeError"
    assert error["stacktrace"]["frames"][-1]["function"] == "_broken"
    assert "value" not in error


async def test_an_update_is_followed_to_its_delivery(
    hall: Hall, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    log_all("json")
    await talk(hall, monkeypatch)
    lines = records(capsys)
    handled = {line["update"] for line in lines if line["event"] == "handled"}
    delivered = [line["update"] for line in lines if line["event"] == "delivered"]
    assert handled == set(hall.standin.updates.all)
    assert set(delivered) < handled
    assert len(handled - set(delivered)) == 1  # that the group was made is met with silence
    (trouble,) = [line["update"] for line in lines if line["event"] == "network trouble"]
    (waited,) = [line["update"] for line in lines if line["event"] == "told to wait"]
    (refused,) = [line["update"] for line in lines if line["event"] == "call refused"]
    assert trouble == waited == refused
    assert trouble in handled


async def test_a_reply_sent_after_a_restart_still_tells_its_update(
    hall: Hall, capsys: pytest.CaptureFixture[str]
) -> None:
    rina = await hall.person()

    async def down(call: Call) -> PlannedFault | None:
        return PlannedFault(status=502) if call.method == "sendMessage" else None

    hall.standin.faults = down
    async with hall.bot():
        await hall.standin.people.say(hall.standin.people.private(rina), rina, "apa itu csco?")
        await hall.standin.wait_for(lambda: hall.standin.called("sendMessage"))
    hall.standin.faults = None
    log_all("json")
    async with hall.bot():
        await hall.standin.wait_for(lambda: hall.standin.sent(rina.id))
        await all_settled(hall)
    lines = records(capsys)
    (update,) = [line["update"] for line in lines if line["event"] == "delivered"]
    assert update == max(hall.standin.updates.all)
