"""A stand-in behind real HTTP, a bot that speaks to it, and a clock that is turned by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.preview.server import PreviewServer, preview_server
from bot.preview.standin.chats import Chat, Person
from bot.preview.standin.limits import Limits
from bot.preview.standin.people import People
from bot.preview.standin.standin import StandIn


class HandClock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def pass_(self, seconds: float) -> None:
        """Move on."""
        self.now += seconds


@dataclass(slots=True)
class Stage:
    """What a test plays on: one bot, one person with a started chat, one group."""

    server: PreviewServer
    bot: Bot
    clock: HandClock
    rina: Person
    budi: Person
    group: Chat

    @property
    def standin(self) -> StandIn:
        return self.server.standin

    @property
    def people(self) -> People:
        return self.standin.people


MakeBot = Callable[[PreviewServer], Awaitable[Bot]]
MakeStage = Callable[[StandIn], Awaitable[Stage]]


@pytest.fixture(autouse=True)
def pauses_are_timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the library's coming type of retry_after now; it warns about the old one."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def clock() -> HandClock:
    """Return a clock that stands still."""
    return HandClock()


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    """Close at the end whatever a test opened."""
    async with AsyncExitStack() as opened:
        yield opened


@pytest.fixture
def make_bot(stack: AsyncExitStack) -> MakeBot:
    """Return a function that connects a bot to a server."""

    async def make(server: PreviewServer) -> Bot:
        bot = Bot(
            server.standin.token,
            base_url=server.base_url,
            base_file_url=server.base_file_url,
            request=HTTPXRequest(connection_pool_size=8),
            get_updates_request=HTTPXRequest(connection_pool_size=4),
        )
        return await stack.enter_async_context(bot)

    return make


@pytest.fixture
def make_stage(stack: AsyncExitStack, clock: HandClock, make_bot: MakeBot) -> MakeStage:
    """Return a function that sets up people and a bot around a stand-in."""

    async def make(standin: StandIn) -> Stage:
        people = standin.people
        rina = await people.add_person("Rina", "rina_bappeda")
        budi = await people.add_person("Budi", language_code="en")
        group = await people.make_group("Lokakarya", [rina, budi])
        await people.say(people.private(rina), rina, "/start")
        standin.updates.drop()
        server = await stack.enter_async_context(preview_server(standin))
        return Stage(server, await make_bot(server), clock, rina, budi, group)

    return make


@pytest.fixture
async def stage(make_stage: MakeStage, clock: HandClock) -> Stage:
    """Return a stage without limits of pace."""
    return await make_stage(StandIn(clock=clock, limits=Limits(enforced=False)))


@pytest.fixture
async def paced(make_stage: MakeStage, clock: HandClock) -> Stage:
    """Return a stage with Telegram's limits of pace."""
    return await make_stage(StandIn(clock=clock))
