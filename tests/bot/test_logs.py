"""Logs tell operators what happened, and nobody what was said."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator

import pytest
import structlog

from bot.operations.logs import set_up_logs

TOKEN = "123456789:abcdefghijklmnopqrstuvwxyz-ABCDEFGH"


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """What a test sets up ends with it."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


def fail(message: str) -> None:
    try:
        try:
            raise KeyError(message)
        except KeyError as cause:
            raise ValueError(f"cannot use {message}") from cause
    except ValueError:
        structlog.get_logger().exception("update failed", update=7)


@pytest.mark.parametrize("style", ["text", "json"])
def test_the_token_is_masked_wherever_it_stands(
    style: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs("INFO", "json" if style == "json" else "text")
    address = f"https://api.telegram.org/bot{TOKEN}/getMe"
    structlog.get_logger().warning(address, error=ValueError(address), list=[address])
    logging.getLogger("other").warning("called %s", address)
    told = capsys.readouterr().err
    assert told.count("<token>") == 4
    assert TOKEN not in told


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_traceback_tells_where_and_what_kind_but_not_what_was_said(
    style: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs("INFO", "json" if style == "json" else "text")
    fail("rahasia dapur")
    told = capsys.readouterr().err
    assert "rahasia" not in told
    assert told.index("KeyError") < told.index("ValueError")
    assert "in fail" in told


def test_errors_of_files_and_tables_say_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("INFO", "text")
    try:
        raise sqlite3.OperationalError("database or disk is full")
    except sqlite3.OperationalError:
        structlog.get_logger().exception("outbox not marked")
    assert "OperationalError: database or disk is full" in capsys.readouterr().err


def test_json_logs_are_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("INFO", "json")
    fail("x")
    logging.getLogger("other").error("plain")
    ours, theirs = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (ours["event"], ours["level"], ours["update"]) == ("update failed", "error", 7)
    assert (theirs["event"], theirs["level"]) == ("plain", "error")
    assert ours["timestamp"].endswith("Z")


def test_what_is_below_the_level_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("WARNING", "text")
    structlog.get_logger().info("quiet")
    logging.getLogger("other").info("quiet")
    assert capsys.readouterr().err == ""


def test_the_libraries_requests_are_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("DEBUG", "text")
    for name in ("httpx", "httpcore.connection", "telegram.Bot"):
        logging.getLogger(name).info("POST https://api.telegram.org/...")
    assert capsys.readouterr().err == ""
