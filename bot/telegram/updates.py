"""Telegram updates read as events: who did what, where, and what the answer hangs on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from telegram import CallbackQuery, ChatMemberUpdated, Message, MessageEntity, Update, User
from telegram.constants import ChatID, ChatMemberStatus, ChatType

from bot.telegram.callbacks import decode
from conversations.commands import Entries, command_named
from conversations.messages import (
    ANYBODY,
    Action,
    Commanded,
    Event,
    Said,
    Sender,
    SentMedia,
    Started,
    UnknownTap,
    Welcomed,
)

# Requested by name: Telegram's default leaves some out, and it remembers the last request.
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

_NOBODY = frozenset({ChatID.ANONYMOUS_ADMIN, ChatID.FAKE_CHANNEL, ChatID.SERVICE_CHAT})
_HERE = frozenset({ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER})
_AWAY = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.BANNED})

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
    update: Update, me: User, commands: Entries, admins: frozenset[int] = frozenset()
) -> Incoming | Migrated | Reachable | Left | None:
    """What an update means to the bot; None where silence is the right answer.

    commands: what is typed for each. admins: the people whose events are marked as an admin's.

    Silent on: edited messages (the answer to the first wording stands), channel posts, other
    bots, joins, chatter in groups, and every kind of update not known here.
    """
    if update.callback_query:
        return _read_tap(update.callback_query)
    if update.my_chat_member:
        return _read_membership(update.my_chat_member)
    if update.message:
        return _read_message(update.message, me, commands, admins)
    return None


def kind_of(raw: Mapping[str, object]) -> str:
    """The kind of an update that Telegram gave, "other" for one that was not asked for."""
    return next((kind for kind in ALLOWED_UPDATES if kind in raw), "other")


def conversation_key(update: Update) -> tuple[int, int]:
    """The conversation whose updates must be handled in order: (chat, person); 0 for nobody.

    Raises ValueError for an id that is none: the library takes anything for one.
    """
    chat, user = update.effective_chat, update.effective_user
    key = (chat.id if chat else 0, user.id if user else 0)
    if not all(type(part) is int for part in key):
        raise ValueError("an id is not a number")
    return key


def _read_tap(query: CallbackQuery) -> Incoming | None:
    if query.message is None:
        return None
    chat = query.message.chat
    message_id = query.message.message_id
    action: Action = decode(query.data, str(message_id)) if query.data else UnknownTap()
    thread = _topic(query.message) if isinstance(query.message, Message) else None
    user = query.from_user
    hidden = user.id in _NOBODY
    return Incoming(
        Event(action, Sender(ANYBODY) if hidden else _sender(user), chat.type != ChatType.PRIVATE),
        Route(
            chat.id, 0 if hidden else user.id, thread, message_id=message_id, query_id=str(query.id)
        ),
    )


def _read_membership(change: ChatMemberUpdated) -> Incoming | Reachable | None:
    before, after = change.old_chat_member.status, change.new_chat_member.status
    if after in _AWAY:
        return Reachable(change.chat.id, reachable=False)
    if before not in _AWAY or after not in _HERE:
        return None
    if change.chat.type in {ChatType.GROUP, ChatType.SUPERGROUP}:
        event = Event(Welcomed(), _sender(change.from_user), in_group=True)
        return Incoming(event, Route(change.chat.id, change.from_user.id))
    return Reachable(change.chat.id, reachable=True)


def _read_message(
    message: Message, me: User, commands: Entries, admins: frozenset[int]
) -> Incoming | Migrated | Left | None:
    if message.migrate_to_chat_id:
        return Migrated(message.chat.id, message.migrate_to_chat_id)
    if message.left_chat_member:
        return Left(message.chat.id, message.left_chat_member.id)
    user = message.from_user
    if user is None or (user.is_bot and user.id not in _NOBODY):
        return None
    # A hidden author (anonymous admin, channel) has no id, so anybody may tap the buttons.
    hidden = user.id in _NOBODY or message.sender_chat is not None
    sender = Sender(ANYBODY) if hidden else _sender(user, admins)
    named = partial(command_named, entries=commands, operator=sender.admin)
    if message.chat.type == ChatType.PRIVATE:
        action = _private_action(message, me, named)
    elif message.chat.type in {ChatType.GROUP, ChatType.SUPERGROUP}:
        action = _group_action(message, me, named)
    else:
        action = None
    if action is None:
        return None
    in_group = message.chat.type != ChatType.PRIVATE
    route = Route(
        message.chat.id,
        0 if hidden else user.id,
        _topic(message),
        reply_to=message.message_id if in_group else None,
    )
    # An anonymous admin writes as the group.
    decides = message.sender_chat is not None and message.sender_chat.id == message.chat.id
    return Incoming(Event(action, sender, in_group, decides=decides), route)


def _topic(message: Message) -> int | None:
    """The forum topic that a message stands in.

    In an ordinary supergroup every reply carries a thread id too, which nothing can be sent to.
    """
    return message.message_thread_id if message.is_topic_message else None


def _private_action(message: Message, me: User, named: _Named) -> Action | None:
    if message.text is None:
        return _wordless(message)
    return _command(message, me, named) or Said(message.text)


def _group_action(message: Message, me: User, named: _Named) -> Action | None:
    """What is addressed to the bot, else None; privacy mode hides most of the rest anyway."""
    if message.text is None:
        return None
    if _is_command(message):
        return _command(message, me, named)
    answered = message.reply_to_message
    to_the_bot = answered is not None and answered.from_user == me
    mention = f"@{me.username}".lower()
    mentions = [text for text in _entities(message, "mention") if text.lower() == mention]
    if not (to_the_bot or mentions):
        return None
    text = message.text
    for found in mentions:
        text = text.replace(found, " ")
    return Said(text.strip())


def _is_command(message: Message) -> bool:
    first = message.entities[0] if message.entities else None
    return bool(first and first.type == MessageEntity.BOT_COMMAND and first.offset == 0)


def _command(message: Message, me: User, named: _Named) -> Action | None:
    """The command that a message begins with; None if there is none or it is another bot's."""
    if not _is_command(message) or message.text is None:
        return None
    typed = message.text[1 : message.entities[0].length]
    word, _, addressee = typed.partition("@")
    if addressee and addressee.lower() != (me.username or "").lower():
        return None
    argument = message.text[message.entities[0].length :].strip()
    name = named(word)
    if name == "start":
        return Started(argument)
    quoted = message.reply_to_message.text if message.reply_to_message else None
    return Commanded(name or word, argument, quoted or "")


def _wordless(message: Message) -> SentMedia | None:
    if message.photo or message.video or message.animation or message.video_note:
        return SentMedia("photo")
    if message.voice or message.audio:
        return SentMedia("voice")
    if message.sticker:
        return SentMedia("sticker")
    if message.document:
        return SentMedia("file")
    if message.location or message.venue:
        return SentMedia("location")
    if message.contact:
        return SentMedia("contact")
    if message.poll or message.dice:
        return SentMedia("poll")
    return None  # service messages, and kinds that Telegram adds later


def _entities(message: Message, kind: str) -> Iterator[str]:
    try:
        return iter(message.parse_entities([kind]).values())
    except UnicodeDecodeError:  # the offset lies within a character
        return iter(())


def _sender(user: User, admins: frozenset[int] = frozenset()) -> Sender:
    return Sender(str(user.id), user.first_name or "", user.language_code, user.id in admins)
