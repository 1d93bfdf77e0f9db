"""The command `mulai preview`: the stand-in, its page, and the very same bot pointed at it."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import click
from pydantic import SecretStr

from bot import app
from bot.preview.server import PreviewServer, preview_server
from bot.settings import Settings
from bot.shelf import Shelf, watching
from bot.web.listening import listen


def _projector(settings: Settings) -> dict[str, object]:
    """Settings for projector pages on a free port, unless the operator has chosen one."""
    if settings.projector_url:
        return {}
    with contextlib.closing(listen("127.0.0.1", 0)) as listening:
        port = int(listening.getsockname()[1])
    # The port is free for a moment: if another program takes it, the start fails with a message.
    return {
        "web_host": "127.0.0.1",
        "web_port": port,
        "projector_url": f"http://127.0.0.1:{port}",
    }


async def _served(stack: contextlib.AsyncExitStack, settings: Settings) -> PreviewServer:
    """The page on its port, or on a free one if nobody chose that port. Raises StartError."""
    port = settings.preview_port
    try:
        return await stack.enter_async_context(preview_server(port=port))
    except OSError as error:
        if "preview_port" not in settings.model_fields_set:
            return await stack.enter_async_context(preview_server())
        raise app.StartError(
            f"port {port} cannot be used ({error.strerror}); "
            "choose another with MULAI_PREVIEW_PORT or --port"
        ) from None


async def run_preview(settings: Settings, watch: bool) -> None:
    """Serve the page until SIGTERM or SIGINT.

    The stand-in forgets everything at the end, so the bot's database lives as long as it does.
    Raises StartError if the port is taken.
    """
    with tempfile.TemporaryDirectory(prefix="mulai-preview-") as folder:
        async with contextlib.AsyncExitStack() as stack:
            server = await _served(stack, settings)
            # Only now: learning may take a minute, and a port that is taken is told at once.
            shelf = Shelf(
                settings.knowledge_dir, local=settings.local_dir, semantic=settings.semantic == "on"
            )
            pointed = settings.model_copy(
                update={
                    "telegram_token": SecretStr(server.standin.token),
                    "telegram_api_url": server.url,
                    "webhook_url": None,
                    "database_url": f"sqlite+aiosqlite:///{Path(folder) / 'preview.sqlite3'}",
                    **_projector(settings),
                }
            )
            if watch:
                await stack.enter_async_context(watching(shelf))
            await app.run(
                pointed, shelf, started=lambda: click.echo(f"Open {server.url} in a browser.")
            )
