"""Fixtures for all tests: the real content read once, and a two-topic knowledge built in code."""

from __future__ import annotations

import pytest

from knowledge.base import Knowledge, open_knowledge


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The packaged content."""
    return open_knowledge()
