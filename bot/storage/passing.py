"""Questions passed on to the curators: who waits for the answer is kept until it comes."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.effects import TakenMeanwhileError
from bot.storage.outgoing import Place, SendText
from bot.storage.tables import Outdated, passed_questions
from conversations.curated import AnswerPassed, PassedQuestion

# Days after which nobody waits any longer. People are told this number.
WAIT_DAYS: Final = 30


def keep_passed(connection: Connection, user_id: int, passed: PassedQuestion, now: int) -> None:
    """Keep a question, and who waits for its answer."""
    row = {
        "reference": passed.reference,
        "user_id": user_id,
        "question": passed.question,
        "nearest": " ".join(passed.nearest),
        "language": passed.language,
        "asked_at": now,
    }
    connection.execute(sa.insert(passed_questions).values(row))


def waiting_of(connection: Connection, user_id: int) -> int:
    """How many questions of a person wait."""
    count = sa.select(sa.func.count()).select_from(passed_questions)
    return connection.execute(count.where(passed_questions.c.user_id == user_id)).scalar_one()


def passed_as(connection: Connection, reference: str) -> PassedQuestion | None:
    """The question with a reference; None if it waits no more."""
    statement = sa.select(passed_questions).where(passed_questions.c.reference == reference)
    row = connection.execute(statement).one_or_none()
    if row is None:
        return None
    return PassedQuestion(reference, row.question, tuple(row.nearest.split()), row.language)


def answer_passed(connection: Connection, answered: AnswerPassed) -> SendText:
    """Forget who waits for an answer; return the call that brings it.

    Raises TakenMeanwhileError: only one of two answers gets through.
    """
    gone = sa.delete(passed_questions).where(passed_questions.c.reference == answered.reference)
    user_id = connection.execute(gone.returning(passed_questions.c.user_id)).scalar_one_or_none()
    if user_id is None:
        raise TakenMeanwhileError
    return SendText(Place(user_id), answered.told)  # a private chat has the id of its person


def waited_too_long(now: int) -> Outdated:
    """Questions that nobody answered in time. now: seconds since 1970."""
    return passed_questions, passed_questions.c.asked_at < now - WAIT_DAYS * 24 * 3600
