"""The diagnostic through the whole edge: killed at every question, and nothing is asked twice."""

from __future__ import annotations

from pathlib import Path

from bot.preview.limits import Limits
from bot.preview.server import preview_server
from bot.preview.standin import StandIn
from conversations.diagnosing import QUESTIONS
from knowledge.base import Knowledge
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
            assert "Hasil diagnosa" in message["text"]
            await lives.kill()
            await lives.begin()
            listed = await hall.ask(rina, "/hasil")
            assert len(labels(listed)) == 1
            await hall.tap(rina, listed, labels(listed)[0])
            await hall.standin.wait_for(lambda: "Hasil diagnosa" in listed["text"])
