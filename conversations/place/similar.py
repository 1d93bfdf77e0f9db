"""Regions like one, with what they improved, and what regions did about a need."""

from __future__ import annotations

from typing import Final

from conversations.advice.fitting import Setting
from conversations.advice.practices import practices_text
from conversations.answer_labels import question_name
from conversations.messages import Choice
from conversations.place.pages import (
    TextAndButtons,
    figure_told,
    indicator_of,
    place_button,
    producers_told,
    shown_on,
)
from conversations.rows import packed
from knowledge.edition import Edition
from knowledge.indicators.similar import (
    Similar,
    figure_of_need,
    likeness,
    similar_to,
    worst_need,
)
from knowledge.models.questions import NEEDS

# What the buttons of these pages begin with; the need stands behind it.
SIMILAR_VIEW: Final = "similar"
PRACTICES_VIEW: Final = "practices"


def similar_page(code: str, edition: Edition, need: str = "") -> TextAndButtons:
    """Regions like this one, those that improved most in a need first.

    need: "" for the one that is worst in the region.
    """
    figures, kinds = edition.content.figures, edition.content.kinds
    indicator = figure_of_need(need, code, figures) if need else None
    indicator = indicator or worst_need(code, figures)
    found = similar_to(code, indicator, figures, kinds) if indicator else ()
    mine = likeness(code, figures)
    if not found or indicator is None or mine is None:
        rows = packed(place_button(edition, "place-needs", "needs", code))
        return edition.say("place-similar-none", region=edition.region(code)), rows
    need = indicator_of(indicator, edition).need or ""
    text = edition.fill(
        "place-similar",
        region=edition.region(code),
        why=_why(code, found[0], edition),
        regions="\n\n".join(_similar(n, each, edition) for n, each in enumerate(found, start=1)),
        note=_note(found[0], edition),
    )
    others = [
        Choice(question_name(edition, other), "place", f"{SIMILAR_VIEW}-{other}", code)
        for other in _needs(code, edition)
        if other != need
    ]
    practices = place_button(edition, "practices", f"{PRACTICES_VIEW}-{need}", code)
    return text, packed(practices, place_button(edition, "place-needs", "needs", code), *others)


def practices_page(code: str, edition: Edition, need: str = "") -> TextAndButtons:
    """What regions did about a need; "" for the one that is worst in this one."""
    if not need and (indicator := worst_need(code, edition.content.figures)):
        need = indicator_of(indicator, edition).need or ""
    text = practices_text(need, Setting(code), edition) if need else ""
    view = f"{SIMILAR_VIEW}-{need}" if need else SIMILAR_VIEW
    others = (
        Choice(question_name(edition, other), "place", f"{PRACTICES_VIEW}-{other}", code)
        for other in NEEDS
        if other != need
    )
    return text or edition.say("practices-none"), packed(
        place_button(edition, "place-similar", view, code),
        place_button(edition, "place-needs", "needs", code),
        *others,
    )


def _needs(code: str, edition: Edition) -> tuple[str, ...]:
    """The needs of which the region has a value on its first page."""
    figures = edition.content.figures
    shown = (id_ for id_ in shown_on("needs", edition) if figures.newest(id_, code))
    return tuple(need for id_ in shown if (need := indicator_of(id_, edition).need))


def _why(code: str, first: Similar, edition: Edition) -> str:
    poverty, development = likeness(code, edition.content.figures) or (None, None)
    need = indicator_of(first.after.indicator, edition).need or ""
    return edition.say(
        "place-similar-why" if first.before else "place-similar-why-now",
        kind=edition.say(f"place-kind-{edition.content.kinds[code].kind}"),
        need=question_name(edition, need).lower(),
        region=edition.region(code),
        poverty=edition.number(poverty.value) if poverty else "",
        development=edition.number(development.value) if development else "",
        year=str(poverty.year) if poverty else "",
    )


def _similar(number: int, found: Similar, edition: Edition) -> str:
    values = {
        "number": str(number),
        "region": edition.region(found.code),
        "province": edition.province(found.code),
        "name": indicator_of(found.after.indicator, edition).name.in_(edition.language),
        "year": str(found.poverty.year),
        "poverty": edition.number(found.poverty.value),
        "development": edition.number(found.development.value),
    }
    if found.before is None:
        told = figure_told(found.after, edition)
        if edition.content.figures.is_flagged(found.after):
            told += "; " + edition.say("place-flagged")
        return edition.fill("place-similar-region-now", figure=told, **values)
    return edition.fill(
        "place-similar-region",
        before=edition.number(found.before.value),
        after=edition.number(found.after.value),
        to=str(found.after.year),
        **values,
        **{"from": str(found.before.year)},
    )


def _note(found: Similar, edition: Edition) -> str:
    shown = (found.after, found.poverty, found.development)
    told = producers_told((each.indicator for each in shown), edition)
    return edition.say("place-note-province", producers=told)
