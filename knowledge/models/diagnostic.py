"""What diagnostic.yaml and actions.yaml hold: the questions, and what to do about the answers."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, TypeAdapter

from knowledge.models.content import Content, SourceId, TopicId
from knowledge.models.texts import Headline, Label, Lead, Line, Measure, Name, Passage, Reason

# The rules of the advice, in their order; conversations/advice/rules.py declares what each names.
RuleId = Literal[
    "critical-need",
    "weak-need",
    "measure-needs",
    "critical-enabler",
    "weak-enabler",
    "measure-enablers",
    "missing-duty",
    "weak-duty",
    "measure-duties",
    "next-rung",
    "last-rung",
    "chosen-domain",
    "gaps-in-need",
    "gaps-in-enabler",
    "gaps-in-duty",
]
RULE_IDS: tuple[RuleId, ...] = get_args(RuleId)


class Question(Content):
    """One question of the diagnostic.

    options: option id → label. Scores are "0" to "3", generations "1" to "4", domains by their
        ids; "unknown" has one label for all questions and is not listed here.
    """

    name: Name
    question: Line
    options: dict[str, Label]
    measure: Measure
    sources: tuple[SourceId, ...]


class DiagnosticStage(Content):
    """Some questions that are asked one after the other."""

    title: Label
    intro: Passage
    questions: tuple[str, ...]


class Diagnostic(Content):
    """The diagnostic: its five stages, its questions by id, and the words around them.

    how: how to answer, shown once before the first question.
    judging: how to choose a step where figures are old, uneven or contradict each other.
    unknown: the label of "do not know", the same for every question.
    roles: who may be answering, by id.
    """

    how: Passage
    judging: Measure
    unknown: Label
    roles: dict[TopicId, Label]
    stages: tuple[DiagnosticStage, ...]
    questions: dict[str, Question]


class ActionSteps(Content):
    """What to do in 30 days, in 90 days and in a year."""

    day_30: Reason
    day_90: Reason
    day_365: Reason


class Action(Content):
    """What to do about one priority.

    why: in terms of the person's own answers, by the score that put it there ("0", "1", "2"), or
        "all" where no score did. `{answer}` is the label chosen; for `data`, `{unknown}` lists
        what nobody knows yet.
    indicator: a sign to go by.
    caution: what to leave for later.
    """

    title: Label
    headline: Headline
    why: dict[str, Reason]
    first_steps: ActionSteps
    who: Lead
    money: Reason
    indicator: Line
    caution: Line | None = None
    sources: Annotated[tuple[SourceId, ...], Field(min_length=1)]
    topics: Annotated[tuple[TopicId, ...], Field(min_length=1, max_length=3)]


class GenerationText(Content):
    """One generation: what it means, and what the next rung asks."""

    name: Label
    means: Reason
    next: Line


class Actions(Content):
    """What the advice says.

    note: what the result is and is not.
    ties: which goes first among equals.
    rules: each rule in words, in the order in which they apply.
    """

    note: Passage
    ties: Passage
    generations: dict[str, GenerationText]
    rules: dict[str, Line]
    priorities: dict[str, Action]


DIAGNOSTIC_FILE: TypeAdapter[Diagnostic] = TypeAdapter(Diagnostic)
ACTIONS_FILE: TypeAdapter[Actions] = TypeAdapter(Actions)
