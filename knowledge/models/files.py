"""The content files: one table of what each is called and what it holds.

Loading, the check for unknown files and the schemas for editors all read it. A further file is a
row here, and a field of `knowledge.loading.loader.Content`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, TypeVar

from pydantic import Field, TypeAdapter

from knowledge.models.asked_figures import AskedFigures
from knowledge.models.cards import AskedFacet, Cards, Facets
from knowledge.models.content import Family, Source, SourceId, Topic, TopicId
from knowledge.models.diagnostic import Actions, Diagnostic
from knowledge.models.indicator import Indicator, IndicatorId
from knowledge.models.language import LanguageEntry
from knowledge.models.office_papers import OfficePapers
from knowledge.models.plan import PlanContent
from knowledge.models.practices import Practice
from knowledge.models.regions import Regions
from knowledge.models.result_talk import ResultTalkWords
from knowledge.models.texts import Filled
from knowledge.models.understanding import (
    Dialect,
    Followups,
    Glossary,
    Refusal,
    RemarkWords,
    Requests,
    WordedRemark,
)
from knowledge.models.wording import PaperTexts, Wording, WorkshopWording

T = TypeVar("T")


@dataclass(frozen=True)
class ContentFile(Generic[T]):
    """A content file, or a folder of files of one kind.

    name: its path in the content folder; "topics/" is a folder whose files may have any name,
        "languages/*/language.yaml" stands once for each language.
    kind: what it holds as a whole.
    """

    name: str
    kind: TypeAdapter[T]

    @property
    def schema(self) -> str:
        """The name of its JSON Schema, as the first line of each such file has it."""
        return self.name.rstrip("/").rpartition("/")[2].removesuffix(".yaml")


_Lists = dict[Filled, Annotated[tuple[Filled, ...], Field(min_length=1)]]

TOPICS: Final = ContentFile[dict[str, Topic]]("topics/", TypeAdapter(dict[TopicId, Topic]))
CARDS: Final = ContentFile[dict[str, Cards]]("cards/", TypeAdapter(dict[TopicId, Cards]))
FACET_WORDS: Final = ContentFile("facets.yaml", TypeAdapter(Facets))
FAMILIES: Final = ContentFile[dict[str, Family]](
    "families.yaml", TypeAdapter(dict[TopicId, Family])
)
SOURCES: Final = ContentFile[dict[str, Source]]("sources.yaml", TypeAdapter(dict[SourceId, Source]))
WORDING: Final = ContentFile("wording.yaml", TypeAdapter(Wording))
PAPER_WORDS: Final = ContentFile[PaperTexts]("papers.yaml", TypeAdapter(PaperTexts))
WORKSHOP: Final = ContentFile("workshop.yaml", TypeAdapter(WorkshopWording))
REGIONS: Final = ContentFile("regions.yaml", TypeAdapter(Regions))
# By names that are nowhere shown.
PRACTICES: Final = ContentFile[dict[str, Practice]](
    "practices.yaml", TypeAdapter(dict[TopicId, Practice])
)
DIAGNOSTIC: Final = ContentFile("diagnostic.yaml", TypeAdapter(Diagnostic))
ACTIONS: Final = ContentFile("actions.yaml", TypeAdapter(Actions))
# Plain forms, each with the ways in which people type it.
COLLOQUIAL: Final = ContentFile[dict[str, tuple[str, ...]]]("colloquial.yaml", TypeAdapter(_Lists))
# Messages that no topic answers, by kind.
OUT_OF_SCOPE: Final = ContentFile[dict[str, tuple[str, ...]]](
    "out_of_scope.yaml", TypeAdapter(_Lists)
)
FOLLOWUPS: Final = ContentFile("followups.yaml", TypeAdapter(Followups))
# By name.
DIALECTS: Final = ContentFile[dict[str, Dialect]](
    "dialects.yaml", TypeAdapter(dict[Filled, Dialect])
)
REMARKS: Final = ContentFile[dict[WordedRemark, RemarkWords]](
    "remarks.yaml", TypeAdapter(dict[WordedRemark, RemarkWords])
)
GLOSSARY: Final = ContentFile("glossary.yaml", TypeAdapter(Glossary))
REQUESTS: Final = ContentFile("requests.yaml", TypeAdapter(Requests))
REFUSALS: Final = ContentFile[dict[str, Refusal]](
    "refusals.yaml", TypeAdapter(dict[TopicId, Refusal])
)
ASKED_FIGURES: Final = ContentFile("asked_figures.yaml", TypeAdapter(AskedFigures))
FACET_PHRASINGS: Final = ContentFile[dict[AskedFacet, tuple[str, ...]]](
    "facet_phrasings.yaml", TypeAdapter(dict[AskedFacet, tuple[Filled, ...]])
)
OFFICE_PAPERS: Final = ContentFile("office_papers.yaml", TypeAdapter(OfficePapers))
PLAN: Final = ContentFile("plan.yaml", TypeAdapter(PlanContent))
RESULT_TALK: Final = ContentFile("result_talk.yaml", TypeAdapter(ResultTalkWords))
# The folder of official figures can be left out.
INDICATORS: Final = ContentFile[dict[str, Indicator]](
    "indicators/indicators.yaml", TypeAdapter(dict[IndicatorId, Indicator])
)
LANGUAGE: Final = ContentFile("languages/*/language.yaml", TypeAdapter(LanguageEntry))

CONTENT_FILES: Final[tuple[ContentFile[Any], ...]] = (
    TOPICS,
    CARDS,
    FACET_WORDS,
    FAMILIES,
    SOURCES,
    WORDING,
    PAPER_WORDS,
    REGIONS,
    WORKSHOP,
    COLLOQUIAL,
    DIALECTS,
    FOLLOWUPS,
    REMARKS,
    GLOSSARY,
    REQUESTS,
    REFUSALS,
    OUT_OF_SCOPE,
    PRACTICES,
    DIAGNOSTIC,
    ACTIONS,
    LANGUAGE,
    INDICATORS,
    ASKED_FIGURES,
    RESULT_TALK,
    FACET_PHRASINGS,
    OFFICE_PAPERS,
    PLAN,
)
