"""The gate: the packaged content understands the development messages at least this well.

The bounds stand below what is measured, by about the luck of these messages.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.base import Knowledge
from knowledge.evaluation import Report, evaluate, read_questions

QUESTIONS = Path(__file__).parents[1] / "questions"
LANGUAGE_GAP = 0.05


@pytest.fixture(scope="module")
def report(knowledge: Knowledge) -> Report:
    """Every second message, which keeps the suite quick; `mulai eval` asks them all."""
    topics = knowledge.content.topics
    questions = read_questions(sorted(QUESTIONS.glob("*.jsonl")), topics)[::2]
    knowledge.prepare()
    return evaluate(lambda text, previous: knowledge.find(text, None, previous), questions, topics)


def semantic(knowledge: Knowledge) -> bool:
    """Whether the encoder is there: without it less can be asked."""
    return knowledge.matcher.semantic


def test_the_first_topic_is_right(report: Report, knowledge: Knowledge) -> None:
    assert report.whole.first / report.whole.size >= (0.89 if semantic(knowledge) else 0.83)
    assert report.whole.three / report.whole.size >= (0.95 if semantic(knowledge) else 0.90)


def test_wrong_answers_are_rare(report: Report) -> None:
    assert report.whole.answered_wrong / report.whole.size <= 0.03
    assert report.whole.answered_right / report.whole.size >= 0.65


def test_out_of_scope_is_not_answered(report: Report) -> None:
    assert report.beyond.answered / report.beyond.size <= 0.035


def test_english_is_understood_as_well_as_indonesian(report: Report) -> None:
    share = {name: found.first / found.size for name, found in report.languages.items()}
    assert share["en"] >= share["id"] - LANGUAGE_GAP


def test_probabilities_can_be_believed(report: Report) -> None:
    assert report.error <= 0.08
