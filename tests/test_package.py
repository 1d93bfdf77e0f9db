"""What an installation carries: every file that the code reads beside itself."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from bot import fonts

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DATA = PROJECT["tool"]["setuptools"]
OURS = ("bot", "conversations", "knowledge")


@pytest.mark.parametrize("package", DATA["package-data"])
def test_no_pattern_for_data_has_lost_its_files(package: str) -> None:
    for pattern in DATA["package-data"][package]:
        assert any(path.is_file() for path in (ROOT / package).glob(f"{pattern}/*")), pattern


def test_the_letters_of_pages_and_papers_are_carried_with_their_licence() -> None:
    carried = {
        path for it in DATA["package-data"]["bot"] for path in (ROOT / "bot").glob(f"{it}/*")
    }
    assert {fonts.FOLDER / file for file in (*fonts.FILES, "README.md")} <= carried


def imported() -> set[str]:
    """The packages of others that our own modules import, by the names of their distributions."""
    names: set[str] = set()
    for path in (path for ours in OURS for path in (ROOT / ours).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
    carriers = packages_distributions()
    others = names - {*OURS, *sys.stdlib_module_names}
    return {canonical(carrier) for name in others for carrier in carriers.get(name, [name])}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_what_our_code_imports_is_asked_for_and_not_just_brought_by_others() -> None:
    asked = {canonical(re.split(r"[\[<>=~;]", it)[0]) for it in PROJECT["project"]["dependencies"]}
    halves = {"pydantic-core"}  # pydantic names its one version of it itself
    extras = {"sentry-sdk"}  # imported only where it is asked for
    assert imported() - asked == halves | extras
