"""Files that nobody but their owner may look into."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def private_folder(folder: Path) -> None:
    """Make a folder, and those above it, for their owner alone; what is there stays as it is."""
    for missing in reversed([it for it in (folder, *folder.parents) if not it.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)


def private_file(file: Path) -> None:
    """Make an empty file and its folder for their owner alone; what is there stays as it is.

    What SQLite puts beside a file is as open as the file. Raises OSError.
    """
    private_folder(file.parent)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def keep_private() -> None:
    """From now on let this process make all files and folders for their owner alone."""
    os.umask(_OTHERS)


def is_open_to_others(path: Path) -> bool:
    """Whether anybody but the owner may do something with a file or a folder."""
    return bool(path.stat().st_mode & _OTHERS)
