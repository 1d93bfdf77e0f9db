"""What is said to one person in the private chat, or to have it opened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from conversations.messages import (
    ButtonRows,
    Choice,
    PrivateChatButton,
    Say,
    column,
    side_by_side,
)
from conversations.workshop.guide import Guide
from conversations.workshop.lines import joined
from conversations.workshop.own_copies import last_votes, signs_of
from conversations.workshop.result import compare
from conversations.workshop.state import Vote, Workshop

# The payloads of deep links: join in private; get a copy of the own answers.
LINK: Final = "w_"
COPY_LINK: Final = "wc_"


def welcome(workshop: Workshop, guide: Guide) -> Say:
    """The first message to somebody who came by the deep link: choose an agency, or do not."""
    return Say(
        guide.say("private-welcome", topic=workshop.topic),
        (
            *agency_rows(workshop, guide),
            (guide.button("join-without", "join", f"{workshop.id}."),),
            (guide.button("name", "name", workshop.id),),
            (guide.button("discreet", "discreet", workshop.id),),
        ),
    )


def invitation(workshop: Workshop, link: str, guide: Guide) -> str:
    """What stands under the picture of the code."""
    return guide.say("invitation", topic=workshop.topic, link=link)


def screen_address(pages: str, code: str, guide: Guide) -> str:
    """How a screen comes to show the workshop. pages: where the pages are, "" if there are none."""
    if not pages:
        return guide.say("no-screen")
    spoken = f"{code[:3]} {code[3:]}"
    return guide.say(
        "screen", short=pages.partition("//")[2], code=spoken, address=f"{pages}/{code}"
    )


def panel_waits(workshop: Workshop, guide: Guide) -> Say:
    """Ask those who lead to open the private chat: Telegram lets no bot begin one."""
    names = ", ".join(leader.name for leader in workshop.leaders)
    rows = ((PrivateChatButton(guide.label("open-private"), LINK + workshop.id),),)
    return Say(guide.say("panel-waits", leaders=names), rows)


def own_copy(workshop: Workshop, votes: Iterable[Vote], guide: Guide) -> Say:
    """A copy of one person's answers so far, with the button that compares them after the end."""
    own = last_votes(votes)
    lines = "\n".join(
        guide.say(
            "copied",
            name=guide.ballots[asked.question].name,
            own=guide.step(asked.question, own[asked.question]),
        )
        for asked in workshop.asked
        if asked.question in own
    )
    if not lines:
        return Say(guide.say("nothing-to-copy"))
    option = f"{workshop.id}.{signs_of(Vote(question, 1, '', it) for question, it in own.items())}"
    rows = column(
        guide.button("compare-copy", "compare", option),
        guide.button("discreet", "discreet", workshop.id),
    )
    text = joined(guide.say("own-copy", topic=workshop.topic), lines, guide.say("own-copy-why"))
    return Say(text, rows)


def copies_erased(guide: Guide) -> Say:
    """After the end: the bot knows nobody's answers any more, a copy does."""
    return Say(guide.say("copies-erased"))


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


def agency_rows(workshop: Workshop, guide: Guide) -> ButtonRows:
    """The agencies that one may take part from."""
    return side_by_side(
        2,
        *(
            Choice(guide.agency(agency), "workshop", "join", f"{workshop.id}.{agency}", True)
            for agency in guide.wording.agencies
        ),
    )
