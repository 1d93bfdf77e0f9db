"""What people have taken on, and the reminders of it that are still to be sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.clock import day_of
from bot.storage.database import insert_for
from bot.storage.outgoing import SendText
from bot.storage.postgres import LOCKS, REMINDING
from bot.storage.tables import chats, conversations, people, plans, reminded, reminders
from conversations.keeping import (
    DropPlanItem,
    KeepPlanItem,
    KeptOfPlan,
    OfferHandover,
    PlanItem,
    SetReminders,
    TakeOver,
)
from conversations.messages import DiagnosticRecord
from conversations.plan.when import DUE, AboutReminder, ReminderDue

# Days after a diagnostic at which it is asked how things went.
_AFTER_RESULT: Final[dict[AboutReminder, int]] = {"30": 30, "90": 90}
# Nothing can be due before eight in the morning in the east of the country. The rest is decided
# when that time comes, by the holidays known then.
_EARLIEST: Final = timezone(timedelta(hours=9))
_OPENING: Final = time(8)
# Reminders looked at in one transaction. Chosen: others write in between.
_AT_ONCE: Final = 300

# Often needed, so it is built once: building it takes longer than running it.
_OF_PERSON: Final = (
    sa.select(plans).where(plans.c.user_id == sa.bindparam("user")).order_by(plans.c.number)
)


@dataclass(frozen=True, slots=True)
class Reminded:
    """A person whose reminders have come due.

    language: the chosen one, None if there is none. state: of the private chat, as saved.
    last: when the last reminder was sent, in seconds since 1970; None if there was none.
    due: the reminders. plan: all items of the person, by number.
    """

    user_id: int
    language: str | None
    state: str | None
    last: int | None
    due: tuple[ReminderDue, ...]
    plan: tuple[PlanItem, ...]


def plan_of(connection: Connection, user_id: int) -> tuple[PlanItem, ...]:
    """A person's items, by number."""
    rows = connection.execute(_OF_PERSON, {"user": user_id})
    return tuple(_item(row) for row in rows)


def change_plan(connection: Connection, user_id: int, change: KeptOfPlan) -> None:
    """Keep or delete an item with its reminder, or note whether the person wants reminders."""
    match change:
        case KeepPlanItem(item):
            _drop(connection, user_id, item.number)
            connection.execute(sa.insert(plans).values(user_id=user_id, **asdict(item)))
            if item.state in {"open", "moved"}:
                _remind(connection, user_id, DUE, item.number, item.region, item.due)
        case DropPlanItem(number):
            _drop(connection, user_id, number)
        case SetReminders(wanted):
            _note(connection, [user_id], {"wanted": wanted})
        case OfferHandover() | TakeOver():
            pass  # `handing` sees to them


def remind_of_result(
    connection: Connection, user_id: int, record: DiagnosticRecord, now: int
) -> None:
    """Ask some weeks after a diagnostic how things went; no longer after an earlier one there."""
    connection.execute(
        sa.delete(reminders).where(
            reminders.c.user_id == user_id,
            reminders.c.about != DUE,
            reminders.c.region == record.region,
            reminders.c.number < record.run,
        )
    )
    taken = date.fromisoformat(record.day)
    for about, days in _AFTER_RESULT.items():
        day = (taken + timedelta(days=days)).isoformat()
        if day > day_of(now):  # else it was asked already, or the result is older than reminders
            _remind(connection, user_id, about, record.run, record.region, day)


def sweep_reminders(
    connection: Connection, now: int, decide: Callable[[Reminded], SendText | int]
) -> list[SendText]:
    """The messages of people whose reminders have come due; those reminders go.

    now: seconds since 1970. decide: the message, or until when they wait.
    """
    if connection.dialect.name != "sqlite":
        lock = sa.select(sa.func.pg_try_advisory_xact_lock(LOCKS, REMINDING))
        if not connection.scalar(lock):  # another replica is sweeping just now
            return []
    told: list[SendText] = []
    told_people: list[int] = []
    waiting: dict[int, list[int]] = defaultdict(list)
    while not told and (found := _due(connection, now)):
        for person in found:
            decided = decide(person)
            if isinstance(decided, int):
                waiting[max(decided, now + 1)].append(person.user_id)
            else:
                told.append(decided)
                told_people.append(person.user_id)
        for until, those in waiting.items():
            here = sa.update(reminders).where(_of_due(those, now))
            connection.execute(here.values(not_before=until))
        waiting.clear()
    if told_people:
        connection.execute(sa.delete(reminders).where(_of_due(told_people, now)))
        _note(connection, told_people, {"last_at": now})
    return told


def _of_due(people_: Sequence[int], now: int) -> sa.ColumnElement[bool]:
    return sa.and_(reminders.c.user_id.in_(people_), reminders.c.not_before <= now)


def _due(connection: Connection, now: int) -> list[Reminded]:
    """Some of the people who may be told something now, with what."""
    silent = sa.exists().where(
        reminded.c.user_id == reminders.c.user_id, reminded.c.wanted.is_(False)
    )
    # A private chat has the id of its person.
    gone = sa.exists().where(chats.c.chat_id == reminders.c.user_id, chats.c.reachable.is_(False))
    which = (
        sa.select(reminders.c.user_id)
        .where(reminders.c.not_before <= now, ~silent, ~gone)
        .order_by(reminders.c.not_before)
        .limit(_AT_ONCE)
    )
    ids = list(dict.fromkeys(connection.execute(which).scalars()))
    if not ids:
        return []
    items, due = _plans(connection, ids), defaultdict(list)
    order = (reminders.c.about, reminders.c.number)
    for row in connection.execute(sa.select(reminders).where(_of_due(ids, now)).order_by(*order)):
        due[row.user_id].append(ReminderDue(row.about, row.number, row.region))
    return [
        Reminded(
            row.user_id,
            row.language,
            row.state,
            row.last_at,
            tuple(due[row.user_id]),
            tuple(items[row.user_id]),
        )
        for row in connection.execute(_persons(ids))
    ]


def _persons(ids: Sequence[int]) -> sa.Select[Any]:
    """A row for each person: language, state of the private chat, time of the last reminder."""
    persons = (
        sa.select(reminders.c.user_id).where(reminders.c.user_id.in_(ids)).distinct().subquery()
    )
    here = sa.and_(
        conversations.c.user_id == persons.c.user_id, conversations.c.chat_id == persons.c.user_id
    )
    return sa.select(
        persons.c.user_id, people.c.language, conversations.c.state, reminded.c.last_at
    ).select_from(
        persons.outerjoin(people, people.c.user_id == persons.c.user_id)
        .outerjoin(conversations, here)
        .outerjoin(reminded, reminded.c.user_id == persons.c.user_id)
    )


def _plans(connection: Connection, ids: Sequence[int]) -> dict[int, list[PlanItem]]:
    statement = sa.select(plans).where(plans.c.user_id.in_(ids)).order_by(plans.c.number)
    found: dict[int, list[PlanItem]] = defaultdict(list)
    for row in connection.execute(statement):
        found[row.user_id].append(_item(row))
    return found


def _item(row: sa.Row[Any]) -> PlanItem:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    del values["user_id"]
    return PlanItem(**values)


def _remind(
    connection: Connection, user_id: int, about: AboutReminder, number: int, region: str, day: str
) -> None:
    """Remind on a day ("2026-01-31"); a reminder of the same that there is stays as it is."""
    opens = datetime.combine(date.fromisoformat(day), _OPENING, _EARLIEST)
    row = {"user_id": user_id, "about": about, "number": number, "region": region}
    insert = insert_for(connection.dialect.name)(reminders)
    values = insert.values(not_before=int(opens.timestamp()), **row)
    connection.execute(values.on_conflict_do_nothing())


def _drop(connection: Connection, user_id: int, number: int) -> None:
    for table, which in ((plans, sa.true()), (reminders, reminders.c.about == DUE)):
        here = (table.c.user_id == user_id, table.c.number == number, which)
        connection.execute(sa.delete(table).where(*here))


def _note(connection: Connection, ids: Iterable[int], values: dict[str, int | bool]) -> None:
    insert = insert_for(connection.dialect.name)(reminded)
    rows = [{"user_id": id_, "wanted": True, **values} for id_ in ids]
    connection.execute(insert.on_conflict_do_update(index_elements=["user_id"], set_=values), rows)
