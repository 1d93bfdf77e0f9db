"""A person's own answers in the button under their copy: the bot itself keeps none after the end.

A sign for each question of the diagnostic, in its order: the place of the answer among its options,
or "-" where the person did not vote. Telegram gives it back when the button is tapped.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from conversations.workshop.questions import workshop_options
from conversations.workshop.state import Vote
from knowledge.models.questions import QUESTION_IDS

_NOT_VOTED: Final = "-"


def last_votes(votes: Iterable[Vote]) -> dict[str, str]:
    """Question -> answer, of several rounds the last one."""
    ordered = sorted(votes, key=lambda vote: vote.round)
    return {vote.question: vote.option for vote in ordered if vote.question in QUESTION_IDS}


def signs_of(votes: Iterable[Vote]) -> str:
    """A person's answers as signs."""
    last = last_votes(votes)
    return "".join(_sign(question, last.get(question)) for question in QUESTION_IDS)


def unpacked(signs: str) -> tuple[Vote, ...]:
    """The answers that signs stand for; what cannot be read is left out."""
    return tuple(
        Vote(question, 1, "", workshop_options(question)[int(sign)])
        for question, sign in zip(QUESTION_IDS, signs, strict=False)
        if sign.isascii() and sign.isdecimal() and int(sign) < len(workshop_options(question))
    )


def _sign(question: str, option: str | None) -> str:
    options = workshop_options(question)
    return str(options.index(option)) if option in options else _NOT_VOTED
