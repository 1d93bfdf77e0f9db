"""A question without an answer, passed on to the curators, and their answer on its way back."""

from __future__ import annotations

import html
import json
import re
import zlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from conversations.asking.topic_pages import menu
from conversations.curated import AnswerPassed, PassedQuestion, PassOn, UnansweredQuestion
from conversations.messages import Choice, Chose, Event, Reply, Revise, Say, Toast, column
from conversations.state import OpenQuestion, State, StateAndReplies
from knowledge.base import Knowledge
from knowledge.edition import Edition
from knowledge.models.language import DEFAULT

# So many questions of one person wait at the same time; the curators' group is not to be flooded.
_MOST_WAITING: Final = 3
# Most characters of a curator's answer. Chosen: with the question it fits one message, as YAML too.
_LONGEST_ANSWER: Final = 1200
# What a post in the curators' group carries, so that a reply to it is known.
_REFERENCE: Final = re.compile(r"(?<!\S)#([A-Za-z0-9_-]{8})(?!\S)")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def offer(state: State, replies: tuple[Reply, ...], edition: Edition) -> StateAndReplies:
    """Add the button that passes a question on, where it was just told that there is no answer."""
    missing = next((reply for reply in replies if isinstance(reply, UnansweredQuestion)), None)
    if missing is None or not any(map(str.isalpha, missing.text)):
        return state, replies
    state = replace(state, open_question=OpenQuestion(missing.text, missing.nearest))
    button = _choice("pass-on", "show", missing.text, edition)
    return state, tuple(
        replace(reply, rows=(*reply.rows, (button,))) if isinstance(reply, Say | Revise) else reply
        for reply in replies
    )


def on_tap(
    state: State, tap: Chose, event: Event, knowledge: Knowledge, edition: Edition
) -> StateAndReplies:
    """Show what would be passed on, pass exactly that on, or do not."""
    asked = state.open_question
    if not event.curators or asked is None or tap.option != _digest(asked.question):
        return state, (Toast(edition.toast("old-button")),)
    match tap.question:
        case "show":
            rows = column(
                _choice("pass-yes", "yes", asked.question, edition),
                _choice("pass-no", "no", asked.question, edition),
            )
            return state, (Revise(edition.say("pass-sure", question=asked.question), rows),)
        case "yes" if event.waits >= _MOST_WAITING:
            return state, (Toast(edition.toast("pass-enough"), dialog=True),)
        case "yes":
            passed = PassedQuestion(
                event.token[:8], asked.question, asked.nearest, edition.language
            )
            post = PassOn(passed, _post(passed, knowledge.edition(DEFAULT)))
            told = Revise(edition.say("passed-on", question=asked.question), menu(edition))
            return replace(state, open_question=None), (post, told)
        case _:
            state = replace(state, open_question=None)
            return state, (Revise(edition.say("pass-kept"), menu(edition)),)


def reference_in(words: str) -> str:
    """The reference of the question that a post shows; "" if it shows none."""
    found = _REFERENCE.search(words)
    return found[1] if found else ""


def answer_of_curator(event: Event, text: str, knowledge: Knowledge) -> tuple[Reply, ...]:
    """Send a curator's reply to who asked, and give it back as lines for a topic file."""
    edition, asked = knowledge.edition(DEFAULT), event.passed
    if asked is None:
        return (Say(edition.say("passed-gone")),)
    text = _UNPRINTABLE.sub(" ", text).strip()
    if len(text) > _LONGEST_ANSWER:
        return (Say(edition.say("answer-too-long", most=str(_LONGEST_ANSWER))),)
    language = asked.language if asked.language in knowledge.content.languages else DEFAULT
    told = knowledge.edition(language).say("passed-answer", question=asked.question, answer=text)
    lines = html.escape("\n".join(_as_yaml(asked, text)), quote=False)
    return AnswerPassed(asked.reference, told), Say(edition.fill("passed-yaml", lines=lines))


def _as_yaml(asked: PassedQuestion, text: str) -> Iterable[str]:
    """A topic as a file of the content has it, to be finished by hand."""
    yield f"new-topic:  # nearest: {', '.join(asked.nearest) or '-'}"
    yield "  answer:"
    yield f"    {asked.language}: {json.dumps(text, ensure_ascii=False)}"
    yield "  ask:"
    yield f"    {asked.language}:"
    yield f"      - {json.dumps(asked.question, ensure_ascii=False)}"


def _post(passed: PassedQuestion, edition: Edition) -> str:
    """What the curators' group reads: the question, the nearest topics, never who asked."""
    topics = [topic for topic in passed.nearest if topic in edition.content.topics]
    near = "\n".join(
        edition.say("passed-topic", title=edition.title(topic), topic=topic) for topic in topics
    )
    question = html.escape(passed.question, quote=False)
    return edition.fill(
        "passed-question", reference=passed.reference, question=question, topics=near or "-"
    )


def _choice(label: str, question: str, about: str, edition: Edition) -> Choice:
    return Choice(edition.label(label), "pass", question, _digest(about))


def _digest(question: str) -> str:
    """Tells whether a button is about the question that is kept."""
    return f"{zlib.crc32(question.encode()):08x}"
