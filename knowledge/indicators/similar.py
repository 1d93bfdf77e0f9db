"""Regions like another one: of its kind, about as poor and as developed, that improved most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from knowledge.indicators.figures import OfficialFigure, OfficialFigures
from knowledge.indicators.kinds import RegionKind

# By these a region is like another; each counts by its spread over all regions.
_ALIKE: Final = ("poverty_pct", "human_development_index")
# Among so many nearest ones those that improved most are looked for.
_NEAREST = 30
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Similar:
    """A region like another one: its need before and after, its poverty and development.

    before: None where the two years may not be told together.
    """

    code: str
    before: OfficialFigure | None
    after: OfficialFigure
    poverty: OfficialFigure
    development: OfficialFigure


def similar_to(
    code: str, indicator: str, figures: OfficialFigures, kinds: Mapping[str, RegionKind]
) -> tuple[Similar, ...]:
    """Five regions like one, if there are so many: those that improved most by an indicator first.

    Regions whose two years may not be told together come last, the nearest first. The same call
    gives the same.
    """
    mine = likeness(code, figures)
    kind = kinds.get(code)
    if mine is None or kind is None:
        return ()
    others = [c for c, k in kinds.items() if k.kind == kind.kind and c != code]
    told = [found for c in others if (found := _told(c, indicator, figures)) is not None]
    spreads = tuple(figures.spread(id_) for id_ in _ALIKE)
    told.sort(key=lambda found: (_distance(mine, found, spreads), found.code))
    better = figures.indicators[indicator].better
    near = [found for found in told if found.before][:_NEAREST]
    near.sort(key=lambda found: (-_gain(found, better), found.code))
    return (*near, *(found for found in told if not found.before))[:_NAMED]


def figure_of_need(need: str, code: str, figures: OfficialFigures) -> str | None:
    """The indicator by which a region's need is compared; None where the region has no value."""
    found = figures.beside_question(need, code)
    return found.indicator if found else None


def worst_need(code: str, figures: OfficialFigures) -> str | None:
    """The indicator of the need that is worst by its ladder, then among all regions.

    None where nothing can be told.
    """
    found = []
    for order, (id_, indicator) in enumerate(figures.indicators.items()):
        figure = figures.newest(id_, code) if indicator.proposes else None
        step = figures.step(figure) if figure else None
        place = figures.place(figure) if figure else None
        if step is not None and place is not None:
            found.append((step, place.part, order, id_))
    return min(found)[3] if found else None


def _told(code: str, indicator: str, figures: OfficialFigures) -> Similar | None:
    after, alike = figures.newest(indicator, code), likeness(code, figures)
    if after is None or alike is None:
        return None
    return Similar(code, figures.earlier(after), after, *alike)


def likeness(code: str, figures: OfficialFigures) -> tuple[OfficialFigure, OfficialFigure] | None:
    """A region's poverty and human development; None where one is not held."""
    poverty, development = (figures.newest(id_, code) for id_ in _ALIKE)
    return (poverty, development) if poverty and development else None


def _distance(
    mine: tuple[OfficialFigure, OfficialFigure], other: Similar, spreads: tuple[float, ...]
) -> float:
    theirs = (other.poverty, other.development)
    return sum(
        abs(my.value - their.value) / spread
        for my, their, spread in zip(mine, theirs, spreads, strict=True)
    )


def _gain(found: Similar, better: str) -> float:
    before = found.before or found.after
    change = found.after.value - before.value
    return change if better == "higher" else -change
