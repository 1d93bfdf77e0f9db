"""The page for curators over real HTTP, with complaints that the test names."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
from starlette.applications import Starlette

from bot.storage.curating import Complaint
from bot.web.curators.entry import Entry
from bot.web.curators.page import Curators
from bot.web.curators.words import PageWords
from bot.web.listening import hosted, listen
from knowledge.base import Knowledge
from knowledge.models.language import Language

PASSWORD = "correct horse battery"
# 9 March 2026, noon.
NOON = 1_773_057_600


@dataclass
class Office:
    """A served page.

    url: its address. now: what its clock says, in seconds since 1970. passed: a pass to it.
    """

    url: str
    client: httpx.AsyncClient
    now: list[float]
    passed: str

    async def enter(self, password: str = PASSWORD) -> httpx.Response:
        """Send the password."""
        return await self.client.post("/curators/enter", data={"password": password})

    async def reads(self, address: str = "/curators") -> str:
        """A page that is there."""
        response = await self.client.get(address)
        assert response.status_code == 200, response.text
        return response.text

    async def tries(self, text: str) -> httpx.Response:
        """A sentence is tried."""
        return await self.client.post("/curators/try", data={"text": text})


@contextlib.asynccontextmanager
async def office(
    knowledge: Knowledge, *complaints: Complaint, language: Language = "id"
) -> AsyncIterator[Office]:
    """Serve the page on a free port."""
    now, kept = [float(NOON)], list(complaints)

    async def read() -> list[Complaint]:
        return kept

    entry = Entry(PASSWORD, lambda: now[0])
    curators = Curators(entry, PageWords(language), read, lambda: knowledge)
    listening = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    async with (
        hosted(Starlette(routes=curators.routes), listening),
        httpx.AsyncClient(base_url=url, timeout=30) as client,
    ):
        yield Office(url, client, now, entry.tried(PASSWORD) or "")
