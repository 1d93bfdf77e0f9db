"""Quiet texts of the preview page can be read on what they stand on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import bot.preview

STYLE = (Path(bot.preview.__file__).parent / "static" / "style.css").read_text(encoding="utf-8")
# What people with weak eyes need for small letters (WCAG 2.2, AA).
LEAST = 4.5


def colour(name: str, theme: int) -> tuple[float, ...]:
    """A colour of the style, light (0) or dark (1), as red, green and blue from 0 to 1."""
    match = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", STYLE)
    assert match, name
    digits = match.group(theme + 1)[1:]
    digits = "".join(2 * it for it in digits) if len(digits) == 3 else digits
    return tuple(int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))


def light(parts: tuple[float, ...]) -> float:
    linear = [it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4 for it in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def on_the_wall(name: str, theme: int, wall: str) -> float:
    """How light a half transparent colour is on the wall behind the messages."""
    found = re.search(rf"--{name}: light-dark\((rgb\(.+?\)), (rgb\(.+?\))\)", STYLE)
    assert found, name
    red, green, blue, share = map(int, re.findall(r"\d+", found.group(theme + 1)))
    below = colour(wall, theme)
    return light(
        tuple(
            top / 255 * share / 100 + under * (1 - share / 100)
            for top, under in zip((red, green, blue), below, strict=True)
        )
    )


@pytest.mark.parametrize("wall", ["wall", "wall-end"])
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("what", ["key", "key-pressed", "pill"])
def test_white_letters_stand_out_on_what_lies_on_the_wall(what: str, theme: int, wall: str) -> None:
    assert 1.05 / (on_the_wall(what, theme, wall) + 0.05) >= LEAST


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "behind"),
    [
        *(("quiet", ground) for ground in ("panel", "in")),
        ("head-quiet", "head"),
        ("accent", "panel"),
        ("on-accent", "accent"),
        ("out-quiet", "out"),
        ("text", "in"),
        ("text", "out"),
        ("link", "in"),
    ],
)
def test_texts_stand_out(text: str, behind: str, theme: int) -> None:
    dark, bright = sorted(light(colour(name, theme)) for name in (text, behind))
    assert (bright + 0.05) / (dark + 0.05) >= LEAST
