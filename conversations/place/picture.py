"""A region's figures as bars beside province and nation: what its picture shows, its caption."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conversations.advice.texts import bare_value
from conversations.answer_labels import question_name
from conversations.place.pages import (
    beside_told,
    figure_told,
    full_name,
    indicator_of,
    producers_told,
    shown_on,
)
from knowledge import markup
from knowledge.edition import Edition
from knowledge.indicators.figures import OfficialFigure
from knowledge.models.language import Language


@dataclass(frozen=True, slots=True)
class FigureBar:
    """One value. share: 0 to 1 of the longest bar. is_region: of the region, not beside it."""

    label: str
    value: str
    share: float
    is_region: bool = False


@dataclass(frozen=True, slots=True)
class FigureBars:
    """One indicator. heading: the need. name: with unit and year. text: which way is better."""

    heading: str
    name: str
    text: str
    bars: tuple[FigureBar, ...]


@dataclass(frozen=True, slots=True)
class RegionPicture:
    """What the picture of a region shows.

    region: with its province. label: what is not published, or "". note: what the figures are, and
    whose.
    """

    language: Language
    title: str
    region: str
    groups: tuple[FigureBars, ...]
    label: str
    note: str


def region_picture(code: str, edition: Edition) -> RegionPicture:
    """The newest figures of the five needs, those that are published of a region or a province."""
    shown = shown_on("needs", edition)
    figures = {id_: edition.content.figures.newest(id_, code) for id_ in shown}
    held = [figure for figure in figures.values() if figure]
    missing = [indicator_of(id_, edition).name.in_(edition.language) for id_ in shown]
    missing = [name for name, id_ in zip(missing, shown, strict=True) if not figures[id_]]
    return RegionPicture(
        edition.language,
        _plain("place-picture-title", edition),
        full_name(code, edition),
        tuple(_group(figure, edition) for figure in held),
        _plain("place-picture-missing", edition, names=", ".join(missing)) if missing else "",
        _plain("place-note-province", edition, producers=_producers(held, edition)),
    )


def picture_caption(code: str, edition: Edition) -> str:
    """The content of the picture in words, for those who cannot see it or do not get it."""
    newest = (edition.content.figures.newest(id_, code) for id_ in shown_on("needs", edition))
    held = [figure for figure in newest if figure]
    lines = (
        edition.fill(
            "place-picture-line",
            name=indicator_of(figure.indicator, edition).name.in_(edition.language),
            figure="; ".join((figure_told(figure, edition), *beside_told(figure, edition))),
        )
        for figure in held
    )
    return edition.fill(
        "place-picture-caption",
        region=full_name(code, edition),
        figures="\n".join(lines),
        producers=_producers(held, edition),
    )


def _group(figure: OfficialFigure, edition: Edition) -> FigureBars:
    indicator = indicator_of(figure.indicator, edition)
    return FigureBars(
        question_name(edition, indicator.need or ""),
        _plain(
            "place-picture-name",
            edition,
            name=indicator.name.in_(edition.language),
            unit=indicator.unit.in_(edition.language),
            year=str(figure.year),
        ),
        _plain(f"place-picture-{indicator.better}", edition),
        tuple(_bars(figure, edition)),
    )


def _bars(figure: OfficialFigure, edition: Edition) -> Iterator[FigureBar]:
    figures = edition.content.figures
    yield _bar(figure, edition.region(figure.code), edition, is_region=True)
    if own := figures.own(figure.indicator, figure.code):
        label = _plain("place-picture-own", edition, year=str(own.year), source=own.source)
        yield _bar(own, label, edition, is_region=True)
    province, nation = figures.beside(figure)
    if province:
        yield _bar(province, edition.region(province.code), edition)
    if nation:
        yield _bar(nation, _plain("place-picture-nation", edition), edition)


def _bar(
    figure: OfficialFigure, label: str, edition: Edition, *, is_region: bool = False
) -> FigureBar:
    low, high = indicator_of(figure.indicator, edition).range
    share = (figure.value - low) / (high - low)
    return FigureBar(label, markup.without_markup(bare_value(figure, edition)), share, is_region)


def _plain(key: str, edition: Edition, **values: str) -> str:
    return markup.without_markup(edition.say(key, **values)).strip()


def _producers(held: list[OfficialFigure], edition: Edition) -> str:
    return producers_told((figure.indicator for figure in held), edition)
