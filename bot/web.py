"""What the small web server beside the bot serves: its health, and the webhook if there is one."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route

from bot.health import Health
from bot.projector.page import Projector
from bot.webhook import Webhook

# Where the server listens if the settings name no port but there must be one.
DEFAULT_PORT = 8080


def web_application(
    health: Health,
    webhook: Webhook,
    webhook_url: str | None,
    projector: Projector | None = None,
) -> Starlette:
    """The application; updates are posted to the path of the webhook's address, if it has one.

    projector: the pages of workshops, if they are to be served.
    """
    routes: list[BaseRoute] = [
        Route("/healthz", health.live),
        Route("/readyz", health.ready),
        Route("/metrics", health.metrics),
    ]
    if webhook_url:
        path = urlsplit(webhook_url).path or "/"
        routes.append(Route(path, webhook.post, methods=["POST"]))
    if projector:
        routes += projector.routes
    return Starlette(routes=routes)
