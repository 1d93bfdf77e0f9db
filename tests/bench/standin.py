"""The stand-in and the people on it, in a process of their own.

It prints a line of JSON that tells where it serves; then it reads orders, a line each, and tells
how each of them went.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from collections.abc import Iterator
from typing import Any

from bot.preview.server import preview_server
from bot.preview.standin.limits import Limits
from tests.bench import people
from tests.bench.people import Audience, MissingError
from tests.bench.questions import held_out


async def serve(paced: bool, patience: float) -> None:
    """Serve until there are no more orders.

    paced: whether to refuse what is faster than Telegram allows. patience: in seconds.
    """
    audience = Audience(patience, limits=Limits(enforced=paced))
    questions = itertools.cycle(held_out())
    async with preview_server(audience) as server:
        _tell({"url": server.url, "token": audience.token})
        while line := await asyncio.to_thread(sys.stdin.readline):
            _tell(await _carried_out(audience, questions, json.loads(line)))


async def _carried_out(
    audience: Audience, questions: Iterator[str], order: dict[str, Any]
) -> dict[str, Any]:
    """What is told of an order: how many asked, how long they waited, when the last answer came.

    at: by the clock that all processes of a machine share.
    """
    audience.waits = []
    try:
        asked = await _obey(audience, questions, **order)
        at = audience.clock()
        audience.check()
    except MissingError as missing:
        return {"missing": str(missing)}
    return {"asked": asked, "waits": audience.waits, "at": at}


async def _obey(audience: Audience, questions: Iterator[str], order: str, **more: Any) -> int:
    match order:
        case "take turns":
            return await people.take_turns(audience, questions, **more)
        case "crowd":
            return await people.crowd(audience, questions, **more)
        case "burst":
            return await people.burst(audience, questions, **more)
        case "vote":
            return await people.vote(audience, **more)
    raise ValueError(order)


def _tell(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve(**json.loads(sys.argv[1])))
