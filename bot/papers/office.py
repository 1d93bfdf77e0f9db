"""Papers for the office, from a result or from a topic: which facts they state, part by part.

All is taken from checked content, official figures and the person's own answers. What is not known
is a marked gap, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from bot.papers.cleaning import printable
from bot.papers.composing import OfficeSheet, Row, composed, form_of, numbered
from bot.papers.filling import plain_content
from bot.storage.outgoing import SendOfficePaper
from conversations.advice.fitting import action_for
from conversations.advice.rules import Priority
from conversations.advice.texts import reason
from conversations.answer_labels import answer_label, question_name
from conversations.messages import DiagnosticRecord
from conversations.results.pages import advice_on, official_beside, setting_of
from knowledge.edition import Edition
from knowledge.models.cards import Card
from knowledge.models.diagnostic import ActionEntry
from knowledge.models.office_papers import (
    Fact,
    OfficePaperId,
    OfficePart,
    RowsOf,
)
from knowledge.models.questions import NEEDS

# A region's name has so much room; a place abroad is named by whoever typed it.
_LONGEST_REGION = 120
# Which card of a topic states a fact, where nothing nearer does.
_CARDS: Mapping[Fact, str] = {
    "law": "law",
    "cost": "cost",
    "time": "time",
    "how": "how",
    "risk": "risk",
    "example": "example",
    "indicator": "indicator",
    "delay": "why",
    "who": "who",
}
# Facts of which the first sentence is said in a speech; the rest speaks to whoever reads it.
_SPOKEN: tuple[tuple[Fact, Fact], ...] = (("price", "delay"), ("case", "example"))
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_NAME = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known: facts, and the rows of each list.

    sources: codes behind all of it. card_of: the topic whose cards state facts too.
    listed: codes behind all priorities, for papers that list them.
    """

    facts: Mapping[Fact, str]
    rows: Mapping[RowsOf, Sequence[Row]]
    sources: tuple[str, ...] = ()
    card_of: str = ""
    listed: tuple[str, ...] = ()


def office_sheet(call: SendOfficePaper, edition: Edition) -> OfficeSheet:
    """Everything that stands on a paper. Raises KeyError for a paper or topic that is gone."""
    record = call.result
    told = _of_result(record, call.priority, edition) if record else _of_topic(call.topic, edition)
    known = {name: text for name, text in told.facts.items() if text}
    known |= {"day": edition.date(call.day), "year": call.day[:4]}
    form = form_of(
        cast("OfficePaperId", call.paper), "result" if record else "topic", known, edition
    )
    rows = {**told.rows, "sources": _sources(told, form.parts, edition)}
    return composed(form, rows, call.day, edition)


def office_text(sheet: OfficeSheet) -> str:
    """The paper in plain words, its parts parted by empty lines."""
    lines = [
        line
        for block in sheet.blocks
        for line in (*block.lines, *("\n".join(row) for row in block.rows))
    ]
    return "\n\n".join((*lines, sheet.foot))


def _of_result(record: DiagnosticRecord, about: str, edition: Edition) -> _Told:
    """What a result tells. about: the priority that the paper is about, or "" for the first one."""
    priorities = advice_on(record).priorities
    chosen = next((p for p in priorities if p.id == about), next(iter(priorities), None))
    facts = _region_facts(record.region, edition) | {"checked": edition.date(record.day)}
    shown = (official_beside(question, record, edition, short=True) for question in NEEDS)
    figures = [plain_content(figure) for figure in shown]
    rows: dict[RowsOf, Sequence[Row]] = {
        "priorities": numbered(_listed(priority, record, edition) for priority in priorities),
        "answers": numbered(_answers(record, edition)),
        "figures": numbered({"figure": figure} for figure in figures if figure),
        "steps": (),
    }
    if chosen is None:
        return _Told(facts, rows)
    action = action_for(chosen, setting_of(record), edition.content)
    facts |= _priority_facts(chosen, action, record, edition)
    rows["steps"] = numbered(_steps(action, edition))
    listed = (action_for(each, setting_of(record), edition.content) for each in priorities)
    codes = tuple(code for entry in listed for code in entry.sources)
    return _Told(facts, rows, action.sources, action.topics[0], codes)


def _listed(priority: Priority, record: DiagnosticRecord, edition: Edition) -> dict[str, str]:
    """A priority as a row of the list."""
    action = action_for(priority, setting_of(record), edition.content)
    language = edition.language
    return {
        "title": action.title.in_(language),
        "reason": _written(reason(priority, edition.content, language), edition),
        "step": _written(action.first_steps.day_30.in_(language), edition),
        "quarter": _written(action.first_steps.day_90.in_(language), edition),
        "whole": _written(action.first_steps.day_365.in_(language), edition),
        "lead": _written(action.who.in_(language), edition),
        "money": _written(action.money.in_(language), edition),
        "indicator": _written(action.indicator.in_(language), edition),
    }


def _answers(record: DiagnosticRecord, edition: Edition) -> Iterator[dict[str, str]]:
    for question, option in record.answers:
        yield {
            "question": question_name(edition, question),
            "answer": answer_label(edition, question, option),
        }


def _priority_facts(
    priority: Priority, action: ActionEntry, record: DiagnosticRecord, edition: Edition
) -> dict[Fact, str]:
    steps, language = action.first_steps, edition.language
    return _card_facts(action.topics[0], edition) | {
        "subject": action.title.in_(language),
        "because": _written(reason(priority, edition.content, language), edition),
        "aim": _written(action.headline.in_(language), edition),
        "first": _written(steps.day_30.in_(language), edition),
        "quarter": _written(steps.day_90.in_(language), edition),
        "whole": _written(steps.day_365.in_(language), edition),
        "who": _written(action.who.in_(language), edition),
        "money": _written(action.money.in_(language), edition),
        "indicator": _written(action.indicator.in_(language), edition),
        "caution": _written(action.caution.in_(language), edition) if action.caution else "",
        "official": _written(official_beside(priority.id, record, edition), edition),
    }


def _steps(action: ActionEntry, edition: Edition) -> Iterator[dict[str, str]]:
    steps, language = action.first_steps, edition.language
    lead = _written(action.who.in_(language), edition)
    spans = (steps.at_once, steps.day_30, steps.day_90, steps.day_365)
    for term, text in zip(edition.content.office.terms, spans, strict=True):
        if text:
            act = _written(text.in_(language), edition)
            yield {"term": term.in_(language), "act": act, "lead": lead}


def _of_topic(topic_id: str, edition: Edition) -> _Told:
    topic, language = edition.content.topics[topic_id], edition.language
    office = edition.content.office
    gap = office.gap.in_(language)
    doing = [
        {
            "term": gap.format(what=office.gaps["time"].in_(language)),
            "act": _ended(_written(step.do.in_(language), edition)),
            "lead": _written(step.who.in_(language), edition),
        }
        for step in topic.first_steps
    ]
    facts = _card_facts(topic_id, edition)
    facts["subject"] = topic.title.in_(language)
    facts["because"] = _written(topic.answer.in_(language), edition)
    for place, fact in enumerate(("first", "quarter", "whole")):
        if place < len(doing):
            facts[cast("Fact", fact)] = doing[place]["act"]
    if doing:
        facts["who"] = ", ".join(dict.fromkeys(step["lead"] for step in doing))
    empty: Sequence[Row] = ()
    return _Told(
        facts,
        {
            "priorities": empty,
            "answers": empty,
            "figures": empty,
            "steps": numbered(doing),
        },
        topic.sources,
        topic_id,
    )


def _card_facts(topic_id: str, edition: Edition) -> dict[Fact, str]:
    """What a topic's cards tell, and what of it can be said aloud."""
    cards = ((fact, edition.card(topic_id, facet)) for fact, facet in _CARDS.items())
    told = {fact: _card_text(card, edition) for fact, card in cards if card}
    spoken = {short: _first_sentence(told[whole]) for short, whole in _SPOKEN if whole in told}
    return told | spoken


def _first_sentence(text: str) -> str:
    return _SENTENCE_END.split(text, maxsplit=1)[0]


def _card_text(card: Card, edition: Edition) -> str:
    """What a card says; advice of ours says that it is."""
    text = _written(card.text.in_(edition.language), edition)
    own = edition.content.office.proposal.in_(edition.language)
    return f"{text} {own}" if card.proposal else text


def _named_in(parts: Sequence[OfficePart]) -> set[str]:
    """The facts that some parts name."""
    texts = (said for part in parts for _, text in part.texts() for _, said in text.each())
    return {name for text in texts for name in _NAME.findall(text)}


def _region_facts(code: str, edition: Edition) -> dict[Fact, str]:
    name = printable(edition.region(code), _LONGEST_REGION)
    facts: dict[Fact, str] = {"region": name}
    kind = edition.region_kind(code)
    if kind:
        head = edition.content.office.heads[kind].in_(edition.language)
        facts["head"] = head.format(name=name.partition(" ")[2])
    return facts


def _written(text: str, edition: Edition) -> str:
    """A text of the bot as a paper says it: plain, and not spoken to the reader."""
    text = plain_content(text)
    for retold in edition.content.office.retold:
        spoken, written = (each.in_(edition.language) for each in (retold.spoken, retold.written))
        text = text.replace(spoken, written)
    return text


def _ended(text: str) -> str:
    """A step as a sentence."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _sources(told: _Told, parts: Sequence[OfficePart], edition: Edition) -> Sequence[Row]:
    """The sources of what a paper says, and of no more."""
    codes, named = list(told.sources), _named_in(parts)
    if any(part.each == "priorities" for part in parts):
        codes += told.listed
    for fact, facet in _CARDS.items():
        card = edition.card(told.card_of, facet) if fact in named else None
        if card and told.facts[fact] == _card_text(card, edition):
            codes += card.sources
    lines = (plain_content(edition.source(code)) for code in dict.fromkeys(codes))
    return numbered([{"source": line} for line in lines])
