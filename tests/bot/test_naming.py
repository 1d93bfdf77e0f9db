"""Regions on the command line."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from bot.cli import main


def told(*words: str, lines: str = "") -> Result:
    return CliRunner().invoke(main, ["region", *words], input=lines)


def test_a_code_or_the_codes_to_choose_from_are_told_for_each_line() -> None:
    texts = ["Kab. Sleman, DIY", "parigi", "jabar", "Davao City", "apa saja"]
    result = told("--json", lines="\n\n".join(json.dumps({"text": text}) for text in texts))
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"code": "34.04", "candidates": []},
        {"code": None, "candidates": ["32.18", "72.08"]},
        {"code": "32", "candidates": []},
        {"code": None, "candidates": []},
        {"code": None, "candidates": []},
    ]


def test_people_read_names() -> None:
    assert told("kota", "batu").stdout == "35.79  Kota Batu, Jawa Timur\n"
    assert told("parigi").stdout.splitlines()[1:] == [
        "32.18  Kabupaten Pangandaran, Jawa Barat",
        "72.08  Kabupaten Parigi Moutong, Sulawesi Tengah",
    ]
    assert told("apa saja").stdout == "no region found\n"


@pytest.mark.parametrize("line", ["x", "[1]", '{"texts": "x"}', '{"text": 1}', "[" * 100_000])
def test_a_line_that_is_no_text_ends_the_command_with_its_number(line: str) -> None:
    result = told("--json", lines=f'{{"text": "x"}}\n{line}\n')
    assert result.exit_code == 2
    assert "line 2" in result.stderr


def test_no_text_at_all_is_told() -> None:
    assert told().exit_code == 2
