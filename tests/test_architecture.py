"""ARCHITECTURE.md says which room imports which, and the imports are like that."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "conversations", "knowledge")
# Where Telegram's library may be imported.
SPEAKS_TELEGRAM = ("bot/telegram", "bot/pipeline", "bot/app.py")
MOST_FILES = 8


def declared() -> dict[str, set[str]]:
    """Room -> the rooms that it may import, from the top down."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w/.]+)` \| [^|]+ \| ([^|]*)\|$", text, flags=re.MULTILINE)
    return {room: set(re.findall(r"`([\w/.]+)`", below)) for room, below in rows}


def room_of(path: str) -> str:
    """The room of a module: a folder below a package, or a file directly in it."""
    return "/".join(path.split("/")[:2])


def modules() -> Iterator[Path]:
    """All modules of the program but for the packages' own __init__."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if path.parent != ROOT / package or path.name != "__init__.py":
                yield path


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    """The paths of ours that a module imports."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in PACKAGES:
            for alias in node.names:
                found = f"{node.module}.{alias.name}".replace(".", "/")
                for place in (found, str(node.module).replace(".", "/")):
                    if (ROOT / f"{place}.py").is_file() or (ROOT / place).is_dir():
                        yield f"{place}.py" if (ROOT / f"{place}.py").is_file() else place
                        break


def found() -> dict[str, dict[str, set[str]]]:
    """Room -> the rooms that it imports, each with the modules that do."""
    rooms: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path in modules():
        name = path.relative_to(ROOT).as_posix()
        here = rooms[room_of(name)]
        for other in imported(path):
            if room_of(other) != room_of(name):
                here[room_of(other)].add(name)
    return rooms


def in_package(rooms: set[str], package: str) -> set[str]:
    """Of some rooms those of one package: which package imports which is another rule."""
    return {room for room in rooms if room.startswith(f"{package}/")}


def test_the_table_names_every_room_and_no_other() -> None:
    assert declared().keys() == found().keys()


def test_rooms_import_what_the_table_says() -> None:
    table = declared()
    wrong = {
        f"{room} -> {other}": sorted(by)
        for room, others in found().items()
        for other, by in others.items()
        if other.split("/")[0] == room.split("/")[0] and other not in table[room]
    }
    assert wrong == {}


def test_what_the_table_allows_is_used() -> None:
    rooms = found()
    unused = {
        room: sorted(allowed - rooms[room].keys())
        for room, allowed in declared().items()
        if allowed - rooms[room].keys()
    }
    assert unused == {}


def test_no_import_runs_back_up() -> None:
    order = list(declared())
    table = declared()
    up = [
        f"{room} -> {other}"
        for room, others in table.items()
        for other in others
        if order.index(other) <= order.index(room)
    ]
    print()
    for room in order:
        print(f"{room:32} -> {', '.join(sorted(in_package(table[room], room.split('/')[0])))}")
    print(f"imports that run back up: {len(up)}")
    assert up == []


def test_telegrams_library_is_imported_only_where_telegram_is_spoken_to() -> None:
    wrong = []
    for path in modules():
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(parsed(path)):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            if any(each.split(".")[0] == "telegram" for each in names):
                wrong.append(name)
    assert [name for name in wrong if not name.startswith(SPEAKS_TELEGRAM)] == []


def test_few_files_stand_directly_in_a_package() -> None:
    for package in ("bot", "knowledge"):
        files = [path for path in (ROOT / package).glob("*.py") if path.name != "__init__.py"]
        assert len(files) <= MOST_FILES, files


def public_names() -> Iterator[tuple[str, str]]:
    """Every public class, function and type of the program, with the module that defines it."""
    for path in modules():
        name = path.relative_to(ROOT).as_posix()
        if name.startswith("bot/storage/migrations/"):
            continue  # Alembic finds `upgrade` and `revision` by their names
        for node in parsed(path).body:
            named: list[str] = []
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                named = [node.name]
            elif isinstance(node, ast.Assign):
                named = [target.id for target in node.targets if isinstance(target, ast.Name)]
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                named = [node.target.id]
            yield from ((one, name) for one in named if not one.startswith("_"))


# Names that mean the same wherever they stand: a module's log, a type variable, JSON as it was
# read, and what each conversation does with a tap.
SAME_EVERYWHERE = {"log", "T", "Json", "on_tap"}


def test_no_public_name_stands_for_two_things() -> None:
    """Commands of `mulai` aside: their functions are called what people type."""
    homes: dict[str, set[str]] = defaultdict(set)
    for name, home in public_names():
        if not home.startswith("bot/cli/"):
            homes[name].add(home)
    twice = {name: sorted(places) for name, places in homes.items() if len(places) > 1}
    assert twice.keys() == SAME_EVERYWHERE, twice


MOST_LINES, MOST_LINES_OF_A_FUNCTION = 350, 40
# Longer ones, each with the reason; migrations are never changed again.
LONG_MODULES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {
    "knowledge/matching/matcher.py: match": "the whole way of a message, read from top to bottom",
}


def long_functions(path: Path) -> Iterator[str]:
    """The functions of a module that are longer than the limit, by name."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MOST_LINES_OF_A_FUNCTION:
                yield f"{path.relative_to(ROOT).as_posix()}: {node.name}"


def test_modules_and_functions_are_short_enough_to_be_read_at_once() -> None:
    """A part of a long one gets a name from the field, not "part 2"."""
    paths = [path for path in modules() if "migrations" not in path.parts]
    long = {
        path.relative_to(ROOT).as_posix()
        for path in paths
        if len(path.read_text(encoding="utf-8").splitlines()) > MOST_LINES
    }
    assert long == LONG_MODULES.keys()
    assert {name for path in paths for name in long_functions(path)} == LONG_FUNCTIONS.keys()
