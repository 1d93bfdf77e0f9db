"""What practices.yaml holds: what regions did about a priority, and what came of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from knowledge.models.content import ContentModel, SourceId
from knowledge.models.regions import KindOfRegion, RegionCode
from knowledge.models.texts import PracticeText, Within

# What a priority of the advice is about.
PracticeSubject = Literal[
    "food",
    "sanitation",
    "water",
    "energy",
    "transport",
    "people",
    "governance",
    "infrastructure",
    "innovation",
    "integration",
    "investment",
    "interaction",
    "co-creation",
    "economy",
    "social",
    "environment",
    "data",
]


class Practice(ContentModel):
    """What one region did.

    region: where; a place abroad is named by `place`. about: the priorities that it helps with.
    lasted: whether it went on, and did what it was for, when it was last seen. year: when that was.
    kind: of what kind the place is, where that is not its region's: an island of a regency, a city
    abroad. result: in whose words, where it is nobody's measurement. caveat: always told with the
    result.
    """

    region: RegionCode | None = None
    place: Within | None = None
    kind: KindOfRegion | None = None
    about: Annotated[tuple[PracticeSubject, ...], Field(min_length=1)]
    lasted: bool
    year: Annotated[int, Field(ge=1990, le=2100)]
    what: PracticeText
    result: PracticeText
    caveat: PracticeText
    sources: Annotated[tuple[SourceId, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_of_one_place(self) -> Practice:
        if (self.region is None) == (self.place is None):
            raise ValueError("write region, or place for one abroad")
        if self.place is not None and self.kind is None:
            raise ValueError("write of what kind the place abroad is")
        return self
