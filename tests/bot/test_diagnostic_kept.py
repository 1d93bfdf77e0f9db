"""The diagnostic through the whole edge: killed at every question, and nothing is asked twice."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import pytest

from bot import app
from conversations.diagnosing import QUESTIONS
from tests.bot.harness import Hall, labels


@contextlib.asynccontextmanager
async def doomed(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """A bot that is not let finish anything: what it has not committed is lost."""
    with monkeypatch.context() as patch:
        patch.setattr(app, "_FINISH_HANDLING", 0)
        patch.setattr(app, "_FINISH_SENDING", 0)
        async with hall.bot():
            yield


async def test_a_diagnostic_survives_a_death_at_every_question(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    rina = await hall.person()
    chat = hall.standin.people.private(rina)
    async with doomed(hall, monkeypatch):
        message = await hall.ask(rina, "/diagnosa")
        await hall.tap(rina, message, "Lewati")
        await hall.standin.wait_for(lambda: "1/14" in message["text"])
    for number, question in enumerate(QUESTIONS, start=1):
        async with doomed(hall, monkeypatch):
            assert f"{number}/14" in message["text"], question
            before = message["text"]
            await hall.tap(rina, message, labels(message)[1])
            await hall.standin.wait_for(lambda: message["text"] != before)  # noqa: B023 - awaited here
    assert "Hasil diagnosa" in message["text"]
    async with hall.bot():
        listed = await hall.ask(rina, "/hasil")
        assert len(labels(listed)) == 1
        await hall.tap(rina, listed, labels(listed)[0])
        await hall.standin.wait_for(lambda: "Hasil diagnosa" in listed["text"])
    assert len(hall.standin.sent(chat.id)) == 2
