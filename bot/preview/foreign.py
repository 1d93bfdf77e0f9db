"""Requests that pages of the internet make the browser send to the preview: refused."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_HOSTS = frozenset({"127.0.0.1", "localhost"})
# What a form of any page can send without being asked for leave.
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"})


class OwnPageOnly:
    """Lets only the preview's own page read and do what people do; bots call as they like.

    A foreign page may have its own name lead to this machine (then the host is not ours), or post
    to it blindly (then the origin is not ours, or the body is a form).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "http" and scope["path"].startswith("/preview/"):
            headers = Headers(scope=scope)
            host, origin = headers.get("host", ""), headers.get("origin")
            foreign = origin is not None and urlsplit(origin).netloc != host
            kind = headers.get("content-type", "").partition(";")[0].strip().lower()
            if host.partition(":")[0] not in _HOSTS or foreign or kind in _FORMS:
                await PlainTextResponse("only for the page itself\n", 403)(scope, receive, send)
                return
        await self._app(scope, receive, send)
