"""For curators: `check`, `topics`, `show` and `schema`."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import click

from bot.cli import common
from bot.cli.lines import spoken_lines
from bot.clock import Clock
from conversations.asking.cards import PARTS
from conversations.asking.topic_pages import topic_page
from knowledge import markup
from knowledge.base import Knowledge
from knowledge.loading.card_checks import old_cards, old_cards_in_order
from knowledge.loading.content import Content
from knowledge.loading.faults import KnowledgeError
from knowledge.loading.loader import load, packaged_content
from knowledge.loading.slots import slots_in
from knowledge.loading.source_checks import is_numbered
from knowledge.matching.mentions_of_terms import TermSpotter
from knowledge.models.cards import FACETS, Cards
from knowledge.models.content import Topic
from knowledge.models.files import CONTENT_FILES
from knowledge.models.language import LANGUAGES

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def _month(_: click.Context, __: click.Parameter, given: str | None) -> str | None:
    if given is not None and not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", given):
        raise click.BadParameter("write a month such as 2027-06")
    return given


@click.command()
@click.argument("folder", type=_FOLDER, required=False)
@click.option("--abbreviations", is_flag=True, help="List those that the glossary lacks.")
@click.option(
    "--stale",
    metavar="YYYY-MM",
    callback=_month,
    help="List the answer cards that may no longer be true in that month.",
)
def check(folder: Path | None, abbreviations: bool, stale: str | None) -> None:
    """Read all content and list everything that is wrong, a line each."""
    chosen = common.settings()
    folder = folder or chosen.knowledge_dir
    try:
        content = load(folder, chosen.local_dir, Clock().today()[: len("2026-01")])
    except KnowledgeError as error:
        click.echo("\n".join(map(spoken_lines().fault, error.faults)))
        common.fail(spoken_lines().say(f"{len(error.faults)} faults"), code=1)
    phrasings = sum(t.ask.count() for t in content.topics.values())
    _tell(
        f"{len(content.topics)} topics, {phrasings} phrasings, "
        f"{len(content.sources)} sources: all is well"
    )
    if untold := content.plan.holidays.untold(Clock().today()[: len("2026-01")]):
        _tell(f"plan.yaml has no movable holidays of {', '.join(untold)}: reminders go out then")
    _tell_cards(content)
    _tell_sources(content)
    _tell_abbreviations(content, abbreviations)
    if stale:
        _tell_old_cards(content, stale)
    # No fault: the content works, but the next start has to train first.
    if unfit := Knowledge(content, chosen.semantic == "on", folder).stale_model():
        _tell(
            f"{unfit}: of other content; the next start learns first, or now: mulai train --ship",
            err=True,
        )


def _tell(line: str, *, err: bool = False) -> None:
    click.echo(spoken_lines().say(line), err=err)


def _tell_cards(content: Content) -> None:
    """How many cards there are for each facet."""
    counts = Counter(facet for cards in content.cards.values() for facet, _ in cards.each())
    told = ", ".join(f"{facet} {counts[facet]}" for facet in FACETS)
    _tell(f"{counts.total()} cards of {len(content.cards)} topics: {told}")


def _tell_sources(content: Content) -> None:
    """How many sources have no address, and which addresses are those of copies."""
    unaddressed = [source for source in content.sources.values() if not source.url]
    numbered = sum(map(is_numbered, unaddressed))
    copies = [code for code, source in content.sources.items() if source.url and source.is_copy]
    _tell(
        f"{len(unaddressed)} sources without an address: {numbered} to be found by number and "
        f"issuing body, {len(unaddressed) - numbered} by publisher and year"
    )
    _tell(f"{len(copies)} addresses of copies or mirrors: {', '.join(copies)}")


def _tell_abbreviations(content: Content, listing: bool) -> None:
    """The abbreviations of topics and cards that the glossary does not explain."""
    spotter = TermSpotter(content.glossary)
    texts = (
        *(text for topic in content.topics.values() for text in (topic.answer, topic.more)),
        *(card.text for cards in content.cards.values() for _, card in cards.each()),
    )
    counts = Counter(
        name
        for text in texts
        for said in text.root.values()
        for name in spotter.unknown_abbreviations(markup.without_markup(said))
    )
    if listing:
        for name, times in counts.most_common():
            _tell(f"{name}: in {times} texts, and not in the glossary")
    elif counts:
        _tell(
            f"{len(counts)} abbreviations are not in the glossary; "
            "mulai check --abbreviations lists them"
        )


def _tell_old_cards(content: Content, month: str) -> None:
    """The cards to look at, what is surely wrong first, then what ages fastest."""
    found = list(old_cards(content.cards, content.wording.months, month))
    passed, groups = old_cards_in_order(found)
    _tell(f"{len(passed)} dates that cards speak of have passed by {month}:")
    for line in passed:
        _tell(f"  {line}")
    for facets, topics_told in groups:
        _tell(
            f"{len(topics_told)} topics whose sources are old, oldest first: {', '.join(facets)}:"
        )
        for line in topics_told:
            _tell(f"  {line}")
    old, every = len({card[:2] for card in found}), sum(map(_card_count, content.cards.values()))
    _tell(f"{old} of {every} cards may no longer be true in {month}")


def _card_count(cards: Cards) -> int:
    return sum(1 for _ in cards.each())


@click.command()
def topics() -> None:
    """A table of all topics."""
    content = common.knowledge().content
    click.echo(
        f"{'topic':<28}{'languages':>10}{'phrasings':>11}{'sources':>9}{'answer':>8}{'more':>6}"
    )
    for family_id, family in content.families.items():
        click.echo(click.style(family_id, bold=True))
        for topic_id in family.topics:
            click.echo(_row(topic_id, content.topics[topic_id]))


@click.command()
@click.option("--lang", default="id", show_default=True)
@click.argument("topic")
def show(topic: str, lang: str) -> None:
    """One topic as the phone will show it."""
    knowledge = common.knowledge()
    if topic not in knowledge.content.topics:
        common.fail(f"there is no topic {topic!r}; see mulai topics")
    edition = common.edition(knowledge, lang)
    for part in PARTS:
        text, rows = topic_page(edition, topic, part)
        click.echo(f"{click.style(part, bold=True)} ({markup.length(text)} characters)")
        click.echo(_framed(markup.without_markup(text)))
        for row in rows:
            click.echo("  " + "  ".join(f"[{choice.label}]" for choice in row))
        click.echo()


@click.command()
@click.option("--write", type=_FOLDER, help="Write a file for each kind into this folder.")
def schema(write: Path | None) -> None:
    """The JSON Schemas of the content files, for editors; written, also what their texts name."""
    for file in CONTENT_FILES:
        text = json.dumps(file.kind.json_schema(), indent=2, ensure_ascii=False) + "\n"
        if write:
            (write / f"{file.schema}.schema.json").write_text(text, encoding="utf-8")
        else:
            click.echo(text, nl=False)
    if write:
        text = json.dumps(slots_in(packaged_content()), indent=1) + "\n"
        (write / "texts.json").write_text(text, encoding="utf-8")


def _row(topic_id: str, topic: Topic) -> str:
    phrasings = "+".join(str(len(topic.ask.in_(language))) for language in LANGUAGES)
    answer = max(len(text) for text in topic.answer.root.values())
    more = max(len(text) for text in topic.more.root.values())
    languages = "+".join(LANGUAGES)
    return (
        f"  {topic_id:<26}{languages:>10}{phrasings:>11}{len(topic.sources):>9}{answer:>8}{more:>6}"
    )


def _framed(text: str, width: int = 44) -> str:
    """The text broken as on a phone, about 44 characters a line."""
    lines = [
        piece
        for line in text.splitlines()
        for piece in (click.wrap_text(line, width).splitlines() or [""])
    ]
    return "\n".join(f"  | {line}" for line in lines)
