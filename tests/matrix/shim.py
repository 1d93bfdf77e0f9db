"""What a runner does to the machine of a bot in another process: its clock, and its disk.

SQLite writes through a table of functions, its VFS. Here a table of our own stands before it, so
that a write fails below SQLite, where a disk fails, and SQLite itself decides what follows.
"""

from __future__ import annotations

import ctypes
import mmap
import sqlite3
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p
from pathlib import Path
from typing import Any

# SQLite's results for a write that failed, and for a disk that is full.
_IOERR_WRITE, _FULL = 10 | 3 << 8, 13
_FIELDS = ("ahead", "writes_left", "full", "failed")


class Control:
    """Numbers that a runner and a bot share through a file.

    ahead: seconds that the bot's clock on the wall is ahead. writes_left: after so many writes one
    fails, 0 for never. full: 1 while no write succeeds. failed: how many writes have failed.
    """

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(8 * len(_FIELDS)))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), 8 * len(_FIELDS))

    def get(self, field: str) -> int:
        """What a number is now."""
        at = 8 * _FIELDS.index(field)
        return int.from_bytes(self._map[at : at + 8], "little", signed=True)

    def put(self, field: str, value: int) -> None:
        """Make a number something else."""
        at = 8 * _FIELDS.index(field)
        self._map[at : at + 8] = value.to_bytes(8, "little", signed=True)

    def refuses(self) -> int:
        """What the next write of the disk gives: 0 if it may be made."""
        if self.get("full"):
            self.put("failed", self.get("failed") + 1)
            return _FULL
        left = self.get("writes_left")
        if left > 0:
            self.put("writes_left", left - 1)
            if left == 1:
                self.put("failed", self.get("failed") + 1)
                return _IOERR_WRITE
        return 0


class _Vfs(ctypes.Structure):
    """sqlite3_vfs, as sqlite3.h has it."""


# SQLite keeps the pointer to the name, so it must not pass through a string of Python's.
_Open = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_Write = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_Vfs._fields_ = [
    ("version", c_int),
    ("size_of_file", c_int),
    ("longest_path", c_int),
    ("next", c_void_p),
    ("name", c_char_p),
    ("data", c_void_p),
    ("open", _Open),
    ("others", c_void_p * 16),
]


class _Methods(ctypes.Structure):
    """sqlite3_io_methods, as sqlite3.h has it."""

    _fields_ = (
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", _Write),
        ("others", c_void_p * 15),
    )


# What C holds on to must not be collected.
_kept: list[Any] = []


def library() -> ctypes.CDLL | None:
    """The SQLite that Python uses, None where it is inside of Python and cannot be reached."""
    import _sqlite3

    sqlite = ctypes.CDLL(_sqlite3.__file__)
    try:
        sqlite.sqlite3_libversion.restype = c_char_p
        found = sqlite.sqlite3_libversion().decode() == sqlite3.sqlite_version
    except AttributeError:
        return None
    return sqlite if found else None


def stand_before_sqlite(control: Control) -> None:
    """From now on every file that SQLite opens in this process may fail."""
    sqlite = library()
    if sqlite is None:
        return
    sqlite.sqlite3_vfs_find.restype = POINTER(_Vfs)
    below = sqlite.sqlite3_vfs_find(None)
    ours = _Vfs()
    ctypes.memmove(ctypes.byref(ours), below, ctypes.sizeof(_Vfs))
    tables: dict[int, _Methods] = {}

    def opened(_: int, name: int, file: int, flags: int, told: int) -> int:
        result = int(below.contents.open(ctypes.addressof(below.contents), name, file, flags, told))
        methods = c_void_p.from_address(file)
        if result == 0 and methods.value:
            if methods.value not in tables:
                tables[methods.value] = _failing(methods.value, control)
            methods.value = ctypes.addressof(tables[methods.value])
        return result

    ours.name, ours.open, ours.next = b"matrix", _Open(opened), None
    _kept.extend((below, ours, tables))
    sqlite.sqlite3_vfs_register(ctypes.byref(ours), 1)


def _failing(methods: int, control: Control) -> _Methods:
    """A copy of a file's functions whose writes may fail."""
    made = _Methods()
    ctypes.memmove(ctypes.byref(made), methods, ctypes.sizeof(_Methods))
    write = _Methods.from_address(methods).write

    def written(file: int, content: int, count: int, offset: int) -> int:
        return control.refuses() or int(write(file, content, count, offset))

    made.write = _Write(written)
    return made
