"""The direction of imports: between packages, between the rooms of bot/, and of telegram."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FORBIDDEN = {
    "knowledge": {"bot", "conversations", "telegram", "sqlalchemy"},
    "conversations": {"bot", "telegram", "sqlalchemy"},
}
# The rooms of bot/, from the top: each imports only from those in the lines below its own.
ROOMS = (
    ("__main__",),
    ("cli",),
    ("preview",),
    ("app",),
    ("web",),
    ("pipeline",),
    ("workshops",),
    ("operations",),
    ("telegram",),
    ("papers", "services"),
    ("storage",),
    ("metrics", "clock", "settings", "shelf", "fonts"),
    ("learning",),
)
# The library of the Bot API is for those who speak with it, and for the place that wires.
SPEAKS_WITH_TELEGRAM = {"telegram", "pipeline", "preview", "app"}


def rooms_imported(path: Path) -> set[str]:
    """The rooms of bot/ that a module imports from, and "telegram." for the library."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "bot":
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= _room(node.module)
        elif isinstance(node, ast.Import):
            names |= {room for alias in node.names for room in _room(alias.name)}
    return names


def _room(module: str) -> set[str]:
    package, _, rest = module.partition(".")
    if package == "telegram":
        return {"telegram."}
    return {rest.partition(".")[0]} if package == "bot" and rest else set()


def of_bot() -> list[tuple[str, Path]]:
    """The modules of bot/, each with its room."""
    folder = ROOT / "bot"
    return [
        (path.relative_to(folder).parts[0].removesuffix(".py"), path)
        for path in folder.rglob("*.py")
        if path != folder / "__init__.py"
    ]


def test_no_room_of_the_bot_imports_from_one_above_it() -> None:
    height = {room: -line for line, rooms in enumerate(ROOMS) for room in rooms}
    wrong = {
        path.relative_to(ROOT).as_posix(): up
        for room, path in of_bot()
        if (
            up := {
                other
                for other in rooms_imported(path) - {room, "telegram."}
                if height[other] >= height[room]
            }
        )
    }
    assert wrong == {}


def test_only_rooms_that_speak_with_telegram_import_its_library() -> None:
    users = {room for room, path in of_bot() if "telegram." in rooms_imported(path)}
    assert users <= SPEAKS_WITH_TELEGRAM


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
    """No clock, no randomness, no files, no network: time and chance arrive as arguments.

    Dates may be reckoned with, but not taken from the machine.
    """
    outside = {"time", "random", "os", "pathlib", "asyncio", "socket", "httpx"}
    for path in (ROOT / "conversations").rglob("*.py"):
        assert not imported(path) & outside, path
        assert not re.search(r"\.(?:now|today|utcnow)\(\)", path.read_text("utf-8")), path
