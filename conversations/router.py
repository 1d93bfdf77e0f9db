"""One step of a conversation: which part of Mulai takes an event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from conversations import papers, personal
from conversations.administering import decide_silence, reload_told
from conversations.asking import passing, ratings, remarks, topic_pages
from conversations.asking import step as ask
from conversations.commands import nearest_command, who_may
from conversations.diagnostic import free_text
from conversations.diagnostic import step as diagnostic
from conversations.messages import (
    ANYBODY,
    Chose,
    Commanded,
    Decided,
    Event,
    ForgetPerson,
    Need,
    Reply,
    Revise,
    Said,
    Say,
    SentMedia,
    Started,
    Toast,
    UnknownTap,
    Welcomed,
    column,
)
from conversations.place import step as place
from conversations.plan import handover
from conversations.plan import step as plan
from conversations.preferences import about_page, decide_privacy, set_language, start_rows
from conversations.results import sharing, talk
from conversations.results import step as results
from conversations.state import State, StateAndReplies
from conversations.statistics import week_page
from conversations.typed import as_command, is_diagnosing, reading_language
from knowledge.base import Knowledge
from knowledge.edition import Edition

# The conversations of a person's own results, by their buttons.
_TAPPED: Final[dict[str, Callable[[State, Chose, Event, Edition], StateAndReplies]]] = {
    "diagnose": diagnostic.on_tap,
    "result": results.on_tap,
    "plan": plan.on_tap,
    "doc": papers.on_tap,
}
# What is loaded for an opened link, by what its payload begins with.
_BEHIND: Final[dict[str, Need]] = {sharing.RESULT_LINK: "shared", handover.HANDOVER_LINK: "given"}
# Most characters of a name or a mistyped command that are repeated in a message. Chosen.
_LONGEST_WORD = 64


def needs(event: Event) -> frozenset[Need]:
    """The facts that a step may need for an event; the edge loads them."""
    match event.action:
        case Commanded("reload") if event.sender.admin:
            return frozenset({"faults"})
        case Said() if event.in_group:
            return frozenset({"passed"} if event.curates and event.answers else {"quiet"})
        case Commanded(name) if event.in_group and who_may(name) == "admins":
            return frozenset({"decides"})
        case _ if event.in_group:  # personal things are not shown in groups
            return frozenset()
        case Said():  # it may ask for a result, for a plan, or for what a workshop is about
            return frozenset({"diagnostics", "votes", "plan"})
        case Commanded("ask"):
            return frozenset({"votes"})
        case Commanded("plan" | "remind") | Chose("plan") | Started("plan" | "remind"):
            return frozenset({"diagnostics", "plan", "given"})
        case Started(payload) if payload[:2] in _BEHIND:
            return frozenset({_BEHIND[payload[:2]]})
        case (
            Commanded("results" | "diagnose" | "document")
            | Started()
            | Chose("result" | "diagnose" | "doc")
        ):
            return frozenset({"diagnostics"})
        case Commanded("statistics") if event.sender.admin:
            return frozenset({"week"})
        case Chose() as tap:
            return _needs_of_tap(tap)
    return frozenset()


def _needs_of_tap(tap: Chose) -> frozenset[Need]:
    match tap.conversation, tap.question:
        case "result" | "diagnose" | "doc", _:
            return frozenset({"diagnostics"})
        case "privacy", "disclose":
            return frozenset({"stored"})
        case "pass", "yes":
            return frozenset({"waits"})
    return frozenset()


def step(state: State, event: Event, knowledge: Knowledge) -> StateAndReplies:
    """Take one event of one person; return the next state and the replies to send.

    event: with all that it `needs`.
    """
    if event.in_group:
        return _in_group(state, event, knowledge)
    if event.album:
        if event.album == state.album and isinstance(event.action, SentMedia):
            return state, ()
        state = replace(state, album=event.album)
    after, replies = _step(state, event, knowledge)
    if event.votes and Decided("unknown") in replies and not is_diagnosing(state, event):
        # Words that mean nothing here may be meant for the workshop; then they are not passed to
        # the curators.
        edition = knowledge.edition(reading_language(after, event.sender, knowledge))
        return state, (Say(edition.say("workshop-taps")),)
    if event.curators and not is_diagnosing(state, event):
        edition = knowledge.edition(reading_language(after, event.sender, knowledge))
        return passing.offer(after, replies, edition)
    return after, replies


def _in_group(state: State, event: Event, knowledge: Knowledge) -> StateAndReplies:
    if event.curates and isinstance(event.action, Said) and event.answers:
        return state, passing.answer_of_curator(event, event.action.text, knowledge)
    if event.quiet and isinstance(event.action, Said):
        return state, ()
    # Groups have no diagnostic: one that an earlier version began there is dropped.
    state, replies = _step(replace(state, diagnosing=None), event, knowledge)
    return state, personal.for_group(replies)


def turned_away(event: Event, knowledge: Knowledge) -> Say:
    """What a group that is not served is told."""
    edition = knowledge.edition(reading_language(State(), event.sender, knowledge))
    return Say(edition.say("group-closed"))


def apology(state: State, event: Event, knowledge: Knowledge) -> Say | Toast:
    """What a person is told whose event could not be handled."""
    edition = knowledge.edition(reading_language(state, event.sender, knowledge))
    if isinstance(event.action, Chose):
        return Toast(edition.toast("fault"), dialog=True)
    return Say(edition.say("fault"))


def _step(state: State, event: Event, knowledge: Knowledge) -> StateAndReplies:
    event = as_command(state, event, knowledge)
    language = reading_language(state, event.sender, knowledge)
    edition = knowledge.edition(language)
    match event.action:
        case Started(payload):
            return _start(state, payload, event, knowledge, edition)
        case Said(text):
            return _said(state, text, event, knowledge, edition)
        case Commanded():
            return _command(state, event.action, event, knowledge, edition)
        case Chose():
            return _tap(state, event.action, event, knowledge, edition)
        case UnknownTap():
            return state, (Toast(edition.toast("old-button")),)
        case SentMedia("sticker"):
            return state, (remarks.small_talk("acknowledged", edition),)
        case SentMedia():
            return state, (Say(edition.say("cannot-read")),)
        case Welcomed():
            return state, (Say(edition.say("welcome-group")),)


def _said(
    state: State, text: str, event: Event, knowledge: Knowledge, edition: Edition
) -> StateAndReplies:
    """Free words: in the diagnostic, for figures of a region, about a result, or a question."""
    if event.in_group and not text:  # only the bot's name
        return state, (about_page("help", event, edition),)
    if not event.in_group and (turn := plan.take_answer(state, text, event, edition)):
        return turn
    if is_diagnosing(state, event):
        return free_text.on_words(state, text, event, knowledge, edition.language)
    if figures := place.asked(state, text, knowledge):
        return place.in_words(state, figures, edition)
    if turn := _about_result(state, text, event, knowledge, edition):
        return turn
    record = None if event.in_group else talk.record_of(state, event)
    if record and talk.is_dissent(state, text, knowledge):
        return state, (talk.ask_what_does_not_fit(record, edition), Decided("answer"))
    run = record.run if record else 0
    state, replies = ask.ask(state, text, knowledge, edition.language, run=run)
    if Decided("answer") in replies:  # now something else is talked about
        state = replace(state, about_result=0)
    return state, replies


def _about_result(
    state: State, text: str, event: Event, knowledge: Knowledge, edition: Edition
) -> StateAndReplies | None:
    """What words ask of the person's result; None if they ask nothing of it."""
    record = None if event.in_group else talk.record_of(state, event)
    if record and talk.is_dissent(state, text, knowledge):
        return state, (talk.ask_what_does_not_fit(record, edition), Decided("answer"))
    meant = talk.about_result(state, text, event, knowledge) if record else None
    if record is None or meant is None or knowledge.requests.find(text) in papers.BESIDE_A_RESULT:
        return None
    if tap := talk.as_tap(meant, record, event):
        return _tap(state, tap, event, knowledge, edition)
    replies = talk.replies_to(meant, record, edition)
    if not replies:
        return None
    return replace(state, about_result=record.run, pending=None), (*replies, Decided("answer"))


def _start(
    state: State, payload: str, event: Event, knowledge: Knowledge, edition: Edition
) -> StateAndReplies:
    if personal.is_personal(payload):
        return _command(state, Commanded(payload), event, knowledge, edition)
    if payload.startswith(topic_pages.TOPIC_LINK):
        return ask.open_topic(state, payload.removeprefix(topic_pages.TOPIC_LINK), edition)
    if payload.startswith(sharing.RESULT_LINK) and not event.in_group:
        return state, sharing.open_shared(event, edition)
    if payload.startswith(handover.HANDOVER_LINK) and not event.in_group:
        return state, handover.open_handover(payload, event, edition)
    name = event.sender.first_name.strip()[:_LONGEST_WORD]
    text = edition.say("start", name=name) if name else edition.say("start-nameless")
    rows = (*column(*diagnostic.resume_choice(state, edition)), *start_rows(edition))
    return replace(state, pending=None, tapped=None, planning=None), (Say(text, rows),)


def _command(
    state: State, command: Commanded, event: Event, knowledge: Knowledge, edition: Edition
) -> StateAndReplies:
    match command.name:
        case "start":
            return _start(state, command.argument, event, knowledge, edition)
        case name if event.in_group and personal.is_personal(name):
            return state, (personal.private_chat_invitation(name, edition),)
        case "region":
            return place.of_command(state, command.argument or command.quoted, knowledge, edition)
        case "ask":
            return _ask(state, command, knowledge, edition)
        case "diagnose":
            return diagnostic.begin(state, event, edition)
        case "results":
            resume = diagnostic.resume_choice(state, edition)
            early = diagnostic.early_result(state, edition)
            return results.list_results(state, event, edition, resume, early)
        case "plan":
            return plan.open_plan(state, event, edition)
        case "remind":
            return plan.set_reminders(state, command.argument, event, edition)
        case "document":
            return papers.list_papers(state, event, edition)
        case "cancel":
            return _cancel(state, edition)
        case "language" | "help" | "privacy" | "workshop":
            return state, (about_page(command.name, event, edition),)
        case name:
            return state, _administered(name, event, edition)


def _administered(name: str, event: Event, edition: Edition) -> tuple[Reply, ...]:
    """A command of a group's admins or of the operators; any other there is not."""
    match name:
        case "quiet" | "talk":
            return decide_silence(name == "quiet", event, edition)
        case "reload" if event.sender.admin:
            return (reload_told(event, edition),)
        case "statistics" if event.sender.admin and not event.in_group:
            return (Say(week_page(event.week, edition)),)
        case _ if event.in_group:
            return ()  # most likely meant for another bot
        case typed:
            return (_unknown(typed[:_LONGEST_WORD], edition),)


def _unknown(typed: str, edition: Edition) -> Say:
    nearest = nearest_command(typed, edition.language, edition.content.wording.commands)
    return Say(edition.say("unknown-command", typed="/" + typed, nearest="/" + nearest))


def _menu_page(tap: Chose, edition: Edition) -> Revise | Toast:
    match tap.question:
        case "popular":
            return Revise(*topic_pages.popular_page(edition))
        case "families":
            return Revise(*topic_pages.families_page(edition))
        case "family" if tap.option in edition.content.families:
            return Revise(*topic_pages.family_page(edition, tap.option))
        case _:
            return Toast(edition.toast("old-button"))


def _cancel(state: State, edition: Edition) -> StateAndReplies:
    if state.planning:
        return replace(state, planning=None), (Say(edition.say("plan-cancelled")),)
    state = replace(state, pending=None)
    if state.diagnosing and state.diagnosing.listening:
        return diagnostic.stop(state, edition)
    return state, (Say(edition.say("nothing-to-cancel")),)


def _ask(
    state: State, command: Commanded, knowledge: Knowledge, edition: Edition
) -> StateAndReplies:
    question = command.argument.strip() or command.quoted.strip()
    if not question:
        return state, (Say(edition.say("ask-what")),)
    return ask.ask(state, question, knowledge, edition.language)


def _tap(
    state: State, tap: Chose, event: Event, knowledge: Knowledge, edition: Edition
) -> StateAndReplies:
    if tap.owner not in {ANYBODY, event.sender.id}:
        return state, (Toast(edition.toast("not-yours")),)
    if tap.message and tap == state.tapped and not ratings.is_rating(tap):
        return state, (Toast(edition.toast("already")),)
    state, replies = _take(state, tap, event, knowledge, edition)
    revised = bool(tap.message) and any(isinstance(reply, Revise) for reply in replies)
    remember = revised and ForgetPerson() not in replies
    return (replace(state, tapped=tap) if remember else state), replies


def _take(
    state: State, tap: Chose, event: Event, knowledge: Knowledge, edition: Edition
) -> StateAndReplies:
    enter = personal.tapped(tap) if event.in_group else None
    if enter:
        return state, (enter,)
    match tap.conversation, tap.question:
        case "ask", _:
            return ask.on_tap(state, tap, edition)
        case "menu", _:
            return state, (_menu_page(tap, edition),)
        case "language", "set":
            return set_language(state, tap.option, knowledge)
        case "privacy", _:
            return decide_privacy(state, tap.question, event, edition)
        case "place", _:
            return place.on_tap(state, tap, edition)
        case "pass", _ if not event.in_group:
            return passing.on_tap(state, tap, event, knowledge, edition)
        case conversation, _ if conversation in _TAPPED:
            return _TAPPED[conversation](state, tap, event, edition)
        case _:
            return state, (Toast(edition.toast("old-button")),)
