"""An upgrade in the middle of things: who was voting or answering just goes on."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from bot.preview.standin.limits import Limits
from bot.storage.sealing import unseal
from knowledge.base import Knowledge
from tests.bot.databases import SqliteFile
from tests.bot.gathering import fast_clock, gather
from tests.bot.harness import labels, open_hall
from tests.bot.test_database import upgraded_to


def put_aside(file: Path) -> Path:
    """Give a file another name."""
    return file.rename(file.with_suffix(".newer"))


async def as_left_by(file: Path, schema: str) -> None:
    """Give a database the form that the version with an earlier schema would have left."""
    newer = put_aside(file)
    await upgraded_to(SqliteFile(file), schema)
    with contextlib.closing(sqlite3.connect(file)) as old:
        old.execute("ATTACH ? AS newer", (str(newer),))
        tables = old.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'alembic_version'"
        ).fetchall()
        for (table,) in tables:
            columns = ", ".join(row[1] for row in old.execute(f"PRAGMA table_info({table})"))
            old.execute(f"INSERT INTO {table} SELECT {columns} FROM newer.{table}")  # noqa: S608
        unseal_votes(old)
        old.commit()


def unseal_votes(old: sqlite3.Connection) -> None:
    """Votes as earlier versions had them: as plain text."""
    keys = dict(old.execute("SELECT workshop, key FROM newer.vote_keys"))
    for workshop, *place, sealed in old.execute(
        "SELECT workshop, question, round, user_id, option FROM votes"
    ).fetchall():
        plain = unseal(sealed, ".".join(map(str, place)), keys[workshop])
        old.execute("UPDATE votes SET option = ? WHERE option = ?", (plain, sealed))


@pytest.mark.parametrize("schema", ["0003", "0005", "0010"])
async def test_a_running_workshop_and_an_open_diagnostic_outlive_an_upgrade(
    schema: str, tmp_path: Path, knowledge: Knowledge
) -> None:
    async with open_hall(tmp_path, knowledge, Limits(enforced=False)) as hall:
        room = await gather(hall, 3)
        person = room.people[2]
        async with hall.bot(clock=fast_clock(20)):
            await room.opens()
            await room.controls("Mulai pertanyaan pertama", "Putaran 1")
            answers = labels(await room.board("Pilihan Anda rahasia"))
            for voter in room.people[:2]:
                await room.votes(voter, answers[0])
            await room.board("2 dari 2")
            asked = await hall.ask(person, "/diagnosa")
            await hall.tap(person, asked, "Lewati")
            await hall.standin.wait_for(lambda: "1/14" in asked["text"])
        await as_left_by(tmp_path / "mulai.sqlite3", schema)
        async with hall.bot(clock=fast_clock(20)):
            await hall.tap(person, asked, labels(asked)[1])
            await hall.standin.wait_for(lambda: "2/14" in asked["text"])
            await room.votes(person, answers[0])
            await room.controls("Buka hasil", "sudah dibuka")
            assert "3 suara" in (await room.board("Hasil putaran 1"))["text"]
