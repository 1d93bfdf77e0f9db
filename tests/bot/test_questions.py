"""The command that shows curators what was not answered well."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from bot.cli import common, main
from bot.storage.database import open_database
from bot.storage.effects import Effect
from bot.storage.store import Store
from conversations.curated import Rated, UnansweredQuestion
from knowledge.base import Knowledge
from tests.conversations.scripts import Scripted, answered

MATCHES = {"e-voting desa?": answered("citizen-participation", language="id")}
JANUARY = datetime(2026, 1, 5, tzinfo=UTC)
MARCH = datetime(2026, 3, 9, tzinfo=UTC)


@pytest.fixture
def url(tmp_path: Path, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> str:
    scripted = Scripted(knowledge.content, matches=MATCHES)
    monkeypatch.setattr(common, "knowledge", lambda: scripted)
    return f"sqlite+aiosqlite:///{tmp_path / 'mulai.sqlite3'}"


def questions(url: str, *options: str) -> Result:
    return CliRunner(env={"MULAI_DATABASE_URL": url}).invoke(main, ["questions", *options])


def kept(url: str, at: datetime, *what: UnansweredQuestion | Rated) -> None:
    async def keep() -> None:
        store = Store(await open_database(url), at.timestamp)
        number = int(at.timestamp())
        await store.receive([(number, "{}")])
        await store.commit(
            Effect(
                number,
                (1, 1),
                unanswered=tuple(one for one in what if isinstance(one, UnansweredQuestion)),
                rated=tuple(one for one in what if isinstance(one, Rated)),
            )
        )
        await store.close()

    asyncio.run(keep())


def test_questions_that_ask_the_same_stand_together_newest_first(url: str) -> None:
    kept(
        url,
        JANUARY,
        UnansweredQuestion("siapa presiden"),
        UnansweredQuestion("apa itu e-voting desa"),
    )
    kept(url, MARCH, UnansweredQuestion("E-voting desa itu apa?"))
    lines = questions(url).stdout.splitlines()
    assert lines[:4] == [
        "2 x, last 2026-03-09: not answered",
        "    E-voting desa itu apa?",
        "    apa itu e-voting desa",
        "    nearest: where-to-start 10%",
    ]
    assert lines[5] == "1 x, last 2026-01-05: not answered"


def test_answers_that_did_not_help_say_which_and_a_button_has_no_question(url: str) -> None:
    kept(url, JANUARY, Rated(False, "csco-what", "apa saja"), Rated(False, "csco-what"))
    told = questions(url).stdout
    assert "1 x, last 2026-01-05: csco-what did not help\n    apa saja\n" in told
    assert "1 x, last 2026-01-05: csco-what did not help, opened by a button" in told


def test_what_todays_content_answers_is_marked(url: str) -> None:
    kept(url, JANUARY, UnansweredQuestion("e-voting desa?"))
    assert "answered today: citizen-participation 90%" in questions(url).stdout


def test_yaml_can_be_pasted_and_the_rejected_topic_is_not_proposed(url: str) -> None:
    kept(url, JANUARY, UnansweredQuestion("e-voting desa?"), UnansweredQuestion('"a": {b}'))
    kept(url, MARCH, Rated(False, "where-to-start", "yang mana\u202e\x1b[31m \u200b?"))
    pasted = yaml.safe_load(questions(url, "--yaml").stdout)
    assert pasted == {
        "new-topic": {"ask": {"id": ["yang mana  [31m  ?"]}},
        "citizen-participation": {"ask": {"id": ["e-voting desa?"]}},
        "where-to-start": {"ask": {"id": ['"a": {b}']}},
    }


def test_what_was_asked_before_a_day_is_left_out(url: str) -> None:
    kept(url, JANUARY, UnansweredQuestion("siapa presiden"))
    kept(url, MARCH, UnansweredQuestion("apa itu e-voting desa"))
    assert "presiden" not in questions(url, "--since", "2026-02-01").stdout
    assert "no question is kept since 2026-04-01" in questions(url, "--since", "2026-04-01").stdout


def test_an_empty_database_says_so(url: str) -> None:
    kept(url, JANUARY)
    told = questions(url)
    assert (told.exit_code, told.stdout.count("\n")) == (0, 1)
    assert "no question is kept" in told.stdout


def test_a_wrong_path_is_named_and_nothing_is_made_there(url: str, tmp_path: Path) -> None:
    told = questions(url)
    assert told.exit_code == 1
    assert f"no database at {tmp_path / 'mulai.sqlite3'}" in told.stderr
    assert not (tmp_path / "mulai.sqlite3").exists()


def test_a_file_that_is_no_database_and_a_wrong_day_end_in_a_line(url: str, tmp_path: Path) -> None:
    (tmp_path / "mulai.sqlite3").write_text("not a database\n" * 100)
    assert "not a database" in questions(url).stderr
    assert questions(url, "--since", "yesterday").exit_code == 2
