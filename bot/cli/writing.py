"""For curators: `new` writes how a topic or a card begins; `check` then says what it wants."""

from __future__ import annotations

import re
from pathlib import Path

import click

from bot.cli import common
from knowledge.loading.loader import packaged_content
from knowledge.models.cards import FACETS

_SKELETONS = Path(__file__).with_name("skeletons")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_ID = 32


@click.group()
def new() -> None:
    """Begin a topic or an answer card; mulai check then says what it wants."""


def _topic_id(_: click.Context, __: click.Parameter, given: str) -> str:
    if not _ID.fullmatch(given) or len(given) > _LONGEST_ID:
        raise click.BadParameter("small letters, digits and hyphens, at most 32: street-lights")
    return given


@new.command("topic")
@click.option("--family", required=True, help="The family of families.yaml that it belongs to.")
@click.argument("topic", callback=_topic_id)
def new_topic(family: str, topic: str) -> None:
    """Begin the topic TOPIC: its promise in families.yaml, and all that is to be written."""
    folder = _folder()
    known = common.knowledge().content
    if topic in known.topics:
        common.fail(f"there is a topic {topic!r} already; mulai show {topic} prints it")
    if family not in known.families:
        common.fail(f"there is no family {family!r}; there are {', '.join(known.families)}")
    promises, written = folder / "families.yaml", folder / "topics" / f"{family}.yaml"
    _promise(promises, family, topic)
    _append(written, _skeleton("topic").format(id=topic))
    click.echo(f"{promises} and {written}: write what is empty, then: mulai check")


@new.command("card")
@click.argument("topic", callback=_topic_id)
@click.argument("facet", type=click.Choice(FACETS))
def new_card(topic: str, facet: str) -> None:
    """Begin the card of TOPIC for FACET, beside its other cards."""
    folder = _folder()
    known = common.knowledge().content
    if topic not in known.topics:
        common.fail(f"there is no topic {topic!r}; mulai topics lists them")
    if topic in known.cards and known.cards[topic].card(facet):
        common.fail(f"{topic} has a card {facet} already")
    family = next(name for name, it in known.families.items() if topic in it.topics)
    files = sorted((folder / "cards").glob("*.yaml"))
    written = next((file for file in files if _begins(file, topic)), None)
    card = _skeleton("card").format(facet=facet)
    if written is None:
        written = folder / "cards" / f"{family}.yaml"
        _append(written, f"\n{topic}:\n{card}")
    else:
        # Cards of a topic stand together, a new one first.
        text = written.read_text(encoding="utf-8")
        head = re.compile(rf"^{topic}:.*\n", re.MULTILINE)
        written.write_text(head.sub(lambda it: it[0] + card, text, count=1), encoding="utf-8")
    click.echo(f"{written}: write what is empty, then: mulai check")


def _folder() -> Path:
    """Where this installation's own content stands: the local layer, if there is one."""
    chosen = common.settings()
    return chosen.local_dir or chosen.knowledge_dir or packaged_content()


def _skeleton(name: str) -> str:
    return (_SKELETONS / f"{name}.yaml").read_text(encoding="utf-8")


def _begins(file: Path, key: str) -> bool:
    return bool(re.search(rf"^{key}:", file.read_text(encoding="utf-8"), re.MULTILINE))


def _append(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text((before.rstrip("\n") + "\n" + text).lstrip("\n"), encoding="utf-8")


def _promise(file: Path, family: str, topic: str) -> None:
    """Add the line that promises a topic to its family, whose topics end the family."""
    line = f'    {topic}: ""\n'
    if not file.exists() or not _begins(file, family):
        _append(file, f"\n{family}:\n  topics:\n{line}")
        return
    text = file.read_text(encoding="utf-8")
    block = re.compile(rf"^{family}:.*\n(?:[ \t]+\S.*\n)*", re.MULTILINE)
    file.write_text(block.sub(lambda it: it[0] + line, text, count=1), encoding="utf-8")
