"""Fixtures of the edge's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.preview.standin.limits import Limits
from knowledge.base import Knowledge
from tests.bot.databases import SQLITE, PostgresDatabase, SqliteFile, Storage
from tests.bot.harness import Hall, open_hall
from tests.bot.postgres import Server, server


@pytest.fixture
async def hall(tmp_path: Path, knowledge: Knowledge, storage: Storage) -> AsyncIterator[Hall]:
    """A stand-in that does not slow anybody down, nor gives up a tap on a slow machine."""
    async with open_hall(
        tmp_path, knowledge, Limits(enforced=False, callback_answer_within=3600), storage
    ) as opened:
        yield opened


@pytest.fixture
def engine() -> str:
    """The kind of database; modules that are for both kinds say so by a fixture of their own."""
    return SQLITE


@pytest.fixture
def storage(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Storage]:
    """A new database of that kind."""
    if engine == SQLITE:
        yield SqliteFile(tmp_path / "mulai.sqlite3")
        return
    made = PostgresDatabase(request.getfixturevalue("postgres"))
    yield made
    made.server.drop(made.name)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server for all tests."""
    with server() as running:
        yield running
