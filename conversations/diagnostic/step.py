"""The diagnostic: from the first screen to the result, left and resumed at any time."""

from __future__ import annotations

from dataclasses import replace

from conversations.answer_labels import answer_label, question_name
from conversations.asking import step as ask
from conversations.asking.step import StateAndReplies
from conversations.diagnosing import (
    ABOUT,
    KIND,
    REVIEW,
    Diagnosing,
    answer,
    answer_read,
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
    regions_page,
    result_choice,
    rules_page,
    undo_row,
    which_page,
    why_page,
)
from conversations.messages import (
    ButtonRows,
    Choice,
    Chose,
    Decided,
    Event,
    KeepDiagnostic,
    Reply,
    Revise,
    Say,
    Toast,
    UnansweredQuestion,
    column,
)
from conversations.results import step as results
from conversations.state import State
from knowledge.base import Edition, Knowledge
from knowledge.models.language import Language
from knowledge.models.questions import QUESTION_IDS
from knowledge.regions.outcomes import Abroad, FoundRegion, Several


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
        case "change" | "complete", _:
            return _reopen(state, tap, event, edition)
        case "resume", Diagnosing() if tap.option == str(diagnosing.run) and diagnosing.under_way:
            return _taken_up(state, diagnosing), (Revise(*page(diagnosing, edition)),)
        case question, Diagnosing() if question == f"{diagnosing.run}.{diagnosing.screen}":
            return _on_screen(state, diagnosing, tap.option, event, edition)
    return state, (Toast(edition.toast("old-button")),)


def on_words(
    state: State, text: str, event: Event, knowledge: Knowledge, language: Language
) -> StateAndReplies:
    """Words typed during the diagnostic: a button's label, a region if one is asked for, else a
    question, which is answered with the open screen shown again below.
    """
    edition = knowledge.edition(language)
    diagnosing = state.diagnosing
    assert diagnosing is not None  # noqa: S101 - the router asks before it comes here
    button = question_button_in_words(diagnosing, text, knowledge, edition)
    if button is not None:
        return _press(state, diagnosing, button, event, edition)
    if diagnosing.screen == ABOUT and (
        turn := _region_named(state, diagnosing, text, knowledge, edition, alone=True)
    ):
        return turn
    if turn := _answered_freely(state, diagnosing, text, event, knowledge, edition):
        return turn
    before = state
    state, replies = ask.ask(state, text, knowledge, language, aside=True)
    # The answer may have changed the language; the question is shown in that language.
    spoken = knowledge.edition(state.language or state.heard or language)
    if Decided("answer") in replies:
        return state, (*replies, Say(*page(diagnosing, spoken)))
    if turn := _read_again(before, diagnosing, text, event, knowledge, edition):
        return turn
    unread = any(isinstance(reply, UnansweredQuestion) for reply in replies)
    if diagnosing.screen == ABOUT and unread:
        # Neither a region nor a question: most likely a misspelt region.
        _, skip = regions_page(diagnosing, (), edition)
        return before, (Say(edition.say("diagnose-region-unknown"), skip),)
    how = spoken.say("diagnose-how-to-answer") if diagnosing.screen in QUESTION_IDS else ""
    if (
        isinstance(replies[0], Say) and not replies[0].rows
    ):  # no buttons below the answer, so one message is enough
        how = f"{replies[0].text} {how}".strip()
        replies = replies[1:]
    return state, (*replies, _below(how, diagnosing, spoken))


def _below(text: str, diagnosing: Diagnosing, edition: Edition) -> Say:
    """The open screen again, below a text."""
    shown, rows = page(diagnosing, edition)
    return Say(f"{text}\n\n{shown}" if text else shown, rows)


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
    """Open a kept result again: at its review, or at the first question that is open."""
    record = next((record for record in event.diagnostics if str(record.run) == tap.option), None)
    busy = state.diagnosing is not None and state.diagnosing.under_way
    if record is None or (busy and state.diagnosing and state.diagnosing.run != record.run):
        return state, (Toast(edition.toast("old-button")),)
    diagnosing = reopened(record)
    if tap.question == "complete":
        diagnosing = forward(diagnosing)
    return replace(state, diagnosing=diagnosing), (Revise(*page(diagnosing, edition)),)


def _on_screen(
    state: State, diagnosing: Diagnosing, option: str, event: Event, edition: Edition
) -> StateAndReplies:
    """A button of the screen that the person is on."""
    opened = {"why": why_page, "rules": rules_page}.get(option)
    if opened and diagnosing.screen in QUESTION_IDS:
        state = replace(state, diagnosing=replace(diagnosing, paused=False, reading=True))
        return state, (Revise(*opened(diagnosing, edition)),)
    diagnosing = replace(diagnosing, paused=False, reading=False)
    if option == "undo" and diagnosing.undo:
        return _arrive(state, undone(diagnosing), event, edition)
    diagnosing = replace(diagnosing, undo=None)
    if option == "show":
        return replace(state, diagnosing=diagnosing), (Revise(*page(diagnosing, edition)),)
    after = _after(diagnosing, option, edition)
    if after is None:
        return state, (Toast(edition.toast("old-button")),)
    return _arrive(state, after, event, edition)


def _after(diagnosing: Diagnosing, option: str, edition: Edition) -> Diagnosing | None:
    """The diagnostic after a button; None if this screen has no such button."""
    if diagnosing.doubting:
        reason = option if option in official.DOUBTS else ""
        return doubted(diagnosing, reason) if reason or option == official.NO_DOUBT else None
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
        case "kind", _ if option in {"kepulauan", "pegunungan", official.BY_LAND}:
            kind = official.region_kind(diagnosing.region, option, edition)
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


def _arrive(
    state: State, diagnosing: Diagnosing, event: Event, edition: Edition
) -> StateAndReplies:
    """Show the next screen, or keep and show the result."""
    state = replace(state, diagnosing=diagnosing)
    if diagnosing.under_way:
        return state, (Revise(*page(diagnosing, edition)),)
    record = diagnostic_record(diagnosing, event.day)
    replies: tuple[Reply, ...] = (
        Revise(*results.top_page(record, edition)),
        KeepDiagnostic(record),
    )
    return state, replies


def question_button_in_words(
    diagnosing: Diagnosing, text: str, knowledge: Knowledge, edition: Edition
) -> str | None:
    """The button of the screen that a message stands for: "2", "yang kedua", "kembali"."""
    labels = _labels(diagnosing, edition)
    # Roles are side by side and regions may have been offered, so numbers do not count them.
    numbered = len(options_of(diagnosing.screen)) if diagnosing.screen in QUESTION_IDS else 0
    if diagnosing.doubting or diagnosing.screen == KIND:
        numbered = 3
    answered = diagnosing.answer_to(diagnosing.screen) is not None
    onward = [("onward", "")] if answered else []
    options = [*labels.items(), *onward, ("anew", ""), ("cancel", ""), ("show", "")]
    return knowledge.buttons.pressed(text, options, numbered)


def _labels(diagnosing: Diagnosing, edition: Edition) -> dict[str, str]:
    _, rows = page(diagnosing, edition)
    buttons = [button for row in rows for button in row if isinstance(button, Choice)]
    return {button.option: button.label for button in buttons}


def _press(
    state: State, diagnosing: Diagnosing, option: str, event: Event, edition: Edition
) -> StateAndReplies:
    """Take words for the button that they stand for."""
    screen = diagnosing.screen
    answers = options_of(screen) if screen in QUESTION_IDS else edition.content.diagnostic.roles
    if option == "back" and diagnosing.reading:
        option = "show"
    match option:
        case "cancel":
            return stop(state, edition)
        case "onward":
            return _arrive(state, forward(replace(diagnosing, reading=False)), event, edition)
        case "anew" if diagnosing.answers:
            return state, (Say(*_resume_page(diagnosing, edition)),)
        case "anew":
            begun = replace(diagnosing, screen=ABOUT)
            return replace(state, diagnosing=begun), (Say(*page(begun, edition)),)
    if screen in QUESTION_IDS and option in answers and not diagnosing.doubting:
        return _read_answer(state, diagnosing, screen, option, event, edition)
    state, replies = _on_screen(state, diagnosing, option, event, edition)
    if option == "show" and screen in QUESTION_IDS:
        replies = _led_by(edition.say("diagnose-how-to-answer"), replies)
    elif option in answers and screen != REVIEW:
        label = _labels(diagnosing, edition)[option]
        replies = _led_by(edition.say("diagnose-noted", answer=label), replies)
    return state, replies


def _answered_freely(
    state: State,
    diagnosing: Diagnosing,
    text: str,
    event: Event,
    knowledge: Knowledge,
    edition: Edition,
) -> StateAndReplies | None:
    """Free words that clearly answer the open question, or change the answer to another one."""
    if diagnosing.screen == ABOUT:
        return None
    meant = knowledge.answers.change(text)
    if meant and diagnosing.answer_to(meant.question) is not None:
        if meant.option:
            return _read_answer(state, diagnosing, meant.question, meant.option, event, edition)
        return _arrive(state, change_answer(diagnosing, meant.question), event, edition)
    if diagnosing.screen not in QUESTION_IDS:
        return None
    option = knowledge.answers.read(diagnosing.screen, text)
    if option is None:
        return None
    return _read_answer(state, diagnosing, diagnosing.screen, option, event, edition)


def _read_answer(
    state: State,
    diagnosing: Diagnosing,
    question: str,
    option: str,
    event: Event,
    edition: Edition,
) -> StateAndReplies:
    """Take an answer read out of free words: shown back, to be undone with a tap."""
    noted = edition.say(
        "diagnose-read",
        name=question_name(edition, question),
        answer=answer_label(edition, question, option),
    )
    diagnosing = answer_read(replace(diagnosing, paused=False, reading=False), question, option)
    diagnosing = official.asks_why(diagnosing, question, option, edition)
    state, replies = _arrive(state, diagnosing, event, edition)
    if not diagnosing.under_way:
        replies = tuple(
            replace(reply, rows=(*reply.rows, *undo_row(diagnosing, edition)))
            if isinstance(reply, Revise)
            else reply
            for reply in replies
        )
    return state, _led_by(noted, replies)


def _led_by(text: str, replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
    """The replies, with a sentence put before the page that they show."""
    return tuple(
        replace(reply, text=f"{text}\n\n{reply.text}") if isinstance(reply, Revise) else reply
        for reply in replies
    )


def _read_again(
    state: State,
    diagnosing: Diagnosing,
    text: str,
    event: Event,
    knowledge: Knowledge,
    edition: Edition,
) -> StateAndReplies | None:
    """Words that are certainly no question: part of an answer, or a region named later."""
    if diagnosing.screen == ABOUT:
        return _region_named(state, diagnosing, text, knowledge, edition, alone=False)
    if diagnosing.screen not in QUESTION_IDS:
        return None
    labels = _labels(diagnosing, edition)
    answers = [(option, labels[option]) for option in options_of(diagnosing.screen)]
    if option := knowledge.buttons.suggested(text, answers):
        return _press(state, diagnosing, option, event, edition)
    if likeliest := knowledge.answers.likeliest(diagnosing.screen, text):
        return state, (Say(*which_page(diagnosing, likeliest, edition)),)
    if knowledge.answers.tells_share(text):
        how = edition.say("diagnose-no-share")
        return state, (_below(how, diagnosing, edition),)
    return _region_named(state, diagnosing, text, knowledge, edition, alone=True)


def _region_named(
    state: State,
    diagnosing: Diagnosing,
    text: str,
    knowledge: Knowledge,
    edition: Edition,
    *,
    alone: bool,
) -> StateAndReplies | None:
    """Take a text as the name of the region, if it is one; alone: only if it says no more."""
    match knowledge.find_region(text, alone=alone):
        case FoundRegion(region):
            return _noted(state, diagnosing, region.code, edition)
        case Abroad(name):
            return _noted(state, diagnosing, name, edition)
        case Several(regions):
            named = tuple((region.code, region.label) for region in regions)
            return state, (Say(*regions_page(diagnosing, named, edition)),)
    return None


def _noted(state: State, diagnosing: Diagnosing, region: str, edition: Edition) -> StateAndReplies:
    """Keep the region; on the first screen the page shows it, on a question a sentence says it."""
    diagnosing = _of(diagnosing, region)
    noted = edition.say("diagnose-region-noted", region=edition.region(region))
    text = "" if diagnosing.screen == ABOUT else noted
    return replace(state, diagnosing=diagnosing), (_below(text, diagnosing, edition),)
