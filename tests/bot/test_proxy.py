"""The proxy of the composition, for real: what it lets in, and to whom it passes it on."""

from __future__ import annotations

import contextlib
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from tests.bot.databases import POSTGRESQL
from tests.bot.harness import SECRET, Hall, free_port
from tests.bot.proxying import CONFIGURATION, caddy, proxy

FROM_TELEGRAM = {
    "Content-Type": "application/json",
    "X-Telegram-Bot-Api-Secret-Token": SECRET,
}


@pytest.fixture
def engine() -> str:
    """Replicas share a server."""
    return POSTGRESQL


async def _refused(client: httpx.AsyncClient, url: str, body: bytes) -> bool:
    """Whether a post with the right secret is turned away."""
    try:
        answer = await client.post(url, content=body, headers=FROM_TELEGRAM)
    except httpx.TransportError:
        return True  # who goes on sending what is refused is hung up on
    return answer.status_code == 413


async def test_the_configuration_is_valid_as_it_is(tmp_path: Path) -> None:
    process = await caddy(
        tmp_path, "validate", "--adapter", "caddyfile", "--config", str(CONFIGURATION)
    )
    assert await process.wait() == 0, (tmp_path / "caddy.log").read_text()


async def test_posts_reach_the_bots_and_nothing_else_gets_in(hall: Hall, tmp_path: Path) -> None:
    ports = [free_port(), free_port()]
    rina = await hall.person()
    async with proxy(tmp_path, ports) as before, contextlib.AsyncExitStack() as first:
        front = before.url
        url, secret = f"{front}/telegram", SecretStr(SECRET)
        await first.enter_async_context(
            hall.bot(webhook_url=url, webhook_secret=secret, web_port=ports[0])
        )
        async with hall.bot(webhook_url=url, webhook_secret=secret, web_port=ports[1]):
            for _ in range(4):
                await hall.ask(rina, "mulai dari mana?")
            async with httpx.AsyncClient() as client:
                for path in ("/", "/metrics", "/readyz", "/healthz", "/telegram/", "/w"):
                    assert (await client.get(front + path)).status_code == 404
                assert (await client.post(url, json={})).status_code == 403
                assert await _refused(client, url, b"{}" + b" " * (2 << 20))
            await first.aclose()
            # One is gone: what would be for it goes to the other.
            for _ in range(4):
                await hall.ask(rina, "mulai dari mana?")
    assert not hall.standin.webhook.last_error
