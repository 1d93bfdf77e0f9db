"""Fixtures for all tests: the real content read once, and a two-topic knowledge built in code."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from knowledge.base import Knowledge, open_knowledge

# Whatever the locale of who runs them, the tests read English.
os.environ["MULAI_CLI_LANGUAGE"] = "en"

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


@pytest.fixture(autouse=True)
def umask() -> Iterator[None]:
    """Most machines' umask; commands close it for their process, which is all tests' here."""
    before = os.umask(0o022)
    yield
    os.umask(before)
