"""What only few updates change beside a state and the outbox."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from bot.storage import curating, handing, passing, plans, quiet_groups, result_links
from bot.storage.diagnostics import keep_diagnostic
from bot.storage.effects import Effect
from bot.storage.outgoing import Outgoing


def change_the_rest(connection: Connection, effect: Effect, now: int) -> list[Outgoing]:
    """Store the rest of an effect; return what it sends besides. now: seconds since 1970.

    Raises NobodyWaitsError.
    """
    chat_id, user_id = effect.key
    for record in effect.kept:
        keep_diagnostic(connection, user_id, record)
        plans.remind_of_result(connection, user_id, record, now)
    told = handing.hand_over(connection, effect, now)
    for change in effect.planned:
        plans.change_plan(connection, user_id, change)
    for share in effect.shared:
        result_links.set_link(connection, user_id, share)
    if effect.quiet is not None:
        quiet_groups.set_quiet(connection, chat_id, quiet=effect.quiet)
    for question in effect.unanswered:
        curating.keep_question(connection, question, now)
    for rated in effect.rated:
        curating.keep_rating(connection, rated, now)
    for passed in effect.passed:
        passing.keep_passed(connection, user_id, passed.passed, now)
    answers = [passing.answer_passed(connection, answer) for answer in effect.answers]
    return [*answers, *told]
