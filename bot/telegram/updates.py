"""Telegram updates read as events: who did what, where, and what the answer hangs on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Final

from telegram import User
from telegram.constants import ChatID, ChatMemberStatus, ChatType, MessageEntityType

from bot.telegram.callbacks import decode
from bot.telegram.words import (
    MarkedPart,
    MessageWords,
    RawPart,
    number_in,
    part_in,
    text_in,
    words_answered,
    words_of,
)
from conversations.commands import Entries, command_named
from conversations.messages import (
    ANYBODY,
    Action,
    Commanded,
    Event,
    MediaKind,
    Said,
    Sender,
    SentMedia,
    Started,
    UnknownTap,
    Welcomed,
)

# Requested by name: Telegram's default leaves some out, and it remembers the last request.
ALLOWED_UPDATES = (
    *("message", "edited_message", "callback_query", "my_chat_member"),
    *("inline_query", "guest_message"),
)

_NOBODY = frozenset({ChatID.ANONYMOUS_ADMIN, ChatID.FAKE_CHANNEL, ChatID.SERVICE_CHAT})
_HERE = frozenset({ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER})
_AWAY = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.BANNED})
_GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})

# What the media of a message are called here, by the field that Telegram puts them in. The order
# counts: an animation comes as a document too.
_MEDIA: Final[Mapping[str, MediaKind]] = MappingProxyType(
    {
        "photo": "photo",
        "live_photo": "photo",
        "video": "photo",
        "animation": "photo",
        "video_note": "photo",
        "voice": "voice",
        "audio": "voice",
        "sticker": "sticker",
        "document": "file",
        "venue": "location",
        "location": "location",
        "contact": "contact",
        "poll": "poll",
        "dice": "poll",
        "story": "other",
        "checklist": "other",
        "paid_media": "other",
        "game": "other",
        "invoice": "other",
        "giveaway": "other",
        "rich_message": "other",
    }
)

# The name of the command that a word stands for; None if there is none.
_Named = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Route:
    """Where the answer to an update goes.

    chat_id, user_id: the conversation; user_id is 0 where Telegram hides who writes.
    reply_to: the message answered, in groups. message_id, query_id: the message and the tap.
    """

    chat_id: int
    user_id: int
    thread_id: int | None = None
    reply_to: int | None = None
    message_id: int | None = None
    query_id: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """An event and where its answer goes."""

    event: Event
    route: Route


@dataclass(frozen=True, slots=True)
class Migrated:
    """A group became a supergroup: the same chat under a new id."""

    old_chat_id: int
    new_chat_id: int


@dataclass(frozen=True, slots=True)
class Reachable:
    """A person blocked or unblocked the bot, or a group removed it."""

    chat_id: int
    reachable: bool


@dataclass(frozen=True, slots=True)
class Left:
    """A person left a group."""

    chat_id: int
    user_id: int


def read_update(
    raw: RawPart, me: User, commands: Entries, admins: frozenset[int] = frozenset()
) -> Incoming | Migrated | Reachable | Left | None:
    """What an update means to the bot; None where silence is the right answer.

    raw: as Telegram gave it. commands: what is typed for each. admins: the people whose events are
    marked as an admin's.

    Silent on: edited messages (the answer to the first wording stands), channel posts, other
    bots, joins, chatter in groups, and every kind of update not known here. A part of another shape
    than Telegram documents counts as missing.
    """
    if query := part_in(raw, "callback_query"):
        return _read_tap(query)
    if change := part_in(raw, "my_chat_member"):
        return _read_membership(change)
    if message := part_in(raw, "message"):
        return _read_message(message, me, commands, admins)
    return None


def kind_of(raw: RawPart) -> str:
    """The kind of an update that Telegram gave, "other" for one that was not asked for."""
    return next((kind for kind in ALLOWED_UPDATES if kind in raw), "other")


def person_of(raw: RawPart) -> tuple[int, int]:
    """The conversation whose updates must be handled in order: (chat, person); 0 for nobody."""
    for part in raw.values():
        if isinstance(part, dict):
            chat = part_in(part, "chat") or part_in(part_in(part, "message"), "chat")
            return number_in(chat, "id"), number_in(part_in(part, "from"), "id")
    return 0, 0


def _read_tap(query: RawPart) -> Incoming | None:
    message, user = part_in(query, "message"), part_in(query, "from")
    chat = part_in(message, "chat")
    chat_id, user_id = number_in(chat, "id"), number_in(user, "id")
    if not (chat_id and user_id):
        return None
    message_id, data = number_in(message, "message_id"), text_in(query, "data")
    action: Action = decode(data, str(message_id)) if data else UnknownTap()
    hidden = user_id in _NOBODY
    sender = Sender(ANYBODY) if hidden else sender_of(user)
    return Incoming(
        Event(action, sender, text_in(chat, "type") != ChatType.PRIVATE),
        Route(
            chat_id,
            0 if hidden else user_id,
            _topic(message),
            message_id=message_id,
            query_id=text_in(query, "id"),
        ),
    )


def _read_membership(change: RawPart) -> Incoming | Reachable | None:
    chat, user = part_in(change, "chat"), part_in(change, "from")
    chat_id = number_in(chat, "id")
    before, after = (
        text_in(part_in(change, name), "status") for name in ("old_chat_member", "new_chat_member")
    )
    if not chat_id:
        return None
    if after in _AWAY:
        return Reachable(chat_id, reachable=False)
    if after not in _HERE:
        return None
    if before not in _AWAY:
        return Reachable(chat_id, reachable=True)  # other rights in a group
    if text_in(chat, "type") in _GROUPS:
        event = Event(Welcomed(), sender_of(user), in_group=True)
        return Incoming(event, Route(chat_id, number_in(user, "id")))
    return Reachable(chat_id, reachable=True)


def _read_message(
    message: RawPart, me: User, commands: Entries, admins: frozenset[int]
) -> Incoming | Migrated | Left | None:
    chat, user = part_in(message, "chat"), part_in(message, "from")
    chat_id, user_id = number_in(chat, "id"), number_in(user, "id")
    if moved := number_in(message, "migrate_to_chat_id"):
        return Migrated(chat_id, moved) if chat_id else None
    if gone := number_in(part_in(message, "left_chat_member"), "id"):
        return Left(chat_id, gone) if chat_id else None
    if not (chat_id and user_id) or (user.get("is_bot") is True and user_id not in _NOBODY):
        return None
    # A hidden author (anonymous admin, channel) has no id, so anybody may tap the buttons.
    writes_as = number_in(part_in(message, "sender_chat"), "id")
    hidden = user_id in _NOBODY or writes_as != 0
    sender = Sender(ANYBODY) if hidden else sender_of(user, admins)
    named = partial(command_named, entries=commands, operator=sender.admin)
    in_group = text_in(chat, "type") in _GROUPS
    if not in_group and text_in(chat, "type") != ChatType.PRIVATE:
        return None
    action = (_group_action if in_group else _private_action)(message, me, named)
    if action is None:
        return None
    event = Event(
        action,
        sender,
        in_group,
        decides=writes_as == chat_id,  # an anonymous admin writes as the group
        album="" if in_group else text_in(message, "media_group_id"),
        group=text_in(chat, "title") if in_group else "",
        answers=_own_words_answered(message, me) if in_group else "",
    )
    route = Route(
        chat_id,
        0 if hidden else user_id,
        _topic(message),
        reply_to=number_in(message, "message_id") if in_group else None,
    )
    return Incoming(event, route)


def _own_words_answered(message: RawPart, me: User) -> str:
    """The bot's own words that a message replies to; "" if it replies to none."""
    other = part_in(message, "reply_to_message")
    return words_of(other).text if number_in(part_in(other, "from"), "id") == me.id else ""


def _topic(message: RawPart) -> int | None:
    """The forum topic that a message stands in.

    In an ordinary supergroup every reply carries a thread id too, which nothing can be sent to.
    """
    is_one = message.get("is_topic_message") is True
    return number_in(message, "message_thread_id") or None if is_one else None


def _private_action(message: RawPart, me: User, named: _Named) -> Action | None:
    words = words_of(message)
    if not words.text:
        return _wordless(message)
    return _command(words, message, me, named) or Said(words.text, _answered(message, me))


def _group_action(message: RawPart, me: User, named: _Named) -> Action | None:
    """What is addressed to the bot, else None; privacy mode hides most of the rest anyway."""
    words = words_of(message)
    if _leading_command(words):
        return _command(words, message, me, named)
    to_the_bot = _answered(message, me) != ""
    mentions = [words.cut(found) for found in words.entities if _names(words, found, me)]
    if not (words.text and (to_the_bot or mentions)):
        return None
    text = words.text
    for found in mentions:
        text = text.replace(found, " ")
    if not text.strip() and not (to_the_bot and not part_in(message, "quote")):
        # Only the bot's name: it is to answer what this replies to.
        text = words_answered(message)
    return Said(text.strip(), _answered(message, me))


def _answered(message: RawPart, me: User) -> str:
    """The message of the bot that a message replies to, or ""."""
    other = part_in(message, "reply_to_message")
    ours = number_in(part_in(other, "from"), "id") == me.id
    return str(number_in(other, "message_id") or "") if ours else ""


def _names(words: MessageWords, entity: MarkedPart, me: User) -> bool:
    """Whether an entity names the bot."""
    if entity.kind == MessageEntityType.TEXT_MENTION:
        return entity.person == me.id
    mention = f"@{me.username}".lower()
    return entity.kind == MessageEntityType.MENTION and words.cut(entity).lower() == mention


def _leading_command(words: MessageWords) -> MarkedPart | None:
    """The command that words begin with; it may be bold, so that it is not the first entity."""
    for entity in words.entities:
        if entity.kind == MessageEntityType.BOT_COMMAND and entity.offset == 0:
            return entity
    return None


def _command(words: MessageWords, message: RawPart, me: User, named: _Named) -> Action | None:
    """The command that words begin with; None if there is none or it is another bot's."""
    found = _leading_command(words)
    if found is None:
        return None
    word, _, addressee = words.cut(found)[1:].partition("@")
    if addressee and addressee.lower() != (me.username or "").lower():
        return None
    argument = words.after(found).strip()
    name = named(word)
    if name == "start":
        return Started(argument)
    return Commanded(name or word, argument, words_answered(message))


def _wordless(message: RawPart) -> SentMedia | None:
    """Media that say nothing; None for service messages, and kinds that Telegram adds later."""
    return next((SentMedia(kind) for name, kind in _MEDIA.items() if message.get(name)), None)


def sender_of(user: RawPart, admins: frozenset[int] = frozenset()) -> Sender:
    """Who a user is to the conversations. admins: the people marked as operators."""
    id_ = number_in(user, "id")
    return Sender(
        str(id_),
        text_in(user, "first_name"),
        text_in(user, "language_code") or None,
        id_ in admins,
        text_in(user, "last_name"),
    )
