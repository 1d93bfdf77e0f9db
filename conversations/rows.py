"""Rows of buttons by the width of their labels."""

from __future__ import annotations

from typing import Final

from conversations.messages import Button, ButtonRows

# Most characters of a label that fit on a button of half a phone's width.
_HALF_WIDTH: Final = 14


def packed(*buttons: Button) -> ButtonRows:
    """Two buttons to a row if both labels fit, every other button in a row of its own."""
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        fits = len(button.label) <= _HALF_WIDTH
        if fits and rows and len(rows[-1]) == 1 and len(rows[-1][0].label) <= _HALF_WIDTH:
            rows[-1] = (*rows[-1], button)
        else:
            rows.append((button,))
    return tuple(rows)
