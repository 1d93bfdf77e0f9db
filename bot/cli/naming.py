"""Regions without a conversation: `region` says which one a text names."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import click

from bot.cli import common
from knowledge.regions.outcomes import Abroad, FoundRegion, NoRegion, RegionFinding, Several


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON lines in, JSON lines out.")
@click.argument("text", nargs=-1)
def region(as_json: bool, text: tuple[str, ...]) -> None:
    """Say which region a text names, or with --json many: a line each on standard input.

    A line is {"text": "..."}; the answer to it is {"code": "32.73", "candidates": []}. A province
    has two digits. Where the bot would ask, the code is null and the candidates are the codes that
    it would offer; both are empty where it finds none.
    """
    knowledge = common.knowledge()
    if as_json:
        for line in _texts(sys.stdin):
            click.echo(json.dumps(region_as_record(knowledge.find_region(line))))
        return
    if not text:
        common.fail("no text; write it after the command: mulai region kab bandung")
    click.echo("\n".join(_lines(knowledge.find_region(" ".join(text)))))


def region_as_record(finding: RegionFinding) -> dict[str, Any]:
    """A finding as `region --json` prints it."""
    match finding:
        case FoundRegion(found):
            return {"code": found.code, "candidates": []}
        case Several(regions):
            return {"code": None, "candidates": [each.code for each in regions]}
        case Abroad() | NoRegion():
            return {"code": None, "candidates": []}


def _texts(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _text(f"standard input, line {number}", line)


def _text(where: str, line: str) -> str:
    try:
        record = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        common.fail(f"{where}: not JSON ({error}); write an object a line")
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        common.fail(f'{where}: no text; write {{"text": "..."}}')
    return str(record["text"])


def _lines(finding: RegionFinding) -> Iterator[str]:
    """A finding for people to read."""
    match finding:
        case FoundRegion(found):
            yield f"{found.code}  {found.name}, {found.province}"
        case Several(regions):
            yield "one of these:"
            yield from (f"{each.code}  {each.name}, {each.province}" for each in regions)
        case Abroad(name):
            yield f"abroad: {name}"
        case NoRegion():
            yield "no region found"
