"""Regions, and what a text can tell about them."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.models.regions import RegionType

_ORDER: tuple[RegionType, ...] = ("kota", "kabupaten", "province")


@dataclass(frozen=True, slots=True)
class Region:
    """A province, a regency or a city.

    code: of the Ministry of Home Affairs, "32" or "32.17".
    name: in full, with what it is: "Kabupaten Bandung Barat", "Provinsi Jawa Barat".
    province: the name of its province, or its own.
    """

    code: str
    name: str
    type: RegionType
    province: str

    @property
    def label(self) -> str:
        """The name short enough for a button: "Kab. Bandung Barat"."""
        return self.name.replace("Kabupaten ", "Kab. ", 1).replace("Provinsi ", "Prov. ", 1)

    @property
    def rank(self) -> tuple[int, str]:
        """Where it stands in a list: cities, then regencies, then provinces, by code."""
        return _ORDER.index(self.type), self.code


Candidates = tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class FoundRegion:
    """The region that is meant, as far as one can tell."""

    region: Region


@dataclass(frozen=True, slots=True)
class Several:
    """Two to four regions, one of which may be meant; the likelier first."""

    regions: Candidates


@dataclass(frozen=True, slots=True)
class NoRegion:
    """The text names no region."""


@dataclass(frozen=True, slots=True)
class Abroad:
    """A place of another country.

    name: as it was typed: letters, digits, blanks and ".,'-", at most 60 characters.
    """

    name: str


RegionFinding = FoundRegion | Several | Abroad | NoRegion


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a message names a region.

    start, end: `text[start:end]` names it, with the word for its kind and the province beside it:
        "Kota Malang", "jaksel", "Kab. Sikka, NTT".
    regions: one, or those of which one may be meant; the likelier first, never empty.
    """

    start: int
    end: int
    regions: Candidates
