"""How wide words are in the letters of Telegram's apps, whatever fonts this machine has.

`letters.json` has, for each font, the advance width of each character in thousandths of the size.
It is made from the fonts themselves: Debian's packages fonts-roboto-unhinted (Telegram for
Android), fonts-open-sans (Desktop) and fonts-dejavu-core (a bare Debian); Inter stands for the
San Francisco of iOS, which nobody may hand on and whose widths are close to it.

    pip install fonttools
    python -m tests.letters Roboto-Medium.ttf OpenSans-Semibold.ttf DejaVuSans.ttf \
        bot/fonts/Inter-SemiBold.otf
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path

_TABLE = Path(__file__).with_name("letters.json")
# Latin letters, punctuation, arrows and signs.
_KEPT = (*range(0x20, 0x250), *range(0x2010, 0x2060), *range(0x2190, 0x2200), 0x25B0, 0x25B1)
# What none of them has comes from the system's pictographs, which are square and large.
_PICTOGRAPH = 1500

WIDTHS: dict[str, dict[str, int]] = json.loads(_TABLE.read_text(encoding="utf-8"))
FONTS = tuple(WIDTHS)


def width(text: str, font: str, size: float) -> float:
    """The width of a line in pixels, without kerning. font: one of FONTS. size: in pixels."""
    known = WIDTHS[font]
    return sum(known.get(letter, _PICTOGRAPH) for letter in text) * size / 1000


def _measured(file: Path) -> dict[str, int]:
    font = import_module("fontTools.ttLib").TTFont(file)
    glyphs, advances = font.getBestCmap(), font["hmtx"]
    em = font["head"].unitsPerEm
    return {
        chr(code): round(advances[glyphs[code]][0] * 1000 / em) for code in _KEPT if code in glyphs
    }


if __name__ == "__main__":
    made = {Path(name).stem: _measured(Path(name)) for name in sys.argv[1:]}
    lines = (f" {json.dumps(font)}: {json.dumps(made[font], ensure_ascii=False)}" for font in made)
    _TABLE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
