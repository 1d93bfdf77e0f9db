"""The bots that are measured, each in a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

_ROOT = Path(__file__).parents[2]


@contextlib.asynccontextmanager
async def process(name: str, url: str, token: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """One of the two bots, as an operator runs it; stopped at the end."""
    with tempfile.TemporaryDirectory() as folder:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MULAI_")}
        environment = {
            **kept,
            "PYTHONPATH": str(_ROOT),
            "MULAI_TELEGRAM_TOKEN": token,
            "MULAI_TELEGRAM_API_URL": url,
            "MULAI_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/mulai.sqlite3",
            "MULAI_LOG_LEVEL": "WARNING",
            "MULAI_SEMANTIC": "off",
        }
        arguments = ("bot", "run") if name == "mulai" else ("tests.bench.echo", token, url)
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *arguments, cwd=folder, env=environment
        )
        try:
            yield running
        finally:
            running.terminate()
            await running.wait()
