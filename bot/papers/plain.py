"""The result in plain words, for those who cannot open files."""

from __future__ import annotations

from collections.abc import Iterator

from bot.papers.cleaning import cleaned
from bot.papers.sheet import Rung, Sheet, SheetPriority, Words

# Telegram takes 4,096 characters; a phone shows about 1,200 without tiring its reader.
MOST_CHARACTERS = 4000
MOST_PER_MESSAGE = 1200

# Levels of detail: 0 the title alone, the highest one everything.
_LEVELS = range(4)


def plain_text(sheet: Sheet, words: Words) -> str:
    """The whole result without markup, at most 4,000 characters, parts parted by empty lines.

    Whoever sends it as HTML escapes it first.
    """
    sheet = cleaned(sheet)
    before = "\n\n".join(_profile(sheet, words))
    after = f"{words.honest_note}: {sheet.note}" if sheet.note else words.unverified
    room = MOST_CHARACTERS - len(before) - len(after) - len("\n\n" * 2)
    text = "\n\n".join((before, _priorities(sheet.priorities, words, room), after))
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"


def messages(text: str, most: int = MOST_PER_MESSAGE) -> tuple[str, ...]:
    """The text as messages of at most `most` characters, parted at empty lines where possible."""
    parts: list[str] = []
    for piece in _pieces(text, most):
        if parts and len(parts[-1]) + len("\n\n") + len(piece) <= most:
            parts[-1] += f"\n\n{piece}"
        else:
            parts.append(piece)
    return tuple(parts)


def _pieces(text: str, most: int) -> Iterator[str]:
    """Paragraphs; one that is too long is split at a line, at a space or, if need be, anywhere."""
    for paragraph in text.split("\n\n"):
        rest = paragraph
        while len(rest) > most:
            at = max(rest.rfind("\n", 0, most), 0) or max(rest.rfind(" ", 0, most), 0) or most
            yield rest[:at]
            rest = rest[at:].strip()
        if rest:
            yield rest


def _profile(sheet: Sheet, words: Words) -> Iterator[str]:
    """The paragraphs before the priorities."""
    who_and_when = [sheet.region or words.region_unknown, sheet.date, sheet.role]
    yield f"{sheet.title}\n{', '.join(filter(None, who_and_when))}"
    for heading, rungs in (
        (words.needs, sheet.needs),
        (words.enablers, sheet.enablers),
        (words.duties, sheet.duties),
    ):
        if rungs:
            yield "\n".join((heading.upper(), *(_rung(rung, words) for rung in rungs)))
    if sheet.generation.step is not None:
        yield f"{words.generation}: {sheet.generation.step}. {sheet.generation.name}"
    if sheet.domains:
        yield f"{words.domains}: {', '.join(sheet.domains)}"


def _rung(rung: Rung, words: Words) -> str:
    if rung.step is None:
        return f"□□□□ {rung.name}: {words.unknown}"
    word = (words.critical, words.weak, words.adequate, words.good)[rung.step]
    blocks = "■" * (rung.step + 1) + "□" * (3 - rung.step)
    official = f" ({rung.official})" if rung.official else ""
    return f"{blocks} {rung.name}: {word}{official}"


def _priorities(priorities: tuple[SheetPriority, ...], words: Words, room: int) -> str:
    """All priorities, each told as fully as the room allows, the first ones before the others."""
    if not priorities:
        return words.nothing_to_do
    told = [[_told(priority, level, words) for level in _LEVELS] for priority in priorities]
    levels = [0] * len(priorities)

    def text() -> str:
        paragraphs = (told[i][level] for i, level in enumerate(levels))
        return "\n\n".join((words.all_priorities.upper(), *paragraphs))

    # The first three in full come before a word on the others, as on the papers.
    for level, upto in ((3, 3), (1, None), (2, None), (3, None)):
        for i, before in enumerate(levels[:upto]):
            levels[i] = max(level, before)
            if len(text()) > room:
                levels[i] = before
                break
    return text()


def _told(priority: SheetPriority, level: int, words: Words) -> str:
    """A priority: 0 its title, 1 also 30 days and who, 2 also why, 3 everything."""
    steps = priority.first_steps
    lines = (
        (2, words.why, priority.why),
        (1, words.at_once, steps.at_once),
        (1, words.first_30_days, steps.days_30),
        (3, words.first_90_days, steps.days_90),
        (3, words.first_year, steps.year),
        (1, words.who, priority.who),
        (3, words.money, priority.money),
        (3, words.indicator, priority.indicator),
        (3, words.caution, priority.caution),
    )
    shown = [f"{name}: {text}" for least, name, text in lines if text and level >= least]
    if priority.for_role and level >= 2:
        shown.append(priority.for_role)
    return "\n".join((f"{priority.rank}. {priority.title}", *shown))
