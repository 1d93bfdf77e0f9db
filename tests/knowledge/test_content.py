"""The packaged content: complete, and every page of it as Telegram takes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bot.telegram.callbacks import LIMIT
from bot.telegram.rendering import Keyboards
from conversations.asking.cards import PARTS
from conversations.asking.topic_pages import families_page, family_page, popular_page, topic_page
from knowledge import markup
from knowledge.base import Knowledge
from knowledge.loading.loader import packaged_content
from knowledge.loading.slots import slots_in
from knowledge.models.cards import FACETS, Card, Cards, FacetEntry, Facets, Review
from knowledge.models.content import Family, FirstStep, Source, Topic
from knowledge.models.files import CONTENT_FILES, ContentFile
from knowledge.models.language import LANGUAGES
from knowledge.models.texts import BUTTON_LENGTH
from knowledge.models.understanding import Glossary, TermEntry

SCHEMA_FOLDER = Path(__file__).parents[2] / "knowledge" / "schema"
LONGEST_OWNER = str(2**53)


def test_every_promised_topic_is_there_in_both_languages(knowledge: Knowledge) -> None:
    promised = [t for family in knowledge.content.families.values() for t in family.topics]
    assert len(promised) == 122
    assert sorted(promised) == sorted(knowledge.content.topics)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", PARTS)
def test_every_page_of_every_topic_obeys_telegrams_limits(
    knowledge: Knowledge, language: str, part: str
) -> None:
    edition = knowledge.edition("id" if language == "id" else "en")
    for topic_id in knowledge.content.topics:
        text, rows = topic_page(edition, topic_id, part)
        assert 0 < markup.length(text) <= 4096, topic_id
        assert markup.fault_in(text) is None, topic_id
        for row in Keyboards(LONGEST_OWNER, "mulai_bot")(rows):
            for label, data in row:
                assert len(label) <= BUTTON_LENGTH, (topic_id, label)
                assert len(data.encode()) <= LIMIT, (topic_id, data)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_every_card_obeys_telegrams_limits(
    knowledge: Knowledge, language: str
) -> None:
    edition = knowledge.edition(language)
    for topic_id, cards in knowledge.content.cards.items():
        for facet in FACETS:
            code = facet[:4]
            parts = [code, f"s-{code}", f"t-{code}"] if cards.card(facet) else [f"nm-{code}"]
            for part in parts:
                text, rows = topic_page(edition, topic_id, part, rate=True)
                assert 0 < markup.length(text) <= 4096, (topic_id, part)
                assert markup.fault_in(text) is None, (topic_id, part)
                for row in Keyboards(LONGEST_OWNER, "mulai_bot")(rows):
                    for label, data in row:
                        assert len(data.encode()) <= LIMIT, (topic_id, label, data)


@pytest.mark.parametrize("language", LANGUAGES)
def test_menu_pages_obey_telegrams_limits(knowledge: Knowledge, language: str) -> None:
    edition = knowledge.edition("id" if language == "id" else "en")
    pages = [popular_page(edition), families_page(edition)]
    pages += [family_page(edition, family) for family in knowledge.content.families]
    for text, rows in pages:
        assert markup.fault_in(text) is None
        for row in Keyboards(LONGEST_OWNER)(rows):
            assert all(len(label) <= BUTTON_LENGTH for label, _ in row)


@pytest.mark.parametrize("file", CONTENT_FILES, ids=lambda file: file.schema)
def test_the_committed_schema_is_the_models_own(file: ContentFile[Any]) -> None:
    committed = json.loads((SCHEMA_FOLDER / f"{file.schema}.schema.json").read_text("utf-8"))
    assert committed == file.kind.json_schema(), "run: mulai schema --write knowledge/schema"


def test_the_committed_texts_are_those_of_the_content() -> None:
    committed = json.loads((SCHEMA_FOLDER / "texts.json").read_text(encoding="utf-8"))
    assert committed == slots_in(packaged_content()), "run: mulai schema --write knowledge/schema"


EXPLAINED = (Topic, FirstStep, Family, Source, Card, Cards, Review, Facets, FacetEntry)


@pytest.mark.parametrize("model", [*EXPLAINED, Glossary, TermEntry], ids=lambda it: it.__name__)
def test_editors_explain_every_field_that_curators_write(model: type[BaseModel]) -> None:
    assert not [name for name, it in model.model_fields.items() if not it.description]


def test_every_content_file_tells_editors_its_schema() -> None:
    for path in packaged_content().rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        prefix, _, target = first.partition("$schema=")
        assert prefix == "# yaml-language-server: ", path
        assert (path.parent / target).resolve().is_file(), path
