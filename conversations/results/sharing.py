"""A result shown to others: a text to pass on, and a link that can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from conversations.advice.rules import Priority
from conversations.advice.texts import why
from conversations.keeping import ShareResult
from conversations.messages import (
    Choice,
    CopyButton,
    DiagnosticRecord,
    Event,
    MakePaper,
    Reply,
    Revise,
    Say,
    column,
)
from conversations.results.pages import (
    SHOWN,
    advice_on,
    fitted_action,
    of_region,
    result_button,
    titles_of,
)
from knowledge import markup
from knowledge.edition import Edition

# What a link to a result carries begins like this.
RESULT_LINK: Final = "r_"
# Of so many priorities it is told why and who; fewer where that is too long for one message.
_TOLD: Final = 3
# Most characters of a shared text. Chosen: one message that a phone shows without tiring.
_LONGEST: Final = 1100


def share(record: DiagnosticRecord, event: Event, edition: Edition) -> tuple[Reply, ...]:
    """How to pass a result on, and below it the text that is passed on.

    Without a store that keeps links there is the text alone.
    """
    token = event.links.get(record.run) or event.token
    if not token:
        return (Say(shared_text(record, edition)),)
    address = f"{event.opens}{RESULT_LINK}{token}"
    ways = column(
        CopyButton(edition.label("share-copy"), address),
        result_button(edition.label("share-end"), "unshare", record),
        result_button(edition.label("result-top"), "top", record),
    )
    text = shared_text(record, edition) + "\n\n" + edition.fill("share-link", link=address)
    return ShareResult(record.run, token), Say(edition.say("share-how"), ways), Say(text)


def end_sharing(record: DiagnosticRecord, edition: Edition) -> tuple[Reply, ...]:
    """The link is taken back."""
    ways = column(
        result_button(edition.label("share-anew"), "text", record),
        result_button(edition.label("result-top"), "top", record),
    )
    return ShareResult(record.run, ""), Revise(edition.say("share-ended"), ways)


def open_shared(event: Event, edition: Edition) -> tuple[Reply, ...]:
    """What somebody sees who opens a link: the card, the reasons, nothing of who answered."""
    own = column(Choice(edition.label("diagnose"), "diagnose", "start", ""))
    if event.shared is None:
        return (Say(edition.say("share-gone"), own),)
    record = replace(event.shared, run=0, role="", doubts=())
    text = edition.say("share-opened") + "\n\n" + shared_text(record, edition)
    return MakePaper("card", record, edition.language), Say(text, own)


def shared_text(record: DiagnosticRecord, edition: Edition) -> str:
    """The result with reasons and who leads, as plain words that can be passed on."""
    found = advice_on(record).priorities
    for told in range(_TOLD, -1, -1):
        text = edition.fill(
            "result-share",
            region=of_region(record, edition),
            day=edition.date(record.day),
            priorities="\n\n".join(_parts(record, found, told, edition)),
            note=edition.say("result-note"),
        )
        if markup.length(text) <= _LONGEST:
            break
    return text


def _parts(
    record: DiagnosticRecord, found: tuple[Priority, ...], told: int, edition: Edition
) -> Iterator[str]:
    for priority in found[:told]:
        action = fitted_action(priority, record, edition)
        yield edition.fill(
            "share-priority",
            rank=str(priority.rank),
            title=action.title.in_(edition.language),
            why=why(priority, edition.content, edition.language),
            who=action.who.in_(edition.language).strip(),
        )
    if rest := titles_of(found[told:SHOWN], edition):
        yield rest
    if not found:
        yield edition.say("share-nothing")
