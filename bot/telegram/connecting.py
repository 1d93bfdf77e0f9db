"""The library's bot on the configured Bot API, and the wait until Telegram is there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.metrics import Metrics
from bot.settings import Settings
from bot.telegram.contact import Contact, CountedRequest, WayError, authorities_for, proxy_for

log = structlog.get_logger()

# Most calls at the same time, one connection each. Chosen: of many chats whose calls hang at once
# all others notice nothing.
_CALLS = 256
# Seconds between tries to reach Telegram, doubled each time up to the last. Chosen.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0


@dataclass(frozen=True, slots=True)
class Connected:
    """A bot, when Telegram answered it last, and the one connection that a long poll occupies."""

    bot: Bot
    contact: Contact
    polling: CountedRequest

    @property
    def name(self) -> str:
        """The bot's user name, "" before Telegram has told it."""
        try:
            return self.bot.username
        except RuntimeError:
            return ""


def connect_telegram(settings: Settings, metrics: Metrics) -> Connected:
    """A bot with nothing open yet. Raises WayError if the settings name no way to Telegram."""
    if settings.telegram_token is None:
        raise WayError("MULAI_TELEGRAM_TOKEN is not set; create a bot with @BotFather")
    url, contact = settings.telegram_api_url, Contact()
    # The certificate authorities are read once for both: reading them takes as long as the rest.
    trusted, proxy = authorities_for(url), proxy_for(url)
    calls, polling = (
        CountedRequest(contact, metrics, count, trusted, proxy) for count in (_CALLS, 1)
    )
    bot = Bot(
        settings.telegram_token.get_secret_value(),
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        request=calls,
        get_updates_request=polling,
    )
    return Connected(bot, contact, polling)


async def reached(call: Callable[[], Awaitable[object]]) -> None:
    """Make a call; wait for Telegram as long as it takes. Raises InvalidToken."""
    pause = _FIRST_PAUSE
    while True:
        try:
            await call()
        except InvalidToken:
            raise
        except TelegramError as error:
            log.warning("Telegram cannot be reached", error=error.message, again_in=pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        else:
            return
