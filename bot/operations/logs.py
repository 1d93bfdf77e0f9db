"""Logging: structlog for ours, the same output for the libraries', and never the token."""

from __future__ import annotations

import logging
import sqlite3
import sys
import traceback
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import structlog
from structlog.typing import ExcInfo, Processor, WrappedLogger

from bot.settings import TOKEN_PATTERN

# Errors whose text names files and tables, never their contents.
_DISCREET = (OSError, sqlite3.Error)
_LOUD = ("httpx", "httpcore", "telegram", "aiosqlite", "alembic", "asyncio", "uvicorn")


def keep_output_clean(level: str) -> None:
    """Log on standard error: what a command prints may be read by another program."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def set_up_logs(
    level: str, style: Literal["text", "json"], reports: Sequence[Processor] = ()
) -> None:
    """Send all logs to standard error, as lines for people or as JSON for machines.

    reports: what else hears our own lines, before they are put into words.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    worded = structlog.processors.ExceptionRenderer(_told)
    render: Processor = (
        structlog.processors.JSONRenderer()
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            *shared,
            *reports,
            worded,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        cache_logger_on_first_use=True,
    )
    _hear_libraries(level, [*shared, worded], render)


def _hear_libraries(level: str, before: Sequence[Processor], render: Processor) -> None:
    """Write the lines of others as ours are; those who talk much are heard less."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                render,
                _without_token,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _LOUD:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def _told(exc_info: ExcInfo) -> str:
    """An exception and its causes: place and kind, without the text. Libraries quote their input in
    errors, and that may be what a person wrote.
    """
    return "\n".join(_lines(exc_info[1]))


def _lines(error: BaseException | None) -> Iterator[str]:
    if error is None:
        return
    if error.__cause__ or not error.__suppress_context__:
        yield from _lines(error.__cause__ or error.__context__)
    yield "Traceback (most recent call last):"
    yield "".join(traceback.format_tb(error.__traceback__)).rstrip()
    name = type(error).__qualname__
    yield f"{name}: {error}" if isinstance(error, _DISCREET) else name


def _without_token(_: WrappedLogger, __: str, line: Any) -> Any:
    # The token stands in every address that the HTTP client and its errors may quote.
    return TOKEN_PATTERN.sub("<token>", line) if isinstance(line, str) else line
