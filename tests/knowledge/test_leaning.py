"""Messages without a subject are about what was shown before, or about what their cue names."""

from __future__ import annotations

import pytest

from knowledge.matching.leaning import FollowupReader
from knowledge.matching.lessons import make_lessons
from knowledge.matching.matcher import Answered, Matcher
from knowledge.matching.reading import Reader
from knowledge.models.understanding import Followups
from tests.knowledge import small

FOLLOWUPS = Followups.model_validate(
    {
        "small": ["dari", "mana", "terus", "apa", "itu", "how", "do", "we", "that"],
        "aspects": {
            "example": {"cues": ["contohnya"], "beside": ["daerah"]},
            "way": {"cues": ["how do"]},
            "who": {"cues": ["siapa"], "beside": ["dong"], "shows": "steps"},
            "cost": {"cues": ["ongkos"], "leads_to": "rubbish-cost"},
            "money": {
                "cues": ["ongkos dari mana"],
                "leads_to": "water",
                "instead": {"water": "rubbish"},
            },
        },
    }
)
READER = Reader({"trs": "terus"}, {}, ())
LEANING = FollowupReader(FOLLOWUPS, READER)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("contohnya?", "rubbish"),
        ("trs contohnya daerah mana", "rubbish"),
        ("how do we do that", "rubbish"),
        ("ongkosnya itu?", "rubbish-cost"),
        ("ongkosnya dari mana?", "water"),
        ("contoh pantun", None),
        ("ongkos kereta", None),
        ("itu apa", None),
        ("", None),
    ],
)
def test_a_cue_without_a_subject_leads_to_a_topic(text: str, topic: str | None) -> None:
    found = LEANING.leads_to(READER.read(text), "rubbish")
    assert (found and found[0]) == topic


def test_after_some_topics_another_one_answers() -> None:
    assert LEANING.leads_to(READER.read("ongkos dari mana"), "water") == ("rubbish", "answer")


def test_of_the_topic_just_shown_a_follow_up_asks_for_more_than_its_summary() -> None:
    matcher = Matcher(make_lessons(small.topics(), small.SPELLINGS, (), FOLLOWUPS))
    parts = {}
    for text in ("contohnya?", "siapa dong", "ongkosnya?"):
        found = matcher.match(text, None, "water")
        parts[text] = found.part if isinstance(found, Answered) else ""
    assert parts == {"contohnya?": "more", "siapa dong": "steps", "ongkosnya?": "answer"}


def test_a_leaning_message_is_answered_after_a_topic_and_not_after_a_greeting() -> None:
    matcher = Matcher(make_lessons(small.topics(), small.SPELLINGS, (), FOLLOWUPS))
    found = matcher.match("contohnya?", None, "water")
    assert isinstance(found, Answered)
    assert found.ranked[0].topic == "water"
    assert matcher.match("contohnya?", None, "greeting") == matcher.match("contohnya?")


def test_a_courtesy_leans_on_nothing() -> None:
    matcher = Matcher(make_lessons(small.topics(), small.SPELLINGS, (), FOLLOWUPS))
    assert matcher.match("halo", None, "water").ranked[0].topic == "greeting"
