"""Papers for the office: listed, and asked to be made."""

from __future__ import annotations

from typing import Final, get_args

from conversations.asking import papers
from conversations.asking.topic_pages import topic_button
from conversations.messages import (
    ButtonRows,
    Choice,
    Chose,
    DiagnosticRecord,
    Event,
    MakeOfficePaper,
    Reply,
    Revise,
    Say,
    Toast,
    column,
)
from conversations.results.pages import advice_on
from conversations.results.talk import record_of
from conversations.state import State, StateAndReplies
from knowledge.edition import Edition
from knowledge.models.understanding import DocumentKind

# Papers that are more than the result in another form; words may ask for one right after a result.
BESIDE_A_RESULT: Final = frozenset(get_args(DocumentKind)) - {"report"}


def list_papers(state: State, event: Event, edition: Edition) -> StateAndReplies:
    """The papers from the result that is talked about, else from the topic shown last."""
    if record := record_of(state, event):
        page = _of_result(record, str(record.run), edition)
    elif state.topic and papers.is_for_papers(edition, state.topic):
        page = _of_topic(state.topic, edition)
    else:
        start = Choice(edition.label("diagnose"), "diagnose", "start", "")
        popular = Choice(edition.label("popular"), "menu", "popular", "")
        return state, (Say(edition.say("papers-none"), column(start, popular)),)
    return state, (Say(*page),)


def on_tap(state: State, tap: Chose, event: Event, edition: Edition) -> StateAndReplies:
    """A button that lists the papers, or that makes one."""
    return state, _replies(tap, event, edition) or (Toast(edition.toast("old-button")),)


def _replies(tap: Chose, event: Event, edition: Edition) -> tuple[Reply, ...]:
    """What a tap gets; nothing where its result, topic or paper is gone."""
    run, _, priority = tap.option.partition(".")
    record = next((each for each in event.diagnostics if str(each.run) == run), None)
    topic = tap.option if tap.option in edition.content.topics else ""
    if record is None and not topic:
        return ()
    if tap.question == papers.LIST:
        page = _of_result(record, tap.option, edition) if record else _of_topic(topic, edition)
        return (Revise(*page),)
    for paper, entry in edition.content.office.papers.items():
        if paper == tap.question and ("result" if record else "topic") in entry.origins:
            made = MakeOfficePaper(paper, event.day, edition.language, record, priority, topic)
            return (Toast(edition.toast("paper")), made)
    return ()


def _of_result(record: DiagnosticRecord, option: str, edition: Edition) -> tuple[str, ButtonRows]:
    found = advice_on(record).priorities
    named = option.partition(".")[2]
    priority = next((p for p in found if p.id == named), next(iter(found), None))
    about = edition.region(record.region)
    if priority:
        title = edition.content.actions.priorities[priority.id].title.in_(edition.language)
        about = f"{title}, {about}" if about else title
    back = Choice(edition.label("result-top"), "result", "top", str(record.run))
    return papers.list_page(edition, "result", option, about, back)


def _of_topic(topic: str, edition: Edition) -> tuple[str, ButtonRows]:
    back = topic_button(edition, topic)
    return papers.list_page(edition, "topic", topic, edition.title(topic), back)
