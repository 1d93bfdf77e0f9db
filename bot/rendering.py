"""Replies turned into Bot API calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.callbacks import encode
from bot.outgoing import Keyboard, Outgoing
from bot.updates import Route
from conversations.messages import ANYBODY, Paper, Reply, Revise, Rows, Say, Toast


def render(replies: Iterable[Reply], route: Route, owner: str) -> tuple[Outgoing, ...]:
    """The calls that carry replies to the person, the answer of a tap first.

    owner: whose buttons they are.
    Replies that send nothing (a question to keep, data to delete) are the handler's.
    """
    calls = list(_calls(replies, route, owner))
    answers = [call for call in calls if call.kind == "answer"]
    if route.query_id and not answers:
        answers = [Outgoing("answer", query_id=route.query_id)]
    return (*answers, *(call for call in calls if call.kind != "answer"))


def _calls(replies: Iterable[Reply], route: Route, owner: str) -> Iterator[Outgoing]:
    for reply in replies:
        match reply:
            case Say(text, rows):
                yield _send(text, keyboard(rows, owner), route)
            case Revise(text, rows) if route.message_id is None:
                yield _send(text, keyboard(rows, owner), route)
            case Revise(text, rows):
                yield Outgoing(
                    "edit",
                    route.chat_id,
                    text,
                    keyboard(rows, owner),
                    message_id=route.message_id,
                    thread_id=route.thread_id,
                )
            case Paper(kind, taken, language):
                yield Outgoing(
                    kind,
                    route.chat_id,
                    taken=taken,
                    language=language,
                    thread_id=route.thread_id,
                )
            case Toast(text, dialog) if route.query_id:
                yield Outgoing("answer", text=text, query_id=route.query_id, dialog=dialog)
            case _:
                pass


def keyboard(rows: Rows, owner: str = ANYBODY) -> Keyboard:
    """Rows of choices as rows of buttons."""
    return tuple(tuple((choice.label, encode(choice, owner)) for choice in row) for row in rows)


def _send(text: str, buttons: Keyboard, route: Route) -> Outgoing:
    return Outgoing(
        "send",
        route.chat_id,
        text,
        buttons,
        reply_to=route.reply_to,
        thread_id=route.thread_id,
    )
