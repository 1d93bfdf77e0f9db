"""A flood slows the one who makes it; groups that are not served hear that once."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.pipeline.turns import PersonKey, Turns
from bot.preview.standin.taps import PATIENCE
from bot.telegram import pacing
from bot.telegram.pacing import Pace
from bot.telegram.updates import person_of
from tests.bot.databases import both
from tests.bot.harness import Hall
from tests.bot.test_way_of_a_message import all_settled, rows

RINA, BUDI = 1, 2


def update(update_id: int, person: int) -> dict[str, Any]:
    return {"update_id": update_id, "message": {"chat": {"id": person}, "from": {"id": person}}}


class Desk:
    """Handles updates one after the other when told to, and has an inbox."""

    def __init__(self, in_hand: int = 3) -> None:
        self.turns = Turns(self.handle, self.body, in_hand)
        self.inbox: dict[int, str | None] = {}
        self.done: dict[int, list[int]] = defaultdict(list)
        self.now = self.most = 0
        self.gates = {RINA: asyncio.Event(), BUDI: asyncio.Event()}
        self.locks = {RINA: asyncio.Lock(), BUDI: asyncio.Lock()}
        self.refusals = 0

    def post(self, update_id: int, person: int) -> None:
        """An update comes in."""
        self.inbox[update_id] = json.dumps(update(update_id, person))
        self.turns.take(update(update_id, person))

    async def handle(self, raw: dict[str, Any]) -> None:
        person = person_of(raw)[1]
        if person == RINA:
            self.now += 1
            self.most = max(self.most, self.now)
        async with self.locks[person]:
            await self.gates[person].wait()
            await asyncio.sleep(0)
            self.done[person].append(raw["update_id"])
            self.inbox[raw["update_id"]] = None
        if person == RINA:
            self.now -= 1

    async def body(self, update_id: int) -> str | None:
        await asyncio.sleep(0)
        if self.refusals:
            self.refusals -= 1
            raise OperationalError("SELECT", None, OSError("locked"))
        return self.inbox[update_id]

    async def until(self, person: int, count: int) -> None:
        """Wait until so many of a person are done."""
        async with asyncio.timeout(PATIENCE):
            while len(self.done[person]) < count:  # noqa: ASYNC110
                await asyncio.sleep(0.001)


async def test_few_updates_of_one_person_are_in_hand_and_all_are_handled_in_order() -> None:
    desk = Desk()
    desk.gates[RINA].set()
    for update_id in range(200):
        desk.post(update_id, RINA)
        if update_id % 7 == 0:
            await asyncio.sleep(0)
    await desk.until(RINA, 200)
    assert desk.done[RINA] == list(range(200))
    assert 1 < desk.most <= 3


async def test_a_flood_holds_up_nobody_else() -> None:
    desk = Desk()
    desk.gates[BUDI].set()
    for update_id in range(100):
        desk.post(update_id, RINA)
    desk.post(100, BUDI)
    await desk.until(BUDI, 1)
    assert desk.done[RINA] == []
    desk.gates[RINA].set()
    await desk.until(RINA, 100)


async def test_what_is_handled_meanwhile_is_not_handled_again() -> None:
    desk = Desk(in_hand=1)
    for update_id in range(3):
        desk.post(update_id, RINA)
    desk.inbox[1] = None
    desk.gates[RINA].set()
    await desk.until(RINA, 2)
    assert desk.done[RINA] == [0, 2]


async def test_what_is_not_yet_in_the_inbox_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.pipeline.turns._ASK_AGAIN", 0.01)
    desk = Desk(in_hand=1)
    desk.gates[RINA].set()
    desk.refusals = 2
    desk.post(0, RINA)
    for update_id in (1, 2):
        desk.turns.take(update(update_id, RINA))
    await desk.until(RINA, 1)
    await asyncio.sleep(0.05)
    assert desk.done[RINA] == [0]
    for update_id in (1, 2):
        desk.inbox[update_id] = json.dumps(update(update_id, RINA))
    await desk.until(RINA, 3)
    assert desk.done[RINA] == [0, 1, 2]


async def test_a_stop_waits_for_what_is_in_hand_and_leaves_the_rest() -> None:
    desk = Desk()
    for update_id in range(10):
        desk.post(update_id, RINA)
    asyncio.get_running_loop().call_later(0.02, desk.gates[RINA].set)
    await desk.turns.settle(1)
    assert desk.done[RINA] == [0, 1, 2]
    assert [number for number, body in desk.inbox.items() if body] == list(range(3, 10))


@pytest.mark.parametrize(
    ("raw", "person"),
    [
        ({"update_id": 1, "message": {"chat": {"id": -5}, "from": {"id": 7}}}, (-5, 7)),
        (
            {
                "update_id": 1,
                "callback_query": {"from": {"id": 7}, "message": {"chat": {"id": -5}}},
            },
            (-5, 7),
        ),
        ({"update_id": 1, "callback_query": {"from": {"id": 7}}}, (0, 7)),
        ({"update_id": 1, "message": {"chat": 5, "from": [], "message": "x"}}, (0, 0)),
        ({"update_id": 1, "message": "text"}, (0, 0)),
        ({"update_id": 1}, (0, 0)),
    ],
)
def test_whose_an_update_is_can_be_told_of_any_shape(
    raw: dict[str, Any], person: PersonKey
) -> None:
    assert person_of(raw) == person


@both()
async def test_in_a_flood_every_message_is_answered_in_order(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pace in ("OVERALL", "PRIVATE"):
        monkeypatch.setattr(pacing, pace, Pace(10_000, 10_000))
    rina, budi = await hall.person("Rina"), await hall.person("Budi")
    chat = hall.standin.people.private(rina)
    texts = ["mulai dari mana?", "apa itu csco?"] * 75
    for text in texts:
        await hall.standin.people.say(chat, rina, text)
    async with hall.bot():
        await hall.ask(budi, "mulai dari mana?")
        assert len(hall.standin.sent(chat.id)) < len(texts)
        await hall.standin.wait_for(lambda: len(hall.standin.sent(chat.id)) == len(texts))
        await all_settled(hall)
        told = [message["text"].split("\n")[0] for message in hall.standin.sent(chat.id)]
    assert told == ["Dimulai dari mana?", "Apa itu Chief Smart City Officer?"] * 75


async def test_a_group_that_is_not_served_hears_so_once(hall: Hall) -> None:
    rina, budi = await hall.person("Rina"), await hall.person("Budi")
    served = await hall.standin.people.make_group("Dilayani", [rina])
    other = await hall.standin.people.make_group("Lain", [rina, budi])
    closed = hall.knowledge.edition("id").say("group-closed")
    for _ in range(2):  # a restart does not make it say so again
        async with hall.bot(groups=frozenset({served.id})):
            people = hall.standin.people
            await people.say(other, rina, "/tanya mulai dari mana?")
            await people.say(other, budi, "/tanya mulai dari mana?")
            await hall.ask(rina, "/tanya mulai dari mana?", served)
            await hall.ask(budi, "mulai dari mana?")
            await all_settled(hall)
    assert [message["text"] for message in hall.standin.sent(other.id)] == [closed]
    assert rows(hall, f"SELECT user_id FROM conversations WHERE chat_id = {other.id}") == [(0,)]  # noqa: S608


async def test_a_tap_in_a_group_that_is_no_longer_served_does_not_spin(hall: Hall) -> None:
    rina = await hall.person()
    group = await hall.standin.people.make_group("Lain", [rina])
    async with hall.bot():
        await hall.standin.wait_for(lambda: hall.standin.sent(group.id))
        message = await hall.ask(rina, "/tanya mulai dari mana?", group)
        await all_settled(hall)
    async with hall.bot(groups=frozenset({-1})):
        toast = await hall.tap(rina, message, "Selengkapnya")
        await all_settled(hall)
    assert toast.text == ""
    assert message["text"].startswith("Dimulai")


async def test_a_person_in_private_is_served_whatever_the_groups(hall: Hall) -> None:
    rina = await hall.person()
    async with hall.bot(groups=frozenset({-1})):
        assert await hall.ask(rina, "mulai dari mana?")
