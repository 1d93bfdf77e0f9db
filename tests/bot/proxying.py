"""The proxy of the composition, run for real before bots of this machine."""

from __future__ import annotations

import asyncio
import contextlib
import re
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from bot.preview.standin.taps import PATIENCE
from tests.bot.harness import free_port

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "Caddyfile"
_CADDY = Path(sys.executable).with_name("caddy")


@dataclass(frozen=True, slots=True)
class Proxy:
    """A running proxy: its address, and the id of its process."""

    url: str
    process_id: int


async def caddy(folder: Path, *words: str) -> asyncio.subprocess.Process:
    """Start the proxy; all that it would keep stays in the folder."""
    environment = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "MULAI_HOST": "a.example"}
    with (folder / "caddy.log").open("ab") as log:
        return await asyncio.create_subprocess_exec(_CADDY, *words, env=environment, stderr=log)


@contextlib.asynccontextmanager
async def proxy(folder: Path, ports: Sequence[int]) -> AsyncIterator[Proxy]:
    """The committed proxy without TLS before bots on these ports."""
    front = f"http://127.0.0.1:{free_port()}"
    written = CONFIGURATION.read_text(encoding="utf-8")
    written = written.replace("{$MULAI_HOST:localhost} {", f"{front} {{")
    bots = " ".join(f"127.0.0.1:{port}" for port in ports)
    written = re.sub(r"dynamic a replica 8080 \{[^}]*\}", f"to {bots}", written)
    (folder / "Caddyfile").write_text(written, encoding="utf-8")
    process = await caddy(
        folder, "run", "--adapter", "caddyfile", "--config", f"{folder}/Caddyfile"
    )
    try:
        async with asyncio.timeout(PATIENCE), httpx.AsyncClient() as client:
            while not await _answers(client, front):  # noqa: ASYNC110
                # It tells nobody when it listens.
                await asyncio.sleep(0.05)
        yield Proxy(front, process.pid)
    finally:
        process.terminate()
        await process.wait()


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    with contextlib.suppress(httpx.TransportError):
        await client.get(url)
        return True
    return False
