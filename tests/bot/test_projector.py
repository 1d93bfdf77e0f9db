"""The projector page: what the hall sees, what nobody else sees, and that it stays true."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import httpx
import pytest

from bot.web.projector import page as page_module
from bot.web.projector.screens import Screens
from conversations.workshop.guide import guide_of
from conversations.workshop.slides import Slide, slide
from conversations.workshop.state import Turnout
from knowledge.base import Knowledge
from tests.bot.gathering import fast_clock, gather
from tests.bot.harness import free_port, labels
from tests.bot.harness import open_hall as open_bot_hall
from tests.bot.projecting import SECRET, Stage, Stream, Theatre, theatre
from tests.conversations.halls import Hall, open_hall


@pytest.fixture
def room(knowledge: Knowledge) -> Hall:
    return open_hall(guide_of(knowledge.edition("id")))


@pytest.fixture
async def hall(knowledge: Knowledge, room: Hall) -> AsyncIterator[Theatre]:
    async with theatre(knowledge, Stage({SECRET: shown(room)})) as opened:
        yield opened


def shown(room: Hall) -> Slide:
    return slide(room.workshop, room.room.turnout(room.workshop), room.guide)


async def test_the_page_shows_the_present_state_without_any_script(
    hall: Theatre, room: Hall
) -> None:
    lobby = (await hall.get()).text
    assert "Pindai kode untuk ikut" in lobby
    assert "t.me/mulai_bot?start=w_w1234567" in lobby
    assert '<html lang="id">' in lobby
    assert '<noscript><meta http-equiv="refresh"' in lobby
    room.control("start").vote_all("0123")
    hall.stage.show(shown(room))
    voting = (await hall.get()).text
    assert "<b>4</b> dari <b>4</b> sudah memilih" in voting
    assert 'class="votes"' not in voting
    hall.stage.show(shown(room.control("reveal")))
    assert (await hall.get()).text.count('<span class="votes">1</span>') == 4


async def test_a_change_comes_to_all_open_pages_by_itself(hall: Theatre, room: Hall) -> None:
    async with hall.live() as one, hall.live() as other:
        assert one.response.headers["Content-Type"].startswith("text/event-stream")
        await one.parts()
        await other.parts()
        hall.stage.show(shown(room.control("start")))
        for stream in (one, other):
            assert "<b>0</b> dari" in (await stream.parts())["turnout"]
        room.vote_all("012")
        hall.stage.show(shown(room))
        for stream in (one, other):
            parts = await stream.parts()
            assert "<b>3</b> dari <b>3</b>" in parts["turnout"]
            assert "votes" not in parts["bars"]


async def test_many_votes_at_once_cost_few_looks(hall: Theatre, room: Hall) -> None:
    workshop = room.control("start").workshop
    async with hall.live() as stream:
        await stream.parts()
        before = hall.stage.looks
        for voted in range(1, 201):
            hall.stage.show(slide(workshop, Turnout(200, 200, voted), room.guide))
            await asyncio.sleep(0)
        while "<b>200</b> dari <b>200</b>" not in (await stream.parts())["turnout"]:
            pass
        assert hall.stage.looks - before <= 5


async def test_the_end_of_the_workshop_is_the_end_of_its_page(hall: Theatre) -> None:
    async with hall.live() as stream:
        await stream.parts()
        hall.stage.show(None)
        assert (await stream.event())[0] == "over"
        assert (await stream.event())[0] == "end"
    assert (await hall.get()).status_code == 404


async def test_what_is_no_address_of_a_page_looks_like_one_that_is_over(hall: Theatre) -> None:
    unknown = await hall.get("/w/" + "x" * 32)
    assert unknown.status_code == 404
    assert "Halaman ini tidak ada" in unknown.text
    assert "This page does not exist" in unknown.text
    looked = hall.stage.looks
    for path in ("/w/short", "/w/" + "x" * 65, "/w/a/b/c", "/w/%00%2e%2e", "/w/static/x.js"):
        other = await hall.get(path)
        assert (other.status_code, other.text) == (404, unknown.text), path
        assert other.headers["Content-Security-Policy"]
    assert hall.stage.looks == looked
    live = await hall.get(f"/w/{'x' * 32}/live")
    assert (live.status_code, live.text) == (404, unknown.text)


async def test_a_page_takes_nothing_from_elsewhere_and_tells_its_address_to_nobody(
    hall: Theatre,
) -> None:
    for path in (f"/w/{SECRET}", "/w/nothing"):
        headers = (await hall.get(path)).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert headers["Cache-Control"] == "no-store"
    text = (await hall.get()).text
    style = (await hall.get("/w/static/projector.css")).text
    letters = re.findall(r'url\("([^"]+)"\)', style)
    assert letters
    for file in letters:
        assert (await hall.get(f"/w/static/{file}")).headers["Content-Type"] == "font/otf", file
    for file in re.findall(r'(?:src|href)="([^"]+)"', text):
        assert (await hall.get(f"/w/{file}")).status_code == 200, file
    assert "<style" not in text
    assert "style=" not in text
    assert re.findall(r"<script(?![^>]*src=)", text) == []


async def test_what_people_typed_stays_text(hall: Theatre, room: Hall) -> None:
    typed = '</title><script>alert("{x} $y")</script>&'
    room.workshop = replace(room.workshop, topic=typed)
    hall.stage.show(shown(room))
    text = (await hall.get()).text
    assert "<script>" not in text
    assert f"<title>{typed} · Lokakarya</title>" in unescape(text)
    async with hall.live() as stream:
        assert unescape((await stream.parts())["topic"]) == typed


async def test_the_timer_is_told_in_seconds_left_not_in_the_clock_of_the_hall(
    hall: Theatre, room: Hall
) -> None:
    room.control("start")
    now = int(hall.now[0])
    hall.stage.show(replace(shown(room), timer_ends=now + 90))
    assert 'Sisa waktu</span> <b id="clock">1:30</b>' in (await hall.get()).text
    async with hall.live() as stream:
        assert (await stream.event())[1]["left"] == 90
        hall.now[0] += 200
        hall.stage.show(replace(shown(room), timer_ends=now + 60))
        assert (await stream.event())[1]["left"] == 0
    assert ">Waktunya habis</span>" in (await hall.get()).text


async def test_a_break_is_announced(hall: Theatre, room: Hall) -> None:
    hall.stage.show(shown(room.control("start").control("pause")))
    assert "Jeda. Suara tersimpan" in (await hall.get()).text


async def test_an_english_workshop_has_an_english_page(knowledge: Knowledge, hall: Theatre) -> None:
    hall.stage.show(replace(shown(open_hall(guide_of(knowledge.edition("en")))), language="en"))
    text = (await hall.get()).text
    assert '<html lang="en">' in text
    assert "Connection lost" in text


async def test_before_the_bot_knows_its_name_there_is_no_code(
    knowledge: Knowledge, room: Hall
) -> None:
    async with theatre(knowledge, Stage({SECRET: shown(room)}), bot="") as hall:
        answer = await hall.get()
    assert answer.status_code == 200
    assert "t.me" not in answer.text


# --- Short codes ----------------------------------------------------------------------------------


async def test_a_short_code_opens_the_page_once(hall: Theatre) -> None:
    hall.stage.codes["K7M3QW"] = SECRET
    opened = await hall.enters("k7m-3qw ")
    assert (opened.status_code, opened.headers["Location"]) == (303, f"./{SECRET}")


async def test_a_code_in_the_address_is_not_used_up_by_looking_at_it(hall: Theatre) -> None:
    hall.stage.codes["K7M3QW"] = SECRET
    for _ in range(3):
        form = await hall.get("/w/k7m3qw")
        assert (form.status_code, 'value="k7m3qw"' in form.text) == (200, True)
    assert hall.stage.codes
    assert "form-action 'self'" in form.headers["Content-Security-Policy"]
    bare = await hall.get("/w")
    assert (bare.status_code, bare.headers["Location"]) == (308, "w/")
    assert 'value=""' in (await hall.get("/w/")).text


async def test_a_code_that_opens_nothing_says_in_both_languages_what_to_do(hall: Theatre) -> None:
    hall.stage.refusals = {"K7M3QW": "used", "FFFFFF": "expired"}
    for typed, status, id_, en in (
        ("K7M3QW", 410, "sudah dipakai", "was used"),
        ("FFFFFF", 410, "sudah tidak berlaku", "holds no longer"),
        ("222222", 404, "Kode ini tidak ada", "no such code"),
        ("BD01", 404, "Kode ini tidak ada", "no such code"),
        ('"><script>', 404, "Kode ini tidak ada", "no such code"),
    ):
        told = await hall.enters(typed)
        assert told.status_code == status, typed
        assert id_ in told.text, typed
        assert en in told.text, typed
        assert "<script>" not in told.text


async def test_who_guesses_codes_must_wait_and_a_right_one_is_not_counted(hall: Theatre) -> None:
    for number in range(20):
        hall.stage.codes["K7M3QW"] = SECRET
        assert (await hall.enters("K7M3QW")).status_code == 303, number
    for _ in range(10):
        assert (await hall.enters("222222")).status_code == 404
    hall.stage.codes["K7M3QW"] = SECRET
    refused = await hall.enters("K7M3QW")
    assert (refused.status_code, "Coba lagi dalam 10 menit" in refused.text) == (429, True)
    assert (await hall.enters("K7M3QW", behind="10.0.0.9")).status_code == 303
    hall.now[0] += 601
    hall.stage.codes["K7M3QW"] = SECRET
    assert (await hall.enters("K7M3QW")).status_code == 303


async def test_guesses_from_everywhere_are_limited_too(hall: Theatre) -> None:
    for number in range(60):
        assert (await hall.enters("222222", behind=f"10.0.0.{number}")).status_code == 404
    assert (await hall.enters("222222", behind="10.0.1.1")).status_code == 429


async def test_only_so_many_pages_are_kept_live(hall: Theatre, room: Hall) -> None:
    other = "another-secret-of-24-bytes-base64"
    hall.stage.show(shown(room), other)
    async with contextlib.AsyncExitStack() as open_pages:
        streams = [await open_pages.enter_async_context(hall.live()) for _ in range(20)]
        for stream in streams:
            await stream.parts()
        assert (await hall.get(f"/w/{SECRET}/live")).status_code == 503
        assert (await hall.get()).status_code == 200
        async with hall.live(other) as stream:
            await stream.parts()


async def test_all_workshops_together_have_only_so_many() -> None:
    async def nothing(_secret: str) -> None:
        return None

    async def never(_secret: str, _seen: int) -> int:
        return await asyncio.Event().wait()

    screens = Screens(nothing, never, of_one=2, of_all=3)
    with screens.watching("a"), screens.watching("a"), screens.watching("b"):
        assert not screens.has_room("c")
    assert screens.has_room("a")


async def test_a_page_that_closed_makes_room(hall: Theatre) -> None:
    for _ in range(25):
        async with hall.live() as stream:
            await stream.parts()


async def test_a_quiet_stream_gives_signs_of_life(
    hall: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_module, "_ALIVE_EVERY", 0.05)
    async with hall.live() as stream:
        await stream.parts()
        assert (await stream.event())[0] == "here"


async def test_open_pages_do_not_hold_up_the_end(hall: Theatre) -> None:
    async with hall.live() as stream:
        await stream.parts()
        hall.projector.close()
        assert (await stream.event())[0] == "end"


async def test_a_database_that_fails_once_does_not_stop_the_page(
    hall: Theatre, room: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.projector.screens._LONGER_PAUSE", 0.01)
    async with hall.live() as stream:
        await stream.parts()
        hall.stage.failures = 2
        hall.stage.show(shown(room.control("start")))
        assert "<b>0</b> dari" in (await stream.parts())["turnout"]


async def test_the_bot_serves_the_page_of_a_real_workshop(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    async with (
        open_bot_hall(tmp_path, knowledge) as bots,
        bots.bot(clock=fast_clock(20), projector_url=f"{address}/", web_port=port),
        httpx.AsyncClient(timeout=30) as client,
    ):
        people = await gather(bots, 4)
        panel = await people.opens("/lokakarya air bersih")
        await bots.tap(people.leader, panel, "Layar depan")
        private = bots.standin.people.private(people.leader)
        told = await people.newest(private, "Untuk layar di depan ruangan")
        found = re.search(rf"{address}/w/([A-Z0-9]{{6}})", str(told))
        assert found
        form = {"code": found.group(1)}
        paired = await client.post(f"{address}/w/", data=form)
        page = f"{address}/w/" + paired.headers["Location"]
        assert (await client.post(f"{address}/w/", data=form)).status_code == 410
        assert "<title>air bersih · Lokakarya</title>" in (await client.get(page)).text
        async with client.stream("GET", f"{page}/live") as response:
            stream = Stream(response, response.aiter_lines())
            await stream.parts()
            await people.controls("Mulai pertanyaan pertama", "Putaran 1")
            board = await people.board("Pilihan Anda rahasia")
            for person in people.people[:3]:
                await people.votes(person, labels(board)[0])
            while "<b>3</b> dari <b>3</b>" not in (await stream.parts())["turnout"]:
                pass
            await people.controls("Buka hasil", "sudah dibuka")
            while '<span class="votes">3</span>' not in (await stream.parts())["bars"]:
                pass


async def test_without_the_setting_there_are_no_pages(tmp_path: Path, knowledge: Knowledge) -> None:
    port = free_port()
    async with (
        open_bot_hall(tmp_path, knowledge) as bots,
        bots.bot(web_port=port),
        httpx.AsyncClient() as client,
    ):
        answer = await client.get(f"http://127.0.0.1:{port}/w/static/projector.css")
    assert answer.status_code == 404
    assert "Content-Security-Policy" not in answer.headers
