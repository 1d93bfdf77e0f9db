"""How often a room is called divided that is, and that is not: `python -m tests.bench.spread`."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial

from conversations.workshop.spread import Spread, spread_of

Draw = Callable[[random.Random], list[int]]
DIVIDED: frozenset[Spread] = frozenset({"camps", "wide"})


def one_opinion(rng: random.Random, apart: float = 0.7) -> list[int]:
    """Votes on each step of 6 to 60 people around one opinion, anywhere on the scale.

    apart: the standard deviation of each person's own view, in steps.
    """
    opinion = rng.uniform(0, 3)
    return _votes(rng.gauss(opinion, apart) for _ in range(rng.randint(6, 60)))


def two_camps(rng: random.Random, apart: float) -> list[int]:
    """Votes on each step of 6 to 60 people around two steps that are two apart.

    Each camp has at least a third of the room. apart: as above, around the own camp.
    """
    people, low = rng.randint(6, 60), rng.randint(0, 1)
    third = -(-people // 3)
    lower = rng.randint(third, people - third)
    camps = [low] * lower + [low + 2] * (people - lower)
    return _votes(rng.gauss(camp, apart) for camp in camps)


def called(draw: Draw, rooms: int, seed: int = 1) -> dict[Spread, float]:
    """The share of rooms that each word is said of."""
    rng = random.Random(seed)  # noqa: S311 - the same rooms each time, no secret
    words = [spread_of(draw(rng), 0) for _ in range(rooms)]
    return {word: words.count(word) / rooms for word in set(words)}


def divided(draw: Draw, rooms: int, seed: int = 1) -> float:
    """The share of rooms that are called divided."""
    return sum(share for word, share in called(draw, rooms, seed).items() if word in DIVIDED)


def _votes(views: Iterator[float]) -> list[int]:
    steps = [min(3, max(0, round(view))) for view in views]
    return [steps.count(step) for step in range(4)]


def main(rooms: int = 20_000) -> None:
    draws: dict[str, Draw] = {"one opinion, 0.7 steps": one_opinion}
    for apart in (0.3, 0.4, 0.5, 0.7):
        draws[f"two camps, {apart} steps"] = partial(two_camps, apart=apart)
    for name, draw in draws.items():
        words = ", ".join(
            f"{word} {share:.1%}" for word, share in sorted(called(draw, rooms).items())
        )
        print(f"{name}: divided {divided(draw, rooms):.1%} ({words})")


if __name__ == "__main__":
    main()
