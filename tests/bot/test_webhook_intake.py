"""Updates that Telegram posts: taken from Telegram only, and only when they are safe."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import sqlite3
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from bot import app
from bot.pipeline.webhook import LARGEST_BODY, Inlet
from bot.preview.standin.standin import Call, PlannedFault
from bot.storage.store import Store
from bot.telegram.updates import ALLOWED_UPDATES
from tests.bot.harness import SECRET, Hall

JSON = "application/json"


@dataclass
class Post:
    """Posts to a webhook as Telegram does, or not quite so."""

    url: str
    client: httpx.AsyncClient

    async def __call__(
        self, body: bytes | dict[str, Any], secret: str = SECRET, kind: str = JSON
    ) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret, "Content-Type": kind}
        return await self.client.post(self.url, content=content, headers=headers)


@contextlib.asynccontextmanager
async def hooked(hall: Hall, **more: Any) -> AsyncIterator[Post]:
    """A bot that gets its updates by webhook."""
    settings = hall.by_webhook() | more
    async with hall.bot(**settings), httpx.AsyncClient() as client:
        yield Post(settings["webhook_url"], client)


def inbox(hall: Hall) -> list[int]:
    with contextlib.closing(sqlite3.connect(hall.folder / "mulai.sqlite3")) as connection:
        return [row[0] for row in connection.execute("SELECT update_id FROM inbox")]


async def test_a_question_that_is_posted_is_answered(hall: Hall) -> None:
    rina = await hall.person()
    async with hooked(hall) as post:
        message = await hall.ask(rina, "mulai dari mana?")
        assert message["text"].startswith("Dimulai dari mana?")
        await hall.tap(rina, message, "Selengkapnya")
    (call,) = hall.standin.called("setWebhook")
    assert call.parameters["url"] == post.url
    assert call.parameters["secret_token"] == SECRET
    assert call.parameters["allowed_updates"] == list(ALLOWED_UPDATES)
    assert not hall.standin.called("getUpdates")


@pytest.mark.parametrize(("told", "posted"), [("/telegram", "/telegram/"), ("/hook/", "/hook")])
async def test_a_slash_at_the_end_of_the_path_does_not_matter(
    hall: Hall, told: str, posted: str
) -> None:
    settings = hall.by_webhook()
    base = settings["webhook_url"].removesuffix("/telegram")
    async with hooked(hall, webhook_url=base + told, web_port=settings["web_port"]) as post:
        post.url = base + posted
        assert (await post({"update_id": 7})).status_code == 200


async def test_an_update_posted_twice_has_one_effect(hall: Hall) -> None:
    rina = await hall.person()
    async with hooked(hall):
        await hall.ask(rina, "mulai dari mana?")
        hall.standin.redeliver(max(hall.standin.updates.all))
        await hall.standin.wait_for(lambda: not hall.standin.updates.waiting)
        await hall.ask(rina, "apa itu csco?")
    assert len(hall.standin.called("sendMessage")) == 2


async def test_an_update_is_in_the_inbox_before_telegram_hears_yes(hall: Hall) -> None:
    async with hooked(hall) as post:
        response = await post({"update_id": 77})
        assert (response.status_code, response.content) == (200, b"")
        assert inbox(hall) == [77]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[]", 400),
        (b"7", 400),
        (b"{}", 400),
        (b'{"update_id": true}', 400),
        (b'{"update_id": "1"}', 400),
        (b'{"update_id": -1}', 400),
        (b'{"update_id": 1e3}', 400),
        (b"[" * 100_000, 400),
        (b'{"update_id": 1, "text": "%s"}' % (b"x" * LARGEST_BODY), 413),
    ],
    ids=lambda value: str(value[:20] if isinstance(value, bytes) else value),
)
async def test_what_is_no_update_is_refused(hall: Hall, body: bytes, status: int) -> None:
    async with hooked(hall) as post:
        assert (await post(body)).status_code == status
        assert inbox(hall) == []


async def test_only_telegram_is_listened_to(hall: Hall) -> None:
    update = {"update_id": 1}
    async with hooked(hall) as post:
        for secret in ("", "wrong", SECRET + "x", SECRET[:-1], "rahasia\xe9"):
            headers = {b"X-Telegram-Bot-Api-Secret-Token": secret.encode("latin-1")}
            answer = await post.client.post(post.url, json=update, headers=headers)
            assert answer.status_code == 403
        assert (await post.client.post(post.url, json=update)).status_code == 403
        assert (await post(update, kind="text/plain")).status_code == 415
        assert (await post.client.get(post.url)).status_code == 405
        assert (await post.client.post(post.url + "/x", json=update)).status_code == 404
        assert inbox(hall) == []
        assert (await post(update, kind="application/json; charset=utf-8")).status_code == 200


async def test_a_body_without_a_length_is_limited_too(hall: Hall) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b" " * (LARGEST_BODY // 32)

    async with hooked(hall) as post:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": JSON}
        # The server may have hung up before all was said.
        with contextlib.suppress(httpx.WriteError):
            response = await post.client.post(post.url, content=endless(), headers=headers)
            assert response.status_code == 413
        assert inbox(hall) == []


async def test_a_body_that_does_not_come_is_not_waited_for(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.pipeline.webhook._BODY_WITHIN", 0.05)
    async with hooked(hall) as post:
        url = httpx.URL(post.url)
        reader, writer = await asyncio.open_connection(url.host, url.port)
        head = (
            f"POST {url.path} HTTP/1.1\r\nHost: {url.host}\r\nContent-Type: {JSON}\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: 2\r\n\r\n"
        )
        writer.write(head.encode() + b"{")
        assert b" 408 " in await reader.readline()
        writer.close()
        await writer.wait_closed()


async def test_telegram_comes_again_while_the_database_refuses(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    rina = await hall.person()
    receive = Store.receive
    refused: list[tuple[int, str]] = []
    pauses: list[float] = []

    async def locked(self: Store, updates: Sequence[tuple[int, str]]) -> None:
        if len(refused) < 2:
            refused.extend(updates)
            raise OperationalError("INSERT", None, sqlite3.OperationalError("database is locked"))
        await receive(self, updates)

    async def soon(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(Store, "receive", locked)
    hall.standin.webhook.sleep = soon
    async with hooked(hall):
        await hall.ask(rina, "mulai dari mana?")
    assert pauses == [2, 2]
    assert hall.standin.webhook.last_error == "Wrong response from the webhook: 503"


async def test_updates_that_come_at_once_are_committed_at_once() -> None:
    batches: list[list[int]] = []
    taken: list[int] = []
    first_in_hand, go_on = asyncio.Event(), asyncio.Event()

    class Slow(Store):
        """Commits when it is told to."""

        def __init__(self) -> None:
            pass

        async def receive(self, updates: Sequence[tuple[int, str]]) -> None:
            batches.append([update_id for update_id, _ in updates])
            first_in_hand.set()
            await go_on.wait()

        async def secure(self) -> None:
            pass

    nothing_strange: Any = None
    inlet = Inlet(
        Slow(), lambda update: taken.append(update["update_id"]), nothing_strange, lambda _: False
    )
    async with asyncio.TaskGroup() as group:
        group.create_task(inlet.keep({"update_id": 1}))
        await first_in_hand.wait()
        for update_id in range(2, 30):
            group.create_task(inlet.keep({"update_id": update_id}))
        await asyncio.sleep(0)
        go_on.set()
    assert batches == [[1], list(range(2, 30))]
    assert taken == list(range(1, 30))


async def test_requests_in_hand_are_finished_at_the_end(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive, in_hand, go_on = Store.receive, asyncio.Event(), asyncio.Event()

    async def slow(self: Store, updates: Sequence[tuple[int, str]]) -> None:
        in_hand.set()
        await go_on.wait()
        await receive(self, updates)

    monkeypatch.setattr(Store, "receive", slow)
    async with httpx.AsyncClient() as client:
        async with hooked(hall) as post:
            answer = asyncio.create_task(Post(post.url, client)({"update_id": 5}))
            await in_hand.wait()
            asyncio.get_running_loop().call_later(0.1, go_on.set)
        assert (await answer).status_code == 200
    assert inbox(hall) == [5]


async def test_between_webhook_and_polling_nothing_is_dropped(hall: Hall) -> None:
    rina = await hall.person()
    chat, people = hall.standin.people.private(rina), hall.standin.people
    async with hooked(hall):
        await hall.ask(rina, "mulai dari mana?")
    await people.say(chat, rina, "apa itu csco?")
    async with hall.bot():
        await hall.next_message(chat, 1)
        assert hall.standin.updates.webhook_url == ""
    await people.say(chat, rina, "mulai dari mana?")
    async with hooked(hall):
        await hall.next_message(chat, 2)
    calls = [*hall.standin.called("setWebhook"), *hall.standin.called("deleteWebhook")]
    assert not any(call.parameters.get("drop_pending_updates") for call in calls)


async def test_an_address_that_telegram_refuses_stops_the_start(hall: Hall) -> None:
    async def refuse(call: Call) -> PlannedFault | None:
        return PlannedFault(status=400) if call.method == "setWebhook" else None

    hall.standin.faults = refuse
    with pytest.raises(app.StartError, match="MULAI_WEBHOOK_URL is refused"):
        async with hooked(hall):
            pass


async def test_a_port_in_use_stops_the_start(hall: Hall) -> None:
    """Another program has it; a second bot on the same database would wait for the first to end."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(app.StartError, match="MULAI_WEB_PORT"):
            async with hall.bot(**hall.by_webhook() | {"web_port": port}):
                pass
