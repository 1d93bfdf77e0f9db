"""Official figures of a region: asked for by the command, in words, or with a button."""

from __future__ import annotations

from dataclasses import replace

from conversations.messages import Chose, Decided, Revise, Say, Toast
from conversations.place.pages import (
    SCREENS,
    meaning_page,
    practices_page,
    region_page,
    similar_page,
    which_region_page,
)
from conversations.state import State, StateAndReplies
from knowledge.base import Knowledge
from knowledge.edition import Edition
from knowledge.indicators.asked import AskedFor
from knowledge.models.indicator import FiguresPage
from knowledge.regions.outcomes import Abroad, FoundRegion, NoRegion, Several


def of_command(
    state: State, argument: str, knowledge: Knowledge, edition: Edition
) -> StateAndReplies:
    """The figures of the region that is named, or of the person's own."""
    if not argument.strip():
        return _of_own(state, "needs", edition)
    match knowledge.find_region(argument):
        case FoundRegion(region):
            return _shown(state, region.code, "needs", edition)
        case Several(regions):
            names = [(region.code, region.label) for region in regions]
            return state, (Say(*which_region_page(names, "needs", edition)),)
        case Abroad():
            return state, (Say(edition.say("place-abroad")),)
        case NoRegion():
            return state, (Say(edition.say("place-unknown")),)


def asked(text: str, knowledge: Knowledge) -> AskedFor | None:
    """Whether words ask for figures of a region."""
    if not knowledge.content.figures:
        return None
    return knowledge.figure_questions.find(
        text,
        knowledge.gazetteer.mentions(text),
        lambda name: knowledge.find_region(name, alone=True),
    )


def in_words(state: State, question: AskedFor, edition: Edition) -> StateAndReplies:
    """The figures that words ask for."""
    if not question.regions:
        return _of_own(state, question.screen, edition)
    if len(question.regions) > 1:
        names = [(region.code, region.label) for region in question.regions[:4]]
        page = which_region_page(names, question.screen, edition)
        return state, (Say(*page), Decided("suggest"))
    state, replies = _shown(state, question.regions[0].code, question.screen, edition)
    return state, (*replies, Decided("answer"))


def on_tap(state: State, tap: Chose, edition: Edition) -> StateAndReplies:
    """A button of a region's page: the message changes in place."""
    code = tap.option
    if not edition.has_region(code) or not edition.content.figures:
        return state, (Toast(edition.toast("old-button")),)
    state = replace(state, region=code)
    for screen in SCREENS:
        if tap.question == screen:
            return state, (Revise(*region_page(code, screen, edition)),)
        if tap.question == f"meaning-{screen}":
            return state, (Revise(*meaning_page(code, screen, edition)),)
    if tap.question == "similar":
        return state, (Revise(*similar_page(code, edition)),)
    if tap.question == "practices":
        return state, (Revise(*practices_page(code, edition)),)
    return state, (Toast(edition.toast("old-button")),)


def _of_own(state: State, screen: FiguresPage, edition: Edition) -> StateAndReplies:
    own = state.region or (state.diagnosing.region if state.diagnosing else "")
    if not edition.content.figures:
        return state, (Say(edition.say("place-no-figures")),)
    if not edition.has_region(own):
        return state, (Say(edition.say("place-ask")),)
    return _shown(state, own, screen, edition)


def _shown(state: State, code: str, screen: FiguresPage, edition: Edition) -> StateAndReplies:
    if not edition.content.figures:
        return state, (Say(edition.say("place-no-figures")),)
    state = replace(state, region=code, pending=None)
    return state, (Say(*region_page(code, screen, edition)),)
