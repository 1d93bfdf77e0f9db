"""The projector page over HTTP: `GET /w/<secret>`, and its changes as Server-Sent Events.

At `/w/` a screen is given a short code; `/w/<code>` has it typed already.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from html import escape
from pathlib import Path
from string import Template
from typing import Final, Protocol

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from bot import fonts
from bot.storage.pairing import WhyClosed, as_code
from bot.web.projector.drawing import Drawing, draw
from bot.web.projector.pairing import PairingPage
from bot.web.projector.screens import Screens
from conversations.workshop.guide import Guide
from conversations.workshop.slides import Slide
from knowledge.loading.logo import Logo
from knowledge.models.language import LANGUAGES, Language

# Nothing is loaded from other hosts, no inline script or style; the address, which is the key, is
# not passed on as referrer.
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
# Seconds between two signs of life; the page counts a connection as lost after forty. Chosen: two
# may be late.
_ALIVE_EVERY: Final = 15.0
# What a secret may look like; nothing else is looked up.
_SECRET = re.compile(r"[A-Za-z0-9_-]{20,64}")

# The region's name stands beside it.
_LOGO: Final = '<img id="logo" src="static/logo" alt="">'

_STATIC = Path(__file__).parent / "static"
_FILES = {
    "projector.css": "text/css",
    "projector.js": "text/javascript",
    "projector.svg": "image/svg+xml",
    **dict.fromkeys(fonts.FILES, "font/otf"),
}


class SlideSource(Protocol):
    """What workshops show."""

    async def slide(self, secret: str, /) -> Slide | None:
        """The slide of the workshop with this secret; None if there is none, or it is over."""

    async def pair(self, code: str, /) -> tuple[str, WhyClosed | None]:
        """The secret of the workshop that a short code opens, once; else why it opens none."""

    async def changed(self, secret: str, seen: int, /) -> int:
        """Wait until the slide may differ from `seen`; return what to give next time."""


class Projector:
    """Answers the browsers in front of a room.

    bot_name: the bot's user name, or "" while it is not known. now: seconds since 1970.
    logo: the region's, None without one.
    """

    def __init__(
        self,
        show: SlideSource,
        guides: Callable[[Language], Guide],
        bot_name: Callable[[], str],
        now: Callable[[], float],
        logo: Callable[[], Logo | None] = lambda: None,
    ) -> None:
        self._show = show
        self._guides = guides
        self._bot_name = bot_name
        self._now = now
        self._logo = logo
        self._pairing = PairingPage(show.pair, guides, now, HEADERS)
        self._screens = Screens(self._look, show.changed)
        self._page = Template((_STATIC / "page.html").read_text(encoding="utf-8"))
        self._gone = Template((_STATIC / "gone.html").read_text(encoding="utf-8"))
        folders = {name: fonts.FOLDER if name in fonts.FILES else _STATIC for name in _FILES}
        self._files = {name: (folder / name).read_bytes() for name, folder in folders.items()}

    @property
    def routes(self) -> list[BaseRoute]:
        """Everything below `/w/`, so that a proxy has one path to pass on."""
        return [
            Route("/w", self.to_pairing),
            Route("/w/", self.pairing),
            Route("/w/", self._pairing.use, methods=["POST"]),
            Route("/w/static/{name}", self.file),
            Route("/w/{secret}", self.page),
            Route("/w/{secret}/live", self.live),
            Route("/w/{rest:path}", self.gone),
        ]

    def close(self) -> None:
        """Let the open pages go; they come again when the bot does."""
        self._screens.close()

    async def to_pairing(self, _request: Request) -> Response:
        """Relative: a proxy may have put something before the path."""
        return RedirectResponse("w/", 308, headers=HEADERS)

    async def pairing(self, _request: Request) -> Response:
        """Ask for a code."""
        return self._pairing.asks()

    async def page(self, request: Request) -> Response:
        """The page as it is now; its script keeps it up to date. For a short code, the form."""
        secret = request.path_params["secret"]
        drawing = await self._look(secret)
        if drawing is None and as_code(secret):
            return self._pairing.asks(secret)
        if drawing is None:
            return await self.gone(request)
        return HTMLResponse(self._page.substitute(self._filled(drawing)), headers=HEADERS)

    async def live(self, request: Request) -> Response:
        """Stream the changes; 503 if too many pages are open, which then ask now and then."""
        secret = request.path_params["secret"]
        if await self._look(secret) is None:
            return await self.gone(request)
        if not self._screens.has_room(secret):
            return Response(status_code=503, headers=HEADERS)
        return _Live(self._screens, secret, self._now)

    async def file(self, request: Request) -> Response:
        """A file of the page."""
        name = request.path_params["name"]
        if name == "logo" and (logo := self._logo()):
            headers = HEADERS | {"Cache-Control": "no-cache"}
            return Response(logo.content, media_type=logo.kind, headers=headers)
        if name not in self._files:
            return await self.gone(request)
        # Fonts do not change, and each of their files is larger than the rest of the page.
        keep = "max-age=86400" if name in fonts.FILES else "no-cache"
        headers = HEADERS | {"Cache-Control": keep}
        return Response(self._files[name], media_type=_FILES[name], headers=headers)

    async def gone(self, _request: Request) -> Response:
        """The same page for a workshop that never was and for one that is over."""
        words = {
            f"{name}_{language}": self._guides(language).plain(key)
            for language in LANGUAGES  # the template names these
            for name, key in (("gone", "page-gone"), ("why", "page-gone-why"))
        }
        return HTMLResponse(self._gone.substitute(words), 404, headers=HEADERS)

    async def _look(self, secret: str) -> Drawing | None:
        slide = await self._show.slide(secret) if _SECRET.fullmatch(secret) else None
        return draw(slide, self._guides(slide.language), self._bot_name()) if slide else None

    def _filled(self, drawing: Drawing) -> dict[str, str]:
        """What stands in the page's template."""
        guide = self._guides(drawing.language)
        left = drawing.left(self._now())
        words = {
            "title": drawing.title,
            "lost": guide.plain("page-lost"),
            "timer": guide.plain("page-timer"),
            "over": guide.plain("page-timer-over"),
            "sound_on": guide.plain("page-sound-on"),
            "sound_off": guide.plain("page-sound-off"),
            "timer_now": guide.plain("page-timer" if left else "page-timer-over"),
        }
        return {
            "language": drawing.language,
            "logo": _LOGO if self._logo() else "",
            "phase": drawing.phase,
            "left": "" if left is None else str(left),
            "clock": f"{left // 60}:{left % 60:02}" if left else "",
            **{name: escape(text) for name, text in words.items()},
            **drawing.parts,
        }


class _Live(StreamingResponse):
    """One page's stream; it counts as open exactly as long as it is."""

    def __init__(self, screens: Screens, secret: str, now: Callable[[], float]) -> None:
        self._screens = screens
        self._secret = secret
        self._now = now
        # Proxies that buffer would delay the changes.
        headers = HEADERS | {"X-Accel-Buffering": "no"}
        super().__init__(self._events(), media_type="text/event-stream", headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._screens.watching(self._secret) as self._screen:
            await super().__call__(scope, receive, send)

    async def _events(self) -> AsyncIterator[str]:
        screen, seen = self._screen, 0
        yield "retry: 2000\n\n"
        while not self._screens.closed:
            if screen.version == seen:
                if not await screen.wait(_ALIVE_EVERY):
                    # A comment keeps proxies from closing the stream; the page gets an event,
                    # because it sees no comments.
                    yield ": still here\nevent: here\ndata: 1\n\n"
                continue
            seen = screen.version
            if screen.drawing is None:
                yield "event: over\ndata: 1\n\n"
                return
            yield f"data: {screen.drawing.message(self._now())}\n\n"
