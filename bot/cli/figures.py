"""For curators: official figures read from tables of the statistics offices, and shown."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from pathlib import Path

import click

from bot.cli import common
from conversations.place.pages import SCREENS, region_page
from knowledge import markup
from knowledge.indicators.figures import OfficialFigures
from knowledge.indicators.importing import Imported, Rows, TableError, read_table
from knowledge.loading.figures import COLUMNS, VALUES
from knowledge.loading.loader import packaged_content
from knowledge.regions.outcomes import FoundRegion

# More than these are not listed one by one.
_LISTED = 20


@click.group()
def indicators() -> None:
    """Official figures of the regions."""


@indicators.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--indicator", required=True, help="Its id in indicators.yaml.")
@click.option("--year", required=True, type=click.IntRange(1990, 2100), help="The data's year.")
@click.option("--dry-run", is_flag=True, help="Say what would be read, and write nothing.")
def import_table(file: Path, indicator: str, year: int, dry_run: bool) -> None:
    """Read a table of a statistics office (CSV or XLSX) as the values of one year.

    Rows are known by the regions' names or the ministry's codes, the column by its year. The values
    of that indicator and year are replaced as a whole. Nothing is written while a value is wrong.
    """
    knowledge = common.knowledge()
    entry = knowledge.content.figures.indicators.get(indicator)
    if entry is None:
        known = ", ".join(knowledge.content.figures.indicators) or "none"
        common.fail(f"there is no indicator {indicator!r}; there are: {known}")
    try:
        found = read_table(_table(file), year, entry, knowledge.gazetteer)
    except TableError as error:
        common.fail(f"{file}: {error}")
    for line in _report(found, indicator, year):
        click.echo(line)
    if found.wrong:
        common.fail("nothing was written; mend these values or give the right indicator", code=1)
    if dry_run:
        return
    folder = common.settings().knowledge_dir or packaged_content()
    path = folder / VALUES
    _write(path, knowledge.content.figures, indicator, year, found)
    click.echo(f"written to {path}; the bot takes it with /reload or at its next start")


@indicators.command("show")
@click.option("--lang", default="id", show_default=True)
@click.argument("region", nargs=-1, required=True)
def show_region(region: tuple[str, ...], lang: str) -> None:
    """All figures of a region, as the bot shows them."""
    knowledge = common.knowledge()
    found = knowledge.find_region(" ".join(region))
    if not isinstance(found, FoundRegion):
        common.fail(f"{' '.join(region)!r} is not one region; see mulai region")
    edition = common.edition(knowledge, lang)
    for screen in SCREENS:
        click.echo(markup.without_markup(region_page(found.region.code, screen, edition)[0]) + "\n")


def _table(file: Path) -> Rows:
    if file.suffix.lower() in {".xlsx", ".xlsm"}:
        return _sheet(file)
    data = file.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(";\t,", key=first.count)
    try:
        return [*csv.reader(io.StringIO(text), delimiter=separator)]
    except csv.Error as error:
        raise TableError(f"is no table ({error}); save it as CSV or XLSX") from error


def _sheet(file: Path) -> Rows:
    from openpyxl import load_workbook

    try:
        book = load_workbook(file, read_only=True, data_only=True)
    except Exception as error:
        raise TableError(f"is no workbook ({error}); save it as XLSX or CSV") from error
    rows = [[_written(cell) for cell in row] for row in book.worksheets[0].values]
    book.close()
    return rows


def _written(cell: object) -> str:
    return "" if cell is None else str(cell)


def _report(found: Imported, indicator: str, year: int) -> Iterator[str]:
    regions = sum("." in code for code in found.values)
    yield (
        f"{indicator} {year}: {regions} regencies and cities, {len(found.values) - regions} "
        f"provinces and nation; {found.missing} regions without a value"
    )
    for each in found.unmatched[:_LISTED]:
        yield f"row {each.row}: {each.name!r} is no region that is known; perhaps {each.nearest}"
    if len(found.unmatched) > _LISTED:
        yield f"and {len(found.unmatched) - _LISTED} more rows like that"
    for row, name, value in found.wrong[:_LISTED]:
        yield f"row {row}: {name}: {value!r} is no value of {indicator}, or comes a second time"


def _write(
    path: Path, figures: OfficialFigures, indicator: str, year: int, found: Imported
) -> None:
    """Replace the values of an indicator and year; the file changes as a whole or not at all."""
    values = {**figures.values, (indicator, year): found.values}
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    with beside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for id_, of in sorted(values):
            for code, value in sorted(values[id_, of].items()):
                writer.writerow([id_, of, code, f"{value:.2f}".rstrip("0").rstrip(".")])
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
