"""What is personal, asked for in a group, goes on in the private chat, over real HTTP."""

from __future__ import annotations

from functools import partial

import pytest

from bot.preview.standin.chats import Chat, Json, Person
from knowledge.models.language import LANGUAGES, Language
from tests.bot.databases import both
from tests.bot.harness import Hall, labels

NEEDS = ("food", "sanitation", "water", "energy", "transport")
ASK = {"id": "/tanya mulai dari mana?", "en": "/ask mulai dari mana?"}
RESULTS = {"id": "/hasil", "en": "/results"}


def differs(screen: Json, before: tuple[object, object]) -> bool:
    """Whether a message was edited since."""
    return (screen.get("edit_date"), screen["text"]) != before


def says(message: Json, words: str) -> bool:
    """Whether a message holds these words by now."""
    return words in message["text"]


async def meeting(hall: Hall, *people: Person) -> Chat:
    """A group that the bot has greeted."""
    chat = await hall.standin.people.make_group("Rapat", list(people), supergroup=True)
    await hall.next_message(chat, 0)
    return chat


def link(message: Json, label: str) -> str:
    """The address that a button of a message opens."""
    rows = message["reply_markup"]["inline_keyboard"]
    return str(next(b["url"] for row in rows for b in row if b["text"] == label))


async def follow(hall: Hall, person: Person, url: str) -> Json:
    """Open a link to the bot; returns what it says in the private chat."""
    private = hall.standin.people.private(person)
    before = len(hall.standin.sent(private.id))
    assert await hall.standin.people.open_link(person, url)
    return await hall.next_message(private, before)


async def has_result(hall: Hall, person: Person) -> None:
    """Let a person take a diagnostic to its result in the private chat."""
    private = hall.standin.people.private(person)
    await hall.ask(person, "/diagnosa")
    screen = hall.standin.sent(private.id)[-1]
    for option, at in (("skip", "about"), *(("1", need) for need in NEEDS), ("stop", "people")):
        data = f"1|{person.id}|diagnose|1.{at}|{option}"
        before = screen.get("edit_date"), screen["text"]
        await hall.standin.people.forge(private, person, screen["message_id"], data)
        await hall.standin.wait_for(partial(differs, screen, before))


@both()
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_result_asked_for_in_a_group_is_shown_in_the_private_chat_only(
    hall: Hall, language: Language
) -> None:
    edition = hall.knowledge.edition(language)
    rina = await hall.person(language=language)
    async with hall.bot():
        chat = await meeting(hall, rina)
        await has_result(hall, rina)
        answer = await hall.ask(rina, RESULTS[language], chat)
        assert answer["text"] == edition.say("results-in-private")
        shown = await follow(hall, rina, link(answer, edition.label("results-private")))
        assert edition.label("result-report") in labels(shown)  # the only one is opened
        said = [message["text"] for message in hall.standin.sent(chat.id)]
    assert said[1:] == [edition.say("results-in-private")]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_diagnostic_below_a_groups_answer_is_taken_in_the_private_chat(
    hall: Hall, language: Language
) -> None:
    edition = hall.knowledge.edition(language)
    rina = await hall.person(language=language)
    budi = await hall.person("Budi", language)
    async with hall.bot():
        chat = await meeting(hall, rina, budi)
        answer = await hall.ask(rina, ASK[language], chat)
        for person in (rina, budi):  # anybody may follow it: each takes the own diagnostic
            first = await follow(hall, person, link(answer, edition.label("diagnose")))
            assert edition.label("diagnose-skip") in labels(first)
            await hall.tap(person, first, edition.label("diagnose-skip"))
            await hall.standin.wait_for(partial(says, first, "1/14"))
        assert len(hall.standin.sent(chat.id)) == 2


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ("diagnose|start|", "diagnose-skip"),
        ("result|top|1", "result-report"),
        ("result|report|1", "result-report"),
    ],
)
async def test_a_button_of_an_earlier_version_opens_the_private_chat_too(
    hall: Hall, data: str, shown: str
) -> None:
    edition = hall.knowledge.edition("id")
    rina = await hall.person()
    async with hall.bot():
        chat = await meeting(hall, rina)
        await has_result(hall, rina)
        answer = await hall.ask(rina, ASK["id"], chat)
        before = answer["text"], labels(answer)
        tap = await hall.standin.people.forge(
            chat, rina, answer["message_id"], f"1|{rina.id}|{data}"
        )
        toast = await tap.answer()
        page = await follow(hall, rina, toast.url)
        assert edition.label(shown) in labels(page)
        assert (answer["text"], labels(answer)) == before
        assert len(hall.standin.sent(chat.id)) == 2


async def test_data_asked_for_in_a_group_are_shown_in_the_private_chat(hall: Hall) -> None:
    edition = hall.knowledge.edition("id")
    rina = await hall.person()
    async with hall.bot():
        chat = await meeting(hall, rina)
        answer = await hall.ask(rina, "/data", chat)
        page = await follow(hall, rina, link(answer, edition.label("privacy-private")))
        assert edition.label("disclose") in labels(page)
