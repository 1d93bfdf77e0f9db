"""Updates are posted until the bot takes them, in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from telegram.error import BadRequest

from bot.preview.standin.chats import Json
from bot.preview.standin.standin import StandIn
from bot.web.listening import hosted, listen
from tests.preview.conftest import HandClock, MakeStage, Stage

# Turns of the event loop that a post takes: others come meanwhile.
_TURNS = 50


class Receiver:
    """A bot's webhook: keeps what is posted, answers as told."""

    def __init__(self) -> None:
        self.url = ""
        self.taken: list[Json] = []
        self.secrets: list[str | None] = []
        self.failures: dict[str, int] = {}
        self.answer: Json | None = None
        self.busy = self.busiest = 0

    async def post(self, request: Request) -> Response:
        self.busy += 1
        self.busiest = max(self.busy, self.busiest)
        update = await request.json()
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        self.busy -= 1
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        text = update["message"]["text"]
        if self.failures.get(text, 0) > 0:
            self.failures[text] -= 1
            return Response(status_code=500)
        self.taken.append(update)
        return JSONResponse(self.answer) if self.answer else Response()

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.taken]


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    hook = Receiver()
    listening = listen("127.0.0.1", 0)
    hook.url = f"http://127.0.0.1:{listening.getsockname()[1]}/hook"
    app = Starlette(routes=[Route("/hook", hook.post, methods=["POST"])])
    async with hosted(app, listening):
        yield hook


@pytest.fixture
def pauses() -> list[float]:
    """Collect the pauses between deliveries."""
    return []


@pytest.fixture
async def hooked(make_stage: MakeStage, clock: HandClock, pauses: list[float]) -> Stage:
    """Return a stage whose webhook retries without waiting."""

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(0)

    return await make_stage(StandIn(clock=clock, sleep=sleep))


@pytest.fixture
async def hook(stack: AsyncExitStack) -> Receiver:
    """Return a webhook that listens."""
    return await stack.enter_async_context(receiver())


async def test_a_failing_update_is_retried_and_holds_up_its_own_chat_only(
    hooked: Stage, hook: Receiver, pauses: list[float]
) -> None:
    hook.failures["satu"] = 4
    await hooked.bot.set_webhook(hook.url, secret_token="rahasia")
    people = hooked.people
    await people.say(people.private(hooked.rina), hooked.rina, "satu")
    await people.say(people.private(hooked.rina), hooked.rina, "dua")
    await people.start(hooked.budi)
    await hooked.standin.wait_for(
        lambda: len(hook.taken) == 3 and not hooked.standin.updates.waiting
    )
    assert [text for text in hook.texts if text != "/start"] == ["satu", "dua"]
    assert pauses == [0, 2, 4, 8]
    assert set(hook.secrets) == {"rahasia"}
    info = await hooked.bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == (hook.url, 0)
    assert info.last_error_message == "Wrong response from the webhook: 500"


async def test_what_waited_before_is_delivered_and_can_be_redelivered(
    hooked: Stage, hook: Receiver
) -> None:
    await hooked.people.say(hooked.people.private(hooked.rina), hooked.rina, "sebelum")
    await hooked.bot.set_webhook(hook.url)
    await hooked.standin.wait_for(lambda: hook.taken)
    hooked.standin.redeliver(hook.taken[0]["update_id"])
    await hooked.standin.wait_for(lambda: len(hook.taken) == 2)
    assert hook.taken[0] == hook.taken[1]


async def test_no_more_posts_are_under_way_than_the_bot_allows(
    hooked: Stage, hook: Receiver
) -> None:
    await hooked.bot.set_webhook(hook.url, max_connections=2)
    for number in range(6):
        await hooked.people.start(await hooked.people.add_person(f"Warga {number}"))
    await hooked.standin.wait_for(lambda: len(hook.taken) == 6)
    assert hook.busiest == 2


async def test_the_answer_to_a_delivery_may_call_a_method(hooked: Stage, hook: Receiver) -> None:
    hook.answer = {"method": "sendMessage", "chat_id": hooked.rina.id, "text": "langsung"}
    await hooked.bot.set_webhook(hook.url)
    await hooked.people.say(hooked.people.private(hooked.rina), hooked.rina, "halo")
    sent = await hooked.standin.wait_for(lambda: hooked.standin.sent(hooked.rina.id))
    assert sent[0]["text"] == "langsung"


async def test_a_webhook_needs_https_and_a_plain_secret(hooked: Stage) -> None:
    with pytest.raises(BadRequest, match="an https url must be provided"):
        await hooked.bot.set_webhook("http://example.org/hook")
    with pytest.raises(BadRequest, match="Secret token contains unallowed characters"):
        await hooked.bot.set_webhook("https://example.org/hook", secret_token="a b")
