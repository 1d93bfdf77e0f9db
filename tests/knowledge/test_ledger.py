"""The ledger of held-out messages says what becomes of them now."""

from __future__ import annotations

import pytest

from knowledge.base import Knowledge
from tests.ledger import LEDGER, compared, lines

pytestmark = pytest.mark.slow


def test_the_ledger_is_what_the_matcher_does(knowledge: Knowledge) -> None:
    """After an edit that changes it: `python -m tests.ledger`, and read the diff."""
    if not knowledge.matcher.semantic:
        pytest.skip("the ledger is of the default install, with the layer of meaning")
    kept = compared(LEDGER.read_text(encoding="utf-8").splitlines())
    now = compared(list(lines(knowledge)))
    changed = {
        message: f"{kept[message]} -> {now[message]}"
        for message in kept.keys() & now.keys()
        if kept[message] != now[message]
    }
    assert changed == {}
    assert len(kept.keys() & now.keys()) > len(kept) * 0.9
