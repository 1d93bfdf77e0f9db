"""A message waits exactly when a limit of Telegram would be passed, and no longer."""

from __future__ import annotations

import asyncio

import pytest

from bot.telegram.pacing import GROUP, OVERALL, PRIVATE, Bucket, Pace, Pacing


class Clock:
    """Time that passes while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Move on at once."""
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def times(turns: Pacing, clock: Clock, chats: list[int]) -> list[float]:
    """When each message, one after the other, may go."""
    begun = clock.now
    went = []
    for chat in chats:
        await turns.wait_for(chat)
        went.append(clock.now - begun)
    return went


def test_a_bucket_gives_its_burst_at_once_and_then_its_rate() -> None:
    bucket = Bucket(Pace(burst=3, per_second=2), now=0)
    assert [bucket.take(0) for _ in range(5)] == [0, 0, 0, 0.5, 1.0]


def test_a_bucket_refills_to_its_burst_and_not_beyond() -> None:
    bucket = Bucket(Pace(burst=2, per_second=1), now=0)
    assert [bucket.take(0), bucket.take(0), bucket.take(100)] == [0, 0, 0]
    assert not bucket.is_full(100)
    assert bucket.is_full(101)
    assert [bucket.take(101), bucket.take(101), bucket.take(101)] == [0, 0, 1]


async def test_a_short_burst_in_a_private_chat_waits_for_nothing(clock: Clock) -> None:
    went = await times(Pacing(clock, clock.sleep), clock, [5] * int(PRIVATE.burst))
    assert went == [0] * int(PRIVATE.burst)


async def test_a_long_burst_in_a_private_chat_goes_out_one_a_second(clock: Clock) -> None:
    went = await times(Pacing(clock, clock.sleep), clock, [5] * (int(PRIVATE.burst) + 3))
    assert went[-3:] == pytest.approx([1, 2, 3])


async def test_a_group_never_gets_more_than_twenty_in_any_minute(clock: Clock) -> None:
    went = await times(Pacing(clock, clock.sleep), clock, [-5] * 60)
    assert went[int(GROUP.burst) - 1] == 0
    for first in went:
        assert len([at for at in went if first <= at < first + 60]) <= 20


async def test_all_chats_together_never_get_more_than_thirty_in_any_second_for_long(
    clock: Clock,
) -> None:
    went = await times(Pacing(clock, clock.sleep), clock, list(range(1, 301)))
    assert went[int(OVERALL.burst) - 1] == 0
    after_the_burst = went[int(OVERALL.burst) :]
    for first in after_the_burst:
        assert len([at for at in after_the_burst if first <= at < first + 1]) <= 30


async def test_one_chats_wait_is_not_anothers() -> None:
    turns = Pacing(asyncio.get_running_loop().time)
    for _ in range(int(GROUP.burst)):
        await turns.wait_for(-5)
    held_up = asyncio.create_task(turns.wait_for(-5))
    await turns.wait_for(7)
    assert not held_up.done()
    held_up.cancel()


async def test_chats_that_are_long_quiet_are_forgotten(clock: Clock) -> None:
    turns = Pacing(clock, clock.sleep)
    for chat in range(1, 10_002):
        await turns.wait_for(chat)
    clock.now += 60
    await turns.wait_for(50_000)
    assert len(turns._chats) == 1  # noqa: SLF001
