"""The stand-in over HTTP: the Bot API for the bot, and a page with phones for the browser."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.preview.foreign import OwnPageOnly
from bot.preview.page import page_routes
from bot.preview.standin import requests
from bot.preview.standin.errors import ApiError
from bot.preview.standin.standin import StandIn, WireAnswer, refusal
from bot.preview.workshop import furnish
from bot.web.listening import hosted, listen


@dataclass(frozen=True, slots=True)
class PreviewServer:
    """A running server.

    url: where the page is. base_url and base_file_url are what python-telegram-bot's
        builder takes; it appends the token.
    """

    url: str
    standin: StandIn

    @property
    def base_url(self) -> str:
        """Where the bot sends its calls."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """Where the bot downloads files."""
        return f"{self.url}/file/bot"


@contextlib.asynccontextmanager
async def preview_server(
    standin: StandIn | None = None, *, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[PreviewServer]:
    """Serve the Bot API and the page inside the running event loop; stop at the end.

    standin: without one, a workshop of six people and a group is set up.
    port: 0 takes any free one.
    """
    if standin is None:
        standin = StandIn()
        await furnish(standin.people)
    listening = listen(host, port)
    async with hosted(application(standin), listening):
        try:
            yield PreviewServer(f"http://{host}:{listening.getsockname()[1]}", standin)
        finally:
            standin.close()


def application(standin: StandIn) -> Starlette:
    """Return the web application around a stand-in."""

    async def method(request: Request) -> Response:
        path = request.path_params
        try:
            fields, files = await requests.read_request(request)
        except ValueError:
            return _response(refusal(ApiError(400, "Bad Request: can't parse the request")))
        except ClientDisconnect:  # the bot died in the middle of its request
            return _Broken()
        return _response(await standin.call(path["token"], path["method"], fields, files))

    async def download(request: Request) -> Response:
        path = request.path_params
        file = standin.world.files.get(path["file_id"])
        if path["token"] != standin.token:
            return _response(refusal(ApiError(401, "Unauthorized")))
        if file is None:
            return _response(refusal(ApiError(404, "Not Found")))
        return Response(file.content, media_type=file.mime)

    return Starlette(
        middleware=[Middleware(OwnPageOnly)],
        routes=[
            Route("/bot{token}/{method}", method, methods=["GET", "POST"]),
            Route("/file/bot{token}/files/{file_id}/{name}", download),
            *page_routes(standin),
        ],
    )


def _response(answer: WireAnswer) -> Response:
    if answer.body is None:
        return _Broken()
    return Response(answer.body, answer.status, media_type="application/json")


class _Broken(Response):
    """Begins an answer and never ends it, so that the server has to close the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"1")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
