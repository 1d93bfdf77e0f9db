"""Questions and answers: what a person asked, and the topic that answers it."""

from __future__ import annotations

import re
from dataclasses import replace

from conversations.asking import agenda, cards, context
from conversations.asking.abroad import with_note
from conversations.asking.context import topics_of
from conversations.asking.documents import document_reply
from conversations.asking.ratings import is_rating, take_rating
from conversations.asking.remarks import asking_nothing
from conversations.asking.topic_pages import (
    figures_choice,
    menu,
    term_label,
    topic_button,
    topic_page,
    topics_on,
)
from conversations.curated import UnansweredQuestion
from conversations.messages import (
    ButtonRows,
    Choice,
    Chose,
    Decided,
    Revise,
    Say,
    Toast,
    column,
)
from conversations.state import AnsweredQuestion, State, StateAndReplies, Suggested
from knowledge.base import Knowledge
from knowledge.edition import Edition
from knowledge.matching.matcher import Answered, Unknown, Unsure
from knowledge.matching.outcomes import AskedTopic, Match, Term, spoken_in
from knowledge.models.language import Language

# What could tell who asked; a kept question holds none of it.
_IDENTITY = re.compile(r"\S+@\S+|@\w+|https?://\S+|\d[\d\s.\-]{2,}\d|\d|[\x00-\x1f]")


def ask(
    state: State,
    text: str,
    knowledge: Knowledge,
    language: Language,
    *,
    aside: bool = False,
    run: int = 0,
) -> StateAndReplies:
    """Answer a question, or offer what it may be about, or say that this is unknown.

    language: what the person reads as far as known; a message clearly in the other one is
        answered in that, unless the person has chosen.
    aside: asked in the middle of something else, to which an answer does not lead on.
    run: that of the person's last result, from which papers can be made; 0 for none.
    """
    if turn := _chosen_in_words(state, text, knowledge, language):
        return turn
    match = context.understand(state, text, knowledge, language, aside=aside)
    if match.language and not state.language:
        language = match.language
    edition = knowledge.edition(language)
    if turn := asking_nothing(state, match, edition, aside=aside):
        return turn
    before, state = state, context.settled(state, knowledge)
    state = replace(state, heard=match.language or state.heard, tapped=None, pending=None)
    state = replace(state, asked=None, unanswered="", listed=(), dialect=spoken_in(match))
    if isinstance(match, Term):
        return _term(state, text, match, edition, aside=aside)
    if match.document:
        about_it = knowledge.requests.says_more(text)
        return document_reply(
            state, match, match.document, edition, run=run, about_it=about_it, aside=aside
        )
    if isinstance(match, Unknown) and match.missed:
        return _missed(state, before, knowledge, edition, aside=aside)
    state, replies = _reply(state, text, match, edition, aside=aside)
    return with_note(state, replies, text, match, edition)


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
    state = context.shown(replace(state, agenda=()), topic_id)
    return context.listed(state, topics_on(page[1], topic_id)), (Say(*page),)


def on_tap(state: State, tap: Chose, edition: Edition) -> StateAndReplies:
    """A button below an answer or a suggestion: the message changes in place."""
    if tap.question == "none":
        return _none_of_these(state, edition)
    if is_rating(tap):
        return take_rating(state, tap, edition)
    if tap.question == "term" and tap.option in edition.content.glossary.terms:
        state, page = _shown_term(state, tap.option, edition)
        return state, (Revise(*page),)
    waiting = agenda.asked_by(tap.question, tap.option)
    if tap.option not in edition.content.topics or not (waiting or cards.is_part(tap.question)):
        return state, (Toast(edition.toast("old-button")),)
    if waiting:
        return _on_next(state, waiting, edition)
    if state.pending:
        state = replace(state, asked=AnsweredQuestion(state.pending.question, tap.option))
    state = context.shown(state, tap.option, tap.question)
    rate = (tap.message, tap.option) not in state.rated and not state.agenda
    page = topic_page(edition, tap.option, tap.question, state.agenda, rate=rate)
    state = context.listed(state, topics_on(page[1], tap.option))
    return state, (Revise(*page),)


def _on_next(state: State, asked: AskedTopic, edition: Edition) -> StateAndReplies:
    """Answer a question that waited, in a new message; one that is on the screen not again."""
    topic = asked.topic
    part = cards.part_asked(edition, topic, asked.facet, "answer")
    if topic == state.topic:
        other = cards.unread(edition, topic, part, state.part)
        if other != part and asked not in state.agenda:
            return state, (Toast(edition.toast("already")),)
        part = other
    state = replace(state, agenda=agenda.without(state.agenda, asked))
    state = context.shown(state, topic, part)
    page = topic_page(edition, topic, part, state.agenda, rate=not state.agenda)
    return context.listed(state, topics_on(page[1], topic)), (Say(*page),)


def masked(text: str) -> str:
    """A question without numbers, addresses and mentions, at most 500 characters."""
    return _IDENTITY.sub("…", text)[:500]


def _reply(
    state: State, text: str, match: Match, edition: Edition, *, aside: bool
) -> StateAndReplies:
    match match:
        case Answered():
            return _answer(state, text, match, edition, aside=aside)
        case Unsure():
            return _offer(state, text, match, edition, aside=aside)
        case Unknown(remark="region") if not aside:
            # It asks nothing, so there is nothing to tell the curators.
            region = edition.region(match.region) if match.region else ""
            told = (
                edition.say("remark-region", region=region)
                if region
                else edition.say("remark-regions")
            )
            figures = column(*figures_choice(match.region, edition))
            state = replace(state, region=match.region or state.region)
            return state, (Say(told, (*figures, *menu(edition))), Decided("unknown"))
        case Unknown(refusal=kind) if kind:
            # Nobody is to write an answer to it, so the curators are not told either.
            refusal = edition.content.refusals[kind]
            nearby = column(*(topic_button(edition, topic) for topic in refusal.topics))
            told = refusal.says.in_(edition.language)
            return state, (Say(told, () if aside else nearby), Decided("unknown"))
        case Unknown():
            nearest = tuple(found.topic for found in match.ranked[:3])
            state = replace(state, unanswered=masked(text))
            return state, (
                Say(edition.say("unknown-aside"))
                if aside
                else Say(edition.say("unknown"), menu(edition)),
                UnansweredQuestion(masked(text), nearest),
                Decided("unknown"),
            )


def _answer(
    state: State, text: str, match: Answered, edition: Edition, *, aside: bool
) -> StateAndReplies:
    first = match.ranked[0].topic
    part = cards.part_asked(edition, first, match.facet, match.part)
    if first == state.topic:
        part = cards.unread(edition, first, part, state.part)
    state, given_up = agenda.with_answer(state, match)
    after = context.shown(state, first, part)
    if match.follows:
        general = edition.content.followups.general
        after = replace(after, topic=context.subject(state, first, general))
    state = replace(after, asked=AnsweredQuestion(masked(text), first))
    # A tap on a thumb would take the button of the other question away.
    rate = not state.agenda
    said, rows = topic_page(edition, first, part, state.agenda, rate=rate, aside=aside)
    problems = tuple(topic for topic in match.problems if topic != first)
    if problems and not aside:
        said += "\n\n" + _named_back(edition, match.problems)
        rows = (*column(*(topic_button(edition, topic) for topic in problems)), *rows)
    if given_up:
        said += "\n\n" + edition.say("agenda-ended", topics=agenda.titles(edition, given_up))
    state = context.listed(state, topics_on(rows, first))
    topics = dict.fromkeys((first, *(asked.topic for asked in match.also)))
    return state, (Say(said, rows), Decided("answer", tuple(topics), match.facet))


def _offer(
    state: State, text: str, match: Unsure, edition: Edition, *, aside: bool
) -> StateAndReplies:
    likely = tuple(found.topic for found in match.ranked[:3])
    topics = tuple(dict.fromkeys((*match.problems, *likely[:1]))) if match.problems else likely
    state = replace(state, pending=Suggested(masked(text), topics, facet=match.facet))
    offers = [topic_button(edition, topic, match.facet) for topic in topics]
    none = Choice(edition.label("none-of-these"), "ask", "none", "")
    said = edition.say("suggest-aside" if aside else "suggest")
    if match.problems:
        said = _named_back(edition, match.problems)
    return state, (Say(said, column(*offers, none)), Decided("suggest", topics))


def _named_back(edition: Edition, problems: tuple[str, ...]) -> str:
    """What is said of the problems of a story, basic needs first."""
    told = (AskedTopic(topic) for topic in problems)
    return edition.say("problems", topics=agenda.titles(edition, told))


def _term(
    state: State, text: str, match: Term, edition: Edition, *, aside: bool
) -> StateAndReplies:
    """Explain a term, or ask which of several is meant."""
    if len(match.terms) == 1:
        state, page = _shown_term(state, match.terms[0], edition, aside=aside)
        return state, (Say(*page), Decided("answer", topics_of(match)))
    state = replace(state, pending=Suggested(masked(text), terms=match.terms))
    choices = (Choice(term_label(edition, id_), "ask", "term", id_) for id_ in match.terms)
    return state, (
        Say(edition.say("which-term"), column(*choices)),
        Decided("suggest", topics_of(match)),
    )


def _shown_term(
    state: State, term_id: str, edition: Edition, *, aside: bool = False
) -> tuple[State, tuple[str, ButtonRows]]:
    """A term with the way to its topic; of a term that a topic is about, the topic itself,
    with what the term stands for."""
    entry = edition.content.glossary.terms[term_id]
    state = context.shown(state, entry.topic)
    if entry.subject:
        text, rows = topic_page(edition, entry.topic, "answer", aside=aside)
        if entry.full.casefold() not in text.casefold():
            told = edition.say("term-full", term=entry.term, full=entry.full)
            text = f"{told}\n\n{text}"
        return state, (text, rows)
    text = cards.term_text(edition, term_id)
    if entry.rule:
        text += "\n\n" + edition.say("term-rule", rule=entry.rule)
    return state, (text, () if aside else column(topic_button(edition, entry.topic)))


def _missed(
    state: State, before: State, knowledge: Knowledge, edition: Edition, *, aside: bool
) -> StateAndReplies:
    """The answer was none to what was asked: the curators get the question, not the complaint.

    before: the state with what was asked and offered.
    """
    meant = before.pending or before.asked
    question = meant.question if meant else ""
    unanswered = (UnansweredQuestion(question),) if question else ()
    if aside:
        page = Say(edition.say("none-of-these-aside"))
        return state, (page, *unanswered, Decided("unknown"))
    others = context.others(before, question, knowledge, edition.language)
    if not others:
        page = Say(edition.say("none-of-these"), menu(edition))
        return state, (page, *unanswered, Decided("unknown"))
    # Who taps "none of these" then asks for nothing that the curators do not know already.
    state = replace(state, pending=Suggested("", others))
    none = Choice(edition.label("none-of-these"), "ask", "none", "")
    rows = column(*(topic_button(edition, topic) for topic in others), none)
    said = edition.say("missed-kept" if question else "missed")
    return state, (Say(said, rows), *unanswered, Decided("suggest", others))


def _none_of_these(state: State, edition: Edition) -> StateAndReplies:
    if state.pending is None:
        return state, (Toast(edition.toast("old-button")),)
    question = state.pending.question
    unanswered = (UnansweredQuestion(question),) if question else ()
    page = Revise(edition.say("none-of-these"), menu(edition))
    return replace(state, pending=None), (page, *unanswered)
