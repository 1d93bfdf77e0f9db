"""Who and what is in the stand-in: people, chats, topics, messages and files."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.preview.standin.errors import ApiError, bad_request, forbidden

Json = dict[str, Any]

ANONYMOUS_ADMIN = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
CHANNEL_BOT = {
    "id": 136817688,
    "is_bot": True,
    "first_name": "Channel",
    "username": "Channel_Bot",
}
IN_CHAT = ("creator", "administrator", "member")


@dataclass(slots=True)
class Person:
    """Someone with a phone. Their id is also the id of their private chat with the bot."""

    id: int
    key: str
    name: str
    username: str | None = None
    language_code: str | None = None
    note: str = ""
    active: bool = True

    def as_json(self) -> Json:
        """Return the User object that a bot sees."""
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.name}
        if self.username:
            user["username"] = self.username
        if self.language_code:
            user["language_code"] = self.language_code
        return user


@dataclass(slots=True)
class Member:
    """What someone is in a chat: a status of ChatMember, and whether they hide behind it."""

    user: Json
    status: str = "member"
    anonymous: bool = False

    def as_json(self) -> Json:
        """Return the ChatMember object."""
        member: Json = {"user": self.user, "status": self.status}
        if self.status == "creator":
            member["is_anonymous"] = self.anonymous
        if self.status == "administrator":
            member |= {"can_be_edited": False, "is_anonymous": self.anonymous}
            member |= dict.fromkeys(_RIGHTS, True)
        if self.status == "kicked":
            member["until_date"] = 0
        return member


_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
)


@dataclass(slots=True)
class Chat:
    """A private chat, a group or a supergroup, with all that was written in it.

    started: whether the person of a private chat ever wrote; before that the bot may not write.
    reads_all: privacy mode as it was when the bot came in; a later change does not reach it.
    last_bot: id of the bot that wrote last, which decides who gets a bare command. topics: thread
    id to "open" or "closed".
    """

    id: int
    kind: str
    title: str
    key: str
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Json] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    is_forum: bool = False
    started: bool = False
    reads_all: bool = False
    muted: bool = False
    last_bot: int | None = None
    migrated_to: int | None = None
    migrated_from: int | None = None
    next_message: int = 1

    @property
    def is_private(self) -> bool:
        """Whether this is one person's chat with the bot."""
        return self.kind == "private"

    def as_json(self) -> Json:
        """Return the Chat object."""
        if self.is_private:
            person = self.members[self.id].user
            return {
                "id": self.id,
                "type": "private",
                **{key: person[key] for key in ("first_name", "username") if key in person},
            }
        chat: Json = {"id": self.id, "type": self.kind, "title": self.title}
        return {**chat, "is_forum": True} if self.is_forum else chat

    def thread_of_reply(self, replied: Json) -> int | None:
        """The thread that an answer to a message stands in: its topic, or else its own.

        An answer in an ordinary supergroup carries a thread id too, which is no topic's.
        """
        thread: int | None = replied.get("message_thread_id")
        return thread or (replied["message_id"] if self.kind == "supergroup" else None)

    def has(self, user_id: int) -> bool:
        """Return whether this user is in the chat now."""
        return user_id in self.members and self.members[user_id].status in IN_CHAT

    def is_admin(self, user_id: int) -> bool:
        """Return whether this user is an admin or the owner."""
        return self.has(user_id) and self.members[user_id].status != "member"


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded file, kept for as long as the stand-in lives."""

    id: str
    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class PhoneEvent:
    """Something that a phone shows: a message, an edit, a toast, typing.

    person_id: the only person who sees it, or None for everyone in the chat.
    """

    kind: str
    chat_id: int
    data: Json
    person_id: int | None = None


class Bell:
    """Wakes everyone who waits for a change; unlike a condition it can be rung from plain code."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake all who wait."""
        self._rung.set()
        self._rung = asyncio.Event()

    async def wait(self) -> None:
        """Wait for the next ring. Check your condition before, without awaiting in between."""
        await self._rung.wait()


class World:
    """Everything that exists, and the phones that watch it.

    privacy: the bot's privacy mode; a change reaches the groups it is added to afterwards.
    """

    def __init__(self, bot: Json, clock: Callable[[], float], *, privacy: bool) -> None:
        self.bot = bot
        self.privacy = privacy
        self.clock = clock
        self.bell = Bell()
        self.persons: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, File] = {}
        self.phones: set[Callable[[PhoneEvent], None]] = set()
        self._epoch = time.time() - clock()
        self._file_numbers = itertools.count(1)

    @property
    def bot_id(self) -> int:
        """Return the bot's user id."""
        return int(self.bot["id"])

    def date(self) -> int:
        """Return the Unix time, moved on by the injected clock alone."""
        return int(self._epoch + self.clock())

    def show(self, event: PhoneEvent) -> None:
        """Show an event on the phones and wake whoever waits for one."""
        for phone in tuple(self.phones):
            phone(event)
        self.bell.ring()

    def person(self, key: str) -> Person:
        """Return the person of this key; KeyError if there is none."""
        return next((p for p in self.persons.values() if p.key == key), None) or _missing(key)

    def chat(self, key: str) -> Chat:
        """Return the living chat of this key; KeyError if there is none."""
        living = (c for c in self.chats.values() if c.migrated_to is None)
        return next((c for c in living if c.key == key), None) or _missing(key)

    def add(self, chat: Chat, sender: Json, content: Json, thread: int | None = None) -> Json:
        """Store a new message and show it. thread: a topic, or what an answer stands in."""
        message: Json = {
            "message_id": chat.next_message,
            "date": self.date(),
            "chat": chat.as_json(),
            "from": sender,
            **content,
        }
        if thread is not None:
            message["message_thread_id"] = thread
            if thread in chat.topics:
                message["is_topic_message"] = True
        chat.next_message += 1
        chat.messages[message["message_id"]] = message
        if sender["is_bot"] and sender not in (ANONYMOUS_ADMIN, CHANNEL_BOT):
            chat.last_bot = sender["id"]
        self.show(PhoneEvent("message", chat.id, message))
        return message

    def keep(self, name: str, mime: str, content: bytes) -> File:
        """Store a file under a new id."""
        file = File(f"file-{next(self._file_numbers):06d}", name, mime, content)
        self.files[file.id] = file
        return file

    def open_chat(self, chat_id: int | str) -> Chat:
        """Return a chat in which the bot may speak, or raise what Telegram says instead."""
        chat = self.known_chat(chat_id)
        status = chat.members[self.bot_id].status if self.bot_id in chat.members else "left"
        if chat.is_private:
            self._check_private(chat, status)
        elif status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.kind} chat")
        elif status == "left":
            raise forbidden(f"bot is not a member of the {chat.kind} chat")
        elif chat.muted:
            raise bad_request("not enough rights to send text messages to the chat")
        return chat

    def known_chat(self, chat_id: int | str) -> Chat:
        """Return the chat of an id, or say that it is unknown or has moved."""
        if chat_id == "":
            raise bad_request("chat_id is empty")
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                {"migrate_to_chat_id": chat.migrated_to},
            )
        return chat

    def _check_private(self, chat: Chat, status: str) -> None:
        if not self.persons[chat.id].active:
            raise forbidden("user is deactivated")
        if status == "kicked":
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")


def _missing(key: str) -> Any:
    raise KeyError(key)
