"""Questions and answers: what a person asked, and the topic that answers it."""

from __future__ import annotations

import re
from dataclasses import replace

from conversations.asking import cards
from conversations.messages import (
    ButtonRows,
    Choice,
    Chose,
    Decided,
    Rated,
    Reply,
    Revise,
    Say,
    Toast,
    UnansweredQuestion,
    column,
)
from conversations.state import AnsweredQuestion, State, Suggested
from knowledge.base import Knowledge
from knowledge.edition import Edition
from knowledge.matching.courtesies import COURTESIES
from knowledge.matching.matcher import Answered, Unknown, Unsure
from knowledge.matching.outcomes import AskedFacet, Match, Remark, Term
from knowledge.models.language import Language
from knowledge.models.texts import BUTTON_LENGTH
from knowledge.models.understanding import DocumentKind

StateAndReplies = tuple[State, tuple[Reply, ...]]

# Which topic tells most of papers, where the content has it.
_ABOUT_PAPERS = "sample-documents"
# The papers for which there is a word of its own; of the others the same is said.
_OWN_WORDS: dict[DocumentKind, str] = {
    "one_page": "document-one-page",
    "report": "document-report",
    "slides": "document-slides",
}

# So many rated answers are remembered.
_RATED = 5
# So many related topics are offered, and so many below a page that offers cards too.
_RELATED, _RELATED_BESIDE_CARDS = 3, 2

# What is said to small talk.
_REMARKS: dict[Remark, str] = {
    "acknowledged": "remark-acknowledged",
    "feeling": "remark-feeling",
    "abuse": "remark-abuse",
}

# What could tell who asked; a kept question holds none of it.
_IDENTITY = re.compile(r"\S+@\S+|@\w+|https?://\S+|\d[\d\s.\-]{2,}\d|\d|[\x00-\x1f]")


def ask(
    state: State, text: str, knowledge: Knowledge, language: Language, *, aside: bool = False
) -> StateAndReplies:
    """Answer a question, or offer what it may be about, or say that this is unknown.

    language: what the person reads as far as known; a message clearly in the other one is
        answered in that, unless the person has chosen.
    aside: asked in the middle of something else, to which an answer does not lead on.
    """
    if turn := _chosen_in_words(state, text, knowledge, language):
        return turn
    # Where nothing was offered, "the second" is not about the second of anything else.
    counting = knowledge.buttons.only_counts(text)
    match = Unknown(()) if counting else knowledge.find(text, language, state.topic)
    if match.language and not state.language:
        language = match.language
    edition = knowledge.edition(language)
    if isinstance(match, Unknown) and match.remark and match.remark in _REMARKS:
        # It asks nothing: what was talked about stays, and the curators are told nothing.
        return state, (small_talk(match.remark, edition), Decided("unknown"))
    meant = state.pending or state.asked
    state = replace(state, heard=match.language or state.heard, tapped=None, pending=None)
    state = replace(state, asked=None)
    if isinstance(match, Term):
        return _term(state, text, match, edition, aside=aside)
    if match.document:
        return _document(state, match, match.document, edition, aside=aside)
    if isinstance(match, Unknown) and match.missed:
        return state, _missed(meant.question if meant else "", edition, aside=aside)
    return _reply(state, text, match, edition, aside=aside)


def small_talk(remark: Remark, edition: Edition) -> Say:
    """What people would say to a message that asks nothing."""
    return Say(edition.say(_REMARKS[remark]))


def _chosen_in_words(
    state: State, text: str, knowledge: Knowledge, language: Language
) -> StateAndReplies | None:
    """Take a message for a button below the topics just offered: "2", "yang kedua"."""
    if state.pending is None:
        return None
    edition = knowledge.edition(state.language or state.heard or language)
    topics = [topic for topic in state.pending.topics if topic in edition.content.topics]
    terms = [term for term in state.pending.terms if term in edition.content.glossary.terms]
    options = [
        *((topic, edition.title(topic)) for topic in topics),
        *((term, term_label(edition, term)) for term in terms),
    ]
    if not options:
        return None
    none = ("none", edition.label("none-of-these"))
    chosen = knowledge.buttons.pressed(text, [*options, none], len(options))
    if chosen is None or (chosen == "none" and not topics):
        return None
    question = "none" if chosen == "none" else "term" if chosen in terms else "answer"
    if question == "answer":
        question = cards.part_asked(edition, chosen, state.pending.facet, "answer")
    tap = Chose("ask", question, chosen)
    return on_tap(state, tap, edition)


def open_topic(state: State, topic_id: str, edition: Edition) -> StateAndReplies:
    """Show a topic in a new message, as a deep link asks for."""
    if topic_id not in edition.content.topics:
        return state, (Say(edition.say("topic-gone"), menu(edition)),)
    page = topic_page(edition, topic_id, "answer", rate=True)
    return _shown(state, topic_id), (Say(*page),)


def on_tap(state: State, tap: Chose, edition: Edition) -> StateAndReplies:
    """A button below an answer or a suggestion: the message changes in place."""
    if tap.question == "none":
        return _none_of_these(state, edition)
    if is_rating(tap):
        return _rate(state, tap, edition)
    if tap.question == "term" and tap.option in edition.content.glossary.terms:
        state, page = _shown_term(state, tap.option, edition)
        return state, (Revise(*page),)
    if tap.option not in edition.content.topics or not cards.is_part(tap.question):
        return state, (Toast(edition.toast("old-button")),)
    if state.pending:
        state = replace(state, asked=AnsweredQuestion(state.pending.question, tap.option))
    rate = (tap.message, tap.option) not in state.rated
    page = topic_page(edition, tap.option, tap.question, rate=rate)
    return _shown(state, tap.option), (Revise(*page),)


def is_rating(tap: Chose) -> bool:
    """Whether a tap says that an answer helped or did not."""
    return tap.conversation == "ask" and tap.question[:1] in {cards.UP, cards.DOWN}


def topic_page(
    edition: Edition,
    topic_id: str,
    part: str,
    also: tuple[str, ...] = (),
    *,
    rate: bool = False,
    aside: bool = False,
) -> tuple[str, ButtonRows]:
    """One part of a topic as text and buttons.

    part: as in `cards`. also: topics that the same message asked for, offered first.
    rate: with thumbs. aside: without ways on to anything else.
    """
    text = cards.part_text(edition, topic_id, part)
    if also:
        text += "\n\n" + edition.say("also")
    rows = (
        *column(*(topic_button(edition, other) for other in also)),
        *cards.part_rows(edition, topic_id, part, rate=rate),
    )
    if aside or cards.is_behind(part):
        return text, rows
    return text, (*rows, *_ways_on(edition, topic_id, also))


def figures_choice(code: str | None, edition: Edition) -> tuple[Choice, ...]:
    """The button that opens the official figures of a region, where there are any."""
    if not (code and edition.content.figures and edition.has_region(code)):
        return ()
    return (Choice(edition.label("place-open"), "place", "needs", code),)


def menu(edition: Edition) -> ButtonRows:
    """Ways on for a person who is lost."""
    return column(
        _diagnose(edition),
        _menu_button(edition, "popular"),
        _menu_button(edition, "families"),
    )


def popular_page(edition: Edition) -> tuple[str, ButtonRows]:
    """The questions that people ask most."""
    topics = edition.content.wording.popular
    rows = column(*(topic_button(edition, topic_id) for topic_id in topics))
    return edition.say("popular"), (*rows, (_menu_button(edition, "families"),))


def families_page(edition: Edition) -> tuple[str, ButtonRows]:
    """All families of topics."""
    return edition.say("families"), column(
        *(
            Choice(family.title.in_(edition.language), "menu", "family", family_id)
            for family_id, family in edition.content.families.items()
        )
    )


def family_page(edition: Edition, family_id: str) -> tuple[str, ButtonRows]:
    """The topics of one family."""
    family = edition.content.families[family_id]
    rows = column(*(topic_button(edition, topic_id) for topic_id in family.topics))
    back = Choice(edition.label("back-to-families"), "menu", "families", "")
    return edition.say("family", family=family.title.in_(edition.language)), (*rows, (back,))


def topic_button(edition: Edition, topic_id: str, facet: AskedFacet = "general") -> Choice:
    """The button that opens a topic, at the card for what was asked of it."""
    part = cards.part_asked(edition, topic_id, facet, "answer")
    return Choice(edition.title(topic_id), "ask", part, topic_id)


def term_label(edition: Edition, term_id: str) -> str:
    """What tells a term from others of its spelling, on a button."""
    entry = edition.content.glossary.terms[term_id]
    return entry.full if len(entry.full) <= BUTTON_LENGTH else entry.term


def masked(text: str) -> str:
    """A question without numbers, addresses and mentions, at most 500 characters."""
    return _IDENTITY.sub("…", text)[:500]


def _reply(
    state: State, text: str, match: Match, edition: Edition, *, aside: bool
) -> StateAndReplies:
    match match:
        case Answered():
            first = match.ranked[0].topic
            # A tap on a thumb would take the button of the other question away.
            part = cards.part_asked(edition, first, match.facet, match.part)
            page = topic_page(edition, first, part, match.also, rate=not match.also, aside=aside)
            state = replace(_shown(state, first), asked=AnsweredQuestion(masked(text), first))
            return state, (Say(*page), Decided("answer"))
        case Unsure():
            topics = tuple(found.topic for found in match.ranked[:3])
            state = replace(state, pending=Suggested(masked(text), topics, facet=match.facet))
            offers = [topic_button(edition, topic, match.facet) for topic in topics]
            none = Choice(edition.label("none-of-these"), "ask", "none", "")
            page = edition.say("suggest-aside" if aside else "suggest"), column(*offers, none)
            return state, (Say(*page), Decided("suggest"))
        case Unknown(remark="region") if not aside:
            # It asks nothing, so there is nothing to tell the curators.
            region = edition.region(match.region) if match.region else ""
            told = (
                edition.say("remark-region", region=region)
                if region
                else edition.say("remark-regions")
            )
            figures = column(*figures_choice(match.region, edition))
            return state, (Say(told, (*figures, *menu(edition))), Decided("unknown"))
        case Unknown(refusal=kind) if kind:
            # Nobody is to write an answer to it, so the curators are not told either.
            refusal = edition.content.refusals[kind]
            nearby = column(*(topic_button(edition, topic) for topic in refusal.topics))
            told = refusal.says.in_(edition.language)
            return state, (Say(told, () if aside else nearby), Decided("unknown"))
        case Unknown():
            nearest = tuple(found.topic for found in match.ranked[:3])
            return state, (
                Say(edition.say("unknown-aside"))
                if aside
                else Say(edition.say("unknown"), menu(edition)),
                UnansweredQuestion(masked(text), nearest),
                Decided("unknown"),
            )


def _term(
    state: State, text: str, match: Term, edition: Edition, *, aside: bool
) -> StateAndReplies:
    """Explain a term, or ask which of several is meant."""
    if len(match.terms) == 1:
        state, page = _shown_term(state, match.terms[0], edition, aside=aside)
        return state, (Say(*page), Decided("answer"))
    state = replace(state, pending=Suggested(masked(text), terms=match.terms))
    choices = (Choice(term_label(edition, id_), "ask", "term", id_) for id_ in match.terms)
    return state, (Say(edition.say("which-term"), column(*choices)), Decided("suggest"))


def _shown_term(
    state: State, term_id: str, edition: Edition, *, aside: bool = False
) -> tuple[State, tuple[str, ButtonRows]]:
    """A term with the way to its topic; of a term that a topic is about, the topic itself."""
    entry = edition.content.glossary.terms[term_id]
    state = _shown(state, entry.topic)
    if entry.subject:
        return state, topic_page(edition, entry.topic, "answer", aside=aside)
    text = cards.term_text(edition, term_id)
    if entry.rule:
        text += "\n\n" + edition.say("term-rule", rule=entry.rule)
    return state, (text, () if aside else column(topic_button(edition, entry.topic)))


def _document(
    state: State, match: Match, document: DocumentKind, edition: Edition, *, aside: bool
) -> StateAndReplies:
    """Say what can be given for a paper today, for the papers themselves cannot be written."""
    entry = edition.content.requests.documents[document]
    text = edition.say(
        _OWN_WORDS.get(document, "document"),
        title=entry.title.in_(edition.language),
        holds=entry.holds.in_(edition.language),
    )
    if aside:
        return state, (Say(text), Decided("answer"))
    first = [match.ranked[0].topic] if isinstance(match, Answered) else []
    about = [topic for topic in (_ABOUT_PAPERS,) if topic in edition.content.topics]
    topics = [topic for topic in dict.fromkeys((*about, *first)) if topic not in COURTESIES]
    buttons = (topic_button(edition, topic) for topic in topics)
    return state, (Say(text, column(_diagnose(edition), *buttons)), Decided("answer"))


def _missed(question: str, edition: Edition, *, aside: bool) -> tuple[Reply, ...]:
    """The answer was none to what was asked: the curators get the question, not the complaint.

    question: "" if none was asked, as after a button.
    """
    page = Say(edition.say("none-of-these"), menu(edition))
    if aside:
        page = Say(edition.say("none-of-these-aside"))
    unanswered = (UnansweredQuestion(question),) if question else ()
    return page, *unanswered, Decided("unknown")


def _none_of_these(state: State, edition: Edition) -> StateAndReplies:
    if state.pending is None:
        return state, (Toast(edition.toast("old-button")),)
    unanswered = UnansweredQuestion(state.pending.question)
    page = Revise(edition.say("none-of-these"), menu(edition))
    return replace(state, pending=None), (page, unanswered)


def _rate(state: State, tap: Chose, edition: Edition) -> StateAndReplies:
    """The thumbs go, the page stays; the question is told only where the answer did not help."""
    topic, part, helpful = tap.option, tap.question[1:], tap.question[0] == cards.UP
    if topic not in edition.content.topics or not cards.is_part(part):
        return state, (Toast(edition.toast("old-button")),)
    thanks = Toast(edition.toast("helpful" if helpful else "unhelpful"))
    if (tap.message, topic) in state.rated:
        return state, (thanks,)
    of_this = state.asked if state.asked and state.asked.topic == topic else None
    question = of_this.question if of_this and not helpful else ""
    rated = (*state.rated, (tap.message, topic))[-_RATED:]
    state = replace(state, rated=rated, asked=None if of_this else state.asked)
    page = Revise(*topic_page(edition, topic, part))
    facet = cards.facet_shown(part) or ""
    return state, (thanks, page, Rated(helpful, topic, question, facet))


def _shown(state: State, topic_id: str) -> State:
    # After "ok, thanks" one still talks about what was answered before it.
    topic = state.topic if topic_id in COURTESIES else topic_id
    return replace(state, topic=topic, pending=None)


def _ways_on(edition: Edition, topic_id: str, offered: tuple[str, ...]) -> ButtonRows:
    content = edition.content
    related = [other for other in content.topics[topic_id].related if other not in offered]
    most = _RELATED_BESIDE_CARDS if cards.has_cards(edition, topic_id) else _RELATED
    diagnose = [_diagnose(edition)] if topic_id in content.wording.offer_diagnostic else []
    return column(*diagnose, *(topic_button(edition, other) for other in related[:most]))


def _diagnose(edition: Edition) -> Choice:
    return Choice(edition.label("diagnose"), "diagnose", "start", "")


def _menu_button(edition: Edition, name: str) -> Choice:
    return Choice(edition.label(name), "menu", name, "")
