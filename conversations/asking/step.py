"""Questions and answers: what a person asked, and the topic that answers it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from conversations.asking import agenda, cards, context, papers
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
from knowledge.matching.outcomes import AskedTopic, Match, Remark, Term, Understood
from knowledge.models.cards import AskedFacet
from knowledge.models.language import Language
from knowledge.models.texts import BUTTON_LENGTH
from knowledge.models.understanding import DocumentKind

StateAndReplies = tuple[State, tuple[Reply, ...]]

# Which topic tells most of papers, where the content has it.
_ABOUT_PAPERS = "sample-documents"

# So many rated answers are remembered.
_RATED = 5
# So many related topics are offered, and so many below a page that offers cards too.
_RELATED, _RELATED_BESIDE_CARDS = 3, 2

# What is said to small talk.
_REMARKS: dict[Remark, str] = {
    "dissent": "remark-dissent",
    "acknowledged": "remark-acknowledged",
    "feeling": "remark-feeling",
    "abuse": "remark-abuse",
    "disappointed": "remark-abuse",
    "unclear": "remark-unclear",
    "farewell": "remark-farewell",
}

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
    if turn := _asking_nothing(state, match, edition, aside=aside):
        return turn
    before, state = state, context.settled(state, knowledge)
    state = replace(state, heard=match.language or state.heard, tapped=None, pending=None)
    state = replace(state, asked=None, unanswered="", listed=())
    if isinstance(match, Term):
        return _term(state, text, match, edition, aside=aside)
    if match.document:
        about_it = knowledge.requests.says_more(text)
        return _document(
            state, match, match.document, edition, run=run, about_it=about_it, aside=aside
        )
    if isinstance(match, Unknown) and match.missed:
        return _missed(state, before, knowledge, edition, aside=aside)
    return _reply(state, text, match, edition, aside=aside)


def _asking_nothing(
    state: State, match: Understood, edition: Edition, *, aside: bool
) -> StateAndReplies | None:
    """A remark or an introduction: what was talked about stays, and no curator is told."""
    if isinstance(match, Unknown) and match.remark and match.remark in _REMARKS:
        rows = _again(state, edition) if match.remark == "unclear" and not aside else ()
        return state, (Say(small_talk(match.remark, edition).text, rows), Decided("unknown"))
    if isinstance(match, Answered) and match.office is not None:
        return _introduced(state, match, match.office, edition, aside=aside)
    return None


def small_talk(remark: Remark, edition: Edition) -> Say:
    """What people would say to a message that asks nothing."""
    return Say(edition.say(_REMARKS[remark]))


def _again(state: State, edition: Edition) -> ButtonRows:
    """What was shown last, and the ways on for a person who is lost."""
    shown = state.topic if state.topic in edition.content.topics else None
    return (*column(*([topic_button(edition, shown)] if shown else [])), *menu(edition))


def _introduced(
    state: State, match: Answered, office: str, edition: Edition, *, aside: bool
) -> StateAndReplies:
    """Greet a person who says who speaks and from where; the region is kept as the person's own.

    What was talked about stays, and the curators are told nothing.
    """
    region = edition.region(match.region) if match.region else ""
    match office, region:
        case "", "":
            told = edition.say("introduced")
        case "", _:
            told = edition.say("remark-region", region=region)
        case _, "":
            told = edition.say("introduced-office", office=office)
        case _:
            told = edition.say("introduced-office-region", office=office, region=region)
    if match.region and not aside:
        state = replace(state, region=match.region)
    rows = () if aside else (*column(*figures_choice(match.region, edition)), *menu(edition))
    return state, (Say(told, rows), Decided("answer", _topics(match)))


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
        return _rate(state, tap, edition)
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


def is_rating(tap: Chose) -> bool:
    """Whether a tap says that an answer helped or did not."""
    return tap.conversation == "ask" and tap.question[:1] in {cards.UP, cards.DOWN}


def topic_page(
    edition: Edition,
    topic_id: str,
    part: str,
    also: agenda.Waiting = (),
    *,
    rate: bool = False,
    aside: bool = False,
) -> tuple[str, ButtonRows]:
    """One part of a topic as text and buttons.

    part: as in `cards`. also: what the same message asked for too, which comes next.
    rate: with thumbs. aside: without ways on to anything else.
    """
    text = cards.part_text(edition, topic_id, part)
    if also:
        text += "\n\n" + agenda.announced(edition, also, topic_id)
    waiting = {asked.facet for asked in also if asked.topic == topic_id}
    rows = (
        *agenda.buttons(edition, also, topic_id),
        *cards.part_rows(edition, topic_id, part, waiting, rate=rate),
    )
    if aside or cards.is_behind(part):
        return text, rows
    return text, (*rows, *_ways_on(edition, topic_id, {asked.topic for asked in also}))


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


def topics_on(rows: ButtonRows, shown: str) -> tuple[str, ...]:
    """The topics that buttons open, from the top, but for other parts of the one shown."""
    choices = (button for row in rows for button in row if isinstance(button, Choice))
    topics = (choice.option for choice in choices if choice.conversation == "ask")
    return tuple(dict.fromkeys(topic for topic in topics if topic and topic != shown))


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
        return state, (Say(*page), Decided("answer", _topics(match)))
    state = replace(state, pending=Suggested(masked(text), terms=match.terms))
    choices = (Choice(term_label(edition, id_), "ask", "term", id_) for id_ in match.terms)
    return state, (
        Say(edition.say("which-term"), column(*choices)),
        Decided("suggest", _topics(match)),
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


def _document(
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
        return state, (Say(text), Decided("answer", _topics(match)))
    if made:
        return state, (Say(text, column(*made)), Decided("answer", _topics(match)[:1]))
    topics = [
        topic
        for topic in dict.fromkeys((_ABOUT_PAPERS, first))
        if topic in edition.content.topics and topic not in COURTESIES
    ]
    rows = column(_diagnose(edition), *(topic_button(edition, topic) for topic in topics))
    state = replace(state, topic=next(iter(topics), state.topic))
    return state, (Say(text, rows), Decided("answer", tuple(topics)))


def _topics(match: Understood) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.topic for found in match.ranked))


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


def _ways_on(edition: Edition, topic_id: str, offered: Collection[str]) -> ButtonRows:
    content = edition.content
    related = [other for other in content.topics[topic_id].related if other not in offered]
    most = _RELATED_BESIDE_CARDS if cards.has_cards(edition, topic_id) else _RELATED
    diagnose = [_diagnose(edition)] if topic_id in content.wording.offer_diagnostic else []
    return column(*diagnose, *(topic_button(edition, other) for other in related[:most]))


def _diagnose(edition: Edition) -> Choice:
    return Choice(edition.label("diagnose"), "diagnose", "start", "")


def _menu_button(edition: Edition, name: str) -> Choice:
    return Choice(edition.label(name), "menu", name, "")
