"""What a bot writes into chats: sending, editing, deleting."""

from __future__ import annotations

from bot.preview.standin import images, keyboards, limits
from bot.preview.standin.arguments import Arguments, Method, Upload
from bot.preview.standin.chats import Chat, File, Json, PhoneEvent, World
from bot.preview.standin.errors import ApiError, bad_request
from bot.preview.standin.html import Entity, formatted, units
from bot.preview.standin.limits import SpeedLimits

_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
_CONTENT = ("text", "entities", "caption", "caption_entities", "photo", "document")


class Sending:
    """The methods that write. Each returns the result as it stands in the answer's body."""

    def __init__(self, world: World, pace: SpeedLimits) -> None:
        self.world = world
        self.pace = pace

    def handlers(self) -> tuple[Method, ...]:
        """The methods that carry the name of the Bot API's; pins go by several names."""
        return (
            self.send_message,
            self.send_photo,
            self.send_document,
            self.send_chat_action,
            self.edit_message_text,
            self.edit_message_caption,
            self.edit_message_media,
            self.edit_message_reply_markup,
            self.delete_message,
        )

    async def send_message(self, call: Arguments) -> Json:
        """Send a text."""
        chat, thread = self._addressed(call)
        return self._send(chat, thread, call, self._text(call, "message is too long"))

    async def send_photo(self, call: Arguments) -> Json:
        """Send a picture with an optional caption."""
        chat, thread = self._addressed(call)
        photo = self._photo(call.upload("photo"))
        return self._send(chat, thread, call, {**photo, **self._caption(call)})

    async def send_document(self, call: Arguments) -> Json:
        """Send a file with an optional caption."""
        chat, thread = self._addressed(call)
        document = self._document(call.upload("document"))
        return self._send(chat, thread, call, {**document, **self._caption(call)})

    async def send_chat_action(self, call: Arguments) -> bool:
        """Show that the bot is typing or uploading."""
        chat = self.world.open_chat(call.chat_id())
        if (action := call.text("action")) not in _ACTIONS:
            raise bad_request("wrong parameter action in request")
        thread = self._thread(chat, call)
        self.world.show(
            PhoneEvent("action", chat.id, {"action": action, "message_thread_id": thread})
        )
        return True

    async def edit_message_text(self, call: Arguments) -> Json:
        """Replace the text; a keyboard that is not sent again goes away."""
        chat, message = self._editable(call)
        content = self._text(call, "MESSAGE_TOO_LONG")
        if "text" not in message:
            raise bad_request("there is no text in the message to edit")
        return self._edit(chat, message, call, content)

    async def edit_message_caption(self, call: Arguments) -> Json:
        """Replace the caption of a picture or file."""
        chat, message = self._editable(call)
        if "text" in message:
            raise bad_request("there is no caption in the message to edit")
        media: Json = {key: message[key] for key in ("photo", "document") if key in message}
        return self._edit(chat, message, call, {**media, **self._caption(call)})

    async def edit_message_media(self, call: Arguments) -> Json:
        """Replace a picture or file, or put one in place of a text."""
        chat, message = self._editable(call)
        media = call.object("media") or {}
        inner = Arguments(media, call.files)
        make = {"photo": self._photo, "document": self._document}.get(inner.text("type"))
        if make is None:
            raise bad_request("can't parse InputMedia: Media type is unsupported")
        content = make(call.attached(inner.text("media")))
        return self._edit(chat, message, call, {**content, **self._caption(inner)})

    async def edit_message_reply_markup(self, call: Arguments) -> Json:
        """Replace or remove the keyboard alone."""
        chat, message = self._editable(call)
        content = {key: message[key] for key in _CONTENT if key in message}
        return self._edit(chat, message, call, content, keep_date=True)

    async def delete_message(self, call: Arguments) -> bool:
        """Delete the bot's own message, or where it may, anyone's."""
        chat = self.world.open_chat(call.chat_id())
        message = chat.messages.get(call.number("message_id"))
        if message is None:
            raise bad_request("message to delete not found")
        own = message["from"]["id"] == self.world.bot_id
        too_old = self.world.date() - message["date"] > limits.DELETABLE_FOR
        allowed = own or chat.is_private or chat.is_admin(self.world.bot_id)
        if too_old or not allowed:
            raise bad_request("message can't be deleted")
        del chat.messages[message["message_id"]]
        self.world.show(PhoneEvent("deleted", chat.id, {"message_id": message["message_id"]}))
        return True

    async def pin_or_unpin(self, call: Arguments) -> bool:
        """Accept a pin; phones of the preview do not show it."""
        chat = self.world.open_chat(call.chat_id())
        if not chat.is_private and not chat.is_admin(self.world.bot_id):
            raise bad_request("not enough rights to manage pinned messages in the chat")
        return True

    def _addressed(self, call: Arguments) -> tuple[Chat, int | None]:
        chat = self.world.open_chat(call.chat_id())
        thread = self._thread(chat, call)
        self.pace.spend(chat.id)
        return chat, thread

    def _thread(self, chat: Chat, call: Arguments) -> int | None:
        thread = call.number("message_thread_id")
        if not thread:
            return None
        if thread not in chat.topics:
            raise bad_request("message thread not found")
        self._check_open(chat, thread)
        return thread

    def _thread_of_reply(self, chat: Chat, replied: Json) -> int | None:
        thread = chat.thread_of_reply(replied)
        if thread is not None:
            self._check_open(chat, thread)
        return thread

    def _check_open(self, chat: Chat, thread: int) -> None:
        if chat.topics.get(thread) == "closed" and not chat.is_admin(self.world.bot_id):
            raise bad_request("TOPIC_CLOSED")

    def _editable(self, call: Arguments) -> tuple[Chat, Json]:
        if "inline_message_id" in call.values:
            raise bad_request("MESSAGE_ID_INVALID")
        chat = self.world.open_chat(call.chat_id())
        message = chat.messages.get(call.number("message_id"))
        if message is None:
            raise bad_request("message to edit not found")
        if message["from"]["id"] != self.world.bot_id:
            raise bad_request("message can't be edited")
        self.pace.spend(chat.id)
        return chat, message

    def _send(self, chat: Chat, thread: int | None, call: Arguments, content: Json) -> Json:
        keyboard = keyboards.inline(call.object("reply_markup"), private=chat.is_private)
        extra: Json = {"reply_markup": keyboard} if keyboard else {}
        if replied := self._replied(chat, call):
            extra["reply_to_message"] = replied
            thread = thread or self._thread_of_reply(chat, replied)
        if call.flag("protect_content"):
            extra["has_protected_content"] = True
        return self.world.add(chat, self.world.bot, {**content, **extra}, thread)

    def _replied(self, chat: Chat, call: Arguments) -> Json | None:
        asked = call.object("reply_parameters") or {
            "message_id": call.number("reply_to_message_id"),
            "allow_sending_without_reply": call.flag("allow_sending_without_reply"),
        }
        if not asked.get("message_id"):
            return None
        if message := chat.messages.get(int(asked["message_id"])):
            return {key: value for key, value in message.items() if key != "reply_to_message"}
        if asked.get("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")

    def _edit(
        self, chat: Chat, message: Json, call: Arguments, content: Json, *, keep_date: bool = False
    ) -> Json:
        markup = call.object("reply_markup")
        if markup is not None and "inline_keyboard" not in markup:
            raise bad_request("inline keyboard expected")
        if keyboard := keyboards.inline(markup, private=chat.is_private):
            content = {**content, "reply_markup": keyboard}
        shown = {key: message[key] for key in (*_CONTENT, "reply_markup") if key in message}
        if content == shown:
            raise bad_request(_UNCHANGED)
        for key in shown:
            del message[key]
        message.update(content)
        if not keep_date:
            message["edit_date"] = self.world.date()
        self.world.show(PhoneEvent("edited", chat.id, message))
        return message

    def _text(self, call: Arguments, too_long: str) -> Json:
        text, entities = formatted(call.text("text"), _parse_mode(call), call.list("entities"))
        if not text:
            raise bad_request("message text is empty")
        if units(text) > limits.TEXT:
            raise bad_request(too_long)
        return {"text": text, **self._entities("entities", entities)}

    def _caption(self, call: Arguments) -> Json:
        given = call.list("caption_entities")
        text, entities = formatted(call.text("caption"), _parse_mode(call), given)
        if units(text) > limits.CAPTION:
            raise bad_request("message caption is too long")
        return {"caption": text, **self._entities("caption_entities", entities)} if text else {}

    def _entities(self, name: str, entities: list[Entity]) -> Json:
        known = [self._mention(e) for e in entities]
        kept = [e for e in known if e is not None]
        return {name: kept} if kept else {}

    def _mention(self, entity: Entity) -> Entity | None:
        """Put the user into a tg://user link; a stranger's link stays bare text."""
        if "user_id" not in entity:
            return entity
        person = self.world.persons.get(entity["user_id"])
        rest = {key: value for key, value in entity.items() if key != "user_id"}
        return {**rest, "user": person.as_json()} if person else None

    def _photo(self, given: Upload | str) -> Json:
        file = self._file(given, "photo")
        if len(file.content) > limits.PHOTO_BYTES:
            raise bad_request(
                f"file of size {len(file.content)} bytes is too big for a photo; "
                f"the maximum size is {limits.PHOTO_BYTES} bytes"
            )
        size = images.dimensions(file.content)
        if size is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        width, height = size
        ratio = max(size) / max(1, min(size))
        if width + height > limits.PHOTO_SIDES or ratio > limits.PHOTO_RATIO:
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        return {"photo": [{**_described(file), "width": width, "height": height}]}

    def _document(self, given: Upload | str) -> Json:
        file = self._file(given, "document")
        return {"document": {**_described(file), "file_name": file.name, "mime_type": file.mime}}

    def _file(self, given: Upload | str, kind: str) -> File:
        if isinstance(given, Upload):
            if not given.content:
                raise bad_request("file must be non-empty")
            if len(given.content) > limits.UPLOAD_BYTES:
                raise ApiError(413, "Request Entity Too Large")
            return self.world.keep(given.name, given.mime, given.content)
        if given in self.world.files:
            return self.world.files[given]
        if not given:
            raise bad_request(f"there is no {kind} in the request")
        if given.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        raise bad_request("wrong file identifier/HTTP URL specified")


def _parse_mode(call: Arguments) -> str | None:
    return call.text("parse_mode") or None


def _described(file: File) -> Json:
    return {
        "file_id": file.id,
        "file_unique_id": f"u{file.id}",
        "file_size": len(file.content),
    }
