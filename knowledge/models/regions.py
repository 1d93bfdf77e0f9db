"""The regions of Indonesia, as regions.yaml holds them."""

from __future__ import annotations

from typing import Annotated, Final, Literal, get_args

from pydantic import StringConstraints

from knowledge.models.content import ContentModel, Spelling
from knowledge.models.texts import (
    Filled,
)

# The codes of the Ministry of Home Affairs.
ProvinceCode = Annotated[str, StringConstraints(pattern=r"^\d\d$")]
RegionCode = Annotated[str, StringConstraints(pattern=r"^\d\d\.\d\d$")]
RegionType = Literal["province", "kabupaten", "kota"]

# Of what kind a regency or city is, as far as that changes what can be done there.
KindOfRegion = Literal["kota", "kabupaten", "kepulauan", "pegunungan"]
REGION_KINDS: Final[tuple[KindOfRegion, ...]] = get_args(KindOfRegion)
# Where nobody knows the kind, and what others fall back to.
USUAL_KIND: Final[KindOfRegion] = "kabupaten"


class RegionEntry(ContentModel):
    """A regency or a city; `also` lists its other names and short forms."""

    name: Annotated[str, StringConstraints(pattern=r"^(Kabupaten|Kota) \S")]
    also: tuple[Spelling, ...] = ()


class ProvinceEntry(ContentModel):
    """A province, with its regencies and cities by code.

    once: the codes of provinces that it was part of; people still name them.
    """

    name: Filled
    also: tuple[Spelling, ...] = ()
    once: tuple[ProvinceCode, ...] = ()
    regions: dict[RegionCode, RegionEntry]


class Regions(ContentModel):
    """The regions of Indonesia, and how people write them.

    types: the words that say a region's kind.
    words: what a word written short or in another language stands for.
    ignored: words to pass over.
    agencies: agencies in one word, to pass over too; a region's name may follow one.
    offices: words of the long names of agencies, and posts in them, to pass over too.
    below: words for a place within a region; the name behind one is another's.
    ordinary: everyday words, which are no typo of a name.
    everyday: names that are everyday words too; among others they name no region by themselves.
    after_di: of these, those that with "di" before them are a verb or another place.
    abroad: cities and states of other countries, which are no typo of a name either.
    """

    types: dict[RegionType, tuple[Spelling, ...]]
    words: dict[Spelling, Spelling]
    ignored: tuple[Spelling, ...]
    agencies: tuple[Spelling, ...]
    offices: tuple[Spelling, ...]
    below: tuple[Spelling, ...]
    ordinary: tuple[Spelling, ...]
    everyday: tuple[Spelling, ...]
    after_di: tuple[Spelling, ...]
    abroad: tuple[Spelling, ...]
    provinces: dict[ProvinceCode, ProvinceEntry]

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all provinces, regencies and cities."""
        below = (code for province in self.provinces.values() for code in province.regions)
        return frozenset((*self.provinces, *below))
