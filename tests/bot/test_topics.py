"""Forum topics, and the threads of ordinary supergroups that are none, over real HTTP."""

from __future__ import annotations

import pytest
from telegram import User

from bot.preview.standin.chats import Chat, Json, Person
from bot.preview.standin.standin import Call, PlannedFault
from bot.storage.outgoing import Place, SendResult, to_json
from bot.telegram.updates import Incoming, read_update
from conversations.messages import DiagnosticRecord
from knowledge.base import Knowledge
from tests.bot.databases import both
from tests.bot.gathering import LOBBY, Gathering, fast_clock, gather
from tests.bot.harness import Hall, labels

ME = User(7000000001, "Mulai", is_bot=True, username="mulai_bot")
ASKS = ("/tanya mulai dari mana?", "/tanya apa itu csco?")
ANSWERS = ["Dimulai dari mana?", "Chief Smart City Officer"]


async def supergroup(hall: Hall, rina: Person, *, forum: bool = False) -> Chat:
    """A supergroup that the bot has greeted."""
    chat = await hall.standin.people.make_group("Rapat", [rina], supergroup=True)
    if forum:
        await hall.standin.people.make_forum(chat)
    return chat


def thread_of(update: Json, knowledge: Knowledge) -> int | None:
    """The thread into which the answer to an update goes."""
    incoming = read_update(update, ME, knowledge.content.wording.commands)
    assert isinstance(incoming, Incoming)
    return incoming.route.thread_id


@pytest.mark.parametrize("topic", [False, True])
@pytest.mark.parametrize("tapped", [False, True])
def test_a_thread_counts_only_where_it_is_a_topic(
    knowledge: Knowledge, topic: bool, tapped: bool
) -> None:
    person = {"id": 11, "is_bot": False, "first_name": "Sari"}
    message = {
        "message_id": 12,
        "date": 1790000000,
        "chat": {"id": -1001000000077, "type": "supergroup", "title": "Rapat"},
        "from": person,
        "text": "/tanya halo",
        "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
        "message_thread_id": 3,
    }
    if topic:
        message["is_topic_message"] = True
    query = {"id": "1", "from": person, "chat_instance": "1", "data": "1||a|b|c"}
    update = {"callback_query": {**query, "message": message}} if tapped else {"message": message}
    assert thread_of({"update_id": 1, **update}, knowledge) == (3 if topic else None)


async def test_a_chain_of_replies_in_an_ordinary_supergroup_is_answered(hall: Hall) -> None:
    rina = await hall.person()
    async with hall.bot():
        chat = await supergroup(hall, rina)
        answer = await hall.next_message(chat, 0)
        for place, text in enumerate(ASKS):
            said = await hall.standin.people.say(chat, rina, text, reply_to=answer["message_id"])
            assert said["message_thread_id"]
            answer = await hall.next_message(chat, place + 1)
            assert ANSWERS[place] in answer["text"]
        await hall.tap(rina, answer, "Selengkapnya")
        await hall.standin.wait_for(lambda: "Ringkasan" in labels(answer))
    assert not refused(hall)


def refused(hall: Hall) -> list[str]:
    """The calls that the stand-in refused."""
    return [call.method for call in hall.standin.calls if call.answer and not call.answer.ok]


async def test_papers_that_an_earlier_version_sent_to_no_topic_arrive(hall: Hall) -> None:
    rina = await hall.person()
    async with hall.bot():
        chat = await supergroup(hall, rina)
        await hall.next_message(chat, 0)
    needs = ("food", "sanitation", "water", "energy", "transport")
    taken = DiagnosticRecord(1, "", "", tuple((need, "1") for need in needs), "2026-11-22")
    for kind in ("card", "report"):
        call = to_json(SendResult(Place(chat.id, 3), kind, taken))
        row = f"({chat.id}, '{call}', 0)"
        hall.storage.rows(
            f"INSERT INTO outbox (chat_id, call, created_at) VALUES {row} RETURNING id"  # noqa: S608
        )
    async with hall.bot():
        await hall.standin.wait_for(lambda: len(hall.standin.sent(chat.id)) == 3)
    _, card, report = hall.standin.sent(chat.id)
    assert "photo" in card
    assert "document" in report


@both()
@pytest.mark.parametrize("deleted", [False, True])
async def test_answers_to_a_topic_that_is_closed_meanwhile_come_to_the_group_in_their_order(
    hall: Hall, deleted: bool
) -> None:
    rina = await hall.person()
    held = True

    async def down(call: Call) -> PlannedFault | None:
        return PlannedFault(status=502) if held and call.method == "sendMessage" else None

    async with hall.bot(clock=fast_clock(20)):
        chat = await supergroup(hall, rina, forum=True)
        await hall.next_message(chat, 0)
        thread = await hall.standin.people.open_topic(chat, rina, "Air")
        hall.standin.faults = down
        for text in ASKS:
            await hall.standin.people.say(chat, rina, text, thread=thread)
        await hall.standin.wait_for(lambda: len(hall.standin.called("sendMessage")) > 1)
        if deleted:
            await hall.standin.people.delete_topic(chat, thread)
        else:
            await hall.standin.people.close_topic(chat, rina, thread)
        held = False
        await hall.standin.wait_for(lambda: len(hall.standin.sent(chat.id)) == 3)
    answers = hall.standin.sent(chat.id)[1:]
    for answer, text in zip(answers, ANSWERS, strict=True):
        assert text in answer["text"]
        assert "message_thread_id" not in answer


async def test_an_answer_that_a_closed_topic_refused_is_sent_after_the_next_start(
    hall: Hall,
) -> None:
    rina = await hall.person()

    async def down(call: Call) -> PlannedFault | None:
        sends = call.method == "sendMessage"
        return (
            PlannedFault(status=502)
            if sends and "message_thread_id" not in call.parameters
            else None
        )

    async with hall.bot():
        chat = await supergroup(hall, rina, forum=True)
        await hall.next_message(chat, 0)
        thread = await hall.standin.people.open_topic(chat, rina, "Air")
        await hall.standin.people.close_topic(chat, rina, thread)
        hall.standin.faults = down
        await hall.standin.people.say(chat, rina, ASKS[0], thread=thread)
        await hall.standin.wait_for(lambda: len(hall.standin.called("sendMessage")) > 2)
    assert len(hall.standin.sent(chat.id)) == 1
    hall.standin.faults = None
    async with hall.bot():
        assert ANSWERS[0] in (await hall.next_message(chat, 1))["text"]


async def test_a_workshop_opened_by_a_reply_in_an_ordinary_supergroup_goes_on(hall: Hall) -> None:
    room = await gather(hall, 3)
    room.chat = await hall.standin.people.migrate(room.chat)
    async with hall.bot(clock=fast_clock(20)):
        await hall.standin.people.start(room.leader)
        said = await hall.standin.people.say(room.chat, room.leader, "rapat dimulai")
        await hall.standin.people.say(
            room.chat, room.leader, "/lokakarya@mulai_bot", reply_to=said["message_id"]
        )
        await room.board(LOBBY)
        await room.controls("Mulai pertanyaan pertama", "Putaran 1")
        await room.board("Pilihan Anda rahasia")
        await hall.standin.people.say(room.chat, room.leader, "/lokakarya lewati")
        await room.board("2 dari 5")
    assert hall.storage.rows("SELECT thread_id FROM workshops") == [(0,)]


async def test_the_board_of_a_workshop_whose_topic_is_closed_comes_to_the_group(
    hall: Hall,
) -> None:
    people = [await hall.person(f"Peserta {number}") for number in range(3)]
    async with hall.bot(clock=fast_clock(20)):
        chat = await supergroup(hall, people[0], forum=True)
        room = Gathering(hall, chat, people)
        topic = await hall.standin.people.open_topic(chat, people[0], "Sesi pagi")
        await hall.standin.people.start(people[0])
        await hall.standin.people.say(chat, people[0], "/lokakarya@mulai_bot", thread=topic)
        assert (await room.board(LOBBY))["message_thread_id"] == topic
        await hall.standin.people.close_topic(chat, people[0], topic)
        await room.controls("Mulai pertanyaan pertama", "Putaran 1")
        assert "message_thread_id" not in await room.board("Pilihan Anda rahasia")
