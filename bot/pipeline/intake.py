"""Intake by long polling: updates are in the inbox before Telegram may forget them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest

from bot.pipeline.elsewhere import AnsweringElsewhere
from bot.pipeline.handling import Handling
from bot.pipeline.isolating import Isolation
from bot.services import Services
from bot.storage.store import Store
from bot.storage.tables import HIGHEST_UPDATE
from bot.telegram.connecting import Connected
from bot.telegram.sending import seconds
from bot.telegram.updates import ALLOWED_UPDATES

log = structlog.get_logger()

# Seconds for which Telegram holds back an empty answer; it allows 50. Chosen: shorter than the
# timeouts of usual proxies (30 s).
_LONG_POLL = 25
# Seconds before the next request, so that the people of this batch are answered first. Chosen: no
# one notices it.
_PATIENCE = 0.02
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
# Seconds before the next request where nothing came but what cannot be confirmed. Chosen: it comes
# again at once, until Telegram drops it after a day.
_STRANGE_PAUSE = 1.0


@dataclass(frozen=True, slots=True)
class Takers:
    """Who takes what is fetched.

    isolation: what is no update that can be handled. elsewhere: what is asked in chats that the bot
    has not joined. handling: all else.
    """

    handling: Handling
    isolation: Isolation
    elsewhere: AnsweringElsewhere


async def poll(services: Services, telegram: Connected, takers: Takers) -> None:
    """Fetch updates forever: put each batch into the inbox and hand it over.

    The offset moves only when the batch is safe on the disk: a kill or a power cut before that
    brings it again. Nobody waits for the disk but the next request.
    An id beyond every database is never confirmed: that would confirm all before it, which may not
    have come. An update may be handed over more than once; only in the inbox can it have an effect.
    Raises InvalidToken; every other failure is waited out.
    """
    bot, request, contact = telegram.bot, telegram.polling, telegram.contact
    offset, pause, sleep = 0, _FIRST_PAUSE, services.clock.sleep
    contact.fetched()
    while True:
        try:
            updates, strange = await _fetch(bot, request, offset)
            await _pass_over(strange, takers.isolation)
            if kept := takers.elsewhere.others(updates):
                await _keep(kept, services.store, takers.handling)
            elif strange and not updates:
                await sleep(_STRANGE_PAUSE)
        except TimedOut:
            contact.missed()
        except InvalidToken:
            raise
        except Conflict:
            log.warning("another bot polls with this token, or a webhook is set")
            await sleep(_LONGEST_PAUSE / 6)
        except Exception as error:  # noqa: BLE001 - whatever failed, the next try may succeed
            wait = seconds(error) if isinstance(error, RetryAfter) else pause
            log.warning("updates could not be fetched", error=_why(error), again_in=wait)
            await sleep(wait)
            pause = min(2 * pause, _LONGEST_PAUSE)
        else:
            contact.fetched()
            pause = _FIRST_PAUSE
            if updates:
                offset = max(update["update_id"] for update in updates) + 1


async def _pass_over(strange: list[Any], isolation: Isolation) -> None:
    for one in strange:
        await isolation.pass_over(one)


async def _keep(updates: list[dict[str, Any]], store: Store, handling: Handling) -> None:
    await store.expect([(update["update_id"], json.dumps(update)) for update in updates])
    for update in updates:
        handling.take(update)
    await handling.lull(_PATIENCE)
    await store.secure()


async def _fetch(
    bot: Bot, request: BaseRequest, offset: int
) -> tuple[list[dict[str, Any]], list[Any]]:
    """Raw updates, as the inbox keeps them: the bot's own method would give parsed ones.

    Beside them, what came that is none, or has an id that no database holds.
    """
    parameters = {
        "offset": offset,
        "timeout": _LONG_POLL,
        "limit": 100,
        "allowed_updates": json.dumps(ALLOWED_UPDATES),
    }
    answer: Any = await request.post(
        f"{bot.base_url}/getUpdates?{urlencode(parameters)}", read_timeout=_LONG_POLL + 5
    )
    if not isinstance(answer, list):
        raise TelegramError("getUpdates answered something that is not a list of updates")
    strange = [one for one in answer if not _is_update(one)]
    return [one for one in answer if _is_update(one)], strange


def _is_update(value: object) -> bool:
    update_id = value.get("update_id") if isinstance(value, dict) else None
    return type(update_id) is int and 0 <= update_id <= HIGHEST_UPDATE


def _why(error: Exception) -> str:
    return error.message if isinstance(error, TelegramError) else repr(error)
