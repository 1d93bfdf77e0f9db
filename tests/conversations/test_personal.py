"""In a group nobody's diagnostic, result or data is shown: it goes on in the private chat."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversations.diagnosing import Diagnosing
from conversations.messages import (
    Chose,
    Commanded,
    DiagnosticRecord,
    Event,
    KeepDiagnostic,
    MakePaper,
    OpenPrivateChat,
    PrivateChatButton,
    Reply,
    Revise,
    Said,
    Say,
    Sender,
    SendPersonalData,
    Started,
)
from conversations.router import needs, step
from conversations.state import State
from knowledge.base import Knowledge
from knowledge.models.language import LANGUAGES, Language
from tests.conversations.scripts import Scripted, Talk, answered

RINA = Sender("7", "Rina", "id")
NEEDS = ("food", "sanitation", "water", "energy", "transport")
TAKEN = DiagnosticRecord(1, "32.71", "", tuple((need, "1") for need in NEEDS), "2026-11-22")


@pytest.fixture
def words(knowledge: Knowledge) -> Scripted:
    return Scripted(knowledge.content, matches={"mulai dari mana?": answered("where-to-start")})


def in_group(
    knowledge: Knowledge, action: Said | Commanded | Chose | Started, state: State | None = None
) -> tuple[Reply, ...]:
    """What a group sees of a person who has a result, and whatever the person does."""
    state = state or State()
    event = Event(action, RINA, in_group=True)
    if "diagnostics" in needs(event):
        event = replace(event, diagnostics=(TAKEN,))
    return step(state, event, knowledge)[1]


def doors(replies: tuple[Reply, ...]) -> list[str]:
    """The payloads of the links to the private chat."""
    shown = [reply for reply in replies if isinstance(reply, Say | Revise)]
    buttons = [button for reply in shown for row in reply.rows for button in row]
    return [button.payload for button in buttons if isinstance(button, PrivateChatButton)]


@pytest.mark.parametrize("command", ["diagnose", "results", "privacy"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_personal_command_leads_to_the_private_chat(
    words: Scripted, command: str, language: Language
) -> None:
    (reply,) = in_group(words, Commanded(command), State(language=language))
    assert isinstance(reply, Say)
    assert reply.text == words.edition(language).say(f"{command}-in-private")
    assert doors((reply,)) == [command]
    assert doors(in_group(words, Started(command))) == [command]


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("hasil saya", "results"),
        ("kirim pdfnya dong", "results"),
        ("mulai tes", "diagnose"),
        ("hapus data saya", "privacy"),
    ],
)
def test_so_do_words_that_ask_for_it(words: Scripted, typed: str, command: str) -> None:
    assert doors(in_group(words, Said(typed))) == [command]


@pytest.mark.parametrize(
    "action", [Said("mulai dari mana?"), Commanded("help"), Started(), Said("siapa presidennya?")]
)
def test_below_an_answer_the_diagnostic_is_a_link(words: Scripted, action: Said) -> None:
    replies = in_group(words, action)
    assert doors(replies) == ["diagnose"]


@pytest.mark.parametrize(
    ("tap", "payload"),
    [
        (("diagnose", "start", ""), "diagnose"),
        (("diagnose", "resume", "2"), "diagnose"),
        (("diagnose", "2.about", "skip"), "diagnose"),
        (("diagnose", "change", "1"), "results"),
        (("diagnose", "complete", "1"), "results"),
        (("result", "top", "1"), "results"),
        (("result", "text", "1"), "results"),
        (("result", "report", "1"), "results"),
        (("privacy", "disclose", ""), "privacy"),
        (("privacy", "forget-yes", ""), "privacy"),
    ],
)
def test_a_button_that_a_group_still_has_opens_the_private_chat(
    words: Scripted, tap: tuple[str, str, str], payload: str
) -> None:
    # As after taps in the group under an earlier version.
    begun = State(diagnosing=Diagnosing(2, screen="about"))
    assert in_group(words, Chose(*tap, RINA.id, "5"), begun) == (OpenPrivateChat(payload),)


def test_somebody_elses_button_opens_nothing(words: Scripted) -> None:
    (reply,) = in_group(words, Chose("result", "top", "1", "8", "5"))
    assert not isinstance(reply, OpenPrivateChat)


def test_a_diagnostic_begun_in_a_group_is_not_told_of_there(words: Scripted) -> None:
    begun = State(diagnosing=Diagnosing(2, answers=(("food", "1"),), screen="water"))
    for action in (Started(), Commanded("cancel"), Commanded("results"), Said("2")):
        replies = in_group(words, action, begun)
        label = words.edition("id").label("diagnose-go-on")
        shown = [reply for reply in replies if isinstance(reply, Say)]
        assert label not in [b.label for reply in shown for row in reply.rows for b in row]
        assert not any(
            isinstance(reply, KeepDiagnostic | MakePaper | SendPersonalData) for reply in replies
        )


def test_in_the_private_chat_the_link_shows_what_was_asked_for(knowledge: Knowledge) -> None:
    talk = Talk(knowledge)
    talk.does(Started("diagnose"))
    assert talk.state.diagnosing
    talk = Talk(knowledge)
    assert talk.does(Started("results")).text == knowledge.edition("id").say("results-none")
    assert talk.does(Started("privacy")).text.startswith(knowledge.edition("id").say("privacy"))
