"""A process that has all imports done and the content read, and forks a bot whenever told.

Commands come a line each on standard input: `live` forks, `kill` sends SIGKILL. Each is
answered by one line. At the end of the input the last bot is killed too.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import tempfile
from pathlib import Path

import bot.app
import bot.operations.logs
from bot.settings import Settings, read_settings
from bot.shelf import Shelf
from tests.bot.chain import chain
from tests.bot.harness import FixedShelf


def live(settings: Settings, shelf: Shelf) -> None:
    """Serve as `mulai run` does; only SIGKILL is meant to end it."""
    bot.operations.logs.set_up_logs(settings.log_level, settings.log_format)
    asyncio.run(bot.app.run(settings, shelf))


async def warm_up(settings: Settings, shelf: Shelf) -> None:
    """Serve for a moment on a database of its own: libraries import much at first use only."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/mulai.sqlite3"
        async with bot.app.serving(settings.model_copy(update={"database_url": url}), shelf):
            pass


def main(folder: str) -> None:
    """Obey until the input ends."""
    settings = read_settings()
    shelf = FixedShelf(chain(Path(folder)))
    asyncio.run(warm_up(settings, shelf))
    gc.freeze()
    child = 0
    try:
        for line in sys.stdin:
            match line.strip():
                case "live":
                    child = os.fork()
                    if child == 0:
                        _be(settings, shelf)
                    _say("alive")
                case "supervise" if child and not os.waitpid(child, os.WNOHANG)[0]:
                    _say("alive")
                case "supervise":
                    child = os.fork()
                    if child == 0:
                        _be(settings, shelf)
                    _say("alive")
                case "kill":
                    _say(_kill(child))
                    child = 0
    finally:
        if child:
            _kill(child)


def _be(settings: Settings, shelf: Shelf) -> None:
    code = 1
    try:
        live(settings, shelf)
        code = 0
    finally:
        sys.stderr.flush()
        os._exit(code)


def _kill(child: int) -> str:
    """Kill a bot that is alive; say how it ended."""
    ended, status = os.waitpid(child, os.WNOHANG)
    if not ended:
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    return "killed" if os.WIFSIGNALED(status) else f"ended by itself: {status}"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
