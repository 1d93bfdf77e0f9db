"""Kill bots again and again, and tell what was lost or doubled, and which taps got no toast.

    python -m tests.soak.kills [--kills 1000] [--people 50] [--database sqlite|postgresql]
                               [--tap-lives 15] [--minutes 30] [--seed 1]

On PostgreSQL one of two replicas is killed each time.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from pathlib import Path

from tests.bot.killing import NEVER, Killed, kill_often, kill_replicas_often
from tests.bot.postgres import server


def run(given: argparse.Namespace) -> Killed:
    """Kill so often, or as long as there is time."""
    until = time.monotonic() + 60 * given.minutes
    asked = (given.kills, given.people, given.seed)
    with tempfile.TemporaryDirectory() as folder:
        if given.database == "sqlite":
            return asyncio.run(
                kill_often(Path(folder), *asked, given.tap_lives, until, given.tapping)
            )
        with server() as own:
            return asyncio.run(kill_replicas_often(Path(folder), own, *asked, until))


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.kills")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--tap-lives", type=float, default=NEVER, help="seconds; Telegram: 15")
    parser.add_argument("--tapping", type=float, default=0.4, help="how likely people rather tap")
    parser.add_argument("--minutes", type=float, default=60, help="the longest it may take")
    parser.add_argument("--seed", type=int, default=20261130)
    given = parser.parse_args()
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    began = time.monotonic()
    killed = run(given)
    out = sys.stdout.write
    out(f"{given.database}: {killed.kills} kills in {time.monotonic() - began:.0f} s, ")
    out(f"{killed.messages} messages and {killed.taps} taps of {given.people} people\n")
    out(f"lost or doubled effects: {len(killed.faults)}; tracebacks: {killed.tracebacks}\n")
    out(f"replies that came twice: {killed.again}; taps without a toast: {dict(killed.untold)}\n")
    for fault in killed.faults[:20]:
        out(f"  {fault}\n")
    sys.exit(bool(killed.faults) or bool(killed.tracebacks))


if __name__ == "__main__":
    main()
