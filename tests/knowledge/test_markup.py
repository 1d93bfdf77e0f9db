"""Markup that Telegram accepts, and what it refuses."""

from __future__ import annotations

import pytest

from knowledge.markup import fault_in, length, without_markup


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "<b>bold</b> and <i>slanted <b>both</b></i>",
        '<a href="https://example.org/?a=1&amp;b=2">link</a>',
        "<blockquote expandable>long</blockquote>",
        "5 &lt; 6 &amp; 7",
    ],
)
def test_what_telegram_accepts_is_sound(text: str) -> None:
    assert fault_in(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "<b>open",
        "closed</b>",
        "<b><i>crossed</b></i>",
        "<p>no such tag</p>",
        "5 < 6",
        "a & b",
        "<a>no address</a>",
        '<a href="javascript:alert(1)">bad</a>',
        '<b class="x">attribute</b>',
        "<code><b>inside</b></code>",
        "<blockquote><blockquote>nested</blockquote></blockquote>",
    ],
)
def test_what_telegram_refuses_is_a_fault(text: str) -> None:
    assert fault_in(text) is not None


def test_length_counts_visible_utf16_units() -> None:
    assert length("<b>a</b>&lt;😀") == 4


def test_plain_is_what_a_reader_sees() -> None:
    assert without_markup("<b>5 &lt; 6</b>") == "5 < 6"
