"""Advice without a conversation: `diagnose` reads answers from a file."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import click

from bot.cli import common
from conversations.advice.answers import Answers, WrongAnswerError, read_answers
from conversations.advice.fitting import EVERYWHERE, Setting, action_for, for_role
from conversations.advice.rules import Advice, Priority, advise
from conversations.advice.texts import reason, why
from knowledge.base import Knowledge
from knowledge.loading.content import Content
from knowledge.loading.documents import parse
from knowledge.models.language import Language
from knowledge.models.regions import REGION_KINDS
from knowledge.regions.outcomes import FoundRegion

STANDARD_INPUT = "-"
_REGIONS = 'write a code such as "53.06", or a name such as "Kota Bogor"'
_KEYS = ("answers", "lang", "region", "kind", "role")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print a JSON line for each case.")
@click.option(
    "--lang", default="id", show_default=True, help="The language of cases that name none."
)
@click.argument("file")
def diagnose(as_json: bool, lang: str, file: str) -> None:
    """Advise on the answers in FILE (YAML or JSON, one case or a list; - for standard input).

    A case is {"answers": {"food": 0, "water": "unknown", ...}, "lang": "id"}: scores 0-3 or
    "unknown", a generation 1-4, a list of domains. What is missing after the five needs counts
    as not asked. "region" (a code or a name), "kind" (kota, kabupaten, kepulauan or pegunungan)
    and "role" fit the first steps; none is needed, and none changes the order.
    """
    knowledge = common.knowledge()
    content, language = knowledge.content, common.edition(knowledge, lang).language
    for case in list(_cases(file, language, knowledge)):
        advice = advise(case.answers)
        if as_json:
            record = advice_as_record(advice, content, case.language, case.setting)
            click.echo(json.dumps(record, ensure_ascii=False))
        else:
            click.echo("\n".join(_lines(advice, content, case)))


def advice_as_record(
    advice: Advice, content: Content, language: Language, setting: Setting = EVERYWHERE
) -> dict[str, Any]:
    """An advice as `diagnose --json` prints it."""
    priorities = [_as_record(each, content, language, setting) for each in advice.priorities]
    return {"generation": advice.generation, "priorities": priorities}


def _as_record(
    priority: Priority, content: Content, language: Language, setting: Setting
) -> dict[str, Any]:
    action = action_for(priority, setting, content)
    steps = {
        when: text.in_(language)
        for when in type(action.first_steps).model_fields
        if (text := getattr(action.first_steps, when)) is not None
    }
    return {
        "id": priority.id,
        "rank": priority.rank,
        "stage": priority.stage,
        "reason": reason(priority, content, language),
        "rule": priority.rule,
        "first_steps": steps,
        "who": action.who.in_(language),
        "money": action.money.in_(language),
        "indicator": action.indicator.in_(language),
        "for_role": for_role(priority, setting, content, language),
        "sources": list(action.sources),
    }


@dataclass(frozen=True, slots=True)
class GivenAnswers:
    """One set of answers, the language of its reasons, and who asks where."""

    answers: Answers
    language: Language
    setting: Setting = EVERYWHERE


def _cases(file: str, language: Language, knowledge: Knowledge) -> Iterator[GivenAnswers]:
    """Every case of a file; the first fault ends the command."""
    name = "standard input" if file == STANDARD_INPUT else file
    data = _read(file, name)
    if isinstance(data, list):
        for number, item in enumerate(data, start=1):
            yield _case(item, f"{name}: case {number}", language, knowledge)
    else:
        yield _case(data, f"{name}: case 1", language, knowledge)


def _case(item: Any, where: str, language: Language, knowledge: Knowledge) -> GivenAnswers:
    if not isinstance(item, dict):
        _refuse(where, f"{_shown(item)} is not a case", 'write {"answers": {...}}')
    for key in item:
        if key not in _KEYS:
            _refuse(f"{where}: {key}", "is not a known key", "known are " + ", ".join(_KEYS))
    if not isinstance(item.get("answers"), dict):
        _refuse(f"{where}: answers", "there are no answers", 'write "answers": {"food": 0, ...}')
    named = item.get("lang", language)
    if named not in knowledge.content.languages:
        remedy = "write " + " or ".join(knowledge.content.languages)
        _refuse(f"{where}: lang", f"{_shown(named)} is not a language", remedy)
    setting = _setting(item, where, knowledge)
    try:
        return GivenAnswers(read_answers(item["answers"]), named, setting)
    except WrongAnswerError as error:
        _refuse(f"{where}: {error.key}", error.what, error.remedy)


def _setting(item: dict[str, Any], where: str, knowledge: Knowledge) -> Setting:
    """Who asks and where, as far as a case says."""
    known = {"kind": REGION_KINDS, "role": tuple(knowledge.content.diagnostic.roles)}
    for key, values in known.items():
        if item.get(key) not in (None, *values):
            remedy = "write " + ", ".join(values[:-1]) + f" or {values[-1]}"
            _refuse(f"{where}: {key}", f"{_shown(item[key])} is not known here", remedy)
    region = item.get("region")
    code = "" if region is None else _code(region, where, knowledge)
    return Setting(code, item.get("kind") or "", item.get("role") or "")


def _code(region: Any, where: str, knowledge: Knowledge) -> str:
    """The code of a region that is named by it, or by its name."""
    if not isinstance(region, str):
        _refuse(f"{where}: region", f"{_shown(region)} is not a text", _REGIONS)
    if knowledge.gazetteer.region(region):
        return region
    found = knowledge.find_region(region)
    if not isinstance(found, FoundRegion):
        _refuse(f"{where}: region", f"{_shown(region)} is not one region", _REGIONS)
    return found.region.code


def _read(file: str, name: str) -> Any:
    """The plain values in a file."""
    try:
        raw = sys.stdin.buffer.read() if file == STANDARD_INPUT else Path(file).read_bytes()
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse(name, f"not UTF-8 at byte {error.start}", "save the file as UTF-8")
    except OSError as error:
        _refuse(name, f"cannot be read ({error.strerror})", "name a file, or - for standard input")
    try:
        # YAML takes JSON too, but reads it slowly.
        return json.loads(text, object_pairs_hook=_without_doubles)
    except (json.JSONDecodeError, _DoubleKeyError):
        return _yaml(text, name)
    except RecursionError:
        _refuse(name, "is nested too deeply", "write one case, or a list of cases")


def _yaml(text: str, name: str) -> Any:
    try:
        document = parse(text, name)
        data = document.data()
    except RecursionError:
        _refuse(name, "is nested too deeply", "write one case, or a list of cases")
    if document.faults:
        common.fail(str(document.faults[0]))
    return data


class _DoubleKeyError(ValueError):
    """A key stands twice in a JSON object."""


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _DoubleKeyError
    return found


def _refuse(where: str, what: str, remedy: str) -> NoReturn:
    common.fail(" ".join(f"{where}: {what}; {remedy}".split()))


def _shown(value: Any) -> str:
    """A value as it was written, cut short."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else text[:39] + "…"


def _lines(advice: Advice, content: Content, case: GivenAnswers) -> Iterator[str]:
    """An advice for people to read."""
    words, language = content.papers, case.language
    if not advice.priorities:
        yield words.nothing_to_do.in_(language).strip()
    for priority in advice.priorities:
        yield from _priority(priority, content, case)
    if advice.generation is not None:
        text = content.actions.generations[str(advice.generation)]
        name = f"{words.generation.in_(language)} {advice.generation}: {text.name.in_(language)}"
        yield f"{name}. {text.means.in_(language)} {text.next.in_(language)}"
    yield content.actions.note.in_(language).strip()
    yield ""


def _priority(priority: Priority, content: Content, case: GivenAnswers) -> Iterator[str]:
    words, language = content.papers, case.language
    action = action_for(priority, case.setting, content)
    rule = content.actions.rules[priority.rule].in_(language).strip()
    at_once = action.first_steps.at_once
    yield f"{priority.rank}. {action.title.in_(language)}"
    yield f"   {action.headline.in_(language).strip()}"
    told = [
        (words.why, f"{why(priority, content, language)} {rule}"),
        *([(words.at_once, at_once.in_(language))] if at_once else []),
        (words.first_30_days, action.first_steps.day_30.in_(language)),
        (words.first_90_days, action.first_steps.day_90.in_(language)),
        (words.first_year, action.first_steps.day_365.in_(language)),
        (words.who, action.who.in_(language)),
        (words.money, action.money.in_(language)),
        (words.indicator, action.indicator.in_(language)),
    ]
    if action.caution:
        told.append((words.caution, action.caution.in_(language)))
    told.append((words.sources, ", ".join(action.sources)))
    for heading, text in told:
        yield f"   {heading.in_(language)}: {text.strip()}"
    if mine := for_role(priority, case.setting, content, language):
        yield f"   {mine}"
    yield ""
