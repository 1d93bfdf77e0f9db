"""A hall of 250 people votes at Telegram's pace: every vote counts once, and none is told early."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import ClassVar, Final

import pytest

from bot.preview.server import preview_server
from bot.preview.standin.chats import Chat, Json, Person
from bot.preview.standin.limits import Limits
from bot.preview.standin.standin import Call, StandIn
from bot.preview.standin.taps import Tap
from bot.telegram.pacing import GROUP, Bucket, Pace
from conversations.workshop.guide import guide_of
from conversations.workshop.minutes import minutes
from conversations.workshop.questions import workshop_options
from conversations.workshop.state import Workshop, restore_workshop
from knowledge.base import Knowledge
from knowledge.models.questions import QUESTION_IDS as QUESTIONS
from tests.bot.databases import SqliteFile
from tests.bot.gathering import Gathering, fast_clock, gather
from tests.bot.harness import Hall

IN_GROUP, IN_PRIVATE, LATE, SEED, TIMES = 200, 50, 20, 20261123, 20
TWICE: Final = frozenset({QUESTIONS[0], QUESTIONS[3], QUESTIONS[-1]})

_HIDDEN = "Pilihan Anda rahasia"
_COUNTED = ("sendMessage", "editMessageText", "sendPhoto", "sendDocument")

Round = tuple[str, int]


@dataclass
class Crowd:
    """A gathering, those who vote in private, and what all of them do by chance.

    old: vote buttons of rounds that are over, as (message id, data).
    """

    room: Gathering
    private: list[Person]
    random: Random
    old: list[tuple[int, str]] = field(default_factory=list)

    @property
    def standin(self) -> StandIn:
        return self.room.hall.standin

    @property
    def workshop(self) -> Workshop:
        """The workshop as it is stored now."""
        ((saved,),) = self.room.hall.storage.rows("SELECT saved FROM workshops")
        found = restore_workshop(saved)
        assert found is not None
        return found

    async def leads(self, control: str) -> None:
        """The leader taps a control of the panel as soon as the panel is up to date."""
        now = self.workshop
        words = f"|workshop|{control}|{now.id}.{now.question}.{now.round}."
        panel = self.standin.people.private(self.room.leader)
        message, data = await self.button(panel, words)
        tap = await self.standin.people.tap(panel, self.room.leader, message, data)
        await tap.answer()

    async def names_no_agency(self, person: Person, workshop: str) -> None:
        """Who came by the link is asked for the agency before the board comes."""
        chat = self.standin.people.private(person)
        message, data = await self.button(chat, f"|workshop|join|{workshop}.")
        none = f"{data[: data.rindex('.')]}."
        tap = await self.standin.people.tap(chat, person, message, none)
        await tap.answer()

    async def button(self, chat: Chat, words: str) -> tuple[int, str]:
        """The newest button of a chat whose data has these words, once there is one."""
        found = await self.standin.wait_for(lambda: _button(self.standin, chat, words))
        assert found is not None
        return found

    async def vote(self) -> None:
        """Everybody votes on the open question; some change their minds, some tap an old board."""
        now = self.workshop
        place = f"|vote|{now.id}.{now.question}.{now.round}."
        first = (now.question, now.round) == (QUESTIONS[0], 1)
        private = self.standin.people.private
        voters = [(who, self.room.chat) for who in self.room.people[: -LATE if first else None]]
        voters += [(who, private(who)) for who in self.private]
        # One after the other: hundreds who wait at once would look around at every call.
        for chat in (self.room.chat, *map(private, self.private)):
            await self.button(chat, place)
        await asyncio.gather(*(person_votes(self, chat, who, place) for who, chat in voters))
        self.old.append(await self.button(self.room.chat, place))


async def person_votes(crowd: Crowd, chat: Chat, person: Person, place: str) -> None:
    """One person's taps on one question, all of them answered."""
    random = crowd.random
    taps: list[Tap] = []
    message, data = await crowd.button(chat, place)
    options = workshop_options(place.split(".")[1])
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        chosen = data.rpartition(".")[0] + "." + random.choice(options)
        times = range(random.choice((1, 1, 1, 2)))
        taps += [await crowd.standin.people.tap(chat, person, message, chosen) for _ in times]
    if crowd.old and random.random() < 0.1:
        message, data = random.choice(crowd.old)
        taps.append(await crowd.standin.people.forge(crowd.room.chat, person, message, data))
    for tap in taps:
        await tap.answer()


class NotedBucket(Bucket):
    """Tokens, and from when on each of a group's may be used, in seconds of the bot's clock."""

    leaves: ClassVar[list[float]] = []

    def __init__(self, pace: Pace, now: float) -> None:
        super().__init__(pace, now)
        self._of_group = pace == GROUP

    def take(self, now: float) -> float:
        wait = super().take(now)
        if self._of_group:
            self.leaves.append(now + wait)
        return wait


async def test_a_hall_of_250_people_is_counted_exactly_and_at_telegrams_pace(
    tmp_path: Path, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    # When calls come in tells of the machine too: a tenth of a second is two by this clock. So the
    # stand-in lets all pass, and the pace is that at which the bot let its calls go.
    monkeypatch.setattr(NotedBucket, "leaves", [])
    monkeypatch.setattr("bot.telegram.pacing.Bucket", NotedBucket)
    clock = fast_clock(TIMES)
    limits = Limits(enforced=False, callback_answer_within=3600)
    standin = StandIn(limits=limits, clock=clock.monotonic)
    async with preview_server(standin) as server:
        hall = Hall(server, tmp_path, knowledge, SqliteFile(tmp_path / "mulai.sqlite3"))
        room = await gather(hall, IN_GROUP)
        private = [await hall.person(f"Jauh {number}") for number in range(IN_PRIVATE)]
        crowd = Crowd(room, private, Random(SEED))  # noqa: S311
        async with hall.bot(clock=clock):
            await play(crowd)
            for chat in (room.chat, *map(standin.people.private, private)):
                await room.newest(chat, "Hasil bersama")
        done, counted = crowd.workshop, recount(standin)
        assert {asked.question for asked in done.asked} == set(QUESTIONS)
        assert {asked.question for asked in done.asked if len(asked.rounds) == 2} == TWICE
        assert hall.storage.rows("SELECT * FROM votes") == []  # they are erased at the end
        assert minuted(done, knowledge) == by_option(counted)
        voters = {key: len(votes) for key, votes in counted.items()}
        everybody = IN_GROUP + IN_PRIVATE
        assert voters == dict.fromkeys(voters, everybody) | {(QUESTIONS[0], 1): everybody - LATE}
        in_group = [it for it in counting(standin) if it.parameters["chat_id"] == room.chat.id]
        assert len(NotedBucket.leaves) >= len(in_group)
        assert most_in_a_minute(NotedBucket.leaves) <= 20
        assert shortest_gap_of_edits(in_group) >= 2.9
        assert looks_before_reveal(standin) == 1


async def play(crowd: Crowd) -> None:
    """A workshop on all questions, from the lobby to the end."""
    await crowd.room.opens("/lokakarya")
    link = f"w_{crowd.workshop.id}"
    for person in crowd.private:
        await crowd.standin.people.start(person, link)
        await crowd.names_no_agency(person, link.removeprefix("w_"))
    await crowd.leads("all")
    await crowd.leads("start")
    while (now := crowd.workshop).phase != "finished":
        match now.phase:
            case "voting":
                await crowd.vote()
                await crowd.leads("reveal")
                if crowd.workshop.drawer == "reveal":  # some have not voted: it asks once
                    await crowd.leads("reveal")
            case "revealed":
                again = now.round == 1 and now.question in TWICE
                await crowd.leads("revote" if again else "accept")
            case _ if all(asked.tally for asked in now.asked):
                await crowd.leads("finish")
                await crowd.leads("finish-yes")
            case _:
                await crowd.leads("next")


def recount(standin: StandIn) -> dict[Round, dict[int, str]]:
    """What each person voted last in each round, from the taps whose toasts said: recorded."""
    votes: dict[Round, dict[int, str]] = {}
    for tap in standin.taps.all.values():
        if tap.toast is not None and tap.toast.text.startswith("Tercatat"):
            _, question, number, option = tap.data.rpartition("|")[2].split(".")
            votes.setdefault((question, int(number)), {})[tap.person_id] = option
    return votes


def by_option(votes: dict[Round, dict[int, str]]) -> dict[Round, tuple[int, ...]]:
    """The totals in the order of the options."""
    counts = {key: Counter(cast.values()) for key, cast in votes.items()}
    return {key: tuple(counts[key][option] for option in workshop_options(key[0])) for key in votes}


def minuted(workshop: Workshop, knowledge: Knowledge) -> dict[Round, tuple[int, ...]]:
    """The totals of all rounds as the minutes have them."""
    told = minutes(workshop, guide_of(knowledge.edition("id")))
    return {
        (asked.question, number): tuple(votes for _, votes in round_.counts)
        for asked, question in zip(workshop.asked, told.questions, strict=True)
        for number, round_ in enumerate(question.rounds, start=1)
    }


def counting(standin: StandIn) -> list[Call]:
    """The calls that count towards Telegram's limits."""
    return [call for call in standin.calls if call.method in _COUNTED]


def most_in_a_minute(times: list[float]) -> int:
    """The most of these moments, in seconds, in any minute."""
    return max(sum(start <= at < start + 60 for at in times) for start in times)


def shortest_gap_of_edits(made: list[Call]) -> float:
    """The least time between two edits of one message, in seconds of the stand-in's clock."""
    last: dict[int, float] = {}
    gaps = []
    for call in made:
        if call.method == "editMessageText":
            message = call.parameters["message_id"]
            gaps.append(call.at - last.get(message, float("-inf")))
            last[message] = call.at
    return min(gaps)


def looks_before_reveal(standin: StandIn) -> int:
    """In how many ways an open question looks at most, but for the numbers of voters."""
    looks: dict[tuple[int, str], set[str]] = {}
    for call in counting(standin):
        asked, hidden, turnout = call.parameters.get("text", "").partition(_HIDDEN)
        if hidden:
            look = re.sub(r", belum: \d+|\d+", "", turnout)
            looks.setdefault((call.parameters["chat_id"], asked), set()).add(look)
    return max(len(seen) for seen in looks.values())


def _button(standin: StandIn, chat: Chat, words: str) -> tuple[int, str] | None:
    for message in reversed(standin.sent(chat.id)):
        for data in _data(message):
            if words in data:
                return message["message_id"], data
    return None


def _data(message: Json) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]
