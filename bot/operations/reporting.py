"""Faults told to a Sentry, if the operator has named one: kind and place, never what was said."""

from __future__ import annotations

import sys
import traceback
from collections.abc import MutableMapping
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from structlog.typing import Processor, WrappedLogger

if TYPE_CHECKING:  # an extra: it may not be there
    from sentry_sdk.transport import Transport

_TOLD = frozenset({"error", "critical"})


class MissingReporterError(Exception):
    """A Sentry is named, but its package is not installed; the message says what to do."""


def reporter(dsn: str, transport: Transport | None = None) -> Processor:
    """A processor of our logs that tells faults to a Sentry. Raises MissingReporterError.

    An event is put together here from names of our own: nothing that a library would collect
    (texts of errors, variables, lines before, the machine) gets into it.
    dsn: the address that Sentry gives. transport: in place of HTTP, for tests.
    """
    try:
        import sentry_sdk
    except ImportError:
        raise MissingReporterError(
            "MULAI_SENTRY_DSN is set, but sentry-sdk is not installed; install mulai[sentry]"
        ) from None
    client = sentry_sdk.Client(
        dsn=dsn,
        transport=transport,
        default_integrations=False,
        auto_enabling_integrations=False,
        auto_session_tracking=False,
        max_breadcrumbs=0,
        server_name="mulai",
        release=version("mulai"),
    )

    def report(
        _: WrappedLogger, method: str, told: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        if told.get("level", method) in _TOLD:
            client.capture_event(event_of(str(told["event"]), _error_of(told.get("exc_info"))))
        return told

    return report


def event_of(what: str, error: BaseException | None) -> Any:
    """An event as Sentry takes it. what: the name that the log gives it."""
    values: list[dict[str, Any]] = []
    while error is not None:
        values.insert(0, {"type": type(error).__qualname__, "stacktrace": _places(error)})
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return {
        "level": "error",
        "logentry": {"message": what},
        "exception": {"values": values},
    }


def _places(error: BaseException) -> dict[str, Any]:
    frames = [
        {
            "module": frame.f_globals.get("__name__", ""),
            "function": frame.f_code.co_name,
            "lineno": line,
        }
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    return {"frames": frames}


def _error_of(exc_info: Any) -> BaseException | None:
    """The error that a line of the log is about: itself, what sys.exc_info gives, or True."""
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        error: BaseException | None = exc_info[1]
        return error
    return sys.exception() if exc_info else None
