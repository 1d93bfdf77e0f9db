"""The diagnostic through the whole edge: killed at every question, and nothing is asked twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.clock import Clock
from bot.preview.server import preview_server
from bot.preview.standin.limits import Limits
from bot.preview.standin.standin import StandIn
from knowledge.base import Knowledge
from knowledge.models.questions import QUESTION_IDS as QUESTIONS
from tests.bot.databases import SqliteFile
from tests.bot.harness import Hall, labels
from tests.bot.lives import Place, forking


async def test_a_diagnostic_survives_sigkill_at_every_question(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    async with preview_server(StandIn(limits=Limits(enforced=False))) as server:
        hall = Hall(server, tmp_path, knowledge, SqliteFile(tmp_path / "mulai.sqlite3"))
        rina = await hall.person()
        async with forking(Place(tmp_path, server.url, server.standin.token)) as lives:
            await lives.begin()
            message = await hall.ask(rina, "/diagnosa")
            await hall.tap(rina, message, "Lewati")
            await hall.standin.wait_for(lambda: "1/14" in message["text"])
            for number, question in enumerate(QUESTIONS, start=1):
                await lives.kill()
                await lives.begin()
                assert f"{number}/14" in message["text"], question
                before = message["text"]
                await hall.tap(rina, message, labels(message)[1])
                await hall.standin.wait_for(lambda: message["text"] != before)  # noqa: B023 - awaited here
            assert "Hasil diagnosis" in message["text"]
            await lives.kill()
            await lives.begin()
            listed = await hall.ask(rina, "/hasil")
            assert "Hasil diagnosis" in listed["text"]


async def test_a_result_bears_the_day_of_indonesia_also_before_seven_in_the_morning(
    hall: Hall,
) -> None:
    rina = await hall.person()
    half_past_five = datetime(2026, 1, 31, 22, 30, tzinfo=UTC).timestamp()
    async with hall.bot(clock=replace(Clock(), now=lambda: half_past_five)):
        message = await hall.ask(rina, "/diagnosa")
        await hall.tap(rina, message, "Lewati")
        await hall.standin.wait_for(lambda: "1/14" in message["text"])
        for number in range(1, len(QUESTIONS) + 1):
            await hall.tap(rina, message, labels(message)[1])
            await hall.standin.wait_for(lambda: f"{number}/14" not in message["text"])  # noqa: B023 - awaited here
    assert hall.storage.rows("SELECT day FROM results") == [("2026-02-01",)]
    assert set(hall.storage.rows("SELECT day FROM tallies")) == {("2026-02-01",)}
