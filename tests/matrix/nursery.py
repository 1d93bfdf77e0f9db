"""A process that has all imports done and the content read, and forks bots.

Orders come as JSON, a line each. One for a bot has its environment, where its log goes, and the
file of what is done to its machine; the answer is its process id. One with a process id and a
signal sends it; the answer is 1 if the bot lived, else 0. Signal 0 only asks.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import sys
import time
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any

import bot.app
import bot.operations.logs
import bot.web.server
from bot.clock import Clock
from bot.settings import read_settings
from bot.shelf import Shelf
from bot.storage.schema import UnusableDatabaseError
from knowledge.base import open_knowledge
from tests.bot.harness import FixedShelf
from tests.matrix.shim import Control, stand_before_sqlite


def live(order: dict[str, Any], shelf: Shelf) -> None:
    """Serve as `mulai run` does, on a machine that lies."""
    os.environ.update(order["environment"])
    log = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for descriptor in (1, 2):
        os.dup2(log, descriptor)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    control = Control(Path(order["control"]))
    stand_before_sqlite(control)
    settings = read_settings()
    bot.operations.logs.set_up_logs(settings.log_level, settings.log_format)
    clock = replace(Clock(), now=lambda: time.time() + control.get("ahead"))

    async def serve() -> None:
        async with bot.app.serving(settings, shelf, clock) as serving:
            await serving

    try:
        asyncio.run(serve())
    except (bot.app.StartError, UnusableDatabaseError) as error:
        sys.stderr.write(f"mulai: {error}\n")  # as `mulai run` ends
    except Exception:  # noqa: BLE001 - whatever it is, the log tells
        traceback.print_exc()


def main() -> None:
    """Obey until the input ends."""
    bot.operations.logs.set_up_logs("INFO", "text")  # not to where the answers go
    shelf = FixedShelf(open_knowledge(semantic=False))
    shelf.knowledge.prepare()  # else every bot would anew
    gc.freeze()
    ended: set[int] = set()
    born: set[int] = set()
    for line in sys.stdin:
        order = json.loads(line)
        if "signal" in order:
            answer = int(signalled(order["pid"], order["signal"], ended))
        else:
            answer = os.fork()
        if answer == 0 and "signal" not in order:
            try:
                live(order, shelf)
            finally:
                sys.stderr.flush()
                os._exit(1)
        if "signal" not in order:
            born.add(answer)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()
    for child in born:
        signalled(child, signal.SIGKILL, ended)


def signalled(child: int, number: int, ended: set[int]) -> bool:
    """Send a bot a signal; whether it lived. A killed one has ended when this returns.

    ended: the process ids of those that have: they may be other processes' by now.
    """
    if child in ended:
        return False
    if os.waitpid(child, os.WNOHANG)[0]:
        ended.add(child)
        return False
    os.kill(child, number)
    if number == signal.SIGKILL:
        os.waitpid(child, 0)
        ended.add(child)
    return True


if __name__ == "__main__":
    main()
