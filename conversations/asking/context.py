"""What a message means in the light of what was shown before it.

"Yang kedua" reads the list just shown, "balik ke yang tadi" the way that was taken, "lanjut" the
questions that are still to be answered; anything else is read by the matcher, which is told what
was talked about.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from conversations.asking import agenda, cards
from conversations.state import State
from knowledge.base import Knowledge
from knowledge.edition import Edition
from knowledge.markup import without_markup
from knowledge.matching.courtesies import COURTESIES
from knowledge.matching.matcher import Answered, Unknown, Unsure
from knowledge.matching.outcomes import AskedTopic, Ranked, Understood
from knowledge.matching.references import Back, Pointed
from knowledge.models.content import Part
from knowledge.models.language import Language

# So many topics are remembered to go back to, and so many buttons to count off.
_TRAIL, _LISTED = 8, 6
# What is asked of a topic that one goes back to must be this likely to name another one.
_NAMED = 0.02
_OFFERS = 3
# A line of a list in an answer begins with a number or a sign, and a blank behind it.
_ITEM = re.compile(r"^\s*(?:\d+[.)]|[^\w\s])\s+", re.MULTILINE)


def topic_before(state: State, knowledge: Knowledge) -> str | None:
    """What is talked about: the first topic offered, or else the one shown.

    Where the cost is offered, one still talks about what it is the cost of.
    """
    general = knowledge.content.followups.general
    offered = state.pending.topics if state.pending else ()
    if offered and not (state.topic and offered[0] in general):
        return offered[0]
    return state.topic


def subject(state: State, topic: str, general: Collection[str]) -> str:
    """What is talked about once a topic was shown to a follow-up."""
    return state.topic if state.topic and topic in general else topic


def understand(
    state: State, text: str, knowledge: Knowledge, language: Language, *, aside: bool = False
) -> Understood:
    """What a message is, in the light of what was shown before.

    aside: said in the middle of something else, whose own buttons say "go on" and "back".
    """
    if aside:
        counting = knowledge.buttons.only_counts(text)
        return (
            Unknown(())
            if counting
            else knowledge.find(text, language, topic_before(state, knowledge))
        )
    said = knowledge.references
    if state.agenda and said.goes_on(text):
        return replace(_at(state.agenda[0].topic), facet=state.agenda[0].facet)
    if topic_before(state, knowledge) and said.denies(text):
        return Unknown((), missed=True)
    if (back := said.back(text)) and (found := _gone_back(state, back, knowledge, language)):
        return found
    if found := _counted(state, text, knowledge, language):
        return found
    if (anew := said.changes(text)) is not None:
        return knowledge.find(anew, language)
    return _following(state, text, knowledge, language)


def shown(state: State, topic: str, part: str = "answer") -> State:
    """The state after a part of a topic was shown."""
    if topic in COURTESIES:
        # After "ok, thanks" one still talks about what was answered before it.
        return replace(state, pending=None)
    trail = tuple(before for before in state.trail if before != topic)
    waiting = agenda.without(state.agenda, AskedTopic(topic, cards.facet_told(part)))
    return replace(
        state,
        topic=topic,
        part=part,
        pending=None,
        trail=(*trail, topic)[-_TRAIL:],
        agenda=waiting,
        listed=(),
    )


def settled(state: State, knowledge: Knowledge) -> State:
    """The state as the next message finds it: what was offered first is on the trail."""
    topic = topic_before(state, knowledge)
    if topic is None or topic in state.trail[-1:]:
        return state
    trail = tuple(before for before in state.trail if before != topic)
    return replace(state, trail=(*trail, topic)[-_TRAIL:])


def listed(state: State, topics: Iterable[str]) -> State:
    """The state with the topics on the buttons just shown, in their order."""
    return replace(state, listed=tuple(topics)[:_LISTED])


def others(
    state: State, question: str, knowledge: Knowledge, language: Language
) -> tuple[str, ...]:
    """What may be meant where the topic shown or offered is not, likeliest first.

    question: what was asked; "" if nothing was, as after a button.
    """
    unmeant = {state.topic, *(state.pending.topics if state.pending else ())}
    ranked = knowledge.find(question, language).ranked if question else ()
    near = [found.topic for found in ranked]
    topic = knowledge.content.topics.get(topic_before(state, knowledge) or "")
    near += topic.related if topic else ()
    able = [t for t in near if t in knowledge.content.topics and t not in COURTESIES]
    return tuple(t for t in dict.fromkeys(able) if t not in unmeant)[:_OFFERS]


def _following(state: State, text: str, knowledge: Knowledge, language: Language) -> Understood:
    """What a message is after a topic was shown, or after a question that was not understood.

    Where it is not understood either, and asks something, both are read together.
    """
    match = knowledge.find(text, language, topic_before(state, knowledge), state.dialect)
    if not state.unanswered or not isinstance(match, Unknown | Unsure):
        return match
    if (isinstance(match, Unknown) and _is_told(match)) or not knowledge.matcher.asks(text):
        return match
    together = knowledge.find(f"{state.unanswered}. {text}", language)
    return match if isinstance(together, Unknown) else together


def _is_told(match: Unknown) -> bool:
    """Whether it is known what a message is, though no topic answers it."""
    return match.missed or bool(match.remark or match.refusal)


def _gone_back(
    state: State, back: Back, knowledge: Knowledge, language: Language
) -> Understood | None:
    """The topic that a person goes back to; None if there is nowhere to go back to."""
    trail = settled(state, knowledge).trail
    before = trail[:-1]
    if back.rest:
        found = knowledge.find(back.rest, language)
        if isinstance(found, Answered) or not before:
            return found
        named = [r for r in found.ranked if r.topic in before and r.probability >= _NAMED]
        if named:
            facet = knowledge.facets.read(back.rest, named[0].topic).facet
            return replace(_at(named[0].topic), language=found.language, facet=facet)
        return knowledge.find(back.rest, language, before[-1])
    if not before:
        return None
    return _at(before[0] if back.first else before[-1])


def _counted(
    state: State, text: str, knowledge: Knowledge, language: Language
) -> Understood | None:
    """What a message points at in a list of buttons or of an answer; None if it points nowhere."""
    pointed = knowledge.references.pointed(text)
    topic = topic_before(state, knowledge)
    if pointed is None:
        # Where nothing is listed, "2" is not about the second of anything else.
        return Unknown(()) if knowledge.buttons.only_counts(text) else None
    if topic and knowledge.references.listed(text, topic):
        return None  # of a list that the content declares
    offered = state.pending.topics if state.pending else ()
    if (place := _place(pointed, offered)) is not None:
        return _of(offered[place], pointed, knowledge, language)
    part = _list_in(state, pointed, knowledge.edition(language))
    if topic and topic == state.topic and part:
        if pointed.rest:
            return knowledge.find(pointed.rest, language, topic)
        return replace(_at(topic), part=part)
    if (place := _place(pointed, state.listed)) is not None:
        return _of(state.listed[place], pointed, knowledge, language)
    return None if pointed.rest else Unknown(())


def _place(pointed: Pointed, topics: tuple[str, ...]) -> int | None:
    return pointed.of(len(topics)) if topics else None


def _of(topic: str, pointed: Pointed, knowledge: Knowledge, language: Language) -> Understood:
    return knowledge.find(pointed.rest, language, topic) if pointed.rest else _at(topic)


def _list_in(state: State, pointed: Pointed, edition: Edition) -> Part | None:
    """The part that is on the screen, if it is a list that has what is pointed at."""
    entry = edition.content.topics.get(state.topic or "")
    if entry is None:
        return None
    lengths: dict[Part, int] = {
        "answer": _items(entry.answer.in_(edition.language)),
        "more": _items(entry.more.in_(edition.language)),
        "steps": len(entry.first_steps),
    }
    for part, length in lengths.items():
        if part == state.part and length > 1 and pointed.of(length) is not None:
            return part
    return None


def _items(text: str) -> int:
    return len(_ITEM.findall(without_markup(text)))


def _at(topic: str) -> Answered:
    return Answered((Ranked(topic, 1.0),))


def topics_of(match: Understood) -> tuple[str, ...]:
    """The topics of a match, the likeliest first."""
    return tuple(dict.fromkeys(found.topic for found in match.ranked))
