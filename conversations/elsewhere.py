"""Answers in chats that the bot has not joined: nothing of them is remembered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from conversations.asking import cards
from conversations.asking.topic_pages import TOPIC_LINK
from conversations.messages import ButtonRows, PrivateChatButton, Sender, column
from conversations.state import State
from conversations.typed import reading_language
from knowledge import markup
from knowledge.base import Knowledge
from knowledge.edition import Edition
from knowledge.matching.outcomes import Answered, Term, Understood, Unknown, Unsure

# So many things are offered below a line that is being typed. Chosen: a phone shows about five.
_OFFERED: Final = 8
# Least probability, 0 to 1, with which a topic is offered that may be meant too. Chosen: half a
# word makes no topic likely, and nonsense none even that.
_POSSIBLE: Final = 0.05
# So many characters of a text are shown below its title.
_GLIMPSE: Final = 90


@dataclass(frozen=True, slots=True)
class SelfContained:
    """A message that stands by itself: answer, sources, and a way to the private chat.

    id: tells it from others offered beside it, at most 64 bytes. title, glimpse: plain, of a list.
    text: marked up.
    """

    id: str
    title: str
    glimpse: str
    text: str
    rows: ButtonRows


def offers(words: str, sender: Sender, knowledge: Knowledge) -> tuple[SelfContained, ...]:
    """What is offered while somebody types: cards and topics, the likeliest first."""
    if not words.strip():
        edition = knowledge.edition(reading_language(State(), sender, knowledge))
        popular = ((topic, "answer") for topic in edition.content.wording.popular)
        return tuple(_page(topic, part, edition) for topic, part in popular)
    match, edition = _understood(words, sender, knowledge)
    pages = islice(dict.fromkeys(_likely(match, edition)), _OFFERED)
    return tuple(_page(topic, part, edition) for topic, part in pages)


def guest_answer(words: str, sender: Sender, knowledge: Knowledge) -> SelfContained:
    """The one answer to a question that names the bot, or what it may be about, or that it does
    not know.
    """
    match, edition = _understood(words, sender, knowledge)
    if isinstance(match, Answered | Term):
        return _page(*next(_likely(match, edition)), edition)
    if isinstance(match, Unsure):
        likely = [found.topic for found in match.ranked[:3]]
        rows = column(
            *(PrivateChatButton(edition.title(topic), TOPIC_LINK + topic) for topic in likely)
        )
        return _told(edition.say("suggest"), rows, edition)
    refusal = edition.content.refusals.get(match.refusal) if match.refusal else None
    text = refusal.says.in_(edition.language) if refusal else edition.say("guest-unknown")
    return _told(text, column(PrivateChatButton(edition.label("go-private"), "start")), edition)


def _understood(words: str, sender: Sender, knowledge: Knowledge) -> tuple[Understood, Edition]:
    language = reading_language(State(), sender, knowledge)
    match = knowledge.find(words, language)
    return match, knowledge.edition(match.language or language)


def _likely(match: Understood, edition: Edition) -> Iterator[tuple[str, str]]:
    """Topics, each with the part of it to show; the first topic's cards before other topics."""
    sure = isinstance(match, Answered)
    topics = [
        found.topic
        for number, found in enumerate(match.ranked)
        if found.probability >= _POSSIBLE or (sure and number == 0)
    ]
    if isinstance(match, Unknown) and (match.remark or match.refusal):
        topics = []
    if isinstance(match, Term):
        topics = [edition.content.glossary.terms[term].topic for term in match.terms]
    for number, topic in enumerate(topics):
        asked = match.facet if isinstance(match, Answered | Unsure) else "general"
        if number == 0:
            yield topic, cards.part_asked(edition, topic, asked, "answer")
        yield topic, "answer"
        if number == 0 and isinstance(match, Answered):
            yield from ((topic, part) for part in cards.card_parts(edition, topic)[:2])


def _page(topic: str, part: str, edition: Edition) -> SelfContained:
    """A part of a topic with its sources below it."""
    told = cards.part_text(edition, topic, part)
    facet = cards.facet_shown(part)
    title = edition.title(topic)
    if facet:
        title = edition.fill("title-facet", title=title, facet=cards.facet_label(edition, facet))
    text = told
    if edition.content.topics[topic].sources or facet:
        text += "\n\n" + cards.part_text(edition, topic, cards.sources_part(part))
    body = markup.without_markup(told).partition("\n")[2].strip() or title
    rows = column(PrivateChatButton(edition.label("go-private"), TOPIC_LINK + topic))
    return SelfContained(f"{part}.{topic}", title, _short(body), text, rows)


def _told(text: str, rows: ButtonRows, edition: Edition) -> SelfContained:
    plain = markup.without_markup(text)
    return SelfContained("told", edition.label("go-private"), _short(plain), text, rows)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _GLIMPSE else line[: _GLIMPSE - 1].rstrip() + "…"
