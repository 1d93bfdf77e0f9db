"""Where the workshop stands, as the room sees it: board, private board, comparison.

Everything shown while a question is open is made from the workshop and a `Turnout`, which holds
no votes: so nothing that is sent before the reveal can tell how anybody voted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from conversations.messages import ButtonRows, Choice, PrivateChatButton, Say, column, side_by_side
from conversations.workshop.agenda import to_discuss
from conversations.workshop.guide import Guide
from conversations.workshop.minutes import dissent_in_words
from conversations.workshop.questions import has_steps, stage_of, workshop_options
from conversations.workshop.replies import Board, PrivateBoard
from conversations.workshop.result import compare, divided, joint_result, undecided
from conversations.workshop.state import Turnout, Vote, Workshop, WorkshopQuestion
from conversations.workshop.tally import Tally
from knowledge.models.questions import UNKNOWN

# The payload of the deep link: join in private, or after the end see one's own answers.
LINK: Final = "w_"

_BAR_LENGTH: Final = 10
PRIORITIES_SHOWN: Final = 5
_DISSENTS_SHOWN: Final = 2


def changes_at(workshop: Workshop, now: int) -> int | None:
    """When the board next changes by the clock alone, in seconds since 1970; None if never."""
    if workshop.timer_ends is None or now >= workshop.timer_ends:
        return None
    left = workshop.timer_ends - now
    return now + left - 60 * (_minutes(left) - 1)


def board(
    workshop: Workshop, turnout: Turnout, guide: Guide, now: int, fresh: bool = False
) -> Board:
    """The group's message as it should be now; the edge may ask for it at any time."""
    if workshop.paused_at is not None:
        return Board(guide.say("paused", topic=workshop.topic), (), fresh)
    match workshop.phase:
        case "lobby":
            text = joined(_lobby_text(workshop, guide), joined_text(turnout, guide))
            return Board(text, _lobby_rows(workshop, guide), fresh)
        case "voting":
            text = joined(
                _question_text(workshop, guide),
                joined(turnout_text(turnout, guide), timer_text(workshop, guide, now), gap="\n"),
            )
            return Board(text, _answer_rows(workshop, guide), fresh)
    return Board(_after_vote(workshop, guide), _closing_rows(workshop, guide), fresh)


def left_board(workshop: Workshop, guide: Guide) -> Board | None:
    """What stays further up of the question that the room has gone on from: nothing to tap."""
    then = replace(workshop, question=workshop.left, phase="revealed")
    if then.current is None:
        return None
    if then.current.tally is not None:
        return Board(_revealed_text(then, guide))
    question = guide.say("question", text=guide.ballots[then.question].text)
    return Board(joined(heading(then, guide), question, guide.say("left")))


def private_board(workshop: Workshop, guide: Guide, fresh: bool = False) -> PrivateBoard:
    """The message of those who vote in private; it changes only when the workshop does."""
    if workshop.paused_at is not None:
        return PrivateBoard(guide.say("paused", topic=workshop.topic), (), fresh)
    match workshop.phase:
        case "lobby":
            text = joined(guide.say("private-waiting"), _lobby_text(workshop, guide))
            return PrivateBoard(text, (), fresh)
        case "voting":
            return PrivateBoard(
                _question_text(workshop, guide), _answer_rows(workshop, guide), fresh
            )
    return PrivateBoard(_after_vote(workshop, guide), _closing_rows(workshop, guide), fresh)


def welcome(workshop: Workshop, guide: Guide) -> Say:
    """The first message to somebody who came by the deep link: choose an agency, or do not."""
    return Say(
        guide.say("private-welcome", topic=workshop.topic),
        (
            *_agency_rows(workshop, guide),
            (guide.button("join-without", "join", f"{workshop.id}."),),
        ),
    )


def invitation(workshop: Workshop, link: str, page: str, guide: Guide) -> str:
    """What stands under the picture of the code. page: the projector page's address, or ""."""
    shown = guide.say("invitation-page", page=page) if page else ""
    return joined(guide.say("invitation", topic=workshop.topic, link=link), shown)


def panel_waits(workshop: Workshop, guide: Guide) -> Say:
    """Asks those who lead to open the private chat: nobody else may begin one there."""
    names = ", ".join(leader.name for leader in workshop.leaders)
    rows = ((PrivateChatButton(guide.label("open-private"), LINK + workshop.id),),)
    return Say(guide.say("panel-waits", leaders=names), rows)


def comparison(workshop: Workshop, votes: Iterable[Vote], guide: Guide) -> Say:
    """One person's answers beside the room's, for the private chat only."""
    compared = compare(workshop, votes)
    if not compared:
        return Say(guide.say("nothing-to-compare"))
    other = (
        guide.say(
            "compared-other",
            name=guide.ballots[it.question].name,
            own=guide.step(it.question, it.own),
            room=guide.step(it.question, it.room),
        )
        for it in compared
        if not it.same
    )
    same = ", ".join(guide.ballots[it.question].name for it in compared if it.same)
    lines = joined(*other, guide.say("compared-same", names=same) if same else "")
    return Say(guide.fill("compared", lines=lines))


def _after_vote(workshop: Workshop, guide: Guide) -> str:
    match workshop.phase:
        case "revealed":
            return _revealed_text(workshop, guide)
        case "discussing":
            return _discussion_text(workshop, guide)
    return _result_text(workshop, guide)


def _lobby_text(workshop: Workshop, guide: Guide) -> str:
    return guide.say(
        "lobby",
        topic=workshop.topic,
        region=workshop.region or guide.label("region-open"),
        leaders=", ".join(leader.name for leader in workshop.leaders),
        stages=guide.lists_of(workshop),
        count=len(workshop.asked),
    )


def joined_text(turnout: Turnout, guide: Guide) -> str:
    return guide.say("joined", joined=turnout.joined, present=turnout.present)


def _lobby_rows(workshop: Workshop, guide: Guide) -> ButtonRows:
    return (
        *_agency_rows(workshop, guide),
        *column(
            guide.button("join-without", "join", f"{workshop.id}."),
            guide.button("here", "here", workshop.id),
            PrivateChatButton(guide.label("vote-in-private"), LINK + workshop.id),
            guide.button("offer", "offer", f"{workshop.id}..0."),
        ),
    )


def _agency_rows(workshop: Workshop, guide: Guide) -> ButtonRows:
    return side_by_side(
        2,
        *(
            Choice(guide.agency(agency), "workshop", "join", f"{workshop.id}.{agency}", True)
            for agency in guide.wording.agencies
        ),
    )


def heading(workshop: Workshop, guide: Guide) -> str:
    current = workshop.current
    if current is None:
        return ""
    place = workshop.asked.index(current) + 1
    return guide.say(
        "heading",
        stage=guide.stage(stage_of(current.question)),
        number=place,
        count=len(workshop.asked),
        name=guide.ballots[current.question].name,
    )


def _question_text(workshop: Workshop, guide: Guide) -> str:
    question = guide.say("question", text=guide.ballots[workshop.question].text)
    return joined(heading(workshop, guide), question, _again(workshop, guide), guide.say("hidden"))


def _again(workshop: Workshop, guide: Guide) -> str:
    """Why a question is voted on once more."""
    current = workshop.current
    if current is not None and current.rounds and current.rounds[-1].early:
        return guide.say("retaken")
    return guide.say("again", round=workshop.round_told) if workshop.round_told > 1 else ""


def _answer_rows(workshop: Workshop, guide: Guide) -> ButtonRows:
    prefix = f"{workshop.id}.{workshop.question}.{workshop.round}"
    labels = guide.ballots[workshop.question].options
    answers = (
        Choice(labels[option], "workshop", "vote", f"{prefix}.{option}", for_anybody=True)
        for option in workshop_options(workshop.question)
        if option in labels
    )
    return column(*answers, guide.button("here", "here", workshop.id))


def turnout_text(turnout: Turnout, guide: Guide) -> str:
    key = "turnout" if turnout.missing else "turnout-all"
    return guide.say(key, voted=turnout.voted, present=turnout.present, missing=turnout.missing)


def timer_text(workshop: Workshop, guide: Guide, now: int) -> str:
    if workshop.timer_ends is None:
        return ""
    left = workshop.timer_ends - now
    if left <= 0:
        return guide.say("timer-over")
    return guide.say("timer", minutes=_minutes(left))


def _minutes(seconds: int) -> int:
    """Whole minutes, a begun one counts."""
    return -(-seconds // 60)


def _revealed_text(workshop: Workshop, guide: Guide) -> str:
    current = workshop.current
    if current is None or current.tally is None:
        return ""
    tally = current.tally
    title = joined(
        heading(workshop, guide),
        guide.say("revealed", round=len(current.counting), voters=tally.voters),
        gap="\n",
    )
    return joined(
        title,
        "\n".join(_bars(tally, guide)),
        "\n".join(_findings(tally, guide)),
        _agencies(tally, guide),
        guide.say("accepted", answer=guide.step(tally.question, current.accepted))
        if current.accepted is not None
        else "",
    )


def _bars(tally: Tally, guide: Guide) -> Iterator[str]:
    for option, votes in tally.counts:
        filled = (2 * _BAR_LENGTH * votes + tally.voters) // (2 * tally.voters or 1)
        bar = "█" * filled + "░" * (_BAR_LENGTH - filled)
        yield guide.say("bar", label=guide.step(tally.question, option), bar=bar, votes=votes)


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


def proposal_text(tally: Tally, guide: Guide) -> str:
    """What "accept" would accept, or that there is nothing yet to accept."""
    if tally.proposal is None:
        return guide.say("no-proposal")
    return guide.say("proposal", answer=guide.step(tally.question, tally.proposal))


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
        for dissent in joint.dissents[:_DISSENTS_SHOWN]
    )
    open_ = ", ".join(guide.ballots[question].name for question in undecided(workshop))
    return joined(
        guide.say("finished", topic=workshop.topic),
        "\n".join(lines) or guide.say("nothing-to-do"),
        guide.say("undecided", names=open_) if open_ else "",
        *dissents,
        guide.say("unverified"),
    )


def _closing_rows(workshop: Workshop, guide: Guide) -> ButtonRows:
    if workshop.phase != "finished":
        return ()
    return ((PrivateChatButton(guide.label("compare"), LINK + workshop.id),),)


def short(question: str, answer: str, guide: Guide) -> str:
    """An answer in as few characters as possible: the number of a step, else its label."""
    return answer if has_steps(question) and answer != UNKNOWN else guide.answer(question, answer)


def joined(*parts: str, gap: str = "\n\n") -> str:
    """Parts with a gap between them, those that are empty left out."""
    return gap.join(part for part in parts if part)
