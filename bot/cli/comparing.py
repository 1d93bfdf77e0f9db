"""For curators: `diff` says which labelled messages an edit of the content made better or worse."""

from __future__ import annotations

import contextlib
import io
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from bot.cli import common
from knowledge.base import Knowledge, open_knowledge
from knowledge.loading.faults import KnowledgeError
from knowledge.loading.loader import packaged_content
from knowledge.matching.comparing import changes
from knowledge.matching.evaluation import EvaluationError, LabelledQuestion, read_questions
from knowledge.matching.outcomes import Understood

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("old")
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
def diff(old: str, files: tuple[Path, ...]) -> None:
    """Say which labelled messages are understood better or worse than with the content OLD.

    OLD is a folder of content files, or a revision of git (HEAD, main, v0.2.0). A FILE is as for
    mulai eval. Each content is learnt once, which takes a minute or two.
    """
    now = common.knowledge()
    chosen = common.settings()
    with _content(old, chosen.knowledge_dir or packaged_content()) as folder:
        try:
            before = open_knowledge(folder, now.semantic, chosen.local_dir)
            topics = {*now.content.topics, *before.content.topics}
            questions = read_questions(files, topics)
        except (KnowledgeError, EvaluationError) as error:
            common.fail(f"{old}: {error}")
        found = list(changes(questions, _finding(before), _finding(now)))
    for better, title in ((True, "better"), (False, "worse")):
        those = [change for change in found if change.better is better]
        click.echo(click.style(f"{len(those)} {title}", bold=True))
        for change in those:
            click.echo(f"  {change.before} -> {change.after}: {change.text}")
    click.echo(f"{len(questions) - len(found)} of {len(questions)} as before")


def _finding(knowledge: Knowledge) -> Callable[[LabelledQuestion], Understood]:
    """Finds what answers a labelled message; a topic before it that is not there counts as none."""

    def find(question: LabelledQuestion) -> Understood:
        known = question.previous in knowledge.content.topics
        return knowledge.find(question.text, None, question.previous if known else None)

    return find


@contextlib.contextmanager
def _content(old: str, now: Path) -> Iterator[Path]:
    """The folder of an older content; one of a revision is unpacked for a while."""
    if Path(old).is_dir():
        yield Path(old)
        return
    if old.startswith("-"):
        common.fail(f"{old!r} is neither a folder nor a revision of git")
    try:
        packed = subprocess.run(  # noqa: S603 - a revision is one word, and no option
            ["git", "-C", str(now), "archive", "--format=tar", old, "."],  # noqa: S607
            capture_output=True,
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        told = getattr(error, "stderr", b"") or str(error).encode()
        common.fail(
            f"{old!r} is neither a folder nor a revision of git "
            f"({told.decode(errors='replace').strip().splitlines()[-1]})"
        )
    with tempfile.TemporaryDirectory(prefix="mulai-diff-") as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
            tar.extractall(folder, filter="data")
        yield Path(folder)
