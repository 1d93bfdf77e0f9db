"""Other packages may bring commands of their own; theirs cannot harm ours."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.cli.foreign import GROUP, add_foreign

MODULE = """
import click

@click.command()
@click.option("--loud", is_flag=True)
@click.argument("name")
def greet(name, loud):
    "Greets a regency."
    click.echo(f"Selamat pagi, {name}" + "!" * loud)

number = 4
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A module of somebody else's, on the path."""
    (tmp_path / "regency_tools.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield "regency_tools"
    sys.modules.pop("regency_tools", None)


def commands(*points: tuple[str, str]) -> click.Group:
    """Our commands with those that another package registers as (name, value)."""
    group = click.Group("mulai", commands=dict(main.commands))
    add_foreign(group, [EntryPoint(name, value, GROUP) for name, value in points])
    return group


def test_a_command_of_another_package_is_listed_and_works(package: str) -> None:
    group = commands(("greet", f"{package}:greet"))
    assert "greet" in CliRunner().invoke(group, ["--help"]).stdout
    said = CliRunner().invoke(group, ["greet", "--loud", "Bogor"])
    assert (said.exit_code, said.stdout) == (0, "Selamat pagi, Bogor!\n")
    told = CliRunner().invoke(group, ["greet", "--help"]).stdout
    assert "Greets a regency." in told
    assert "--loud" in told


def test_a_wrong_option_is_told_as_always(package: str) -> None:
    said = CliRunner().invoke(commands(("greet", f"{package}:greet")), ["greet", "--soft", "Bogor"])
    assert said.exit_code == 2
    assert "No such option" in said.stderr


@pytest.mark.parametrize(
    "value", ["not_installed:greet", "regency_tools:gone", "regency_tools:number"]
)
def test_a_broken_one_is_told_only_when_it_is_called(value: str, package: str) -> None:
    group = commands(("greet", value))
    assert CliRunner().invoke(group, ["--help"]).exit_code == 0
    said = CliRunner().invoke(group, ["greet"])
    assert said.exit_code == 1
    assert value in said.stderr
    assert "Traceback" not in said.stderr


def test_none_takes_the_place_of_ours(package: str) -> None:
    assert commands(("check", f"{package}:greet")).commands["check"] is main.commands["check"]
