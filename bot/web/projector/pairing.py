"""Where a screen is given a short code, and comes to the page that the code opens."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from html import escape
from pathlib import Path
from string import Template
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.storage.pairing import CODE_LENGTH, WhyClosed, as_code
from bot.web.projector.guessing import Guesses
from conversations.workshop.guide import Guide
from knowledge.models.language import LANGUAGES, Language

# Most bytes of a form.
_MOST_BYTES: Final = 1024
# Words of the page, by their names in its template.
_WORDS: Final = {
    "pair": "page-pair",
    "code": "page-pair-code",
    "show": "page-pair-show",
    "how": "page-pair-how",
}
_STATUS: Final[Mapping[WhyClosed, int]] = {"unknown": 404, "used": 410, "expired": 410}

Pair = Callable[[str], Awaitable[tuple[str, WhyClosed | None]]]


class PairingPage:
    """Answers a browser that is to become a screen.

    pair: the secret of the workshop that a code opens, once, or why it opens none.
    now: seconds since 1970. headers: of each answer.
    """

    def __init__(
        self,
        pair: Pair,
        guides: Callable[[Language], Guide],
        now: Callable[[], float],
        headers: Mapping[str, str],
    ) -> None:
        self._pair = pair
        self._guides = guides
        self._guesses = Guesses(now)
        policy = headers["Content-Security-Policy"].replace(
            "form-action 'none'", "form-action 'self'"
        )
        self._headers = {**headers, "Content-Security-Policy": policy}
        page = Path(__file__).parent / "static" / "pair.html"
        self._page = Template(page.read_text(encoding="utf-8"))

    def asks(self, typed: str = "") -> Response:
        """The form; a code that stands in the address is used only once its button is pressed.

        Programs that look at addresses before people do would use it up.
        """
        return self._shown(200, typed)

    async def use(self, request: Request) -> Response:
        """Lead to the page that a code opens, or say what to do instead."""
        address = request.client.host if request.client else ""
        typed = await _typed(request)
        # Nothing is awaited until it is counted: many guesses at once are one after the other.
        if wait := self._guesses.wait(address):
            minutes = math.ceil(wait / 60)
            return self._shown(429, typed, "page-pair-wait", minutes=minutes)
        code = as_code(typed)
        guess = self._guesses.tried(address)
        secret, refusal = await self._pair(code) if code else ("", "unknown")
        if refusal is None:
            self._guesses.was_right(guess)
            return RedirectResponse(f"./{secret}", 303, headers=self._headers)
        return self._shown(_STATUS[refusal], typed, f"page-pair-{refusal}")

    def _shown(self, status: int, typed: str, problem: str = "", **values: object) -> Response:
        guides = {language: self._guides(language) for language in LANGUAGES}
        words = {
            f"{name}_{language}": escape(guide.plain(key))
            for language, guide in guides.items()
            for name, key in _WORDS.items()
        }
        told = "".join(
            f'<p lang="{language}">{escape(guide.plain(problem, **values))}</p>'
            for language, guide in guides.items()
            if problem
        )
        page = self._page.substitute(words, problem=told, typed=escape(typed[: 2 * CODE_LENGTH]))
        return HTMLResponse(page, status, headers=self._headers)


async def _typed(request: Request) -> str:
    """The code that a form sent; "" if it sent none."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BYTES:
            return ""
    try:
        fields = parse_qs(bytes(body).decode(errors="replace"), max_num_fields=5, errors="replace")
    except ValueError:
        return ""
    return fields.get("code", [""])[0]
