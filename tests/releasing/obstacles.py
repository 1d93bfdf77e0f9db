"""What stands in the way of a release: `python -m tests.releasing.obstacles`.

Only what a person must do first. What tests can tell, `make test` tells.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FIGURES = Path("knowledge/content/indicators")
# The line of NOTICE.md that says where the values are from, for as long as it is true.
COPIES = "Values: copies"
# What only those can write who run the repository.
BLANK = "TO FILL IN"
_WITH_BLANKS = ("CITATION.cff", "CODE_OF_CONDUCT.md", "GOVERNANCE.md", "SECURITY.md")


def version(root: Path) -> str:
    """The version that pyproject.toml names."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def obstacles(root: Path) -> Iterator[str]:
    """A line for each thing that a person must do before a release; nothing if all is done.

    root: the folder of the repository.
    """
    yield from _figures(root / _FIGURES)
    yield from _changelog(root)
    for name in _WITH_BLANKS:
        if BLANK in _text(root / name):
            yield f"{name} says {BLANK}: only who runs the repository knows what"


def _figures(folder: Path) -> Iterator[str]:
    """Figures may go out that come from their producers; none at all is as well."""
    if not (folder / "values.csv").exists():
        return
    notice = folder / "NOTICE.md"
    if not notice.exists():
        yield f"{_FIGURES}/NOTICE.md is missing: it says whose the values are"
    elif any(line.strip().startswith(COPIES) for line in _text(notice).splitlines()):
        yield (
            f"{_FIGURES}/NOTICE.md says {COPIES!r}: read the producers' own tables in with "
            "`mulai indicators import`, all indicators and years, then remove that line"
        )


def _changelog(root: Path) -> Iterator[str]:
    heading = re.search(r"^## (.*)$", _text(root / "CHANGELOG.md"), flags=re.MULTILINE)
    named = heading[1] if heading else ""
    if version(root) not in named.split():
        yield (
            f"CHANGELOG.md begins with {named!r}: its newest heading is to name "
            f"{version(root)}, the version of pyproject.toml, and the day"
        )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def main() -> int:
    """Print what stands in the way; the status to end with."""
    found = [*obstacles(ROOT)]
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
