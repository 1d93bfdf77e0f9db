"""A bot killed for real in the middle of votes: nobody in the hall notices."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from pathlib import Path

from bot.preview.server import preview_server
from bot.preview.standin.chats import Person
from bot.preview.standin.limits import Limits
from bot.preview.standin.standin import StandIn
from bot.preview.standin.taps import TapAnswer
from conversations.workshop.state import restore_workshop
from knowledge.base import Knowledge
from tests.bot.databases import SqliteFile
from tests.bot.gathering import Gathering, gather
from tests.bot.harness import Hall, labels
from tests.bot.lives import Lives, Place, forking

VOTERS, KILLS = 30, 6


async def test_sigkill_in_the_middle_of_votes_loses_and_doubles_none(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    async with preview_server(StandIn(limits=Limits(enforced=False))) as server:
        hall = Hall(server, tmp_path, knowledge, SqliteFile(tmp_path / "mulai.sqlite3"))
        room = await gather(hall, VOTERS)
        place = Place(tmp_path, server.url, server.standin.token)
        async with forking(place) as lives:
            await lives.begin()
            await room.opens()
            await room.controls("Mulai pertanyaan pertama", "Putaran 1")
            answers = labels(await room.board("Pilihan Anda rahasia"))[:-2]
            told = await votes_between_kills(room, lives, answers)
            await room.board(f"{VOTERS} dari {VOTERS}")
            await lives.kill()
            await lives.begin()
            await room.controls("Buka hasil", "sudah dibuka")
            await room.board(f"Hasil putaran 1, {VOTERS} suara")
    ((saved,),) = place.rows("SELECT saved FROM workshops")
    workshop = restore_workshop(saved)
    assert workshop is not None
    assert workshop.current is not None
    (shown,) = workshop.current.counting
    counted = [votes for _, votes in shown.counts]
    assert counted == [told[answer] for answer in answers]
    assert place.rows("SELECT count(*), count(DISTINCT user_id) FROM votes") == [(VOTERS, VOTERS)]


async def votes_between_kills(room: Gathering, lives: Lives, answers: list[str]) -> Counter[str]:
    """Everybody votes, while the bot is killed again and again; returns the votes by answer."""
    chance = random.Random(11)  # noqa: S311 - votes, not secrets
    chosen = {person.id: chance.choice(answers) for person in room.people}
    board = await room.board("Pilihan Anda rahasia")

    async def one(person: Person) -> None:
        tap = await room.hall.standin.people.tap(
            room.chat, person, board["message_id"], chosen[person.id]
        )
        toast: TapAnswer = await tap.answer()
        assert toast.text.startswith(f"Tercatat: {chosen[person.id]}."), toast.text

    share = VOTERS // KILLS
    for begin in range(0, VOTERS, share):
        voting = [asyncio.create_task(one(person)) for person in room.people[begin : begin + share]]
        await asyncio.wait(voting, return_when=asyncio.FIRST_COMPLETED)
        await lives.kill()
        await lives.begin()
        await asyncio.gather(*voting)
    return Counter(chosen.values())
