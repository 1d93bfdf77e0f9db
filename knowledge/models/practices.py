"""What practices.yaml holds: what regions did about a need, and what came of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from knowledge.models.content import ContentModel, SourceId
from knowledge.models.regions import KindOfRegion, RegionCode
from knowledge.models.texts import PracticeText

BasicNeed = Literal["food", "sanitation", "water", "energy", "transport"]


class Practice(ContentModel):
    """What one region did about basic needs.

    lasted: whether it went on, and did what it was for, when it was last seen. year: when that was.
    kind: of what kind the place is, where that is not its region's: an island of a regency.
    result: in whose words, where it is nobody's measurement. caveat: always told with the result.
    """

    region: RegionCode
    kind: KindOfRegion | None = None
    needs: Annotated[tuple[BasicNeed, ...], Field(min_length=1)]
    lasted: bool
    year: Annotated[int, Field(ge=1990, le=2100)]
    what: PracticeText
    result: PracticeText
    caveat: PracticeText
    sources: Annotated[tuple[SourceId, ...], Field(min_length=1)]
