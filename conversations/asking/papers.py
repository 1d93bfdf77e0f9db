"""Papers for the office, as they are offered: which ones, and from what they would be made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conversations.messages import ButtonRows, Choice, column
from knowledge.edition import Edition
from knowledge.models.office_papers import OfficePaperId, Origin
from knowledge.models.understanding import DocumentKind

# The button's question for the list of papers; any other is a paper.
LIST = "list"
# What is offered in the place of slides.
_FOR_SLIDES: DocumentKind = "one_page"


def papers_button(edition: Edition, option: str) -> Choice:
    """The button that lists the papers. option: as for `paper_button`."""
    return Choice(edition.label("papers"), "doc", LIST, option)


def paper_button(label: str, paper: OfficePaperId, option: str) -> Choice:
    """The button that makes a paper.

    option: a topic's id; or of a result its run, and behind a point the priority that it is about.
    """
    return Choice(label, "doc", paper, option)


def papers_from(edition: Edition, origin: Origin, option: str) -> tuple[Choice, ...]:
    """A button for each paper that can be made from a result or a topic."""
    return tuple(
        paper_button(paper.title.in_(edition.language), id_, option)
        for id_, paper in edition.content.office.papers.items()
        if origin in paper.origins
    )


def is_for_papers(edition: Edition, topic_id: str | None) -> bool:
    """Whether there is something to do in a topic, which a paper could propose."""
    topics = edition.content.topics
    if topic_id is None or topic_id not in topics or not topics[topic_id].first_steps:
        return False
    return edition.content.kind_of(topic_id) == "doing"


def offered(
    edition: Edition, document: DocumentKind, run: int, topics: Iterable[str | None]
) -> tuple[str, tuple[Choice, ...]]:
    """What a request for a paper gets: words, and the buttons that make it, if any.

    run: that of the person's last result, 0 for none. topics: those it may be about.
    """
    entry = edition.content.requests.documents[document]
    title, holds = (text.in_(edition.language) for text in (entry.title, entry.holds))
    wanted = _FOR_SLIDES if document == "slides" else document
    papers = edition.content.office.papers.items()
    paper = next((id_ for id_, paper in papers if paper.asked == wanted), None)
    if paper is None:
        return edition.say("document", title=title, holds=holds), ()
    if edition.content.office.papers[paper].origins == ("workshop",):
        return edition.say("document-workshop", title=title, holds=holds), ()
    rows = tuple(_ways_to_make(edition, paper, run, topics))
    key = (
        "document-slides" if document == "slides" else "document-made" if rows else "document-from"
    )
    return edition.say(key, title=title, holds=holds), rows


def _ways_to_make(
    edition: Edition, paper: OfficePaperId, run: int, topics: Iterable[str | None]
) -> Iterator[Choice]:
    origins = edition.content.office.papers[paper].origins
    if run and "result" in origins:
        yield paper_button(edition.label("paper-of-result"), paper, str(run))
    for topic in dict.fromkeys(topics):
        if topic and "topic" in origins and is_for_papers(edition, topic):
            yield paper_button(edition.title(topic), paper, topic)


def list_page(
    edition: Edition, origin: Origin, option: str, about: str, back: Choice
) -> tuple[str, ButtonRows]:
    """All papers from a result or a topic. about: what they would be about, plain."""
    text = edition.say("papers", about=about)
    return text, column(*papers_from(edition, origin, option), back)
