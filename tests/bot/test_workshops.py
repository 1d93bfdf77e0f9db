"""Workshops over real HTTP: a room joins, votes in secret, sees the result, goes on."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from bot.preview.standin.standin import Call, PlannedFault
from bot.preview.standin.taps import PATIENCE
from bot.storage.database import open_database
from bot.storage.upkeep import Upkeep
from bot.telegram.pacing import Pacing
from conversations.workshop import pages
from conversations.workshop.pages import WorkshopPage
from conversations.workshop.state import Workshop, restore_workshop
from tests.bot.databases import both
from tests.bot.gathering import LOBBY, Gathering, fast_clock, gather
from tests.bot.harness import Hall, labels


@both()
async def test_a_room_joins_votes_in_secret_and_sees_the_result(hall: Hall) -> None:
    room = await gather(hall, 4)
    async with hall.bot(clock=fast_clock(20)):
        await room.opens("/lokakarya air bersih Kota Bogor")
        lobby = await room.board(LOBBY)
        assert "air bersih" in lobby["text"]
        assert "Daerah: Kota Bogor" in lobby["text"]
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


@pytest.mark.parametrize(
    ("topic", "region"),
    [
        ("mulai dari mana Kota Solo", "Kota Surakarta"),
        ("air bersih Sikka", "Kab. Sikka"),
        ("terima kasih semuanya", "belum disebut"),
        ("kerajinan batu", "belum disebut"),
        ("air bersih Bogor", "belum disebut"),
    ],
)
async def test_a_topic_keeps_all_its_words_and_names_its_region(
    hall: Hall, topic: str, region: str
) -> None:
    room = await gather(hall, 1)
    async with hall.bot(clock=fast_clock(20)):
        await room.opens(f"/lokakarya {topic}")
        lobby = await room.board(LOBBY)
        assert f"Lokakarya: {topic}\nDaerah: {region}\n" in lobby["text"]


@pytest.mark.parametrize("typed", ["buka", "mulai", "reveal", "waktu 5", "bantuan", "notulen"])
async def test_a_lone_control_opens_no_workshop_and_is_told_how_to_begin(
    hall: Hall, typed: str
) -> None:
    room = await gather(hall, 1)
    async with hall.bot(clock=fast_clock(20)):
        await hall.standin.wait_for(lambda: hall.standin.sent(room.chat.id))
        said = await hall.ask(room.leader, f"/lokakarya {typed}", room.chat)
        assert said["text"].startswith("Belum ada lokakarya yang berjalan di sini.")
        assert ("waktu 5" in said["text"]) == (typed == "bantuan")
        assert not hall.storage.rows("SELECT id FROM workshops")


@both()
async def test_words_that_are_no_control_are_told_what_runs_and_change_nothing(hall: Hall) -> None:
    room = await gather(hall, 6)
    async with hall.bot(clock=fast_clock(20)):
        answers = await voting(room)
        for person in room.people:
            await room.votes(person, answers[0])
        await room.controls("Buka hasil", "sudah dibuka")
        before = hall.storage.rows("SELECT saved FROM workshops")
        for person, typed in (
            (room.leader, "terima kasih semuanya"),
            (room.people[1], "mulai dari mana Kota Solo"),
            (room.people[2], "terima"),
            (room.people[3], ""),
        ):
            said = await hall.ask(person, f"/lokakarya {typed}".strip(), room.chat)
            assert said["text"].startswith("Lokakarya yang sedang berjalan: Mulai dari mana?")
            assert "Fasilitator: Peserta 1" in said["text"]
            assert "/lokakarya bantuan" in said["text"]
        assert hall.storage.rows("SELECT saved FROM workshops") == before


async def voting(room: Gathering) -> list[str]:
    """A workshop at its first question; returns the answers that it offers."""
    await room.opens()
    await room.controls("Mulai pertanyaan pertama", "Putaran 1")
    board = await room.board("Pilihan Anda rahasia")
    return labels(board)[:-2]


def votes(hall: Hall) -> list[tuple[Any, ...]]:
    """All votes that are stored: who, what question, which round."""
    return hall.storage.rows("SELECT user_id, question, round FROM votes ORDER BY user_id")


async def test_one_person_has_one_vote_in_the_group_and_in_private(hall: Hall) -> None:
    room = await gather(hall, 3)
    person = room.people[1]
    async with hall.bot(clock=fast_clock(20)):
        answers = await voting(room)
        private = await room.joins_in_private(person, workshop_link(hall))
        await room.votes(person, answers[0])
        toast = await room.votes(person, answers[1], private)
        assert toast.text.startswith(f"Tercatat: {answers[1]}")
        assert [row[0] for row in votes(hall)] == [person.id]
        (sealed,) = hall.storage.rows("SELECT option FROM votes")
        assert len(sealed[0]) == 64


async def test_a_vote_typed_in_private_is_told_to_be_tapped_and_kept_by_nobody(hall: Hall) -> None:
    room = await gather(hall, 3)
    person, other = room.people[1:]
    async with hall.bot(clock=fast_clock(20)):
        await voting(room)
        private = await room.joins_in_private(person, workshop_link(hall))
        await hall.standin.people.say(private, person, "yg kedua")
        await room.newest(private, "ketuk pilihannya")
        await hall.standin.people.say(private, person, "apa itu csco?")
        await room.newest(private, "Chief Smart City Officer")
        await hall.standin.people.start(other)
        chat = hall.standin.people.private(other)
        await hall.standin.people.say(chat, other, "yg ketiga")
        await room.newest(chat, "di luar yang saya tahu")
        assert hall.storage.rows("SELECT question FROM unanswered") == [("yg ketiga",)]


async def test_who_comes_late_joins_by_voting(hall: Hall) -> None:
    room = await gather(hall, 2)
    async with hall.bot(clock=fast_clock(20)):
        answers = await voting(room)
        late = await hall.person("Terlambat")
        await hall.standin.people.join(room.chat, late)
        toast = await room.votes(late, answers[0])
        assert toast.text.startswith("Tercatat")
        await room.board("1 dari 1 yang hadir")


async def test_a_tap_on_an_old_board_counts_nowhere_and_says_why(hall: Hall) -> None:
    room = await gather(hall, 3)
    async with hall.bot(clock=fast_clock(20)):
        answers = await voting(room)
        old = await room.board("Pilihan Anda rahasia")
        data = old["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        await room.controls("Lewati", "2 dari 5")
        tap = await hall.standin.people.forge(room.chat, room.people[1], old["message_id"], data)
        toast = await tap.answer()
        assert toast.text.startswith("Pertanyaan ini sudah lewat"), answers
        assert not votes(hall)


async def test_the_board_of_a_question_that_was_left_tells_how_it_ended(hall: Hall) -> None:
    room = await gather(hall, 3)
    async with hall.bot(clock=fast_clock(20)):
        answers = await voting(room)
        for person in room.people:
            await room.votes(person, answers[0])
        first = await room.board("3 dari 3")
        await room.controls("Buka hasil", "sudah dibuka")
        await room.controls("Terima sebagai jawaban bersama", "2 dari 5")
        accepted = await room.board("Diterima sebagai jawaban bersama")
        assert accepted["message_id"] == first["message_id"]
        second = await room.board("Pilihan Anda rahasia")
        await room.controls("Lewati", "3 dari 5")
        closed = await room.board("Pemungutan suara di sini sudah ditutup")
        assert closed["message_id"] == second["message_id"]
        assert labels(closed) == []
        assert labels(await room.board("Pilihan Anda rahasia"))


async def test_a_board_that_could_not_be_drawn_is_tried_again_at_the_next_change(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await gather(hall, 3)
    draw, broken = pages.board, asyncio.Event()

    def breaks_once(*arguments: Any) -> WorkshopPage:
        if not broken.is_set():
            broken.set()
            raise KeyError("a text that is missing")
        return draw(*arguments)

    async with hall.bot(clock=fast_clock(20)):
        answers = await voting(room)
        monkeypatch.setattr(pages, "board", breaks_once)
        await room.votes(room.people[1], answers[0])
        async with asyncio.timeout(PATIENCE):
            await broken.wait()
        await room.votes(room.people[2], answers[0])
        await room.board("2 dari 2")


async def test_a_vote_forged_for_a_workshop_that_is_not_there_is_refused(hall: Hall) -> None:
    room = await gather(hall, 3)
    async with hall.bot(clock=fast_clock(20)):
        await voting(room)
        board = await room.board("Pilihan Anda rahasia")
        data = "1||workshop|vote|ABCDEFGH.food.1.1"
        tap = await hall.standin.people.forge(room.chat, room.people[1], board["message_id"], data)
        assert (await tap.answer()).text == "Lokakarya ini sudah tidak ada."
        assert not votes(hall)


async def test_who_leaves_the_group_is_no_longer_present(hall: Hall) -> None:
    room = await gather(hall, 4)
    async with hall.bot(clock=fast_clock(20)):
        await room.opens()
        lobby = await room.board(LOBBY)
        for person in room.people[1:]:
            await hall.tap(person, lobby, "Saya hadir")
        await room.board("hadir sekarang: 3")
        await hall.standin.people.leave(room.chat, room.people[2])
        await room.board("hadir sekarang: 2")


async def test_only_those_who_lead_use_the_controls(hall: Hall) -> None:
    room = await gather(hall, 3)
    async with hall.bot(clock=fast_clock(20)):
        panel = await room.opens()
        data = panel["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        lobby = await room.board(LOBBY)
        tap = await hall.standin.people.forge(room.chat, room.people[1], lobby["message_id"], data)
        assert (await tap.answer()).text == "Ini hanya untuk fasilitator lokakarya."
        assert restored(hall).phase == "lobby"


async def test_a_facilitator_without_a_private_chat_is_asked_to_open_it(hall: Hall) -> None:
    room = await gather(hall, 3)
    async with hall.bot(clock=fast_clock(20)):
        await hall.standin.wait_for(lambda: hall.standin.sent(room.chat.id))
        await hall.standin.people.say(room.chat, room.leader, "/lokakarya")
        asked = await room.board("panel fasilitator ada di obrolan pribadi")
        url = asked["reply_markup"]["inline_keyboard"][0][0]["url"]
        await hall.standin.people.open_link(room.leader, url)
        await room.panel("Ruang tunggu")


async def test_who_leads_and_comes_by_the_link_again_has_one_panel_with_buttons(hall: Hall) -> None:
    room = await gather(hall, 2)
    async with hall.bot(clock=fast_clock(20)):
        before = await room.opens()
        await hall.standin.people.start(room.leader, workshop_link(hall))
        await hall.standin.wait_for(lambda: labels(before) == [])
        panel = await room.panel("Ruang tunggu")
        assert panel["message_id"] > before["message_id"]
        assert "Mulai pertanyaan pertama" in labels(panel)


async def test_who_offers_help_and_is_accepted_leads_too(hall: Hall) -> None:
    room = await gather(hall, 3)
    helper = room.people[1]
    async with hall.bot(clock=fast_clock(20)):
        await hall.standin.people.start(helper)
        panel = await room.opens()
        lobby = await room.board(LOBBY)
        await hall.tap(helper, lobby, "Saya bersedia ikut memandu")
        label = f"Terima {helper.name} memandu"
        await hall.standin.wait_for(lambda: label in labels(panel))
        await hall.tap(room.leader, panel, label)
        theirs = await room.panel("Ruang tunggu", helper)
        await hall.tap(helper, theirs, "Mulai pertanyaan pertama")
        await room.board("Pilihan Anda rahasia")


async def test_an_admin_takes_over_only_when_the_facilitator_is_gone(hall: Hall) -> None:
    room = await gather(hall, 3)
    admin, other = room.people[1:]
    async with hall.bot(clock=fast_clock(1)):
        await hall.standin.people.start(admin)
        await room.opens()
        await hall.standin.people.promote(room.chat, admin)
        await hall.standin.people.say(room.chat, admin, "/lokakarya ambil")
        await room.board("Fasilitator masih aktif")
        await hall.standin.people.leave(room.chat, room.leader)
        await hall.standin.people.say(room.chat, other, "/lokakarya ambil")
        await room.board("Hanya admin grup")
        await hall.standin.people.say(room.chat, admin, "/lokakarya ambil")
        await room.panel("Ruang tunggu", admin)


async def test_a_takeover_waits_only_seconds_to_be_told_who_is_an_admin_and_denies_nobody(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.group_admins._PATIENCE", 0.05)
    monkeypatch.setattr("bot.telegram.group_admins._SILENCE_HOLDS", 0.0)
    room = await gather(hall, 2)
    admin, told = room.people[1], asyncio.Event()
    await hall.standin.people.promote(room.chat, admin)
    await hall.standin.people.start(admin)

    async def silent(call: Call) -> PlannedFault | None:
        if call.method == "getChatMember":
            await told.wait()
        return None

    async with hall.bot(clock=fast_clock(20)):
        await room.opens()
        await hall.standin.people.leave(room.chat, room.leader)
        hall.standin.faults = silent
        await hall.standin.people.say(room.chat, admin, "/lokakarya ambil")
        async with asyncio.timeout(15):  # the call itself would be given up after twenty
            await room.board(hall.knowledge.edition("id").say("fault"))
        told.set()
        await hall.standin.people.say(room.chat, admin, "/lokakarya ambil")
        await room.panel("Ruang tunggu", admin)


async def test_two_groups_hold_workshops_that_know_nothing_of_each_other(hall: Hall) -> None:
    one, other = await gather(hall, 3), await gather(hall, 3)
    async with hall.bot(clock=fast_clock(20)):
        answers = await voting(one)
        await voting(other)
        await one.votes(one.people[0], answers[0])
        await one.board("1 dari 1")
        await other.votes(other.people[0], answers[0])
        rows = hall.storage.rows("SELECT workshop, count(*) FROM votes GROUP BY workshop")
        assert [count for _, count in rows] == [1, 1]


async def test_in_a_forum_the_workshop_stays_in_its_topic(hall: Hall) -> None:
    people = [await hall.person(f"Peserta {number}") for number in range(3)]
    chat = await hall.standin.people.make_group("Forum", people, supergroup=True)
    await hall.standin.people.make_forum(chat)
    topic = await hall.standin.people.open_topic(chat, people[0], "Sesi pagi")
    room = Gathering(hall, chat, people)
    async with hall.bot(clock=fast_clock(20)):
        await hall.standin.people.start(people[0])
        await hall.standin.people.say(chat, people[0], "/lokakarya@mulai_bot", thread=topic)
        lobby = await room.board(LOBBY)
        assert lobby["message_thread_id"] == topic
        await room.controls("Mulai pertanyaan pertama", "Putaran 1")
        assert (await room.board("Pilihan Anda rahasia"))["message_thread_id"] == topic


async def test_a_paused_workshop_takes_no_votes_and_goes_on_where_it_was(hall: Hall) -> None:
    room = await gather(hall, 3)
    async with hall.bot(clock=fast_clock(20)):
        answers = await voting(room)
        await room.votes(room.people[1], answers[0])
        board = await room.board("Pilihan Anda rahasia")
        data = board["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        await room.controls("Jeda", "sedang dijeda")
        tap = await hall.standin.people.forge(room.chat, room.people[2], board["message_id"], data)
        assert "dijeda" in (await tap.answer()).text
    async with hall.bot(clock=fast_clock(20)):
        await room.controls("Lanjutkan", "Putaran 1")
        await room.votes(room.people[2], answers[0])
        await room.board("2 dari 2")


async def test_a_group_that_becomes_a_supergroup_goes_on(hall: Hall) -> None:
    room = await gather(hall, 3)
    async with hall.bot(clock=fast_clock(20)):
        answers = await voting(room)
        await room.votes(room.people[1], answers[0])
        room.chat = await hall.standin.people.migrate(room.chat)
        await room.board("Pilihan Anda rahasia")
        await room.votes(room.people[2], answers[0])
        await room.board("2 dari 2")


async def test_an_anonymous_admin_is_told_why_nobody_can_lead_namelessly(hall: Hall) -> None:
    room = await gather(hall, 2)
    async with hall.bot(clock=fast_clock(20)):
        await hall.standin.wait_for(lambda: hall.standin.sent(room.chat.id))
        await hall.standin.people.say(
            room.chat, room.leader, "/lokakarya@mulai_bot", anonymous=True
        )
        await room.board("Telegram menyembunyikan siapa Anda")
        assert not hall.storage.rows("SELECT id FROM workshops")


async def test_a_participant_who_asks_is_forgotten_and_the_totals_stay(hall: Hall) -> None:
    room = await gather(hall, 4)
    gone = room.people[1]
    async with hall.bot(clock=fast_clock(20)):
        answers = await voting(room)
        for person in room.people[:3]:
            await room.votes(person, answers[0])
        await room.controls("Buka hasil", "sudah dibuka")
        private = hall.standin.people.private(gone)
        await hall.standin.people.say(private, gone, "/data")
        mine = await room.newest(private, "Data Anda")
        await hall.tap(gone, mine, "Hapus semua data saya")
        await hall.standin.wait_for(lambda: "Ya, hapus semuanya" in labels(mine))
        await hall.tap(gone, mine, "Ya, hapus semuanya")
        await hall.standin.wait_for(lambda: "sudah dihapus" in mine["text"])
        assert gone.id not in [row[0] for row in votes(hall)]
        told = hall.storage.rows("SELECT user_id FROM participants")
        assert (gone.id,) not in told
        (shown,) = restored(hall).asked[0].counting
        assert shown.voters == 3


async def test_at_the_end_minutes_go_to_the_group_and_to_who_leads(hall: Hall) -> None:
    room = await gather(hall, 4)
    private = hall.standin.people.private(room.leader)
    async with hall.bot(clock=fast_clock(20)):
        answers = await voting(room)
        for person in room.people:
            await room.votes(person, answers[0])
        await room.controls("Buka hasil", "sudah dibuka")
        await room.controls("Terima sebagai jawaban bersama", "2 dari 5")
        panel = await room.panel("2 dari 5")
        await hall.tap(room.leader, panel, "Selesaikan lokakarya")
        asks = await room.newest(private, "Selesaikan lokakarya sekarang?")
        await hall.tap(room.leader, asks, "Ya, selesaikan")
        await room.board("Hasil bersama")

        def files(chat_id: int) -> list[str]:
            sent = hall.standin.sent(chat_id)
            return sorted(each["document"]["file_name"] for each in sent if "document" in each)

        for chat in (room.chat, private):
            await hall.standin.wait_for(lambda: len(files(chat.id)) == 3)  # noqa: B023
            assert [name.rpartition(".")[2] for name in files(chat.id)] == ["docx", "pdf", "xlsx"]
        compare = await room.board("Hasil bersama")
        url = compare["reply_markup"]["inline_keyboard"][0][0]["url"]
        person = room.people[1]
        await hall.standin.people.open_link(person, url)
        await room.newest(hall.standin.people.private(person), "semua suara sudah dihapus")


async def test_the_panel_stays_below_the_code_for_joining(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[int] = []
    wait_for = Pacing.wait_for

    async def counted(pacing: Pacing, chat_id: int) -> None:
        turns.append(chat_id)
        await wait_for(pacing, chat_id)

    monkeypatch.setattr(Pacing, "wait_for", counted)
    room = await gather(hall, 3)
    private = hall.standin.people.private(room.leader)

    def panels() -> list[bool]:
        """For each message of the private chat since the first code, whether it is a panel."""
        sent = hall.standin.sent(private.id)
        first = next((place for place, each in enumerate(sent) if "photo" in each), len(sent))
        return ["Kirim kode QR" in labels(each) for each in sent[first:]]

    async with hall.bot(clock=fast_clock(20)):
        panel = await room.opens()
        await hall.standin.wait_for(lambda: panels() == [False, True])
        (code,) = [each for each in hall.standin.sent(private.id) if "photo" in each]
        ((copies,),) = code["reply_markup"]["inline_keyboard"]
        assert copies["copy_text"]["text"].startswith("https://t.me/mulai_bot?start=w_")
        turns.clear()
        await hall.tap(room.leader, panel, "Kirim kode QR")
        # The panel of before has lost its buttons.
        await hall.standin.wait_for(lambda: panels() == [False, False, False, True])
        # The panel that waits takes none of the turns that the code needs.
        assert turns == [private.id] * 3


def workshop_link(hall: Hall) -> str:
    """The payload of the deep link."""
    ((id_,),) = hall.storage.rows("SELECT id FROM workshops")
    return f"w_{id_}"


def restored(hall: Hall) -> Workshop:
    """The workshop as it is stored."""
    ((saved,),) = hall.storage.rows("SELECT saved FROM workshops")
    workshop = restore_workshop(saved)
    assert workshop is not None
    return workshop


async def test_a_board_that_telegram_refuses_is_told_on_the_panel_and_shown_when_rights_are_back(
    hall: Hall,
) -> None:
    room = await gather(hall, 2)
    async with hall.bot(clock=fast_clock(20)):
        answers = await voting(room)
        await hall.standin.people.mute_bot(room.chat)
        await room.votes(room.people[0], answers[0])
        await room.panel("Peserta belum melihat keadaan ini")
        assert hall.storage.rows("SELECT refused FROM boards WHERE kind = 'group'") != [("",)]
        await hall.standin.people.mute_bot(room.chat, muted=False)
        await hall.standin.people.promote(room.chat, None)
        await room.board("1 dari 1")
        panel = await room.panel("")
        await hall.standin.wait_for(lambda: "Peserta belum melihat" not in panel["text"])
        assert hall.storage.rows("SELECT refused FROM boards WHERE kind = 'group'") == [("",)]


@pytest.mark.parametrize("by_operator", [False, True])
async def test_votes_that_are_forgotten_are_no_longer_on_the_board(
    hall: Hall, by_operator: bool
) -> None:
    room = await gather(hall, 3)
    async with hall.bot(clock=fast_clock(20)):
        await room.opens()
        await room.controls("Mulai pertanyaan pertama", "Putaran 1")
        answer = labels(await room.board("Pilihan Anda rahasia"))[0]
        for person in room.people:
            await room.votes(person, answer)
        await room.board("3 dari 3")
        gone = room.people[-1]
        if by_operator:
            database = await open_database(hall.storage.url)
            assert await Upkeep(database, time.time).forget(gone.id)
            await database.close()
        else:
            await hall.ask(gone, "/start")
            message = await hall.ask(gone, "/data")
            await hall.tap(gone, message, "Hapus semua data saya")
            await hall.standin.wait_for(lambda: "Tidak jadi" in labels(message))
            await hall.tap(gone, message, "Ya, hapus semuanya")
        await room.board("2 dari 2")
