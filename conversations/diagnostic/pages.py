"""The screens of the diagnostic: a state as text and buttons."""

from __future__ import annotations

from conversations.advice import rules as advice
from conversations.advice.fitting import BY_LAND
from conversations.answer_labels import answer_label, question_name, short_answer
from conversations.diagnosing import (
    ABOUT,
    KIND,
    REVIEW,
    Diagnosing,
    answers_of,
    is_critical,
    options_of,
)
from conversations.diagnostic import official
from conversations.messages import Button, ButtonRows, Choice, column, side_by_side
from conversations.rows import packed
from knowledge.edition import Edition
from knowledge.models.diagnostic import DiagnosticStage
from knowledge.models.questions import ENABLERS, QUESTION_IDS

# Where the first priorities are shown early: right after the basic needs.
_AFTER_NEEDS = ENABLERS[0]
_EARLY = 3


def page(diagnosing: Diagnosing, edition: Edition) -> tuple[str, ButtonRows]:
    """The screen that a person is on."""
    if diagnosing.screen == ABOUT:
        return _about_page(diagnosing, edition)
    if diagnosing.screen == KIND:
        return _kind_page(diagnosing, edition)
    if diagnosing.doubting:
        return _doubt_page(diagnosing, edition)
    if diagnosing.screen == REVIEW:
        text, rows = _review_page(diagnosing, edition)
    else:
        text, rows = _question_page(diagnosing, edition)
    # Placed after the answers, because numbers count the answers from the first.
    return text, (*rows[:-1], *undo_row(diagnosing, edition), rows[-1])


def undo_row(diagnosing: Diagnosing, edition: Edition) -> ButtonRows:
    """The button that takes back the answer just read, if one was."""
    if diagnosing.undo is None:
        return ()
    return column(_tap(diagnosing, edition.label("diagnose-undo"), "undo"))


def which_page(
    diagnosing: Diagnosing, options: tuple[str, ...], edition: Edition
) -> tuple[str, ButtonRows]:
    """Ask which of some options was meant by free words; the question stays open."""
    choices = [
        _tap(diagnosing, answer_label(edition, diagnosing.screen, option), option)
        for option in options
    ]
    question = _tap(diagnosing, edition.label("diagnose-question"), "show")
    return edition.say("diagnose-which"), column(*choices, question)


def why_page(diagnosing: Diagnosing, edition: Edition) -> tuple[str, ButtonRows]:
    """Why the open question is asked, how to judge, and where the number is found."""
    question = edition.content.diagnostic.questions[diagnosing.screen]
    text = edition.fill(
        "answer",
        title=question.name.in_(edition.language),
        text=question.measure.in_(edition.language).strip(),
    )
    return text, column(
        _tap(diagnosing, edition.label("diagnose-rules"), "rules"),
        _tap(diagnosing, edition.label("diagnose-question"), "show"),
    )


def rules_page(diagnosing: Diagnosing, edition: Edition) -> tuple[str, ButtonRows]:
    """How to choose a step where figures are old, uneven or contradict each other."""
    text = edition.content.diagnostic.judging.in_(edition.language).strip()
    return text, column(_tap(diagnosing, edition.label("diagnose-question"), "show"))


def regions_page(
    diagnosing: Diagnosing, regions: tuple[tuple[str, str], ...], edition: Edition
) -> tuple[str, ButtonRows]:
    """Which of several regions (code, name) was meant."""
    choices = [_tap(diagnosing, name, f"r{code}") for code, name in regions]
    skip = _tap(diagnosing, edition.label("diagnose-skip"), "skip")
    if diagnosing.screen != ABOUT:
        skip = _tap(diagnosing, edition.label("diagnose-question"), "show")
    return edition.say("diagnose-which-region"), column(*choices, skip)


def result_choice(diagnosing: Diagnosing, edition: Edition) -> Choice:
    """The button that leads from a question to the result, even with open questions."""
    return _tap(diagnosing, edition.label("diagnose-result"), "stop")


def _about_page(diagnosing: Diagnosing, edition: Edition) -> tuple[str, ButtonRows]:
    diagnostic = edition.content.diagnostic
    named = edition.region(diagnosing.region)
    region = edition.say(
        "diagnose-about-region" if named else "diagnose-about-no-region",
        region=named or edition.say("diagnose-no-region"),
    )
    text = edition.fill(
        "diagnose-about", how=diagnostic.how.in_(edition.language).strip(), region=region
    )
    roles = [
        _tap(diagnosing, label.in_(edition.language), role)
        for role, label in diagnostic.roles.items()
    ]
    skip = _tap(diagnosing, edition.label("diagnose-skip"), "skip")
    return text, packed(*roles, skip)


def _kind_page(diagnosing: Diagnosing, edition: Edition) -> tuple[str, ButtonRows]:
    """Whether parts of the region are reached by sea only, or by air and on foot."""
    text = edition.say("diagnose-kind", region=edition.region(diagnosing.region))
    kinds = ("kepulauan", "pegunungan", BY_LAND)
    choices = (_tap(diagnosing, edition.label(f"diagnose-kind-{kind}"), kind) for kind in kinds)
    ways = (
        _tap(diagnosing, edition.label("diagnose-back"), "back"),
        _tap(diagnosing, edition.label("diagnose-skip"), "skip"),
    )
    return text, (*column(*choices), ways)


def _doubt_page(diagnosing: Diagnosing, edition: Edition) -> tuple[str, ButtonRows]:
    """Why the answer just given is far from the official figure; nobody has to say."""
    question = diagnosing.doubting
    text = edition.fill(
        "diagnose-doubt",
        name=question_name(edition, question),
        answer=answer_label(edition, question, diagnosing.answer_to(question) or ""),
        figure=official.told(diagnosing, question, edition, marked=False),
    )
    reasons = (
        _tap(diagnosing, edition.label(f"diagnose-doubt-{reason}"), reason)
        for reason in official.DOUBTS
    )
    skip = _tap(diagnosing, edition.label("diagnose-doubt-skip"), official.NO_DOUBT)
    back = _tap(diagnosing, edition.label("diagnose-back"), "back")
    return text, (*column(*reasons), *undo_row(diagnosing, edition), (back, skip))


def _question_page(diagnosing: Diagnosing, edition: Edition) -> tuple[str, ButtonRows]:
    question = diagnosing.screen
    texts = edition.content.diagnostic.questions[question]
    number = QUESTION_IDS.index(question) + 1
    place, stage = _stage_of(edition, question)
    text = edition.fill(
        "diagnose-question",
        stage=str(place),
        title=stage.title.in_(edition.language),
        bar="▰" * number + "▱" * (len(QUESTION_IDS) - number),
        number=str(number),
        total=str(len(QUESTION_IDS)),
        name=texts.name.in_(edition.language),
        question=texts.question.in_(edition.language).strip(),
    )
    if question == stage.questions[0] and not diagnosing.reviewing:
        text = f"{stage.intro.in_(edition.language).strip()}\n\n{text}"
    rows = _options(diagnosing, edition)
    if figure := official.told(diagnosing, question, edition):
        text += f"\n\n{figure}"
    given = diagnosing.answer_to(question)
    if given is not None:
        text += "\n\n" + edition.say(
            "diagnose-given", answer=answer_label(edition, question, given)
        )
    if question == _AFTER_NEEDS and is_critical(diagnosing) and not diagnosing.reviewing:
        text = f"{_early(diagnosing, edition)}\n\n{text}"
        rows = (*rows, (result_choice(diagnosing, edition),))
    return text, (*rows, _ways(diagnosing, edition))


def _stage_of(edition: Edition, question: str) -> tuple[int, DiagnosticStage]:
    stages = enumerate(edition.content.diagnostic.stages, start=1)
    return next((place, stage) for place, stage in stages if question in stage.questions)


def _options(diagnosing: Diagnosing, edition: Edition) -> ButtonRows:
    question = diagnosing.screen
    found = official.proposed(diagnosing, question, edition)
    marked = str(found[1]) if found else ""
    buttons = []
    for option in options_of(question):
        label = answer_label(edition, question, option)
        if option == marked:
            label = edition.label("diagnose-proposed", answer=label)
        buttons.append(_tap(diagnosing, label, option))
    if question != "domains":
        return column(*buttons)
    # The three domains, then the pairs, then all or none.
    return (*packed(*buttons[:3]), *column(*buttons[3:-2]), *side_by_side(2, *buttons[-2:]))


def _ways(diagnosing: Diagnosing, edition: Edition) -> tuple[Button, ...]:
    """Back, how to judge, and the review once there is something in it."""
    ways = [
        _tap(diagnosing, edition.label("diagnose-back"), "back"),
        _tap(diagnosing, edition.label("diagnose-why"), "why"),
    ]
    if diagnosing.answers:
        ways.append(_tap(diagnosing, edition.label("diagnose-review"), "review"))
    return tuple(ways)


def _early(diagnosing: Diagnosing, edition: Edition) -> str:
    """The first priorities; no later answer changes them."""
    first = advice.advise(answers_of(diagnosing.answers)).priorities[:_EARLY]
    actions = edition.content.actions.priorities
    lines = (f"{p.rank}. {actions[p.id].title.in_(edition.language)}" for p in first)
    return edition.fill("diagnose-early", priorities="\n".join(lines))


def _review_page(diagnosing: Diagnosing, edition: Edition) -> tuple[str, ButtonRows]:
    buttons = [
        _tap(
            diagnosing,
            f"{question_name(edition, question)}: {short_answer(edition, question, option)}",
            f"q{question}",
        )
        for question, option in diagnosing.answers
        if question != "domains"
    ]
    domains = diagnosing.answer_to("domains")
    last = (
        [_tap(diagnosing, answer_label(edition, "domains", domains), "qdomains")] if domains else []
    )
    forward = _tap(diagnosing, edition.label("diagnose-forward"), "forward")
    return edition.say("diagnose-review"), (*packed(*buttons), *column(*last, forward))


def _tap(diagnosing: Diagnosing, label: str, option: str) -> Choice:
    """A button that works on this screen of this run only; elsewhere it is an old one."""
    return Choice(label, "diagnose", f"{diagnosing.run}.{diagnosing.screen}", option)
