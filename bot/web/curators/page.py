"""The page for curators over HTTP: everything below `/curators`, behind a password, read-only."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot import fonts
from bot.operations.curating import Case, case_of, to_paste, together
from bot.settings import Settings
from bot.storage.curating import Complaint
from bot.web.curators.drawing import Leaves, QuestionList
from bot.web.curators.entry import HOLDS, Entry
from bot.web.curators.words import PageWords
from knowledge.base import Knowledge

# No script at all, nothing from other hosts, forms only to this page.
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
# Groups on a page, most questions that are grouped, the longest sentence in characters, and most
# bytes of a form. Chosen: a page of new questions takes a second.
_ON_A_PAGE, _MOST_QUESTIONS, LONGEST, _MOST_BYTES = 30, 2000, 1000, 16_384
_PASS = "curators"  # noqa: S105 - a cookie's name

_STATIC = Path(__file__).parent / "static"
_FILES = {
    "curators.css": "text/css",
    "curators.svg": "image/svg+xml",
    **dict.fromkeys(fonts.FILES, "font/otf"),
}

Complaints = Callable[[], Awaitable[list[Complaint]]]
_Answer = Callable[[Request], Awaitable[Response]]


class Curators:
    """Answers curators' browsers.

    complaints: what was not answered well, the newest first. knowledge: the content in use.
    """

    def __init__(
        self,
        entry: Entry,
        words: PageWords,
        complaints: Complaints,
        knowledge: Callable[[], Knowledge],
    ) -> None:
        self._entry = entry
        self._words = words
        self._complaints = complaints
        self._knowledge = knowledge
        # One page is computed at a time: people who ask the bot come first.
        self._computing = asyncio.Semaphore(1)

    @property
    def routes(self) -> list[BaseRoute]:
        """Everything below `/curators`."""
        return [
            Route("/curators", self._inside(self.questions)),
            Route("/curators/enter", self.enter, methods=["POST"]),
            Route("/curators/leave", self.leave, methods=["POST"]),
            Route("/curators/questions.yaml", self._inside(self.to_paste)),
            Route("/curators/try", self._inside(self.sentence), methods=["GET", "POST"]),
            Route("/curators/static/{name}", self.file),
            Route("/curators/{rest:path}", self.gone),
        ]

    async def enter(self, request: Request) -> Response:
        """Let in who sends the password; 403 if it is wrong, 429 after too many that were."""
        form = await _form(request)
        # Nothing is awaited from here on: many tries at once are one after the other.
        if wait := self._entry.wait():
            told = self._words.say("too-often", minutes=math.ceil(wait / 60))
            return self._door(429, told, {"Retry-After": str(wait)})
        passed = self._entry.tried(form["password"]) if form and "password" in form else None
        if passed is None:
            return self._door(403, self._words.say("wrong"))
        response = RedirectResponse("/curators", 303, headers=_HEADERS)
        _give(response, passed, HOLDS, _is_https(request))
        return response

    async def leave(self, _request: Request) -> Response:
        """Forget the browser."""
        response = RedirectResponse("/curators", 303, headers=_HEADERS)
        _give(response, "", 0, False)
        return response

    async def questions(self, request: Request) -> Response:
        """The questions that were not answered well."""
        knowledge = self._knowledge()
        listed = await self._listed(request, knowledge)
        leaves = Leaves(self._words, knowledge)
        return HTMLResponse(leaves.page(leaves.questions(listed), "questions"), headers=_HEADERS)

    async def to_paste(self, request: Request) -> Response:
        """The questions of a page as lines for the topic files."""
        listed = await self._listed(request, self._knowledge())
        name = {"Content-Disposition": 'attachment; filename="questions.yaml"'}
        lines = "".join(f"{line}\n" for line in to_paste(listed.cases))
        return PlainTextResponse(lines, headers=_HEADERS | name)

    async def sentence(self, request: Request) -> Response:
        """How a sentence is understood; it is kept nowhere."""
        knowledge = self._knowledge()
        leaves = Leaves(self._words, knowledge)
        form = await _form(request) if request.method == "POST" else {}
        if form is None or len(text := form.get("text", "").strip()) > LONGEST:
            body = leaves.sentence("", LONGEST, leaves.told("too-long"))
            return HTMLResponse(leaves.page(body, "try"), 413, headers=_HEADERS)
        found = ""
        if text:
            async with self._computing:
                found = await asyncio.to_thread(_explained, text, knowledge, leaves)
        body = leaves.sentence(text, LONGEST, found)
        return HTMLResponse(leaves.page(body, "try"), headers=_HEADERS)

    async def file(self, request: Request) -> Response:
        """A file of the page."""
        name = request.path_params["name"]
        if name not in _FILES:
            return await self.gone(request)
        folder = fonts.FOLDER if name in fonts.FILES else _STATIC
        keep = {"Cache-Control": "max-age=86400" if name in fonts.FILES else "no-cache"}
        content = await asyncio.to_thread((folder / name).read_bytes)
        return Response(content, media_type=_FILES[name], headers=_HEADERS | keep)

    async def gone(self, _request: Request) -> Response:
        """There is nothing here."""
        leaves = Leaves(self._words, self._knowledge())
        return HTMLResponse(leaves.page(leaves.told("gone")), 404, headers=_HEADERS)

    def _inside(self, answer: _Answer) -> _Answer:
        """Only who has a pass gets an answer; others get the door."""

        async def answered(request: Request) -> Response:
            if not self._entry.holds(request.cookies.get(_PASS, "")):
                return self._door(401)
            return await answer(request)

        return answered

    def _door(
        self, status: int, problem: str = "", headers: dict[str, str] | None = None
    ) -> Response:
        leaves = Leaves(self._words, self._knowledge())
        page = leaves.page(leaves.entry(problem))
        return HTMLResponse(page, status, headers=_HEADERS | (headers or {}))

    async def _listed(self, request: Request, knowledge: Knowledge) -> QuestionList:
        kept = await self._complaints()
        wanted = request.query_params.get("page", "")
        number = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 6 else 1
        async with self._computing:
            return await asyncio.to_thread(_list, kept, number, knowledge)


def _give(response: Response, passed: str, seconds: int, https: bool) -> None:
    """Let the browser keep a pass, which no script and no other site can use."""
    response.set_cookie(
        _PASS,
        passed,
        max_age=seconds,
        path="/curators",
        secure=https,
        httponly=True,
        samesite="strict",
    )


def _list(kept: Sequence[Complaint], number: int, knowledge: Knowledge) -> QuestionList:
    asked = [complaint for complaint in kept if complaint.question]
    groups = together(asked[:_MOST_QUESTIONS])
    pages = max(1, math.ceil(len(groups) / _ON_A_PAGE))
    number = min(max(1, number), pages)
    cases: list[Case] = [
        case_of(group, knowledge)
        for group in groups[(number - 1) * _ON_A_PAGE : number * _ON_A_PAGE]
    ]
    by_button = [complaint for complaint in kept if not complaint.question]
    cut = _MOST_QUESTIONS if len(asked) > _MOST_QUESTIONS else 0
    return QuestionList(cases, by_button, len(groups), len(asked), number, pages, cut)


def _explained(text: str, knowledge: Knowledge, leaves: Leaves) -> str:
    facet = knowledge.facets.read(text).facet
    return leaves.explained(knowledge.matcher.explain(text), facet)


def curators_page(
    settings: Settings,
    complaints: Complaints,
    knowledge: Callable[[], Knowledge],
    now: Callable[[], float],
) -> Curators | None:
    """The page by the settings; None without a password."""
    if settings.curators_password is None:
        return None
    entry = Entry(settings.curators_password.get_secret_value(), now)
    return Curators(entry, PageWords(settings.curators_language), complaints, knowledge)


async def _form(request: Request) -> dict[str, str] | None:
    """What a form sent, the first value of each field; None if it is too large or no form."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BYTES:
            return None
    try:
        fields = parse_qs(bytes(body).decode(errors="replace"), max_num_fields=10, errors="replace")
    except ValueError:
        return None
    return {name: values[0] for name, values in fields.items()}


def _is_https(request: Request) -> bool:
    """Whether the browser came by https; a proxy in front says so."""
    return "https" in (request.url.scheme, request.headers.get("x-forwarded-proto", ""))
