"""The kinds of texts that content holds: each in every language, with a limit and its reason."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from knowledge.models.language import Localised

# A label of 38 characters still stands whole on a button of a 360-pixel screen; two of 17 do side
# by side, and three of 8.
BUTTON_LENGTH, HALF_BUTTON_LENGTH, THIRD_BUTTON_LENGTH = 38, 17, 8

Filled = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
ShortLabel = Annotated[str, StringConstraints(min_length=1, max_length=BUTTON_LENGTH)]

# Any text; where it may stand is limited elsewhere.
Text = Localised[Filled]

# One word that is typed after a command.
SingleWord = Localised[Annotated[str, StringConstraints(pattern=r"^\w+$", max_length=12)]]
# A button's label, a topic's title (it is one too), a heading on paper.
Label = Localised[ShortLabel]
# A label of which two stand side by side.
HalfLabel = Localised[
    Annotated[str, StringConstraints(min_length=1, max_length=HALF_BUTTON_LENGTH)]
]
# A label of which three stand side by side.
ThirdLabel = Localised[
    Annotated[str, StringConstraints(min_length=1, max_length=THIRD_BUTTON_LENGTH)]
]
# What a list calls a question.
Name = Localised[Annotated[str, StringConstraints(min_length=1, max_length=20)]]
# What stands within a sentence of the bot.
Within = Localised[Annotated[str, StringConstraints(min_length=1, max_length=40)]]
# Who does something, or a line of the command menu, of which a phone shows about so much.
Brief = Localised[Annotated[str, StringConstraints(min_length=1, max_length=60)]]
# Who leads a priority: agencies by their usual names.
Lead = Localised[Annotated[str, StringConstraints(min_length=1, max_length=80)]]
# What to do, in one sentence.
Headline = Localised[Annotated[str, StringConstraints(min_length=1, max_length=120)]]
# A line or two on a phone: a question, one thing to do, a sign to go by.
Line = Localised[Annotated[str, StringConstraints(min_length=1, max_length=160)]]
# The note that answers a tap, of which Telegram shows so much.
ToastText = Localised[Annotated[str, StringConstraints(min_length=1, max_length=200)]]
# What a term means, read in one breath.
Definition = Localised[Annotated[str, StringConstraints(min_length=1, max_length=200)]]
# A reason, or what to do within a span of time.
Reason = Localised[Annotated[str, StringConstraints(min_length=1, max_length=250)]]
# The short answer: two or three sentences that a phone shows without scrolling.
AnswerText = Localised[Annotated[str, StringConstraints(min_length=40, max_length=350)]]
# The answer to one kind of question, as much as a phone shows beside its buttons.
CardText = Localised[Annotated[str, StringConstraints(min_length=40, max_length=450)]]
# What a region did, what came of it, or what to beware of; two of three such stand on a page.
PracticeText = Localised[Annotated[str, StringConstraints(min_length=1, max_length=300)]]
# A few sentences.
Passage = Localised[Annotated[str, StringConstraints(min_length=1, max_length=400)]]
# A paragraph of the report.
Paragraph = Localised[Annotated[str, StringConstraints(min_length=1, max_length=700)]]
# Why a question is asked, where the steps begin, and where the number is found.
Measure = Localised[Annotated[str, StringConstraints(min_length=200, max_length=900)]]
# A whole message of the bot; longer ones do not fit a phone.
Message = Localised[Annotated[str, StringConstraints(min_length=1, max_length=1200)]]
# The depth behind "more".
More = Localised[Annotated[str, StringConstraints(min_length=600, max_length=1800)]]
