"""The content in use, and its exchange for newer content without faults."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import hashlib
import threading
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path

import structlog

from bot.learning import Learner
from knowledge.base import Knowledge, open_knowledge
from knowledge.loading.documents import Fault
from knowledge.loading.faults import KnowledgeError
from knowledge.loading.loader import packaged_content
from knowledge.loading.logo import Logo

log = structlog.get_logger()

# Most faults listed in the log; `mulai check` lists all. Chosen.
_FAULTS_TOLD = 10


class Shelf:
    """Holds the content that answers now.

    folder: where the content files are; None for the packaged ones.
    local: a folder laid over them, which holds only what differs.
    semantic: whether to match by meaning too, not by words alone.
    Raises KnowledgeError if the content cannot be used at all.
    """

    # A digest of the files in use; equal files have equal ones.
    version = ""

    def __init__(
        self, folder: Path | None = None, *, local: Path | None = None, semantic: bool = True
    ) -> None:
        self._folder = folder
        self._local = local
        self._semantic = semantic
        # One reload at a time, so that the last one to finish has read the newest files.
        self._reloading = threading.Lock()
        self._learner = Learner(folder, local, semantic)
        self.version = _version(files_of(self._folder, self._local))
        self.knowledge: Knowledge = self._read(serving=False)
        _settle()

    def reload(self) -> tuple[Fault, ...]:
        """Take the files as they are now, if they are sound; else keep what is there.

        Returns the faults; none means that the new content is in use. Blocks: not for the loop.
        """
        with self._reloading:
            return self._reload()

    def _reload(self) -> tuple[Fault, ...]:
        try:
            version = _version(files_of(self._folder, self._local))
            knowledge = self._read(serving=True)
        except KnowledgeError as error:
            for fault in error.faults[:_FAULTS_TOLD]:
                log.warning("fault in the content", fault=str(fault))
            log.warning("content not reloaded: the old one serves", faults=len(error.faults))
            return error.faults
        if self._learner.closed:
            return ()
        self.knowledge, self.version = knowledge, version
        _settle()
        log.info("content reloaded", topics=len(self.knowledge.content.topics))
        return ()

    def stamp(self) -> frozenset[tuple[str, int]]:
        """Tells one state of the files from another: their names and times of change."""
        return frozenset(
            (str(path), path.stat().st_mtime_ns) for path in files_of(self._folder, self._local)
        )

    def _read(self, *, serving: bool) -> Knowledge:
        knowledge = open_knowledge(self._folder, self._semantic, self._local)
        if not knowledge.learnt:
            self._learner.learn(gently=serving)
        if not self._learner.closed:
            knowledge.prepare()
        return knowledge

    def logo(self) -> Logo | None:
        """The region's logo, None without one."""
        return self.knowledge.content.logo

    def close(self) -> None:
        """Leave what is being learnt: the bot stops."""
        self._learner.close()


def _settle() -> None:
    """Give back the memory that reading took, and let the garbage collector leave alone what stays:
    a search through half a million objects would stop all answers for a tenth of a second.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    with contextlib.suppress(OSError, AttributeError):  # only glibc can
        ctypes.CDLL(None).malloc_trim(0)


def files_of(folder: Path | None, local: Path | None) -> Iterator[Path]:
    """The files of a content folder (None for the packaged one) and of what is laid over it."""
    for each in (folder or packaged_content(), local):
        if each is not None:
            own = *each.glob("templates/*.docx"), *each.glob("logo.*")
            yield from sorted((*each.rglob("*.yaml"), *own))


def _version(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


@contextlib.asynccontextmanager
async def watching(shelf: Shelf, every: float = 1.0) -> AsyncIterator[None]:
    """Reload whenever the files have changed; they are looked at every so many seconds."""

    async def watch() -> None:
        seen = await asyncio.to_thread(shelf.stamp)
        while True:
            await asyncio.sleep(every)
            # An editor may move a file away and back while files are read.
            with contextlib.suppress(OSError):
                now = await asyncio.to_thread(shelf.stamp)
                if now != seen:
                    await asyncio.to_thread(shelf.reload)
                    seen = now

    task = asyncio.create_task(watch())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
