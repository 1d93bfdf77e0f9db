"""Fixtures of the edge's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.preview.limits import Limits
from knowledge.base import Knowledge
from tests.bot.harness import Hall, open_hall


@pytest.fixture
async def hall(tmp_path: Path, knowledge: Knowledge) -> AsyncIterator[Hall]:
    """A stand-in that does not slow anybody down."""
    async with open_hall(tmp_path, knowledge, Limits(enforced=False)) as opened:
        yield opened
