"""A wire between a bot and a server, which may fall silent or be slow."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

# Seconds that a slow wire takes for what is sent at once.
_SLOWLY = 0.4


class Wire:
    """Passes bytes on between a port of the loopback and another one.

    passed: how much it did. held: how often something had to wait.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._open = asyncio.Event()
        self._open.set()
        self._slow = False
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.Task[None]] = set()
        self.port = 0
        self.held = 0

    def fall_silent(self) -> None:
        """Take everything and pass nothing on, in either direction."""
        self._open.clear()

    def be_slow(self) -> None:
        """Pass everything on, late."""
        self._slow = True

    def recover(self) -> None:
        """Pass on what waits, and everything from now on."""
        self._slow = False
        self._open.set()

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._joined, "127.0.0.1", 0)
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Cut everything off."""
        assert self._server is not None
        self._server.close()
        for end in self._ends:
            end.cancel()
        await asyncio.gather(*self._ends, return_exceptions=True)

    async def _joined(self, near: asyncio.StreamReader, to_near: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._ends.add(task)
        try:
            far, to_far = await asyncio.open_connection("127.0.0.1", self._target)
            await asyncio.gather(self._pass_on(near, to_far), self._pass_on(far, to_near))
        except (OSError, asyncio.CancelledError):
            to_near.close()
        finally:
            self._ends.discard(task)

    async def _pass_on(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while content := await source.read(1 << 16):
                if self._slow or not self._open.is_set():
                    self.held += 1
                if self._slow:
                    await asyncio.sleep(_SLOWLY)
                await self._open.wait()
                sink.write(content)
                await sink.drain()
        except OSError:
            pass
        finally:
            sink.close()


@contextlib.asynccontextmanager
async def wire(target: int) -> AsyncIterator[Wire]:
    """A wire to a port of this machine until the end of this."""
    made = Wire(target)
    await made.start()
    try:
        yield made
    finally:
        await made.stop()
