"""The buttons of a panel: the next step and what is often needed; the rest behind "more"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from conversations.messages import Button, Choice, column, side_by_side
from conversations.workshop.agenda import not_voted, to_discuss
from conversations.workshop.coaching import NextStep
from conversations.workshop.guide import Guide
from conversations.workshop.questions import stage_of, workshop_options
from conversations.workshop.state import Workshop
from knowledge.models.questions import QUESTION_IDS, STAGES, of_stage

_Row = tuple[Button, ...]

# Minutes that the panel offers.
_TIMERS: Final = (2, 5, 10)


def panel_rows(workshop: Workshop, step: NextStep, guide: Guide) -> Iterator[_Row]:
    """The rows of a panel, the advised step first."""
    match workshop.drawer:
        case "answers":
            yield from _answers(workshop, guide)
        case "scope":
            yield from _stages(workshop, guide)
        case "questions":
            yield from _questions(workshop, guide)
        case "leaders":
            yield from _leaders(workshop, guide)
        case "reveal":
            yield from column(
                control_button("reveal", workshop, guide, label="reveal-now"),
                _drawer("", workshop, guide, label="reveal-wait"),
            )
        case _:
            yield from _main_rows(workshop, step, guide)


def _main_rows(workshop: Workshop, step: NextStep, guide: Guide) -> Iterator[_Row]:
    advised = _advised(workshop, step, guide)
    yield (advised,)
    shown: set[Button] = {advised}
    for row in _often(workshop, guide):
        rest = tuple(button for button in row if button not in shown)
        shown |= set(rest)
        if rest:
            yield rest
    screen = control_button("screen", workshop, guide)
    if workshop.drawer == "more":
        yield (screen,)
        for row in _seldom(workshop, guide):
            if rest := tuple(button for button in row if button not in shown):
                yield rest
        yield (_drawer("", workshop, guide, label="close"),)
    else:
        yield screen, _drawer("more", workshop, guide, label="more")
    finish = control_button("finish", workshop, guide)
    if finish not in shown:
        yield (finish,)


def _advised(workshop: Workshop, step: NextStep, guide: Guide) -> Choice:
    match step.control:
        case "discuss":
            name = guide.ballots[step.argument].name
            return control_button("discuss", workshop, guide, step.argument, name=name)
        case "drawer":
            return _drawer(step.argument, workshop, guide, label="other-answer")
    return control_button(step.control, workshop, guide)


def _often(workshop: Workshop, guide: Guide) -> Iterator[_Row]:
    """What is often needed where the workshop stands."""
    if workshop.paused_at is not None:
        return
    match workshop.phase:
        case "lobby":
            yield from _lobby(workshop, guide)
        case "voting" | "weighing":
            yield from _timers(workshop, guide)
        case "revealed":
            yield from column(*_accepting(workshop, guide))
            yield (control_button("revote", workshop, guide),)
            yield (_drawer("answers", workshop, guide, label="other-answer"),)
            yield (control_button("next", workshop, guide, label="discuss-later"),)
        case "discussing":
            yield from _discussion(workshop, guide)


def _lobby(workshop: Workshop, guide: Guide) -> Iterator[_Row]:
    yield (control_button("start", workshop, guide),)
    yield _pair("needs", "all", workshop, guide)
    yield (_drawer("scope", workshop, guide, label="scope"),)
    yield (control_button("qr", workshop, guide),)
    yield from _languages(workshop, guide)
    for offer in workshop.offers:
        yield (control_button("offer-yes", workshop, guide, offer.id, name=offer.name),)


def _accepting(workshop: Workshop, guide: Guide) -> Iterator[Choice]:
    """Accept what the votes propose, or in a tie one of the two steps."""
    tally = workshop.current.tally if workshop.current else None
    if tally is None or not tally.to_choose:
        yield control_button("accept", workshop, guide)
        return
    for option in tally.to_choose:
        yield control_button("accept", workshop, guide, option, label="accept-step", step=option)


def _discussion(workshop: Workshop, guide: Guide) -> Iterator[_Row]:
    waiting = to_discuss(workshop)
    for asked in waiting:
        name = guide.ballots[asked.question].name
        yield (control_button("discuss", workshop, guide, asked.question, name=name),)
    if any(asked.tally and asked.tally.spread == "agreed" for asked in waiting):
        yield (control_button("accept-agreed", workshop, guide),)
    if not_voted(workshop):
        yield (control_button("next", workshop, guide),)
    yield (control_button("weigh", workshop, guide),)


def _timers(workshop: Workshop, guide: Guide) -> Iterator[_Row]:
    yield tuple(
        control_button("timer", workshop, guide, str(minutes), minutes=minutes)
        for minutes in _TIMERS
    )
    if workshop.timer_ends is not None:
        yield (control_button("timer", workshop, guide, "0", label="timer-off"),)


def _seldom(workshop: Workshop, guide: Guide) -> Iterator[_Row]:
    """All else that may be done, behind "more"."""
    if workshop.phase == "revealed":
        yield (control_button("oops", workshop, guide),)
    if workshop.phase in {"voting", "revealed"}:
        yield _pair("skip", "back", workshop, guide)
    elif workshop.phase != "lobby":
        yield (control_button("back", workshop, guide),)
    if workshop.phase != "lobby" and workshop.paused_at is None:
        yield _pair("roll", "pause", workshop, guide)
    yield (_drawer("scope", workshop, guide, label="scope"),)
    yield (_drawer("leaders", workshop, guide, label="leaders"),)
    yield (control_button("record", workshop, guide),)
    yield _pair("topic", "region", workshop, guide)
    yield from _languages(workshop, guide)
    yield _pair("qr", "show", workshop, guide)
    yield (control_button("help", workshop, guide),)


def _languages(workshop: Workshop, guide: Guide) -> Iterator[_Row]:
    for code, name in guide.languages.items():
        shown = _ticked(name, code == workshop.language)
        yield (control_button("language", workshop, guide, code, name=shown),)


def _answers(workshop: Workshop, guide: Guide) -> Iterator[_Row]:
    """Every answer that the room may have agreed on, and that it has not agreed."""
    for option in workshop_options(workshop.question) if workshop.current else ():
        answer = guide.step(workshop.question, option)
        yield (
            control_button("accept", workshop, guide, option, label="accept-other", answer=answer),
        )
    yield (control_button("no-agreement", workshop, guide),)
    yield (_drawer("", workshop, guide, label="close"),)


def _stages(workshop: Workshop, guide: Guide) -> Iterator[_Row]:
    chosen = {asked.question for asked in workshop.asked}
    for stage in STAGES:
        questions = of_stage(stage)
        of_these = sum(question in chosen for question in questions)
        name = _ticked(f"{guide.stage(stage)} {of_these}/{len(questions)}", of_these > 0)
        yield (control_button("stage", workshop, guide, stage, name=name),)
    yield (_drawer("questions", workshop, guide, label="questions"),)
    yield (_drawer("", workshop, guide, label="close"),)


def _questions(workshop: Workshop, guide: Guide) -> Iterator[_Row]:
    chosen = {asked.question for asked in workshop.asked}
    yield from side_by_side(
        2,
        *(
            control_button(
                "ask",
                workshop,
                guide,
                question,
                name=_ticked(guide.ballots[question].name, question in chosen),
            )
            for question in sorted(QUESTION_IDS, key=lambda it: STAGES.index(stage_of(it)))
        ),
    )
    yield (_drawer("scope", workshop, guide, label="close"),)


def _leaders(workshop: Workshop, guide: Guide) -> Iterator[_Row]:
    for offer in workshop.offers:
        yield (control_button("offer-yes", workshop, guide, offer.id, name=offer.name),)
    for helper in workshop.helpers:
        yield (control_button("release", workshop, guide, helper.id, name=helper.name),)
    yield (_drawer("", workshop, guide, label="close"),)


def _ticked(name: str, chosen: bool) -> str:
    return f"✓ {name}" if chosen else name


def _pair(one: str, other: str, workshop: Workshop, guide: Guide) -> _Row:
    return control_button(one, workshop, guide), control_button(other, workshop, guide)


def _drawer(name: str, workshop: Workshop, guide: Guide, *, label: str) -> Choice:
    return control_button("drawer", workshop, guide, name, label=label)


def control_button(
    control: str,
    workshop: Workshop,
    guide: Guide,
    argument: str = "",
    *,
    label: str = "",
    **values: object,
) -> Choice:
    """A button of the panel; it carries the question and round that the panel shows."""
    option = f"{workshop.id}.{workshop.question}.{workshop.round}.{argument}"
    return guide.button(label or control, control, option, **values)
