"""Messages as Telegram really gives them: each kind is answered or passed over, none is lost."""

from __future__ import annotations

import pytest
from telegram import User

from bot.preview.standin.chats import Chat, Member
from bot.telegram.updates import Incoming, read_update
from bot.telegram.words import words_of
from conversations.messages import Commanded, Said, SentMedia
from knowledge.base import Knowledge
from tests.bot.harness import Hall, hurried
from tests.bot.raw_updates import BOT, QUESTION, Json, Outcome, RawCase, captioned, raw_cases, said
from tests.bot.test_way_of_a_message import CSCO, all_settled

CASES = raw_cases()
ME = User(7000000001, "Mulai", is_bot=True, username=BOT)
PERSON = {"id": 11, "is_bot": False, "first_name": "Sari", "language_code": "id"}
CHATS = {"private": 11, "group": -77, "supergroup": -1001000000077}


def update_of(case: RawCase) -> Json:
    """The update of a case."""
    chat = {"id": CHATS[case.chat], "type": case.chat}
    who = {"message_id": 9, "date": 1_790_000_000, "chat": chat, "from": PERSON}
    return {"update_id": 1, case.kind: {**who, **case.content}}


def test_there_are_enough_kinds_and_no_two_are_the_same() -> None:
    assert len(CASES) >= 300
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_message_is_understood_whatever_else_it_holds(
    case: RawCase, knowledge: Knowledge
) -> None:
    read = read_update(update_of(case), ME, knowledge.content.wording.commands)
    if case.wanted == "silence":
        assert read is None
        return
    assert isinstance(read, Incoming)
    match read.event.action:
        case Said(text):
            assert text == QUESTION
        case Commanded("ask", argument, quoted):
            assert QUESTION in (argument, quoted)
        case SentMedia(kind):
            assert case.wanted == ("reply" if kind == "sticker" else "cannot-read")
        case other:
            pytest.fail(f"{other}")


def what_came(texts: list[str]) -> Outcome:
    """What the bot did, by what it said."""
    if not texts:
        return "silence"
    assert len(texts) == 1
    if texts[0].startswith(CSCO):
        return "answer"
    return "cannot-read" if "hanya bisa membaca tulisan" in texts[0] else "reply"


async def place_for(hall: Hall, case: RawCase) -> tuple[Chat, Json]:
    """A chat of a case alone, with the bot in it, and who writes there."""
    person = await hall.person()
    world = hall.standin.world
    if case.chat == "private":
        chat = hall.standin.people.private(person)
        chat.started = True
    else:
        supergroup = case.chat == "supergroup"
        chat = await hall.standin.people.make_group(
            "Rapat", [person], supergroup=supergroup, with_bot=False
        )
        chat.members[world.bot_id] = Member(world.bot)
    return chat, person.as_json()


@pytest.mark.parametrize("by_webhook", [False, True])
async def test_all_of_them_are_answered_once_by_polling_and_by_webhook(
    hall: Hall, by_webhook: bool
) -> None:
    chats: list[Chat] = []
    async with hall.bot(clock=hurried(50), **(hall.by_webhook() if by_webhook else {})):
        await hall.ask(await hall.person(), QUESTION)
        hall.standin.updates.allowed = frozenset({case.kind for case in CASES})
        for case in CASES:
            chat, person = await place_for(hall, case)
            chats.append(chat)
            body = hall.standin.world.add(chat, person, case.content, None)
            hall.standin.updates.put(case.kind, body, f"chat {chat.id}")
        await hall.standin.wait_for(lambda: not hall.standin.updates.waiting, 60)
        await all_settled(hall)
    came = {
        case.name: what_came([message["text"] for message in hall.standin.sent(chat.id)])
        for case, chat in zip(CASES, chats, strict=True)
    }
    assert came == {case.name: case.wanted for case in CASES}


async def put(hall: Hall, chat: Chat, content: Json) -> None:
    """Let the bot get a message of a person's private chat."""
    person = hall.standin.world.persons[chat.id].as_json()
    hall.standin.updates.put("message", hall.standin.world.add(chat, person, content), "chat")


async def test_an_album_gets_one_reply_and_the_next_one_another(hall: Hall) -> None:
    rina = await hall.person()
    chat = hall.standin.people.private(rina)
    photo = {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 9, "height": 9}]}
    asked = {**photo, **captioned(said(QUESTION))}
    async with hall.bot(clock=hurried(50)):
        await hall.ask(rina, "/start")
        for album, first in (("77", photo), ("78", photo), ("79", asked)):
            for content in (first, photo, photo):
                await put(hall, chat, {**content, "media_group_id": album})
        await hall.standin.wait_for(lambda: not hall.standin.updates.waiting)
        await all_settled(hall)
    replies = [message["text"] for message in hall.standin.sent(chat.id)][1:]
    assert list(map(what_came, [[text] for text in replies])) == [
        "cannot-read",
        "cannot-read",
        "answer",
    ]


async def test_half_a_character_is_replaced_and_the_rest_is_answered(hall: Hall) -> None:
    rina = await hall.person()
    chat = hall.standin.people.private(rina)
    async with hall.bot(clock=hurried(50)):
        await hall.ask(rina, "/start")
        await put(hall, chat, said("air bersih \ud83d \0 di desa"))
        answer = await hall.next_message(chat, 1)
    assert "gangguan" not in answer["text"]


def test_offsets_count_as_telegram_counts_them() -> None:
    words = words_of({"text": "😀 @a", "entities": [{"type": "mention", "offset": 3, "length": 2}]})
    assert words.cut(words.entities[0]) == "@a"
