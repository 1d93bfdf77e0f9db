"""The minutes of a workshop in plain words, for when no file can be made of them."""

from __future__ import annotations

from collections.abc import Iterator

from bot.papers.cleaning import cleaned
from bot.papers.minuting import MinutesSheet
from bot.papers.plain import messages
from conversations.workshop.minutes import MinutedPriority, MinutedQuestion

# The first ones with what to do, the others by their titles: a group reads a few messages.
_TOLD = 5


def minutes_messages(sheet: MinutesSheet) -> tuple[str, ...]:
    """The minutes without markup, a few messages that a phone shows without tiring its reader."""
    return messages("\n\n".join(_paragraphs(sheet)))


def _paragraphs(sheet: MinutesSheet) -> Iterator[str]:
    minutes, heads, words = cleaned(sheet.minutes), sheet.headings, sheet.words
    yield "\n".join(
        (
            f"{minutes.title}: {minutes.topic}",
            ", ".join((minutes.region or words.region_unknown, sheet.dates)),
            f"{heads['leaders']}: {', '.join(minutes.leaders)}",
            f"{heads['attendance']}: {minutes.attendance}",
        )
    )
    yield heads["priorities"].upper()
    if not any(question.rounds for question in minutes.questions):
        yield words.no_result
    elif not minutes.priorities:
        yield words.nothing_to_do
    for priority in minutes.priorities[:_TOLD]:
        yield _priority(priority, sheet)
    if others := minutes.priorities[_TOLD:]:
        yield "\n".join(f"{each.rank}. {each.title}" for each in others)
    if minutes.dissents:
        yield heads["dissents"].upper()
        yield from (each.text for each in minutes.dissents)
    told = (_question(question, sheet) for question in minutes.questions)
    yield "\n".join((heads["questions"].upper(), *told))
    yield words.room_unverified


def _priority(priority: MinutedPriority, sheet: MinutesSheet) -> str:
    lines = [f"{priority.rank}. {priority.title}"]
    if priority.divided:
        lines.append(sheet.headings["divided"])
    lines += [f"{when}: {what}" for when, what in priority.first_steps[:1]]
    if priority.who:
        lines.append(f"{sheet.words.who}: {priority.who}")
    return "\n".join(lines)


def _question(question: MinutedQuestion, sheet: MinutesSheet) -> str:
    answer = f"{question.answer} ({question.outcome})" if question.answer else question.outcome
    official = f". {sheet.words.official}: {question.official}" if question.official else ""
    return f"{question.name}: {answer}{official}"
