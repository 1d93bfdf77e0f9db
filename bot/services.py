"""What nearly every part of a running bot needs, put together once by `bot.app`."""

from __future__ import annotations

from dataclasses import dataclass

from bot.clock import Clock
from bot.metrics import Metrics
from bot.settings import Settings
from bot.shelf import Shelf
from bot.storage.failures import Failures
from bot.storage.store import Store
from bot.storage.upkeep import Upkeep
from bot.storage.workshops import Records


@dataclass(frozen=True, slots=True)
class Services:
    """One bot's settings, time, counts, content and storage."""

    settings: Settings
    clock: Clock
    metrics: Metrics
    shelf: Shelf
    store: Store
    records: Records
    failures: Failures
    upkeep: Upkeep
