"""What diagnostic.yaml and actions.yaml hold: the questions, and what to do about the answers."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints, TypeAdapter

from knowledge.models.content import Content, Label, SourceId, Text, TopicId

Need = Literal["food", "sanitation", "water", "energy", "transport"]
Enabler = Literal["people", "governance", "infrastructure"]
Duty = Literal["innovation", "integration", "investment", "interaction"]
Domain = Literal["economy", "social", "environment"]

# In the order in which they are asked.
NEEDS: tuple[Need, ...] = get_args(Need)
ENABLERS: tuple[Enabler, ...] = get_args(Enabler)
DUTIES: tuple[Duty, ...] = get_args(Duty)
DOMAINS: tuple[Domain, ...] = get_args(Domain)
SCORED: tuple[Need | Enabler | Duty, ...] = (*NEEDS, *ENABLERS, *DUTIES)

# 0 critical, 1 weak, 2 adequate, 3 good; unknown where nobody measured or figures contradict.
Score = Literal[0, 1, 2, 3, "unknown"]
Generation = Literal[1, 2, 3, 4]

# What is asked, in order, and the ids of the answers that can be given.
_SCORES = ("0", "1", "2", "3")
OPTIONS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys((*NEEDS, *ENABLERS), _SCORES),
    "generation": ("1", "2", "3", "4"),
    **dict.fromkeys(DUTIES, _SCORES),
    "domains": DOMAINS,
}

# Everything that advice can name, and what kind of thing it is.
PriorityId = Need | Enabler | Duty | Literal["co-creation"] | Domain | Literal["data"]
PRIORITIES: tuple[PriorityId, ...] = (*SCORED, "co-creation", *DOMAINS, "data")
Stage = Literal["need", "enabler", "duty", "generation", "domain", "data"]

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


class Name(Text):
    """What a list calls a question."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    en: Annotated[str, StringConstraints(min_length=1, max_length=20)]


class Line(Text):
    """A question, or another text of one or two lines on a phone."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=140)]
    en: Annotated[str, StringConstraints(min_length=1, max_length=140)]


class Passage(Text):
    """A few sentences."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=400)]
    en: Annotated[str, StringConstraints(min_length=1, max_length=400)]


class Measure(Text):
    """Why a question is asked, where the steps begin, and where the number is found."""

    id: Annotated[str, StringConstraints(min_length=200, max_length=900)]
    en: Annotated[str, StringConstraints(min_length=200, max_length=900)]


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


class Headline(Text):
    """What to do, in one sentence."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    en: Annotated[str, StringConstraints(min_length=1, max_length=120)]


class Why(Text):
    """Why a priority stands where it stands, in terms of the person's own answers.

    `{answer}` is the label chosen; for `data`, `{unknown}` lists what nobody knows yet.
    """

    id: Annotated[str, StringConstraints(min_length=1, max_length=250)]
    en: Annotated[str, StringConstraints(min_length=1, max_length=250)]


class Steps(Text):
    """What to do within a span of time."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=220)]
    en: Annotated[str, StringConstraints(min_length=1, max_length=220)]


class Lead(Text):
    """Who leads a priority: agencies by their usual names."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    en: Annotated[str, StringConstraints(min_length=1, max_length=80)]


class Sign(Text):
    """A sign to go by: an indicator, or what to leave for later."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=160)]
    en: Annotated[str, StringConstraints(min_length=1, max_length=160)]


class ActionSteps(Content):
    """What to do in 30 days, in 90 days and in a year."""

    day_30: Steps
    day_90: Steps
    day_365: Steps


class Action(Content):
    """What to do about one priority.

    why: by the score that put it there ("0", "1", "2"), or "all" where no score did.
    caution: what to leave for later.
    """

    title: Label
    headline: Headline
    why: dict[str, Why]
    first_steps: ActionSteps
    who: Lead
    money: Steps
    indicator: Sign
    caution: Sign | None = None
    sources: Annotated[tuple[SourceId, ...], Field(min_length=1)]
    topics: Annotated[tuple[TopicId, ...], Field(min_length=1, max_length=3)]


class GenerationText(Content):
    """One generation: what it means, and what the next rung asks."""

    name: Label
    means: Why
    next: Sign


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
