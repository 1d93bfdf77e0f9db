"""What an installation carries: every file that the code reads beside itself."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bot import fonts

ROOT = Path(__file__).parents[1]
DATA = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]


@pytest.mark.parametrize("package", DATA["package-data"])
def test_no_pattern_for_data_has_lost_its_files(package: str) -> None:
    for pattern in DATA["package-data"][package]:
        assert any(path.is_file() for path in (ROOT / package).glob(f"{pattern}/*")), pattern


def test_the_letters_of_pages_and_papers_are_carried_with_their_licence() -> None:
    carried = {
        path for it in DATA["package-data"]["bot"] for path in (ROOT / "bot").glob(f"{it}/*")
    }
    assert {fonts.FOLDER / file for file in (*fonts.FILES, "README.md")} <= carried
