"""Content broken on purpose, and what is told of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from knowledge.loading.faults import KnowledgeError
from knowledge.loading.loader import load


def faults(folder: Path) -> list[str]:
    """What a curator is told of a folder in which something is wrong."""
    with pytest.raises(KnowledgeError) as caught:
        load(folder, month="2099-12")
    return [str(fault) for fault in caught.value.faults]


def line_of(path: Path, pattern: str, after: str = "") -> int:
    """The number of the first line that matches, below the line that `after` matches."""
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if re.search(after, line)) if after else 0
    return 1 + next(i for i, line in enumerate(lines) if i >= start and re.search(pattern, line))


def change(path: Path, pattern: str, new: str) -> int:
    """Replace the first line that matches; return its number."""
    number = line_of(path, pattern)
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[number - 1] = new
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return number
