"""The Bot API's methods by name. What writes into chats is in `sending`."""

from __future__ import annotations

from typing import Any

from bot.preview.standin.arguments import Arguments, Method
from bot.preview.standin.chats import Json, Member, PhoneEvent, World
from bot.preview.standin.commands import Commands
from bot.preview.standin.errors import ApiError, bad_request
from bot.preview.standin.guests import Guests
from bot.preview.standin.limits import DOWNLOAD_BYTES
from bot.preview.standin.sending import Sending
from bot.preview.standin.taps import TapAnswer, Taps
from bot.preview.standin.updates import Updates
from bot.preview.standin.webhook import WebhookSender

_POLL_SECONDS = 50


class Methods:
    """Looks a method up and runs it. Names are not case-sensitive, as with Telegram."""

    def __init__(
        self,
        world: World,
        updates: Updates,
        webhook: WebhookSender,
        taps: Taps,
        commands: Commands,
        guests: Guests,
        sending: Sending,
    ) -> None:
        self.world, self.updates, self.webhook = world, updates, webhook
        self.taps, self.commands, self.sending = taps, commands, sending
        self.guests = guests
        self.texts: dict[tuple[str, str], str] = {}
        self.logged_out = False
        self._table = {
            handler.__name__.replace("_", ""): handler
            for handler in (*self._asking(), *sending.handlers(), *guests.handlers())
        }
        for name in ("pinchatmessage", "unpinchatmessage", "unpinallchatmessages"):
            self._table[name] = sending.pin_or_unpin
        for what, longest in (("name", 64), ("description", 512), ("shortdescription", 120)):
            self._table[f"setmy{what}"] = self._setter(what, longest)
            self._table[f"getmy{what}"] = self._getter(what)

    def _asking(self) -> tuple[Method, ...]:
        """The methods that write into no chat."""
        return (
            self.get_me,
            self.get_updates,
            self.set_webhook,
            self.delete_webhook,
            self.get_webhook_info,
            self.log_out,
            self.close,
            self.answer_callback_query,
            self.set_my_commands,
            self.get_my_commands,
            self.delete_my_commands,
            self.get_chat,
            self.get_chat_member,
            self.get_chat_administrators,
            self.get_chat_member_count,
            self.get_file,
            self.leave_chat,
        )

    async def run(self, method: str, call: Arguments) -> Any:
        """Run one method and return its result, or raise the refusal."""
        if self.logged_out:
            raise bad_request("Logged out")
        handler = self._table.get(method.lower())
        if handler is None:
            raise ApiError(404, "Not Found: method not found")
        return await handler(call)

    async def get_me(self, call: Arguments) -> Json:
        """Return the bot."""
        return {
            **self.world.bot,
            "can_join_groups": True,
            "can_read_all_group_messages": not self.world.privacy,
            "supports_inline_queries": self.guests.switched_on,
            "supports_guest_queries": self.guests.switched_on,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    async def get_updates(self, call: Arguments) -> list[Json]:
        """Return what waits, or wait for it."""
        limit = min(max(call.number("limit", 100), 1), 100)
        timeout = min(max(call.number("timeout"), 0), _POLL_SECONDS)
        kinds = call.list("allowed_updates")
        return await self.updates.poll(call.number("offset"), limit, timeout, kinds)

    async def set_webhook(self, call: Arguments) -> bool:
        """Deliver by POST from now on; an empty address ends that."""
        self.updates.allow(call.list("allowed_updates"))
        if call.flag("drop_pending_updates"):
            self.updates.drop()
        if url := call.text("url"):
            self.webhook.set(url, call.text("secret_token"), call.number("max_connections"))
        else:
            self.webhook.stop()
        return True

    async def delete_webhook(self, call: Arguments) -> bool:
        """Go back to polling."""
        if call.flag("drop_pending_updates"):
            self.updates.drop()
        if self.updates.webhook_url:
            self.webhook.stop()
        return True

    async def get_webhook_info(self, call: Arguments) -> Json:
        """Return where updates go, and how many wait."""
        self.updates.expire()
        info: Json = {
            "url": self.updates.webhook_url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.waiting),
        }
        if self.updates.allowed is not None:
            info["allowed_updates"] = sorted(self.updates.allowed)
        if self.webhook.last_error:
            info["last_error_message"] = self.webhook.last_error
        return info

    async def log_out(self, call: Arguments) -> bool:
        """Refuse every later call."""
        self.logged_out = True
        return True

    async def close(self, call: Arguments) -> bool:
        """Accept; there is no other server to move to."""
        return True

    async def answer_callback_query(self, call: Arguments) -> bool:
        """End a button's spinner, with a toast, a dialog or nothing."""
        toast = TapAnswer(call.text("text"), call.flag("show_alert"), call.text("url"))
        # A bot without games may open nothing but itself.
        if toast.url and not toast.url.startswith(f"https://t.me/{self.world.bot['username']}?"):
            raise bad_request("URL_INVALID")
        tap = self.taps.answer(call.text("callback_query_id"), toast)
        data = {
            "tap": tap.id,
            "text": toast.text,
            "show_alert": toast.is_alert,
            "url": toast.url,
        }
        self.world.show(PhoneEvent("toast", tap.chat_id, data, tap.person_id))
        return True

    async def set_my_commands(self, call: Arguments) -> bool:
        """Set a command menu."""
        language = call.text("language_code")
        self.commands.set(call.list("commands") or [], call.object("scope"), language)
        return True

    async def get_my_commands(self, call: Arguments) -> list[Json]:
        """Return the command menu of exactly this scope and language."""
        return self.commands.get(call.object("scope"), call.text("language_code"))

    async def delete_my_commands(self, call: Arguments) -> bool:
        """Remove a command menu."""
        self.commands.delete(call.object("scope"), call.text("language_code"))
        return True

    async def get_chat(self, call: Arguments) -> Json:
        """Return a chat with the fields that only this method tells."""
        chat = self.world.known_chat(call.chat_id())
        return {
            **chat.as_json(),
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(
                (
                    "unlimited_gifts",
                    "limited_gifts",
                    "unique_gifts",
                    "premium_subscription",
                    "gifts_from_channels",
                ),
                False,
            ),
        }

    async def get_chat_member(self, call: Arguments) -> Json:
        """Return what someone is in a chat."""
        chat = self.world.open_chat(call.chat_id())
        user_id = call.number("user_id")
        if user_id in chat.members:
            return chat.members[user_id].as_json()
        if user_id in self.world.persons:
            return Member(self.world.persons[user_id].as_json(), "left").as_json()
        raise bad_request("PARTICIPANT_ID_INVALID")

    async def get_chat_administrators(self, call: Arguments) -> list[Json]:
        """Return the admins; a bot that is none itself is not told of anonymous ones."""
        chat = self.world.open_chat(call.chat_id())
        if chat.is_private:
            raise bad_request("there are no administrators in the private chat")
        sees_all = chat.is_admin(self.world.bot_id)
        admins = [m for m in chat.members.values() if chat.is_admin(m.user["id"])]
        return [
            m.as_json()
            for m in admins
            if m.user["id"] != self.world.bot_id and (sees_all or not m.anonymous)
        ]

    async def get_chat_member_count(self, call: Arguments) -> int:
        """Return how many are in a chat."""
        chat = self.world.open_chat(call.chat_id())
        return sum(chat.has(user_id) for user_id in chat.members)

    async def get_file(self, call: Arguments) -> Json:
        """Return the path under which a file can be downloaded."""
        file = self.world.files.get(call.text("file_id"))
        if file is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if len(file.content) > DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        return {
            "file_id": file.id,
            "file_unique_id": f"u{file.id}",
            "file_size": len(file.content),
            "file_path": f"files/{file.id}/{file.name}",
        }

    async def leave_chat(self, call: Arguments) -> bool:
        """Leave a group."""
        chat = self.world.open_chat(call.chat_id())
        if chat.is_private:
            raise bad_request("chat member status can't be changed in private chats")
        chat.members[self.world.bot_id].status = "left"
        self.world.add(chat, self.world.bot, {"left_chat_member": self.world.bot})
        return True

    def text(self, what: str, language: str | None) -> str:
        """Return the bot's name or description as a person of this language sees it."""
        default = self.texts.get((what, ""), "")
        return self.texts.get((what, (language or "")[:2])) or default

    def _setter(self, what: str, longest: int) -> Method:
        argument = "short_description" if what == "shortdescription" else what

        async def set_text(call: Arguments) -> bool:
            text = call.text(argument)
            if len(text) > longest:
                raise bad_request(f"{argument} is too long")
            self.texts[what, call.text("language_code")] = text
            return True

        return set_text

    def _getter(self, what: str) -> Method:
        argument = "short_description" if what == "shortdescription" else what

        async def get_text(call: Arguments) -> Json:
            return {argument: self.texts.get((what, call.text("language_code")), "")}

        return get_text
