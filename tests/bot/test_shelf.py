"""The content that is watched: what is saved is taken into use."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.learning import Learner
from bot.preview.standin.taps import PATIENCE
from bot.shelf import Shelf, watching
from knowledge.base import Knowledge
from knowledge.loading.documents import Fault


class NotLearnt(Knowledge):
    """Content that is new: what is learnt of it is kept nowhere yet."""

    learnt = False

    def prepare(self) -> None:
        """Nothing: that it is learnt elsewhere is what is tested."""


class Learning(Learner):
    """A learner that learns something shorter, and how long it is waited for is decided here."""

    def __init__(self, code: str) -> None:
        super().__init__(None, None, semantic=False)
        self._command = [sys.executable, "-c", code]


class Watched(Shelf):
    """A shelf whose files look as they are told, one look after the other."""

    def __init__(self, *looks: str | OSError) -> None:
        self._looks: Iterator[str | OSError] = iter(looks)
        self._last = ""
        self.reloaded = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def stamp(self) -> frozenset[tuple[str, int]]:
        """The next look; the last one stays."""
        look = next(self._looks, self._last)
        if isinstance(look, OSError):
            raise look
        self._last = look
        return frozenset({(look, 0)})

    def reload(self) -> tuple[Fault, ...]:
        """Only told."""
        self._loop.call_soon_threadsafe(self.reloaded.set)
        return ()


async def test_a_saved_file_is_taken_into_use() -> None:
    shelf = Watched("before", "before", "saved")
    async with watching(shelf, every=0.001), asyncio.timeout(PATIENCE):
        await shelf.reloaded.wait()


async def test_a_file_that_an_editor_moves_while_it_is_looked_at_is_looked_at_again() -> None:
    away = FileNotFoundError("saving")
    shelf = Watched("before", away, away, "saved")
    async with watching(shelf, every=0.001), asyncio.timeout(PATIENCE):
        await shelf.reloaded.wait()


async def test_of_two_reloads_that_overlap_the_newer_content_stays(
    monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge
) -> None:
    shelf = Shelf(semantic=False)
    older, newer = (Knowledge(knowledge.content) for _ in range(2))
    second = threading.Thread(target=shelf.reload)
    reads = iter((older, newer))

    def read(*_: object) -> Knowledge:
        content = next(reads)
        if content is older:  # what this one has read is old before it is in use
            second.start()
            second.join(timeout=1.0)
        return content

    monkeypatch.setattr("bot.shelf.open_knowledge", read)
    monkeypatch.setattr(Knowledge, "learnt", True)
    monkeypatch.setattr(Knowledge, "prepare", lambda _: None)
    await asyncio.to_thread(shelf.reload)
    second.join()
    assert shelf.knowledge is newer


async def test_new_content_is_learnt_in_another_process(
    monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge, tmp_path: Path
) -> None:
    shelf = Shelf(semantic=False)
    new, told = NotLearnt(knowledge.content), tmp_path / "process"
    monkeypatch.setattr("bot.shelf.open_knowledge", lambda *_: new)
    code = f"import os, pathlib; pathlib.Path({str(told)!r}).write_text(str(os.getpid()))"
    monkeypatch.setattr(shelf, "_learner", Learning(code))
    await asyncio.to_thread(shelf.reload)
    assert shelf.knowledge is new
    assert int(told.read_text()) != os.getpid()


async def test_content_serves_though_the_process_that_learns_it_failed(
    monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge
) -> None:
    shelf = Shelf(semantic=False)
    new = NotLearnt(knowledge.content)
    monkeypatch.setattr("bot.shelf.open_knowledge", lambda *_: new)
    monkeypatch.setattr(shelf, "_learner", Learning("raise SystemExit(3)"))
    await asyncio.to_thread(shelf.reload)
    assert shelf.knowledge is new


async def test_a_bot_that_stops_does_not_wait_for_what_is_being_learnt(
    monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge, tmp_path: Path
) -> None:
    shelf = Shelf(semantic=False)
    before, begun = shelf.knowledge, tmp_path / "begun"
    os.mkfifo(begun)
    monkeypatch.setattr("bot.shelf.open_knowledge", lambda *_: NotLearnt(knowledge.content))
    code = f"import time; open({str(begun)!r}, 'w').close(); time.sleep(3600)"
    monkeypatch.setattr(shelf, "_learner", Learning(code))
    async with asyncio.timeout(PATIENCE):
        reloading = asyncio.create_task(asyncio.to_thread(shelf.reload))
        await asyncio.to_thread(begun.read_bytes)  # returns once the learner has opened it
        shelf.close()
        assert await reloading == ()
    assert shelf.knowledge is before


async def test_the_content_before_a_reload_is_let_go(
    monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge
) -> None:
    shelf = Shelf(semantic=False)
    before = weakref.ref(shelf.knowledge)
    monkeypatch.setattr("bot.shelf.open_knowledge", lambda *_: NotLearnt(knowledge.content))
    monkeypatch.setattr(shelf, "_learner", Learning("pass"))
    await asyncio.to_thread(shelf.reload)
    assert before() is None


async def test_the_garbage_collector_leaves_the_content_alone() -> None:
    shelf = Shelf(semantic=False)
    told = gc.get_objects()
    assert not any(each is shelf.knowledge.matcher for each in told)
