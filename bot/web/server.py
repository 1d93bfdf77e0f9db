"""The web server beside the bot: its health, the webhook if there is one, the projector's pages and
the curators'.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.operations.health import Health
from bot.pipeline.webhook import Webhook
from bot.settings import Settings
from bot.web.curators.page import Curators
from bot.web.listening import GuestServer, hosted, listen
from bot.web.projector.page import Projector

# The port if the settings name none but a server is needed.
_DEFAULT_PORT = 8080


class AddressError(Exception):
    """The server cannot listen on the address; the message says why and what to do."""


class Web:
    """What is served, and the server that does once it is `open`.

    server: the one at work.
    """

    server: GuestServer

    def __init__(
        self,
        settings: Settings,
        health: Health,
        projector: Projector,
        curators: Curators | None = None,
    ) -> None:
        secret = settings.webhook_secret
        self.webhook = Webhook(secret.get_secret_value() if secret else "")
        self._settings = settings
        self._health = health
        self._projector = projector
        self._curators = curators

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Serve until the end, or until `end` is called. Raises AddressError."""
        host, port = self._settings.web_host, self._settings.web_port or _DEFAULT_PORT
        try:
            listening = listen(host, port)
        except OSError as error:
            raise AddressError(
                f"{host}:{port} cannot be listened on ({error.strerror}); "
                "choose others with MULAI_WEB_HOST and MULAI_WEB_PORT"
            ) from None
        async with hosted(Starlette(routes=self._routes()), listening, finish=1) as self.server:
            yield

    def end(self) -> None:
        """Take no more requests, and let the pages go."""
        self._projector.close()
        self.server.end.set()

    async def _ready(self, request: Request) -> Response:
        """As the health says, but not ready for a proxy's posts while the webhook takes none."""
        if self._settings.webhook_url and not self.webhook.is_open:
            return JSONResponse({"webhook": False}, 503)
        return await self._health.ready(request)

    def _routes(self) -> list[BaseRoute]:
        routes: list[BaseRoute] = [
            Route("/healthz", self._health.live),
            Route("/readyz", self._ready),
            Route("/metrics", self._health.metrics),
        ]
        if self._settings.webhook_url:
            # A proxy may add or take a slash at the end; Telegram follows no redirection.
            path = urlsplit(self._settings.webhook_url).path.rstrip("/")
            served = {path or "/", f"{path}/"}
            routes += [Route(each, self.webhook.post, methods=["POST"]) for each in served]
        if self._settings.projector_url:
            routes += self._projector.routes
        if self._curators:
            routes += self._curators.routes
        return routes
