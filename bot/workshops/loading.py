"""What is stored of where somebody asks something of a workshop, read in one transaction."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage import workshop_boards, workshop_votes
from bot.storage import workshops as records
from bot.storage.tables import people
from bot.storage.workshops import WorkshopRecord
from bot.telegram.updates import Route
from conversations.workshop.opening import WorkshopKeys
from conversations.workshop.session import (
    AgencyNamed,
    BoardAnswered,
    BoardTapped,
    CommandTyped,
    LinkOpened,
    NoteTapped,
    PanelTapped,
    Scene,
    WorkshopRequest,
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A scene, and where each workshop of it is held. held: by the workshop's id."""

    scene: Scene
    held: dict[str, WorkshopRecord]


def load_scene(connection: Connection, request: WorkshopRequest, route: Route, now: int) -> Loaded:
    """The scene of a request. now: seconds since 1970.

    What a vote or a step reads is locked: no vote gets into a round that is revealed already.
    """
    user = route.user_id
    keys = WorkshopKeys(secrets.token_urlsafe(6), secrets.token_urlsafe(24))
    language, discreet = _chosen(connection, user)
    scene = Scene(keys, now, language, discreet=discreet)
    match request:
        case BoardTapped(workshop=id_, tap=tap):
            held = records.find(connection, id_, "tap")
            if held and tap.question == "point":
                laid = workshop_votes.points_of(connection, id_, user)
                scene = replace(scene, laid=laid)
            return _for_participant(connection, scene, held, route)
        case LinkOpened(workshop=id_):
            held = records.find(connection, id_, "tap")
            votes = workshop_votes.votes_of(connection, id_, user) if held and request.copy else []
            scene = replace(scene, votes=votes)
            return _for_participant(connection, scene, held, route)
        case PanelTapped(workshop=id_):
            return _for_leader(connection, scene, records.find(connection, id_, "step"))
        case BoardAnswered(message=message):
            spot = workshop_boards.spot_of_message(connection, route.chat_id, int(message))
            held = records.find(connection, spot.workshop, "step") if spot else None
            left = spot is not None and spot.kind == "left"
            return _for_participant(connection, replace(scene, left=left), held, route)
        case NoteTapped(workshop=id_):
            return _for_participant(connection, scene, records.find(connection, id_, "tap"), route)
        case CommandTyped():
            held = records.open_in(connection, route.chat_id, route.thread_id or 0)
            scene = replace(scene, earlier=records.finished_in(connection, route.chat_id))
            return _for_leader(connection, scene, held)
        case AgencyNamed():
            held = _joined(connection, route)
            return _for_participant(connection, scene, held, route)
    led = records.led_by(connection, user)
    return Loaded(replace(scene, led=[held.workshop for held in led]), _by_id(*led))


def _joined(connection: Connection, route: Route) -> WorkshopRecord | None:
    """The workshop of the group, or in a private chat the one that the person joined last."""
    if route.chat_id != route.user_id:
        return records.open_in(connection, route.chat_id, route.thread_id or 0)
    joined = workshop_votes.joined_last(connection, route.user_id)
    return records.find(connection, joined, "tap") if joined else None


def _for_participant(
    connection: Connection, scene: Scene, held: WorkshopRecord | None, route: Route
) -> Loaded:
    if held is None:
        return Loaded(scene, {})
    before = workshop_votes.participant(connection, held.workshop.id, route.user_id)
    at_home = route.chat_id == held.chat_id
    scene = replace(scene, workshop=held.workshop, before=before, at_home=at_home)
    return Loaded(scene, _by_id(held))


def _for_leader(connection: Connection, scene: Scene, held: WorkshopRecord | None) -> Loaded:
    if held is None:
        return Loaded(scene, {})
    room = workshop_votes.room(connection, held.workshop)
    return Loaded(replace(scene, workshop=held.workshop, room=room), _by_id(held))


def _by_id(*held: WorkshopRecord) -> dict[str, WorkshopRecord]:
    return {each.workshop.id: each for each in held}


def _chosen(connection: Connection, user: int) -> tuple[str | None, bool]:
    """What a person chose for all chats: the language, and whether notes repeat no vote."""
    statement = sa.select(people.c.language, people.c.discreet).where(people.c.user_id == user)
    row = connection.execute(statement).one_or_none()
    return (row.language, bool(row.discreet)) if row else (None, False)
