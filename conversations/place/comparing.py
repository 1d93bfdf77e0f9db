"""A region's figures compared with those of another place: better, behind or about the same."""

from __future__ import annotations

from collections.abc import Iterator

from conversations.advice.texts import bare_value
from conversations.answer_labels import question_name
from conversations.messages import ButtonRows
from conversations.place.pages import (
    full_name,
    indicator_of,
    place_button,
    producers_told,
    shown_on,
)
from conversations.rows import packed
from knowledge.edition import Edition
from knowledge.indicators.figures import NATION, OfficialFigure

# Points by which two values of a survey must differ to be told apart. Chosen: about the margin of a
# regency's share.
_APART = 2.0


def comparison_page(code: str, other: str, edition: Edition) -> tuple[str, ButtonRows]:
    """A region beside another place and the nation, need by need, each figure of the same year.

    other: the code of a region or province; "" for the region's own province, and for a province
    the nation alone.
    """
    other = other or (code[:2] if "." in code else NATION)
    places = tuple(dict.fromkeys((other, NATION)))
    newest = (edition.content.figures.newest(id_, code) for id_ in shown_on("needs", edition))
    held = [figure for figure in newest if figure]
    producers = producers_told((figure.indicator for figure in held), edition)
    text = edition.fill(
        "place-compare",
        region=full_name(code, edition),
        others=edition.say("place-compare-and").join(_name(place, edition) for place in places),
        figures="\n\n".join(_block(figure, places, edition) for figure in held),
        note=edition.say("place-compare-note", producers=producers),
    )
    ways = [place_button(edition, "place-needs", "needs", code)]
    if "." in code:
        ways.append(place_button(edition, "place-similar", "similar", code))
    ways.append(place_button(edition, "place-picture", "picture", code))
    return text, packed(*ways)


def _block(figure: OfficialFigure, places: tuple[str, ...], edition: Edition) -> str:
    """One indicator: the values, and how the region stands beside them."""
    indicator, figures = indicator_of(figure.indicator, edition), edition.content.figures
    names = {place: _short(place, figure.code, edition) for place in places}
    beside = {name: figures.of(figure.indicator, p, figure.year) for p, name in names.items()}
    published = {name: found for name, found in beside.items() if found}
    told = beside if published else {}
    values = (_value(name, found, edition) for name, found in told.items())
    judged = "; ".join(_judged(figure, published, edition))
    return edition.fill(
        "place-compare-line",
        need=question_name(edition, indicator.need or ""),
        name=indicator.name.in_(edition.language),
        year=str(figure.year),
        value=bare_value(figure, edition),
        others="".join(f" · {value}" for value in values),
        judged=judged[:1].upper() + judged[1:],
    )


def _value(name: str, found: OfficialFigure | None, edition: Edition) -> str:
    if found is None:
        return edition.say("place-compare-none", place=name)
    return edition.fill("place-compare-value", place=name, value=bare_value(found, edition))


def _judged(
    figure: OfficialFigure, beside: dict[str, OfficialFigure], edition: Edition
) -> Iterator[str]:
    """How the region stands, places of which the same can be said together."""
    if edition.content.figures.is_flagged(figure):
        yield edition.say("place-flagged")
        return
    if not beside:
        yield edition.say("place-compare-nothing")
    better = indicator_of(figure.indicator, edition).better
    judged: dict[str, list[str]] = {}
    for name, found in beside.items():
        gap = figure.value - found.value
        gap = gap if better == "higher" else -gap
        key = "alike" if abs(gap) < _APART else "better" if gap > 0 else "worse"
        judged.setdefault(key, []).append(name)
    together = edition.say("place-compare-and")
    for key, names in judged.items():
        yield edition.say(f"place-compare-{key}", place=together.join(names))


def _short(place: str, code: str, edition: Edition) -> str:
    """A place as a line names it: a region's own province by that word alone."""
    own = "." in code and place == code[:2]
    return edition.say("place-compare-province") if own else _name(place, edition)


def _name(code: str, edition: Edition) -> str:
    return edition.say("place-compare-nation") if code == NATION else edition.region(code)
