"""What the content says of an official figure: what it measures, and what it may be used for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from knowledge.models.content import ContentModel
from knowledge.models.texts import Brief, Filled, Passage

IndicatorId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
AnyRegionCode = Annotated[str, StringConstraints(pattern=r"^\d{2}(\.\d{2})?$")]
Year = Annotated[int, Field(ge=1990, le=2100)]
# On which page of a region a figure stands; "alone": never beside another of its need.
FiguresPage = Literal["needs", "others", "alone"]


class Trend(ContentModel):
    """The two years that may be told together.

    survey: whether the word "survey" must be said with them.
    """

    from_: Year = Field(alias="from")
    to: Year
    survey: bool = False


class Proposes(ContentModel):
    """How a figure proposes an answer of the diagnostic.

    steps: the values, the worst first, at which the steps 1, 2 and 3 begin; where less is better,
        a value must be below.
    highest: the highest step that it may propose. years: how old its data may be.
    why: where the steps come from.
    """

    steps: tuple[int, int, int]
    highest: int = Field(ge=0, le=3)
    years: int = Field(ge=1, le=10)
    why: Filled


class Indicator(ContentModel):
    """One official figure.

    need: the question of the diagnostic beside which it stands. range: the lowest and highest
        value that there can be.
    zero: how 0 is shown, where a survey that met nobody does not prove that there is nobody.
    flagged: years, by region, in which the value jumps without a reason.
    unconfirmed: years, by "provinces", that only one copy gives.
    """

    need: Literal["food", "sanitation", "water", "energy", "transport"] | None = None
    name: Brief
    unit: Brief
    range: tuple[int, int]
    better: Literal["higher", "lower"]
    definition: Passage
    caution: Passage | None = None
    producer: Filled
    publication: Filled
    screen: FiguresPage
    trend: Trend | None = None
    proposes: Proposes | None = None
    zero: Brief | None = None
    flagged: dict[AnyRegionCode, tuple[Year, ...]] = Field(default_factory=dict)
    unconfirmed: dict[Literal["provinces"], tuple[Year, ...]] = Field(default_factory=dict)
