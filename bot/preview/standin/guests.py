"""Inline queries and mentions of a bot that is no member, from people to the bot's answer."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import Any

from bot.preview.standin import keyboards
from bot.preview.standin.arguments import Arguments, Method
from bot.preview.standin.chats import Json, Person, World
from bot.preview.standin.errors import bad_request
from bot.preview.standin.html import formatted, units
from bot.preview.standin.limits import TEXT
from bot.preview.standin.taps import PATIENCE
from bot.preview.standin.updates import Updates

_OLD = "query is too old and response timeout expired or query ID is invalid"


class Guests:
    """What is asked from chats that the bot is not in.

    switched_on: at BotFather. within: seconds for an answer.
    """

    def __init__(
        self, world: World, updates: Updates, clock: Callable[[], float], within: float
    ) -> None:
        self._within = within
        self.world, self.updates, self._clock = world, updates, clock
        self.switched_on = True
        self._asked: dict[str, float] = {}
        self._answers: dict[str, list[Json]] = {}
        self._numbers = itertools.count(1)

    def handlers(self) -> tuple[Method, ...]:
        """The methods of the Bot API."""
        return self.answer_inline_query, self.answer_guest_query

    def types(self, person: Person, words: str) -> str:
        """Somebody types the bot's name and some words; returns what `answers` wants."""
        query = self._new()
        sender = person.as_json()
        self.updates.put(
            "inline_query",
            {"id": query, "from": sender, "query": words, "offset": ""},
            f"user {person.id}",
        )
        return query

    def mentions(self, person: Person, words: str, replied_to: str = "") -> str:
        """Somebody names the bot in a group that it has not joined."""
        query = self._new()
        message: Json = {
            "message_id": 7,
            "date": self.world.date(),
            "chat": {"id": -1009, "type": "supergroup", "title": "Grup lain"},
            "from": person.as_json(),
            "text": words,
            "guest_query_id": query,
        }
        if replied_to:
            other = {**message, "message_id": 6, "text": replied_to}
            message["reply_to_message"] = other
        self.updates.put("guest_message", message, "guests")
        return query

    async def answers(self, query: str) -> list[Json]:
        """The results that the bot gives, each with its text and entities as people see them."""
        async with asyncio.timeout(PATIENCE):
            while query not in self._answers:
                await self.world.bell.wait()
        return self._answers[query]

    async def answer_inline_query(self, call: Arguments) -> bool:
        """Offer results."""
        self._answer(call.text("inline_query_id"), call.list("results") or [])
        return True

    async def answer_guest_query(self, call: Arguments) -> Json:
        """Post one result."""
        query = call.text("guest_query_id")
        self._answer(query, [call.object("result") or {}])
        return {"inline_message_id": f"guest-{query}"}

    def _new(self) -> str:
        query = str(next(self._numbers))
        self._asked[query] = self._clock()
        return query

    def _answer(self, query: str, results: list[Any]) -> None:
        if not self.switched_on:
            raise bad_request("GUEST_BOT_DISABLED")
        asked = self._asked.pop(query, None)
        if asked is None or self._clock() - asked > self._within:
            raise bad_request(_OLD)
        if len({result["id"] for result in results}) != len(results):
            raise bad_request("RESULT_ID_DUPLICATE")
        self._answers[query] = [_seen(result) for result in results]


def _seen(result: Json) -> Json:
    """A result as a phone shows it, or the refusal."""
    if not 1 <= len(result["id"].encode()) <= 64:
        raise bad_request("RESULT_ID_INVALID")
    content = result["input_message_content"]
    text, entities = formatted(content["message_text"], content.get("parse_mode"), None)
    if not 0 < units(text) <= TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    keyboards.inline(result.get("reply_markup"), private=False)
    return {**result, "text": text, "entities": entities}
