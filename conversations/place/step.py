"""Official figures of a region: asked for by the command, in words, or with a button."""

from __future__ import annotations

from dataclasses import replace

from conversations.making import MakeRegionPicture
from conversations.messages import Chose, Decided, Reply, Revise, Say, Toast
from conversations.place.comparing import comparison_page
from conversations.place.pages import (
    SCREENS,
    meaning_page,
    region_page,
    which_region_page,
)
from conversations.place.picture import picture_caption
from conversations.place.similar import PRACTICES_VIEW, SIMILAR_VIEW, practices_page, similar_page
from conversations.state import State, StateAndReplies
from knowledge.base import Knowledge
from knowledge.edition import Edition
from knowledge.indicators.asked import AskedFor
from knowledge.models.indicator import FiguresPage
from knowledge.models.questions import NEEDS
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


def asked(state: State, text: str, knowledge: Knowledge) -> AskedFor | None:
    """Whether words ask for figures of a region.

    Who asks for regions like "ours" before any is known asks how to find such regions: a topic.
    """
    if not knowledge.content.figures:
        return None
    found = knowledge.figure_questions.find(
        text,
        knowledge.gazetteer.mentions(text),
        lambda name: knowledge.find_region(name, alone=True),
    )
    if found and found.view == "similar" and not (found.regions or own_region(state)):
        return None
    return found


def in_words(state: State, question: AskedFor, edition: Edition) -> StateAndReplies:
    """The figures that words ask for."""
    if len(question.regions) > 1:
        names = [(region.code, region.label) for region in question.regions[:4]]
        page = which_region_page(names, question.screen, edition)
        return state, (Say(*page), Decided("suggest"))
    other = question.other.code if question.other else ""
    code = question.regions[0].code if question.regions else own_region(state)
    if not edition.has_region(code) and other:
        code, other = other, ""
    if not edition.has_region(code):
        return _of_own(state, question.screen, edition)
    state, replies = _shown(state, code, question.screen, edition)
    if edition.content.figures and question.view == "compare":
        replies = (Say(*comparison_page(code, other, edition)),)
    elif edition.content.figures and question.view == "similar":
        replies = (Say(*similar_page(code, edition)),)
    return state, (*replies, Decided("answer"))


def own_region(state: State) -> str:
    """The code of the region that the person looked at last or diagnoses; "" if none is known."""
    return state.region or (state.diagnosing.region if state.diagnosing else "")


def on_tap(state: State, tap: Chose, edition: Edition) -> StateAndReplies:
    """A button of a region's page: the message changes in place."""
    code = tap.option
    if not edition.has_region(code) or not edition.content.figures:
        return state, (Toast(edition.toast("old-button")),)
    reply = _tapped(tap.question, code, edition)
    if reply is None:
        return state, (Toast(edition.toast("old-button")),)
    replies = (Toast(edition.toast("paper")), reply) if tap.question == "picture" else (reply,)
    return replace(state, region=code), replies


def _tapped(question: str, code: str, edition: Edition) -> Reply | None:
    """What a button of a region's page leads to; None for a button that there is not."""
    for screen in SCREENS:
        if question == screen:
            return Revise(*region_page(code, screen, edition))
        if question == f"meaning-{screen}":
            return Revise(*meaning_page(code, screen, edition))
    view, _, need = question.partition("-")
    if need and need not in NEEDS:
        return None
    if view == SIMILAR_VIEW:
        return Revise(*similar_page(code, edition, need))
    if view == PRACTICES_VIEW:
        return Revise(*practices_page(code, edition, need))
    if question == "compare":
        return Revise(*comparison_page(code, "", edition))
    if question == "picture":
        return MakeRegionPicture(code, picture_caption(code, edition), edition.language)
    return None


def _of_own(state: State, screen: FiguresPage, edition: Edition) -> StateAndReplies:
    own = own_region(state)
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
