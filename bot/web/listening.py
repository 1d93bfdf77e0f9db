"""A web server inside this program: it leaves signals alone and ends when told."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp

# Most requests at once; others get 503. Each may hold a body in memory, of a mebibyte at most.
# Chosen.
_AT_ONCE = 500


class GuestServer(uvicorn.Server):
    """A server inside somebody else's program: it leaves signals alone and ends when told."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.end = asyncio.Event()
        self.serving: asyncio.Task[None]

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture no signals: the program around it handles them."""
        yield

    async def main_loop(self) -> None:
        """Wait for the end; uvicorn would check for it ten times a second."""
        await self.end.wait()


@contextlib.asynccontextmanager
async def hosted(
    application: ASGIApp, listening: socket.socket, finish: float = 2.0
) -> AsyncIterator[GuestServer]:
    """Serve an application until the end, or until `end` is set.

    finish: seconds that requests in hand have at the end.
    """
    config = uvicorn.Config(
        application,
        access_log=False,
        lifespan="off",
        limit_concurrency=_AT_ONCE,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=max(1, round(finish)),
        ws="none",
    )
    server = GuestServer(config)
    server.serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield server
    finally:
        server.end.set()
        await server.serving


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket. Raises OSError if the address cannot be used.

    It names TCP as its protocol, without which asyncio leaves Nagle's algorithm on and
    every answer waits 40 ms for an acknowledgement.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(100)
    except BaseException:
        listening.close()
        raise
    return listening
