"""The page for curators: a password, few tries, what was asked, and nothing that can be changed."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from hashlib import sha256

import httpx
import pytest
import yaml

from bot.settings import Settings, SettingsError, read_settings
from bot.storage.curating import Complaint
from bot.web.curators.entry import HOLDS
from bot.web.curators.page import LONGEST
from knowledge.base import Knowledge
from tests.bot.curating import NOON, PASSWORD, office
from tests.bot.harness import Hall, free_port

HOSTILE = "<script>alert(1)</script>\"' onload=x {0} {topic} $body \x1b[2J\u202e"


def asked(question: str, topic: str = "", at: int = NOON) -> Complaint:
    return Complaint(question, topic, at)


async def test_without_the_password_there_is_only_the_door(knowledge: Knowledge) -> None:
    async with office(knowledge, asked("rahasia warga")) as page:
        for address in ("/curators", "/curators/try", "/curators/questions.yaml"):
            response = await page.client.get(address)
            assert response.status_code == 401
            assert "rahasia" not in response.text
            assert 'type="password"' in response.text
        assert (await page.tries("air bersih")).status_code == 401


async def test_the_password_opens_until_the_end_of_the_day_or_until_one_leaves(
    knowledge: Knowledge,
) -> None:
    async with office(knowledge) as page:
        assert (await page.enter("wrong horse battery")).status_code == 403
        assert (await page.enter()).headers["location"] == "/curators"
        await page.reads()
        await page.client.post("/curators/leave")
        assert (await page.client.get("/curators")).status_code == 401
        await page.enter()
        page.now[0] += HOLDS + 1
        assert (await page.client.get("/curators")).status_code == 401


@pytest.mark.parametrize(
    "forged", ["", "x", "9999999999", "9999999999.", "9999999999.00", "²99.00", "-1.0", "9" * 400]
)
async def test_a_pass_of_somebody_elses_making_opens_nothing(
    forged: str, knowledge: Knowledge
) -> None:
    async with office(knowledge) as page:
        headers = {b"Cookie": f"curators={forged}".encode()}
        response = await page.client.get("/curators", headers=headers)
        assert response.status_code == 401


async def test_a_pass_cannot_be_made_to_hold_longer(knowledge: Knowledge) -> None:
    async with office(knowledge) as page:
        given = (await page.enter()).cookies["curators"]
        until, _, signed = given.partition(".")
        page.client.cookies.clear()
        later = {"Cookie": f"curators={int(until) + 1}.{signed}"}
        assert (await page.client.get("/curators", headers=later)).status_code == 401
        same = {"Cookie": f"curators={given}"}
        assert (await page.client.get("/curators", headers=same)).status_code == 200


async def test_after_ten_wrong_passwords_nobody_is_let_in_for_a_while(
    knowledge: Knowledge,
) -> None:
    async with office(knowledge) as page:
        tries = await asyncio.gather(*(page.enter(f"guess number {n}") for n in range(30)))
        assert Counter(it.status_code for it in tries) == {403: 10, 429: 20}
        refused = await page.enter()
        assert refused.status_code == 429
        assert "15 menit" in refused.text
        page.now[0] += int(refused.headers["retry-after"]) + 1
        assert (await page.enter()).status_code == 303


async def test_who_is_in_stays_in_while_others_guess(knowledge: Knowledge) -> None:
    async with office(knowledge) as page:
        await page.enter()
        async with httpx.AsyncClient(base_url=page.url) as stranger:
            for _ in range(11):
                await stranger.post("/curators/enter", data={"password": "guess"})
        await page.reads()


async def test_a_pass_is_for_this_page_alone_and_behind_https_for_https_alone(
    knowledge: Knowledge,
) -> None:
    async with office(knowledge) as page:
        plain = (await page.enter()).headers["set-cookie"]
        assert {"HttpOnly", "Path=/curators", "SameSite=strict"} <= set(plain.split("; "))
        assert "Secure" not in plain
        page.client.headers["x-forwarded-proto"] = "https"
        assert "Secure" in (await page.enter()).headers["set-cookie"].split("; ")


async def test_questions_that_ask_the_same_stand_together_with_their_nearest_topics(
    knowledge: Knowledge,
) -> None:
    async with office(
        knowledge,
        asked("E-voting desa itu apa?"),
        asked("apa itu e-voting desa", at=NOON - 86400),
        asked("mulai dari mana?", topic="where-to-start", at=NOON - 2 * 86400),
        asked("", topic="where-to-start", at=NOON - 3 * 86400),
    ) as page:
        await page.enter()
        text = await page.reads()
    assert text.count("<article>") == 2
    assert "2 kali, terakhir 9 Maret 2026: belum terjawab" in text
    title = knowledge.content.topics["where-to-start"].title.in_("id")
    assert f"jawaban {title} (where-to-start) tidak membantu" in text
    assert "Kini terjawab" in text
    assert f"<li>{title} (where-to-start): 1 kali, terakhir 6 Maret 2026</li>" in text


async def test_nothing_kept_is_said(knowledge: Knowledge) -> None:
    async with office(knowledge, language="en") as page:
        await page.enter()
        assert "No question is kept" in await page.reads()


async def test_what_is_downloaded_is_yaml_to_paste(knowledge: Knowledge) -> None:
    async with office(knowledge, asked("apa itu e-voting: desa? #1"), asked(HOSTILE)) as page:
        await page.enter()
        response = await page.client.get("/curators/questions.yaml")
    assert response.headers["content-disposition"] == 'attachment; filename="questions.yaml"'
    assert response.headers["content-type"].startswith("text/plain")
    read = yaml.safe_load(response.text)
    wordings = [
        line for topic in read.values() for lines in topic["ask"].values() for line in lines
    ]
    assert "apa itu e-voting: desa? #1" in wordings
    assert len(wordings) == 2
    assert not re.search("[\x1b\u202e]", response.text)


async def test_a_long_list_has_pages(knowledge: Knowledge) -> None:
    names = [sha256(bytes([n])).hexdigest()[:16] for n in range(40)]
    async with office(knowledge, *(asked(name) for name in names)) as page:
        await page.enter()
        first, second = await page.reads(), await page.reads("/curators?page=2")
        assert first.count("<article>") + second.count("<article>") == len(names)
        assert 'href="/curators?page=2"' in first
        assert 'href="/curators?page=1"' in second
        for strange in ("0", "-1", "9", "99999999999999999999", "²", "x", ""):
            assert "<article>" in await page.reads(f"/curators?page={strange}")


async def test_a_sentence_is_read_word_by_word_and_decided(knowledge: Knowledge) -> None:
    async with office(knowledge, language="en") as page:
        await page.enter()
        text = (await page.tries("gmn mulai smart city")).text
    assert "<td>gmn</td><td>bagaimana</td><td>chat spelling</td>" in text
    assert "none of them" in text
    assert "What speaks for" in text


async def test_what_people_wrote_stays_text(knowledge: Knowledge) -> None:
    async with office(knowledge, asked(HOSTILE), asked(HOSTILE, topic=HOSTILE)) as page:
        await page.enter()
        pages = [await page.reads(), (await page.tries(HOSTILE)).text]
    for text in pages:
        assert "<script" not in text
        assert "onload=x {0} {topic} $body" in text
        assert not re.search(r"<[^>]*\sonload=[^>]*>", re.sub(r'"[^"]*"', "", text))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"text=" + b"a" * (LONGEST + 1), 413),
        (b"text=" + b"a" * 1_000_000, 413),
        (b"&".join(b"a=1" for _ in range(2000)), 413),
        (b"\xff\xfe=\x00", 200),
        (b"text=%00%ff%ed%a0%80", 200),
        (b"", 200),
    ],
)
async def test_any_form_is_answered(body: bytes, status: int, knowledge: Knowledge) -> None:
    async with office(knowledge) as page:
        await page.enter()
        response = await page.client.post("/curators/try", content=body)
        assert response.status_code == status
        wrong = await page.client.post("/curators/enter", content=body)
        assert wrong.status_code == 403


async def test_nothing_is_loaded_from_elsewhere_run_or_kept_by_a_proxy(
    knowledge: Knowledge,
) -> None:
    async with office(knowledge) as page:
        await page.enter()
        for address in ("/curators", "/curators/try", "/curators/nothing", "/curators/enter"):
            headers = (await page.client.get(address)).headers
            policy = headers["content-security-policy"]
            assert policy.startswith("default-src 'none';")
            assert "script" not in policy
            assert headers["cache-control"] == "no-store"
        style = await page.client.get("/curators/static/curators.css")
        assert style.headers["content-type"].startswith("text/css")
        for name in ("page.html", "words.yaml", "..%2fpage.py", "Inter-Regular.otf%00"):
            assert (await page.client.get(f"/curators/static/{name}")).status_code == 404


async def test_nothing_can_be_changed(knowledge: Knowledge) -> None:
    async with office(knowledge, asked("satu")) as page:
        await page.enter()
        for method in ("PUT", "PATCH", "DELETE"):
            for address in ("/curators", "/curators/try", "/curators/questions.yaml"):
                assert (await page.client.request(method, address)).status_code == 405
        assert (await page.client.post("/curators")).status_code == 405


async def test_the_page_is_there_only_where_it_has_a_password(hall: Hall) -> None:
    port = free_port()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        async with hall.bot(web_port=port):
            assert (await client.get("/curators")).status_code == 404
        async with hall.bot(web_port=port, curators_password=PASSWORD):
            assert (await client.get("/curators")).status_code == 401
            entered = await client.post("/curators/enter", data={"password": PASSWORD})
            assert entered.status_code == 303
            assert (await client.get("/curators")).status_code == 200


def test_a_short_password_is_refused_and_not_told() -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings(_env_file=None, curators_password="hunter2")
    assert "MULAI_CURATORS_PASSWORD holds (hidden)" in str(refused.value)
    assert "hunter2" not in str(refused.value)
    assert "hunter2" not in repr(Settings(_env_file=None, curators_password=PASSWORD))
