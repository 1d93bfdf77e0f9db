"""Updates of every kind that the Bot API documents, made by a table, and what is to come of each.

A message is made of contents (a text, media with a caption, a service message), of a way of asking
in it, and of a place. Parts that no field of the Bot API has, or that have another shape than it
documents, are among them: later and older servers send such.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from bot.preview.standin.html import units

Json = dict[str, Any]
# What comes of an update: an answer to QUESTION, that something cannot be read, another reply that
# is no answer, nothing.
Outcome = Literal["answer", "cannot-read", "reply", "silence"]
ChatKind = Literal["private", "group", "supergroup"]

QUESTION = "apa itu csco?"
BOT = "mulai_bot"

_FILE: Json = {"file_id": "a", "file_unique_id": "b", "file_size": 9}
_FRAME: Json = {**_FILE, "width": 9, "height": 9}
_CLIP: Json = {**_FRAME, "duration": 3}
_OTHER: Json = {"id": 12, "is_bot": False, "first_name": "Dedi"}
_CHANNEL: Json = {"id": -1001000000099, "type": "channel", "title": "Kabar"}
_OLD_POLL: Json = {  # of a server before Bot API 9.6: fields that the library needs are not there
    "id": "5",
    "question": "Kapan?",
    "options": [{"text": "a", "voter_count": 0}],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
}

WITH_CAPTION: dict[str, Json] = {
    "photo": {"photo": [_FRAME]},
    "video": {"video": _CLIP},
    "animation": {"animation": _CLIP, "document": _FILE},
    "audio": {"audio": {**_FILE, "duration": 3}},
    "document": {"document": _FILE},
    "voice": {"voice": {**_FILE, "duration": 3}},
    "paid media": {"paid_media": {"star_count": 1, "paid_media": [{"type": "preview"}]}},
    "live photo": {"live_photo": {"photo": [_FRAME], "video": _CLIP}},
}
WITHOUT_CAPTION: dict[str, Json] = {
    "video note": {"video_note": {**_FILE, "length": 9, "duration": 3}},
    "location": {"location": {"latitude": -6.2, "longitude": 106.8}},
    "venue": {
        "venue": {"location": {"latitude": 0, "longitude": 0}, "title": "a", "address": "b"},
        "location": {"latitude": 0, "longitude": 0},
    },
    "contact": {"contact": {"phone_number": "1", "first_name": "Dedi"}},
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
    "poll": {"poll": _OLD_POLL},
    "poll of a later server": {"poll": {**_OLD_POLL, "options": [{"text": {"rich": 1}}]}},
    "story": {"story": {"chat": _CHANNEL, "id": 1}},
    "checklist": {"checklist": {"title": "Belanja", "tasks": [{"id": 1, "text": "a"}]}},
    "game": {"game": {"title": "a", "description": "b", "photo": [_FRAME]}},
    "invoice": {"invoice": {"title": "a", "currency": "XTR", "total_amount": 1}},
    "giveaway": {"giveaway": {"chats": [_CHANNEL], "winner_count": 1}},
}
# Telegram tells them as messages; nobody says anything with them.
SERVICE: dict[str, Json] = {
    "new members": {"new_chat_members": [_OTHER]},
    "title": {"new_chat_title": "Rapat besar"},
    "picture": {"new_chat_photo": [_FRAME]},
    "picture deleted": {"delete_chat_photo": True},
    "group made": {"group_chat_created": True},
    "supergroup made": {"supergroup_chat_created": True},
    "timer": {"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}},
    "moved from": {"migrate_from_chat_id": -77},
    "pinned": {"pinned_message": {"message_id": 1, "date": 0, "chat": _CHANNEL}},
    "payment": {"successful_payment": {"currency": "XTR", "total_amount": 1}},
    "refund": {"refunded_payment": {"currency": "XTR", "total_amount": 1}},
    "users shared": {"users_shared": {"request_id": 1, "users": [{"user_id": 12}]}},
    "chat shared": {"chat_shared": {"request_id": 1, "chat_id": -77}},
    "gift": {"gift": {"gift": {"id": "1"}}},
    "unique gift": {"unique_gift": {"gift": {"base_name": "a"}, "origin": "upgrade"}},
    "website": {"connected_website": "example.go.id"},
    "write access": {"write_access_allowed": {"from_request": True}},
    "passport": {"passport_data": {"data": [], "credentials": {}}},
    "proximity": {"proximity_alert_triggered": {"traveler": _OTHER, "distance": 9}},
    "boost": {"boost_added": {"boost_count": 1}},
    "background": {"chat_background_set": {"type": {"type": "fill"}}},
    "tasks done": {"checklist_tasks_done": {"marked_as_done_task_ids": [1]}},
    "tasks added": {"checklist_tasks_added": {"tasks": [{"id": 1, "text": "a"}]}},
    "price": {"direct_message_price_changed": {"are_direct_messages_enabled": True}},
    "topic made": {"forum_topic_created": {"name": "Air", "icon_color": 1}},
    "topic edited": {"forum_topic_edited": {"name": "Air"}},
    "topic closed": {"forum_topic_closed": {}},
    "topic opened": {"forum_topic_reopened": {}},
    "general hidden": {"general_forum_topic_hidden": {}},
    "giveaway made": {"giveaway_created": {}},
    "giveaway done": {"giveaway_completed": {"winner_count": 1}},
    "paid messages": {"paid_message_price_changed": {"paid_message_star_count": 1}},
    "video chat": {"video_chat_started": {}},
    "video chat over": {"video_chat_ended": {"duration": 9}},
    "video chat planned": {"video_chat_scheduled": {"start_date": 9}},
    "invited": {"video_chat_participants_invited": {"users": [_OTHER]}},
    "post approved": {"suggested_post_approved": {"send_date": 9}},
    "web app": {"web_app_data": {"data": "x", "button_text": "y"}},
    "a kind of tomorrow": {"hologram_started": {"depth": 3}},
}
# Parts that a question may come with, as documented, of tomorrow, and broken. None is its matter.
BESIDE: dict[str, Json] = {
    "forwarded by a user": {"forward_origin": {"type": "user", "date": 0, "sender_user": _OTHER}},
    "forwarded, hidden": {
        "forward_origin": {"type": "hidden_user", "date": 0, "sender_user_name": "D"}
    },
    "forwarded of a channel": {
        "forward_origin": {"type": "channel", "date": 0, "chat": _CHANNEL, "message_id": 1}
    },
    "forwarded of tomorrow": {"forward_origin": {"type": "dream", "date": 0}},
    "by another bot": {"via_bot": {"id": 9, "is_bot": True, "first_name": "Lain"}},
    "with an effect": {"effect_id": "5"},
    "protected": {"has_protected_content": True},
    "paid": {"paid_star_count": 5},
    "with a preview": {"link_preview_options": {"is_disabled": True}},
    "a story answered": {"reply_to_story": {"chat": _CHANNEL, "id": 1}},
    "a field of tomorrow": {"mood": {"type": "curious", "since": [1, 2]}},
    "edited": {"edit_date": 9},
    "boosted": {"sender_boost_count": 2},
    "tagged": {"sender_tag": "Bappeda"},
    "with a keyboard": {"reply_markup": {"inline_keyboard": [[{"text": "a", "mystery": {}}]]}},
    "keyboard broken": {"reply_markup": {"inline_keyboard": 7}},
    "preview broken": {"link_preview_options": "no"},
    "reply broken": {"reply_to_message": [7]},
    "quote broken": {"quote": "apa"},
    "story broken": {"reply_to_story": {"id": "x"}},
    "origin broken": {"forward_origin": {"type": 7}},
    "bot broken": {"via_bot": "lain"},
    "outside broken": {"external_reply": {"origin": {"type": "dream"}}},
}


@dataclass(frozen=True)
class RawCase:
    """A message, or another kind of update, and what is to come of it.

    content: what it holds beside who wrote it, where and when. kind: of the update.
    """

    name: str
    chat: ChatKind
    content: Json
    wanted: Outcome
    kind: str = "message"


def raw_cases() -> list[RawCase]:
    """All of them, some 350."""
    return [
        *_asked("private", ""),
        *_asked("group", "/tanya "),
        *_asked("supergroup", f"@{BOT} "),
        *_asked_by_reply(),
        *_media(),
        *_services(),
        *_other_kinds(),
    ]


def _asked(chat: ChatKind, address: str) -> Iterator[RawCase]:
    """The question in words, however they come and with whatever beside them."""

    def case(name: str, content: Json) -> RawCase:
        return RawCase(f"{chat}: {name}", chat, content, "answer")

    plain = said(address + QUESTION)
    yield case("plain", plain)
    yield case("bold", said(address + QUESTION, "bold"))
    yield case("underlined, in another font", said(address + QUESTION, "code", "underline"))
    yield case("an entity of tomorrow", said(address + QUESTION, "sparkle"))
    for name, media in WITH_CAPTION.items():
        yield case(f"caption of {name}", {**media, **captioned(plain)})
        bold = captioned(said(address + QUESTION, "bold"))
        yield case(f"bold caption of {name}", {**media, **bold})
    for name, beside in BESIDE.items():
        yield case(name, {**plain, **beside})
    for name, media in (WITH_CAPTION | WITHOUT_CAPTION).items():
        yield case(f"in reply to {name}", {**plain, "reply_to_message": _earlier(media)})
    for name, service in list(SERVICE.items())[:8]:
        yield case(f"in reply to {name}", {**plain, "reply_to_message": _earlier(service)})


def _asked_by_reply() -> Iterator[RawCase]:
    """The bot is called, and what it is to answer stands in the message replied to."""
    long = f"Rapat jam 9. Konsumsi siap. {QUESTION}"
    cut: Json = {"text": QUESTION, "position": 28, "is_manual": True}
    chats: tuple[ChatKind, ...] = ("group", "supergroup")
    for chat in chats:
        for call in ("/tanya", f"/tanya@{BOT}", f"@{BOT}"):
            for marks in ((), ("bold",)):
                called = said(call, *marks)

                def case(
                    name: str, parts: Json, chat: ChatKind = chat, call: Json = called
                ) -> RawCase:
                    shown = f"{chat}: {call['text']} {'bold' if len(call['entities']) > 1 else ''}"
                    return RawCase(f"{shown}, {name}", chat, {**call, **parts}, "answer")

                yield case("a text", {"reply_to_message": _earlier({"text": QUESTION})})
                for name, media in WITH_CAPTION.items():
                    earlier = _earlier({**media, "caption": QUESTION})
                    yield case(f"caption of {name}", {"reply_to_message": earlier})
                yield case("quote", {"reply_to_message": _earlier({"text": long}), "quote": cut})
                outside = {"origin": {"type": "hidden_user", "date": 0, "sender_user_name": "D"}}
                yield case("quote of another chat", {"external_reply": outside, "quote": cut})


def _media() -> Iterator[RawCase]:
    """Media without a word."""
    for name, media in (WITH_CAPTION | WITHOUT_CAPTION).items():
        yield RawCase(f"private: only {name}", "private", media, "cannot-read")
        yield RawCase(f"group: only {name}", "group", media, "silence")
    sticker = {"sticker": {**_FRAME, "type": "regular", "is_animated": False, "is_video": False}}
    yield RawCase("private: only a sticker", "private", sticker, "reply")


def _services() -> Iterator[RawCase]:
    for name, service in SERVICE.items():
        for chat in ("private", "supergroup"):
            yield RawCase(f"{chat}: {name}", chat, service, "silence")


def _other_kinds() -> Iterator[RawCase]:
    """Updates that are no messages to the bot; Telegram gives some only if it is asked for them."""
    post = {"message_id": 1, "date": 0, "chat": _CHANNEL, "sender_chat": _CHANNEL, "text": QUESTION}
    member = {"user": _OTHER, "status": "member"}
    bodies: dict[str, Json] = {
        "edited_message": said(QUESTION),
        "channel_post": post,
        "edited_channel_post": post,
        "business_connection": {"id": "1", "user": _OTHER},
        "business_message": post,
        "deleted_business_messages": {"chat": _CHANNEL, "message_ids": [1]},
        "guest_message": post,
        "message_reaction": {"chat": _CHANNEL, "message_id": 1, "new_reaction": []},
        "message_reaction_count": {"chat": _CHANNEL, "message_id": 1, "reactions": []},
        "inline_query": {"id": "1", "from": _OTHER, "query": QUESTION, "offset": ""},
        "chosen_inline_result": {"result_id": "1", "from": _OTHER, "query": QUESTION},
        "shipping_query": {"id": "1", "from": _OTHER},
        "pre_checkout_query": {"id": "1", "from": _OTHER},
        "purchased_paid_media": {"from": _OTHER, "paid_media_payload": "x"},
        "poll": _OLD_POLL,
        "poll_answer": {"poll_id": "5", "option_ids": [0], "user": _OTHER},
        "chat_member": {"chat": _CHANNEL, "from": _OTHER, "new_chat_member": member},
        "chat_join_request": {"chat": _CHANNEL, "from": _OTHER},
        "chat_boost": {"chat": _CHANNEL, "boost": {}},
        "removed_chat_boost": {"chat": _CHANNEL, "boost_id": "1"},
        "managed_bot": {"user": _OTHER},
        "telepathy": {"thought": QUESTION},
    }
    for kind, body in bodies.items():
        yield RawCase(kind, "private", body, "silence", kind)


def said(text: str, *marks: str) -> Json:
    """A text as Telegram gives it, with further marks over all of it before what it finds."""
    found = [{"type": mark, "offset": 0, "length": units(text)} for mark in marks]
    first = text.partition(" ")[0]
    if first[:1] in {"/", "@"}:
        kind = "bot_command" if first[0] == "/" else "mention"
        found.append({"type": kind, "offset": 0, "length": units(first)})
    return {"text": text, "entities": found}


def captioned(text: Json) -> Json:
    """The same words below media."""
    return {"caption": text["text"], "caption_entities": text["entities"]}


def _earlier(content: Json) -> Json:
    """A message of somebody else, as it stands in a reply to it."""
    chat = {"id": -77, "type": "group", "title": "Rapat"}
    return {"message_id": 3, "date": 1_790_000_000, "chat": chat, "from": _OTHER, **content}
