"""Inputs that a fuzzer finds by watching which code they reach: python -m tests.fuzz TARGET ...

What follows the target goes to libFuzzer. Anything raised ends the run and is left as a file.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import atheris

with atheris.instrument_imports(include=["bot", "conversations", "knowledge"]):
    from telegram import User

    from bot.preview.standin.html import formatted
    from bot.telegram.callbacks import decode
    from bot.telegram.updates import person_of, read_update
    from conversations.messages import Event, Revise, Said, Say, Sender
    from conversations.router import step
    from conversations.state import State
    from knowledge.base import open_knowledge
    from knowledge.loading.documents import parse

ME = User(1, "Mulai", is_bot=True, username="mulai_bot")
KNOWLEDGE = open_knowledge(semantic=False)
KNOWLEDGE.prepare()


def text(data: bytes) -> None:
    """What a person says: the answer is something that Telegram can read."""
    said = Said(data.decode("utf-8", "replace")[:4096])
    _, replies = step(State(), Event(said, Sender("7", "R", "id")), KNOWLEDGE)
    for reply in replies:
        if isinstance(reply, Say | Revise):
            formatted(reply.text, "HTML", None)


def tap(data: bytes) -> None:
    """What a button may carry."""
    chose = decode(data.decode("utf-8", "replace")[:64], "1")
    step(State(topic="csco-what"), Event(chose, Sender("7")), KNOWLEDGE)


def update(data: bytes) -> None:
    """A message of Telegram's shape with anything in it."""
    drawn = atheris.FuzzedDataProvider(data)
    kind = drawn.PickValueInList(["private", "group", "supergroup", "channel"])
    entity = {
        "type": drawn.PickValueInList(["bot_command", "mention", "url"]),
        "offset": drawn.ConsumeIntInRange(0, 40),
        "length": drawn.ConsumeIntInRange(0, 40),
    }
    person = {"id": drawn.ConsumeInt(8), "is_bot": drawn.ConsumeBool(), "first_name": "R"}
    message = {
        "message_id": 1,
        "date": 0,
        "chat": {"id": drawn.ConsumeInt(8), "type": kind},
        "from": person,
        "entities": [entity],
        "text": drawn.ConsumeUnicodeNoSurrogates(200),
    }
    raw = {"update_id": 1, "message": message}
    person_of(raw)
    read_update(raw, ME, KNOWLEDGE.content.wording.commands)


def content(data: bytes) -> None:
    """A content file: faults, or plain values."""
    document = parse(data.decode("utf-8", "replace"), "any.yaml")
    document.data()
    for fault in document.faults:
        str(fault)


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (text, tap, update, content)
}

if __name__ == "__main__":
    name = sys.argv.pop(1) if len(sys.argv) > 1 else ""
    if name not in TARGETS:
        sys.exit(f"name one of {', '.join(TARGETS)}")
    atheris.Setup(sys.argv, TARGETS[name])
    atheris.Fuzz()
