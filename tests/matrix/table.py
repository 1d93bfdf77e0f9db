"""The matrix as a part of docs/reliability.md, made from a run."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from tests.bot.lives import ROOT
from tests.matrix.activities import ACTIVITIES
from tests.matrix.faults import FAULTS, Fault
from tests.matrix.rooms import KINDS, Kind
from tests.matrix.runner import Played

DOCUMENT = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- made by `make matrix` -->", "<!-- the end of what `make matrix` makes -->"
HELD, TWICE, SENSELESS, BROKEN, NOT_YET = "held", "held, twice", "–", "BROKEN", "not yet"


def written(results: Iterable[Played]) -> str:
    """The tables, one for each kind of database, and what is seen of each fault."""
    told = {(it.cell.fault.name, it.cell.activity.name, it.cell.kind.name): it for it in results}

    def word(fault: Fault, activity: str, kind: Kind) -> str:
        result = told.get((fault.name, activity, kind.name))
        if result is None:
            return SENSELESS if fault.senseless(kind) else NOT_YET
        if result.faults:
            return BROKEN
        return TWICE if result.doubled else HELD

    lines = [BEGIN, ""]
    for kind in KINDS:
        lines += [f"**{kind.name}**", "", *_head(kind)]
        for fault in FAULTS:
            words = (word(fault, activity.name, kind) for activity in ACTIVITIES)
            lines.append(f"| {fault.name} | {' | '.join(words)} |")
        lines.append("")
    lines += [
        "| what breaks | what people notice | what tells the operator |",
        "| --- | --- | --- |",
    ]
    lines += [f"| {fault.name} | {fault.people} | {fault.operator} |" for fault in FAULTS]
    lines += ["", *_senseless(), "", END]
    return "\n".join(lines)


def _head(kind: Kind) -> list[str]:
    names = [activity.name for activity in ACTIVITIES]
    return [f"| {kind.name} | {' | '.join(names)} |", "| --- " * (len(names) + 1) + "|"]


def _senseless() -> list[str]:
    """Where a fault has no meaning, and why."""
    whys: dict[str, list[str]] = {}
    for fault in FAULTS:
        for where, why in (("SQLite", fault.not_on_sqlite), ("PostgreSQL", fault.not_on_servers)):
            if why:
                whys.setdefault(f"{where}: {why}", []).append(fault.name)
    return [f"`{SENSELESS}`"] + [f"- {why} ({', '.join(names)})" for why, names in whys.items()]


def put(results: Iterable[Played], document: Path = DOCUMENT) -> None:
    """Write it into the document, between the two marks."""
    text = document.read_text(encoding="utf-8")
    between = re.compile(re.escape(BEGIN) + ".*" + re.escape(END), re.DOTALL)
    document.write_text(between.sub(lambda _: written(results), text), encoding="utf-8")


def read(document: Path = DOCUMENT) -> dict[tuple[str, str, str], str]:
    """What the document says, by fault, activity and kind of database."""
    text = document.read_text(encoding="utf-8")
    part = text[text.index(BEGIN) : text.index(END)]
    kind, columns, cells = "", [""], {}
    for line in part.splitlines():
        words = [word.strip() for word in line.strip("|").split("|")]
        if words[0] in {each.name for each in KINDS}:
            kind, columns = words[0], words[1:]
        elif line.startswith("| what breaks"):
            kind = ""
        elif kind and line.startswith("| ") and not line.startswith("| ---"):
            cells.update(
                {(words[0], name, kind): it for name, it in zip(columns, words[1:], strict=True)}
            )
    return cells
