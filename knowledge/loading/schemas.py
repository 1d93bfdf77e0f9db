"""The JSON Schemas that editors use, by the name in each content file's first line."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from knowledge.models.asked_figures import ASKED_FIGURES_FILE
from knowledge.models.cards import CARDS_FILE, FACETS_FILE
from knowledge.models.content import (
    COLLOQUIAL_FILE,
    DIALECTS_FILE,
    FAMILIES_FILE,
    FOLLOWUPS_FILE,
    GLOSSARY_FILE,
    LANGUAGE_FILE,
    OUT_OF_SCOPE_FILE,
    PAPERS_FILE,
    REFUSALS_FILE,
    REGIONS_FILE,
    REMARKS_FILE,
    REQUESTS_FILE,
    SOURCES_FILE,
    TOPICS_FILE,
    WORDING_FILE,
    WORKSHOP_FILE,
)
from knowledge.models.diagnostic import ACTIONS_FILE, DIAGNOSTIC_FILE
from knowledge.models.indicator import INDICATORS_FILE

SCHEMAS: dict[str, TypeAdapter[Any]] = {
    "topics": TOPICS_FILE,
    "cards": CARDS_FILE,
    "facets": FACETS_FILE,
    "families": FAMILIES_FILE,
    "sources": SOURCES_FILE,
    "wording": WORDING_FILE,
    "papers": PAPERS_FILE,
    "regions": REGIONS_FILE,
    "workshop": WORKSHOP_FILE,
    "colloquial": COLLOQUIAL_FILE,
    "dialects": DIALECTS_FILE,
    "followups": FOLLOWUPS_FILE,
    "remarks": REMARKS_FILE,
    "glossary": GLOSSARY_FILE,
    "requests": REQUESTS_FILE,
    "refusals": REFUSALS_FILE,
    "out_of_scope": OUT_OF_SCOPE_FILE,
    "diagnostic": DIAGNOSTIC_FILE,
    "actions": ACTIONS_FILE,
    "language": LANGUAGE_FILE,
    "indicators": INDICATORS_FILE,
    "asked_figures": ASKED_FIGURES_FILE,
}
