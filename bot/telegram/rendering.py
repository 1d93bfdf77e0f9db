"""Replies turned into Bot API calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.storage.outgoing import (
    COPIES,
    OPENS,
    AnswerTap,
    EditText,
    Keyboard,
    Outgoing,
    Place,
    SendDocument,
    SendOfficePaper,
    SendProgressPicture,
    SendRegionPicture,
    SendResult,
    SendText,
)
from bot.telegram.callbacks import encode
from bot.telegram.updates import Route
from conversations.curated import PassOn
from conversations.making import MakeProgressPicture, MakeRegionPicture
from conversations.messages import (
    ANYBODY,
    Button,
    ButtonRows,
    Choice,
    CopyButton,
    MakeOfficePaper,
    MakePaper,
    OpenPrivateChat,
    PrivateChatButton,
    Reply,
    Revise,
    Say,
    SendCalendar,
    SendPersonalData,
    Toast,
)


def render(
    replies: Iterable[Reply],
    route: Route,
    owner: str,
    bot_name: str = "",
    curators: int | None = None,
) -> tuple[Outgoing, ...]:
    """The calls that carry replies to the person, the answer of a tap first.

    owner: whose buttons they are. bot_name: the bot's user name, for links to it. curators: the
    chat that questions are passed on to. Replies that send nothing (a question to keep, data to
    delete) are left to the handler.
    """
    calls = list(_calls(replies, route, Keyboards(owner, bot_name)))
    if curators is not None:
        passed = (reply.posted for reply in replies if isinstance(reply, PassOn))
        calls += [SendText(Place(curators), posted) for posted in passed]
    answers = [call for call in calls if isinstance(call, AnswerTap)]
    if route.query_id and not answers:
        answers = [AnswerTap(route.query_id)]
    return (*answers, *(call for call in calls if not isinstance(call, AnswerTap)))


@dataclass(frozen=True, slots=True)
class Keyboards:
    """Makes keyboards for one person."""

    owner: str = ANYBODY
    bot_name: str = ""

    def __call__(self, rows: ButtonRows) -> Keyboard:
        """Rows of buttons with what each carries: data, or the address it opens."""
        return tuple(tuple((button.label, self._carries(button)) for button in row) for row in rows)

    def _carries(self, button: Button) -> str:
        match button:
            case Choice():
                return encode(button, self.owner)
            case PrivateChatButton(payload=payload):
                return self.opening(payload)
            case CopyButton(copied=copied):
                return COPIES + copied

    def opening(self, payload: str) -> str:
        """The address that opens the private chat with the bot."""
        return opening_address(self.bot_name) + payload


def opening_address(bot_name: str) -> str:
    """The address of the private chat, to which a payload is added. bot_name: its user name."""
    return f"{OPENS}{bot_name}?start="


def _calls(replies: Iterable[Reply], route: Route, buttons: Keyboards) -> Iterator[Outgoing]:
    # Only a new text can be a reply to a message.
    place = Place(route.chat_id, route.thread_id)
    answering = Place(route.chat_id, route.thread_id, route.reply_to)
    for reply in replies:
        match reply:
            case Revise(text, rows) if route.message_id is not None:
                yield EditText(place, route.message_id, text, buttons(rows))
            case Say(text, rows) | Revise(text, rows):
                yield SendText(answering, text, buttons(rows))
            case MakePaper(kind, record, language):
                yield SendResult(place, kind, record, language)
            case MakeRegionPicture(region, caption, language):
                yield SendRegionPicture(place, region, caption, language=language)
            case MakeProgressPicture(plan, day, caption, language):
                yield SendProgressPicture(place, plan, day, caption, language=language)
            case MakeOfficePaper(paper, day, language, result, priority, topic):
                yield SendOfficePaper(place, paper, day, language, result, priority, topic)
            case SendPersonalData(caption, stored):
                yield SendDocument(Place(route.chat_id), "mulai-data.json", stored, caption)
            case SendCalendar(caption, content):
                yield SendDocument(Place(route.chat_id), "mulai.ics", content, caption)
            case Toast(text, dialog) if route.query_id:
                yield AnswerTap(route.query_id, text, dialog)
            case OpenPrivateChat(payload) if route.query_id:
                yield AnswerTap(route.query_id, opens=buttons.opening(payload))
            case _:
                pass
