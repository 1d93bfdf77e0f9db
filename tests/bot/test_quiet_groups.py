"""Admins of a group switch the answers to free words off and on there."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import pytest

from bot.preview.standin.chats import Chat, Person
from bot.preview.standin.standin import Call, PlannedFault
from tests.bot.databases import both
from tests.bot.harness import Hall
from tests.bot.test_way_of_a_message import all_settled, rows, until

pytestmark = both()

ASKS = "@mulai_bot mulai dari mana?"


@pytest.fixture
async def admin(hall: Hall) -> Person:
    return await hall.person("Rina")


@pytest.fixture
async def budi(hall: Hall) -> Person:
    return await hall.person("Budi")


@pytest.fixture
async def group(hall: Hall, admin: Person, budi: Person) -> Chat:
    owner = await hall.person("Sari")
    hall.standin.world.privacy = False  # else Telegram keeps most free words to itself
    people = hall.standin.people
    group = await people.make_group("Tim Kota", [owner, admin, budi], supergroup=True)
    await people.promote(group, admin)
    return group


@contextlib.asynccontextmanager
async def bot(hall: Hall, group: Chat) -> AsyncIterator[None]:
    """A bot that has greeted the group."""
    async with hall.bot():
        await hall.next_message(group, 0)
        yield


def told(hall: Hall, group: Chat) -> list[str]:
    return [message["text"] for message in hall.standin.sent(group.id)]


async def test_a_quiet_group_still_takes_commands_and_can_be_woken(
    hall: Hall, admin: Person, budi: Person, group: Chat
) -> None:
    edition = hall.knowledge.edition("id")
    async with bot(hall, group):
        assert (await hall.ask(admin, "/diam", group))["text"] == edition.say("quiet")
        before = len(told(hall, group))
        await hall.standin.people.say(group, budi, ASKS)
        await hall.standin.people.say(group, budi, "@mulai_bot")
        assert (await hall.ask(budi, "/tanya mulai dari mana?", group))["text"]
        await all_settled(hall)
        assert len(told(hall, group)) == before + 1
        assert (await hall.ask(admin, "/talk", group))["text"] == edition.say("talk")
        assert "Dimulai dari mana?" in (await hall.ask(budi, ASKS, group))["text"]


async def test_who_is_no_admin_is_told_so_and_nothing_changes(
    hall: Hall, budi: Person, group: Chat
) -> None:
    async with bot(hall, group):
        words = hall.knowledge.edition("id").say("quiet-not-admin")
        assert (await hall.ask(budi, "/diam", group))["text"] == words
        assert "Dimulai dari mana?" in (await hall.ask(budi, ASKS, group))["text"]
    assert rows(hall, "SELECT count(*) FROM quiet_groups") == [(0,)]


async def test_an_anonymous_admin_is_an_admin_and_telegram_is_not_asked(
    hall: Hall, admin: Person, group: Chat
) -> None:
    await hall.standin.people.promote(group, admin, anonymous=True)
    async with bot(hall, group):
        before = len(told(hall, group))
        await hall.standin.people.say(group, admin, "/quiet", anonymous=True)
        await hall.next_message(group, before)
        await all_settled(hall)
    assert rows(hall, "SELECT chat_id FROM quiet_groups") == [(group.id,)]
    assert not hall.standin.called("getChatMember")


async def test_telegram_is_asked_once_a_minute_at_most(
    hall: Hall, admin: Person, group: Chat
) -> None:
    async with bot(hall, group):
        for command in ("/diam", "/bicara", "/diam"):
            await hall.ask(admin, command, group)
    assert len(hall.standin.called("getChatMember")) == 1


async def test_where_telegram_does_not_tell_the_person_is_asked_to_try_again(
    hall: Hall, admin: Person, group: Chat
) -> None:
    async def broken(call: Call) -> PlannedFault | None:
        return PlannedFault(status=502) if call.method == "getChatMember" else None

    hall.standin.faults = broken
    async with bot(hall, group):
        words = hall.knowledge.edition("id").say("fault")
        assert (await hall.ask(admin, "/diam", group))["text"] == words
    assert rows(hall, "SELECT count(*) FROM quiet_groups") == [(0,)]


async def test_a_group_stays_quiet_under_its_new_id(hall: Hall, admin: Person) -> None:
    old = await hall.standin.people.make_group("Tim Kota", [admin])
    async with bot(hall, old):
        await hall.ask(admin, "/diam", old)
        new = await hall.standin.people.migrate(old)
        await until(hall, "SELECT chat_id FROM quiet_groups", new.id)


async def test_in_a_private_chat_the_command_tells_where_it_belongs(
    hall: Hall, admin: Person
) -> None:
    async with hall.bot():
        words = hall.knowledge.edition("id").say("quiet-in-group")
        assert (await hall.ask(admin, "/diam"))["text"] == words
