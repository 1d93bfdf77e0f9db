"""Inline and guest mode over real HTTP: one call each, and nothing kept of the chat."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import Metrics
from bot.operations import doctor
from bot.preview.standin.standin import Call, PlannedFault
from tests.bot.databases import both
from tests.bot.harness import Hall
from tests.bot.test_way_of_a_message import START, rows

QUESTION = "mulai dari mana?"


def counted(metrics: Metrics) -> dict[tuple[str, str], float]:
    families = text_string_to_metric_families(metrics.exposition().decode())
    return {
        (sample.labels["mode"], sample.labels["outcome"]): sample.value
        for family in families
        for sample in family.samples
        if sample.name == "mulai_elsewhere_total"
    }


@pytest.fixture
def metrics(monkeypatch: pytest.MonkeyPatch) -> Metrics:
    """What the bot of the test counts."""
    kept = Metrics()
    monkeypatch.setattr("bot.app.Metrics", lambda: kept)
    return kept


@both()
@pytest.mark.parametrize("by_webhook", [False, True])
async def test_who_calls_the_bot_from_another_chat_is_answered_and_nothing_is_kept(
    hall: Hall, metrics: Metrics, by_webhook: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    rina = await hall.person("Rina")
    guests = hall.standin.guests
    async with hall.bot(**(hall.by_webhook() if by_webhook else {})):
        await hall.ask(rina, "/start")
        before = rows(hall, "SELECT count(*) FROM inbox")
        (first, *_) = await guests.answers(guests.types(rina, QUESTION))
        assert first["text"].startswith(START)
        (posted,) = await guests.answers(guests.mentions(rina, f"@Mulai_bot {QUESTION}"))
        (button,) = posted["reply_markup"]["inline_keyboard"][0]
        assert button["url"] == "https://t.me/mulai_bot?start=t_where-to-start"
        assert posted["text"].startswith(START)
        assert "Sumber" in posted["text"]
        (about,) = await guests.answers(guests.mentions(rina, "@mulai_bot", QUESTION))
        assert about["text"] == posted["text"]
        await hall.ask(rina, "/start")  # what came before is done by now
        assert rows(hall, "SELECT count(*) FROM inbox") == [(int(str(before[0][0])) + 1,)]
        assert rows(hall, "SELECT count(*) FROM unanswered") == [(0,)]
    assert counted(metrics) == {("inline", "answered"): 1, ("guest", "answered"): 2}
    told = capsys.readouterr()
    assert QUESTION not in told.out + told.err
    assert "Grup lain" not in told.out + told.err


async def test_refusals_are_silent_and_counted(hall: Hall, metrics: Metrics) -> None:
    rina = await hall.person("Rina")
    hall.standin.guests.switched_on = False
    async with hall.bot():
        hall.standin.guests.types(rina, QUESTION)
        hall.standin.guests.mentions(rina, f"@mulai_bot {QUESTION}")
        await hall.standin.wait_for(lambda: len(hall.standin.called("answerGuestQuery")) == 1)
        await hall.standin.wait_for(lambda: len(hall.standin.called("answerInlineQuery")) == 1)
        assert (await hall.ask(rina, QUESTION))["text"].startswith(START)
    assert counted(metrics) == {("inline", "refused"): 1, ("guest", "refused"): 1}
    assert len(hall.standin.called("answerGuestQuery")) == 1, "it is not repeated"
    assert len(hall.standin.called("sendMessage")) == 1


async def test_a_crowd_that_types_is_dropped_before_anybody_waits_for_it(
    hall: Hall, metrics: Metrics
) -> None:
    rina, go_on = await hall.person("Rina"), asyncio.Event()

    async def hangs(call: Call) -> PlannedFault | None:
        if call.method == "answerInlineQuery":
            await go_on.wait()
        return None

    hall.standin.faults = hangs
    async with hall.bot():
        for _ in range(60):
            hall.standin.guests.types(rina, QUESTION)
        assert (await hall.ask(rina, QUESTION))["text"].startswith(START)
        assert counted(metrics)["inline", "dropped"] == 20
        go_on.set()


def test_the_doctor_tells_what_is_switched_on() -> None:
    on: dict[str, Any] = {"supports_inline_queries": True, "supports_guest_queries": True}
    assert doctor.elsewhere(on).told == "inline mode is on, guest mode is on"
    off = doctor.elsewhere({**on, "supports_guest_queries": False})
    assert off.level == "ok"
    assert "guest mode is off; @BotFather" in off.told
