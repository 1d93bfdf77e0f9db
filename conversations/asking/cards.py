"""The parts of a topic's page: its answer and depth, its cards, their sources and terms.

A part is a word of at most seven letters, for it travels in a button's data: "answer", "more",
"steps", "sources"; "cost" for a card; "s-cost" for a card's sources; "t-cost" for the terms inside
it; "no-cost" for the answer where there is no such card, "nm-cost" for the depth.
"""

from __future__ import annotations

import html
from collections.abc import Collection

from conversations.asking.papers import is_for_papers, papers_button
from conversations.messages import ButtonRows, Choice, side_by_side
from knowledge.edition import Edition
from knowledge.matching.courtesies import COURTESIES
from knowledge.models.cards import FACETS, AskedFacet, Facet
from knowledge.models.content import Part

PARTS = ("answer", "more", "steps", "sources")
# A thumb says which part is on the screen: "+more".
UP, DOWN = "+", "-"

_CODES: dict[str, Facet] = {facet[:4]: facet for facet in FACETS}
_SOURCES, _TERMS, _NONE, _NONE_MORE = "s-", "t-", "no-", "nm-"
# What a topic's own answer tells anyway, so that nobody is told that there is no card.
_TOLD_ANYWAY = frozenset({"general", "what", "why", "how"})
# As many characters of a label show whole beside two others, and so many rows of cards are shown.
_THIRD_WIDTH, _BESIDE, _ROWS = 8, 3, 2
# A message explains so many terms.
_MOST_TERMS = 6


def part_asked(edition: Edition, topic_id: str, facet: AskedFacet, part: Part) -> str:
    """The part that answers what is asked about a topic.

    part: what answers where the facet has no card: the depth where the summary was just read.
    """
    entry = edition.content.facets.facets.get(facet) if facet != "general" else None
    if entry and part == "answer" and topic_id in entry.own:
        return part
    # "Explain it again" wants more than was read, not a definition.
    if edition.card(topic_id, facet) and (facet != "what" or part == "answer"):
        return facet[:4]
    if part == "steps":
        return part if edition.content.topics[topic_id].first_steps else "more"
    if facet in _TOLD_ANYWAY or entry is None or topic_id in entry.subjects:
        return part
    return (_NONE_MORE if part == "more" else _NONE) + facet[:4]


def is_part(part: str) -> bool:
    """Whether a word from a button names a part of a topic's page."""
    return part in PARTS or part in _CODES or _inside(part) is not None


def is_behind(part: str) -> bool:
    """Whether a part is the sources or the terms of another: its only way on is back."""
    return part.startswith((_SOURCES, _TERMS))


def facet_shown(part: str) -> Facet | None:
    """The facet whose card a part is."""
    return _CODES.get(part)


def card_parts(edition: Edition, topic_id: str) -> tuple[str, ...]:
    """The parts of a topic that are cards, those that are asked for most first."""
    facets = dict.fromkeys((*edition.content.facets.first, *FACETS))
    return tuple(facet[:4] for facet in facets if edition.card(topic_id, facet))


def sources_part(part: str) -> str:
    """The part with the sources of another."""
    return _SOURCES + part if part in _CODES else "sources"


def facet_told(part: str) -> AskedFacet:
    """The facet that a part answers, by a card or by saying that there is none."""
    return _CODES.get(_inside(part) or part) or "general"


def unread(edition: Edition, topic_id: str, part: str, shown: str) -> str:
    """The part, or another one where its text is the one that is on the screen.

    shown: the part of the same topic that is on the screen.
    """
    told = _text_of(shown)
    if told != _text_of(part) or part == "steps":  # one may point at a step that is on the screen
        return part
    if part.startswith((_NONE, _NONE_MORE)):
        return (_NONE if told == "more" else _NONE_MORE) + part.partition("-")[2]
    if told != "more":
        return "more"
    others = _other_cards(edition, topic_id, "answer")
    return others[0].question if others else "answer"


def _text_of(part: str) -> str:
    """Which text a part shows, be it below a line that there is no card."""
    return part if part in _CODES or is_behind(part) else _depth(part) or part


def part_text(edition: Edition, topic_id: str, part: str) -> str:
    """One part of a topic's page, marked up."""
    inside = _inside(part) or part
    facet = _CODES.get(inside)
    if part.startswith((_NONE, _NONE_MORE)) and facet:
        return _without_card(edition, topic_id, part, facet)
    if part.startswith(_TERMS):
        return _terms_text(edition, topic_id, inside)
    if facet is None:
        return _topic_text(edition, topic_id, part)
    if part.startswith(_SOURCES):
        return _sources_text(edition, topic_id, facet)
    return _card_text(edition, topic_id, facet)


def part_rows(
    edition: Edition, topic_id: str, shown: str, waiting: Collection[str] = (), *, rate: bool
) -> ButtonRows:
    """The buttons of a part: other cards first, then the depth, sources and terms, and thumbs.

    waiting: the facets of the topic that have a button of their own already.
    """
    if is_behind(shown):
        inside = _inside(shown) or "answer"
        label = edition.label("back-to", page=_name(edition, inside))
        return ((_button(label, inside, topic_id),),)
    rows = (
        *side_by_side(_BESIDE, *_other_cards(edition, topic_id, shown, waiting)),
        *side_by_side(2, *_ways_into(edition, topic_id, shown)),
    )
    if not rate or topic_id in COURTESIES:
        return rows
    thumbs = tuple(
        Choice(edition.label(label), "ask", sign + shown, topic_id)
        for sign, label in ((UP, "helpful"), (DOWN, "unhelpful"))
    )
    if len(rows[-1]) == 1 and len(rows[-1][0].label) <= _THIRD_WIDTH:
        return (*rows[:-1], (*rows[-1], *thumbs))  # no row of their own
    return (*rows, thumbs)


def has_cards(edition: Edition, topic_id: str) -> bool:
    """Whether anything asked about a topic has a card."""
    cards = edition.content.cards.get(topic_id)
    return cards is not None and any(True for _ in cards.each())


def _inside(part: str) -> str | None:
    """The part whose sources, terms or lack of a card is shown."""
    for sign in (_SOURCES, _TERMS, _NONE, _NONE_MORE):
        inside = part.removeprefix(sign)
        if inside != part and (inside in _CODES or (sign == _TERMS and inside in PARTS)):
            return inside
    return None


def _button(label: str, part: str, topic_id: str) -> Choice:
    return Choice(label, "ask", part, topic_id)


def facet_label(edition: Edition, facet: Facet) -> str:
    """The label of a facet, of one or two words."""
    return edition.content.facets.facets[facet].label.in_(edition.language)


def _name(edition: Edition, part: str) -> str:
    """What a button calls a part."""
    facet = _CODES.get(part)
    return facet_label(edition, facet) if facet else edition.label(part)


def _other_cards(
    edition: Edition, topic_id: str, shown: str, waiting: Collection[str] = ()
) -> list[Choice]:
    """Buttons of the cards that are not shown, the likeliest next first; two rows at most.

    The last of them opens the terms inside what is shown.
    """
    if shown in PARTS and shown != "answer":
        return []
    facet = _CODES.get(_inside(shown) or shown)
    facets = edition.content.facets
    likely = facets.facets[facet].next if facet else ()
    others = [
        _button(facet_label(edition, other), other[:4], topic_id)
        for other in dict.fromkeys((*likely, *facets.first, *FACETS))
        if other != facet and other not in waiting and edition.card(topic_id, other)
    ]
    if shown in _CODES:
        others.insert(0, _button(edition.label("summary"), "answer", topic_id))
    terms = _terms_button(edition, topic_id, shown) if others else []
    return [*others[: _BESIDE * _ROWS - len(terms)], *terms]


def _ways_into(edition: Edition, topic_id: str, shown: str) -> list[Choice]:
    """Buttons of the topic's other parts, and of what is behind the one shown."""
    topic = edition.content.topics[topic_id]
    on_card = shown in _CODES
    has = {
        "answer": not on_card,
        "more": True,
        "steps": bool(topic.first_steps) and (not on_card or _CODES[shown] == "how"),
        "sources": bool(topic.sources) and not on_card,
    }
    buttons = [
        _button(edition.label(part), part, topic_id)
        for part in PARTS
        if has[part] and part != (shown if shown in PARTS else "answer")
    ]
    if shown == "steps" and is_for_papers(edition, topic_id):
        buttons.append(papers_button(edition, topic_id))
    if on_card:
        buttons.append(_button(edition.label("sources"), _SOURCES + shown, topic_id))
    if not _other_cards(edition, topic_id, shown):
        buttons += _terms_button(edition, topic_id, shown)
    return buttons


def _terms_button(edition: Edition, topic_id: str, shown: str) -> list[Choice]:
    inside = shown if shown in _CODES else _depth(shown)
    if inside is None or not _terms(edition, topic_id, inside):
        return []
    return [_button(edition.label("terms"), _TERMS + inside, topic_id)]


def _depth(shown: str) -> str | None:
    """Whether the answer or the depth of a topic is shown."""
    if shown in {"answer", "more"}:
        return shown
    return "more" if shown.startswith(_NONE_MORE) else "answer" if shown not in PARTS else None


def _terms(edition: Edition, topic_id: str, part: str) -> tuple[str, ...]:
    facet = _CODES.get(part)
    card = edition.card(topic_id, facet) if facet else None
    topic = edition.content.topics[topic_id]
    said = card.text if card else topic.more if part == "more" else topic.answer
    return edition.terms_in(said.in_(edition.language), topic_id)[:_MOST_TERMS]


def _card_text(edition: Edition, topic_id: str, facet: Facet) -> str:
    card = edition.card(topic_id, facet)
    if card is None:  # it was there when the button was made
        return _without_card(edition, topic_id, _NONE, facet)
    said = html.escape(card.text.in_(edition.language).strip(), quote=False)
    label, title = facet_label(edition, facet), edition.title(topic_id)
    text = edition.fill("card", title=title, facet=label, text=said)
    return text + "\n\n" + edition.say("card-proposal") if card.proposal else text


def _without_card(edition: Edition, topic_id: str, part: str, facet: Facet) -> str:
    """The general answer, below a line that says so."""
    name = edition.content.facets.facets[facet].name.in_(edition.language)
    line = edition.say("card-none", facet=name)
    if has_cards(edition, topic_id):
        nearest = _other_cards(edition, topic_id, _NONE + facet[:4])[0]
        line += " " + edition.say("card-nearest", card=nearest.label)
    general = "more" if part.startswith(_NONE_MORE) else "answer"
    return f"{line}\n\n{_topic_text(edition, topic_id, general)}"


def _sources_text(edition: Edition, topic_id: str, facet: Facet) -> str:
    card = edition.card(topic_id, facet)
    if card is None:
        return _topic_text(edition, topic_id, "sources")
    lines = [edition.fill("source", source=edition.source(code)) for code in card.sources]
    notes = [edition.say("card-as-of", month=edition.month(card.as_of))]
    if card.reviewed:
        role, month = card.reviewed.role.in_(edition.language), edition.month(card.reviewed.month)
        notes.append(edition.say("card-reviewed", role=role, month=month))
    else:
        notes.append(edition.say("card-unreviewed"))
    if card.original:
        notes.append(edition.say("card-original"))
    title = f"{edition.title(topic_id)} · {facet_label(edition, facet)}"
    text = "\n".join(lines) + "\n\n" + " ".join(notes)
    return _page(edition, edition.fill("sources-heading", title=title), text)


def _terms_text(edition: Edition, topic_id: str, inside: str) -> str:
    texts = (term_text(edition, term_id) for term_id in _terms(edition, topic_id, inside))
    heading = edition.fill("terms-heading", title=edition.title(topic_id))
    return _page(edition, heading, "\n\n".join(texts))


def term_text(edition: Edition, term_id: str) -> str:
    """A term and what it means."""
    entry = edition.content.glossary.terms[term_id]
    means = entry.means.in_(edition.language)
    if entry.full == entry.term:
        return edition.say("term-plain", term=entry.term, means=means)
    return edition.say("term", term=entry.term, full=entry.full, means=means)


def _topic_text(edition: Edition, topic_id: str, part: str) -> str:
    topic = edition.content.topics[topic_id]
    title = edition.title(topic_id)
    match part:
        case "more":
            return _page(edition, title, topic.more.in_(edition.language).strip())
        case "steps":
            steps = (
                edition.fill(
                    "step",
                    number=str(number),
                    act=step.do.in_(edition.language),
                    who=step.who.in_(edition.language),
                )
                for number, step in enumerate(topic.first_steps, start=1)
            )
            return _page(edition, edition.fill("steps-heading", title=title), "\n\n".join(steps))
        case "sources":
            lines = [edition.fill("source", source=line) for line in edition.sources(topic)]
            text = "\n".join(lines) or edition.say("sources-none")
            return _page(edition, edition.fill("sources-heading", title=title), text)
        case _:
            return _page(edition, title, topic.answer.in_(edition.language).strip())


def _page(edition: Edition, title: str, text: str) -> str:
    return edition.fill("answer", title=title, text=text)
