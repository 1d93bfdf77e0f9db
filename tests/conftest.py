"""Fixtures for all tests: the real content read once, and a two-topic knowledge built in code."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from knowledge.base import Knowledge, open_knowledge

# The same examples every time; how long one takes tells of the machine, not of the code.
settings.register_profile("mulai", derandomize=True, deadline=None)
settings.load_profile("mulai")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: much of the tests waits, for processes and for paces."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The packaged content."""
    return open_knowledge()
