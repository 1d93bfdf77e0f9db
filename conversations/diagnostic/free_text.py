"""Words typed during the diagnostic: a button, a region, an answer in free words, or a question."""

from __future__ import annotations

from dataclasses import replace

from conversations.answer_labels import answer_label, question_name
from conversations.asking import step as ask
from conversations.curated import UnansweredQuestion
from conversations.diagnosing import (
    ABOUT,
    KIND,
    REVIEW,
    Diagnosing,
    answer_read,
    change_answer,
    forward,
    options_of,
)
from conversations.diagnostic import official
from conversations.diagnostic.pages import (
    page,
    regions_page,
    undo_row,
    which_page,
)
from conversations.diagnostic.step import _of, _resume_page, arrive, on_screen, stop
from conversations.messages import (
    Choice,
    Decided,
    Event,
    Reply,
    Revise,
    Say,
)
from conversations.state import State, StateAndReplies
from knowledge.base import Knowledge
from knowledge.edition import Edition
from knowledge.models.language import Language
from knowledge.models.questions import QUESTION_IDS
from knowledge.regions.outcomes import Abroad, FoundRegion, Several


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
            return arrive(state, forward(replace(diagnosing, reading=False)), event, edition)
        case "anew" if diagnosing.answers:
            return state, (Say(*_resume_page(diagnosing, edition)),)
        case "anew":
            begun = replace(diagnosing, screen=ABOUT)
            return replace(state, diagnosing=begun), (Say(*page(begun, edition)),)
    if screen in QUESTION_IDS and option in answers and not diagnosing.doubting:
        return _read_answer(state, diagnosing, screen, option, event, edition)
    state, replies = on_screen(state, diagnosing, option, event, edition)
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
        return arrive(state, change_answer(diagnosing, meant.question), event, edition)
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
    state, replies = arrive(state, diagnosing, event, edition)
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
