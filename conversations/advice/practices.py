"""What other regions did about a priority: one practice that lasted beside one that did not."""

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


def practices_for(subject: str, setting: Setting, content: Content) -> tuple[Practice, ...]:
    """The practice nearest to a region that lasted, and the one that did not.

    Near is first who is of the same kind, then of the same group of islands, then about as poor;
    what was done on islands is not told to highland, and places abroad come last. subject: the id
    of a priority. Either may be missing; the same call gives the same.
    """
    mine = region_kind(setting.region, setting.kind, content)
    about = [
        each
        for each in content.practices.values()
        if subject in each.about
        and not (mine == "pegunungan" and _kind(each, content) == "kepulauan")
    ]
    about.sort(key=lambda each: _distance(each, setting, content))
    lasted = [each for each in about if each.lasted]
    ended = [each for each in about if not each.lasted]
    return (*lasted[:1], *ended[:1])


def practices_text(subject: str, setting: Setting, edition: Edition) -> str:
    """Both practices in words, each result with its caveat and sources; "" if there are none."""
    found = practices_for(subject, setting, edition.content)
    if not found:
        return ""
    name = _name(subject, edition)
    told = "\n\n".join(_told(each, edition) for each in found)
    codes = dict.fromkeys(code for each in found for code in each.sources)
    sources = "\n".join(edition.fill("source", source=edition.source(code)) for code in codes)
    return edition.fill("practices", subject=name, practices=told, sources=sources)


def practice_place(practice: Practice, edition: Edition) -> str:
    """Where a practice was: the name of the region, or of the place abroad."""
    return (
        practice.place.in_(edition.language) if practice.place else edition.region(_code(practice))
    )


def _name(subject: str, edition: Edition) -> str:
    question = edition.content.diagnostic.questions.get(subject)
    name = question.name if question else edition.content.actions.priorities[subject].title
    return name.in_(edition.language)


def _code(practice: Practice) -> str:
    return practice.region or ""


def _told(practice: Practice, edition: Edition) -> str:
    return edition.fill(
        "practice-lasted" if practice.lasted else "practice-ended",
        region=practice_place(practice, edition),
        year=str(practice.year),
        what=practice.what.in_(edition.language).strip(),
        result=practice.result.in_(edition.language).strip(),
        caveat=practice.caveat.in_(edition.language).strip(),
    )


def _distance(practice: Practice, setting: Setting, content: Content) -> tuple[object, ...]:
    kind = region_kind(setting.region, setting.kind, content)
    return (
        practice.region is None,
        kind != _kind(practice, content),
        _islands(setting.region) != _islands(_code(practice)),
        _gap(setting.region, _code(practice), content.figures),
        -practice.year,
        _code(practice),
        practice.what.in_("id"),
    )


def _kind(practice: Practice, content: Content) -> str:
    return practice.kind or region_kind(_code(practice), "", content)


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
