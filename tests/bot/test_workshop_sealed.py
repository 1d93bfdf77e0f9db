"""Votes are sealed while a workshop runs, and when it ends nobody can read them any more."""

from __future__ import annotations

import sqlite3
from itertools import chain
from pathlib import Path

from bot.storage.backups import back_up
from bot.storage.sealing import new_key, seal, unseal
from tests.bot.databases import both
from tests.bot.gathering import Gathering, fast_clock, gather
from tests.bot.harness import Hall, labels


async def voted(room: Gathering) -> list[str]:
    """Everybody has voted on the first question; returns the sealed votes."""
    await room.opens()
    await room.controls("Mulai pertanyaan pertama", "Putaran 1")
    answers = labels(await room.board("Pilihan Anda rahasia"))
    for person in room.people:
        await room.votes(person, answers[0])
    size = len(room.people)
    await room.board(f"{size} dari {size}")
    return [sealed for (sealed,) in room.hall.storage.rows("SELECT option FROM votes")]


async def finishes(room: Gathering) -> None:
    await room.controls("Buka hasil", "sudah dibuka")
    await room.controls("Terima sebagai jawaban bersama", "Putaran 1")
    panel = await room.panel("")
    await room.hall.tap(room.leader, panel, "Selesaikan lokakarya")
    private = room.hall.standin.people.private(room.leader)
    asks = await room.newest(private, "Selesaikan lokakarya sekarang?")
    await room.hall.tap(room.leader, asks, "Ya, selesaikan")
    await room.board("Hasil bersama")


def test_a_sealed_answer_tells_nothing_and_is_read_with_its_key_in_its_place_only() -> None:
    key = new_key()
    sealed = [seal(option, "water.1.7", key) for option in ("0", "0", "environment")]
    assert len(set(sealed)) == 3
    assert len({len(each) for each in sealed}) == 1
    assert [unseal(each, "water.1.7", key) for each in sealed] == ["0", "0", "environment"]


@both()
async def test_at_the_end_votes_and_key_are_erased_and_the_totals_stay(hall: Hall) -> None:
    room = await gather(hall, 4)
    async with hall.bot(clock=fast_clock(20)):
        sealed = await voted(room)
        assert all(len(each) == 64 for each in sealed)
        assert hall.storage.rows("SELECT count(*) FROM vote_keys") == [(1,)]
        await finishes(room)
        assert hall.storage.rows("SELECT count(*) FROM votes") == [(0,)]
        assert hall.storage.rows("SELECT count(*) FROM vote_keys") == [(0,)]
        ((saved,),) = hall.storage.rows("SELECT saved FROM workshops")
        assert '["0",4]' in saved


async def test_after_the_end_the_database_file_holds_neither_the_key_nor_a_vote(hall: Hall) -> None:
    room = await gather(hall, 4)
    files = [hall.folder / f"mulai.sqlite3{end}" for end in ("", "-wal")]

    def bytes_there() -> bytes:
        return b"".join(file.read_bytes() for file in files if file.exists())

    async with hall.bot(clock=fast_clock(20)):
        sealed = await voted(room)
        ((key,),) = hall.storage.rows("SELECT key FROM vote_keys")
        secrets = [key.encode(), *(each.encode() for each in sealed)]
        there = bytes_there()
        assert all(secret in there for secret in secrets)
        await finishes(room)
        await hall.standin.wait_for(lambda: not any(it in bytes_there() for it in secrets))
    assert not any(secret in bytes_there() for secret in secrets)


async def test_a_backup_holds_neither_keys_nor_votes(hall: Hall, tmp_path: Path) -> None:
    room = await gather(hall, 3)
    async with hall.bot(clock=fast_clock(20)):
        sealed = await voted(room)
        ((key,),) = hall.storage.rows("SELECT key FROM vote_keys")
        copy = tmp_path / "copy.sqlite3"
        back_up(hall.folder / "mulai.sqlite3", copy)
        held = copy.read_bytes()
        assert not any(secret.encode() in held for secret in (key, *sealed))
        with sqlite3.connect(copy) as connection:
            assert connection.execute("SELECT count(*) FROM participants").fetchone() == (3,)
        assert hall.storage.rows("SELECT count(*) FROM votes") == [(3,)]


async def test_a_room_brought_back_from_a_backup_votes_on_its_open_question_again(
    hall: Hall,
) -> None:
    room = await gather(hall, 3)
    async with hall.bot(clock=fast_clock(20)):
        await voted(room)
    hall.storage.rows("DELETE FROM vote_keys")
    async with hall.bot(clock=fast_clock(20)):
        answers = labels(await room.board("Pilihan Anda rahasia"))
        await room.board("0 dari 3")
        for person in room.people:
            await room.votes(person, answers[1])
        await room.controls("Buka hasil", "sudah dibuka")
        await room.board("Hasil putaran 1, 3 suara")


@both()
async def test_a_copy_in_the_private_chat_is_compared_with_the_room_after_the_end(
    hall: Hall,
) -> None:
    room = await gather(hall, 4)
    person = room.people[1]
    private = hall.standin.people.private(person)
    async with hall.bot(clock=fast_clock(20)):
        await voted(room)
        await room.controls("Buka hasil", "sudah dibuka")
        board = await room.board("Hasil putaran 1")
        buttons = chain.from_iterable(board["reply_markup"]["inline_keyboard"])
        (link,) = (button["url"] for button in buttons if "url" in button)
        await hall.standin.people.open_link(person, link)
        copy = await room.newest(private, "Salinan jawaban Anda")
        toast = await hall.tap(person, copy, "Bandingkan dengan jawaban bersama")
        assert toast.text == "Bisa dibandingkan setelah lokakarya selesai."
        panel = await room.panel("")
        await hall.tap(room.leader, panel, "Selesaikan lokakarya")
        asks = await room.newest(
            hall.standin.people.private(room.leader), "Selesaikan lokakarya sekarang?"
        )
        await hall.tap(room.leader, asks, "Ya, selesaikan")
        await room.board("Hasil bersama")
        await hall.tap(person, copy, "Bandingkan dengan jawaban bersama")
        compared = await room.newest(private, "Jawaban Anda dan jawaban bersama")
        assert "Sama: " in compared["text"]


@both()
async def test_who_wants_it_gets_notes_that_do_not_repeat_the_vote(hall: Hall) -> None:
    room = await gather(hall, 3)
    person = room.people[1]
    private = hall.standin.people.private(person)
    async with hall.bot(clock=fast_clock(20)):
        await voted(room)
        ((id_,),) = hall.storage.rows("SELECT id FROM workshops")
        await hall.standin.people.start(person, f"w_{id_}")
        welcome = await room.newest(private, "Selamat datang di lokakarya")
        answers = labels(await room.board("Pilihan Anda rahasia"))
        await hall.tap(person, welcome, "Catatan suara: dengan/tanpa isi")
        toast = await room.votes(person, answers[1])
        assert toast.text == "Tercatat. Ketuk lagi untuk mengganti."
        await hall.tap(person, welcome, "Catatan suara: dengan/tanpa isi")
        toast = await room.votes(person, answers[1])
        assert answers[1] in toast.text


@both()
async def test_points_are_laid_blind_and_shown_as_sums_beside_the_rules_order(hall: Hall) -> None:
    room = await gather(hall, 5)
    async with hall.bot(clock=fast_clock(20)):
        await voted(room)
        await room.controls("Buka hasil", "sudah dibuka")
        await hall.standin.people.say(room.chat, room.leader, "/lokakarya bobot")
        board = await room.board("Bagi poin prioritas")
        assert "1. Pangan" in labels(board)[0]
        for person in room.people:
            for place in (1, 1, 1, 1, 0):
                toast = await hall.tap(person, board, labels(board)[place])
            assert (
                toast.text
                == "Poin Anda: 1 = 1, 2 = 4. Tercatat, kelima poin sudah dibagi. Rahasia."
            )
        await room.board("5 dari 5")
        assert len({sealed for (sealed,) in hall.storage.rows("SELECT option FROM votes")}) == 10
        await room.controls("Buka hasil", "Panel fasilitator")
        shown = await room.board("Dua urutan prioritas")
        assert "1 · 2  Pangan" in shown["text"]
        assert "2 · 1  " in shown["text"]
