"""Conversations replayed as scripts, the state saved and restored between any two events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from conversations.messages import Action, Choice, Chose, Event, Reply, Revise, Say, Sender, Toast
from conversations.router import step
from conversations.state import State, restore, save
from knowledge.base import Knowledge
from knowledge.matching.matcher import Answered, Match, Ranked, Unknown, Unsure
from knowledge.matching.outcomes import AskedTopic, Understood
from knowledge.models.content import Part
from knowledge.models.language import Language


@dataclass(frozen=True)
class Scripted(Knowledge):
    """Real content with a matcher that knows a few messages by heart."""

    matches: Mapping[str, Understood] = field(default_factory=dict)

    def find(
        self,
        text: str,
        language: Language | None = None,
        previous: str | None = None,
        dialect: str | None = None,
    ) -> Understood:
        """The match that the script gives; with a previous topic "text after topic" goes first."""
        return self.matches.get(f"{text} after {previous}") or self.matches.get(
            text, Unknown((Ranked("where-to-start", 0.1),))
        )


def knows(knowledge: Knowledge, text: str, match: Understood) -> None:
    """Let a scripted matcher know one more message by heart."""
    assert isinstance(knowledge, Scripted)
    assert isinstance(knowledge.matches, dict)
    knowledge.matches[text] = match


def answered(
    *topics: str,
    language: Language | None = None,
    also: tuple[AskedTopic, ...] = (),
    part: Part = "answer",
) -> Match:
    """A match that is sure of its first topic."""
    return Answered(tuple(Ranked(topic, 0.9) for topic in topics), language, also, part)


def unsure(*topics: str) -> Match:
    """A match that offers topics."""
    return Unsure(tuple(Ranked(topic, 0.4) for topic in topics))


@dataclass
class Talk:
    """One person in one chat, and what the bot said last."""

    knowledge: Knowledge
    sender: Sender = field(default_factory=lambda: Sender("7", "Rina", "id"))
    in_group: bool = False
    state: State = field(default_factory=State)
    replies: tuple[Reply, ...] = ()

    def does(self, action: Action, sender: Sender | None = None) -> Talk:
        """Let the person (or somebody else) act."""
        event = Event(action, sender or self.sender, self.in_group)
        state, self.replies = step(self.state, event, self.knowledge)
        # The language is kept with the person, everything else with the conversation.
        self.state = replace(restore(save(state)), language=state.language)
        assert self.state == state
        return self

    def taps(self, label: str, message: str = "1", sender: Sender | None = None) -> Talk:
        """Tap a button of the last message by its label."""
        return self.does(self.button(label, message), sender)

    def button(self, label: str, message: str = "1") -> Chose:
        """What a button of the last message says when it is tapped."""
        choice = next(choice for choice in self.choices() if choice.label == label)
        owner = "" if choice.for_anybody else self.sender.id
        return Chose(choice.conversation, choice.question, choice.option, owner, message)

    def choices(self) -> list[Choice]:
        """All buttons of the last replies."""
        shown = [reply for reply in self.replies if isinstance(reply, Say | Revise)]
        buttons = [button for reply in shown for row in reply.rows for button in row]
        return [button for button in buttons if isinstance(button, Choice)]

    @property
    def labels(self) -> list[str]:
        """The labels of all buttons."""
        return [choice.label for choice in self.choices()]

    @property
    def text(self) -> str:
        """The text of the last message."""
        return next(reply.text for reply in self.replies if isinstance(reply, Say | Revise))

    @property
    def toast(self) -> str:
        """The text of the last toast."""
        return next(reply.text for reply in self.replies if isinstance(reply, Toast))
