"""What other regions did about a need: one practice that lasted beside one that did not."""

from __future__ import annotations

from collections.abc import Iterator

from conversations.advice.fitting import Setting, region_kind
from knowledge.edition import Edition
from knowledge.indicators.figures import OfficialFigures
from knowledge.loading.content import Content
from knowledge.models.practices import Practice

_POVERTY = "poverty_pct"
# Sumatra with its islands, Java, Bali and Nusa Tenggara, Kalimantan, Sulawesi, Maluku, Papua: the
# first digits of the codes of regions.
_ISLANDS = ("12", "3", "5", "6", "7", "8", "9")


def practices_for(need: str, setting: Setting, content: Content) -> tuple[Practice, ...]:
    """The practice about a need that is nearest to a region and lasted, and the one that did not.

    Near is first who is of the same kind, then of the same group of islands, then about as poor;
    what was done on islands is not told to highland. Either may be missing; the same call gives the
    same.
    """
    mine = region_kind(setting.region, setting.kind, content)
    about = [
        each
        for each in content.practices.values()
        if need in each.needs and not (mine == "pegunungan" and _kind(each, content) == "kepulauan")
    ]
    about.sort(key=lambda each: _distance(each, setting, content))
    lasted = [each for each in about if each.lasted]
    ended = [each for each in about if not each.lasted]
    return (*lasted[:1], *ended[:1])


def practices_text(need: str, setting: Setting, edition: Edition) -> str:
    """Both practices in words, each result with its caveat and sources; "" if there are none."""
    found = practices_for(need, setting, edition.content)
    if not found:
        return ""
    name = edition.content.diagnostic.questions[need].name.in_(edition.language)
    told = "\n\n".join(_told(each, edition) for each in found)
    codes = dict.fromkeys(code for each in found for code in each.sources)
    sources = "\n".join(edition.fill("source", source=edition.source(code)) for code in codes)
    return edition.fill("practices", need=name, practices=told, sources=sources)


def _told(practice: Practice, edition: Edition) -> str:
    return edition.fill(
        "practice-lasted" if practice.lasted else "practice-ended",
        region=edition.region(practice.region),
        year=str(practice.year),
        what=practice.what.in_(edition.language).strip(),
        result=practice.result.in_(edition.language).strip(),
        caveat=practice.caveat.in_(edition.language).strip(),
    )


def _distance(practice: Practice, setting: Setting, content: Content) -> tuple[object, ...]:
    kind = region_kind(setting.region, setting.kind, content)
    return (
        kind != _kind(practice, content),
        _islands(setting.region) != _islands(practice.region),
        _gap(setting.region, practice.region, content.figures),
        -practice.year,
        practice.region,
        practice.what.in_("id"),
    )


def _kind(practice: Practice, content: Content) -> str:
    return practice.kind or region_kind(practice.region, "", content)


def _islands(code: str) -> str:
    return next((digits for digits in _ISLANDS if code[:1] and code[0] in digits), "")


def _gap(one: str, other: str, figures: OfficialFigures) -> float:
    """How far apart two regions are in poverty, in points; far where a figure is missing."""
    found = tuple(_poverty((one, other), figures))
    return abs(found[0] - found[1]) if len(found) == len((one, other)) else 100.0


def _poverty(codes: tuple[str, ...], figures: OfficialFigures) -> Iterator[float]:
    for code in codes:
        if _POVERTY in figures.indicators and (figure := figures.newest(_POVERTY, code)):
            yield figure.value
