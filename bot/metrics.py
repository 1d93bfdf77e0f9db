"""What is counted, for Prometheus: never who, what was said, or in which chat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from conversations.diagnosing import ABOUT, REVIEW, Diagnosing
from conversations.messages import Decision
from knowledge.models.questions import QUESTIONS

_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

# The stages of a diagnostic in their order, by what is on the screen.
_STAGES: dict[str, str] = {
    ABOUT: "started",
    **{question.id: question.stage for question in QUESTIONS},
    REVIEW: "review",
    "": "finished",
}
_ORDER = tuple(dict.fromkeys(_STAGES.values()))


class Metrics:
    """What one running bot counts.

    registry: all of it, for Prometheus. oldest_board: asks for how many seconds a workshop's
    message has not shown what it should; set by who keeps them true.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._updates = self._counter("updates", "Updates that have had their effect", "kind")
        self._failed = self._counter("failed_updates", "Updates that could not be handled")
        self._handling = Histogram(
            "mulai_handling_seconds",
            "From an update taken in hand to its effect committed, waiting for its turn included",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._decisions = self._counter("decisions", "Questions by what became of them", "decision")
        self._ratings = self._counter("ratings", "Thumbs under answers", "thumb")
        self._facets = self._counter("facets", "Answers by what was asked of their topic", "facet")
        self._facet_ratings = self._counter(
            "facet_ratings", "Thumbs under answer cards", "facet", "thumb"
        )
        self._diagnostics = self._counter(
            "diagnostics", "Diagnostics that came to a stage", "stage"
        )
        self._elsewhere = self._counter(
            "elsewhere", "Inline queries and mentions where the bot is no member", "mode", "outcome"
        )
        self._workshops = self._counter(
            "workshops", "Workshops that were opened or finished", "event"
        )
        self._votes = self._counter("workshop_votes", "Votes taken, changed ones included")
        self._refusals = self._counter(
            "telegram_errors",
            "Calls that Telegram refused, by its code, or that did not get through (network)",
            "code",
        )
        self._flood_waits = self._counter(
            "telegram_wait_seconds", "Waits that Telegram asked for (429)"
        )
        self._make_gauges()

    def update_handled(self, kind: str, seconds: float) -> None:
        """An update of a kind has had its effect, so many seconds after it was taken in hand."""
        self._updates.labels(kind).inc()
        self._handling.observe(seconds)

    def update_failed(self) -> None:
        """An update could not be handled, and is kept aside."""
        self._failed.inc()

    def question_decided(self, decision: Decision, facet: str = "") -> None:
        """A question was answered, or not. facet: what it asks of its topic, where that is told."""
        self._decisions.labels(decision).inc()
        if facet:
            self._facets.labels(facet).inc()

    def answer_rated(self, facet: str = "", *, helpful: bool) -> None:
        """Somebody said of an answer that it helped, or that it did not. facet: its card's."""
        thumb = "up" if helpful else "down"
        self._ratings.labels(thumb).inc()
        if facet:
            self._facet_ratings.labels(facet, thumb).inc()

    def answered_elsewhere(self, mode: str, outcome: str) -> None:
        """Somebody asked in a chat that the bot has not joined.

        mode: "inline" or "guest". outcome: "answered", "refused" by Telegram, "failed", or
        "dropped" because too many waited.
        """
        self._elsewhere.labels(mode, outcome).inc()

    def diagnostic_moved(self, before: Diagnosing | None, after: Diagnosing | None) -> None:
        """A step of a conversation: counts the stage of its diagnostic if it is a later one."""
        if after is None:
            return
        same = before is not None and before.run == after.run
        if not same and after.screen != ABOUT:
            return  # an earlier one, opened again
        was = _ORDER.index(_stage(before)) if before and same else -1
        stage = _stage(after)
        if _ORDER.index(stage) > was:
            self._diagnostics.labels(stage).inc()

    def workshop_moved(self, event: Literal["opened", "finished"]) -> None:
        """A workshop has begun or come to its end."""
        self._workshops.labels(event).inc()

    def vote_taken(self) -> None:
        """Somebody voted, or changed a vote."""
        self._votes.inc()

    def call_refused(self, code: int | None) -> None:
        """Telegram refused a call, with its code; None if the call did not get through."""
        self._refusals.labels("network" if code is None else str(code)).inc()

    def told_to_wait(self, seconds: float) -> None:
        """Telegram asked for a pause."""
        self._flood_waits.inc(seconds)

    def counted(self) -> dict[str, float]:
        """What is kept by day: how often each thing happened since the process began, by a name
        such as "decisions.answer"."""
        return {
            ".".join((kept.name.removeprefix("mulai_"), *sample.labels.values())): sample.value
            for counter in (self._decisions, self._ratings, self._diagnostics, self._workshops)
            for kept in counter.collect()
            for sample in kept.samples
            if sample.name.endswith("_total")
        }

    def waits(self, updates: float, calls: float, oldest_call: float, oldest_update: float) -> None:
        """What waits now in inbox and outbox, the ages of the oldest in seconds; NaN if unknown."""
        self._inbox.set(updates)
        self._inbox_age.set(oldest_update)
        self._outbox.set(calls)
        self._outbox_age.set(oldest_call)

    def content_is(self, version: str) -> None:
        """The content in use, by a digest of its files."""
        self._content.clear()
        self._content.labels(version).set(1)

    def exposition(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self.registry)

    def _make_gauges(self) -> None:
        self._inbox = self._gauge("inbox_updates", "Updates that wait for their effect")
        self._outbox = self._gauge("outbox_calls", "Calls that wait to be sent")
        self._inbox_age = self._gauge("inbox_age_seconds", "Age of the oldest update that waits")
        self._outbox_age = self._gauge("outbox_age_seconds", "Age of the oldest call that waits")
        self.oldest_board: Callable[[], float] = lambda: 0.0
        self._gauge(
            "board_age_seconds", "For how long a workshop's message has not shown what it should"
        ).set_function(lambda: self.oldest_board())
        self._content = self._gauge(
            "content_info", "The content in use, by a digest of its files", "version"
        )

    def _counter(self, name: str, tells: str, *labels: str) -> Counter:
        return Counter(f"mulai_{name}", tells, labels, registry=self.registry)

    def _gauge(self, name: str, tells: str, *labels: str) -> Gauge:
        return Gauge(f"mulai_{name}", tells, labels, registry=self.registry)


def _stage(diagnosing: Diagnosing) -> str:
    return _STAGES.get(diagnosing.screen, _ORDER[0])
