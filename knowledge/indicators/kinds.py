"""Of what kind each region is: a city, a regency, of islands, or highland and remote."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.models.regions import KindOfRegion


@dataclass(frozen=True, slots=True)
class RegionKind:
    """The kind of one region.

    ask: whether it is not sure, so that the person is asked.
    small_surveys: whether survey figures of it jump from year to year.
    """

    kind: KindOfRegion
    ask: bool
    small_surveys: bool
