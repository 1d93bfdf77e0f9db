"""Projector pages over real HTTP, of workshops that the test plays by hand."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette

from bot.preview.standin.taps import PATIENCE
from bot.storage.pairing import WhyClosed
from bot.web.listening import hosted, listen
from bot.web.projector.page import Projector
from conversations.workshop.guide import guide_of
from conversations.workshop.slides import Slide
from knowledge.base import Knowledge
from knowledge.loading.logo import Logo

SECRET = "s3cret-of-24-bytes_as-base64-url"


@dataclass
class Stage:
    """What workshops show, set by the test; `show` changes it.

    looks: how often somebody looked. failures: how many of the next looks fail.
    codes: the secret that each short code opens, once. refusals: why others open none.
    """

    slides: dict[str, Slide] = field(default_factory=dict)
    looks: int = 0
    failures: int = 0
    codes: dict[str, str] = field(default_factory=dict)
    refusals: dict[str, WhyClosed] = field(default_factory=dict)
    _changes: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def show(self, slide: Slide | None, secret: str = SECRET) -> None:
        """Show something else; None ends the workshop."""
        if slide:
            self.slides[secret] = slide
        else:
            del self.slides[secret]
        self._changes += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def slide(self, secret: str, /) -> Slide | None:
        """The slide of a workshop."""
        self.looks += 1
        if self.failures:
            self.failures -= 1
            raise OSError("disk I/O error")
        return self.slides.get(secret)

    async def pair(self, code: str, /) -> tuple[str, WhyClosed | None]:
        """What a code opens."""
        secret = self.codes.pop(code, "")
        return (secret, None) if secret else ("", self.refusals.get(code, "unknown"))

    async def changed(self, _secret: str, seen: int, /) -> int:
        """Wait until something has changed since `seen`."""
        if self._changes == seen:
            await self._changed.wait()
        return self._changes


@dataclass
class Theatre:
    """A served projector. url: its address. now: what its clock says, in seconds since 1970."""

    url: str
    stage: Stage
    projector: Projector
    client: httpx.AsyncClient
    now: list[float]

    async def get(self, path: str = f"/w/{SECRET}") -> httpx.Response:
        """One answer."""
        return await self.client.get(path)

    async def enters(self, code: str, behind: str = "") -> httpx.Response:
        """The answer to a typed code. behind: the address that a proxy tells."""
        headers = {"X-Forwarded-For": behind} if behind else {}
        return await self.client.post("/w/", data={"code": code}, headers=headers)

    @contextlib.asynccontextmanager
    async def live(self, secret: str = SECRET) -> AsyncIterator[Stream]:
        """An open stream."""
        async with self.client.stream("GET", f"/w/{secret}/live") as response:
            yield Stream(response, response.aiter_lines())


@dataclass
class Stream:
    """What a page hears."""

    response: httpx.Response
    lines: AsyncIterator[str]

    async def event(self) -> tuple[str, Any]:
        """The next event and its data; ("end", None) when the server has ended the stream."""
        name = "message"
        async with asyncio.timeout(PATIENCE):
            async for line in self.lines:
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                if line.startswith("data: "):
                    return name, json.loads(line.removeprefix("data: "))
        return "end", None

    async def parts(self) -> dict[str, str]:
        """The parts of the page after the next change."""
        name, data = await self.event()
        assert name == "message"
        parts: dict[str, str] = data["parts"]
        return parts


@contextlib.asynccontextmanager
async def theatre(
    knowledge: Knowledge, stage: Stage, bot: str = "mulai_bot", logo: Logo | None = None
) -> AsyncIterator[Theatre]:
    """A projector served as the bot serves it."""
    now = [1_800_000_000.0]
    guides = {language: guide_of(knowledge.edition(language)) for language in ("id", "en")}
    projector = Projector(
        stage, lambda language: guides[language], lambda: bot, lambda: now[0], lambda: logo
    )
    listening = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    async with hosted(Starlette(routes=projector.routes), listening) as server:
        async with httpx.AsyncClient(base_url=url, timeout=30) as client:
            yield Theatre(url, stage, projector, client, now)
        projector.close()
        server.end.set()
