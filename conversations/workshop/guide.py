"""What a workshop says and asks, in one language: the only place that looks into the content."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from conversations.advice.fitting import Setting, action_for
from conversations.advice.rules import Priority
from conversations.advice.texts import official_in_short
from conversations.messages import Choice
from conversations.workshop.questions import has_steps, workshop_options
from conversations.workshop.spread import Spread
from conversations.workshop.state import Workshop
from conversations.workshop.tally import Tally
from knowledge import markup
from knowledge.base import Knowledge
from knowledge.edition import Edition
from knowledge.models.diagnostic import ActionEntry, Diagnostic
from knowledge.models.language import Language
from knowledge.models.questions import (
    GENERATIONS,
    QUESTION_IDS,
    STAGES,
    STEPS,
    UNKNOWN,
    of_stage,
)
from knowledge.models.wording import WorkshopWording

CONVERSATION = "workshop"
# What stands before the name of an agency that somebody has typed.
FREE_ENTRY: Final = "="
# Controls whose words are followed by a colon and what somebody types; all after it belongs to it.
_TYPED_AFTER: Final = frozenset({"topic", "region", "from"})


@dataclass(frozen=True, slots=True)
class Ballot:
    """One question as people read it.

    name: short, for lists. options: option -> label.
    """

    name: str
    text: str
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PriorityText:
    """What the content says of one priority, plain.

    first_steps: (when, what). headline: what to do, in one sentence. who: who leads.
    money: how it is paid for. indicator: by what it shows. sources: a line each.
    """

    title: str
    first_steps: tuple[tuple[str, str], ...] = ()
    headline: str = ""
    who: str = ""
    money: str = ""
    indicator: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guide:
    """The content of workshops in one language.

    stages: stage -> its title. ballots: question -> how it reads. priorities: priority -> what
        the content says of it in any region. fitted: what it says of a priority in the region of a
        workshop, by the region's short name; None if it says the same in all.
    languages: those that a workshop may be held in, by name.
    official: the official figure of a question in such a region, short and escaped; "" if there is
        none. It is told after the reveal only: before, it would steer the votes.
    date: "2026-01-31" as people write it.
    """

    language: Language
    wording: WorkshopWording
    stages: Mapping[str, str]
    ballots: Mapping[str, Ballot]
    priorities: Mapping[str, PriorityText]
    fitted: Callable[[Priority, str], PriorityText] | None = None
    official: Callable[[str, str], str] = lambda question, region: ""
    languages: Mapping[Language, str] = field(default_factory=dict)
    date: Callable[[str], str] = str

    def say(self, key: str, **values: object) -> str:
        """A message or a part of one; the values are escaped."""
        escaped = {name: html.escape(str(value), quote=False) for name, value in values.items()}
        return self.fill(key, **escaped)

    def fill(self, key: str, **values: str) -> str:
        """A message whose values are marked-up texts themselves."""
        return _filled(self.wording.messages[key].in_(self.language), values)

    def plain(self, key: str, **values: object) -> str:
        """A heading or word of the minutes, unescaped: papers and tables print it as it is."""
        return _filled(self.wording.headings[key].in_(self.language), values)

    def toast(self, key: str, **values: object) -> str:
        """The note that answers a tap, plain."""
        return _filled(self.wording.toasts[key].in_(self.language), values)

    def button(self, key: str, question: str, option: str, **values: object) -> Choice:
        """A button that anybody may tap; who may do what is decided on the tap."""
        label = _filled(self.wording.buttons[key].in_(self.language), values)
        return Choice(label, CONVERSATION, question, option, for_anybody=True)

    def label(self, key: str) -> str:
        """A label without its button."""
        return self.wording.buttons[key].in_(self.language)

    def stage(self, stage: str) -> str:
        """The name of a stage."""
        return self.stages[stage]

    def spread(self, spread: Spread) -> str:
        """How far apart the room is, in plain words."""
        return self.wording.spreads[spread].in_(self.language)

    def agency(self, agency: str) -> str:
        """The name of an agency; "others" for none, and for one that the content has no more.

        One that somebody has typed begins with the mark of free entries.
        """
        if agency.startswith(FREE_ENTRY):
            return agency.removeprefix(FREE_ENTRY)
        known = self.wording.agencies.get(agency)
        return known.in_(self.language) if known else self.label("others")

    def answer(self, question: str, answer: str) -> str:
        """An answer in words: the label of an option, or the names of several domains."""
        options = self.ballots[question].options
        return ", ".join(options.get(option, option) for option in answer.split("+"))

    def step(self, question: str, option: str) -> str:
        """An option with its number where it has one: "1 · Many lack it"."""
        label = self.answer(question, option)
        return f"{option} · {label}" if has_steps(question) and option != UNKNOWN else label

    def middle(self, tally: Tally) -> str:
        """The middle in words, or the two steps of a tie; "" where nobody named a step."""
        steps = [self.step(tally.question, option) for option in tally.middle]
        return self.plain("tie", low=steps[0], high=steps[1]) if tally.is_tied else ", ".join(steps)

    def title(self, priority: str) -> str:
        """The title of a priority."""
        known = self.priorities.get(priority)
        return known.title if known else priority

    def told(self, priority: Priority, region: str) -> PriorityText:
        """What the content says of a priority in a region; only its id where the content no longer
        has it.
        """
        known = self.priorities.get(priority.id)
        if known is None:
            return PriorityText(priority.id)
        return self.fitted(priority, region) if self.fitted else known

    def control_in(self, text: str) -> tuple[str, str] | None:
        """The control that a text typed after the command is, and what it concerns; else None.

        An empty text means showing the board. With the timer minutes are named, as a number or as
        on its button ("waktu 5", "waktu 5 menit"), with an acceptance the step ("terima 2"), with
        the language its name. What is typed freely stands after a colon ("daerah: Kota Bogor").
        """
        named, colon, typed = text.partition(":")
        if colon and (control := self.control_named(named.strip())) in _TYPED_AFTER:
            return str(control), typed.strip()
        word, *rest = text.rstrip(" .!").split() or [""]
        control = self.control_named(word) if word else "show"
        if control and not rest:
            return control, ""
        if control and (what := self._named_with(control, rest)):
            return control, what
        return None

    def _named_with(self, control: str, words: list[str]) -> str:
        """What words after a control name; "" if they are no part of it."""
        match control:
            case "timer":
                return self._minutes(words)
            case "accept" if len(words) == 1 and words[0] in STEPS + GENERATIONS:
                return words[0]
            case "language":
                said = " ".join(words).casefold()
                names = {code: name.casefold() for code, name in self.languages.items()}
                return next(
                    (
                        code
                        for code, name in names.items()
                        if said in name.split() or said in {code, name}
                    ),
                    "",
                )
        return ""

    def _minutes(self, words: list[str]) -> str:
        number, label = words[0], self.wording.buttons["timer"]
        if not (number.isascii() and number.isdecimal()):
            return ""
        labels = {_filled(text, {"minutes": number}) for text in label.root.values()}
        said = " ".join(words).casefold()
        return number if said in {number, *(text.casefold() for text in labels)} else ""

    def control_named(self, word: str) -> str | None:
        """The control that a word typed after the command means, in any language."""
        return next(
            (
                control
                for control, words in self.wording.controls.items()
                if word.casefold() in {one.casefold() for one in words.root.values()}
            ),
            None,
        )

    def commands(self) -> str:
        """All controls with a sentence each: by the word that is typed, else by the button."""
        lines = (
            self.say("control", name=self._control_name(control), help=text.in_(self.language))
            for control, text in self.wording.help.items()
        )
        return self.fill("commands", lines="\n".join(lines))

    def _control_name(self, control: str) -> str:
        word = self.wording.controls.get(control)
        if word:
            return word.in_(self.language)
        return self.label(control).format_map(_Shown())

    def lists_of(self, workshop: Workshop) -> str:
        """The chosen stages by name."""
        return ", ".join(self.stage(stage) for stage in workshop.stages)


class Guides:
    """The guides of some knowledge, each put together when it is first wanted."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._made: dict[Language, Guide] = {}

    def __call__(self, language: Language) -> Guide:
        """The guide in a language; of one that there is no more, in the first."""
        if language not in self._made:
            self._made[language] = guide_of(self.knowledge.edition(language))
        return self._made[language]


def guide_of(edition: Edition) -> Guide:
    """The guide of an edition: its wording of workshops, its questions and its advice."""
    content, language = edition.content, edition.language
    diagnostic = content.diagnostic
    titles = {
        question: stage.title.in_(language)
        for stage in diagnostic.stages
        for question in stage.questions
    }

    def fitted(priority: Priority, region: str) -> PriorityText:
        setting = Setting(edition.code_labelled(region))
        return _priority(action_for(priority, setting, content), edition)

    return Guide(
        language,
        content.workshop,
        {stage: titles[of_stage(stage)[0]] for stage in STAGES},
        {question: _ballot(diagnostic, question, language) for question in QUESTION_IDS},
        {id_: _priority(action, edition) for id_, action in content.actions.priorities.items()},
        fitted,
        lambda question, region: official_in_short(
            question, edition.code_labelled(region), edition
        ),
        {code: entry.name for code, entry in content.languages.items()},
        edition.date,
    )


def _ballot(diagnostic: Diagnostic, question: str, language: Language) -> Ballot:
    asked = diagnostic.questions[question]
    labels = {option: label.in_(language) for option, label in asked.options.items()}
    labels[UNKNOWN] = diagnostic.unknown.in_(language)
    return Ballot(
        asked.name.in_(language),
        asked.question.in_(language),
        {option: labels[option] for option in workshop_options(question)},
    )


def _priority(action: ActionEntry, edition: Edition) -> PriorityText:
    language, headings = edition.language, edition.content.workshop.headings
    steps = action.first_steps
    when = {"day-30": steps.day_30, "day-90": steps.day_90, "day-365": steps.day_365}
    if steps.at_once:
        when = {"at-once": steps.at_once, **when}
    return PriorityText(
        action.title.in_(language),
        tuple((headings[key].in_(language), step.in_(language)) for key, step in when.items()),
        action.headline.in_(language),
        action.who.in_(language),
        action.money.in_(language),
        action.indicator.in_(language),
        tuple(markup.without_markup(edition.source(code)) for code in action.sources),
    )


class _Shown(dict[str, str]):
    """Fills every name with an ellipsis: what a button says of anything."""

    def __missing__(self, name: str) -> str:
        return "…"


def _filled(text: str, values: Mapping[str, object]) -> str:
    return text.format_map(values) if values else text
