"""What the doctor finds in files: who may read the database, what the calendar lacks."""

from __future__ import annotations

import contextlib
from pathlib import Path

from bot.clock import Clock
from bot.operations.findings import CheckResult
from bot.storage.private import is_open_to_others
from knowledge.loading.faults import KnowledgeError
from knowledge.loading.loader import load


def closed(file: Path) -> CheckResult:
    """Whether nobody but their owner may look into a database and what stands beside it."""
    files = [it for it in (file, Path(f"{file}-wal"), Path(f"{file}-shm")) if it.exists()]
    open_ones = [str(it) for it in files if is_open_to_others(it)]
    if open_ones and is_open_to_others(file.parent):
        return CheckResult(
            "warn",
            "files",
            f"others on this machine may read {', '.join(open_ones)}; as the bot's user: "
            f"chmod 700 {file.parent}; chmod 600 {' '.join(open_ones)}",
        )
    return CheckResult("ok", "files", "nobody but their owner may read the database")


def failed(count: int, reason: str) -> CheckResult:
    """Updates that could not be handled. reason: of the newest."""
    if not count:
        return CheckResult("ok", "updates", "none that could not be handled is kept")
    return CheckResult(
        "warn",
        "updates",
        f"{count} could not be handled in the last days, the newest because of: {reason}; they "
        "stand in the table failed_updates for 30 days, and the log has the place",
    )


def holidays(folder: Path | None, local: Path | None) -> CheckResult | None:
    """The years whose movable holidays reminders do not know, if there are any."""
    with contextlib.suppress(KnowledgeError):  # told in the line above
        if untold := load(folder, local).plan.holidays.untold(Clock().today()[: len("2026-01")]):
            return CheckResult(
                "warn",
                "holidays",
                f"plan.yaml has no movable holidays of {', '.join(untold)}: reminders go out "
                "then; add them from the joint decree (SKB) of that year",
            )
    return None
