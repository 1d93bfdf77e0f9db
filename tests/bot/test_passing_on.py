"""Questions passed on to the curators, over real HTTP and in the store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.preview.standin.chats import Chat, Json, Person
from bot.storage.database import open_database
from bot.storage.effects import TakenMeanwhileError
from bot.storage.tables import outbox, passed_questions
from conversations.curated import AnswerPassed, PassedQuestion, PassOn
from tests.bot.databases import both
from tests.bot.harness import Hall
from tests.bot.test_retention import BUDI, RINA, Kept
from tests.bot.test_way_of_a_message import all_settled

WAITS = PassedQuestion("Ab3_x-9f", "cara sewa pesawat?", ("need-water",), "id")


async def passes_on(hall: Hall, person: Person, question: str, group: Chat) -> Json:
    """A person passes a question on; returns the post in the curators' group."""
    before = len(hall.standin.sent(group.id))
    message = await hall.ask(person, question)
    await hall.tap(person, message, "Minta dijawab, kabari saya")
    await hall.standin.wait_for(lambda: "persis seperti ini" in message["text"])
    await hall.tap(person, message, "Ya, teruskan")
    return await hall.next_message(group, before)


@both()
async def test_a_question_goes_to_the_curators_and_its_answer_comes_back_once(hall: Hall) -> None:
    rina, sari, tono = [await hall.person(name) for name in ("Rina", "Sari", "Tono")]
    group = await hall.standin.people.make_group("Kurator", [sari, tono], supergroup=True)
    private = hall.standin.people.private(rina)
    async with hall.bot(curators_chat=group.id, groups=frozenset({-7})):
        await hall.standin.people.say(private, rina, "/start")
        await hall.next_message(private, 0)
        await hall.next_message(group, 0)  # the welcome
        post = await passes_on(hall, rina, "cara sewa pesawat? 0812345678", group)
        assert "cara sewa pesawat? …" in post["text"]
        assert "Rina" not in post["text"]
        for curator in (sari, tono):
            await hall.standin.people.say(
                group, curator, f"Dari {curator.name}: tanya BPKAD", reply_to=post["message_id"]
            )
        gone = hall.knowledge.edition("id").say("passed-gone")
        sent = hall.standin.sent
        await hall.standin.wait_for(lambda: gone in [one["text"] for one in sent(group.id)])
        await all_settled(hall)
        told = [message["text"] for message in hall.standin.sent(private.id)]
        answers = [text for text in told if "tanya BPKAD" in text]
        assert len(answers) == 1
        assert "Jawaban kurator" in answers[0]
        in_group = [message["text"] for message in hall.standin.sent(group.id)]
        assert len([text for text in in_group if "new-topic:" in text]) == 1
        assert in_group.count(gone) == 1


async def test_another_group_cannot_answer(hall: Hall) -> None:
    rina, sari = await hall.person("Rina"), await hall.person("Sari")
    group = await hall.standin.people.make_group("Kurator", [sari], supergroup=True)
    other = await hall.standin.people.make_group("Lain", [sari], supergroup=True)
    private = hall.standin.people.private(rina)
    async with hall.bot(curators_chat=group.id):
        await hall.next_message(other, 0)
        await hall.next_message(group, 0)
        await hall.standin.people.say(private, rina, "/start")
        await hall.next_message(private, 0)
        post = await passes_on(hall, rina, "cara sewa pesawat?", group)
        reference = post["text"].partition("#")[2][:8]
        before = len(hall.standin.sent(other.id))
        welcome = hall.standin.sent(other.id)[0]
        await hall.standin.people.say(
            other, sari, f"#{reference} jawab", reply_to=welcome["message_id"]
        )
        await hall.next_message(other, before)
        await all_settled(hall)
        assert not [m for m in hall.standin.sent(private.id) if "Jawaban kurator" in m["text"]]


@pytest.fixture
async def kept(tmp_path: Path) -> AsyncIterator[Kept]:
    database = await open_database(f"sqlite+aiosqlite:///{tmp_path / 'mulai.sqlite3'}")
    yield Kept(database)
    await database.close()


async def waits(kept: Kept) -> None:
    await kept.effect((RINA, RINA), passed=(PassOn(WAITS, "post"),))


async def test_of_two_answers_only_the_first_has_an_effect(kept: Kept) -> None:
    await waits(kept)
    await kept.effect((-100, BUDI), answers=(AnswerPassed(WAITS.reference, "jawaban"),))
    assert await kept.of(outbox, "chat_id") == [RINA]
    with pytest.raises(TakenMeanwhileError):
        await kept.effect((-100, BUDI), answers=(AnswerPassed(WAITS.reference, "lain"),))
    assert await kept.of(outbox, "chat_id") == [RINA]


async def test_a_question_waits_for_thirty_days_and_no_longer(kept: Kept) -> None:
    await waits(kept)
    assert await kept.after(29.9) == 0
    known = await kept.store.known((-100, BUDI), frozenset({"passed"}), (), 0, WAITS.reference)
    assert known.passed == WAITS
    await kept.after(0.2)
    assert await kept.of(passed_questions) == []


async def test_a_person_is_told_of_questions_that_wait_and_takes_them_back(kept: Kept) -> None:
    await waits(kept)
    known = await kept.store.known((RINA, RINA), frozenset({"stored", "waits"}), (), 0)
    assert [row["question"] for row in known.stored["passed_questions"]] == [WAITS.question]
    assert known.waits == 1
    await kept.effect((RINA, RINA), forget=True)
    assert await kept.of(passed_questions) == []
