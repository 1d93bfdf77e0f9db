"""Workshops over real HTTP: a room joins, votes in secret, sees the result, goes on."""

from __future__ import annotations

from tests.bot.databases import both
from tests.bot.gathering import LOBBY, fast_clock, gather
from tests.bot.harness import Hall, labels


@both()
async def test_a_room_joins_votes_in_secret_and_sees_the_result(hall: Hall) -> None:
    room = await gather(hall, 4)
    async with hall.bot(clock=fast_clock(20)):
        await room.opens("/lokakarya air bersih Kota Bogor")
        lobby = await room.board(LOBBY)
        assert "air bersih" in lobby["text"]
        assert "Kota Bogor" in lobby["text"]
        toast = await hall.tap(room.people[1], lobby, "Bappeda")
        assert toast.text == "Anda ikut dari Bappeda."
        await room.board("Peserta: 1")
        await room.controls("Mulai pertanyaan pertama", "Putaran 1")
        board = await room.board("Pilihan Anda rahasia")
        answers = [label for label in labels(board) if label != "Saya hadir"]
        for person in room.people[:3]:
            toast = await room.votes(person, answers[0])
            assert answers[0] in toast.text
        await room.board("3 dari 3")
        await room.controls("Buka hasil", "sudah dibuka")
        shown = await room.board("Hasil putaran 1, 3 suara")
        assert "sepakat" in shown["text"]
