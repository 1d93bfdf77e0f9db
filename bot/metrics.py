"""What is counted, for Prometheus: never who, what was said, or in which chat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from bot.storage.store import Backlog
from bot.telegram.updates import ALLOWED_UPDATES
from conversations.diagnosing import ABOUT, REVIEW, Diagnosing
from conversations.messages import Decision
from knowledge.models.questions import DUTIES, ENABLERS, NEEDS

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_updates = Counter(
    "mulai_updates", "Updates that have had their effect", ["kind"], registry=REGISTRY
)
_handling = Histogram(
    "mulai_handling_seconds",
    "From an update taken in hand to its effect committed, waiting for its turn included",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
_decisions = Counter(
    "mulai_decisions", "Questions by what became of them", ["decision"], registry=REGISTRY
)
_ratings = Counter("mulai_ratings", "Thumbs under answers", ["thumb"], registry=REGISTRY)
_diagnostics = Counter(
    "mulai_diagnostics", "Diagnostics that came to a stage", ["stage"], registry=REGISTRY
)
_workshops = Counter(
    "mulai_workshops", "Workshops that were opened or finished", ["event"], registry=REGISTRY
)
_votes = Counter("mulai_workshop_votes", "Votes taken, changed ones included", registry=REGISTRY)
_refusals = Counter(
    "mulai_telegram_errors",
    "Calls that Telegram refused, by its code, or that did not get through (network)",
    ["code"],
    registry=REGISTRY,
)
_flood_waits = Counter(
    "mulai_telegram_wait_seconds", "Waits that Telegram asked for (429)", registry=REGISTRY
)
_outbox = Gauge("mulai_outbox_calls", "Calls that wait to be sent", registry=REGISTRY)
_outbox_age = Gauge(
    "mulai_outbox_age_seconds", "Age of the oldest call that waits", registry=REGISTRY
)
_inbox = Gauge("mulai_inbox_updates", "Updates that wait for their effect", registry=REGISTRY)
_content = Gauge(
    "mulai_content_info",
    "The content in use, by a digest of its files",
    ["version"],
    registry=REGISTRY,
)

# The stages of a diagnostic in their order, by what is on the screen.
_STAGES: dict[str, str] = {
    ABOUT: "started",
    **dict.fromkeys(NEEDS, "needs"),
    **dict.fromkeys(ENABLERS, "enablers"),
    "generation": "generation",
    **dict.fromkeys(DUTIES, "duties"),
    "domains": "domains",
    REVIEW: "review",
    "": "finished",
}
_ORDER = tuple(dict.fromkeys(_STAGES.values()))


def update_handled(raw: Mapping[str, Any], seconds: float) -> None:
    """An update has had its effect, so many seconds after it was taken in hand."""
    kind = next((kind for kind in ALLOWED_UPDATES if kind in raw), "other")
    _updates.labels(kind).inc()
    _handling.observe(seconds)


def question_decided(decision: Decision) -> None:
    """A question was answered, or not."""
    _decisions.labels(decision).inc()


def answer_rated(*, helpful: bool) -> None:
    """Somebody said of an answer that it helped, or that it did not."""
    _ratings.labels("up" if helpful else "down").inc()


def diagnostic_moved(before: Diagnosing | None, after: Diagnosing | None) -> None:
    """A step of a conversation: counts the stage of its diagnostic if it came to a later one."""
    if after is None:
        return
    same = before is not None and before.run == after.run
    if not same and after.screen != ABOUT:
        return  # an earlier one, opened again
    was = _ORDER.index(_stage(before)) if before and same else -1
    stage = _stage(after)
    if _ORDER.index(stage) > was:
        _diagnostics.labels(stage).inc()


def workshop_moved(event: Literal["opened", "finished"]) -> None:
    """A workshop has begun or come to its end."""
    _workshops.labels(event).inc()


def vote_taken() -> None:
    """Somebody voted, or changed a vote."""
    _votes.inc()


def call_refused(code: int | None) -> None:
    """Telegram refused a call, with its code; None if the call did not get through."""
    _refusals.labels("network" if code is None else str(code)).inc()


def told_to_wait(seconds: float) -> None:
    """Telegram asked for a pause."""
    _flood_waits.inc(seconds)


def counted() -> dict[str, float]:
    """What is kept by day: how often each thing happened since the process began, by a name such
    as "decisions.answer"."""
    return {
        ".".join((kept.name.removeprefix("mulai_"), *sample.labels.values())): sample.value
        for counter in (_decisions, _ratings, _diagnostics, _workshops)
        for kept in counter.collect()
        for sample in kept.samples
        if sample.name.endswith("_total")
    }


def exposition(backlog: Backlog | None, content: str) -> bytes:
    """All metrics in Prometheus' text format.

    backlog: what waits now; None if the database does not tell. content: a digest.
    """
    unknown = float("nan")
    _inbox.set(backlog.inbox if backlog else unknown)
    _outbox.set(backlog.outbox if backlog else unknown)
    _outbox_age.set(backlog.outbox_age if backlog else unknown)
    _content.clear()
    _content.labels(content).set(1)
    return generate_latest(REGISTRY)


def _stage(diagnosing: Diagnosing) -> str:
    return _STAGES.get(diagnosing.screen, _ORDER[0])
