"""Tables of the statistics offices become official figures with one command."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from bot.cli.figures import indicators
from knowledge.base import Knowledge
from knowledge.loading.loader import load, packaged_content

YEAR = 2031
NAMES = ("Bandung", "Bogor", "Depok", "Bekasi", "Cimahi", "Cirebon")


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the content, which the command reads and writes."""
    folder = tmp_path / "content"
    shutil.copytree(packaged_content(), folder, ignore=shutil.ignore_patterns("model"))
    monkeypatch.setenv("MULAI_KNOWLEDGE_DIR", str(folder))
    return folder


def rows_of(knowledge: Knowledge) -> tuple[list[list[str]], dict[str, float]]:
    """A table as BPS writes it, of all regions, and the values by code."""
    rows = [["Persentase Penduduk Miskin", "", ""], ["Wilayah", str(YEAR - 1), str(YEAR)]]
    values: dict[str, float] = {}
    for code, province in knowledge.content.regions.provinces.items():
        rows.append([province.name.upper(), "", "-"])
        for place, (region, entry) in enumerate(province.regions.items()):
            values[region] = float(code) / 2 + place / 100
            name = entry.name.removeprefix("Kabupaten ")
            rows.append([name, "1,5", f"{values[region]:.2f}".replace(".", ",")])
    rows.append(["Indonesia", "9", "8,47"])
    rows.append(["Sumber: BPS", "", ""])
    return rows, values


def run(*arguments: str) -> Result:
    return CliRunner().invoke(indicators, ["import", *arguments])


def write(path: Path, rows: Sequence[Sequence[str]], delimiter: str = ";") -> Path:
    with path.open("w", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def import_poverty(file: Path, *more: str) -> Result:
    return run(str(file), "--indicator", "poverty_pct", "--year", str(YEAR), *more)


def test_a_table_of_bare_names_below_their_provinces_gives_every_region_its_own_value(
    knowledge: Knowledge, content: Path, tmp_path: Path
) -> None:
    rows, values = rows_of(knowledge)
    result = import_poverty(write(tmp_path / "table.csv", rows))
    assert result.exit_code == 0, result.output
    figures = load(content).figures
    assert figures.values["poverty_pct", YEAR] == pytest.approx({**values, "00": 8.47})
    assert figures.values["poverty_pct", 2025] == pytest.approx(
        knowledge.content.figures.values["poverty_pct", 2025]
    )


def test_a_workbook_with_codes_is_read_too(content: Path, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["kode", "nama", f"nilai {YEAR}"])
    for code, value in (("53.07", 11), ("53.08", 12.5), ("53.09", 13), ("53.10", 14), ("00", 8)):
        sheet.append([code, "", value])
    sheet.append(["53.11", "", None])
    sheet.append(["53.12", "", 9.25])
    book.save(tmp_path / "table.xlsx")
    result = import_poverty(tmp_path / "table.xlsx")
    assert result.exit_code == 0, result.output
    values = load(content).figures.values["poverty_pct", YEAR]
    assert values == {
        "53.07": 11,
        "53.08": 12.5,
        "53.09": 13,
        "53.10": 14,
        "53.12": 9.25,
        "00": 8,
    }
    assert "1 regions without a value" in result.output


def test_names_that_are_not_known_are_listed_with_the_nearest(
    knowledge: Knowledge, content: Path, tmp_path: Path
) -> None:
    rows, _ = rows_of(knowledge)
    rows.append(["Kab. Sikkaaa Selatan Baru", "1", "2"])
    result = import_poverty(write(tmp_path / "table.csv", rows))
    assert "'Kab. Sikkaaa Selatan Baru' is no region that is known; perhaps " in result.output


@pytest.mark.parametrize("wrong", ["112", "abc"])
def test_nothing_is_written_while_a_value_is_wrong(
    knowledge: Knowledge, content: Path, tmp_path: Path, wrong: str
) -> None:
    before = (content / "indicators" / "values.csv").read_bytes()
    rows, _ = rows_of(knowledge)
    rows[3][2] = wrong
    result = import_poverty(write(tmp_path / "table.csv", rows))
    assert result.exit_code == 1
    assert f"row 4: {rows[3][0]}: '{wrong}' is no value of poverty_pct" in result.output
    assert (content / "indicators" / "values.csv").read_bytes() == before


def test_a_dry_run_writes_nothing(knowledge: Knowledge, content: Path, tmp_path: Path) -> None:
    before = (content / "indicators" / "values.csv").read_bytes()
    result = import_poverty(write(tmp_path / "table.csv", rows_of(knowledge)[0]), "--dry-run")
    assert "514 regencies and cities" in result.output
    assert (content / "indicators" / "values.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["a", "b"], ["c", "1"]], "no column names regions"),
        ([["5307", str(YEAR)], *([str(5300 + i), "1"] for i in range(9))], "no column names"),
        ([["Wilayah", "x"], *([f"Kota {n}", "-"] for n in NAMES)], f"is headed {YEAR}"),
        (
            [["Wilayah", f"a {YEAR}", f"b {YEAR}"], *([f"Kota {n}", "1", "2"] for n in NAMES)],
            "columns 2, 3 may all be of",
        ),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_the_remedy(
    content: Path, tmp_path: Path, rows: list[list[str]], told: str
) -> None:
    result = import_poverty(write(tmp_path / "table.csv", rows))
    assert result.exit_code != 0
    assert told in result.output


def test_what_is_no_workbook_is_refused(content: Path, tmp_path: Path) -> None:
    (tmp_path / "table.xlsx").write_bytes(b"no workbook")
    assert "is no workbook" in import_poverty(tmp_path / "table.xlsx").output


def test_an_unknown_indicator_names_those_that_there_are(content: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "table.csv", [["a"]])
    result = run(str(file), "--indicator", "povrty", "--year", str(YEAR))
    assert "there is no indicator 'povrty'; there are: undernourishment_pct" in result.output
