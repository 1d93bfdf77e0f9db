"""Talking in the terminal: `ask` one question, `chat` a whole conversation."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import click

from bot.cli import common
from bot.cli.group_chat import HOW_TO, GroupChat, styled
from conversations.advice.answers import Answers, WrongAnswerError, read_given
from conversations.advice.rules import advise
from conversations.asking import context
from conversations.asking import step as asking
from conversations.commands import Entries, command_named
from conversations.messages import (
    Choice,
    Chose,
    Commanded,
    Decided,
    Event,
    Reply,
    Revise,
    Said,
    Say,
    Sender,
    Started,
    Toast,
)
from conversations.router import step
from conversations.state import State, restore, save
from conversations.typed import reading_language
from knowledge.base import Knowledge
from knowledge.matching.matcher import Answered, Unknown, Unsure
from knowledge.matching.outcomes import Term, Understood, facet_of
from knowledge.matching.result_talk import LAST
from knowledge.models.language import DEFAULT, Language

DECISIONS = {Answered: "answer", Unsure: "suggest", Unknown: "unknown", Term: "term"}


@click.command()
@click.option("--lang", help="The language of the answer.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines in, JSON lines out.")
@click.argument("text", nargs=-1)
def ask(lang: str | None, as_json: bool, text: tuple[str, ...]) -> None:
    """Ask one question, or with --json many: a line each on standard input.

    A line is {"text": "...", "lang": "id", "previous": "topic-id"}, the last two optional; or
    {"turns": ["...", "..."], "lang": "id"}, a conversation, of which each message is told; or
    {"result": {"answers": {...}}, "text": "..."}, words about a result: the answer is their intent,
    and the priority or the rank that they are about.
    """
    knowledge = common.knowledge()
    language = common.edition(knowledge, lang).language if lang else None
    if as_json:
        for question in _questions(sys.stdin, knowledge):
            if isinstance(question, OfResult):
                talk = knowledge.find_result_talk(question.text)
                last = len(advise(question.answers).priorities)
                about = last if talk.about == LAST else talk.about
                click.echo(json.dumps({"intent": talk.intent, "about": about}))
                continue
            if isinstance(question, Dialogue):
                click.echo(json.dumps({"turns": list(_told(question, knowledge))}))
                continue
            match = knowledge.find(question.text, question.language or language, question.previous)
            click.echo(json.dumps(match_as_record(match, knowledge)))
        return
    if not text:
        common.fail("no question; write it after the command: mulai ask dimulai dari mana")
    _, replies = asking.ask(
        State(language=language), " ".join(text), knowledge, language or DEFAULT
    )
    for reply in replies:
        _print(reply)


@click.command()
@click.option("--lang", default="id", show_default=True)
@click.option("--group", is_flag=True, help="A group of several people, who are named.")
def chat(lang: str, group: bool) -> None:
    """Hold a conversation in the terminal; buttons are numbered, Ctrl-D ends."""
    knowledge = common.knowledge()
    language = common.edition(knowledge, lang).language
    if group:
        _talk_in_group(GroupChat(knowledge, language, time.time))
        return
    you = Sender("you", language=language)
    buttons: list[Choice] = []
    saved = save(State())
    event: Event | None = Event(Started(), you)
    while event is not None:
        state, replies = step(restore(saved), event, knowledge)
        # Saved and restored as between two messages, so that what is not saved is lost here too.
        saved = save(state)
        for reply in replies:
            buttons = _print(reply) or buttons
        event = _next_event(you, buttons, knowledge.content.wording.commands)


def _talk_in_group(group: GroupChat) -> None:
    """Say what the group hears, line by line."""
    click.echo(HOW_TO)
    while (typed := _typed()) is not None:
        for line in group.hear(typed):
            click.echo(line)


def _typed() -> str | None:
    """The next line; None at the end."""
    try:
        return input("> ").strip()
    except EOFError:
        return None


def match_as_record(match: Understood, knowledge: Knowledge) -> dict[str, Any]:
    """A match as `ask --json` prints it.

    Of a spelling that stands for several terms "term" is the first and "terms" are all.
    """
    ranked = [{"id": found.topic, "score": round(found.probability, 4)} for found in match.ranked]
    record: dict[str, Any] = {
        "decision": DECISIONS[type(match)],
        "ranked": ranked,
        "facet": facet_of(match),
    }
    if isinstance(match, Term):
        terms = [knowledge.content.glossary.terms[id_].term for id_ in match.terms]
        return record | {"term": terms[0], "terms": terms, "document": "none"}
    return record | {"term": None, "document": match.document or "none"}


def _told(dialogue: Dialogue, knowledge: Knowledge) -> Iterator[dict[str, Any]]:
    """What became of each message of a conversation, its state carried on as if saved."""
    you = Sender("you", language=dialogue.language)
    saved = save(State())
    for text in dialogue.turns:
        before = restore(saved)
        read_in = reading_language(before, you, knowledge)
        match = context.understand(before, text, knowledge, read_in)
        after, replies = step(before, Event(Said(text), you), knowledge)
        decided = next((reply for reply in replies if isinstance(reply, Decided)), None)
        record = match_as_record(match, knowledge)
        if decided is None and after.topic and before.pending:
            # The text stood for a button: the topic that it opened is the answer.
            decided = Decided("answer", (after.topic,))
        yield {
            "facet": None,
            **record,
            **(_decided(decided, match) if decided and decided.topics else {}),
            **({"decision": "unknown"} if decided == Decided("unknown") else {}),
            "language": reading_language(after, you, knowledge),
            "region": None if isinstance(match, Term) else match.region,
        }
        saved = save(after)


def _decided(decided: Decided, match: Understood) -> dict[str, Any]:
    """What a person was shown: the topics answered or offered, then what else was likely."""
    scores = {found.topic: round(found.probability, 4) for found in match.ranked}
    order = dict.fromkeys((*decided.topics, *scores))
    decision = "term" if isinstance(match, Term) else decided.decision
    return {
        "decision": decision,
        "ranked": [{"id": topic, "score": scores.get(topic, 1.0)} for topic in order],
    }


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One line of `ask --json` that holds a conversation."""

    turns: tuple[str, ...]
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class OfResult:
    """One line of `ask --json` that is said about a result."""

    text: str
    answers: Answers


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One line of `ask --json`."""

    text: str
    language: Language | None = None
    previous: str | None = None


def _questions(lines: Any, knowledge: Knowledge) -> Iterator[QuestionLine | Dialogue | OfResult]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _question(number, line, knowledge)


def _question(number: int, line: str, knowledge: Knowledge) -> QuestionLine | Dialogue | OfResult:
    where = f"standard input, line {number}"
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        common.fail(
            f"{where}, column {error.colno}: not JSON ({error.msg}); write an object a line"
        )
    language = record.get("lang") if isinstance(record, dict) else None
    known = language if language in knowledge.content.languages else None
    if isinstance(record, dict) and isinstance(turns := record.get("turns"), list):
        if not all(isinstance(turn, str) for turn in turns):
            common.fail(f'{where}: a turn is not a text; write {{"turns": ["...", "..."]}}')
        return Dialogue(tuple(turns), known)
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        common.fail(f'{where}: no text; write {{"text": "..."}}')
    if isinstance(result := record.get("result"), dict):
        try:
            answers = read_given(result.get("answers") or {})
        except WrongAnswerError as error:
            common.fail(f"{where}: {error}")
        return OfResult(record["text"], answers)
    previous = record.get("previous")
    if previous is not None and previous not in knowledge.content.topics:
        common.fail(f"{where}: previous names the unknown topic {previous!r}; see mulai topics")
    return QuestionLine(record["text"], known, previous)


def _next_event(you: Sender, buttons: list[Choice], commands: Entries) -> Event | None:
    typed = _typed()
    if typed is None:
        return None
    if typed.isdecimal() and 0 < int(typed) <= len(buttons):
        chosen = buttons[int(typed) - 1]
        tap = Chose(chosen.conversation, chosen.question, chosen.option, you.id, "screen")
        return Event(tap, you)
    if typed.startswith("/"):
        word, _, argument = typed[1:].partition(" ")
        name = command_named(word, commands) or word
        return Event(Started(argument) if name == "start" else Commanded(name, argument), you)
    return Event(Said(typed), you)


def _print(reply: Reply) -> list[Choice]:
    """Print a reply; return its buttons."""
    match reply:
        case Say(text, rows) | Revise(text, rows):
            click.echo("\n" + styled(text))
            buttons = [button for row in rows for button in row if isinstance(button, Choice)]
            for number, choice in enumerate(buttons, start=1):
                click.echo(click.style(f"  [{number}] {choice.label}", fg="cyan"))
            return buttons
        case Toast(text):
            click.echo(click.style(f"({text})", dim=True))
    return []
