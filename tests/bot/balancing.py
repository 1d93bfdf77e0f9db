"""A proxy before several replicas, as simple as one can be: each post goes to the next of them."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Sequence
from itertools import count

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.listening import hosted, listen

_PASSED_ON = ("content-type", "x-telegram-bot-api-secret-token")


@contextlib.asynccontextmanager
async def balancer(ports: Sequence[int], patience: float = 30) -> AsyncIterator[str]:
    """The address of a proxy that passes posts on to these ports of this machine.

    A port where nobody listens is passed over; who breaks off is not asked again.
    patience: seconds after which a post without an answer is given up.
    """
    numbers = count()

    async with httpx.AsyncClient(timeout=patience) as client:

        async def pass_on(request: Request) -> Response:
            body = await request.body()
            headers = {name: request.headers[name] for name in _PASSED_ON}
            first = next(numbers)
            for place in range(len(ports)):
                port = ports[(first + place) % len(ports)]
                url = f"http://127.0.0.1:{port}{request.url.path}"
                try:
                    answer = await client.post(url, content=body, headers=headers)
                except httpx.ConnectError:
                    continue
                except httpx.TransportError:
                    break
                return Response(status_code=answer.status_code)
            return Response(status_code=502)

        application = Starlette(routes=[Route("/telegram", pass_on, methods=["POST"])])
        with contextlib.closing(listen("127.0.0.1", 0)) as listening:
            port = listening.getsockname()[1]
            async with hosted(application, listening):
                yield f"http://127.0.0.1:{port}/telegram"
