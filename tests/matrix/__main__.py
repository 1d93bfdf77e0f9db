"""Play the matrix and write its table.

    python -m tests.matrix [--only WORDS] [--log]

With --only those cells alone whose names have the words; then nothing is written.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import sys
import time
from functools import partial

import pytest

from tests.bot.postgres import server
from tests.matrix.runner import Cell, Played, all_cells, played
from tests.matrix.table import put


def told(result: Played, *, log: bool = False) -> None:
    """A line for each cell, and what is wrong below it."""
    words = "BROKEN" if result.faults else f"held, {result.doubled} twice"
    sys.stdout.write(f"{result.seconds:5.1f} s  {result.cell}: {words}\n")
    for fault in result.faults:
        sys.stdout.write(f"         {fault}\n")
    if log and result.faults:
        sys.stdout.write(f"---\n{result.log}\n---\n")
    sys.stdout.flush()


def run(cells: list[Cell], *, log: bool) -> list[Played]:
    """Play cells, with a server if one can be had."""
    with contextlib.ExitStack() as stack:
        try:
            running = stack.enter_context(server())
        except pytest.skip.Exception as reason:
            sys.stdout.write(f"without PostgreSQL: {reason}\n")
            running = None
        return asyncio.run(played(cells, running, partial(told, log=log)))


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.matrix")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--log", action="store_true", help="the logs of cells that broke")
    given = parser.parse_args()
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    cells = [it for it in all_cells() if all(word in str(it) for word in given.only)]
    began = time.monotonic()
    results = run(cells, log=given.log)
    broken = [result for result in results if result.faults]
    sys.stdout.write(f"{len(results)} of {len(cells)} cells, {len(broken)} broken, ")
    sys.stdout.write(f"{time.monotonic() - began:.0f} s\n")
    if not given.only and len(results) == len(cells):
        put(results)
    sys.exit(bool(broken) or len(results) < len(cells))


if __name__ == "__main__":
    main()
