"""What people do in a workshop, each in one transaction: load, take the step, store, answer.

A tap of a participant waits for nobody but the database: the header is read in the same
transaction that stores the vote, so no vote gets into a round that is revealed already.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.engine import Connection

from bot.metrics import Metrics
from bot.services import Services
from bot.storage import workshop_boards, workshop_votes
from bot.storage import workshops as records
from bot.storage.outgoing import Outgoing
from bot.storage.posting import Posted
from bot.telegram.rendering import render
from bot.telegram.updates import Incoming, Left, Route
from bot.workshops.boards import Boards
from bot.workshops.guides import GuideShelf
from bot.workshops.loading import load_scene
from bot.workshops.show import WorkshopSlides
from bot.workshops.storing import WorkshopLinks, WorkshopStoring
from conversations.messages import Event, Said
from conversations.workshop.events import (
    BoardChanged,
    FinishAsked,
    Finished,
    Opened,
    Voted,
    WorkshopChange,
    only_counted,
)
from conversations.workshop.session import (
    is_workshop_event,
    left_group,
    needs_group_admin,
    request_of,
    workshop_step,
)

Changes = tuple[WorkshopChange, ...]


class Host:
    """Takes all that concerns workshops.

    bot_name: the bot's user name, for links to it.
    """

    def __init__(
        self,
        services: Services,
        bot_name: str,
        boards: Boards,
        guides: GuideShelf,
        show: WorkshopSlides,
    ) -> None:
        self._bot_name = bot_name
        self._store = services.store
        self._records = services.records
        self._metrics = services.metrics
        self._now = services.clock.now
        self._storing = WorkshopStoring(
            WorkshopLinks(bot_name, services.settings.projector_url or ""), self._now
        )
        self._boards = boards
        self._guides = guides
        self._show = show

    def asks_for_admin(self, event: Event) -> bool:
        """Whether `decides` of a workshop's event must be found out before it is handled."""
        return needs_group_admin(request_of(event, self._guides.in_use))

    async def takes(self, incoming: Incoming) -> bool:
        """Whether an update is a workshop's business; words are, where they answer a board."""
        said, chat = incoming.event.action, incoming.route.chat_id
        if not (isinstance(said, Said) and said.answers):
            return is_workshop_event(incoming.event)
        message = int(said.answers)
        return await self._records.read(
            lambda it: workshop_boards.spot_of_message(it, chat, message) is not None
        )

    async def handle(self, update_id: int, incoming: Incoming) -> Posted:
        """Carry out an update; return what is to be sent. Raises AlreadyHandled."""
        guides, event, route = self._guides.in_use, incoming.event, incoming.route
        request = request_of(event, guides)

        def work(connection: Connection) -> tuple[Sequence[Outgoing], Changes]:
            loaded = load_scene(connection, request, route, int(self._now()))
            outcome = workshop_step(request, event, loaded.scene, guides)
            calls = render(outcome.replies, route, event.sender.id, self._bot_name)
            stored = self._storing.store(connection, outcome.changes, loaded.held, route, guides)
            return (*calls, *stored), outcome.changes

        posted, changes = await self._store.carry_out(update_id, work)
        self._tell(changes)
        if any(Finished() in change.events for change in changes):
            await self._records.scrub()  # of the votes and their key nothing is to remain
        return posted

    async def leave(self, update_id: int, gone: Left) -> None:
        """Somebody left a group: they are no longer present in its workshops."""

        def work(connection: Connection) -> tuple[Sequence[Outgoing], Changes]:
            held = {it.workshop.id: it for it in records.going_on(connection, gone.chat_id)}
            changes = tuple(
                left_group(
                    it.workshop,
                    str(gone.user_id),
                    workshop_votes.participant(connection, id_, user),
                )
                for id_, it in held.items()
            )
            route = Route(gone.chat_id, user)
            calls = self._storing.store(connection, changes, held, route, self._guides.in_use)
            return tuple(calls), changes

        user = gone.user_id
        _, changes = await self._store.carry_out(update_id, work)
        self._tell(changes)

    async def moved(self, chat_id: int) -> None:
        """A group has got another id, under which nothing is posted yet."""
        going_on = await self._records.read(lambda it: records.going_on(it, chat_id))
        for held in going_on:
            self._boards.wake(held.workshop.id)

    async def may_write(self, chat_id: int) -> None:
        """The bot is back in a group, or has other rights: what Telegram refused is tried again."""
        for held in await self._records.read(lambda it: records.going_on(it, chat_id)):
            self._boards.try_again(held.workshop.id)

    async def recount(self) -> None:
        """Somebody's votes may be gone: what is shown of them is counted anew."""
        for held in await self._records.read(records.going_on):
            self._show.touch(held.workshop.id)
            self._boards.wake(held.workshop.id)

    def _tell(self, changes: Changes) -> None:
        """Let those who watch and count know what is stored."""
        for change in changes:
            id_ = change.workshop.id
            for event in change.events:
                match event:
                    case BoardChanged(by) if by:
                        self._boards.take_up(id_, int(by))
                    case FinishAsked(leader):
                        self._boards.leave_alone(id_, int(leader))
            self._show.touch(id_)
            self._boards.wake(id_, urgent=not only_counted(change))
        _count(changes, self._metrics)


def _count(changes: Changes, metrics: Metrics) -> None:
    """Count what is stored for good; in the transaction it would be counted at every try."""
    for change in changes:
        for event in change.events:
            match event:
                case Voted():
                    metrics.vote_taken()
                case Opened():
                    metrics.workshop_moved("opened")
                case Finished():
                    metrics.workshop_moved("finished")
