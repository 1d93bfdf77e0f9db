"""The content that is watched: what is saved is taken into use."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from bot.preview.standin.taps import PATIENCE
from bot.shelf import Shelf, watching
from knowledge.base import Knowledge
from knowledge.loading.documents import Fault


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
    monkeypatch.setattr(Knowledge, "prepare", lambda _: None)
    await asyncio.to_thread(shelf.reload)
    second.join()
    assert shelf.knowledge is newer
