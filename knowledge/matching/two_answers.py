"""Two questions in one message: which topics it is about, and in which order."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.matching.courtesies import COURTESIES
from knowledge.matching.outcomes import AskedTopic, Ranked
from knowledge.matching.weighed import CLEAR_FROM, Weighed

# HALF_FROM: probability that each half needs by itself; both need CLEAR_FROM to come first. TRACE:
# what the whole message must leave to each of the two topics then. CERTAIN: from this probability
# on the message is taken for one question. Measured on 25 labelled messages with two questions: 21
# right; others half or twice as large change at most one.
HALF_FROM, TRACE, CERTAIN = 0.6, 0.1, 0.9


def two_answers(
    whole: Weighed, parts: Sequence[Weighed]
) -> tuple[tuple[Ranked, ...], tuple[AskedTopic, ...]]:
    """The ranking, and the topic of a second question if the message has one.

    Each half must be likely by itself. The halves decide the order only if both are clear and the
    whole message speaks for both; otherwise the first topic of the whole message stays first.
    """
    if not parts or min(part.first.probability for part in parts) < HALF_FROM:
        return whole.ranked, ()
    one, two = (part.first.topic for part in parts)
    if one == two or one in COURTESIES or two in COURTESIES:
        return whole.ranked, ()
    if _speaks_for_both(whole, parts):
        return _led_by(one, two, whole.ranked, parts), (AskedTopic(two),)
    if whole.first.topic in (one, two):
        return whole.ranked, (AskedTopic(two if whole.first.topic == one else one),)
    return whole.ranked, ()


def _speaks_for_both(whole: Weighed, parts: Sequence[Weighed]) -> bool:
    leading = {found.topic for found in whole.ranked[:3] if found.probability >= TRACE}
    return (
        all(part.first.topic in leading for part in parts)
        and min(part.first.probability for part in parts) >= CLEAR_FROM
        and whole.first.probability < CERTAIN
    )


def _led_by(
    one: str, two: str, ranked: tuple[Ranked, ...], parts: Sequence[Weighed]
) -> tuple[Ranked, ...]:
    """The ranking with two topics first; the first one gets the probability of the surer half."""
    clear = {part.ranked[0].topic: part.ranked[0].probability for part in parts}
    surest = max(clear.values())
    rest = tuple(found for found in ranked if found.topic not in (one, two))
    return (Ranked(one, surest), Ranked(two, clear[two]), *rest)
