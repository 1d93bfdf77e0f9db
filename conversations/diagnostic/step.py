"""The diagnostic: from the first screen to the result, left and resumed at any time."""

from __future__ import annotations

from dataclasses import replace

from conversations.advice.fitting import BY_LAND, region_kind
from conversations.diagnosing import (
    ABOUT,
    REVIEW,
    Diagnosing,
    answer,
    back,
    change_answer,
    diagnostic_record,
    doubted,
    forward,
    is_critical,
    needs_are_answered,
    open_question,
    options_of,
    reopened,
    undone,
)
from conversations.diagnostic import official
from conversations.diagnostic.pages import (
    page,
    result_choice,
    rules_page,
    why_page,
)
from conversations.messages import (
    ButtonRows,
    Choice,
    Chose,
    Event,
    KeepDiagnostic,
    Reply,
    Revise,
    Say,
    Toast,
    column,
)
from conversations.results.pages import top_page
from conversations.results.step import previous_of
from conversations.state import State, StateAndReplies
from knowledge.base import Knowledge
from knowledge.edition import Edition
from knowledge.models.questions import QUESTION_IDS


def begin(state: State, event: Event, edition: Edition) -> StateAndReplies:
    """Open the diagnostic, or offer to go on with the one that was left."""
    diagnosing = state.diagnosing
    if diagnosing and diagnosing.under_way and diagnosing.answers:
        return _taken_up(state, diagnosing), (Say(*_resume_page(diagnosing, edition)),)
    return _anew(state, event, edition, in_place=False)


def resume_choice(state: State, edition: Edition) -> tuple[Choice, ...]:
    """The button that goes on with a diagnostic that was left, if there is one."""
    diagnosing = state.diagnosing
    if not (diagnosing and diagnosing.under_way and diagnosing.answers):
        return ()
    return (Choice(edition.label("diagnose-go-on"), "diagnose", "resume", str(diagnosing.run)),)


def resumes(state: State, text: str, knowledge: Knowledge) -> Chose | None:
    """The tap that goes on with a diagnostic that was left, if the words ask for it."""
    diagnosing = state.diagnosing
    if not (diagnosing and diagnosing.under_way and diagnosing.paused and diagnosing.answers):
        return None
    if (
        state.asked or state.pending
    ):  # another topic was shown since, so the words may be about that
        return None
    if knowledge.buttons.pressed(text, [("onward", "")]) is None:
        return None
    return Chose("diagnose", "resume", str(diagnosing.run))


def early_result(state: State, edition: Edition) -> tuple[Choice, ...]:
    """The button that ends a diagnostic early with its result, if that is possible: the basic needs
    are answered and one of them is critical, so the first priorities are settled.
    """
    diagnosing = state.diagnosing
    if not (diagnosing and diagnosing.screen in QUESTION_IDS):
        return ()
    settled = needs_are_answered(diagnosing) and is_critical(diagnosing)
    return (result_choice(diagnosing, edition),) if settled else ()


def on_tap(state: State, tap: Chose, event: Event, edition: Edition) -> StateAndReplies:
    """A button of the diagnostic; one of another screen or run is an old one."""
    diagnosing = state.diagnosing
    match tap.question, diagnosing:
        case "start", _:
            if resume_choice(state, edition) and diagnosing:
                return _taken_up(state, diagnosing), (Revise(*_resume_page(diagnosing, edition)),)
            return _anew(state, event, edition, in_place=True)
        case "anew", _:
            return _anew(state, event, edition, in_place=True)
        case "of", _ if edition.has_region(tap.option):
            return _of_region(state, tap.option, event, edition)
        case "change" | "complete" | "region", _:
            return _reopen(state, tap, event, edition)
        case "resume", Diagnosing() if tap.option == str(diagnosing.run) and diagnosing.under_way:
            return _taken_up(state, diagnosing), (Revise(*page(diagnosing, edition)),)
        case question, Diagnosing() if question == f"{diagnosing.run}.{diagnosing.screen}":
            return on_screen(state, diagnosing, tap.option, event, edition)
    return state, (Toast(edition.toast("old-button")),)


def stop(state: State, edition: Edition) -> StateAndReplies:
    """Leave the diagnostic; the answers stay, if there are any."""
    if state.diagnosing:
        left = replace(state.diagnosing, paused=True, undo=None)
        state = replace(state, diagnosing=left, asked=None)
    resume = resume_choice(state, edition)
    return state, (
        Say(edition.say("diagnose-stopped" if resume else "diagnose-dropped"), column(*resume)),
    )


def _taken_up(state: State, diagnosing: Diagnosing) -> State:
    """The diagnostic goes on; the person had left it."""
    return replace(state, diagnosing=replace(diagnosing, paused=False))


def _resume_page(diagnosing: Diagnosing, edition: Edition) -> tuple[str, ButtonRows]:
    at = diagnosing.screen if diagnosing.screen in QUESTION_IDS else open_question(diagnosing)
    number = QUESTION_IDS.index(at) + 1 if at else len(QUESTION_IDS)
    text = edition.say("diagnose-resume", number=str(number), total=str(len(QUESTION_IDS)))
    go_on = Choice(edition.label("diagnose-go-on"), "diagnose", "resume", str(diagnosing.run))
    anew = Choice(edition.label("diagnose-anew"), "diagnose", "anew", str(diagnosing.run))
    return text, column(go_on, anew)


def _of_region(state: State, code: str, event: Event, edition: Edition) -> StateAndReplies:
    """A diagnostic of a region whose figures were looked at; one under way goes on first."""
    diagnosing = state.diagnosing
    if diagnosing and diagnosing.region != code and resume_choice(state, edition):
        return _taken_up(state, diagnosing), (Say(*_resume_page(diagnosing, edition)),)
    if diagnosing and resume_choice(state, edition):
        return _taken_up(state, diagnosing), (Say(*page(diagnosing, edition)),)
    return _anew(state, event, edition, in_place=False, region=code)


def _anew(
    state: State, event: Event, edition: Edition, *, in_place: bool, region: str = ""
) -> StateAndReplies:
    last = max((record.run for record in event.diagnostics), default=0)
    if state.diagnosing:
        last = max(last, state.diagnosing.run)
    year = int(event.day[:4]) if event.day else 0
    diagnosing = Diagnosing(last + 1, region, year=year)
    show = Revise if in_place else Say
    return replace(state, diagnosing=diagnosing), (show(*page(diagnosing, edition)),)


def _reopen(state: State, tap: Chose, event: Event, edition: Edition) -> StateAndReplies:
    """Open a kept result again: at its review, at a question, its region, or what is open."""
    run, _, question = tap.option.partition(".")
    record = next((record for record in event.diagnostics if str(record.run) == run), None)
    busy = state.diagnosing is not None and state.diagnosing.under_way
    if record is None or (busy and state.diagnosing and state.diagnosing.run != record.run):
        return state, (Toast(edition.toast("old-button")),)
    diagnosing = reopened(record)
    if tap.question == "complete":
        diagnosing = forward(diagnosing)
    elif tap.question == "region":
        diagnosing = replace(diagnosing, screen=ABOUT)
    elif question in dict(record.answers):
        diagnosing = change_answer(diagnosing, question)
    return replace(state, diagnosing=diagnosing), (Revise(*page(diagnosing, edition)),)


def on_screen(
    state: State, diagnosing: Diagnosing, option: str, event: Event, edition: Edition
) -> StateAndReplies:
    """A button of the screen that the person is on."""
    opened = {"why": why_page, "rules": rules_page}.get(option)
    if opened and diagnosing.screen in QUESTION_IDS:
        state = replace(state, diagnosing=replace(diagnosing, paused=False, reading=True))
        return state, (Revise(*opened(diagnosing, edition)),)
    diagnosing = replace(diagnosing, paused=False, reading=False)
    if option == "undo" and diagnosing.undo:
        return arrive(state, undone(diagnosing), event, edition)
    diagnosing = replace(diagnosing, undo=None)
    if option == "show":
        return replace(state, diagnosing=diagnosing), (Revise(*page(diagnosing, edition)),)
    after = _after(diagnosing, option, edition)
    if after is None:
        return state, (Toast(edition.toast("old-button")),)
    return arrive(state, after, event, edition)


def _after(diagnosing: Diagnosing, option: str, edition: Edition) -> Diagnosing | None:
    """The diagnostic after a button; None if this screen has no such button."""
    if diagnosing.doubting:
        return _after_doubt(diagnosing, option)
    match diagnosing.screen, option:
        case "about", "skip":
            return official.asks_kind(forward(diagnosing), edition)
        case "about", _ if option in edition.content.diagnostic.roles:
            return official.asks_kind(forward(replace(diagnosing, role=option)), edition)
        case "about", _ if option.startswith("r") and edition.has_region(option[1:]):
            return official.asks_kind(forward(_of(diagnosing, option[1:])), edition)
        case "kind", "back":
            return back(diagnosing)
        case "kind", "skip":
            return forward(diagnosing)
        case "kind", _ if option in {"kepulauan", "pegunungan", BY_LAND}:
            kind = region_kind(diagnosing.region, option, edition.content)
            return forward(replace(diagnosing, kind=kind))
        case "review", "forward":
            return forward(diagnosing)
        case "review", _ if diagnosing.answer_to(option[1:]) is not None:
            return replace(diagnosing, screen=option[1:], reviewing=True)
        case question, _ if question in QUESTION_IDS:
            if option.startswith("r") and edition.has_region(option[1:]):
                return _of(diagnosing, option[1:])
            return _after_question(diagnosing, option, edition)
    return None


def _after_doubt(diagnosing: Diagnosing, option: str) -> Diagnosing | None:
    """Back to the question, or on with the reason, or without one."""
    if option == "back":
        return change_answer(replace(diagnosing, doubting=""), diagnosing.doubting)
    reason = option if option in official.DOUBTS else ""
    return doubted(diagnosing, reason) if reason or option == official.NO_DOUBT else None


def _of(diagnosing: Diagnosing, region: str) -> Diagnosing:
    """Of another region; what was said of the kind of the former one is gone."""
    return replace(diagnosing, region=region, kind="", doubts=())


def _after_question(diagnosing: Diagnosing, option: str, edition: Edition) -> Diagnosing | None:
    question = diagnosing.screen
    if option in options_of(question):
        return official.asks_why(answer(diagnosing, question, option), question, option, edition)
    match option:
        case "back":
            return back(diagnosing)
        case "review" if diagnosing.answers:
            return replace(diagnosing, screen=REVIEW, reviewing=False)
        case "stop" if needs_are_answered(diagnosing):
            return replace(diagnosing, screen="")
    return None


def arrive(state: State, diagnosing: Diagnosing, event: Event, edition: Edition) -> StateAndReplies:
    """Show the next screen, or keep and show the result."""
    if not diagnosing.under_way:
        diagnosing = _beside_the_former(diagnosing, event)
    run = 0 if diagnosing.under_way else diagnosing.run
    state = replace(state, diagnosing=diagnosing, about_result=run)
    if diagnosing.under_way:
        return state, (Revise(*page(diagnosing, edition)),)
    record = diagnostic_record(diagnosing, event.day)
    replies: tuple[Reply, ...] = (
        Revise(*top_page(record, edition, previous_of(record, event.diagnostics))),
        KeepDiagnostic(record),
    )
    return state, replies


def _beside_the_former(diagnosing: Diagnosing, event: Event) -> Diagnosing:
    """A diagnostic whose answers were changed after its result is another one: the former result
    stays as history. One that was only continued, or given a region, takes its place.
    """
    former = next((r for r in event.diagnostics if r.run == diagnosing.run), None)
    if former is None or set(former.answers) <= set(diagnosing.answers):
        return diagnosing
    return replace(diagnosing, run=max(record.run for record in event.diagnostics) + 1)
