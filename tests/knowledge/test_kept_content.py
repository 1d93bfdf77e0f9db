"""Content kept from an earlier start: the same, and never taken where something is wrong."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
from pathlib import Path

import pytest

from knowledge.loading import kept
from knowledge.loading.content import Content
from knowledge.loading.faults import KnowledgeError
from knowledge.loading.kept import load_kept
from knowledge.loading.loader import load, packaged_content
from tests.knowledge.breaking import change


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged content."""
    return Path(shutil.copytree(packaged_content(), tmp_path / "content"))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache folder that keeps the packaged content."""
    load_kept(None, None, tmp_path / "cache")
    return tmp_path / "cache"


def only(cache: Path) -> Path:
    """The one file of a cache folder."""
    (file,) = cache.glob("content-*.pickle")
    return file


def read_again(monkeypatch: pytest.MonkeyPatch, cache: Path) -> bool:
    """Whether the next start reads the content's own files again; what it gives is right."""
    reads = []

    def counted(folder: Path | None, local: Path | None) -> Content:
        reads.append(folder)
        return load(folder, local)

    monkeypatch.setattr(kept, "load", counted)
    assert load_kept(None, None, cache) == load()
    return bool(reads)


def test_kept_content_is_the_content(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    assert not read_again(monkeypatch, cache)


def test_a_file_that_is_saved_is_read(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    load_kept(folder, None, cache)
    change(folder / "topics/starting.yaml", r"^    en:", "    en: Another title")
    assert load_kept(folder, None, cache) == load(folder)
    assert len(list(cache.glob("content-*.pickle"))) == 2


def test_content_with_faults_is_told_each_time(folder: Path, tmp_path: Path) -> None:
    (folder / "sources.yaml").write_text("[", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(KnowledgeError):
            load_kept(folder, None, tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("harm", ["cut", "changed", "empty", "writable by others", "of other code"])
def test_a_file_that_cannot_be_trusted_is_not_taken(
    monkeypatch: pytest.MonkeyPatch, cache: Path, harm: str
) -> None:
    file = only(cache)
    packed = file.read_bytes()
    match harm:
        case "cut":
            file.write_bytes(packed[:-9])
        case "changed":
            file.write_bytes(packed[:-9] + b"X" + packed[-8:])
        case "empty":
            file.write_bytes(b"")
        case "writable by others":
            file.chmod(0o666)
        case _:
            file.write_bytes(b"0" * 64 + packed[64:])
    assert read_again(monkeypatch, cache)
    assert not read_again(monkeypatch, cache)  # it was made anew


class Mischief:
    """What a file of somebody else could hold."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("mischief",)


def test_nothing_but_content_is_made_of_what_is_kept(
    monkeypatch: pytest.MonkeyPatch, cache: Path, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    digest, packed = only(cache).read_bytes()[:64], pickle.dumps(Mischief())
    whole = hashlib.sha256(packed).hexdigest().encode()
    only(cache).write_bytes(digest + b" " + whole + b"\n" + packed)
    assert read_again(monkeypatch, cache)
    assert not (tmp_path / "mischief").exists()


def test_a_cache_folder_that_cannot_be_written_is_only_told(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file in its place", encoding="utf-8")
    assert load_kept(None, None, tmp_path / "cache") == load()
