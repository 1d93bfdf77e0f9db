"""Groups and who is in them: what people do there, and what the bot gets to know of it."""

from __future__ import annotations

import itertools

from bot.preview.standin.chats import Chat, Json, Member, Person, PhoneEvent, World
from bot.preview.standin.updates import Updates


class Membership:
    """What people do with groups: each method is one thing that a person can do."""

    def __init__(self, world: World, updates: Updates) -> None:
        self.world = world
        self.updates = updates
        self._group_ids = itertools.count(4_100_000_001)

    async def make_group(
        self,
        title: str,
        people: list[Person],
        *,
        key: str = "group",
        supergroup: bool = False,
        with_bot: bool = True,
    ) -> Chat:
        """Return a new group, owned by the first of the people, and tell the bot of it."""
        number = next(self._group_ids)
        chat_id = -1_000_000_000_000 - number if supergroup else -number
        chat = Chat(chat_id, "supergroup" if supergroup else "group", title, key)
        chat.members = {person.id: Member(person.as_json()) for person in people}
        chat.members[people[0].id].status = "creator"
        self.world.chats[chat.id] = chat
        if with_bot:
            await self.add_bot(chat, people[0])
        return chat

    # -- coming and going -----------------------------------------------------------------

    async def join(self, chat: Chat, person: Person) -> Json:
        """Join a group."""
        self._set_status(chat, person.as_json(), "member", by=person.as_json())
        return self._service(chat, person.as_json(), {"new_chat_members": [person.as_json()]})

    async def leave(self, chat: Chat, person: Person) -> Json:
        """Leave a group."""
        self._set_status(chat, person.as_json(), "left", by=person.as_json())
        return self._service(chat, person.as_json(), {"left_chat_member": person.as_json()})

    async def add_bot(self, chat: Chat, person: Person) -> Json:
        """Add the bot to a group. The state of privacy mode is fixed at this moment."""
        chat.reads_all = not self.world.privacy
        self._set_status(chat, self.world.bot, "member", by=person.as_json())
        return self._service(chat, person.as_json(), {"new_chat_members": [self.world.bot]})

    async def remove_bot(self, chat: Chat, person: Person) -> Json:
        """Remove the bot from a group."""
        self._set_status(chat, self.world.bot, "kicked", by=person.as_json())
        return self._service(chat, person.as_json(), {"left_chat_member": self.world.bot})

    async def promote(
        self, chat: Chat, who: Person | None, *, anonymous: bool = False, admin: bool = True
    ) -> None:
        """Make someone an admin, or with admin=False a member again; None stands for the bot."""
        user = who.as_json() if who else self.world.bot
        owner = next(m.user for m in chat.members.values() if m.status == "creator")
        self._set_status(chat, user, "administrator" if admin else "member", owner, anonymous)

    async def mute_bot(self, chat: Chat, *, muted: bool = True) -> None:
        """Take the right to write from all members that are no admins, and so from the bot."""
        chat.muted = muted

    # -- what becomes of a group ----------------------------------------------------------

    async def migrate(self, chat: Chat) -> Chat:
        """Upgrade a group to a supergroup: return the new chat, the old id is dead."""
        new = Chat(-1_000_000_000_000 + chat.id, "supergroup", chat.title, chat.key)
        new.members, new.reads_all, new.migrated_from = chat.members, chat.reads_all, chat.id
        new.last_bot = chat.last_bot
        self.world.chats[new.id] = new
        owner = next(m.user for m in chat.members.values() if m.status == "creator")
        self._service(chat, owner, {"migrate_to_chat_id": new.id})
        chat.migrated_to = new.id
        self._service(new, owner, {"migrate_from_chat_id": chat.id})
        self.world.show(PhoneEvent("chats", new.id, {}))
        return new

    async def make_forum(self, chat: Chat) -> None:
        """Turn topics on in a supergroup."""
        if chat.kind != "supergroup":
            raise ValueError("only a supergroup can have topics; migrate the group first")
        chat.is_forum = True

    async def open_topic(self, chat: Chat, person: Person, name: str) -> int:
        """Open a topic and return its thread id."""
        thread = chat.next_message
        chat.topics[thread] = "open"
        self._service(
            chat,
            person.as_json(),
            {"forum_topic_created": {"name": name, "icon_color": 7322096}},
            thread,
        )
        return thread

    async def close_topic(self, chat: Chat, person: Person, thread: int) -> None:
        """Close a topic: only admins can write there."""
        chat.topics[thread] = "closed"
        self._service(chat, person.as_json(), {"forum_topic_closed": {}}, thread)

    # -- inside ---------------------------------------------------------------------------

    def _service(self, chat: Chat, sender: Json, content: Json, thread: int | None = None) -> Json:
        message = self.world.add(chat, sender, content, thread)
        last_word = content.get("left_chat_member") == self.world.bot
        if chat.has(self.world.bot_id) or last_word:
            self.updates.put("message", message, f"chat {chat.id}")
        return message

    def _set_status(
        self, chat: Chat, user: Json, status: str, by: Json, anonymous: bool = False
    ) -> None:
        member = chat.members.setdefault(user["id"], Member(user, "left"))
        old = member.as_json()
        member.status, member.anonymous = status, anonymous
        is_bot = user["id"] == self.world.bot_id
        if is_bot or chat.is_admin(self.world.bot_id):
            change = {
                "chat": chat.as_json(),
                "from": by,
                "date": self.world.date(),
                "old_chat_member": old,
                "new_chat_member": member.as_json(),
            }
            self.updates.put(
                "my_chat_member" if is_bot else "chat_member", change, f"chat {chat.id}"
            )
        self.world.show(PhoneEvent("chats", chat.id, {}))
