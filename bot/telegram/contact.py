"""Requests to the Bot API, and when Telegram answered last."""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import certifi
import structlog
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.metrics import Metrics

log = structlog.get_logger()

# Seconds without an answer after which Telegram is asked for a sign of life, and after which it
# counts as away. Chosen: two tries before a probe reports the bot as not ready.
_ASK_AFTER, _AWAY_AFTER = 60.0, 180.0
# Most seconds for making a connection, and for a whole call: one with a file, the answer of a tap,
# any other. Chosen: a call that hangs holds its chat no longer than people wait, and a tap can be
# answered a second time before Telegram gives it up. What Telegram took without our hearing of it
# is then said twice.
_CONNECT, _FILE, _TAP, _CALL = 5.0, 30.0, 5.0, 10.0
# Answers of taps at the same time; they have connections of their own, so that no call that hangs
# can take them. Chosen: a hall taps together.
_TAPS_AT_ONCE = 32
_ANSWER_TAP = "answerCallbackQuery"

_JSON = {"Content-Type": "application/json"}


class WayError(Exception):
    """The environment names a way to Telegram that cannot be used; the message says what to do."""


class Contact:
    """When Telegram answered last.

    clock: seconds that never go back. sleep: lets some pass.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._heard: float | None = None
        self._fetched: float | None = None
        self._silent = False

    def heard(self) -> None:
        """Telegram has answered just now."""
        if self._silent:
            log.info("Telegram answers again", after=round(self._silence()))
        self._silent = False
        self._heard = self._clock()

    def missed(self) -> None:
        """Telegram was asked and has not answered: says so once when that has lasted a minute."""
        if not self._silent and self._silence() >= _ASK_AFTER:
            self._silent = True
            log.warning("Telegram has not answered for a minute")

    def fetched(self) -> None:
        """Updates were fetched and kept just now, or are going to be from now on."""
        self._fetched = self._clock()

    @property
    def is_fresh(self) -> bool:
        """Whether Telegram answered within the last three minutes, and gave updates if it is asked
        for them: to a second bot that polls it answers too, but gives none.
        """
        if self._fetched is not None and self._clock() - self._fetched >= _AWAY_AFTER:
            return False
        return self._silence() < _AWAY_AFTER

    async def keep(self, bot: Bot) -> None:
        """Run forever: ask Telegram for a sign of life after each minute of silence."""
        while True:
            wait = _ASK_AFTER - self._silence()
            if wait <= 0:
                wait = _ASK_AFTER
                try:
                    await bot.get_me()
                except TelegramError:
                    self.missed()
                    wait = _ASK_AFTER / 6
            await self._sleep(wait)

    def _silence(self) -> float:
        return float("inf") if self._heard is None else self._clock() - self._heard


class CountedRequest(BaseRequest):
    """The library's connections, by aiohttp, which costs a fifth of what its own do.

    contact: is told of answers. metrics: are told what is refused.

    count: how many connections at most, beside those for taps. trusted: the certificate
    authorities, True for the system's. proxy: the address of a proxy that calls go through.
    Calls raise NetworkError, TimedOut among them, as the library's own do.
    """

    def __init__(
        self,
        contact: Contact,
        metrics: Metrics,
        count: int,
        trusted: ssl.SSLContext | bool,
        proxy: str | None,
    ) -> None:
        self._contact = contact
        self._metrics = metrics
        self._count = count
        self._trusted = trusted
        self._proxy = proxy
        self._sessions: tuple[aiohttp.ClientSession, ...] = ()

    @property
    def read_timeout(self) -> float:
        """Seconds that an answer may take."""
        return _CALL

    async def initialize(self) -> None:
        """Make ready; connections are made when they are needed."""
        if not self._sessions:
            self._sessions = self._open(self._count), self._open(_TAPS_AT_ONCE)

    async def shutdown(self) -> None:
        """Close all connections."""
        sessions, self._sessions = self._sessions, ()
        for session in sessions:
            await session.close()

    def _open(self, count: int) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=count, ssl=self._trusted),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self.USER_AGENT},
            proxy=self._proxy,
        )

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """What the Bot API answers. Raises NetworkError, to be tried again, for what it never
        does: half an answer, or the page of some proxy in between."""
        try:  # the library's own method would log what it cannot read, people's texts included
            answer = json.loads(payload)
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or not answer.keys() & {"result", "description"}:
            raise NetworkError("the answer is not one of the Bot API")
        return answer

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make a request; return the status and the body. read_timeout: seconds for all of it."""
        limits = _limits(url, request_data, read_timeout)
        try:
            code, body = await self._request(method, url, request_data, limits)
        except TimeoutError as error:
            self._metrics.call_refused(None)
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            self._metrics.call_refused(None)
            # The text of the error may contain the address, and so the token.
            raise NetworkError(f"aiohttp.{type(error).__name__}") from error
        if code < 500:  # a higher status comes from a proxy, not from Telegram
            self._contact.heard()
        if code >= 400:
            self._metrics.call_refused(code)
        return code, body

    async def _request(
        self, method: str, url: str, data: RequestData | None, limits: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        if not self._sessions:
            raise RuntimeError("a request before initialize() or after shutdown()")
        calls, taps = self._sessions
        body, headers = _body(data)
        async with (taps if url.endswith(_ANSWER_TAP) else calls).request(
            method, url, data=body, headers=headers, timeout=limits, allow_redirects=False
        ) as answer:
            return answer.status, await answer.read()


def authorities_for(url: str) -> ssl.SSLContext | bool:
    """The certificate authorities that vouch for an address; True for one that needs none.

    Raises WayError.
    """
    if not url.startswith("https:"):
        return True
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    try:
        if file:
            return ssl.create_default_context(cafile=file)
        if folder:
            return ssl.create_default_context(capath=folder)
        # The same everywhere, where a system may have none.
        return ssl.create_default_context(cafile=certifi.where())
    except OSError as error:
        raise WayError(
            "SSL_CERT_FILE or SSL_CERT_DIR names certificates that cannot be read "
            f"({error.strerror or error}); expected a file, or a folder, that holds some"
        ) from None


def proxy_for(url: str) -> str | None:
    """The proxy that the environment names for an address (HTTPS_PROXY, NO_PROXY), if any.

    Raises WayError for one of a kind that calls cannot go through.
    """
    parts = urlsplit(url)
    if proxy_bypass(parts.hostname or ""):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy:
        return None
    kind = proxy.partition("://")[0] if "://" in proxy else ""
    if kind.lower() not in {"", "http", "https"}:
        raise WayError(
            f"{parts.scheme.upper()}_PROXY or ALL_PROXY names a {kind} proxy; "
            "expected one such as http://host:port"
        )
    return proxy if kind else f"http://{proxy}"


def _body(data: RequestData | None) -> tuple[aiohttp.FormData | bytes | None, dict[str, str]]:
    """What a request carries, and its headers."""
    if data is None:
        return None, {}
    files = data.multipart_data
    if not files:
        return json.dumps(data.parameters, ensure_ascii=False).encode(), _JSON
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, kind) in files.items():
        form.add_field(name, content, filename=file_name, content_type=kind)
    return form, {}


def _limits(url: str, data: RequestData | None, asked: Any) -> aiohttp.ClientTimeout:
    """How long a call may take. asked: seconds, where the caller says so, as a long poll does."""
    ours = _FILE if data and data.multipart_data else _TAP if url.endswith(_ANSWER_TAP) else _CALL
    total = ours if asked is BaseRequest.DEFAULT_NONE else asked
    return aiohttp.ClientTimeout(total=total, sock_connect=_CONNECT)
