"""The one place that wires the parts together, starts them and stops them."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.request import BaseRequest

from bot.clock import Clock
from bot.operations.tallies import Tallies
from bot.papers.making import PAPERS, Papers
from bot.pipeline.delivery import Delivery
from bot.pipeline.facts import Facts
from bot.pipeline.handling import Handling
from bot.pipeline.intake import poll
from bot.pipeline.replicas.delivery import SharedDelivery, SharedPacing
from bot.pipeline.replicas.store import COMPARE_EVERY, Found, SharedStore, join
from bot.settings import Settings
from bot.shelf import Shelf
from bot.storage.backups import InUseError, database_file, hold
from bot.storage.database import Database, open_database
from bot.storage.store import Store
from bot.storage.workshops import Records
from bot.telegram.contact import (
    Contact,
    CountedRequest,
    WayError,
    authorities_for,
    proxy_for,
)
from bot.telegram.group_admins import GroupAdmins
from bot.telegram.menus import register_commands
from bot.telegram.pacing import Pacing
from bot.telegram.updates import ALLOWED_UPDATES
from bot.workshops.boards import Boards
from bot.workshops.guides import Guides
from bot.workshops.host import Host
from bot.workshops.show import Show

if TYPE_CHECKING:
    from bot.web.server import Web

log = structlog.get_logger()

# What a stop may take, in seconds: a supervisor kills after ten, and people wait.
_FINISH_HANDLING, _FINISH_SENDING = 1.5, 1.5
_SWEEP_EVERY = 3600.0


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


@contextlib.asynccontextmanager
async def serving(
    settings: Settings, shelf: Shelf, clock: Clock | None = None
) -> AsyncIterator[asyncio.Task[None]]:
    """A running bot; yields the task that takes updates in. Leaving finishes what is in hand."""
    clock = clock or Clock()
    # First what may fail with nothing open: a database left open would keep the process alive.
    contact = Contact()
    request, polling_request = _connections(settings, contact)
    bot = make_bot(settings, request, polling_request)
    database = await open_database(settings.database_url)
    kept = Records(database)
    store = await _store(database, clock)
    guides = Guides(shelf)
    show = Show(kept, guides, clock.now)
    tallies = Tallies(store, clock.today)
    background: set[asyncio.Task[None]] = set()
    lock = contextlib.ExitStack()
    try:
        lock.enter_context(_held(settings.database_url))
        async with _web(settings, store, shelf, contact, show, guides, bot, clock) as web:
            await _reached(bot.initialize)
            pacing, delivery = _delivery(bot, store, clock, Papers(shelf))
            boards = Boards(
                delivery,
                store,
                kept,
                guides,
                pacing,
                clock,
                bot.username,
                alone=database.dialect == "sqlite",
            )
            group_admins = GroupAdmins(bot)
            projector = settings.projector_url or ""
            host = Host(bot, store, kept, boards, guides, show, group_admins, clock.now, projector)
            handling = Handling(
                bot,
                store,
                delivery,
                shelf,
                host,
                Facts(store, shelf, group_admins, clock),
                settings.admins,
                settings.groups,
            )
            delivery.post(await store.undelivered())
            for _, body in await store.waiting():
                handling.take_stored(body)
            await boards.resume()
            if isinstance(store, SharedStore):
                background.add(asyncio.create_task(_keep(store, delivery, handling, boards)))
            background |= {
                asyncio.create_task(_register(bot, shelf)),
                asyncio.create_task(contact.keep(bot)),
                asyncio.create_task(_sweep(store, settings)),
                asyncio.create_task(tallies.keep()),
            }
            try:
                if web and settings.webhook_url:
                    async with _hooked(bot, settings.webhook_url, web, store, handling):
                        yield web.server.serving
                else:
                    async with _polled(bot, polling_request, store, handling, clock) as polling:
                        yield polling
            finally:
                if web:
                    web.end()
                await handling.settle(_FINISH_HANDLING)
                await boards.close()
                if not await delivery.settle(_FINISH_SENDING):
                    log.info("some replies are sent after the next start")
    finally:
        for task in background:
            task.cancel()
        await asyncio.gather(*background, return_exceptions=True)
        await bot.shutdown()
        with contextlib.suppress(SQLAlchemyError):
            await tallies.write()
        await store.close()
        lock.close()


async def _store(database: Database, clock: Clock) -> Store:
    """The storage, shared with others unless it is SQLite's. Raises StartError."""
    if database.dialect == "sqlite":
        return Store(database, clock.now, PAPERS)
    try:
        return await join(database, clock.now, PAPERS)
    except SQLAlchemyError as error:
        await database.close()
        raise StartError(f"the database does not answer ({error})") from None


def _delivery(bot: Bot, store: Store, clock: Clock, papers: Papers) -> tuple[Pacing, Delivery]:
    if isinstance(store, SharedStore):
        shared = SharedPacing(store, clock.monotonic, clock.sleep)
        return shared, SharedDelivery(bot, store, shared, papers, clock.sleep)
    pacing = Pacing(clock.monotonic, clock.sleep)
    return pacing, Delivery(bot, store, pacing, papers, clock.sleep)


async def _keep(store: SharedStore, delivery: Delivery, handling: Handling, boards: Boards) -> None:
    """Do one's part among the replicas, for ever."""
    looks = itertools.count()

    async def take_over(found: Found) -> None:
        delivery.post(found.calls)
        for body in found.updates:
            handling.take_stored(body)
        if next(looks) % COMPARE_EVERY == 0:
            await boards.resume()

    await store.keep(take_over)


@contextlib.contextmanager
def _held(database_url: str) -> Iterator[None]:
    """The database shown to be in use: nobody exchanges it now. Raises StartError."""
    file = database_file(database_url)
    if file is None:
        yield
        return
    try:
        lock = hold(file)
    except InUseError:
        raise StartError(f"{file} is being restored; start again when that is done") from None
    with lock:
        yield


@contextlib.asynccontextmanager
async def _polled(
    bot: Bot, request: BaseRequest, store: Store, handling: Handling, clock: Clock
) -> AsyncIterator[asyncio.Task[None]]:
    """Updates fetched by polling; yields the task that does."""
    # Telegram lets nobody poll while it posts. What waits there is never dropped.
    await _reached(bot.delete_webhook)
    polling = asyncio.create_task(
        poll(bot, request, store, handling.take, handling.lull, clock.sleep)
    )
    try:
        yield polling
    finally:
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)


@contextlib.asynccontextmanager
async def _hooked(
    bot: Bot, url: str, web: Web, store: Store, handling: Handling
) -> AsyncIterator[None]:
    """Updates posted by Telegram, which keeps the address and tries on while we are away.

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

    web.webhook.open(Inlet(store, handling.take))
    try:
        await _reached(introduce)
        yield
    finally:
        await web.webhook.close()


@contextlib.asynccontextmanager
async def _web(
    settings: Settings,
    store: Store,
    shelf: Shelf,
    contact: Contact,
    show: Show,
    guides: Guides,
    bot: Bot,
    clock: Clock,
) -> AsyncIterator[Web | None]:
    """The web server, if it is wanted. Raises StartError."""
    if not (settings.webhook_url or settings.web_port or settings.projector_url):
        yield None
        return
    # Only here: a bot that polls and shows nothing starts sooner, and smaller, without a server.
    from bot.operations.health import Health
    from bot.web.projector.page import Projector
    from bot.web.server import AddressError, Web

    projector = Projector(show, guides, lambda: _user_name(bot), clock.now)
    web = Web(settings, Health(store, shelf, contact), projector)
    try:
        async with web.open():
            yield web
    except AddressError as error:
        raise StartError(str(error)) from None


def make_bot(settings: Settings, request: BaseRequest, polling: BaseRequest) -> Bot:
    """The library's bot on the configured Bot API.

    request: the connections for calls. polling: the connection for updates alone.
    """
    if settings.telegram_token is None:
        raise StartError("MULAI_TELEGRAM_TOKEN is not set; create a bot with @BotFather")
    url = settings.telegram_api_url
    return Bot(
        settings.telegram_token.get_secret_value(),
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        request=request,
        get_updates_request=polling,
    )


def _user_name(bot: Bot) -> str:
    """The bot's user name, "" before Telegram has told it."""
    try:
        return bot.username
    except RuntimeError:
        return ""


def _connections(settings: Settings, contact: Contact) -> tuple[CountedRequest, CountedRequest]:
    """The connections for calls, and the one that a long poll occupies. Raises StartError."""
    url = settings.telegram_api_url
    try:
        # The authorities are read once for both, for that takes as long as all the rest.
        trusted, proxy = authorities_for(url), proxy_for(url)
    except WayError as error:
        raise StartError(str(error)) from None
    many, one = (CountedRequest(contact, count, trusted, proxy) for count in (64, 1))
    return many, one


async def _reached(call: Callable[[], Awaitable[object]]) -> None:
    """Make a call; wait for Telegram as long as it takes. Raises InvalidToken."""
    pause = 0.5
    while True:
        try:
            await call()
        except InvalidToken:
            raise
        except TelegramError as error:
            log.warning("Telegram cannot be reached", error=error.message, again_in=pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, 30.0)
        else:
            return


async def _register(bot: Bot, shelf: Shelf) -> None:
    try:
        await register_commands(bot, shelf.knowledge)
    except TelegramError as error:
        # The menu of before stays; answers do not depend on it.
        log.warning("command menu not registered", error=error.message)


async def _sweep(store: Store, settings: Settings) -> None:
    while True:
        try:
            rows = await store.sweep(
                settings.keep_days, settings.keep_questions_days, settings.keep_votes_days
            )
            if rows:
                log.info("deleted what is kept no longer", rows=rows)
        except OperationalError as error:
            log.warning("the database refuses to be swept", error=str(error.orig))
        except Exception:
            log.exception("sweep failed")
        await asyncio.sleep(_SWEEP_EVERY)
