"""The direction of imports: bot -> conversations -> knowledge, and telegram below bot/ only."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FORBIDDEN = {
    "knowledge": {"bot", "conversations", "telegram", "sqlalchemy"},
    "conversations": {"bot", "telegram", "sqlalchemy"},
}


def imported(path: Path) -> set[str]:
    """The top-level packages that a module imports anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the direction"
            names.add((node.module or "").partition(".")[0])
    return names


@pytest.mark.parametrize("package", FORBIDDEN)
def test_imports_never_point_backwards(package: str) -> None:
    modules = list((ROOT / package).rglob("*.py"))
    assert modules
    wrong = {
        path.relative_to(ROOT).as_posix(): found
        for path in modules
        if (found := imported(path) & FORBIDDEN[package])
    }
    assert wrong == {}


def test_conversations_do_no_input_and_output() -> None:
    """No clock, no randomness, no files, no network: time and chance arrive as arguments."""
    outside = {"time", "datetime", "random", "os", "pathlib", "asyncio", "socket", "httpx"}
    for path in (ROOT / "conversations").rglob("*.py"):
        assert not imported(path) & outside, path
