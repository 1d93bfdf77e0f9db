"""The list of terms in CONTRIBUTING.md holds in all that people read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from knowledge.base import Knowledge
from knowledge.models.language import LANGUAGES
from tests.knowledge.test_true_sentences import in_texts

CONTRIBUTING = Path(__file__).parents[2] / "CONTRIBUTING.md"
# What stands in brackets explains a term, and commands keep their names.
APART = re.compile(r"\([^()]*\)|/\w+")


def terms() -> list[tuple[str, str, str]]:
    """The list: language, what is said, and one word that is not."""
    rows = re.findall(
        r"^\| (id|en) \| (.+?) \| (.+?) \|$", CONTRIBUTING.read_text("utf-8"), re.MULTILINE
    )
    return [(language, said, wrong) for language, said, row in rows for wrong in row.split(", ")]


def test_the_list_is_read() -> None:
    assert ("id", "perangkat daerah", "SKPD") in terms()
    assert {language for language, _, _ in terms()} == set(LANGUAGES)


@pytest.mark.parametrize(("language", "said", "wrong"), terms())
def test_one_thing_is_called_by_one_word(
    language: str, said: str, wrong: str, knowledge: Knowledge
) -> None:
    content = knowledge.content
    parts = {
        "topics": content.topics,
        "cards": content.cards,
        "diagnostic": content.diagnostic,
        "actions": content.actions,
        "messages": content.wording.messages,
        "buttons": content.wording.buttons,
        "toasts": content.wording.toasts,
        "papers": content.papers,
        "workshop": content.workshop,
        "requests": content.requests,
    }
    pattern = re.compile(rf"\b{re.escape(wrong)}\b", re.IGNORECASE)
    found = [
        text.where
        for text in in_texts(parts)
        if text.language == language and pattern.search(APART.sub("", text.text))
    ]
    assert not found, f"say {said}"
