"""Who runs this bot, as people are told it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operator:
    """Who answers for people's data here; each "" where the settings do not tell.

    contact: where a person turns to. basis: on what law or decree data is processed.
    """

    name: str = ""
    contact: str = ""
    basis: str = ""


UNTOLD = Operator()
