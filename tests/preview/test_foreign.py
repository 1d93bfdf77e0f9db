"""What a page of the internet makes a browser ask of the preview is refused."""

from __future__ import annotations

import httpx
import pytest

from bot.preview.server import preview_server


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Host": "evil.example"}, 403),
        ({"Content-Type": "text/plain"}, 403),
    ],
)
async def test_only_its_own_page_may_act_for_people(headers: dict[str, str], status: int) -> None:
    async with preview_server() as server, httpx.AsyncClient(base_url=server.url) as client:
        body = b'{"as": "rina", "chat": "group", "text": "halo"}'
        kind = {"Content-Type": "application/json", "Origin": server.url}
        answer = await client.post("/preview/say", content=body, headers=kind | headers)
        assert answer.status_code == status


async def test_a_name_that_leads_here_reads_nothing() -> None:
    async with preview_server() as server, httpx.AsyncClient(base_url=server.url) as client:
        answer = await client.get("/preview/world?as=rina", headers={"Host": "evil.example"})
        assert answer.status_code == 403
