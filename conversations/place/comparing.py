"""A region's figures compared with those of another place: better, worse or about the same."""

from __future__ import annotations

from collections.abc import Iterator

from conversations.answer_labels import question_name
from conversations.messages import ButtonRows, Choice, packed
from conversations.place.pages import full_name, indicator_of, shown_on
from knowledge.edition import Edition
from knowledge.indicators.figures import NATION, OfficialFigure

# Points by which two values of a survey must differ to be told apart. Chosen: about the margin of a
# regency's share.
_APART = 2.0


def comparison_page(code: str, other: str, edition: Edition) -> tuple[str, ButtonRows]:
    """A region beside another place and the nation, need by need, each figure of the same year.

    other: the code of a region or province; "" for the region's own province.
    """
    other = other or (code[:2] if "." in code else NATION)
    blocks = [
        _block(figure, other, edition)
        for id_ in shown_on("needs", edition)
        if (figure := edition.content.figures.newest(id_, code))
    ]
    producers = dict.fromkeys(
        indicator_of(id_, edition).producer
        for id_ in shown_on("needs", edition)
        if edition.content.figures.newest(id_, code)
    )
    text = edition.fill(
        "place-compare",
        region=full_name(code, edition),
        other=_name(other, edition),
        figures="\n\n".join(blocks),
        note=edition.say("place-compare-note", producers="; ".join(producers)),
    )
    ways = [Choice(edition.label("place-needs"), "place", "needs", code)]
    if "." in code:
        ways.append(Choice(edition.label("place-similar"), "place", "similar", code))
    ways.append(Choice(edition.label("place-picture"), "place", "picture", code))
    return text, packed(*ways)


def _block(figure: OfficialFigure, other: str, edition: Edition) -> str:
    """One indicator: the values, and how the region stands beside them."""
    indicator = indicator_of(figure.indicator, edition)
    places = tuple(dict.fromkeys((other, NATION)))
    figures = edition.content.figures
    beside = [(place, figures.of(figure.indicator, place, figure.year)) for place in places]
    return edition.fill(
        "place-compare-line",
        need=question_name(edition, indicator.need or ""),
        name=indicator.name.in_(edition.language),
        year=str(figure.year),
        values=" · ".join(
            (
                f"<b>{edition.number(figure.value)}</b>",
                *(
                    edition.say(
                        "place-compare-value" if found else "place-compare-none",
                        place=_name(place, edition),
                        value=edition.number(found.value) if found else "",
                    )
                    for place, found in beside
                ),
            )
        ),
        judged="; ".join(_judged(figure, beside, edition)),
    )


def _judged(
    figure: OfficialFigure, beside: list[tuple[str, OfficialFigure | None]], edition: Edition
) -> Iterator[str]:
    better = indicator_of(figure.indicator, edition).better
    if edition.content.figures.is_flagged(figure):
        yield edition.say("place-flagged")
        return
    for place, found in beside:
        if found is None:
            continue
        gap = figure.value - found.value
        gap = gap if better == "higher" else -gap
        key = "alike" if abs(gap) < _APART else "better" if gap > 0 else "worse"
        yield edition.say(f"place-compare-{key}", place=_name(place, edition))


def _name(code: str, edition: Edition) -> str:
    return edition.say("place-compare-nation") if code == NATION else edition.region(code)
