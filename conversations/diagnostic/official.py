"""The region's official figures beside the questions: a step proposed, an answer far from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from conversations.diagnosing import KIND, Diagnosing
from conversations.place.pages import figure_told
from knowledge.edition import Edition
from knowledge.indicators.figures import OfficialFigure

# An answer that is more steps than this away from the figure is asked about.
_NEAR: Final = 1
# Why an answer may be far from the figure; stored with the answer.
DOUBTS: Final = ("newer", "definition", "feels")
NO_DOUBT: Final = "skip"


def proposed(
    diagnosing: Diagnosing, question: str, edition: Edition
) -> tuple[OfficialFigure, int] | None:
    """The figure that proposes an answer, with the step; None where none may."""
    return edition.content.figures.proposed(question, diagnosing.region, diagnosing.year)


def told(diagnosing: Diagnosing, question: str, edition: Edition, *, marked: bool = True) -> str:
    """What stands below a question: the region's figure, and the step that it proposes; or "".

    marked: whether the answer of that step is a button on the screen, with a mark.
    """
    found = proposed(diagnosing, question, edition)
    figures = edition.content.figures
    shown = found[0] if found else figures.beside_question(question, diagnosing.region)
    if shown is None:
        return ""
    indicator = figures.indicators[shown.indicator]
    values = {
        "producer": indicator.producer,
        "name": indicator.name.in_(edition.language),
        "figure": figure_told(shown, edition),
    }
    if found is None:
        return edition.fill("diagnose-figure", **values)
    key = "diagnose-figure-step" if marked else "diagnose-figure-far"
    return edition.fill(key, **values, step=str(found[1]))


def asks_why(diagnosing: Diagnosing, question: str, option: str, edition: Edition) -> Diagnosing:
    """After an answer: asks why where it is far from the figure."""
    found = proposed(diagnosing, question, edition)
    far = found and option.isdecimal() and abs(int(option) - found[1]) > _NEAR
    return replace(diagnosing, doubting=question) if far and diagnosing.under_way else diagnosing


def asks_kind(diagnosing: Diagnosing, edition: Edition) -> Diagnosing:
    """On to the first question: where the kind of the region is not sure, that is asked first."""
    kind = edition.content.kinds.get(diagnosing.region)
    if kind is None or not kind.ask or diagnosing.kind:
        return diagnosing
    return replace(diagnosing, screen=KIND)
