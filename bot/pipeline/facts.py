"""The facts that a step needs beside the event, loaded before the step."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import replace

from bot.clock import week_to
from bot.services import Services
from bot.storage.effects import Known
from bot.telegram.updates import Incoming
from conversations.asking.passing import reference_in
from conversations.messages import Chose, Event, Started
from conversations.operator import Operator
from conversations.plan.handover import HANDOVER_LINK
from conversations.results.sharing import RESULT_LINK
from conversations.router import needs
from conversations.state import State, restore
from conversations.workshop.leading import GOES_ON


class Facts:
    """Loads the state of a conversation, and fills in what an event needs."""

    def __init__(self, services: Services) -> None:
        self._store = services.store
        self._shelf = services.shelf
        self._clock = services.clock
        self._curators = services.settings.curators_chat
        settings = services.settings
        self._operator = Operator(
            settings.operator_name, settings.operator_contact, settings.operator_legal_basis
        )

    async def load(self, incoming: Incoming, opens: str = "") -> tuple[State, Event]:
        """The state, and the event with its facts; content is read again if that was asked for.

        opens: the address of the bot, to which what a link carries is added.
        """
        event, chat, user = incoming.event, incoming.route.chat_id, incoming.route.user_id
        event = self._placed(event, chat)
        wanted = needs(event)
        day, led_since = self._clock.today(), int(self._clock.now()) - GOES_ON
        known = await self._store.known(
            (chat, user), wanted, week_to(day), led_since, _token_in(event)
        )
        stored = json.dumps(known.stored, indent=2, ensure_ascii=False) if known.stored else ""
        event = replace(
            event,
            day=day,
            diagnostics=known.diagnostics,
            quiet=known.quiet,
            votes=known.votes,
            week=known.week,
            stored=stored,
            links=known.links,
            # 128 bits that nobody guesses.
            token=secrets.token_urlsafe(16) if wanted & {"diagnostics", "waits"} else "",
            shared=known.shared,
            waits=known.waits,
            passed=known.passed,
            plan=known.plan,
            reminds=known.reminds,
            given=known.given.results,
            given_plan=known.given.plan,
            opens=opens,
            faults=await self._reload() if "faults" in wanted else (),
        )
        return self._state(known), event

    def _placed(self, event: Event, chat: int) -> Event:
        """The event with what the settings tell of the bot and of a chat."""
        answered = chat == self._curators and bool(reference_in(event.answers))
        return replace(
            event,
            operator=self._operator,
            curators=self._curators is not None,
            curates=chat == self._curators,
            answers=event.answers if answered else "",
        )

    def _state(self, known: Known) -> State:
        """The state; a chosen language that no longer exists counts as none."""
        there = known.language in self._shelf.knowledge.content.languages
        return replace(restore(known.state), language=known.language if there else None)

    async def _reload(self) -> tuple[str, ...]:
        faults = await asyncio.to_thread(self._shelf.reload)
        return tuple(map(str, faults))


def _token_in(event: Event) -> str:
    """What names the one thing that is asked for: a result or a handover by its link, a question
    by its post.
    """
    match event.action:
        case Started(payload):
            return payload.removeprefix(RESULT_LINK).removeprefix(HANDOVER_LINK)
        case Chose("plan", "accept", secret):
            return secret
    return reference_in(event.answers)
