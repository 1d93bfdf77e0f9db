"""What the small web server beside the bot serves: the webhook, if updates come by one."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.routing import Route

from bot.settings import Settings
from bot.webhook import Webhook

# Where the server listens if the settings name no port but there must be one.
DEFAULT_PORT = 8080


def web_application(settings: Settings, webhook: Webhook) -> Starlette:
    """The application; updates are posted to the path of the webhook's address."""
    routes = []
    if settings.webhook_url:
        path = urlsplit(settings.webhook_url).path or "/"
        routes.append(Route(path, webhook.post, methods=["POST"]))
    return Starlette(routes=routes)
