"""What people are told of their data is what the tables and the saved states hold."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import pytest

from bot.storage.tables import metadata
from conversations.diagnosing import Diagnosing
from conversations.messages import Commanded, Event, Say, Sender
from conversations.operator import UNTOLD, Operator
from conversations.router import step
from conversations.state import State
from knowledge.base import Knowledge
from knowledge.models.language import LANGUAGES, Language


@dataclass(frozen=True)
class Told:
    """How a kind of stored thing is called, in either language."""

    id: str
    en: str

    def in_(self, language: Language) -> str:
        """The words that must stand in the texts."""
        return self.id if language == "id" else self.en


ACCOUNT = Told("nomor akun Telegram", "Telegram account number")
LANGUAGE = Told("bahasa", "language")
TOPIC = Told("topik", "topic")
QUESTION = Told("pertanyaan", "last question")
BUTTON = Told("tombol", "button")
RATING = Told("penilaian", "rating")
DIAGNOSTIC = Told("jawaban dan hasil diagnosis", "diagnostic")
REGION = Told("daerah", "region")
ROLE = Told("peran", "role")
BLOCKED = Told("memblokir", "block")
TAKING_PART = Told("keikutsertaan", "part")
AGENCY = Told("instansi", "agency")
VOTES = Told("suara", "votes")
FIRST_NAME = Told("nama depan", "first name")
NOTES = Told("catatan untuk notulen", "notes for the minutes")
WISHED_NAME = Told("minta dicantumkan", "wished")
LINK = Told("tautan", "link")
PLAN = Told("rencana", "plan")
REMINDERS = Told("pengingat", "reminders")
CURATORS = Told("👎", "👎")
PASSED = Told("diteruskan", "passed on")
FAILED = Told("gagal diproses", "could not be handled")

# What each column tells of a person; nothing where it tells of nobody, or only when and where.
COLUMNS: dict[str, dict[str, Told | None]] = {
    # Gone as soon as the message is handled or the reply is sent.
    "inbox": dict.fromkeys(("update_id", "body", "received_at", "tries")),
    "failed_updates": {
        **dict.fromkeys(("id", "update_id", "chat_id", "reason", "failed_at")),
        "user_id": ACCOUNT,
        "body": FAILED,
    },
    # Copies of rows below, for a week, where the clock was in doubt.
    "removed_rows": {"id": None, "of_table": None, "user_id": ACCOUNT, "content": None},
    "outbox": dict.fromkeys(("id", "chat_id", "call", "created_at", "owner")),
    "claims": dict.fromkeys(("update_id", "chat_id", "user_id", "owner", "begun")),
    "lanes": dict.fromkeys(("chat_id", "owner", "tokens", "at")),
    "people": {"user_id": ACCOUNT, "language": LANGUAGE, "seen_at": None, "discreet": VOTES},
    "conversations": {"chat_id": None, "user_id": ACCOUNT, "state": TOPIC, "seen_at": None},
    "results": {
        "user_id": ACCOUNT,
        "run": None,
        "region": REGION,
        "role": ROLE,
        "answers": DIAGNOSTIC,
        "day": None,
        "kind": REGION,
        "doubts": DIAGNOSTIC,
    },
    "result_links": {"user_id": ACCOUNT, "run": None, "token": LINK},
    "handovers": {
        **dict.fromkeys(("token", "told"), LINK),
        "user_id": ACCOUNT,
        "region": REGION,
        "made_at": None,
    },
    "plans": {
        "user_id": ACCOUNT,
        **dict.fromkeys(("number", "run")),
        "region": REGION,
        **dict.fromkeys(("priority", "step", "agency", "person", "due", "state", "obstacle"), PLAN),
    },
    "reminders": {
        "user_id": ACCOUNT,
        **dict.fromkeys(("about", "number", "not_before"), REMINDERS),
        "region": REGION,
    },
    "reminded": {"user_id": ACCOUNT, **dict.fromkeys(("wanted", "last_at"), REMINDERS)},
    "chats": {"chat_id": ACCOUNT, "reachable": BLOCKED},
    "quiet_groups": {"chat_id": None},
    "unanswered": {"id": None, "question": CURATORS, "nearest": None, "asked_at": None},
    "passed_questions": {
        **dict.fromkeys(("reference", "nearest", "asked_at")),
        "user_id": ACCOUNT,
        "question": PASSED,
        "language": LANGUAGE,
    },
    "unhelpful": {"id": None, "topic": None, "question": CURATORS, "rated_at": None},
    "tallies": dict.fromkeys(("day", "what", "times")),
    "replicas": dict.fromkeys(("number", "seen_at")),
    "marks": dict.fromkeys(("name", "value")),
    "workshops": {
        **dict.fromkeys(("id", "chat_id", "thread_id", "secret", "version")),
        **dict.fromkeys(("led_at", "finished_at")),
        "saved": FIRST_NAME,
    },
    "participants": {
        "workshop": None,
        "user_id": ACCOUNT,
        "agency": AGENCY,
        "roll": TAKING_PART,
        "private": TAKING_PART,
        "name": WISHED_NAME,
    },
    "workshop_notes": {
        **dict.fromkeys(("id", "workshop", "number")),
        "user_id": ACCOUNT,
        **dict.fromkeys(("question", "text"), NOTES),
        "name": WISHED_NAME,
    },
    "projector_codes": dict.fromkeys(("code", "workshop", "made_at", "used")),
    "vote_keys": dict.fromkeys(("workshop", "key")),
    "votes": {
        **dict.fromkeys(("workshop", "question", "round")),
        "user_id": ACCOUNT,
        "option": VOTES,
    },
    "boards": {
        **dict.fromkeys(("workshop", "chat_id", "kind", "posting", "message_id", "shown")),
        **dict.fromkeys(("version", "free_at", "refused")),
    },
}
# The same of what a conversation remembers of one person.
REMEMBERED: dict[type, dict[str, Told | None]] = {
    State: {
        "language": LANGUAGE,
        "heard": LANGUAGE,
        "topic": TOPIC,
        "tapped": BUTTON,
        "pending": QUESTION,
        "diagnosing": DIAGNOSTIC,
        "asked": QUESTION,
        "rated": RATING,
        "region": REGION,
        "album": None,
        "about_result": None,
        "part": None,
        "unanswered": QUESTION,
        "open_question": QUESTION,
        "dialect": LANGUAGE,
        "told_abroad": None,
        "planning": PLAN,
        **dict.fromkeys(("agenda", "trail", "listed"), TOPIC),
    },
    Diagnosing: {
        "run": None,
        "region": REGION,
        "role": ROLE,
        "answers": DIAGNOSTIC,
        "undo": DIAGNOSTIC,
        "kind": REGION,
        "doubts": DIAGNOSTIC,
        **dict.fromkeys(("screen", "reviewing", "paused", "reading", "year", "doubting")),
    },
}


def texts(knowledge: Knowledge, language: Language) -> dict[str, str]:
    """What people read about their data: below /data, and when they ask."""
    topic = knowledge.content.topics["bot-privacy"]
    return {
        "/data": knowledge.content.wording.messages["privacy"].in_(language),
        "the topic": f"{topic.answer.in_(language)} {topic.more.in_(language)}",
    }


def test_every_column_is_known_to_tell_of_a_person_or_of_nobody() -> None:
    """A new column fails here until somebody decides what people are told of it."""
    stored = {
        table.name: {column.name for column in table.columns} for table in metadata.sorted_tables
    }
    assert stored == {name: set(columns) for name, columns in COLUMNS.items()}


def test_everything_that_a_conversation_remembers_is_known_too() -> None:
    for kind, told in REMEMBERED.items():
        assert {field.name for field in fields(kind)} == set(told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_stored_is_told_below_the_command_and_by_the_topic(
    knowledge: Knowledge, language: Language
) -> None:
    kinds = {told for table in (*COLUMNS.values(), *REMEMBERED.values()) for told in table.values()}
    for place, text in texts(knowledge, language).items():
        read = text.casefold()
        untold = [told for told in kinds if told and told.in_(language).casefold() not in read]
        assert untold == [], place


def test_the_register_of_processing_names_every_table_that_tells_of_people() -> None:
    register = (Path(__file__).parents[2] / "docs/privacy.md").read_text(encoding="utf-8")
    telling = {name for name, columns in COLUMNS.items() if any(columns.values())}
    assert not [name for name in telling if f"`{name}`" not in register]


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_runs_the_bot_is_told_where_it_is_known(
    knowledge: Knowledge, language: Language
) -> None:
    def told(operator: Operator) -> str:
        event = Event(Commanded("privacy"), Sender("7", "Rina", language), operator=operator)
        (said,) = step(State(), event, knowledge)[1]
        assert isinstance(said, Say)
        return said.text

    edition = knowledge.edition(language)
    assert told(UNTOLD) == edition.say("privacy") + "\n\n" + edition.say("privacy-for")
    full = told(Operator("Kominfo <Kota>", "ppdp@kota.go.id", "UU 27/2022"))
    assert "Kominfo &lt;Kota&gt;" in full
    assert all(it in full for it in ("ppdp@kota.go.id", "UU 27/2022"))
    assert "contact" not in told(Operator("Kominfo")).splitlines()[-1].casefold()


@pytest.mark.parametrize("claim", ["ditulis orang", "ditulis manusia", "people wrote", "AI model"])
def test_nothing_is_claimed_of_the_answers_that_nobody_can_vouch_for(
    knowledge: Knowledge, claim: str
) -> None:
    said = [
        topic.answer.in_(language) + topic.more.in_(language)
        for topic in knowledge.content.topics.values()
        for language in LANGUAGES
    ]
    said += [
        text.in_(language)
        for text in knowledge.content.wording.messages.values()
        for language in LANGUAGES
    ]
    assert not [text for text in said if claim.casefold() in text.casefold()]
