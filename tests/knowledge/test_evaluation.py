"""Measuring: what counts as right, what is left out, and which lines cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge.matching.evaluation import (
    EvaluationError,
    LabelledQuestion,
    calibration_error,
    evaluate,
    read_questions,
)
from knowledge.matching.matcher import Answered, Match, Ranked, Unknown, Unsure
from knowledge.matching.outcomes import AskedTopic
from knowledge.matching.stress import stressed
from knowledge.regions.outcomes import Region
from tests.knowledge import small

TOPICS = small.topics()


def question(text: str, *accept: str, both: bool = False) -> LabelledQuestion:
    return LabelledQuestion(text, accept, "style", "id", both)


def outcome(text: str, previous: str | None) -> Match:
    """A matcher that does what a message asks of it: "answer water", "offer water", other."""
    decision, _, topics = text.partition(" ")
    ranked = tuple(Ranked(topic, 0.9) for topic in topics.split())
    match decision:
        case "answer":
            return Answered(ranked[:1], None, tuple(AskedTopic(r.topic) for r in ranked[1:]))
        case "offer":
            return Unsure(ranked)
        case _:
            return Unknown(ranked)


def test_each_decision_is_counted_once_and_rightly() -> None:
    report = evaluate(
        outcome,
        [
            question("answer water", "water"),
            question("answer rubbish", "water"),
            question("offer rubbish water", "water"),
            question("offer rubbish", "water"),
            question("refuse water", "water"),
            question("answer water"),
            question("refuse"),
        ],
        TOPICS,
    )
    whole = report.whole
    assert (whole.size, whole.first, whole.three) == (5, 2, 3)
    assert (whole.answered_right, whole.answered_wrong) == (1, 1)
    assert (whole.suggested_with, whole.suggested_without, whole.refused) == (1, 1, 1)
    assert (report.beyond.answered, report.beyond.refused) == (1, 1)
    assert report.confusions[0] == ("water", "rubbish", "answered", "answer rubbish")


def test_both_questions_of_a_message_must_be_heard() -> None:
    asked = [question("answer water rubbish", "water", "rubbish", both=True)]
    asked.append(question("answer water", "water", "rubbish", both=True))
    assert evaluate(outcome, asked, TOPICS).both == (1, 2)


def test_what_stands_in_the_content_is_left_out_however_it_is_written() -> None:
    report = evaluate(outcome, [question("PIPA  air bocor TERUS?!", "water")], TOPICS)
    assert (report.left_out, report.whole.size) == (1, 0)


def test_calibration_is_the_gap_between_promise_and_truth() -> None:
    assert calibration_error([(0.75, True)] * 3 + [(0.75, False)]) == pytest.approx(0)
    assert calibration_error([(1.0, False)]) == pytest.approx(1)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("nonsense", "not JSON"),
        ("[]", "not an object"),
        ('{"accept": []}', "text is missing"),
        ('{"text": "a"}', "accept is missing"),
        ('{"text": "a", "accept": ["watr"]}', "no topic 'watr'"),
        ('{"text": "a", "accept": ["water"], "previous": "x"}', "no topic 'x'"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, line: str, words: str) -> None:
    path = tmp_path / "asked.jsonl"
    path.write_text(json.dumps({"text": "b", "accept": []}) + "\n" + line + "\n")
    with pytest.raises(EvaluationError) as caught:
        read_questions([path], TOPICS)
    assert str(caught.value).startswith(f"{path}:2: ")
    assert words in str(caught.value)


def test_a_stressed_message_keeps_its_label_in_every_form() -> None:
    region = Region("35.73", "Kota Malang", "kota", "Jawa Timur")
    asked = LabelledQuestion("bagaimana mulai", ("where-to-start",), "short", "id")
    found = list(stressed([asked], [region], {"gmn": "bagaimana"}, 1))
    texts = {(question.style, question.text) for question in found}
    assert ("region before", "Kota Malang, bagaimana mulai") in texts
    assert ("region inside", "bagaimana di Kota Malang mulai") in texts
    assert ("slang", "gmn mulai") in texts
    assert ("doubled ends", "bagaimanaa mulaii") in texts
    assert all(q.accept == asked.accept for q in found if q.style != "a word alone")
    assert all(not q.in_scope for q in found if q.style == "a word alone")
