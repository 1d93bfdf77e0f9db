"""A table of a statistics office read as official figures: names or codes, and a column of a year.

Such tables have titles above and notes below, regencies without a word for their kind below the
name of their province, thousands of points and decimal commas, and dashes for what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import process

from knowledge.indicators.figures import NATION
from knowledge.models.indicator import Indicator
from knowledge.regions.finder import Gazetteer
from knowledge.regions.outcomes import FoundRegion, Region
from knowledge.text import key

Cell = str
Rows = Sequence[Sequence[Cell]]

_CODE = re.compile(r"\d{2}(\.\d{2})?")
_NATION: Final = frozenset({"indonesia", "nasional"})
_MISSING: Final = frozenset({"", "-", "–", "—", "...", "…", "na", "n/a", "null"})
# A column holds names, or codes, if so many of its cells are some.
_LEAST_NAMED = 5


class TableError(Exception):
    """The table cannot be read; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A row whose name is none of a region. nearest: the name that it most resembles, or ""."""

    row: int
    name: str
    nearest: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What a table gives.

    values: by region code. unmatched: rows with a value whose region is not known. missing: how
    many rows of a region have none. wrong: rows whose value is out of range or no number, as
    (row, name, value). Rows are counted from 1.
    """

    values: dict[str, float]
    unmatched: tuple[Unmatched, ...]
    missing: int
    wrong: tuple[tuple[int, str, str], ...]


def read_table(table: Rows, year: int, indicator: Indicator, gazetteer: Gazetteer) -> Imported:
    """The values of one year. Raises TableError where names or the year's column are not found."""
    names = _column_of_regions(table, gazetteer)
    first, column = _column_of_year(table, year, names, gazetteer)
    values: dict[str, float] = {}
    unmatched, wrong, missing, province = [], [], 0, ""
    low, high = indicator.range
    for number, row in enumerate(table[first:], start=first + 1):
        name, cell = _cell(row, names), _cell(row, column)
        code = _code_of(name, province, gazetteer)
        if code and len(code) == 2:
            province = code
        if _is_missing(cell):
            missing += bool(code)
            continue
        value = table_number(cell)
        if code is None:
            if value is not None and name:
                unmatched.append(Unmatched(number, name, _nearest(name, gazetteer)))
        elif value is None or not low <= value <= high or code in values:
            wrong.append((number, name, cell))
        else:
            values[code] = value
    if not values:
        raise TableError(f"no region has a value of {year}; look at the table")
    return Imported(values, tuple(unmatched), missing, tuple(wrong))


def _column_of_regions(table: Rows, gazetteer: Gazetteer) -> int:
    width = max((len(row) for row in table), default=0)
    known = [
        (sum(_known(_cell(row, column), gazetteer) for row in table), -column)
        for column in range(width)
    ]
    most, column = max(known, default=(0, 0))
    if most < _LEAST_NAMED:
        raise TableError(
            "no column names regions; write their names, or the ministry's codes such as 53.07 "
            "(those of BPS are others)"
        )
    return -column


def _column_of_year(table: Rows, year: int, names: int, gazetteer: Gazetteer) -> tuple[int, int]:
    """The first row of values, and the column of a year; the only column of numbers will do."""
    start = next(i for i, row in enumerate(table) if _known(_cell(row, names), gazetteer))
    heads = [
        column
        for column in range(max(map(len, table)))
        if column != names and any(_names_year(_cell(row, column), year) for row in table[:start])
    ]
    rows = table[start:]
    numeric = [c for c in _numeric_columns(rows, names) if not heads or c in heads]
    if len(numeric) == 1:
        return start, numeric[0]
    if not numeric:
        raise TableError(f"no column of numbers is headed {year}; write the year above it")
    several = ", ".join(str(column + 1) for column in numeric)
    raise TableError(f"columns {several} may all be of {year}; leave one, headed {year}")


def _numeric_columns(rows: Rows, names: int) -> Iterator[int]:
    for column in range(max(map(len, rows))):
        cells = [cell for row in rows if not _is_missing(cell := _cell(row, column))]
        numbers = sum(table_number(cell) is not None for cell in cells)
        if column != names and numbers >= _LEAST_NAMED and numbers * 2 > len(cells):
            yield column


def _names_year(cell: Cell, year: int) -> bool:
    return str(year) in re.findall(r"\d{4}", cell)


def _known(name: str, gazetteer: Gazetteer) -> bool:
    return _code_of(name, "", gazetteer) is not None


def _code_of(name: str, province: str, gazetteer: Gazetteer) -> str | None:
    """The code that a cell names; where a regency and a city share a name, the bare one is the
    regency's, as such tables write it.
    """
    name = name.strip()
    if _CODE.fullmatch(name):
        return name if name == NATION or gazetteer.region(name) else None
    if key(name) in _NATION:
        return NATION
    if not name or name[0].isdecimal():
        return None
    if bare := _bare(name, province, gazetteer.regions):
        return bare
    found = gazetteer.find(name, alone=True)
    return found.region.code if isinstance(found, FoundRegion) else None


def _bare(name: str, province: str, regions: Sequence[Region]) -> str | None:
    """The region that is called just so: the regency below its province, else the province."""
    for kind, above in (("Kabupaten", province), ("Kota", province), ("Provinsi", "")):
        named = key(f"{kind} {name}")
        same = [r for r in regions if key(r.name) == named and r.code.startswith(above)]
        if len(same) == 1 and (above or kind == "Provinsi" or not province):
            return same[0].code
    return None


def _nearest(name: str, gazetteer: Gazetteer) -> str:
    names = [region.name for region in gazetteer.regions]
    found = process.extractOne(name, names)
    return str(found[0]) if found else ""


def table_number(cell: Cell) -> float | None:
    """A number with a point or a comma before its decimals, thousands grouped by the other."""
    text = cell.strip().removesuffix("%").replace("\u00a0", "").replace(" ", "")
    if not re.fullmatch(r"-?\d[\d.,]*", text):
        return None
    decimal = max(text.rfind(","), text.rfind("."))
    if decimal >= 0:
        text = re.sub(r"[.,]", "", text[:decimal]) + "." + text[decimal + 1 :]
    return float(text)


def _is_missing(cell: Cell) -> bool:
    return cell.strip().lower() in _MISSING


def _cell(row: Sequence[Cell], column: int) -> Cell:
    return row[column] if column < len(row) else ""
