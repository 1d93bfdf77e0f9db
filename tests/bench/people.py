"""The people: they ask, wait for their answer, and note how long it took."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from bot.preview.standin.arguments import Upload
from bot.preview.standin.chats import Chat, Person
from bot.preview.standin.standin import StandIn, WireAnswer
from bot.preview.standin.taps import Tap

# Seconds from one message of a person to the next: people read before they write.
_SHORTEST, _LONGEST = 2.0, 4.0
_TAKING_TURNS = 30
# Seconds within which a hall votes.
VOTING = 10.0


class MissingError(Exception):
    """An answer did not come, or one came that nobody waits for: the figures would be false."""


@dataclass(slots=True)
class _Wait:
    """A chat that waits. owed: so many answers. delivered: when the bot got the message."""

    owed: int
    done: asyncio.Future[None]
    delivered: float | None = None


class Audience(StandIn):
    """A stand-in that knows who waits for an answer.

    waits: seconds from an update's going out by polling to its answer's coming in.
    unwanted: how many answers came to private chats where nobody waited for one.
    patience: seconds after which an answer is missing.
    """

    def __init__(self, patience: float = 120, **more: Any) -> None:
        super().__init__(**more)
        self.patience = patience
        self.waits: list[float] = []
        self._waiting: dict[int, _Wait] = {}
        self.unwanted = 0

    async def call(
        self,
        token: str,
        method: str,
        raw: Mapping[str, Any],
        files: Mapping[str, Upload] | None = None,
    ) -> WireAnswer:
        """Take a call, and see what it is for those who wait."""
        came = self.clock()
        answer = await super().call(token, method, raw, files)
        if answer.ok and method == "getUpdates":
            for update in answer.result:
                wait = self._waiting.get(update.get("message", {}).get("chat", {}).get("id"))
                if wait and wait.delivered is None:
                    wait.delivered = self.clock()
        elif answer.ok and method == "sendMessage":
            self._answered(int(raw["chat_id"]), came)
        return answer

    def _answered(self, chat: int, at: float) -> None:
        wait = self._waiting.get(chat)
        if wait is None:
            # Two answers to one question would pass for the answer to the next.
            self.unwanted += chat > 0
            return
        wait.owed -= 1
        if wait.delivered is not None:
            self.waits.append(at - wait.delivered)
        if wait.owed == 0:
            del self._waiting[chat]
            wait.done.set_result(None)

    async def say(self, person: Person, *texts: str) -> asyncio.Future[None]:
        """Let a person write; what is returned is done when as many answers are there."""
        chat = self.people.private(person)
        wait = _Wait(len(texts), asyncio.get_running_loop().create_future())
        self._waiting[chat.id] = wait
        for text in texts:
            await self.people.say(chat, person, text)
        return wait.done

    async def ask(self, person: Person, text: str) -> None:
        """Let a person write and wait for the answer. MissingError if none comes."""
        await self.get([await self.say(person, text)])

    async def get(self, answers: Iterable[asyncio.Future[None]]) -> None:
        """Wait for answers. MissingError if one does not come."""
        try:
            async with asyncio.timeout(self.patience):
                await asyncio.gather(*answers)
        except TimeoutError:
            missing = sum(wait.owed for wait in self._waiting.values())
            raise MissingError(f"{missing} answers missing after {self.patience:g} s") from None

    def check(self) -> None:
        """MissingError unless all went as it should."""
        if self.unwanted:
            raise MissingError(f"{self.unwanted} answers that nobody waited for")
        if self.pace.limits.enforced and self.too_many:
            raise MissingError(f"the bot came too fast {self.too_many} times")
        if self.webhook.last_error:
            raise MissingError(f"posts had to be repeated: {self.webhook.last_error}")


async def take_turns(audience: Audience, texts: Iterable[str], seconds: float) -> int:
    """Nobody writes before the one before has been answered. Returns how many wrote."""
    persons = [await audience.people.add_person(f"One {n}") for n in range(_TAKING_TURNS)]
    end = audience.clock() + seconds
    for count, (person, text) in enumerate(zip(itertools.cycle(persons), texts, strict=False)):
        begun = audience.clock()
        if begun > end:
            return count
        await audience.ask(person, text)
        # Each of them writes every two seconds or less often.
        await asyncio.sleep(max(0.0, begun + _SHORTEST / len(persons) - audience.clock()))
    raise AssertionError("questions never end")


async def crowd(audience: Audience, texts: Iterable[str], seconds: float, people: int) -> int:
    """So many people, each at their own pace. Returns how many messages they wrote."""
    random = Random(people)  # noqa: S311
    persons = [await audience.people.add_person(f"Many {n}") for n in range(people)]
    questions, end, asked = iter(texts), audience.clock() + seconds, 0

    async def talk(person: Person) -> None:
        nonlocal asked
        await asyncio.sleep(random.uniform(0, min(seconds, _LONGEST)))
        while audience.clock() < end:
            begun = audience.clock()
            asked += 1
            await audience.ask(person, next(questions))
            pause = random.uniform(_SHORTEST, _LONGEST)
            await asyncio.sleep(max(0.0, begun + pause - audience.clock()))

    await asyncio.gather(*map(talk, persons))
    return asked


async def burst(audience: Audience, texts: Iterable[str], people: int, each: int) -> int:
    """So many people write so many messages each, all at once. Returns how many that are."""
    persons = [await audience.people.add_person(f"P{n}") for n in range(people)]
    questions = iter(texts)
    answers = [await audience.say(person, *itertools.islice(questions, each)) for person in persons]
    await audience.get(answers)
    return people * each


async def vote(audience: Audience, people: int, seed: int) -> int:
    """A hall votes on the first question of a workshop; waits are from tap to toast."""
    chance = Random(seed)  # noqa: S311 - votes, not secrets
    persons = [await audience.people.add_person(f"Peserta {n}") for n in range(people)]
    group = await audience.people.make_group("Aula", persons)
    await audience.ask(persons[0], "/start")
    await audience.people.say(group, persons[0], "/lokakarya@mulai_bot")
    private = audience.people.private(persons[0])
    panel = await _newest(audience, private, "workshop|start")
    await audience.people.tap(private, persons[0], panel, "Mulai pertanyaan pertama")
    board = await _newest(audience, group, "|vote|")
    keyboard = group.messages[board]["reply_markup"]["inline_keyboard"]
    choices = [row[0]["text"] for row in keyboard if "|vote|" in row[0].get("callback_data", "")]

    async def choose(person: Person) -> Tap:
        await asyncio.sleep(chance.uniform(0, VOTING))
        tap = await audience.people.tap(group, person, board, chance.choice(choices))
        await tap.answer(timeout=audience.patience)
        return tap

    try:
        taps = await asyncio.gather(*map(choose, persons))
    except TimeoutError:
        raise MissingError("a tap was not acknowledged") from None
    audience.unwanted = 0  # the facilitator's panel comes unasked
    audience.waits = [tap.answered_after for tap in taps if tap.answered_after is not None]
    return people


async def _newest(audience: Audience, chat: Chat, words: str) -> int:
    """The id of the newest message that has these words on a button, once there is one."""

    def found() -> int:
        sent = [each for each in audience.sent(chat.id) if words in str(each.get("reply_markup"))]
        return int(sent[-1]["message_id"]) if sent else 0

    try:
        return await audience.wait_for(found, timeout=audience.patience)
    except TimeoutError:
        raise MissingError(f"no message with {words} after {audience.patience:g} s") from None
