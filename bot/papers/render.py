"""Makes a sheet of a result or of a workshop into a picture (PNG) or a report (PDF).

The functions block for some tens of milliseconds and touch nothing outside: call them in a
thread, from as many as you like. The same sheet always gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from importlib import resources
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from bot import fonts
from bot.papers.cleaning import cleaned, printable
from bot.papers.composing import OfficeSheet
from bot.papers.minuting import MinutesSheet
from bot.papers.sheet import Rung, Sheet, Words
from conversations.place.picture import RegionPicture
from conversations.plan.progress import ProgressPicture
from conversations.workshop.minutes import Minutes

if TYPE_CHECKING:
    import typst

_FOLDER = Path(str(resources.files("bot.papers")))

# The picture is laid out in points; at 72 of them to the inch one is one pixel.
_PIXEL_A_POINT = 72.0
# How many priorities the picture shows.
_ON_THE_CARD = 3
# Characters of a line of the minutes, and of the number that it hangs on.
_LONGEST_LINE, _MARK = 1200, 5
# Steps of the ladder; the options of a need come in their order, "unknown" after them.
_STEPS = 4


def card(sheet: Sheet, words: Words) -> bytes:
    """The result as a PNG of 1080 by 1520 pixels."""
    return _set("card", _values(sheet, words), "png")


def report(sheet: Sheet, words: Words) -> bytes:
    """The result as a PDF of two or three A4 pages."""
    return _set("report", _values(sheet, words), "pdf")


def region_bars(picture: RegionPicture, words: Words) -> bytes:
    """The figures of a region as a PNG, 1080 pixels wide and as high as they need."""
    return _set("region", {"sheet": asdict(cleaned(picture)), "words": words.model_dump()}, "png")


def progress(picture: ProgressPicture, words: Words) -> bytes:
    """How a plan goes as a PNG, 1080 pixels wide and as high as its steps need."""
    return _set("progress", {"sheet": asdict(cleaned(picture)), "words": words.model_dump()}, "png")


def minutes_card(sheet: MinutesSheet) -> bytes:
    """The joint result of a workshop as a PNG of 1080 by 1520 pixels."""
    return _set("minutes-card", _minutes_values(sheet), "png")


def minutes_report(sheet: MinutesSheet) -> bytes:
    """The minutes of a workshop as a PDF of A4 pages, as many as it takes."""
    return _set("minutes", _minutes_values(sheet), "pdf")


def _minutes_values(sheet: MinutesSheet) -> dict[str, Any]:
    """What the templates read; plain values only."""
    minutes = cleaned(sheet.minutes)
    around = {"dates": sheet.dates, "needs": [asdict(rung) for rung in _needs(minutes)]}
    return {
        "sheet": asdict(minutes) | around,
        "words": sheet.words.model_dump(),
        "headings": dict(sheet.headings),
        "form": _form_values(sheet.form),
    }


def _form_values(form: OfficeSheet) -> dict[str, Any]:
    """The parts of a paper for the office; each text as its lines, with what each hangs on."""
    blocks = [
        {
            "style": block.style,
            "texts": [_lines(text) for text in block.lines],
            "columns": block.columns,
            "rows": [[_lines(cell) for cell in row] for row in block.rows],
            "new_page": block.new_page,
            "widths": block.widths,
            "tall": block.tall,
        }
        for block in form.blocks
    ]
    return {"blocks": blocks, "gap": form.gap, "foot": form.foot}


def _lines(text: str) -> list[dict[str, str]]:
    lines = (line.rpartition("\t") for line in text.split("\n"))
    return [
        {"mark": printable(mark, _MARK), "text": printable(text, _LONGEST_LINE)}
        for mark, _, text in lines
    ]


def _needs(minutes: Minutes) -> Iterator[Rung]:
    """Where the room sees each need that it voted on; unknown if nobody answered."""
    for question in minutes.questions:
        if question.part == "needs":
            step = question.chosen[0] if question.chosen else None
            yield Rung(question.name, step if step in range(_STEPS) else None)


def _values(sheet: Sheet, words: Words) -> dict[str, Any]:
    """What the templates read; plain values only."""
    more = len(sheet.priorities) - _ON_THE_CARD
    return {
        "sheet": asdict(cleaned(sheet)),
        "words": words.model_dump(),
        "further": words.further.format(count=more) if more > 0 else "",
    }


def _set(template: str, values: dict[str, Any], kind: Literal["png", "pdf"]) -> bytes:
    # Values are passed as a separate file, so no text can be read as part of a template.
    files = _templates(template) | {"sheet.json": json.dumps(values).encode()}
    compiler = _compiler()
    # A compiler serves one thread at a time; it releases the interpreter lock while it works. The
    # library's types do not know that it takes files by name, or that one page is one piece.
    given: Any = files
    with _turn:
        made: Any = compiler.compile(given, format=kind, ppi=_PIXEL_A_POINT)
    return bytes(made)


_turn = Lock()


@cache
def _compiler() -> typst.Compiler:
    """One for all papers: fonts and earlier results stay cached."""
    import typst  # imported here, because most conversations need no paper

    letters = typst.Fonts(include_system_fonts=False, font_paths=[str(fonts.FOLDER)])
    return typst.Compiler(font_paths=letters, ignore_system_fonts=True)


@cache
def _templates(name: str) -> dict[str, bytes]:
    folder = _FOLDER / "templates"
    return {
        "main.typ": (folder / f"{name}.typ").read_bytes(),
        "base.typ": (folder / "base.typ").read_bytes(),
        "a4.typ": (folder / "a4.typ").read_bytes(),
        "office.typ": (folder / "office.typ").read_bytes(),
    }
