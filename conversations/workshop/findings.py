"""What a vote, the discussion of a stage and the whole workshop have come to, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from conversations.workshop.agenda import to_discuss
from conversations.workshop.guide import Guide
from conversations.workshop.lines import heading, joined, proposal_text, short
from conversations.workshop.minutes import dissent_in_words
from conversations.workshop.questions import has_steps, stage_of
from conversations.workshop.result import divided, joint_result, undecided
from conversations.workshop.state import POINTS, Workshop, WorkshopQuestion
from conversations.workshop.tally import Tally
from conversations.workshop.weighing import both_orders
from knowledge.models.questions import NEEDS, UNKNOWN

PRIORITIES_SHOWN: Final = 5
_BAR_LENGTH: Final = 10
DISSENTS_SHOWN: Final = 2


def text_after_vote(workshop: Workshop, guide: Guide) -> str:
    """What there is to read once a question is no longer open."""
    match workshop.phase:
        case "revealed":
            return revealed_text(workshop, guide)
        case "discussing":
            return _discussion_text(workshop, guide)
        case "weighed":
            return joined(
                guide.say("weighed", voters=_voters(workshop)), orders_text(workshop, guide)
            )
    return _result_text(workshop, guide)


def revealed_text(workshop: Workshop, guide: Guide) -> str:
    """The current question with the votes that were revealed last; "" if none were."""
    current = workshop.current
    if current is None or current.tally is None:
        return ""
    tally = current.tally
    title = joined(
        heading(workshop, guide),
        guide.say("revealed", round=len(current.counting), voters=tally.voters),
        guide.say("rounds", rounds=_numbers(range(1, len(current.counting) + 1)))
        if len(current.counting) > 1
        else "",
        gap="\n",
    )
    return joined(
        title,
        "\n".join(_bars(current.counting, guide)),
        "\n".join((*_findings(tally, guide), *_official(tally, workshop, guide))),
        _agencies(tally, guide),
        guide.say("accepted", answer=guide.step(tally.question, current.accepted))
        if current.accepted is not None
        else "",
    )


def weighing_text(workshop: Workshop, guide: Guide) -> str:
    """The rules' list, on which people lay points, and what stays secret of it."""
    listed = workshop.weighing.listed if workshop.weighing else ()
    lines = (
        guide.say(
            "weighing-line",
            rank=rank,
            title=guide.title(id_),
            mark=guide.plain("need-mark") if id_ in NEEDS else "",
        )
        for rank, id_ in enumerate(listed, start=1)
    )
    return joined(
        guide.say("weighing", topic=workshop.topic),
        "\n".join(lines),
        guide.say("weighing-hidden", points=POINTS),
    )


def orders_text(workshop: Workshop, guide: Guide) -> str:
    """Both orders side by side: by the rules and by the room; "" without a priority vote."""
    lines = "\n".join(
        guide.say(
            "order-line",
            rules=each.by_rules or "–",
            room=each.by_room or "–",
            title=guide.title(each.priority),
            points=each.points,
            mark=guide.plain("need-mark") if each.need else "",
        )
        for each in both_orders(workshop)
    )
    return guide.fill("orders", lines=lines) if lines else ""


def _voters(workshop: Workshop) -> int:
    return workshop.weighing.voters if workshop.weighing else 0


def _bars(rounds: Sequence[Tally], guide: Guide) -> Iterator[str]:
    """A bar for each answer in the last round, with the votes of all rounds side by side."""
    tally = rounds[-1]
    for place, (option, votes) in enumerate(tally.counts):
        filled = (2 * _BAR_LENGTH * votes + tally.voters) // (2 * tally.voters or 1)
        bar = "█" * filled + "░" * (_BAR_LENGTH - filled)
        label = guide.step(tally.question, option)
        shown = _numbers(each.counts[place][1] for each in rounds)
        yield guide.say("bar", label=label, bar=bar, votes=shown)


def _numbers(numbers: Iterable[int]) -> str:
    return " → ".join(map(str, numbers))


def _findings(tally: Tally, guide: Guide) -> Iterator[str]:
    """What the votes say: the middle, how far apart, what is not known, and what they propose."""
    if tally.named:
        key = "median" if has_steps(tally.question) else "most-named"
        yield guide.say(key, step=guide.middle(tally))
        yield guide.say("spread", spread=guide.spread(tally.spread))
    if tally.unknown:
        key = "unknown-many" if tally.data_is_missing else "unknown-some"
        yield guide.say(key, unknown=tally.unknown, voters=tally.voters)
    if tally.proposal is None or (tally.proposal,) != tally.middle:
        yield proposal_text(tally, guide)


def _official(tally: Tally, workshop: Workshop, guide: Guide) -> Iterator[str]:
    """The region's official figure beside what the room says."""
    if figure := guide.official(tally.question, workshop.region):
        yield guide.fill("official", figure=figure)


def _agencies(tally: Tally, guide: Guide) -> str:
    lines = (
        guide.say(
            "agency",
            agency=guide.agency(group.agency),
            n=group.voters,
            step=short(tally.question, group.median, guide),
        )
        for group in tally.by_agency
    )
    shown = "\n".join(lines)
    return guide.fill("agencies", lines=shown) if shown else ""


def _discussion_text(workshop: Workshop, guide: Guide) -> str:
    stage = stage_of(workshop.question)
    waiting = to_discuss(workshop)
    lines = [
        guide.fill("discuss", number=str(i), question=_division(asked, guide))
        for i, asked in enumerate(waiting, start=1)
    ]
    settled = [
        guide.say(
            "settled",
            name=guide.ballots[asked.question].name,
            answer=guide.step(asked.question, asked.accepted),
        )
        for asked in workshop.of_stage(stage)
        if asked.accepted is not None
    ]
    return joined(
        guide.say("discussion", stage=guide.stage(stage)),
        "\n".join(lines) if lines else guide.say("nothing-to-discuss"),
        "\n".join(settled),
    )


def _division(asked: WorkshopQuestion, guide: Guide) -> str:
    """A question with its two camps, or with what it agrees on."""
    tally, name = asked.tally, guide.ballots[asked.question].name
    camps = tally.camps if tally else None
    if tally is None:
        return name
    spread = guide.spread(tally.spread)
    if camps is None or not divided(tally):
        step = "" if tally.proposal == UNKNOWN else guide.middle(tally)
        return guide.say("undivided", name=name, found=joined(spread, step, gap=", "))
    low, high = camps
    return guide.say(
        "camps",
        name=name,
        low=short(asked.question, low.option, guide),
        few=low.voters,
        high=short(asked.question, high.option, guide),
        many=high.voters,
        spread=spread,
    )


def _result_text(workshop: Workshop, guide: Guide) -> str:
    joint = joint_result(workshop)
    if joint is None:
        return guide.say("finished-empty", topic=workshop.topic)
    lines = (
        guide.say(
            "priority-divided" if joint.is_disputed(priority) else "priority",
            rank=priority.rank,
            title=guide.title(priority.id),
        )
        for priority in joint.advice.priorities[:PRIORITIES_SHOWN]
    )
    dissents = (
        guide.say("dissent", text=dissent_in_words(dissent, guide))
        for dissent in joint.dissents[:DISSENTS_SHOWN]
    )
    open_ = ", ".join(guide.ballots[question].name for question in undecided(workshop))
    return joined(
        guide.say("finished", topic=workshop.topic),
        "\n".join(lines) or guide.say("nothing-to-do"),
        orders_text(workshop, guide),
        guide.say("undecided", names=open_) if open_ else "",
        *dissents,
        guide.say("unverified"),
    )
