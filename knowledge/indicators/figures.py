"""The official figures of regions: values by indicator, year and code, and what they can tell.

Nothing here knows wording; figures are numbers with their year, and comparisons of them.
"""

from __future__ import annotations

import statistics
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from knowledge.models.indicator import Indicator

NATION: Final = "00"
# As many parts the regions are divided into; a rank would pretend that surveys are exact.
_PARTS = 5
# More equal values than a fifth of all say nothing about the place among the others.
_MOST_EQUAL = 0.2

# Values by region code; "00" is the nation.
Values = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class OfficialFigure:
    """One value.

    code: of the region. source: "" for the producer's own, else who a local figure is from.
    """

    indicator: str
    code: str
    year: int
    value: float
    source: str = ""


@dataclass(frozen=True, slots=True)
class AmongRegions:
    """Where a region stands among all that have a value.

    part: 0 for the fifth with the worst values, up to 4 for the best. among: how many there are.
    """

    part: int
    among: int


@dataclass(frozen=True)
class OfficialFigures:
    """All values.

    values: by indicator and year. local: a region's own newer ones, each with its source.
    unsteady: regions whose surveys are so small that their values propose nothing and tell no
        trend.
    """

    indicators: Mapping[str, Indicator]
    values: Mapping[tuple[str, int], Values]
    local: tuple[OfficialFigure, ...] = ()
    unsteady: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Whether there is any value."""
        return bool(self.values)

    @cached_property
    def _years(self) -> dict[str, tuple[int, ...]]:
        """The years of each indicator, the newest first."""
        years: dict[str, set[int]] = {}
        for indicator, year in self.values:
            years.setdefault(indicator, set()).add(year)
        return {indicator: tuple(sorted(found, reverse=True)) for indicator, found in years.items()}

    def of(self, indicator: str, code: str, year: int) -> OfficialFigure | None:
        """The producer's value of one year, if it is published."""
        value = self.values.get((indicator, year), {}).get(code)
        return None if value is None else OfficialFigure(indicator, code, year, value)

    def newest(self, indicator: str, code: str) -> OfficialFigure | None:
        """The producer's newest value; of a province, one that more than one copy gives."""
        unconfirmed = None
        for year in self._years.get(indicator, ()):
            figure = self.of(indicator, code, year)
            if figure and not self.is_unconfirmed(figure):
                return figure
            unconfirmed = unconfirmed or figure
        return unconfirmed

    def own(self, indicator: str, code: str) -> OfficialFigure | None:
        """The newest value that the region itself holds, if it is newer than the producer's."""
        mine = [f for f in self.local if (f.indicator, f.code) == (indicator, code)]
        newest = max(mine, key=lambda figure: figure.year, default=None)
        official = self.newest(indicator, code)
        if newest is None or (official and official.year >= newest.year):
            return None
        return newest

    def beside(self, figure: OfficialFigure) -> tuple[OfficialFigure | None, OfficialFigure | None]:
        """The province's and the nation's value of the same year, each None if not published.

        A province stands beside the nation only.
        """
        province = self.of(figure.indicator, figure.code[:2], figure.year)
        nation = self.of(figure.indicator, NATION, figure.year)
        return (province if "." in figure.code else None), nation

    def has_provinces(self, figure: OfficialFigure) -> bool:
        """Whether values of provinces are held for a figure's year."""
        return any(
            "." not in code and code != NATION
            for code in self.values.get((figure.indicator, figure.year), {})
        )

    def place(self, figure: OfficialFigure) -> AmongRegions | None:
        """Where a region stands in the figure's year; None for provinces and among many equals."""
        if "." not in figure.code or figure.source:
            return None
        everybody = self._sorted(figure.indicator, figure.year)
        worse = bisect_left(everybody, figure.value)
        equal = bisect_right(everybody, figure.value) - worse
        if equal > _MOST_EQUAL * len(everybody):
            return None
        if self.indicators[figure.indicator].better == "lower":
            worse = len(everybody) - worse - equal
        middle = worse + (equal - 1) / 2
        return AmongRegions(min(_PARTS - 1, int(_PARTS * middle / len(everybody))), len(everybody))

    def earlier(self, figure: OfficialFigure) -> OfficialFigure | None:
        """The value of before that may be told with this one; None where it may not."""
        trend = self.indicators[figure.indicator].trend
        if trend is None or figure.year != trend.to or figure.code in self.unsteady:
            return None
        flagged = self.indicators[figure.indicator].flagged.get(figure.code, ())
        if any(trend.from_ <= year <= trend.to for year in flagged):
            return None
        return self.of(figure.indicator, figure.code, trend.from_)

    def is_unconfirmed(self, figure: OfficialFigure) -> bool:
        """Whether only one copy gives the value."""
        years = self.indicators[figure.indicator].unconfirmed.get("provinces", ())
        return "." not in figure.code and figure.code != NATION and figure.year in years

    def is_flagged(self, figure: OfficialFigure) -> bool:
        """Whether the value jumps from the years beside it, or its survey is too small."""
        flagged = self.indicators[figure.indicator].flagged.get(figure.code, ())
        return figure.year in flagged or figure.code in self.unsteady

    def step(self, figure: OfficialFigure) -> int | None:
        """The step of the ladder on which a value stands, 0 to 3; None without a ladder."""
        proposes = self.indicators[figure.indicator].proposes
        if proposes is None:
            return None
        if self.indicators[figure.indicator].better == "lower":
            reached = sum(figure.value < limit for limit in proposes.steps)
        else:
            reached = sum(figure.value >= limit for limit in proposes.steps)
        return min(reached, proposes.highest)

    def proposed(
        self, question: str, code: str, this_year: int
    ) -> tuple[OfficialFigure, int] | None:
        """The figure that proposes an answer to a question, with the step; None where none may.

        It is of the producer's newest edition, not too old and not flagged.
        """
        for id_, indicator in self.indicators.items():
            if indicator.need != question or indicator.proposes is None:
                continue
            figure = self.newest(id_, code)
            if figure is None or "." not in code or self.is_flagged(figure):
                continue
            step = self.step(figure)
            fresh = max(this_year - indicator.proposes.years, self._edition(id_))
            if step is not None and figure.year >= fresh:
                return figure, step
        return None

    def beside_question(self, question: str, code: str) -> OfficialFigure | None:
        """The figure that stands below a question of the diagnostic, if the region has one."""
        shown = (
            id_ for id_, i in self.indicators.items() if (i.need, i.screen) == (question, "needs")
        )
        return next((f for id_ in shown if (f := self.newest(id_, code))), None)

    def spread(self, indicator: str) -> float:
        """The standard deviation of the newest edition's values over all regions; never 0."""
        if indicator not in self._spreads:
            values = self._sorted(indicator, self._edition(indicator))
            self._spreads[indicator] = statistics.pstdev(values) or 1.0
        return self._spreads[indicator]

    @cached_property
    def _spreads(self) -> dict[str, float]:
        return {}

    def _edition(self, indicator: str) -> int:
        """The newest year that gives values of regencies and cities."""
        years = self._years[indicator]
        return next((year for year in years if self._sorted(indicator, year)), years[0])

    @cached_property
    def _of_regions(self) -> dict[tuple[str, int], list[float]]:
        return {}

    def _sorted(self, indicator: str, year: int) -> list[float]:
        """The values of all regions in a year, the lowest first."""
        key = (indicator, year)
        if key not in self._of_regions:
            values = self.values.get(key, {})
            self._of_regions[key] = sorted(v for code, v in values.items() if "." in code)
        return self._of_regions[key]
