"""The statistics over real HTTP: what people did today is in the week."""

from __future__ import annotations

import pytest

from tests.bot.databases import both
from tests.bot.harness import Hall
from tests.bot.test_way_of_a_message import until

pytestmark = both()


async def test_an_admin_sees_what_was_counted_seconds_ago(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.operations.tallies._EVERY", 0.02)
    rina, budi = await hall.person("Rina"), await hall.person("Budi")
    async with hall.bot(admins=frozenset({rina.id})):
        message = await hall.ask(budi, "mulai dari mana?")
        await hall.tap(budi, message, "👍")
        await hall.ask(budi, "siapa presiden?")
        await until(hall, "SELECT sum(times) FROM tallies", 3)
        told = (await hall.ask(rina, "/statistik"))["text"]
        assert (await hall.ask(budi, "/statistik"))["text"].startswith("Perintah /statistik tidak")
    assert "Terjawab 1, diberi pilihan 0, belum bisa dijawab 1" in told
    assert "👍 1   👎 0" in told
    assert "▇ 2" in told


async def test_an_update_delivered_twice_is_counted_once(hall: Hall) -> None:
    rina = await hall.person()
    async with hall.bot():
        await hall.ask(rina, "mulai dari mana?")
        hall.standin.redeliver(max(hall.standin.updates.all))
        await hall.ask(rina, "apa itu csco?")
    await until(hall, "SELECT sum(times) FROM tallies WHERE what = 'decisions.answer'", 2)


async def test_counts_are_written_when_the_bot_stops(hall: Hall) -> None:
    rina = await hall.person()
    async with hall.bot():
        await hall.ask(rina, "mulai dari mana?")
    await until(hall, "SELECT sum(times) FROM tallies WHERE what = 'decisions.answer'", 1)
