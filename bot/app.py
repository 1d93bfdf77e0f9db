"""The one place that wires the parts together, starts them and stops them."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.clock import Clock
from bot.metrics import Metrics
from bot.operations.reminding import remind_forever
from bot.operations.sweeping import Sweeping
from bot.operations.tallies import Tallies
from bot.papers.making import PaperMaker
from bot.pipeline.backend import Backend, BackendError, open_backend
from bot.pipeline.delivery import Delivery
from bot.pipeline.elsewhere import AnsweringElsewhere
from bot.pipeline.facts import Facts
from bot.pipeline.handling import Handling
from bot.pipeline.intake import Takers, poll
from bot.pipeline.isolating import Isolation
from bot.pipeline.replicas.membership import TakenOver
from bot.services import Services
from bot.settings import Settings
from bot.shelf import Shelf
from bot.storage.store import Store
from bot.telegram.connecting import Connected, connect_telegram, reached
from bot.telegram.contact import WayError
from bot.telegram.group_admins import GroupAdmins
from bot.telegram.menus import register_commands
from bot.telegram.updates import ALLOWED_UPDATES
from bot.workshops.boards import Boards
from bot.workshops.guides import GuideShelf
from bot.workshops.host import Host
from bot.workshops.show import WorkshopSlides

if TYPE_CHECKING:
    from bot.web.server import Web

log = structlog.get_logger()

# Most seconds of a stop for handling and for sending. Chosen: supervisors kill after ten, and
# people wait for the restart.
_FINISH_HANDLING, _FINISH_SENDING = 1.5, 1.5


class StartError(Exception):
    """The bot cannot start; the message says why and what to do."""


async def run(settings: Settings, shelf: Shelf, started: Callable[[], None] | None = None) -> None:
    """Serve Telegram until SIGTERM or SIGINT; SIGHUP reloads the content.

    started: called once the bot asks for updates.
    Raises StartError.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    reloads: set[asyncio.Task[object]] = set()

    def reload() -> None:
        task: asyncio.Task[object] = asyncio.create_task(asyncio.to_thread(shelf.reload))
        reloads.add(task)
        task.add_done_callback(reloads.discard)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, reload)
    try:
        work = asyncio.create_task(_serve(settings, shelf, started))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({work, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work
        log.info("stopped")
    except InvalidToken:
        raise StartError(
            "MULAI_TELEGRAM_TOKEN is refused by Telegram; ask @BotFather for the right one"
        ) from None
    finally:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.remove_signal_handler(number)


async def _serve(settings: Settings, shelf: Shelf, started: Callable[[], None] | None) -> None:
    async with serving(settings, shelf) as polling:
        if started:
            started()
        log.info("started", topics=len(shelf.knowledge.content.topics))
        await polling


@dataclass(frozen=True, slots=True)
class _Parts:
    """What works while the bot serves."""

    delivery: Delivery
    boards: Boards
    handling: Handling
    isolation: Isolation
    elsewhere: AnsweringElsewhere


@contextlib.asynccontextmanager
async def serving(
    settings: Settings, shelf: Shelf, clock: Clock | None = None
) -> AsyncIterator[asyncio.Task[None]]:
    """A running bot; yields the task that takes updates in. Leaving finishes what is in hand."""
    clock, metrics = clock or Clock(), Metrics()
    with _start_errors():
        telegram = connect_telegram(settings, metrics)
    async with contextlib.AsyncExitStack() as stack:
        backend = await stack.enter_async_context(_opened(settings, clock))
        services = _services(settings, clock, metrics, shelf, backend)
        tallies = Tallies(services)
        stack.push_async_callback(_write_last, tallies)
        stack.push_async_callback(telegram.bot.shutdown)
        start = stack.enter_async_context
        background = await start(_background())
        guides = GuideShelf(shelf)
        show = WorkshopSlides(services.records, guides, clock.now)
        web = await start(_web(services, telegram, show, guides))
        await reached(telegram.bot.initialize)
        await _own(backend.store, telegram.bot.id)
        parts = _parts(services, backend, telegram, show, guides)
        sweeping = Sweeping(services, parts.delivery.post)
        await sweeping.once(counts=False)
        await _take_up(backend, parts)
        if backend.replica:
            background([backend.replica.keep(_taking_over(parts))])
        background(_works(services, telegram, parts, sweeping, tallies))
        stack.push_async_callback(_finish, parts, web)
        if web and settings.webhook_url:
            await start(_hooked(telegram.bot, settings.webhook_url, web, services.store, parts))
            yield web.server.serving
        else:
            yield await start(_polled(services, telegram, parts))


def _works(
    services: Services, telegram: Connected, parts: _Parts, sweeping: Sweeping, tallies: Tallies
) -> Iterator[Coroutine[Any, Any, None]]:
    """What goes on as long as the bot serves."""
    yield _register(telegram.bot, services.shelf)
    yield telegram.contact.keep(telegram.bot)
    yield sweeping.forever()
    yield remind_forever(services, parts.delivery.post)
    yield parts.boards.keep()
    yield tallies.keep()


def _services(
    settings: Settings, clock: Clock, metrics: Metrics, shelf: Shelf, backend: Backend
) -> Services:
    kept = backend.store, backend.records, backend.failures, backend.upkeep
    return Services(settings, clock, metrics, shelf, *kept)


def _parts(
    services: Services,
    backend: Backend,
    telegram: Connected,
    show: WorkshopSlides,
    guides: GuideShelf,
) -> _Parts:
    """The way of a message from its update to its replies."""
    bot = telegram.bot
    delivery = Delivery(bot, services, backend.lanes, PaperMaker(services.shelf))
    boards = Boards(services, guides, delivery.insist, backend.pacing, telegram.name)
    host = Host(services, telegram.name, boards, guides, show)
    facts, isolation = Facts(services), Isolation(services)
    group_admins = GroupAdmins(bot, services.clock.monotonic)
    handling = Handling(services, bot, delivery, host, facts, group_admins, isolation)
    elsewhere = AnsweringElsewhere(services, bot)
    return _Parts(delivery, boards, handling, isolation, elsewhere)


async def _own(store: Store, bot_id: int) -> None:
    """Make sure that the database is this bot's. Raises StartError.

    Another one's conversations are none of its own, and what waits there for other people it would
    send, be refused, and lose.
    """
    try:
        owner = await store.owner(bot_id)
    except OperationalError as error:
        raise StartError(
            f"the database cannot be written ({error.orig}); is the disk full?"
        ) from None
    if owner != bot_id:
        raise StartError(
            f"MULAI_DATABASE_URL names the database of another bot (id {owner}, not {bot_id}); "
            "use that bot's token, or another database"
        )


async def _take_up(backend: Backend, parts: _Parts) -> None:
    """Go on with what an earlier run left; one of several bots leaves that to `Replica.keep`."""
    if backend.replica is None:
        parts.delivery.post(await backend.store.undelivered())
        for _, body in await backend.store.waiting():
            parts.handling.take_stored(body)
    await parts.boards.resume()


def _taking_over(parts: _Parts) -> Callable[[TakenOver], Coroutine[Any, Any, None]]:
    """What to do with the rows taken over from other replicas."""

    async def take_over(found: TakenOver) -> None:
        parts.delivery.post(found.calls)
        for body in found.updates:
            parts.handling.take_stored(body)

    return take_over


async def _finish(parts: _Parts, web: Web | None) -> None:
    """Finish what is being handled, in the time that a stop may take."""
    if web:
        web.end()
    await asyncio.gather(
        parts.handling.settle(_FINISH_HANDLING), parts.elsewhere.settle(_FINISH_HANDLING)
    )
    await parts.boards.close()
    if not await parts.delivery.settle(_FINISH_SENDING):
        log.info("some replies are sent after the next start")


async def _write_last(tallies: Tallies) -> None:
    with contextlib.suppress(SQLAlchemyError):
        await tallies.write()


@contextlib.contextmanager
def _start_errors() -> Iterator[None]:
    """Turn the errors of parts at the start into StartError."""
    try:
        yield
    except (BackendError, WayError) as error:
        raise StartError(str(error)) from None


@contextlib.asynccontextmanager
async def _opened(settings: Settings, clock: Clock) -> AsyncIterator[Backend]:
    """The database and what depends on its kind. Raises StartError."""
    with _start_errors():
        async with open_backend(settings.database_url, clock) as backend:
            yield backend


@contextlib.asynccontextmanager
async def _background() -> AsyncIterator[Callable[[Iterable[Coroutine[Any, Any, None]]], None]]:
    """Yield a function that begins background work; the work ends with this context."""
    tasks: set[asyncio.Task[None]] = set()
    try:
        yield lambda works: tasks.update(map(asyncio.create_task, works))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.asynccontextmanager
async def _polled(
    services: Services, telegram: Connected, parts: _Parts
) -> AsyncIterator[asyncio.Task[None]]:
    """Updates fetched by polling; yields the task that does."""
    # Telegram refuses polling while a webhook is set. Waiting updates are never dropped.
    await reached(telegram.bot.delete_webhook)
    takers = Takers(parts.handling, parts.isolation, parts.elsewhere)
    polling = asyncio.create_task(poll(services, telegram, takers))
    try:
        yield polling
    finally:
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)


@contextlib.asynccontextmanager
async def _hooked(bot: Bot, url: str, web: Web, store: Store, parts: _Parts) -> AsyncIterator[None]:
    """Updates posted by Telegram, which keeps the address and repeats posts while we are away.

    Raises StartError if Telegram does not want the address.
    """
    from bot.pipeline.webhook import CONNECTIONS, Inlet

    async def introduce() -> None:
        try:
            await bot.set_webhook(
                url,
                allowed_updates=ALLOWED_UPDATES,
                max_connections=CONNECTIONS,
                secret_token=web.webhook.secret,
            )
        except BadRequest as error:
            raise StartError(f"MULAI_WEBHOOK_URL is refused by Telegram: {error.message}") from None

    inlet = Inlet(store, parts.handling.take, parts.isolation, parts.elsewhere.takes)
    web.webhook.open(inlet)
    try:
        await reached(introduce)
        yield
    finally:
        await web.webhook.close()


@contextlib.asynccontextmanager
async def _web(
    services: Services, telegram: Connected, show: WorkshopSlides, guides: GuideShelf
) -> AsyncIterator[Web | None]:
    """The web server, if it is wanted. Raises StartError."""
    settings = services.settings
    wanted = settings.webhook_url, settings.web_port, settings.projector_url
    if not any((*wanted, settings.curators_password)):
        yield None
        return
    # Imported only here: a bot without a server starts faster and needs less memory.
    from bot.operations.health import Health
    from bot.web.curators.page import curators_page
    from bot.web.projector.page import Projector
    from bot.web.server import AddressError, Web

    clock, logo = services.clock, services.shelf.logo
    projector = Projector(show, guides, lambda: telegram.name, clock.now, logo)
    knowledge, complaints = lambda: services.shelf.knowledge, services.store.complaints
    curators = curators_page(settings, complaints, knowledge, clock.now)
    web = Web(settings, Health(services, telegram.contact), projector, curators)
    try:
        async with web.open():
            yield web
    except AddressError as error:
        raise StartError(str(error)) from None


async def _register(bot: Bot, shelf: Shelf) -> None:
    try:
        await register_commands(bot, shelf.knowledge)
    except TelegramError as error:
        # The earlier menu stays; answers do not depend on it.
        log.warning("command menu not registered", error=error.message)
