"""A stand-in that takes the time between an update going out and its first reply coming in."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

from bot.preview.standin.arguments import Upload
from bot.preview.standin.chats import Person
from bot.preview.standin.standin import Answer, StandIn
from knowledge.loading.loader import Content

# Seconds from one message of a person to the next: people read before they write.
_SHORTEST, _LONGEST = 2.0, 4.0


class Stopwatch(StandIn):
    """Notes how long each chat waited, in seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []
        self._since: dict[int, float] = {}

    async def call(
        self,
        token: str,
        method: str,
        raw: Mapping[str, Any],
        files: Mapping[str, Upload] | None = None,
    ) -> Answer:
        """Take a call; the clock runs from the answer of getUpdates to the next message."""
        if method == "sendMessage":
            since = self._since.pop(int(raw["chat_id"]), None)
            if since is not None:
                self.waits.append(self.clock() - since)
        answer = await super().call(token, method, raw, files)
        if method == "getUpdates" and answer.ok:
            now = self.clock()
            for update in json.loads(answer.body or "")["result"]:
                if "message" in update:
                    self._since.setdefault(update["message"]["chat"]["id"], now)
        return answer

    @property
    def unanswered(self) -> int:
        """How many chats wait now."""
        return len(self._since)


class Questions:
    """Real questions, in an order that a seed decides."""

    def __init__(self, content: Content, seed: int) -> None:
        texts = [text for topic in content.topics.values() for text in topic.ask.in_("id")]
        Random(seed).shuffle(texts)  # noqa: S311
        self._texts: Iterator[str] = itertools.cycle(texts)

    def next(self) -> str:
        """The next one."""
        return next(self._texts)


async def one_at_a_time(standin: Stopwatch, questions: Questions, seconds: float) -> None:
    """People take turns: nobody writes before the one before has been answered."""
    persons = [await standin.people.add_person(f"One {n}") for n in range(30)]
    end = standin.clock() + seconds
    for person in itertools.cycle(persons):
        begun = standin.clock()
        if begun > end:
            return
        await _ask(standin, person, questions.next())
        # Thirty take turns: each of them writes every two seconds or less often.
        await asyncio.sleep(max(0.0, begun + _SHORTEST / len(persons) - standin.clock()))


async def at_once(standin: Stopwatch, questions: Questions, seconds: float, people: int) -> None:
    """So many people, each at their own pace."""
    random = Random(people)  # noqa: S311
    persons = [await standin.people.add_person(f"Many {n}") for n in range(people)]
    end = standin.clock() + seconds

    async def talk(person: Person) -> None:
        await asyncio.sleep(random.uniform(0, _LONGEST))
        while standin.clock() < end:
            begun = standin.clock()
            await _ask(standin, person, questions.next())
            pause = random.uniform(_SHORTEST, _LONGEST)
            await asyncio.sleep(max(0.0, begun + pause - standin.clock()))

    await asyncio.gather(*(talk(person) for person in persons))


async def _ask(standin: Stopwatch, person: Person, text: str) -> None:
    chat = standin.people.private(person)
    before = len(standin.sent(chat.id))
    await standin.people.say(chat, person, text)
    await standin.wait_for(lambda: len(standin.sent(chat.id)) > before, timeout=30)


def peak_memory(process_id: int) -> float:
    """The most that a process ever had in memory, in megabytes."""
    status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
