"""A word that only happens to stand in a phrasing decides nothing."""

from __future__ import annotations

import pytest

from knowledge.base import Knowledge
from knowledge.matching.matcher import Answered


@pytest.mark.parametrize(
    "text",
    ["dashboard", "apa itu smart contract", "kucing liar", "kabar", "hidup", "kenyamanan", "liar"],
)
def test_a_word_of_some_phrasing_is_not_answered(knowledge: Knowledge, text: str) -> None:
    assert not isinstance(knowledge.find(text), Answered)


@pytest.mark.parametrize("text", ["jmaban", "banji", "sanitsi", "pengabdian"])
def test_a_mended_word_alone_is_not_answered(knowledge: Knowledge, text: str) -> None:
    assert not isinstance(knowledge.find(text), Answered)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("jamban", "need-sanitation"),
        ("SPM", "minimum-service-standards"),
        ("air minum", "need-water"),
        ("enam pilar", "six-elements-overview"),
        ("halo", "greeting"),
        ("sanitsi desa", "need-sanitation"),
    ],
)
def test_a_keyword_is_answered(knowledge: Knowledge, text: str, topic: str) -> None:
    found = knowledge.find(text)
    assert found.ranked[0].topic == topic
