"""What a cell comes to: compared with the same activity on a day when nothing went wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.preview.standin.chats import Json
from bot.preview.standin.standin import StandIn
from bot.storage.sealing import unseal
from tests.bot.harness import labels
from tests.bot.lives import accepted
from tests.matrix.rooms import Room

_SENDING = ("sendMessage", "sendDocument", "sendPhoto")
# Days and times are of the run, not of what was done.
_OF_THE_RUN = re.compile(
    r"w_[A-Za-z0-9_-]+|\b\d{1,2}[.:]\d{2}\b|\b\d{1,2} [A-Z][a-z]+ 20\d\d\b|\b20\d\d-\d\d-\d\d\b"
)
# What the database must hold in the end, by its name.
_HOLDS = {
    "people": "SELECT count(*) FROM people",
    "conversations": "SELECT count(*) FROM conversations",
    "results": "SELECT answers FROM results",
    "participants": "SELECT count(*) FROM participants",
    "workshops": "SELECT count(*) FROM workshops",
    "unanswered": "SELECT count(*) FROM unanswered",
    "left undone": (
        "SELECT (SELECT count(*) FROM inbox WHERE body IS NOT NULL), (SELECT count(*) FROM outbox)"
    ),
}


_VOTES = (
    "SELECT question, round, user_id, option, key FROM votes"
    " JOIN vote_keys ON vote_keys.workshop = votes.workshop"
)


@dataclass(frozen=True)
class Outcome:
    """What people saw in the end, and what is stored.

    sent: the first line of every message that came, by chat. standing: what stands in the chats.
    toasts: what taps were answered with, by person. stored: by name.
    """

    sent: Mapping[tuple[str, str], int]
    standing: frozenset[tuple[str, str, tuple[str, ...]]]
    toasts: Mapping[tuple[str, str], int]
    untold_taps: int
    stored: dict[str, str]


@dataclass
class Verdict:
    """lost: what did not come. strange: what should not be. doubled: replies that came again."""

    lost: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)


def outcome(room: Room) -> Outcome:
    """Look at everything."""
    standin = room.standin
    names = {chat.id: chat.title or str(chat.id) for chat in standin.world.chats.values()}
    for person in standin.world.persons.values():
        names[person.id] = person.name
    return Outcome(
        _sent(standin, names),
        frozenset(
            (names[chat_id], *_page(message))
            for chat_id in names
            for message in standin.sent(chat_id)
        ),
        Counter(
            (names[tap.person_id], _plain(tap.toast.text))
            for tap in standin.taps.all.values()
            if tap.toast is not None
        ),
        sum(tap.toast is None for tap in standin.taps.all.values()),
        _stored(room),
    )


def _stored(room: Room) -> dict[str, str]:
    held = {name: str([tuple(row) for row in room.rows(query)]) for name, query in _HOLDS.items()}
    votes = Counter(
        (question, number, unseal(option, f"{question}.{number}.{person}", key))
        for question, number, person, option, key in room.rows(_VOTES)
    )
    return held | {"votes": str(sorted(votes.items()))}


def _sent(standin: StandIn, names: dict[int, str]) -> Counter[tuple[str, str]]:
    sent: Counter[tuple[str, str]] = Counter()
    for call in accepted(standin):
        if call.method in _SENDING:
            text = str(call.parameters.get("text") or call.parameters.get("caption") or "")
            sent[names[int(call.parameters["chat_id"])], _plain(text.split("\n")[0])] += 1
    return sent


def _page(message: Json) -> tuple[str, tuple[str, ...]]:
    words = message.get("text") or message.get("caption") or ""
    file = message.get("document", {}).get("file_name", "")
    return _plain(f"{file}{words}"), tuple(labels(message))


def _plain(text: str) -> str:
    return _OF_THE_RUN.sub("…", text)


def judged(should: Outcome, did: Outcome) -> Verdict:
    """Compare; each thing that is not as it should be is a line."""
    verdict = Verdict()
    for key, count in should.sent.items():
        came = did.sent.get(key, 0)
        if came < count:
            verdict.lost.append(f"reply lost: {key}")
        verdict.doubled += [f"reply again: {key}"] * (came - count)
    verdict.strange += [
        f"reply out of nothing: {key}" for key in did.sent.keys() - should.sent.keys()
    ]
    verdict.lost += [
        f"not shown in the end: {chat}: {text[:300]!r} {buttons}"
        for chat, text, buttons in should.standing - did.standing
    ]
    for key, count in should.toasts.items():
        if did.toasts.get(key, 0) < count:
            verdict.lost.append(f"tap not answered: {key}")
    unasked = [key for key, count in did.toasts.items() if count > should.toasts.get(key, 0)]
    verdict.strange += [f"toast out of nothing: {key}" for key in unasked]
    if did.untold_taps:
        verdict.lost.append(f"{did.untold_taps} taps without a toast")
    verdict.strange += [
        f"{name}: {did.stored[name]}, must be {rows}"
        for name, rows in should.stored.items()
        if did.stored[name] != rows
    ]
    return verdict
