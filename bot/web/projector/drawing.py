"""A slide as the HTML parts of a page; used for a page that is loaded and for live changes."""

from __future__ import annotations

import functools
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

import segno

from bot.storage.outgoing import OPENS
from conversations.workshop.guide import Guide
from conversations.workshop.slides import Bar, Slide
from knowledge.models.language import Language

# The white edge that readers need around a QR code, in modules; 4 is what the standard (ISO/IEC
# 18004) asks for.
_QUIET_ZONE = 4
# The phases in which a timer may run.
_TIMED = frozenset({"voting", "revealed", "discussing"})


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a page shows.

    title: plain. parts: place on the page -> HTML. timer_ends: seconds since 1970, or None.
    """

    language: Language
    phase: str
    title: str
    parts: Mapping[str, str]
    timer_ends: int | None

    def left(self, now: float) -> int | None:
        """Seconds that the timer has left at a time; 0 once it is over, None without a timer."""
        return None if self.timer_ends is None else max(0, round(self.timer_ends - now))

    def message(self, now: float) -> str:
        """The drawing as the page's script reads it: JSON in one line."""
        left = self.left(now)
        shown = {"phase": self.phase, "title": self.title, "left": left, "parts": self.parts}
        return json.dumps(shown)


def draw(slide: Slide, guide: Guide, bot_name: str) -> Drawing:
    """Draw a slide. bot_name: the bot's user name, or "" while it is not known: then no code."""
    parts = {
        "region": escape(slide.region),
        "topic": escape(slide.topic),
        "progress": escape(slide.progress),
        "heading": escape(slide.heading),
        "text": escape(slide.text),
        "notice": escape(guide.plain("page-paused")) if slide.phase == "paused" else "",
        "bars": "".join(_bar(bar, slide.total) for bar in slide.bars),
        "findings": "".join(_findings(slide)),
        "dissents": "".join(f"<li>{escape(dissent)}</li>" for dissent in slide.dissents),
        "caveat": escape(slide.caveat),
        "turnout": _large_numbers(slide.turnout),
        "code": _code(f"{OPENS}{bot_name}?start={slide.link}", slide, guide) if bot_name else "",
    }
    title = guide.plain("page-title", topic=slide.topic)
    timer_ends = slide.timer_ends if slide.phase in _TIMED else None
    return Drawing(slide.language, slide.phase, title, parts, timer_ends)


def _bar(bar: Bar, total: int) -> str:
    label = f'<span class="label">{escape(bar.label)}</span>'
    if bar.votes is None:
        return f"<li>{label}</li>"
    drawn = "".join(_strip(votes, of, ' class="before"') for votes, of in bar.earlier)
    drawn += _strip(bar.votes, total)
    votes = " → ".join(map(str, (*(votes for votes, _ in bar.earlier), bar.votes)))
    names = "".join(f"<li>{escape(agency)}</li>" for agency in bar.agencies)
    agencies = f'<ul class="agencies" role="list">{names}</ul>' if names else ""
    return f'<li>{label}<span class="votes">{votes}</span>{drawn}{agencies}</li>'


def _strip(votes: int, total: int, attribute: str = "") -> str:
    share = 100 * votes / total if total else 0.0
    return f'<svg{attribute} aria-hidden="true"><rect width="{share:.2f}%" height="100%"/></svg>'


def _findings(slide: Slide) -> Iterator[str]:
    """What was found; on the last slide, with the first step of each priority below it."""
    for finding, step in itertools.zip_longest(slide.findings, slide.steps, fillvalue=""):
        below = f'<span class="step">{escape(step)}</span>' if step else ""
        yield f"<li><span>{escape(finding)}</span>{below}</li>"


def _large_numbers(words: str) -> str:
    """Words with their numbers set large, for the last row of a hall."""
    marked: Iterable[str] = (
        f"<b>{escape(word)}</b>" if word.isdecimal() else escape(word) for word in words.split()
    )
    return " ".join(marked)


def _code(address: str, slide: Slide, guide: Guide) -> str:
    label = escape(guide.plain("page-code", address=address))
    # In the lobby the slide's own text says this.
    key = {"lobby": "", "finished": "page-compare"}.get(slide.phase, "page-join")
    words = f"<p>{escape(guide.plain(key))}</p>" if key else ""
    shown = escape(address.removeprefix("https://"))
    picture = f'<div role="img" aria-label="{label}">{_picture(address)}</div>'
    return f'{words}{picture}<p class="address">{shown}</p>'


@functools.lru_cache(maxsize=64)
def _picture(address: str) -> str:
    """Level M: it can still be read if a head hides a seventh of it."""
    made = segno.make_qr(address, error="m")
    return made.svg_inline(border=_QUIET_ZONE, omitsize=True, dark="#000", light="#fff")
