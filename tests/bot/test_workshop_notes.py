"""What is said for the minutes comes into the files, and goes with its person and the workshop."""

from __future__ import annotations

import io
import time

import docx

from bot.preview.standin.chats import Json
from bot.storage.database import open_database
from bot.storage.retention import Retention
from bot.storage.upkeep import Upkeep
from tests.bot.gathering import Gathering, fast_clock, gather
from tests.bot.harness import Hall, labels

NOTE = "Sumur bor di utara asin sejak 2019"
DAY = 24 * 3600


async def noted(room: Gathering, text: str, person: int = 1) -> Json:
    """Somebody answers the board; returns what the bot says of it."""
    board = await room.board("Pilihan Anda rahasia")
    people = room.hall.standin.people
    await people.say(room.chat, room.people[person], text, reply_to=board["message_id"])
    return await room.newest(room.chat, "Dicatat untuk notulen")


async def voting(room: Gathering) -> str:
    """A workshop with its first question open; returns an answer to it."""
    await room.opens("/lokakarya Kota Bogor")
    await room.controls("Mulai pertanyaan pertama", "Putaran 1")
    return labels(await room.board("Pilihan Anda rahasia"))[0]


async def minutes_of(room: Gathering) -> str:
    """The words of the minutes in Word, once the group has got them."""
    sent = room.hall.standin.sent

    def found() -> list[Json]:
        files = [each["document"] for each in sent(room.chat.id) if "document" in each]
        return [each for each in files if each["file_name"].endswith(".docx")]

    await room.hall.standin.wait_for(found)
    file = room.hall.standin.world.files[found()[-1]["file_id"]]
    assert "kota-bogor" in file.name
    document = docx.Document(io.BytesIO(file.content))
    return "\n".join(part.text or "" for part in document.element.body.iter() if part.text)


async def test_an_answer_to_the_board_stands_in_the_minutes_and_a_name_where_it_was_wished(
    hall: Hall,
) -> None:
    room = await gather(hall, 5)
    async with hall.bot(clock=fast_clock(20)):
        await room.opens("/lokakarya Kota Bogor")
        await hall.tap(
            room.people[2], await room.board("Lokakarya:"), "Tulis nama saya di daftar hadir"
        )
        await room.controls("Mulai pertanyaan pertama", "Putaran 1")
        answer = labels(await room.board("Pilihan Anda rahasia"))[0]
        said = await noted(room, NOTE)
        # Only who wrote it decides on it.
        await hall.tap(room.people[3], said, "Hapus catatan")
        await hall.tap(room.people[1], said, "Cantumkan nama saya")
        panel = await room.panel("")
        private = hall.standin.people.private(room.leader)
        await hall.standin.people.say(
            private, room.leader, "Tempat: Aula Bappeda", reply_to=panel["message_id"]
        )
        await room.newest(private, "Kelengkapan notulen", "Tempat: Aula Bappeda")
        for person in room.people:
            await room.votes(person, answer)
        await room.controls("Buka hasil", "sudah dibuka")
        await hall.tap(room.leader, await room.panel("sudah dibuka"), "Selesaikan lokakarya")
        asks = await room.newest(private, "Selesaikan lokakarya sekarang?")
        await hall.tap(room.leader, asks, "Ya, selesaikan")
        told = await minutes_of(room)
        assert f"{room.people[1].name}: {NOTE}" in told
        assert "Aula Bappeda" in told
        assert room.people[2].name in told
        assert room.people[3].name not in told


async def test_notes_go_with_their_person_and_with_the_workshop(hall: Hall) -> None:
    room = await gather(hall, 3)
    async with hall.bot(clock=fast_clock(20)):
        await voting(room)
        await noted(room, NOTE, person=1)
        await noted(room, "PDAM sanggup 400 rumah", person=2)
        await hall.standin.wait_for(
            lambda: len(hall.storage.rows("SELECT id FROM workshop_notes")) == 2
        )
    database = await open_database(hall.storage.url)
    later = [time.time()]
    upkeep = Upkeep(database, lambda: later[0])
    assert await upkeep.forget(room.people[1].id)
    assert hall.storage.rows("SELECT user_id FROM workshop_notes") == [(room.people[2].id,)]
    # The clock of this hall runs ahead of the one on the wall.
    later[0] = time.time() * 20 + 400 * DAY
    await upkeep.sweep(Retention(conversations=90, questions=30, votes=30))
    await database.close()
    assert hall.storage.rows("SELECT id FROM workshop_notes") == []


async def test_an_answer_to_another_message_of_the_bot_is_a_question(hall: Hall) -> None:
    room = await gather(hall, 2)
    async with hall.bot(clock=fast_clock(20)):
        await room.opens()
        people = hall.standin.people
        greeting = hall.standin.sent(room.chat.id)[0]
        count = len(hall.standin.sent(room.chat.id))
        await people.say(room.chat, room.people[1], NOTE, reply_to=greeting["message_id"])
        await hall.standin.wait_for(lambda: len(hall.standin.sent(room.chat.id)) > count)
        assert "Dicatat" not in hall.standin.sent(room.chat.id)[-1]["text"]
        assert hall.storage.rows("SELECT id FROM workshop_notes") == []
