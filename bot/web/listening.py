"""A web server inside this program: it leaves signals alone and ends when told."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from typing import Final

import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

# Most requests at once; others get 503. Each may hold a body in memory, of a mebibyte at most.
# Chosen.
MOST_REQUESTS: Final = 500
# What those ask for who watch the bot: it is answered however busy the rest is.
_ALWAYS = frozenset({"/healthz", "/readyz", "/metrics"})
# Seconds that a connection may take to send a request's header, and most of those that still are at
# it, from one address and in all; the oldest are closed first. Chosen: a proxy keeps some ready,
# and a process may have about a thousand files open.
_HEADER_WITHIN, _IDLE_OF_ONE, _IDLE = 10.0, 50, 200
_LOOK_EVERY = 0.5

# A connection, and which request it made last.
_Idle = tuple[H11Protocol, int]


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


class LimitedRequests:
    """An application that takes no more requests at once than it can hold; health it always tells.

    count: those in hand.
    """

    def __init__(self, application: ASGIApp) -> None:
        self._application = application
        self._busy = PlainTextResponse("too busy\n", 503, headers={"Retry-After": "2"})
        self.count = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope.get("path") in _ALWAYS:
            await self._application(scope, receive, send)
        elif self.count >= MOST_REQUESTS:
            await self._busy(scope, receive, send)
        else:
            self.count += 1
            try:
                await self._application(scope, receive, send)
            finally:
                self.count -= 1


@contextlib.asynccontextmanager
async def hosted(
    application: ASGIApp, listening: socket.socket, finish: float = 2.0
) -> AsyncIterator[GuestServer]:
    """Serve an application until the end, or until `end` is set.

    finish: seconds that requests in hand have at the end.
    """
    config = uvicorn.Config(
        LimitedRequests(application),
        access_log=False,
        http=H11Protocol,
        lifespan="off",
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=max(1, round(finish)),
        ws="none",
    )
    server = GuestServer(config)
    server.serving = asyncio.create_task(server.serve(sockets=[listening]))
    closing = asyncio.create_task(_close_idle(server))
    try:
        yield server
    finally:
        closing.cancel()
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


async def _close_idle(server: uvicorn.Server) -> None:
    """Run forever: close connections that say nothing, or not to the end of a header.

    The server itself closes only those that are silent after an answer; anybody could take all of
    its files by opening connections.
    """
    clock = asyncio.get_running_loop().time
    since: dict[_Idle, float] = {}
    while True:
        idle = {
            (each, id(each.cycle))
            for each in server.server_state.connections
            if isinstance(each, H11Protocol) and (not each.cycle or each.cycle.response_complete)
        }
        # In the order in which they became idle.
        since = {each: when for each, when in since.items() if each in idle}
        since |= {each: clock() for each in idle if each not in since}
        for connection, _ in _too_many(since, clock()):
            connection.transport.close()
        await asyncio.sleep(_LOOK_EVERY)


def _too_many(since: dict[_Idle, float], now: float) -> list[_Idle]:
    """The connections to be closed. since: when each became idle, the oldest first."""
    of_one = Counter(_host(each) for each in since)
    left, gone = len(since), []
    for each, when in since.items():
        host = _host(each)
        if now - when > _HEADER_WITHIN or of_one[host] > _IDLE_OF_ONE or left > _IDLE:
            gone.append(each)
            of_one[host] -= 1
            left -= 1
    return gone


def _host(idle: _Idle) -> str:
    client = idle[0].client
    return client[0] if client else ""
