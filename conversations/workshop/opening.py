"""A workshop is opened: its lobby."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from conversations.messages import ANYBODY, Say
from conversations.workshop.events import (
    Invited,
    Opened,
    PanelMoved,
    WorkshopChange,
    WorkshopOutcome,
)
from conversations.workshop.guide import Guide
from conversations.workshop.leading import named
from conversations.workshop.state import Leader, Workshop
from knowledge.base import Knowledge
from knowledge.regions.outcomes import FoundRegion

_TOPIC_LENGTH: Final = 80
_REGION_LENGTH: Final = 60


@dataclass(frozen=True, slots=True)
class WorkshopKeys:
    """What makes a new workshop reachable: short and unguessable, of [A-Za-z0-9_-].

    id: stands in buttons and in the deep link. secret: in the projector page's address.
    """

    id: str
    secret: str


def region_in(topic: str, knowledge: Knowledge) -> str:
    """The region that a topic names ("clean water in Kota Bogor"), or ""."""
    found = knowledge.find_region(topic)
    return found.region.label if isinstance(found, FoundRegion) else ""


def open_workshop(
    keys: WorkshopKeys, actor: Leader, topic: str, region: str, guide: Guide, now: int
) -> WorkshopOutcome:
    """Open a lobby; whoever opens it leads, and gets the panel and the code in private.

    Nobody can lead anonymously: later it could not be known who may control the workshop.
    """
    if actor.id == ANYBODY:
        return WorkshopOutcome((Say(guide.say("nameless-leader")),))
    workshop = Workshop(
        keys.id,
        keys.secret,
        guide.language,
        topic.strip()[:_TOPIC_LENGTH] or guide.label("topic"),
        region.strip()[:_REGION_LENGTH],
        named(actor),
        opened_at=now,
        led_at=now,
    )
    opened = Opened(), PanelMoved(actor.id), Invited(actor.id)
    return WorkshopOutcome(changes=(WorkshopChange(workshop, opened),))
