"""For curators: `train`, `eval` and `explain` show how messages are understood."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from bot.cli import common
from knowledge.base import Knowledge
from knowledge.matching.evaluation import (
    EvaluationError,
    Figures,
    LabelledQuestion,
    RefusalCounts,
    Report,
    read_questions,
    without_known,
)
from knowledge.matching.evaluation import evaluate as measure
from knowledge.matching.outcomes import Answered, Explanation, TopicCase, Unknown
from knowledge.matching.stress import stressed

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_CONFUSIONS = 15


@click.command()
@click.option("--ship", is_flag=True, help="Keep it beside the content too, for a package.")
def train(ship: bool) -> None:
    """Learn the phrasings now, so that the next start is quick, with the meaning layer or without.

    Without it means as MULAI_SEMANTIC=off does; where that is set, it is all that is learnt.
    """
    knowledge = common.knowledge()
    start = time.perf_counter()
    both = [knowledge, replace(knowledge, semantic=False)] if knowledge.semantic else [knowledge]
    for each in both:
        each.prepare()
        if ship:
            click.echo(f"kept in {each.ship_model()}")
    phrasings = sum(t.ask.count() for t in knowledge.content.topics.values())
    click.echo(f"{phrasings} phrasings, ready after {time.perf_counter() - start:.1f} s")


@click.command("eval")
@click.option("--baselines", is_flag=True, help="Compare with matchers off the shelf.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of tables.")
@click.option(
    "--stress",
    type=click.IntRange(1, 514),
    metavar="REGIONS",
    help="Also in slang, with an introduction, and with each of so many regions in three places.",
)
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
def evaluate(files: tuple[Path, ...], baselines: bool, as_json: bool, stress: int | None) -> None:
    """Measure how well labelled messages are understood.

    A FILE has a line {"text": "...", "accept": ["topic"], "style": "...", "lang": "id"} for each
    message; "accept": [] means that no topic answers it, "accept_all" that it asks for several,
    "previous" names the topic shown just before. Messages of the content are left out.
    With --stress each form is a style, and so are a thousand words of the dictionary alone.
    """
    knowledge = common.knowledge()
    topics = knowledge.content.topics
    try:
        questions = read_questions(files, topics)
    except EvaluationError as error:
        common.fail(str(error))
    knowledge.prepare()
    if stress:
        regions = knowledge.gazetteer.regions
        spellings = knowledge.lessons.spellings
        questions += stressed(list(questions), regions, spellings, stress)
    reports = {"Mulai": measure(lambda t, p: knowledge.find(t, None, p), questions, topics)}
    if baselines:
        reports |= _baselines(knowledge, questions)
    if as_json:
        click.echo(json.dumps({name: asdict(found) for name, found in reports.items()}))
    elif baselines:
        click.echo("\n".join(_side_by_side(reports)))
    else:
        click.echo("\n".join(_tables(reports["Mulai"])))


@click.command()
@click.option("--previous", help="The topic that was shown just before.")
@click.argument("text", nargs=-1, required=True)
def explain(text: tuple[str, ...], previous: str | None) -> None:
    """Say what was read, which phrasings speak for which topic, and why it was decided so."""
    knowledge = common.knowledge()
    if previous is not None and previous not in knowledge.content.topics:
        common.fail(f"there is no topic {previous!r}; see mulai topics")
    found = knowledge.matcher.explain(" ".join(text), previous)
    click.echo("\n".join(_explained(found)))
    asked = knowledge.facets.read(" ".join(text))
    click.echo(f"\nasks for: {asked.facet}" + (f" (by {asked.cue!r})" if asked.cue else ""))


def _baselines(knowledge: Knowledge, questions: Sequence[LabelledQuestion]) -> dict[str, Report]:
    from knowledge.matching.baselines import baselines, measure_baseline

    topics = knowledge.content.topics
    fresh, _ = without_known(questions, topics)
    alone = [question for question in fresh if question.previous is None and not question.both]
    try:
        return {
            name: measure_baseline(score, alone, topics)
            for name, score in baselines(topics).items()
        }
    except ModuleNotFoundError as error:
        common.fail(f"{error.name} is not installed; the development dependencies have it")


def _tables(report: Report) -> Iterable[str]:
    inside, beyond = report.whole, report.beyond
    yield f"{inside.size} messages in scope, {beyond.size} out of scope"
    yield f"{report.left_out} more stand in the content and are left out"
    if inside.size:
        yield ""
        yield _figures_heading("in scope")
        yield _figures_row("all", inside)
        for group in (report.languages, report.styles):
            yield from (_figures_row(name, figures) for name, figures in group.items())
        yield f"mean over topics of the first right: {report.macro:.1%}"
    if report.both[1]:
        yield f"two questions, both heard: {report.both[0]} of {report.both[1]}"
    if report.facets[1]:
        yield f"facet right where the topic is: {report.facets[0]} of {report.facets[1]}"
    if beyond.size:
        yield ""
        yield f"{'out of scope':<18}{'size':>6}{'answered':>10}{'suggested':>11}{'refused':>9}"
        yield _refusals_row("all", beyond)
        yield from (_refusals_row(name, found) for name, found in report.beyond_styles.items())
    yield ""
    yield f"calibration error {report.error:.3f}; a message takes {report.p50:.1f} ms (p50), "
    yield f"{report.p99:.1f} ms (p99)"
    yield from _confusions(report)


def _confusions(report: Report) -> Iterable[str]:
    if report.confusions:
        yield ""
        yield "confused, worst first (right topic, first topic, decision, message)"
    for right, first, decision, text in report.confusions[:_CONFUSIONS]:
        yield f"  {right:<26}{first:<26}{decision:<10}{text[:70]}"
    if report.facet_confusions:
        yield ""
        yield "facets confused (right facet, heard facet, message)"
    for right, heard, text in report.facet_confusions[:_CONFUSIONS]:
        yield f"  {right:<12}{heard:<12}{text[:100]}"


def _figures_heading(title: str) -> str:
    return (
        f"{title:<18}{'size':>6}{'first':>8}{'three':>8}{'answered':>16}{'suggested':>18}"
        f"{'refused':>9}\n{'':<40}{'right':>8}{'wrong':>8}{'with it':>10}{'without':>8}"
    )


def _figures_row(name: str, found: Figures) -> str:
    share = [
        f"{count / max(1, found.size):.1%}"
        for count in (
            found.first,
            found.three,
            found.answered_right,
            found.answered_wrong,
            found.suggested_with,
            found.suggested_without,
            found.refused,
        )
    ]
    first, three, right, wrong, with_it, without, refused = share
    return (
        f"{name:<18}{found.size:>6}{first:>8}{three:>8}{right:>8}{wrong:>8}"
        f"{with_it:>10}{without:>8}{refused:>9}"
    )


def _refusals_row(name: str, found: RefusalCounts) -> str:
    answered, suggested, refused = (
        f"{count / max(1, found.size):.1%}"
        for count in (found.answered, found.suggested, found.refused)
    )
    return f"{name:<18}{found.size:>6}{answered:>10}{suggested:>11}{refused:>9}"


def _side_by_side(reports: dict[str, Report]) -> Iterable[str]:
    yield "Baselines have no probability: each has the threshold that suits these messages best"
    yield "(4 % of those out of scope answered), and no messages with a topic before or two"
    yield "questions. Mulai has its own, and all messages."
    yield ""
    heading = f"{'':<22}{'first':>8}{'three':>8}{'macro':>8}{'right':>8}{'wrong':>8}{'beyond':>9}"
    yield heading
    for name, report in reports.items():
        found, beyond = report.whole, report.beyond
        size = max(1, found.size)
        yield (
            f"{name:<22}{found.first / size:>8.1%}{found.three / size:>8.1%}{report.macro:>8.1%}"
            f"{found.answered_right / size:>8.1%}{found.answered_wrong / size:>8.1%}"
            f"{beyond.answered / max(1, beyond.size):>9.1%}"
        )


def _explained(found: Explanation) -> Iterable[str]:
    yield f"{_decision(found)} (an answer needs {found.thresholds[0]:.0%}, an offer "
    yield f"{found.thresholds[1]:.0%} for all topics together; no topic: "
    yield f"{found.none.probability:.0%})"
    yield ""
    yield "read as"
    for word in found.words:
        change = f" -> {word.read}" if word.read != word.written else ""
        yield f"  {word.written}{change}" + ("" if word.how == "as written" else f"  ({word.how})")
    for case in found.cases:
        yield ""
        yield f"{case.topic} {case.probability:.1%}"
        yield from _witnesses(case)
    yield ""
    yield f"none of them {found.none.probability:.1%}"
    yield from (_feature(*feature) for feature in found.none.features)


def _witnesses(case: TopicCase) -> Iterable[str]:
    for witness in case.witnesses:
        parts = f"wording {witness.by_wording:+.2f}, meaning {witness.by_meaning:+.2f}"
        yield f"  {parts}: {witness.text[:80]}"
    yield from (_feature(*feature) for feature in case.features)


def _feature(name: str, value: float, adds: float) -> str:
    return f"    {name} {value:.2f} gives {adds:+.2f}"


def _decision(found: Explanation) -> str:
    match: Any = found.match
    if isinstance(match, Unknown):
        return "unknown"
    first = f"{match.ranked[0].topic} ({match.ranked[0].probability:.0%})"
    if not isinstance(match, Answered):
        return f"unsure, first {first}"
    return f"answered with {first}" + (f", and also {match.also[0].topic}" if match.also else "")
