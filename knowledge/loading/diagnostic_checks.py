"""Rules of diagnostic.yaml and actions.yaml that one text alone cannot show."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, get_args

from knowledge import markup
from knowledge.loading.checks import markup_faults, placeholder_faults
from knowledge.loading.documents import ContentPath, Fault, YamlFile
from knowledge.loading.names import KnownIds, nearest, suggestion
from knowledge.models.content import ContentModel
from knowledge.models.diagnostic import RULE_IDS, ActionEntry, Actions, Diagnostic, Stage
from knowledge.models.language import DEFAULT, Localised
from knowledge.models.practices import Practice
from knowledge.models.questions import OPTIONS, PRIORITIES, SCORED
from knowledge.models.regions import REGION_KINDS


def check_diagnostic(diagnostic: Diagnostic, home: YamlFile, sources: KnownIds) -> Iterator[Fault]:
    """Every question stands with all its options, in the order in which it is asked."""
    yield from _same(home, ("questions",), diagnostic.questions, tuple(OPTIONS))
    staged = tuple(question for stage in diagnostic.stages for question in stage.questions)
    if staged != tuple(OPTIONS):
        what = "the stages do not ask every question in its order"
        yield home.fault(("stages",), what, "the order is " + ", ".join(OPTIONS))
    for id_, question in diagnostic.questions.items():
        place = ("questions", id_)
        if id_ in OPTIONS:  # else its own name is what is wrong
            yield from _same(home, (*place, "options"), question.options, OPTIONS[id_])
        yield from _known(home, (*place, "sources"), question.sources, sources, "source")
    for where, text in _texts(diagnostic):
        if where[-1] in {"measure", "judging"}:
            yield from markup_faults(home, where, {(): text})
        else:
            yield from _plain(home, where, text)


def check_actions(
    actions: Actions,
    home: YamlFile,
    diagnostic: Diagnostic | None,
    sources: KnownIds,
    topics: KnownIds,
) -> Iterator[Fault]:
    """Every priority, generation and rule has its text, with known placeholders only.

    diagnostic: None where it has faults of its own; then its roles are not known.
    """
    if diagnostic is not None:
        yield from _roles(actions, diagnostic, home)
    yield from _same(home, ("priorities",), actions.priorities, PRIORITIES)
    yield from _same(home, ("generations",), actions.generations, OPTIONS["generation"])
    yield from _same(home, ("rules",), actions.rules, RULE_IDS)
    if set(actions.rules) == set(RULE_IDS) and tuple(actions.rules) != RULE_IDS:
        what = "the rules do not stand in the order in which they apply"
        yield home.fault(("rules",), what, "the order is " + ", ".join(RULE_IDS))
    for id_, action in actions.priorities.items():
        place = ("priorities", id_)
        if id_ in PRIORITIES:  # else its own name is what is wrong
            whys = ("0", "1", "2") if id_ in SCORED else ("all",)
            yield from _same(home, (*place, "why"), action.why, whys)
        yield from _known(home, (*place, "sources"), action.sources, sources, "source")
        yield from _known(home, (*place, "topics"), action.topics, topics, "topic")
        yield from _fitted(home, place, action, sources)
    for where, text in _texts(actions):
        yield from _plain(home, where, text)
        yield from _filled_in(home, where, text)


def check_practices(
    practices: Mapping[str, Practice], home: YamlFile, sources: KnownIds, codes: Collection[str]
) -> Iterator[Fault]:
    """Practices are those of regions that there are, and cite sources that there are.

    codes: of all regions; empty where these have faults of their own.
    """
    for name, practice in practices.items():
        if codes and practice.region and practice.region not in codes:
            what = f"there is no region {practice.region}"
            yield home.fault((name, "region"), what, "write its code, as regions.yaml has it")
        yield from _known(home, (name, "sources"), practice.sources, sources, "source")
    for where, text in _texts_of(practices, ()):
        yield from _plain(home, where, text)


def _roles(actions: Actions, diagnostic: Diagnostic, home: YamlFile) -> Iterator[Fault]:
    """Roles are told something only if they can be chosen, and only about what can be advised."""
    about = (*PRIORITIES, *get_args(Stage))
    for role, told in actions.roles.items():
        if role not in diagnostic.roles:
            remedy = suggestion(role, tuple(diagnostic.roles))
            yield home.fault(("roles", role), f"{role} is no role of diagnostic.yaml", remedy)
        for name in told.first:
            if name not in about:
                place, what = ("roles", role, "first", name), f"{name} is not known here"
                yield home.fault(place, what, suggestion(name, about))


def _fitted(
    home: YamlFile, place: ContentPath, action: ActionEntry, sources: KnownIds
) -> Iterator[Fault]:
    """What differs by kind: all kinds or none, so that no city is told what is for villages."""
    if action.by_kind:
        yield from _same(home, (*place, "by_kind"), action.by_kind, REGION_KINDS)
    for kind, variant in action.by_kind.items():
        where = (*place, "by_kind", kind, "sources")
        yield from _known(home, where, variant.sources, sources, "source")
    if action.papua:
        where = (*place, "papua", "sources")
        yield from _known(home, where, action.papua.sources, sources, "source")


def _same(
    home: YamlFile, place: ContentPath, given: Mapping[Any, object], expected: Sequence[str]
) -> Iterator[Fault]:
    """A mapping has exactly these keys; a misspelt one is not also reported as missing."""
    missing = [key for key in expected if key not in given]
    strange = [key for key in given if key not in expected]
    for key in given:
        if key not in expected:
            alone = len(strange) == len(missing) == 1
            meant = missing[0] if alone else nearest(key, missing)
            missing = [other for other in missing if other != meant]
            remedy = f"did you mean {meant}?" if meant else suggestion(key, expected)
            yield home.fault((*place, key), f"{key} is not known here", remedy)
    for key in missing:
        yield home.fault(place, f"{key} is missing", f"write {key}: and its texts")


def _known(
    home: YamlFile, place: ContentPath, named: Sequence[str], known: KnownIds, kind: str
) -> Iterator[Fault]:
    for i, name in enumerate(named):
        if known.lack(name):
            yield home.unknown_name((*place, i), kind, name, known.ids)


def _plain(home: YamlFile, place: ContentPath, text: Localised[str]) -> Iterator[Fault]:
    """These texts stand on papers and buttons too, where a tag would be printed."""
    yield from placeholder_faults(home, place, text)
    for language, said in text.each():
        if markup.without_markup(said) != said:
            what = "carries markup, which a paper prints as it stands"
            yield home.fault((*place, language), what, "write plain text")


def _filled_in(home: YamlFile, place: ContentPath, text: Localised[str]) -> Iterator[Fault]:
    """Only the reasons may have placeholders."""
    allowed = ""
    if place[0] == "priorities" and place[1] not in PRIORITIES:
        return  # its own name is what is wrong
    if place[0] == "priorities" and place[2] == "why":
        allowed = {"data": "unknown"}.get(str(place[1]), "answer" if place[1] in SCORED else "")
    for name in _names_in(text.in_(DEFAULT)):
        if name != allowed:
            remedy = f"write {{{allowed}}}" if allowed else "write the words themselves"
            yield home.fault((*place, DEFAULT), f"{{{name}}} cannot be filled in here", remedy)


def _names_in(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return set()


def _texts(
    model: ContentModel, place: ContentPath = ()
) -> Iterator[tuple[ContentPath, Localised[str]]]:
    """Every text of a model, with its place."""
    for key in type(model).model_fields:
        yield from _texts_of(getattr(model, key), (*place, key))


def _texts_of(value: object, place: ContentPath) -> Iterator[tuple[ContentPath, Localised[str]]]:
    if isinstance(value, Localised):
        yield place, value
    elif isinstance(value, ContentModel):
        yield from _texts(value, place)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts_of(item, (*place, key))
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from _texts_of(item, (*place, i))
