"""A release is refused until a person has done what only a person can."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.releasing.obstacles import BLANK, COPIES, ROOT, obstacles

FIGURES = Path("knowledge/content/indicators")
PAPERS = ("CITATION.cff", "CODE_OF_CONDUCT.md", "GOVERNANCE.md", "SECURITY.md")


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    """A repository in which all has been done."""
    for name in PAPERS:
        (tmp_path / name).write_text("All is written.\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.4.0"\n', encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text("# C\n\n## 1.4.0 (2027-01-31)\n", encoding="utf-8")
    folder = tmp_path / FIGURES
    folder.mkdir(parents=True)
    (folder / "values.csv").write_text("indicator,year,code,value\n", encoding="utf-8")
    (folder / "NOTICE.md").write_text("# Whose they are\n", encoding="utf-8")
    return tmp_path


def test_nothing_stands_in_the_way_where_all_is_done(ready: Path) -> None:
    assert [*obstacles(ready)] == []


def copied(root: Path) -> None:
    notice = root / FIGURES / "NOTICE.md"
    notice.write_text(f"# Whose they are\n\n{COPIES}\n\nThey were copied.\n", encoding="utf-8")


def without_notice(root: Path) -> None:
    (root / FIGURES / "NOTICE.md").unlink()


def unreleased(root: Path) -> None:
    (root / "CHANGELOG.md").write_text("## Unreleased\n\n## 1.4.0\n", encoding="utf-8")


def of_before(root: Path) -> None:
    (root / "CHANGELOG.md").write_text("## 1.4.0.1 (2027-01-31)\n", encoding="utf-8")


def left_blank(root: Path) -> None:
    (root / "SECURITY.md").write_text(f"Write to [{BLANK}].\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (copied, f"{FIGURES}/NOTICE.md says 'Values: copies': "),
        (without_notice, f"{FIGURES}/NOTICE.md is missing: "),
        (unreleased, "CHANGELOG.md begins with 'Unreleased': "),
        (of_before, "CHANGELOG.md begins with '1.4.0.1 (2027-01-31)': "),
        (left_blank, "SECURITY.md says TO FILL IN: "),
    ],
)
def test_what_is_left_to_do_is_told_in_one_line(
    ready: Path, spoil: Callable[[Path], None], told: str
) -> None:
    spoil(ready)
    (line,) = obstacles(ready)
    assert line.startswith(told)


def test_without_the_folder_of_figures_nothing_is_asked_of_it(ready: Path) -> None:
    shutil.rmtree(ready / FIGURES)
    assert [*obstacles(ready)] == []


def test_the_notice_of_copied_figures_holds_the_line_that_refuses() -> None:
    notice = (ROOT / FIGURES / "NOTICE.md").read_text(encoding="utf-8")
    says_so = "copies that others made" in notice
    assert says_so == any(line == COPIES for line in notice.splitlines())


def test_make_release_does_nothing_before_it_has_looked_for_obstacles() -> None:
    # Nothing of a make that these tests may be run by.
    environment = {n: v for n, v in os.environ.items() if "MAKE" not in n and n != "MFLAGS"}
    planned = subprocess.run(
        ["make", "-n", "release", "VENV=/nowhere"],  # noqa: S607 - our own words
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    looks = planned.index("tests.releasing.obstacles")
    for later in (
        "bin/pip install",
        "bin/pytest",
        "tests.releasing.audit",
        "rm -rf build",
        "bin/pip wheel",
    ):
        assert planned.index(later) > looks
