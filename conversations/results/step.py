"""The result of a diagnostic: priorities to read, to carry away and to compare."""

from __future__ import annotations

from conversations.advice import rules as advice
from conversations.advice.rules import Advice, Priority
from conversations.advice.texts import reason, why
from conversations.answer_labels import question_name, short_answer
from conversations.asking.step import Turn
from conversations.diagnosing import answers_of
from conversations.messages import (
    Choice,
    Chose,
    Event,
    Paper,
    Reply,
    Revise,
    Rows,
    Say,
    Taken,
    Toast,
    beside,
    column,
)
from conversations.state import State
from knowledge.base import Edition
from knowledge.matching.buttons import Buttons
from knowledge.models.diagnostic import Action
from knowledge.models.questions import QUESTION_IDS

# So many priorities stand on the first page: one large, the others in a line each.
_SHOWN = 5
# So many earlier results are listed.
_LISTED = 8


def on_tap(state: State, tap: Chose, event: Event, edition: Edition) -> Turn:
    """A button below a result; results are looked up, so that old ones stay alive."""
    run, _, priority = tap.option.partition(".")
    taken = next((taken for taken in event.taken if str(taken.run) == run), None)
    if taken is None:
        return state, (Toast(edition.toast("old-button")),)
    return state, _replies(tap.question, taken, priority, event, edition)


def list_results(
    state: State,
    event: Event,
    edition: Edition,
    resume: tuple[Choice, ...] = (),
    early: tuple[Choice, ...] = (),
) -> Turn:
    """The person's results, the newest first.

    resume, early: what goes on with a diagnostic that was left, and what ends it at its result.
    """
    if not event.taken and resume:
        text = edition.say("results-early" if early else "results-not-yet")
        return state, (Say(text, column(*early, *resume)),)
    if not event.taken:
        start = Choice(edition.label("diagnose"), "diagnose", "start", "")
        return state, (Say(edition.say("results-none"), column(start)),)
    newest_first = sorted(event.taken, key=lambda taken: taken.run, reverse=True)
    buttons = [_tap(_listed(taken, edition), "top", taken) for taken in newest_first[:_LISTED]]
    return state, (Say(edition.say("results"), column(*buttons, *early, *resume)),)


def top_page(taken: Taken, edition: Edition, earlier: Taken | None = None) -> tuple[str, Rows]:
    """The first page of a result.

    earlier: the result of the same region before this one, to compare with.
    """
    found = advise(taken)
    note = edition.say("result-note")
    if not found.priorities:
        text = edition.fill("result-nothing", region=_of_region(taken, edition), note=note)
        return text, _top_rows(taken, found, earlier, edition)
    first = found.priorities[0]
    action = _action(first, edition)
    text = edition.fill(
        "result",
        region=_of_region(taken, edition),
        title=action.title.in_(edition.language),
        headline=action.headline.in_(edition.language).strip(),
        why=why(first, edition.content, edition.language),
        first=action.first_steps.day_30.in_(edition.language).strip(),
        next=_next(found.priorities[1:_SHOWN], edition),
        generation=_generation(found, edition),
        note=note,
    )
    return text.replace("\n\n\n", "\n\n"), _top_rows(taken, found, earlier, edition)


def advise(taken: Taken) -> Advice:
    """The advice on a kept diagnostic."""
    return advice.advise(answers_of(taken.answers))


def button_in_words(
    taken: Taken, text: str, buttons: Buttons, edition: Edition, *, counted: bool = True
) -> Choice | None:
    """The button of a result's first page that a message stands for: "2", "ubah jawaban".

    counted: whether a number counts off its priorities.
    """
    found = advise(taken)
    rows = _top_rows(taken, found, None, edition)
    choices = [button for row in rows for button in row if isinstance(button, Choice)]
    options = [(str(place), choice.label) for place, choice in enumerate(choices)]
    chosen = buttons.pressed(text, options, len(found.priorities[:_SHOWN]) if counted else 0)
    return None if chosen is None else choices[int(chosen)]


def moved(before: Taken, after: Taken, edition: Edition) -> str:
    """What has changed between two results, a line each."""
    then, now = dict(before.answers), dict(after.answers)
    lines = [
        f"{question_name(edition, question)}: {short_answer(edition, question, then[question])}"
        f" → {short_answer(edition, question, now[question])}"
        for question in QUESTION_IDS
        if question in then and question in now and then[question] != now[question]
    ]
    return "\n".join(lines)


def previous_of(taken: Taken, all_taken: tuple[Taken, ...]) -> Taken | None:
    """The result of the same region before a result."""
    before = [
        other for other in all_taken if other.region == taken.region and other.run < taken.run
    ]
    return max(before, key=lambda other: other.run, default=None)


def _replies(
    view: str, taken: Taken, priority: str, event: Event, edition: Edition
) -> tuple[Reply, ...]:
    earlier = previous_of(taken, event.taken)
    found = {p.id: p for p in advise(taken).priorities}
    match view:
        case "top":
            return (Revise(*top_page(taken, edition, earlier)),)
        case "all":
            return (Revise(*_all_page(taken, edition)),)
        case "p" if priority in found:
            return (Revise(*_priority_page(taken, found[priority], edition)),)
        case "m" if priority in found:
            return (Revise(*_means_page(taken, found[priority], edition)),)
        case "card":
            return (Toast(edition.toast("paper")), Paper("card", taken, edition.language))
        case "report":
            return (Toast(edition.toast("paper")), Paper("report", taken, edition.language))
        case "text":
            return (Say(_share_text(taken, edition)),)
        case "moved" if earlier:
            return (Revise(*_moved_page(earlier, taken, edition)),)
    return (Toast(edition.toast("old-button")),)


def _top_rows(taken: Taken, found: Advice, earlier: Taken | None, edition: Edition) -> Rows:
    shown = [_tap(str(p.rank), "p", taken, p.id) for p in found.priorities[:_SHOWN]]
    rows: list[Rows] = [beside(_SHOWN, *shown)] if shown else []
    if len(found.priorities) > 1:
        rows.append(column(_tap(edition.label("result-all"), "all", taken)))
    rows.append(
        beside(
            2,
            _tap(edition.label("result-card"), "card", taken),
            _tap(edition.label("result-report"), "report", taken),
        )
    )
    rows.append(column(_tap(edition.label("result-text"), "text", taken)))
    if len(taken.answers) < len(QUESTION_IDS):
        rows.append(column(_diagnose(edition.label("result-full"), "complete", taken)))
    if earlier:
        rows.append(column(_tap(edition.label("results-moved"), "moved", taken)))
    rows.append(
        beside(
            2,
            _diagnose(edition.label("result-change"), "change", taken),
            _diagnose(edition.label("diagnose-anew"), "anew", taken),
        )
    )
    return tuple(row for some in rows for row in some)


def _next(priorities: tuple[Priority, ...], edition: Edition) -> str:
    if not priorities:
        return ""
    return edition.fill("result-next", priorities=_titles(priorities, edition))


def _titles(priorities: tuple[Priority, ...], edition: Edition) -> str:
    return "\n".join(
        f"{p.rank}. {_action(p, edition).title.in_(edition.language)}" for p in priorities
    )


def _generation(found: Advice, edition: Edition) -> str:
    if found.generation is None:
        return ""
    text = edition.content.actions.generations[str(found.generation)]
    return edition.fill(
        "result-generation",
        number=str(found.generation),
        next=text.next.in_(edition.language).strip(),
    )


def _all_page(taken: Taken, edition: Edition) -> tuple[str, Rows]:
    priorities = advise(taken).priorities
    buttons = [
        _tap(f"{p.rank}. {_action(p, edition).title.in_(edition.language)}"[:38], "p", taken, p.id)
        for p in priorities
    ]
    return edition.say("result-all"), column(*buttons, _back_to_top(taken, edition))


def _priority_page(taken: Taken, priority: Priority, edition: Edition) -> tuple[str, Rows]:
    action = _action(priority, edition)
    language = edition.language
    steps = action.first_steps
    text = edition.fill(
        "result-priority",
        rank=str(priority.rank),
        title=action.title.in_(language),
        headline=action.headline.in_(language).strip(),
        why=reason(priority, edition.content, language),
        day30=steps.day_30.in_(language).strip(),
        day90=steps.day_90.in_(language).strip(),
        day365=steps.day_365.in_(language).strip(),
    )
    topics = (Choice(edition.title(topic), "ask", "answer", topic) for topic in action.topics[:1])
    return text, (
        (_tap(edition.label("result-means"), "m", taken, priority.id),),
        *column(*topics),
        (_tap(edition.label("result-all"), "all", taken), _back_to_top(taken, edition)),
    )


def _means_page(taken: Taken, priority: Priority, edition: Edition) -> tuple[str, Rows]:
    action = _action(priority, edition)
    language = edition.language
    caution = ""
    if action.caution:
        caution = edition.fill("result-caution", caution=action.caution.in_(language).strip())
    text = edition.fill(
        "result-means",
        rank=str(priority.rank),
        title=action.title.in_(language),
        who=action.who.in_(language).strip(),
        money=action.money.in_(language).strip(),
        indicator=action.indicator.in_(language).strip(),
        caution=caution,
        sources="\n".join(
            edition.fill("source", source=edition.source(code)) for code in action.sources
        ),
    )
    return text, (
        (_tap(edition.label("result-steps"), "p", taken, priority.id),),
        (_tap(edition.label("result-all"), "all", taken), _back_to_top(taken, edition)),
    )


def _share_text(taken: Taken, edition: Edition) -> str:
    found = advise(taken)
    return edition.fill(
        "result-share",
        region=_of_region(taken, edition),
        day=edition.date(taken.day),
        priorities=_titles(found.priorities[:_SHOWN], edition),
        note=edition.say("result-note"),
    )


def _moved_page(before: Taken, after: Taken, edition: Edition) -> tuple[str, Rows]:
    text = edition.fill(
        "results-moved",
        region=_of_region(after, edition),
        before=edition.date(before.day),
        after=edition.date(after.day),
        moves=moved(before, after, edition) or edition.say("results-same"),
    )
    return text, column(_back_to_top(after, edition))


def _listed(taken: Taken, edition: Edition) -> str:
    region = edition.region_label(taken.region) or edition.say("results-no-region")
    return f"{edition.date(taken.day, short=True)} · {region}"[:38]


def _of_region(taken: Taken, edition: Edition) -> str:
    region = edition.region(taken.region)
    return f": {region}" if region else ""


def _action(priority: Priority, edition: Edition) -> Action:
    return edition.content.actions.priorities[priority.id]


def _back_to_top(taken: Taken, edition: Edition) -> Choice:
    return _tap(edition.label("result-top"), "top", taken)


def _tap(label: str, view: str, taken: Taken, priority: str = "") -> Choice:
    option = f"{taken.run}.{priority}" if priority else str(taken.run)
    return Choice(label, "result", view, option)


def _diagnose(label: str, question: str, taken: Taken) -> Choice:
    return Choice(label, "diagnose", question, str(taken.run))
