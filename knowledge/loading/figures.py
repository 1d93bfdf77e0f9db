"""The tables of official figures and of the regions' kinds, read and checked.

`indicators/values.csv` holds indicator, year, code and value; a local layer may hold a file of the
same name with a column more, `source`: a region's own figures, each with who it is from.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from knowledge.indicators.figures import NATION, OfficialFigure, OfficialFigures
from knowledge.indicators.importing import table_number
from knowledge.indicators.kinds import RegionKind
from knowledge.loading.documents import Fault
from knowledge.loading.names import suggestion
from knowledge.models.indicator import Indicator
from knowledge.models.regions import REGION_KINDS

_FOLDER = "indicators"
VALUES = f"{_FOLDER}/values.csv"
COLUMNS = ("indicator", "year", "code", "value")
LOCAL_COLUMNS = (*COLUMNS, "source")

KINDS_FILE = "region-kinds.csv"
# Regions of highland Papua, whose surveys are small: their figures propose nothing.
_SMALL_SURVEYS = "H"

Found = tuple[list[OfficialFigure], list[Fault]]


def read_figures(
    folder: Path,
    local: Path | None,
    indicators: Mapping[str, Indicator],
    codes: Collection[str],
    unsteady: frozenset[str] = frozenset(),
) -> tuple[OfficialFigures, tuple[Fault, ...]]:
    """The figures of a content folder and of a local layer, with all that is wrong in them.

    codes: those of the regions. A folder without the file holds no figures, which is no fault.
    """
    figures, faults = _read(folder / VALUES, VALUES, COLUMNS, indicators, codes)
    own: list[OfficialFigure] = []
    more: list[Fault] = []
    if local is not None:
        name = f"{local.name}/{VALUES}"
        own, more = _read(local / VALUES, name, LOCAL_COLUMNS, indicators, codes)
    values: dict[tuple[str, int], dict[str, float]] = {}
    for figure in figures:
        values.setdefault((figure.indicator, figure.year), {})[figure.code] = figure.value
    return OfficialFigures(indicators, values, tuple(own), unsteady), (*faults, *more)


def read_kinds(
    folder: Path, codes: Collection[str]
) -> tuple[dict[str, RegionKind], tuple[Fault, ...]]:
    """The kinds by region code, with all that is wrong; none where the folder has no such file.

    codes: those of the regions.
    """
    path = folder / KINDS_FILE
    if not path.is_file():
        return {}, ()
    numbered = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    lines = [(number, line) for number, line in numbered if line and line[0] != "#"]
    kinds: dict[str, RegionKind] = {}
    faults = []
    for row, (number, _) in zip(csv.DictReader(line for _, line in lines), lines[1:], strict=True):
        code = row.get("code") or ""
        kind = next((kind for kind in REGION_KINDS if kind == row.get("kind")), None)
        if kind is None:
            what = f"says that {code} is of the unknown kind {row.get('kind')}"
            faults.append(
                _fault(KINDS_FILE, number, what, f"write one of {', '.join(REGION_KINDS)}")
            )
        elif code not in codes or code in kinds:
            what = f"names the region {code}, which there is not, or a second time"
            faults.append(_fault(KINDS_FILE, number, what, "write each code of regions.yaml once"))
        else:
            small = row.get("basis") == _SMALL_SURVEYS
            kinds[code] = RegionKind(kind, row.get("ask") == "yes", small)
    return kinds, tuple(faults)


def _read(
    path: Path,
    name: str,
    columns: Sequence[str],
    indicators: Mapping[str, Indicator],
    codes: Collection[str],
) -> Found:
    if not path.is_file():
        return [], []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            head = next(rows, [])
            if tuple(head) != tuple(columns):
                what = f"the first line is {','.join(head)!r}"
                return [], [_fault(name, 1, what, f"it must be {','.join(columns)}", hides=True)]
            return _rows(name, rows, len(columns), indicators, codes)
    except UnicodeDecodeError:
        return [], [_fault(name, 1, "is not UTF-8 text", "save it as UTF-8", hides=True)]
    except (OSError, csv.Error) as error:
        return [], [_fault(name, 1, f"cannot be read: {error}", "mend the file", hides=True)]


def _rows(
    name: str,
    rows: Iterator[list[str]],
    width: int,
    indicators: Mapping[str, Indicator],
    codes: Collection[str],
) -> Found:
    figures, faults = [], []
    seen: dict[tuple[str, int, str], int] = {}
    for line, row in enumerate(rows, start=2):
        if not row:
            continue
        try:
            figure = _figure(row, width, indicators, codes)
        except _WrongLineError as wrong:
            faults.append(_fault(name, line, *wrong.args))
            continue
        key = (figure.indicator, figure.year, figure.code)
        if key in seen:
            what = f"gives {' '.join(map(str, key))} a second time"
            faults.append(_fault(name, line, what, f"keep this line or line {seen[key]}"))
        seen.setdefault(key, line)
        figures.append(figure)
    return figures, faults


class _WrongLineError(Exception):
    """args: what is wrong with a line, and the remedy."""


def _figure(
    row: list[str], width: int, indicators: Mapping[str, Indicator], codes: Collection[str]
) -> OfficialFigure:
    if len(row) != width:
        raise _WrongLineError(f"has {len(row)} cells", f"write {width}")
    id_, year, code, value = row[:4]
    indicator = indicators.get(id_)
    if indicator is None:
        raise _WrongLineError(f"names the unknown indicator {id_}", suggestion(id_, indicators))
    if not (year.isdecimal() and 1990 <= int(year) <= 2100):
        raise _WrongLineError(f"{year!r} is no year", "write four digits")
    if code != NATION and code not in codes:
        raise _WrongLineError(
            f"names the unknown region {code}", "write a code of regions.yaml, or 00"
        )
    number = _number(value)
    low, high = indicator.range
    if number is None or not low <= number <= high:
        raise _WrongLineError(
            f"{value!r} is no value of {id_}", f"write a number from {low} to {high}"
        )
    source = row[4].strip() if width > len(COLUMNS) else ""
    if width > len(COLUMNS) and not source:
        raise _WrongLineError("has no source", "write who the figure is from")
    return OfficialFigure(id_, code, int(year), number, source)


def _number(value: str) -> float | None:
    """A number of a table; the plain ones, which nearly all are, without looking closer."""
    if value.isascii() and value.replace(".", "", 1).isdecimal():
        return float(value)
    return table_number(value)


def _fault(name: str, line: int, what: str, remedy: str, *, hides: bool = False) -> Fault:
    return Fault(name, line, 1, "", what, remedy, hides=hides)
