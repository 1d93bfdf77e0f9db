"""The gate: the packaged content understands the development messages at least this well.

The bounds stand below what is measured, by about the luck of these messages.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.base import Knowledge
from knowledge.matching.evaluation import Report, evaluate, read_questions
from knowledge.matching.matcher import Answered, Unknown

pytestmark = pytest.mark.slow

QUESTIONS = Path(__file__).parents[1] / "questions"
# Told without the concept's name by people who were not asked to be clear: much the hardest.
STORIES = QUESTIONS / "stories.jsonl"
LANGUAGE_GAP = 0.05


def measured(knowledge: Knowledge, files: list[Path]) -> Report:
    """Every second message, which keeps the suite quick; `mulai eval` asks them all."""
    topics = knowledge.content.topics
    questions = read_questions(files, topics)[::2]
    knowledge.prepare()
    return evaluate(lambda text, previous: knowledge.find(text, None, previous), questions, topics)


@pytest.fixture(scope="module")
def report(knowledge: Knowledge) -> Report:
    """All but the stories, which have bounds of their own."""
    return measured(knowledge, [p for p in sorted(QUESTIONS.glob("*.jsonl")) if p != STORIES])


@pytest.fixture(scope="module")
def stories(knowledge: Knowledge) -> Report:
    """Stories that never name the concept."""
    return measured(knowledge, [STORIES])


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


def test_stories_that_never_name_the_concept_find_it_mostly(
    stories: Report, knowledge: Knowledge
) -> None:
    assert stories.whole.first / stories.whole.size >= (0.60 if semantic(knowledge) else 0.50)
    assert stories.whole.three / stories.whole.size >= (0.78 if semantic(knowledge) else 0.70)
    assert stories.whole.answered_wrong / stories.whole.size <= 0.07
    assert stories.beyond.answered / stories.beyond.size <= 0.07


def test_what_leans_on_the_topic_before_is_answered(report: Report) -> None:
    leaning = report.styles["followup"]
    assert leaning.answered_right / leaning.size >= 0.70
    assert leaning.answered_wrong / leaning.size <= 0.05


@pytest.mark.parametrize(
    "text",
    [
        "bukan itu maksud saya",
        "bkn itu pak",
        "ga nyambung",
        "that is not what I asked",
        "wrong answer",
    ],
)
def test_who_says_that_the_answer_missed_the_question_gets_no_more_of_it(
    knowledge: Knowledge, text: str
) -> None:
    found = knowledge.find(text, None, "where-to-start")
    assert isinstance(found, Unknown)
    assert found.missed


@pytest.mark.parametrize("text", ["itu bukan tugas bappeda?", "what should we not do?"])
def test_a_question_with_a_no_in_it_is_no_objection(knowledge: Knowledge, text: str) -> None:
    found = knowledge.find(text, None, "where-to-start")
    assert not (isinstance(found, Unknown) and found.missed)


def test_a_question_that_is_asked_again_outright_gets_the_summary_again(
    knowledge: Knowledge,
) -> None:
    again = knowledge.find("dimulai dari mana?", None, "where-to-start")
    assert isinstance(again, Answered)
    assert (again.ranked[0].topic, again.part) == ("where-to-start", "answer")


@pytest.mark.parametrize(
    ("text", "previous", "topic", "part"),
    [
        ("keamanan datanya gmn", "common-mistakes", "cybersecurity", "answer"),
        ("data security?", "need-water", "cybersecurity", "answer"),
        ("untungnya apa buat warga", "common-mistakes", "smart-city-goal", "answer"),
        ("lagi", "need-water", "need-water", "more"),
        ("go on", "need-water", "need-water", "more"),
        ("trus?", "financing-overview", "financing-overview", "more"),
        ("abis itu ngapain", "need-water", "need-water", "steps"),
        ("ringkas aja", "need-water", "need-water", "answer"),
        ("a summary please", "need-water", "need-water", "answer"),
        ("makasih, nanti lagi", "need-water", "thanks", "answer"),
    ],
)
def test_a_short_follow_up_gets_the_part_or_the_topic_it_asks_for(
    knowledge: Knowledge, text: str, previous: str, topic: str, part: str
) -> None:
    found = knowledge.find(text, None, previous)
    assert isinstance(found, Answered)
    assert (found.ranked[0].topic, found.part) == (topic, part)
