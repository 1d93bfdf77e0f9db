"""What diagnostic.yaml and actions.yaml hold: the questions, and what to do about the answers."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from knowledge.models.content import ContentModel, SourceId, TopicId
from knowledge.models.regions import KindOfRegion
from knowledge.models.texts import (
    Brief,
    Filled,
    Headline,
    Label,
    Lead,
    Line,
    Measure,
    Name,
    Passage,
    Reason,
)

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

# The stages of the advice, as people and other programs read them.
Stage = Literal["need", "enabler", "duty", "generation", "domain", "data"]


Percent = Annotated[float, Field(ge=0, le=100)]


class ShareRule(ContentModel):
    """How a share answers a question.

    steps: where "1", "2" and "3" begin, in percent. ask_best: step "3" needs more than the share,
    so it is asked about.
    """

    steps: tuple[Percent, Percent, Percent]
    ask_best: bool = False


class LackRule(ContentModel):
    """How the share of those who lack something answers a question, where a measure tells that.

    named: words of which one names the measure. beside: its other words. steps: below which percent
    "1", "2" and "3" begin.
    """

    named: tuple[Filled, ...]
    beside: tuple[Filled, ...] = ()
    steps: tuple[Percent, Percent, Percent]


class QuestionEntry(ContentModel):
    """One question of the diagnostic.

    options: option id → label. Scores are "0" to "3", generations "1" to "4", domains by their ids;
    "unknown" has one label for all questions and is not listed here. shares: how a share answers
    it; None if it is not measured by a share. lacking: how the share of a measure of those who lack
    it does. known_as: by what else people name it when they want
    to change their answer. beside: words that may stand beside a share and leave its sense as it
    is. said: option id → other wordings that people use, in plain form; for domains single words.
    """

    name: Name
    question: Line
    options: dict[str, Label]
    measure: Measure
    sources: tuple[SourceId, ...]
    shares: ShareRule | None = None
    lacking: LackRule | None = None
    known_as: tuple[Filled, ...] = ()
    beside: tuple[Filled, ...] = ()
    said: dict[str, tuple[Filled, ...]] = Field(default={})


class FreeText(ContentModel):
    """Words by which answers are read that are neither tapped nor typed as a label, in plain form,
    all languages together.

    asking: a message with one of them asks and answers nothing. small: words that change nothing,
    neither how much nor what. weighty: words that negate or size an answer, so the option must have
    the same ones. negations: the weighty words that turn a share into its rest (40 into 60
    percent). percent: words for it. fractions: words for a share → percent. counts: words for a
    number. of: between a part and its whole. until: between two ends of a range. below, above,
    nearly: before a share. upwards: after one, as "above". both, either: between two domains.
    changing: words that ask to change an answer. changed: those that may stand beside them.
    """

    asking: tuple[Filled, ...] = ()
    small: tuple[Filled, ...] = ()
    weighty: tuple[Filled, ...] = ()
    negations: tuple[Filled, ...] = ()
    percent: tuple[Filled, ...] = ()
    fractions: dict[Filled, Percent] = Field(default={})
    counts: dict[Filled, int] = Field(default={})
    of: tuple[Filled, ...] = ()
    until: tuple[Filled, ...] = ()
    below: tuple[Filled, ...] = ()
    above: tuple[Filled, ...] = ()
    nearly: tuple[Filled, ...] = ()
    upwards: tuple[Filled, ...] = ()
    both: tuple[Filled, ...] = ()
    either: tuple[Filled, ...] = ()
    changing: tuple[Filled, ...] = ()
    changed: tuple[Filled, ...] = ()


class DiagnosticStage(ContentModel):
    """Some questions that are asked one after the other."""

    title: Label
    intro: Passage
    questions: tuple[str, ...]


class Diagnostic(ContentModel):
    """The diagnostic: its five stages, its questions by id, and the words around them.

    how: how to answer, shown once before the first question.
    judging: how to choose a step where figures are old, uneven or contradict each other.
    unknown: the label of "do not know", the same for every question.
    roles: who may be answering, by id.
    free_text: by which words typed answers are read.
    """

    how: Passage
    judging: Measure
    unknown: Label
    roles: dict[TopicId, Label]
    free_text: FreeText = FreeText()
    stages: tuple[DiagnosticStage, ...]
    questions: dict[str, QuestionEntry]


class ActionSteps(ContentModel):
    """What to do in 30 days, in 90 days and in a year.

    at_once: what cannot wait for that, within days; only where people are in want now.
    """

    at_once: Reason | None = None
    day_30: Reason
    day_90: Reason
    day_365: Reason


class ActionVariant(ContentModel):
    """What differs in regions of one kind.

    steps: by the answer. sources: in place of those of all regions. What else is left out is as in
    USUAL_KIND, and else as in all regions.
    """

    steps: dict[Literal["0", "1", "2"], ActionSteps] = Field(default={})
    who: Lead | None = None
    money: Reason | None = None
    indicator: Line | None = None
    caution: Line | None = None
    sources: tuple[SourceId, ...] = ()


class PapuanMoney(ContentModel):
    """Money that only the six provinces of Papua have, told after the rest."""

    money: Brief
    sources: Annotated[tuple[SourceId, ...], Field(min_length=1)]


class ActionEntry(ContentModel):
    """What to do about one priority.

    why: in terms of the person's own answers, by the score that put it there ("0", "1", "2"), or
        "all" where no score did. `{answer}` is the label chosen; for `data`, `{unknown}` lists
        what nobody knows yet.
    indicator: a sign to go by.
    caution: what to leave for later.
    by_kind: what differs by the kind of the region.
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
    by_kind: dict[KindOfRegion, ActionVariant] = Field(default={})
    papua: PapuanMoney | None = None

    @property
    def fitting(self) -> tuple[ActionText, ...]:
        """Itself and all that is told in its place or besides."""
        return (self, *self.by_kind.values(), *((self.papua,) if self.papua else ()))


# Whatever of an action has sources of its own.
ActionText = ActionEntry | ActionVariant | PapuanMoney


class RoleActions(ContentModel):
    """What a person of one role does first.

    name: whom it speaks to, before the text: "Untuk Anda di Bappeda". first: by basic need, or by
    the stage of another priority.
    """

    name: Label
    first: dict[str, Line]


class GenerationText(ContentModel):
    """One generation: what it means, and what the next rung asks."""

    name: Label
    means: Reason
    next: Line


class Actions(ContentModel):
    """What the advice says.

    note: what the result is and is not.
    administrative: what is added to the first step where a region is no government of its own.
    ties: which goes first among equals.
    rules: each rule in words, in the order in which they apply.
    roles: what each role does first; a role that is not listed is told nothing of its own.
    """

    note: Passage
    administrative: Line
    ties: Passage
    generations: dict[str, GenerationText]
    rules: dict[str, Line]
    priorities: dict[str, ActionEntry]
    roles: dict[TopicId, RoleActions] = Field(default={})
