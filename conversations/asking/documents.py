"""Messages that ask to have a paper written."""

from __future__ import annotations

from dataclasses import replace

from conversations.asking import papers
from conversations.asking.context import topics_of
from conversations.asking.topic_pages import (
    diagnose_button,
    topic_button,
)
from conversations.messages import (
    Decided,
    Say,
    column,
)
from conversations.state import State, StateAndReplies
from knowledge.edition import Edition
from knowledge.matching.courtesies import COURTESIES
from knowledge.matching.matcher import Answered
from knowledge.matching.outcomes import Match
from knowledge.models.understanding import DocumentKind

# Which topic tells most of papers, where the content has it.
_ABOUT_PAPERS = "sample-documents"


def document_reply(
    state: State,
    match: Match,
    document: DocumentKind,
    edition: Edition,
    *,
    run: int,
    about_it: bool,
    aside: bool,
) -> StateAndReplies:
    """Offer to make a paper, or say what can be given for one that cannot be made.

    about_it: whether the message tells what the paper is about.
    """
    first = match.ranked[0].topic if isinstance(match, Answered) else None
    subjects = (first if about_it else None, state.topic)
    text, made = papers.offered(edition, document, 0 if aside else run, subjects)
    if aside:
        return state, (Say(text), Decided("answer", topics_of(match)))
    if made:
        return state, (Say(text, column(*made)), Decided("answer", topics_of(match)[:1]))
    topics = [
        topic
        for topic in dict.fromkeys((_ABOUT_PAPERS, first))
        if topic in edition.content.topics and topic not in COURTESIES
    ]
    rows = column(diagnose_button(edition), *(topic_button(edition, topic) for topic in topics))
    state = replace(state, topic=next(iter(topics), state.topic))
    return state, (Say(text, rows), Decided("answer", tuple(topics)))
