"""What Telegram tells of the bot and its webhook, asked past the bot itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp

from bot.settings import Settings
from bot.telegram.contact import authorities_for, proxy_for


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    """An answer of the Bot API. date: its header, if any. result: None where it refused."""

    status: int
    date: str | None
    result: dict[str, Any] | None


async def ask_telegram(
    settings: Settings, now: Callable[[], datetime]
) -> tuple[ApiAnswer, ApiAnswer, datetime]:
    """Telegram's answers to getMe and getWebhookInfo, and when the first one came.

    Goes by the same way as the bot. Raises WayError, aiohttp.ClientError and OSError.
    """
    url, token = settings.telegram_api_url, settings.telegram_token
    address = f"{url}/bot{token.get_secret_value() if token else ''}"
    trusted, proxy = authorities_for(url), proxy_for(url)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=trusted),
        proxy=proxy,
        timeout=aiohttp.ClientTimeout(total=10),
    ) as session:
        me = await _answer(session, f"{address}/getMe")
        told = now()
        return me, await _answer(session, f"{address}/getWebhookInfo"), told


async def _answer(session: aiohttp.ClientSession, url: str) -> ApiAnswer:
    async with session.get(url, allow_redirects=False) as response:
        body = await response.read()
        return ApiAnswer(response.status, response.headers.get("Date"), _result(body))


def _result(body: bytes) -> dict[str, Any] | None:
    """What a method of the Bot API gives; None where it refuses."""
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    result = answer.get("result") if isinstance(answer, dict) and answer.get("ok") else None
    return result if isinstance(result, dict) else None
