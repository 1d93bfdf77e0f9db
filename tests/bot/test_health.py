"""What those who watch the bot see: probes and metrics, and nothing of what people said."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, TypeVar

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from bot.metrics import Metrics
from bot.pipeline.webhook import Webhook
from bot.preview.standin.standin import Call, PlannedFault
from bot.preview.standin.taps import PATIENCE
from bot.shelf import Shelf
from bot.storage.database import open_database
from bot.storage.effects import Backlog, Effect
from bot.storage.store import Store
from bot.storage.workshops import Records
from bot.telegram.contact import Contact
from conversations.diagnosing import Diagnosing
from tests.bot.gathering import fast_clock, gather
from tests.bot.harness import Hall, free_port, hurried

T = TypeVar("T")


@contextlib.asynccontextmanager
async def watched(hall: Hall, **more: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A bot with its web server, and a client of that."""
    port = free_port()
    async with (
        hall.bot(**{"web_port": port} | more),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{more.get('web_port', port)}") as client,
    ):
        yield client


async def values(client: httpx.AsyncClient) -> dict[str, float]:
    """All samples as `name{label=value}`."""
    response = await client.get("/metrics")
    assert response.headers["Content-Type"].startswith("text/plain")
    return {
        sample.name + "".join(f"{{{v}}}" for v in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


@pytest.fixture(autouse=True)
def counted_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.operations.health._COUNTS_HOLD", 0.0)


async def test_who_asks_often_for_counts_asks_the_database_once_a_second(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.operations.health._COUNTS_HOLD", 3600.0)
    asked, backlog = list[int](), Store.backlog

    async def counted(self: Store) -> Backlog:
        asked.append(1)
        return await backlog(self)

    monkeypatch.setattr(Store, "backlog", counted)
    async with watched(hall) as client:
        for _ in range(5):
            await client.get("/metrics")
    assert len(asked) == 1


async def test_a_polling_bot_is_alive_and_ready(hall: Hall) -> None:
    async with watched(hall) as client:
        assert (await client.get("/healthz")).status_code == 200
        ready = await client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {
        "database": True,
        "handling": True,
        "sending": True,
        "boards": True,
        "content": True,
        "telegram": True,
        "seconds": {"board": 0, "reply": 0, "update": 0},
    }


async def test_a_bot_with_a_webhook_is_watched_at_the_same_address(hall: Hall) -> None:
    async with watched(hall, **hall.by_webhook()) as client:
        assert (await client.get("/readyz")).status_code == 200


async def test_a_bot_whose_webhook_takes_nothing_yet_is_alive_but_not_ready(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Webhook, "open", lambda self, inlet: None)
    async with watched(hall, **hall.by_webhook()) as client:
        assert (await client.get("/healthz")).status_code == 200
        ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()) == (503, {"webhook": False})


async def test_a_bot_without_its_database_is_alive_but_not_ready(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuses(self: Store) -> Backlog:
        raise OperationalError("SELECT", None, OSError("disk I/O error"))

    monkeypatch.setattr(Store, "backlog", refuses)
    async with watched(hall) as client:
        assert (await client.get("/healthz")).status_code == 200
        ready = await client.get("/readyz")
        assert (ready.status_code, ready.json()["database"]) == (503, False)
        assert "mulai_outbox_calls NaN" in (await client.get("/metrics")).text


async def test_a_bot_that_cannot_write_is_not_ready(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(_self: Records, _work: Callable[[Connection], T]) -> T:
        raise OperationalError("INSERT", None, OSError("disk is full"))

    async with watched(hall) as client:
        monkeypatch.setattr(Records, "write", full)
        ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()["database"]) == (503, False)


@pytest.mark.parametrize(
    ("waiting", "part"),
    [(Backlog(1, 0, 0.0, 901.0), "handling"), (Backlog(0, 1, 901.0, 0.0), "sending")],
)
async def test_what_waits_for_a_quarter_of_an_hour_is_told_with_its_age(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, waiting: Backlog, part: str
) -> None:
    async def old(_: Store) -> Backlog:
        return waiting

    async with watched(hall) as client:
        monkeypatch.setattr(Store, "backlog", old)
        ready = await client.get("/readyz")
    assert ready.status_code == 503
    assert [name for name, well in ready.json().items() if well is False] == [part]
    assert max(ready.json()["seconds"].values()) == 901


async def test_the_oldest_update_that_waits_has_an_age(hall: Hall) -> None:
    database = await open_database(hall.storage.url)
    now = [1000.0]
    store = Store(database, lambda: now[0])
    await store.receive([(1, "{}"), (2, "{}")])
    now[0] = 1100.0
    await store.receive([(3, "{}")])
    await store.commit(Effect(1, (7, 7)))
    assert (await store.backlog()).inbox_age == 100.0
    await store.commit(Effect(2, (7, 7)))
    assert (await store.backlog()).inbox_age == 0.0
    await database.close()


async def test_a_board_that_stays_untrue_is_told_with_its_age(hall: Hall) -> None:
    room, port = await gather(hall, 1), free_port()
    silent = asyncio.Event()

    async def hang(call: Call) -> PlannedFault | None:
        if call.method == "editMessageText":
            await silent.wait()
        return None

    async with (
        hall.bot(clock=hurried(200), web_port=port),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        await room.opens()
        hall.standin.faults = hang
        panel = await room.panel("")
        await hall.tap(room.leader, panel, "Mulai pertanyaan pertama")
        async with asyncio.timeout(PATIENCE):
            while (told := await client.get("/readyz")).json()["boards"]:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert told.status_code == 503
        assert told.json()["seconds"]["board"] >= 180
        assert "mulai_board_age_seconds 0.0" not in (await client.get("/metrics")).text
        silent.set()
        async with asyncio.timeout(PATIENCE):
            while not (await client.get("/readyz")).json()["boards"]:  # noqa: ASYNC110
                await asyncio.sleep(0.02)


async def test_a_bot_without_telegram_is_alive_but_not_ready(hall: Hall) -> None:
    async def away(call: Call) -> PlannedFault | None:
        return PlannedFault(status=502)

    hall.standin.faults = away
    port = free_port()
    async with hall.starting(web_port=port), httpx.AsyncClient() as client:
        await hall.standin.wait_for(lambda: hall.standin.called("getMe"))
        assert (await client.get(f"http://127.0.0.1:{port}/healthz")).status_code == 200
        ready = await client.get(f"http://127.0.0.1:{port}/readyz")
    assert (ready.status_code, ready.json()["telegram"]) == (503, False)


def test_telegram_is_away_after_three_minutes_of_silence() -> None:
    times = iter((1000.0, 1179.0, 1180.0))
    contact = Contact(lambda: next(times))
    fresh = [contact.is_fresh]
    contact.heard()
    assert [*fresh, contact.is_fresh, contact.is_fresh] == [False, True, False]


async def test_what_is_stored_at_the_third_try_is_counted_once(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry_out, refusals = Store.carry_out, [1, 2]

    async def at_the_third_try(
        self: Store, update_id: int, work: Callable[[Connection], tuple[Sequence[Any], T]]
    ) -> tuple[Any, T]:
        if not refusals:
            return await carry_out(self, update_id, work)

        def undone(connection: Connection) -> tuple[Sequence[Any], T]:
            work(connection)
            refusals.pop()
            raise OperationalError("COMMIT", None, OSError("disk I/O error"))

        return await carry_out(self, update_id, undone)

    monkeypatch.setattr(Store, "carry_out", at_the_third_try)
    room = await gather(hall, 1)
    async with watched(hall, clock=fast_clock(20)) as client:
        before = await values(client)
        await room.opens()
        after = await values(client)
    opened = "mulai_workshops_total{opened}"
    assert not refusals
    assert after[opened] - before.get(opened, 0) == 1


async def test_what_happens_is_counted(hall: Hall) -> None:
    rina = await hall.person()
    async with watched(hall) as client:
        before = await values(client)
        message = await hall.ask(rina, "mulai dari mana?")
        await hall.tap(rina, message, "Selengkapnya")
        await hall.ask(rina, "resep rendang")
        await hall.ask(rina, "/diagnosa")
        now = await values(client)

    def more(name: str) -> float:
        return now.get(name, 0) - before.get(name, 0)

    assert more("mulai_updates_total{message}") == 3
    assert more("mulai_updates_total{callback_query}") == 1
    assert more("mulai_handling_seconds_count") == 4
    assert more("mulai_decisions_total{answer}") == 1
    assert more("mulai_decisions_total{unknown}") == 1
    assert more("mulai_diagnostics_total{started}") == 1
    assert now["mulai_inbox_updates"] == 0
    assert now["process_resident_memory_bytes"] > 0


async def test_refusals_and_waits_are_counted_by_code(hall: Hall) -> None:
    rina = await hall.person()
    faults = [
        PlannedFault(status=502),
        PlannedFault(status=429, retry_after=1),
        PlannedFault(lose_answer=True),
    ]

    async def unsteady(call: Call) -> PlannedFault | None:
        return faults.pop(0) if faults and call.method == "sendMessage" else None

    hall.standin.faults = unsteady
    async with watched(hall) as client:
        before = await values(client)
        await hall.ask(rina, "mulai dari mana?")
        await hall.standin.wait_for(lambda: len(hall.standin.sent(rina.id)) == 2)
        now = await values(client)
    for code in ("502", "429", "network"):
        name = f"mulai_telegram_errors_total{{{code}}}"
        assert now[name] - before.get(name, 0) == 1
    waited = "mulai_telegram_wait_seconds_total"
    assert now[waited] - before[waited] == 1


async def test_what_waits_to_be_sent_is_measured(hall: Hall) -> None:
    rina = await hall.person()

    async def stuck(call: Call) -> PlannedFault | None:
        return PlannedFault(status=500) if call.method == "sendMessage" else None

    hall.standin.faults = stuck
    async with watched(hall) as client:
        await hall.standin.people.say(hall.standin.people.private(rina), rina, "apa itu csco?")
        await hall.standin.wait_for(lambda: hall.standin.called("sendMessage"))
        now = await values(client)
        assert now["mulai_outbox_calls"] == 1
        assert now["mulai_outbox_age_seconds"] >= 0


async def test_no_metric_tells_who_or_what(hall: Hall) -> None:
    rina = await hall.person("Rinawati")
    async with watched(hall) as client:
        await hall.ask(rina, "apa kabar rahasia dapur?")
        told = (await client.get("/metrics")).text
    for secret in (str(rina.id), "Rinawati", "rahasia", hall.standin.token):
        assert secret not in told


def test_the_content_in_use_is_named_by_its_version() -> None:
    shelf = Shelf()
    assert len(shelf.version) == 12
    metrics = Metrics()
    metrics.waits(3, 2, 1.5, 2.5)
    metrics.content_is(shelf.version)
    told = metrics.exposition().decode()
    assert f'mulai_content_info{{version="{shelf.version}"}} 1.0' in told
    assert "mulai_outbox_age_seconds 1.5" in told
    assert "mulai_inbox_age_seconds 2.5" in told
    metrics.content_is("another")
    assert shelf.version not in metrics.exposition().decode()


def test_the_names_of_the_metrics_stay() -> None:
    named = re.findall(r"^# TYPE (mulai_\w+) (\w+)$", Metrics().exposition().decode(), re.MULTILINE)
    assert {name: kind for name, kind in named if not name.endswith("_created")} == {
        "mulai_updates_total": "counter",
        "mulai_failed_updates_total": "counter",
        "mulai_handling_seconds": "histogram",
        "mulai_decisions_total": "counter",
        "mulai_ratings_total": "counter",
        "mulai_facets_total": "counter",
        "mulai_facet_ratings_total": "counter",
        "mulai_diagnostics_total": "counter",
        "mulai_elsewhere_total": "counter",
        "mulai_workshops_total": "counter",
        "mulai_workshop_votes_total": "counter",
        "mulai_telegram_errors_total": "counter",
        "mulai_telegram_wait_seconds_total": "counter",
        "mulai_inbox_updates": "gauge",
        "mulai_outbox_calls": "gauge",
        "mulai_outbox_age_seconds": "gauge",
        "mulai_inbox_age_seconds": "gauge",
        "mulai_board_age_seconds": "gauge",
        "mulai_content_info": "gauge",
    }


def test_what_was_asked_about_a_topic_is_counted_with_the_answer_and_its_thumbs() -> None:
    metrics = Metrics()
    metrics.question_decided("answer", "cost")
    metrics.question_decided("unknown")
    metrics.answer_rated("cost", helpful=False)
    metrics.answer_rated(helpful=True)
    told = metrics.exposition().decode()
    assert 'mulai_facets_total{facet="cost"} 1.0' in told
    assert 'mulai_facet_ratings_total{facet="cost",thumb="down"} 1.0' in told
    assert told.count("mulai_facets_total{") == told.count("mulai_facet_ratings_total{") == 1
    assert 'mulai_ratings_total{thumb="up"} 1.0' in told


@pytest.mark.parametrize(
    ("before", "after", "counted"),
    [
        (None, None, None),
        (None, Diagnosing(1), "started"),
        (Diagnosing(1, screen=""), Diagnosing(2), "started"),
        (Diagnosing(1), Diagnosing(1, screen="food"), "needs"),
        (Diagnosing(1, screen="food"), Diagnosing(1, screen="water"), None),
        (Diagnosing(1, screen="generation"), Diagnosing(1, screen="food"), None),
        (Diagnosing(1, screen="domains"), Diagnosing(1, screen=""), "finished"),
        (Diagnosing(2, screen=""), Diagnosing(1, screen="review"), None),
    ],
)
def test_a_diagnostic_is_counted_when_it_comes_to_a_later_stage(
    before: Diagnosing | None, after: Diagnosing | None, counted: str | None
) -> None:
    metrics = Metrics()
    metrics.diagnostic_moved(before, after)
    assert metrics.counted() == ({f"diagnostics.{counted}": 1} if counted else {})
