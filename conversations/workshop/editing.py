"""What those who lead may change of a workshop while it runs: its subject, its scope, who leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from conversations.workshop.controls import Control, Moment
from conversations.workshop.leading import may_control, named
from conversations.workshop.opening import fitting_region, fitting_topic
from conversations.workshop.questions import stage_of
from conversations.workshop.state import Workshop, WorkshopQuestion
from knowledge.models.questions import NEEDS, QUESTION_IDS, STAGES, of_stage

_MOST_OFFERS: Final = 5
# What the panels may show beside the next step.
_DRAWERS: Final = frozenset({"", "more", "answers", "scope", "questions", "leaders"})


def _open_drawer(moment: Moment) -> Workshop | str:
    wanted = moment.action.argument
    return replace(moment.workshop, drawer=wanted) if wanted in _DRAWERS else "old"


def _rename(moment: Moment) -> Workshop | str:
    topic = fitting_topic(moment.action.argument)
    return replace(moment.workshop, topic=topic) if topic else "how-topic"


def _move(moment: Moment) -> Workshop | str:
    region = fitting_region(moment.action.argument)
    return replace(moment.workshop, region=region) if region else "how-region"


def _speak(moment: Moment) -> Workshop | str:
    wanted = moment.action.argument
    return replace(moment.workshop, language=wanted) if wanted in moment.languages else "old"


def _choose(*questions: str) -> Control:
    """The whole of a scope in one tap, in the lobby."""

    def choose(moment: Moment) -> Workshop | str:
        workshop = moment.workshop
        return with_scope(workshop, questions) if workshop.phase == "lobby" else "not-now"

    return choose


def _toggle_stage(moment: Moment) -> Workshop | str:
    """Add what is missing of a stage; if nothing is, drop what nobody has voted on."""
    questions = of_stage(moment.action.argument)
    if not questions:
        return "old"
    return _toggle(moment.workshop, questions)


def _toggle_question(moment: Moment) -> Workshop | str:
    question = moment.action.argument
    return _toggle(moment.workshop, (question,)) if question in QUESTION_IDS else "old"


def _toggle(workshop: Workshop, questions: tuple[str, ...]) -> Workshop | str:
    chosen = [asked.question for asked in workshop.asked]
    if any(question not in chosen for question in questions):
        return with_scope(workshop, (*chosen, *questions))
    left = [question for question in chosen if question not in questions]
    after = with_scope(workshop, left)
    if after.asked == workshop.asked:
        return "scope-voted"
    return after if after.asked else "scope-empty"


def with_scope(workshop: Workshop, questions: Iterable[str]) -> Workshop:
    """With these questions, stage by stage, in the order of before within a stage.

    What was voted on, and the question that is open, stays.
    """
    before = {asked.question: asked for asked in workshop.asked}
    kept = {id_ for id_, asked in before.items() if asked.rounds or id_ == workshop.question}
    places = {id_: place for place, id_ in enumerate(before)}
    ordered = sorted(
        {*questions, *kept},
        key=lambda id_: (
            STAGES.index(stage_of(id_)),
            places.get(id_, len(QUESTION_IDS) + QUESTION_IDS.index(id_)),
        ),
    )
    asked = tuple(before.get(id_) or WorkshopQuestion(id_) for id_ in ordered)
    return replace(workshop, asked=asked)


def _offer(moment: Moment) -> Workshop | str:
    workshop, actor = moment.workshop, moment.action.actor
    if may_control(workshop, actor.id):
        return "leads-already"
    if any(offer.id == actor.id for offer in workshop.offers):
        return "offered"
    if len(workshop.offers) >= _MOST_OFFERS:
        return "enough-offers"
    return replace(workshop, offers=(*workshop.offers, named(actor)))


def _take_offer(moment: Moment) -> Workshop | str:
    workshop = moment.workshop
    offer = next((offer for offer in workshop.offers if offer.id == moment.action.argument), None)
    if offer is None:
        return "old"
    waiting = tuple(other for other in workshop.offers if other != offer)
    return replace(workshop, helpers=(*workshop.helpers, offer), offers=waiting)


def _release(moment: Moment) -> Workshop | str:
    """A helper leads no longer."""
    workshop, person = moment.workshop, moment.action.argument
    left = tuple(helper for helper in workshop.helpers if helper.id != person)
    return replace(workshop, helpers=left) if left != workshop.helpers else "old"


def _take_over(moment: Moment) -> Workshop | str:
    workshop = moment.workshop
    return replace(workshop, helpers=(*workshop.helpers, named(moment.action.actor)))


EDITING: Final[dict[str, Control]] = {
    "drawer": _open_drawer,
    "topic": _rename,
    "region": _move,
    "language": _speak,
    "needs": _choose(*NEEDS),
    "all": _choose(*QUESTION_IDS),
    "stage": _toggle_stage,
    "ask": _toggle_question,
    "offer": _offer,
    "offer-yes": _take_offer,
    "release": _release,
    "takeover": _take_over,
}
