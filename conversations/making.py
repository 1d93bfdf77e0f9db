"""Pictures that a step asks for; they are made when their turn to be sent comes."""

from __future__ import annotations

from dataclasses import dataclass

from conversations.keeping import PlanItem
from knowledge.models.language import Language


@dataclass(frozen=True, slots=True)
class MakeRegionPicture:
    """Send the figures of a region as a picture. caption: what it shows, in words."""

    region: str
    caption: str
    language: Language


@dataclass(frozen=True, slots=True)
class MakeProgressPicture:
    """Send how a plan goes as a picture. day: as "2026-01-31". caption: what it shows, in words."""

    plan: tuple[PlanItem, ...]
    day: str
    caption: str
    language: Language


MakePicture = MakeRegionPicture | MakeProgressPicture
