"""What is stored of a conversation, and of what a step needs beside it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.engine import Connection

from bot.storage import curating, handing, passing, plans, quiet_groups, result_links
from bot.storage.diagnostics import diagnostics_of
from bot.storage.effects import NOTHING_GIVEN, Known
from bot.storage.hot import hot_of
from bot.storage.ownership import ConversationKey
from bot.storage.retention import stored_about
from conversations.messages import Need


def known_of(
    it: Connection,
    key: ConversationKey,
    needs: frozenset[Need],
    days: Sequence[str],
    led_since: int,
    token: str = "",
    now: int = 0,
) -> Known:
    """Look up what an event needs; the parameters are those of `Store.known`.

    now: seconds since 1970.
    """
    chat, user = key
    there = hot_of(it).glance(it, key, led_since)
    taken = diagnostics_of(it, user) if "diagnostics" in needs and there.results else ()
    return Known(
        there.state,
        there.language,
        diagnostics=taken,
        quiet="quiet" in needs and quiet_groups.is_quiet(it, chat),
        votes="votes" in needs and there.votes,
        week=curating.tallies_of(it, days) if "week" in needs else {},
        stored=stored_about(it, user) if "stored" in needs else {},
        links=result_links.links_of(it, user) if taken else {},
        waits=passing.waiting_of(it, user) if "waits" in needs else 0,
        passed=passing.passed_as(it, token) if "passed" in needs else None,
        plan=plans.plan_of(it, user) if "plan" in needs and there.plan else (),
        reminds="plan" not in needs or not there.unwilling,
        given=handing.given_by(it, token, user, now) if "given" in needs else NOTHING_GIVEN,
        shared=result_links.linked_result(it, token) if "shared" in needs else None,
    )
