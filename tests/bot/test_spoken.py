"""Help in Indonesian and English, as the person at the terminal speaks."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from bot import cli
from bot.cli import main
from bot.settings import cli_language

WORDS = yaml.safe_load((Path(cli.__file__).parent / "help" / "id.yaml").read_text("utf-8"))
# Click writes these itself; they stand in the frame.
OF_CLICK = {"help", "version"}


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from commands(below, f"{path} {name}")


def test_every_command_and_every_option_has_its_help_in_indonesian() -> None:
    wanted = {
        path: {"help"}
        | {it.name for it in command.params if isinstance(it, click.Option)} - OF_CLICK
        for path, command in commands(main, "mulai")
    }
    assert {path: set(texts) for path, texts in WORDS["commands"].items()} == wanted


def helped(*words: str, **environment: str) -> str:
    plain = {n: v for n, v in os.environ.items() if not n.startswith(("LC_", "LANG", "MULAI_"))}
    return subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", "bot", *words, "--help"],
        env=plain | environment,
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout


def test_help_is_in_the_language_of_the_locale() -> None:
    said = helped("questions", LANG="id_ID.UTF-8")
    assert said.startswith("Cara pakai: python -m bot questions")
    assert "jempol ke bawah" in said
    assert "Hanya yang ditanyakan sejak tanggal ini" in said
    assert not [line for line in said.splitlines() if "Show this" in line or "Options" in line]


def test_the_setting_wins_over_the_locale() -> None:
    assert "Commands:" in helped(LANG="id_ID.UTF-8", MULAI_CLI_LANGUAGE="en")
    assert "Perintah:" in helped(LANG="C", MULAI_CLI_LANGUAGE="id")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "id_ID.UTF-8"}, "id"),
        ({"LANG": "id_ID.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "id_ID"}, "id"),
        ({"LANG": "idontknow"}, "en"),
        ({"LANG": "en_GB.UTF-8", "MULAI_CLI_LANGUAGE": "id"}, "id"),
        # A wrong one is told by the settings; help must come all the same.
        ({"LANG": "id_ID.UTF-8", "MULAI_CLI_LANGUAGE": "jv"}, "id"),
    ],
)
def test_the_language_of_the_command_line(environment: dict[str, str], language: str) -> None:
    assert cli_language(environment) == language
