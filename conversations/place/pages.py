"""The pages of a region: official figures beside province and nation, and regions like it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from conversations.answer_labels import question_name
from conversations.messages import ButtonRows, Choice
from conversations.rows import packed
from knowledge.edition import Edition
from knowledge.indicators.figures import NATION, OfficialFigure
from knowledge.models.indicator import FiguresPage, Indicator
from knowledge.models.questions import NEEDS

SCREENS: Final[tuple[FiguresPage, ...]] = ("needs", "others", "alone")
TextAndButtons = tuple[str, ButtonRows]


def region_page(code: str, screen: FiguresPage, edition: Edition) -> TextAndButtons:
    """A page of a region's figures. code: of a regency, a city or a province."""
    shown = shown_on(screen, edition)
    lines = [line for id_ in shown if (line := _line(id_, code, screen, edition))]
    note = "place-note" if "." in code else "place-note-province"
    text = edition.fill(
        "place-page",
        region=full_name(code, edition),
        figures="\n\n".join(lines),
        note=edition.say(note, producers=producers_told(shown, edition)),
    )
    return text, _rows(code, screen, edition)


def meaning_page(code: str, screen: FiguresPage, edition: Edition) -> TextAndButtons:
    """What the figures of a page measure, and what they do not."""
    told = [_meaning(indicator_of(id_, edition), edition) for id_ in shown_on(screen, edition)]
    text = "\n\n".join((edition.say("place-meanings"), *told))
    return text, packed(place_button(edition, f"place-{screen}", screen, code))


def which_region_page(
    regions: Iterable[tuple[str, str]], screen: FiguresPage, edition: Edition
) -> TextAndButtons:
    """Which of several regions (code, name) is meant."""
    choices = (Choice(name, "place", screen, code) for code, name in regions)
    return edition.say("place-which"), tuple((choice,) for choice in choices)


def full_name(code: str, edition: Edition) -> str:
    """A region's name with its province."""
    province = edition.province(code)
    region = edition.region(code)
    return edition.say("place-region", region=region, province=province) if province else region


def figure_told(figure: OfficialFigure, edition: Edition) -> str:
    """A figure with its unit and year: "12,8 % penduduk (2024)"."""
    indicator = indicator_of(figure.indicator, edition)
    if figure.value == 0 and indicator.zero:
        zero = indicator.zero.in_(edition.language)
        return edition.fill("place-zero", value=zero, year=str(figure.year))
    return edition.fill(
        "place-figure",
        value=edition.number(figure.value),
        unit=indicator.unit.in_(edition.language),
        year=str(figure.year),
    )


def _line(id_: str, code: str, screen: FiguresPage, edition: Edition) -> str:
    """One indicator with all that may be said beside it; "" where there is nothing to say."""
    indicator = indicator_of(id_, edition)
    figure = edition.content.figures.newest(id_, code)
    if figure is not None:
        told = _told(figure, edition)
    elif screen == "needs":
        told = _nation_only(id_, edition)
    else:
        told = edition.say("place-none")
    name = indicator.name.in_(edition.language)
    if screen == "needs" and indicator.need:
        need = question_name(edition, indicator.need)
        return edition.fill("place-line", need=need, name=name, figure=told)
    return edition.fill("place-plain", name=name, figure=told)


def _told(figure: OfficialFigure, edition: Edition) -> str:
    figures = edition.content.figures
    first = "; ".join((figure_told(figure, edition), *beside_told(figure, edition)))
    second = list(_notes(figure, edition))
    own = figures.own(figure.indicator, figure.code)
    lines = [first, _sentence("; ".join(second))] if second else [first]
    if own:
        value, year = edition.number(own.value), str(own.year)
        lines.append(edition.say("place-own", value=value, year=year, source=own.source))
    return "\n".join(lines)


def beside_told(figure: OfficialFigure, edition: Edition) -> Iterable[str]:
    """The province's and the nation's value of the same year, where they are held."""
    province, nation = edition.content.figures.beside(figure)
    if province:
        yield edition.say("place-province", value=edition.number(province.value))
    elif "." in figure.code and edition.content.figures.has_provinces(figure):
        yield edition.say("place-province-none")
    if nation:
        yield edition.say("place-nation", value=edition.number(nation.value))


def _notes(figure: OfficialFigure, edition: Edition) -> Iterable[str]:
    """Where the region stands, how it was before, and what to beware of."""
    figures = edition.content.figures
    if figures.is_flagged(figure):
        yield edition.say("place-flagged")
    if figures.is_unconfirmed(figure):
        yield edition.say("place-unconfirmed")
    if place := figures.place(figure):
        yield edition.say(f"place-part-{place.part}", among=str(place.among))
    if earlier := figures.earlier(figure):
        trend = indicator_of(figure.indicator, edition).trend
        key = "place-earlier-survey" if trend and trend.survey else "place-earlier"
        yield edition.say(key, year=str(earlier.year), value=edition.number(earlier.value))


def _nation_only(id_: str, edition: Edition) -> str:
    nation = edition.content.figures.newest(id_, NATION)
    if nation is None:
        return edition.say("place-none")
    indicator = indicator_of(id_, edition)
    return edition.say(
        "place-nation-only",
        value=edition.number(nation.value),
        unit=indicator.unit.in_(edition.language),
        year=str(nation.year),
    )


def _meaning(indicator: Indicator, edition: Edition) -> str:
    caution = indicator.caution.in_(edition.language) if indicator.caution else ""
    text = edition.fill(
        "place-meaning",
        name=indicator.name.in_(edition.language),
        definition=indicator.definition.in_(edition.language).strip(),
        caution=caution.strip(),
        producer=indicator.producer,
        publication=indicator.publication,
    )
    return "\n".join(line for line in text.splitlines() if line)


def _rows(code: str, screen: FiguresPage, edition: Edition) -> ButtonRows:
    screens = [other for other in SCREENS if other != screen and shown_on(other, edition)]
    ways = [place_button(edition, f"place-{other}", other, code) for other in screens]
    if "." in code and screen == "needs":
        ways.append(place_button(edition, "place-similar", "similar", code))
    if screen == "needs":
        ways.append(place_button(edition, "place-compare", "compare", code))
        ways.append(place_button(edition, "place-picture", "picture", code))
    ways.append(place_button(edition, "place-meaning", f"meaning-{screen}", code))
    if "." in code:
        ways.append(place_button(edition, "place-province", screen, code[:2]))
    diagnose = Choice(edition.label("place-diagnose"), "diagnose", "of", code)
    return ((diagnose,), *packed(*ways)) if "." in code else packed(*ways)


def place_button(edition: Edition, label: str, question: str, code: str) -> Choice:
    """A button below a region's page; label: its key in the wording."""
    return Choice(edition.label(label), "place", question, code)


def shown_on(screen: FiguresPage, edition: Edition) -> tuple[str, ...]:
    """The ids of the indicators of a page, those of needs in the needs' order."""
    found = [id_ for id_, i in edition.content.figures.indicators.items() if i.screen == screen]
    order = {need: place for place, need in enumerate(NEEDS)}
    found.sort(key=lambda id_: order.get(indicator_of(id_, edition).need or "", len(order)))
    return tuple(found)


def producers_told(ids: Iterable[str], edition: Edition) -> str:
    """Whose the figures of some indicators are, each producer once: "BPS, Bapanas"."""
    named = (indicator_of(id_, edition).producer.split(", ") for id_ in ids)
    return ", ".join(dict.fromkeys(name for names in named for name in names))


def indicator_of(id_: str, edition: Edition) -> Indicator:
    """What the content says of an indicator. Raises KeyError for an unknown id."""
    return edition.content.figures.indicators[id_]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
