"""A region goes from one person to another: its results, its plan, the reminders of both."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.diagnostics import diagnostics_of
from bot.storage.effects import NOTHING_GIVEN, Effect, HandedOver, TakenMeanwhileError
from bot.storage.outgoing import Place, SendText
from bot.storage.plans import plan_of
from bot.storage.tables import Outdated, metadata, plans, reminders, result_links, results
from conversations.keeping import OfferHandover, TakeOver
from conversations.plan.when import DUE

# Links with which people hand a region over to a colleague, one a region. `user_id` is who gives;
# `told` is what they are told once it is done.
handovers = sa.Table(
    "handovers",
    metadata,
    sa.Column("token", sa.String(64), primary_key=True),
    sa.Column("user_id", sa.BigInteger, nullable=False),
    sa.Column("region", sa.String(60), nullable=False),
    sa.Column("told", sa.Text, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Index("ix_handovers_user_id", "user_id"),
)

# Days after which a link hands nothing over. People are told this number.
OFFER_DAYS: Final = 7


def given_by(connection: Connection, token: str, user_id: int, now: int) -> HandedOver:
    """What a link hands over to a person; nothing if it is their own or over.

    now: seconds since 1970.
    """
    if not token:
        return NOTHING_GIVEN
    row = connection.execute(sa.select(handovers).where(_open(token, user_id, now))).one_or_none()
    return _of_region(connection, row.user_id, row.region) if row else NOTHING_GIVEN


def hand_over(connection: Connection, effect: Effect, now: int) -> list[SendText]:
    """Make and end links, and carry out what was accepted; return what those who gave are told.

    Raises TakenMeanwhileError where a link was used, taken back or ended meanwhile.
    """
    told: list[SendText] = []
    user_id = effect.key[1]
    for change in effect.planned:
        match change:
            case OfferHandover():
                _offer(connection, user_id, change, now)
            case TakeOver():
                told.append(_take_over(connection, user_id, change, now))
    return told


def offered_too_long(now: int) -> Outdated:
    """Links whose time is over. now: seconds since 1970."""
    return handovers, handovers.c.made_at <= now - OFFER_DAYS * 24 * 3600


def _open(token: str, user_id: int, now: int) -> sa.ColumnElement[bool]:
    return sa.and_(
        handovers.c.token == token,
        handovers.c.user_id != user_id,
        handovers.c.made_at > now - OFFER_DAYS * 24 * 3600,
    )


def _offer(connection: Connection, user_id: int, offer: OfferHandover, now: int) -> None:
    former = (handovers.c.user_id == user_id, handovers.c.region == offer.region)
    connection.execute(sa.delete(handovers).where(*former))
    if offer.token:
        row = {"token": offer.token, "region": offer.region, "told": offer.told, "made_at": now}
        connection.execute(sa.insert(handovers).values(user_id=user_id, **row))


def _take_over(connection: Connection, user_id: int, taken: TakeOver, now: int) -> SendText:
    """Move all of it. The link goes first, so only one of two who tap gets anything."""
    gone = sa.delete(handovers).where(_open(taken.token, user_id, now))
    link = connection.execute(gone.returning(handovers)).one_or_none()
    if link is None:
        raise TakenMeanwhileError
    giver, given = link.user_id, _of_region(connection, link.user_id, link.region)
    runs = {record.run: taken.run + place for place, record in enumerate(given.results)}
    for run, anew in runs.items():
        _move(connection, results, results.c.run == run, giver, user_id=user_id, run=anew)
        # Whoever holds a link to it was shown it by the person who gives it away.
        shown = (result_links.c.user_id == giver, result_links.c.run == run)
        connection.execute(sa.delete(result_links).where(*shown))
        of_run = reminders.c.about != DUE
        _move_reminders(connection, of_run, (giver, run), (user_id, anew))
    for number, item in enumerate(given.plan, start=taken.number):
        of_item = plans.c.number == item.number
        news = {"user_id": user_id, "number": number, "run": runs.get(item.run, 0)}
        _move(connection, plans, of_item, giver, **news)
        due = reminders.c.about == DUE
        _move_reminders(connection, due, (giver, item.number), (user_id, number))
    return SendText(Place(giver), link.told)  # a private chat has the id of its person


def _of_region(connection: Connection, user_id: int, region: str) -> HandedOver:
    return HandedOver(
        tuple(it for it in diagnostics_of(connection, user_id) if it.region == region),
        tuple(it for it in plan_of(connection, user_id) if it.region == region),
    )


def _move_reminders(
    connection: Connection, about: sa.ColumnElement[bool], of: tuple[int, int], to: tuple[int, int]
) -> None:
    """of, to: a person, and the number of an item or a result."""
    stale = (reminders.c.user_id == to[0], reminders.c.number == to[1])
    connection.execute(sa.delete(reminders).where(about, *stale))
    which = sa.and_(about, reminders.c.number == of[1])
    _move(connection, reminders, which, of[0], user_id=to[0], number=to[1])


def _move(
    connection: Connection, table: sa.Table, which: sa.ColumnElement[bool], giver: int, **to: int
) -> None:
    connection.execute(sa.update(table).where(table.c.user_id == giver, which).values(**to))
