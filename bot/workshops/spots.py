"""What is read of a workshop to keep its messages true."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from bot.storage import workshop_boards, workshop_votes
from bot.storage import workshops as records
from bot.storage.workshop_boards import Spot
from bot.storage.workshops import WorkshopRecord
from conversations.workshop.state import Room

# A message of a workshop: the workshop, the chat, the kind.
SpotKey = tuple[str, int, str]


def room_in_the_dark(spots: list[Spot]) -> bool:
    """Whether the group does not see what it should."""
    return any(spot.kind == "group" and spot.refused for spot in spots)


def _is_new_panel(spot: Spot) -> bool:
    return spot.kind == "panel" and spot.message_id is None


def key_of(spot: Spot) -> SpotKey:
    """What tells one message from another."""
    return spot.workshop, spot.chat_id, spot.kind


def read_workshop(
    connection: Connection, workshop: str
) -> tuple[WorkshopRecord | None, Room, list[Spot], set[SpotKey]]:
    """A workshop, its room and messages, and the messages for which it is too early."""
    held = records.find(connection, workshop)
    if held is None:
        return None, Room(), [], set()
    spots = workshop_boards.spots(connection, workshop)
    # A new panel comes below the code and the address, where the thumb is.
    early = {
        key_of(spot)
        for spot in spots
        if _is_new_panel(spot) and workshop_boards.replies_wait(connection, spot.chat_id)
    }
    # The next question is shown before older boards above it are tidied up.
    if any(it.kind == "group" and it.message_id is None and not it.refused for it in spots):
        early |= {key_of(spot) for spot in spots if spot.kind == "left"}
    return held, workshop_votes.room(connection, held.workshop), spots, early


def read_spot(
    connection: Connection, spot: Spot
) -> tuple[WorkshopRecord | None, Room, Spot | None, bool]:
    """A workshop, its room, one of its messages, and whether the group is in the dark."""
    held = records.find(connection, spot.workshop)
    if held is None:
        return None, Room(), None, False
    refused = room_in_the_dark(workshop_boards.spots(connection, spot.workshop))
    there = workshop_boards.spot(connection, spot.workshop, spot.chat_id, spot.kind)
    needs_room = spot.kind != "private"
    room = workshop_votes.room(connection, held.workshop) if needs_room else Room()
    return held, room, there, refused
