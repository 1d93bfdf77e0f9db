"""What the advice says: complete, honest about technology, and short enough for a phone."""

from __future__ import annotations

import pytest

from conversations.advice.answers import read_answers
from conversations.advice.fitting import action_for, for_role
from conversations.advice.rules import Priority, advise
from conversations.advice.texts import reason, why
from knowledge import markup
from knowledge.base import Knowledge
from knowledge.models.diagnostic import Stage
from knowledge.models.language import LANGUAGES, Language
from knowledge.models.questions import DOMAINS, DUTIES, ENABLERS, NEEDS, PRIORITIES, SCORED
from tests.conversations import advice_properties as properties

STAGE_OF: dict[str, Stage] = {
    **dict.fromkeys(NEEDS, "need"),
    **dict.fromkeys(ENABLERS, "enabler"),
    **dict.fromkeys(DUTIES, "duty"),
    **dict.fromkeys(DOMAINS, "domain"),
    "co-creation": "generation",
    "data": "data",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id_", PRIORITIES)
def test_no_text_recommends_buying_technology(
    knowledge: Knowledge, id_: str, language: Language
) -> None:
    """Rule 17 (c), for every item: such a word stands only in a sentence that says to wait."""
    for text in properties.texts_of(knowledge.content.actions.priorities[id_], language):
        assert not properties.buys_technology(text), text


def test_the_check_for_technology_would_notice_it() -> None:
    assert properties.buys_technology("Catat dulu. Bangun command center dan pasang CCTV")
    assert not properties.buys_technology("Jangan pasang CCTV; cari sampai ketemu, lalu mulai")


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
    """Title, headline, reason with its rule, first steps of any kind of region and the line of a
    role stay below 1,270 characters.
    """
    content = knowledge.content
    names = ", ".join(content.diagnostic.questions[q].name.in_(language) for q in SCORED)
    rule = max(len(text.in_(language)) for text in content.actions.rules.values())
    headings = 110
    for score, text in content.actions.priorities[id_].why.items():
        label = (
            content.diagnostic.questions[id_].options[score].in_(language) if id_ in SCORED else ""
        )
        reason_ = len(text.in_(language).format(answer=label, unknown=names))
        priority = Priority(id_, 1, STAGE_OF[id_], "weak-need", ((id_, score),))
        for setting in properties.settings(knowledge):
            action = action_for(priority, setting, content)
            steps = action.first_steps
            rest = [action.title, action.headline, steps.day_30, steps.day_90, steps.day_365]
            rest += [steps.at_once] if steps.at_once else []
            told = sum(len(each.in_(language)) for each in rest)
            mine = len(for_role(priority, setting, content, language))
            assert reason_ + rule + told + mine + headings <= 1270, setting


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_to_judge_fits_one_message(knowledge: Knowledge, language: Language) -> None:
    diagnostic = knowledge.content.diagnostic
    assert markup.length(diagnostic.judging.in_(language)) <= 900
    for id_, question in diagnostic.questions.items():
        assert markup.length(question.measure.in_(language)) <= 900, id_
