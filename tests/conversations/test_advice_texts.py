"""What the advice says: complete, honest about technology, and short enough for a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from conversations.advice.answers import read_answers
from conversations.advice.rules import advise
from conversations.advice.texts import reason, why
from knowledge import markup
from knowledge.base import Knowledge
from knowledge.models.diagnostic import ActionEntry
from knowledge.models.language import LANGUAGES, Language
from knowledge.models.questions import NEEDS, OPTIONS, PRIORITIES, SCORED
from tests.conversations import advice_properties as properties

TECHNOLOGY = re.compile(
    r"command cent|data cent|pusat data|aplikasi|\bapps?\b|dashboard|dasbor|cctv|sensor"
    r"|\biot\b|\bai\b",
    re.IGNORECASE,
)
WAITING = re.compile(
    r"\b(tunda|jangan|belum|bukan|wait|do not|not yet|not)\b",
    re.IGNORECASE,
)


def texts_of(action: ActionEntry, language: Language) -> Iterator[str]:
    steps = action.first_steps
    texts = [action.title, action.headline, *action.why.values(), action.who, action.money]
    texts += [steps.day_30, steps.day_90, steps.day_365, action.indicator]
    texts += [action.caution] if action.caution else []
    return (text.in_(language) for text in texts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id_", PRIORITIES)
def test_no_text_recommends_buying_technology(
    knowledge: Knowledge, id_: str, language: Language
) -> None:
    """Rule 17 (c), for every item: such a word stands only in a sentence that says to wait."""
    for text in texts_of(knowledge.content.actions.priorities[id_], language):
        for sentence in re.split(r"[.;:]\s", text):
            assert not TECHNOLOGY.search(sentence) or WAITING.search(sentence), sentence


def test_the_check_for_technology_would_notice_it() -> None:
    assert TECHNOLOGY.search("Bangun command center dan pasang CCTV")
    assert not WAITING.search("Bangun command center dan pasang CCTV")
    assert not TECHNOLOGY.search("Cari sampai ketemu, lalu mulai")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_can_be_told(knowledge: Knowledge, language: Language) -> None:
    """For drawn answers: nothing is left to fill in, and the chosen label is named."""
    content = knowledge.content
    for case in properties.draws(90, 2_000).tolist():
        for priority in advise(properties.answers_of(case)).priorities:
            told = reason(priority, content, language)
            assert "{" not in told
            if priority.id in SCORED:
                question, given = priority.because[0]
                assert (
                    content.diagnostic.questions[question].options[str(given)].in_(language) in told
                )


def test_measuring_names_all_that_is_unknown(knowledge: Knowledge) -> None:
    needs: dict[str, object] = dict.fromkeys(NEEDS, 3)
    answers = read_answers({**needs, "water": "unknown", "people": "unknown"})
    (data,) = advise(answers).priorities
    assert "Air minum, Insan cerdas" in why(data, knowledge.content, "id")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id_", PRIORITIES)
def test_a_priority_fits_one_message_on_a_phone(
    knowledge: Knowledge, id_: str, language: Language
) -> None:
    """Title, headline, reason with its rule and first steps stay below 1,200 characters."""
    content = knowledge.content
    action = content.actions.priorities[id_]
    steps = action.first_steps
    reasons = [text.in_(language) for text in action.why.values()]
    names = ", ".join(content.diagnostic.questions[q].name.in_(language) for q in SCORED)
    labels = (
        [label.in_(language) for label in content.diagnostic.questions[id_].options.values()]
        if id_ in OPTIONS
        else [""]
    )
    longest = max(
        len(text.format(answer=label, unknown=names)) for text in reasons for label in labels
    )
    rule = max(len(text.in_(language)) for text in content.actions.rules.values())
    rest = (action.title, action.headline, steps.day_30, steps.day_90, steps.day_365)
    headings = 90
    assert longest + rule + sum(len(text.in_(language)) for text in rest) + headings <= 1200


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_to_judge_fits_one_message(knowledge: Knowledge, language: Language) -> None:
    diagnostic = knowledge.content.diagnostic
    assert markup.length(diagnostic.judging.in_(language)) <= 900
    for id_, question in diagnostic.questions.items():
        assert markup.length(question.measure.in_(language)) <= 900, id_
