"""The questions of the diagnostic, in one table that all else reads.

A further question is a row of QUESTIONS, in the order in which it is asked, and its texts in
diagnostic.yaml and actions.yaml. A further stage is rows with its name, its texts, and its rules in
conversations/advice/rules.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

# score: 0 critical, 1 weak, 2 adequate, 3 good, or unknown where nobody measured or figures
# contradict. generation: 1 to 4. domains: any of DOMAINS.
QuestionKind = Literal["score", "generation", "domains"]

UNKNOWN: Final = "unknown"
STEPS: Final = ("0", "1", "2", "3")
GENERATIONS: Final = ("1", "2", "3", "4")
# In the order in which the advice names them.
DOMAINS: Final = ("economy", "social", "environment")


@dataclass(frozen=True, slots=True)
class DiagnosticQuestion:
    """One question.

    id, stage: saved with answers and workshops, so they stand for good.
    tie: its place among equals of its stage in the advice, 0 first; only of scores.
    """

    id: str
    stage: str
    tie: int = 0
    kind: QuestionKind = "score"


# Ties of needs: danger to life, then people below the legal minimum, then what unlocks another
# need; water and sanitation first. Of enablers: someone must be in charge before people are
# trained, and both before equipment. Of duties: a common plan, then the citizens' voice, then
# money for what they agree on, then new ways of doing it.
QUESTIONS: Final[tuple[DiagnosticQuestion, ...]] = (
    DiagnosticQuestion("food", "needs", tie=2),
    DiagnosticQuestion("sanitation", "needs", tie=1),
    DiagnosticQuestion("water", "needs", tie=0),
    DiagnosticQuestion("energy", "needs", tie=3),
    DiagnosticQuestion("transport", "needs", tie=4),
    DiagnosticQuestion("people", "enablers", tie=1),
    DiagnosticQuestion("governance", "enablers", tie=0),
    DiagnosticQuestion("infrastructure", "enablers", tie=2),
    DiagnosticQuestion("generation", "generation", kind="generation"),
    DiagnosticQuestion("innovation", "duties", tie=3),
    DiagnosticQuestion("integration", "duties", tie=0),
    DiagnosticQuestion("investment", "duties", tie=2),
    DiagnosticQuestion("interaction", "duties", tie=1),
    DiagnosticQuestion("domains", "domains", kind="domains"),
)
QUESTION: Final = {question.id: question for question in QUESTIONS}
QUESTION_IDS: Final = tuple(QUESTION)
STAGES: Final = tuple(dict.fromkeys(question.stage for question in QUESTIONS))


def of_stage(stage: str) -> tuple[str, ...]:
    """The ids of a stage's questions, in the order in which they are asked."""
    return tuple(question.id for question in QUESTIONS if question.stage == stage)


NEEDS: Final = of_stage("needs")
ENABLERS: Final = of_stage("enablers")
DUTIES: Final = of_stage("duties")
SCORED: Final = tuple(question.id for question in QUESTIONS if question.kind == "score")

# The answers that the content words, by question; `unknown` has one wording for all.
OPTIONS: Final[dict[str, tuple[str, ...]]] = {
    question.id: {"score": STEPS, "generation": GENERATIONS, "domains": DOMAINS}[question.kind]
    for question in QUESTIONS
}
# All that advice can name.
PRIORITIES: Final[tuple[str, ...]] = (*SCORED, "co-creation", *DOMAINS, "data")
