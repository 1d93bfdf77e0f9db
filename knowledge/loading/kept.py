"""Checked content kept in a file, so that a start need not read and check all of it again.

The file is named and opened by a digest of all that it comes from: the content's files, the code of
this package, Python and pydantic. What is cut, changed or somebody else's is never taken.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
import stat
import sys
import typing
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pydantic
import structlog
from pydantic import BaseModel

from knowledge.loading.content import Content
from knowledge.loading.loader import collector_resting, load, packaged_content

log = structlog.get_logger()

_PACKAGE = Path(__file__).parents[1]
# How many contents are kept: edits are often undone. Chosen.
_KEPT = 4
# A folder beside the content that holds what was learnt of it.
_LEARNT = "model"
_FOREIGN = {"pydantic.networks", "pydantic_core._pydantic_core"}
# What a file that is whole, and of this code, cannot raise; but a start must not hang on it.
_UNREADABLE = (
    *(pickle.UnpicklingError, EOFError, OSError),
    *(AttributeError, ImportError, IndexError, KeyError, TypeError, ValueError),
)


def load_kept(folder: Path | None, local: Path | None, cache_folder: Path) -> Content:
    """The content of a folder as `load` gives it, kept in the cache folder.

    Raises KnowledgeError as `load` does; content with faults is never kept.
    """
    folders = [each for each in (folder or packaged_content(), local) if each is not None]
    before = _digest(folders)
    path = cache_folder / f"content-{before[:16]}.pickle"
    if before and (content := _read(path, before)):
        return content
    content = load(folder, local)
    if before and _digest(folders) == before:  # nothing was saved while it was read
        _keep(content, path, before)
    return content


def _digest(folders: Iterable[Path]) -> str:
    """Names what the content is made of; "" where that cannot be read."""
    versions = f"{sys.version} {pydantic.VERSION} {sys.byteorder}"
    found = hashlib.sha256(versions.encode())
    try:
        for root in (_PACKAGE, *folders):
            for path in _files(root):
                name = path.relative_to(root).as_posix()
                found.update(f"\0{name}\0{path.stat().st_size}\0".encode() + path.read_bytes())
            found.update(b"\0\0")
    except OSError:
        return ""
    return found.hexdigest()


def _files(root: Path) -> list[Path]:
    """The files that content comes from: the code's own, or all below a content folder."""
    if root == _PACKAGE:
        return sorted(root.rglob("*.py"))
    return sorted(path for path in root.rglob("*") if path.is_file() and not _is_learnt(path, root))


def _is_learnt(path: Path, root: Path) -> bool:
    return path.relative_to(root).parts[0] == _LEARNT


def _read(path: Path, digest: str) -> Content | None:
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if status.st_uid != os.geteuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                return None
            head, packed = file.read(len(_head(digest, b""))), file.read()
        if head != _head(digest, packed):
            return None
        with collector_resting():
            content = _Reader(io.BytesIO(packed)).load()
    except _UNREADABLE:
        return None
    return content if isinstance(content, Content) else None


def _keep(content: Content, path: Path, digest: str) -> None:
    packed = io.BytesIO()
    _Writer(packed, protocol=pickle.HIGHEST_PROTOCOL).dump(content)
    unfinished = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        opened = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "wb") as file:
            file.write(_head(digest, packed.getvalue()) + packed.getvalue())
        unfinished.replace(path)
        kept = sorted(path.parent.glob("content-*.pickle"), key=lambda old: old.stat().st_mtime)
        for old in kept[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError as error:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        log.warning("the checked content is not kept", reason=str(error))


def _head(digest: str, packed: bytes) -> bytes:
    return f"{digest} {hashlib.sha256(packed).hexdigest()}\n".encode()


class _Writer(pickle.Pickler):
    """Writes the models that are made by `Localised[...]`, which have no name, by their numbers."""

    def reducer_override(self, value: object) -> Any:
        if isinstance(value, type) and value in _numbers():
            return _numbered, (_numbers()[value],)
        return NotImplemented


class _Reader(pickle.Unpickler):
    """Reads what `_Writer` has written, and makes nothing but what content is made of."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (__name__, _numbered.__name__):
            return _numbered
        if "." not in name and (module.startswith("knowledge.") or module in _FOREIGN):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is nothing that content is made of")


def _numbered(number: int) -> type[BaseModel]:
    return _unnamed()[number]


@cache
def _numbers() -> dict[type, int]:
    return {kind: number for number, kind in enumerate(_unnamed())}


@cache
def _unnamed() -> list[type[BaseModel]]:
    """The models of content that have no name, in the order of its fields."""
    found: dict[type[BaseModel], None] = {}
    for hint in typing.get_type_hints(Content).values():
        found.update(dict.fromkeys(_models(hint, set())))
    return [kind for kind in found if kind.__pydantic_generic_metadata__["origin"]]


def _models(hint: Any, seen: set[Any]) -> Iterator[type[BaseModel]]:
    for part in typing.get_args(hint):
        yield from _models(part, seen)
    if isinstance(hint, type) and issubclass(hint, BaseModel) and hint not in seen:
        seen.add(hint)
        yield hint
        for field in hint.model_fields.values():
            yield from _models(field.annotation, seen)
