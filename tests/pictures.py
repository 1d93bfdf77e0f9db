"""The pictures of README and docs, taken anew: `python -m tests.pictures [FOLDER]`.

They show the real bot on the preview page, played as the tests of the browser do, the projector
before a hall of 42, and the page for curators. What is shown nowhere is not made.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from itertools import cycle
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from bot.storage.curating import Complaint
from conversations.workshop.guide import guide_of
from conversations.workshop.slides import Slide, slide
from knowledge.base import Knowledge, open_knowledge
from tests.bot.curating import NOON, office
from tests.bot.projecting import SECRET, Stage, theatre
from tests.browser.phones import Phone, chromium, preview
from tests.browser.test_diagnostic import OPTIONS
from tests.browser.test_workshop import HIGH, LOW, MEMBERS
from tests.conversations.halls import Hall, open_hall

ROOT = Path(__file__).parents[1]
# By the name of the file, without its ending.
PICTURES = (
    *("chat", "question", "result", "card"),
    *("workshop-vote", "workshop-reveal", "workshop-panel", "minutes-card"),
    *("projector-vote", "projector-reveal", "curators"),
)
# How the hall before the projector votes, 42 of them: two camps.
_HALL = "1113" * 6 + "333" * 4 + "112204"
# Of them have voted when the first picture is taken.
_VOTED = 27
_ASKED = (
    Complaint("apakah desa boleh pakai dana desa untuk internet?", "", NOON),
    Complaint("internet desa boleh dari dana desa?", "", NOON - 86400),
    Complaint("mulai dari mana?", "where-to-start", NOON - 2 * 86400),
)


async def take(folder: Path) -> None:
    """Make all pictures anew in a folder."""
    knowledge = open_knowledge()
    knowledge.prepare()
    with tempfile.TemporaryDirectory() as scratch:
        async with preview(Path(scratch)) as url, chromium() as browser:
            await _has_emoji(browser)
            await _asking(browser, url, folder)
            await _diagnosing(browser, url, folder)
            await _workshop(browser, url, folder)
            await _projector(browser, knowledge, folder)
            await _curators(browser, knowledge, folder)


async def _has_emoji(browser: Browser) -> None:
    """End where thumbs would be empty buttons. Raises SystemExit."""
    page = await browser.new_page()
    inked = await page.evaluate(
        """() => {
            const pen = new OffscreenCanvas(40, 40).getContext('2d')
            pen.font = '30px sans-serif'
            pen.fillText('👍', 0, 32)
            const seen = new Set(pen.getImageData(0, 0, 40, 40).data)
            return seen.size > 8
        }"""
    )
    await page.close()
    if not inked:
        raise SystemExit("no letters for emoji: install them (Debian: fonts-noto-color-emoji)")


async def _asking(browser: Browser, url: str, folder: Path) -> None:
    budi = await Phone.open(browser, url, "budi")
    await budi.start()
    await budi.say("dimulai dari mana?")
    await budi.reads("Mulailah dari kebutuhan dasar warga")
    asked = budi.messages.filter(has_text="dimulai dari mana?").first
    await asked.evaluate("it => it.scrollIntoView({ block: 'start' })")
    await _shot(budi.page, folder / "chat.png")


async def _diagnosing(browser: Browser, url: str, folder: Path) -> None:
    sari = await Phone.open(browser, url, "sari")
    await sari.start()
    await sari.tap("Mulai diagnosis")
    await sari.reads("Empat belas pertanyaan")
    await sari.tap("Lewati")
    for number, option in enumerate(OPTIONS, start=1):
        await sari.reads(f"{number}/{len(OPTIONS)}")
        if number == 2:
            await _shot(sari.page, folder / "question.png")
        await sari.last.get_by_test_id("keyboard-button").nth(option).click()
    await sari.reads("Hasil diagnosis")
    await sari.last.evaluate("it => it.scrollIntoView({ block: 'start' })")
    await _shot(sari.page, folder / "result.png")
    await sari.tap("Gambar")
    await _save(sari.page, folder / "card.png")


async def _workshop(browser: Browser, url: str, folder: Path) -> None:
    panel = await Phone.open(browser, url, "rina")
    await panel.start()
    phones = [await Phone.open(browser, url, member, "group") for member in MEMBERS]
    lead = phones[0]
    await lead.say("/lokakarya@mulai_bot air bersih Kota Bogor")
    await lead.reads("Lokakarya: air bersih Kota Bogor")
    for phone in phones[1:]:
        await phone.tap("Bappeda")
    await panel.tap("Mulai pertanyaan pertama")
    await lead.reads("Pilihan Anda rahasia")
    await _votes(phones[1:], (LOW, LOW, HIGH, HIGH, HIGH))
    await lead.reads("5 dari")
    await _shot(phones[2].page, folder / "workshop-vote.png")
    await panel.tap("Buka hasil")
    await lead.reads("dua kubu")
    await panel.tap("Pilih ulang setelah diskusi")
    await lead.reads("Putaran 2")
    await _votes(phones[1:], (LOW, LOW, LOW, HIGH, LOW))
    await lead.reads("5 dari")
    await panel.tap("Buka hasil")
    await lead.reads("Hasil putaran 2")
    await _shot(phones[2].page, folder / "workshop-reveal.png")
    await panel.reads("Terima sebagai jawaban bersama")
    await _shot(panel.page, folder / "workshop-panel.png")
    await panel.tap("Terima sebagai jawaban bersama")
    await panel.reads("2 dari 5")
    await panel.tap("Selesaikan lokakarya")
    await panel.tap("Ya, selesaikan")
    await _save(lead.page, folder / "minutes-card.png")


async def _votes(phones: list[Phone], labels: tuple[str, ...]) -> None:
    for phone, label in zip(phones, labels, strict=True):
        await phone.tap(label)


async def _projector(browser: Browser, knowledge: Knowledge, folder: Path) -> None:
    guide = guide_of(knowledge.edition("id"))
    room = open_hall(guide)
    agencies = cycle(list(guide.wording.agencies)[:5])
    for voter, agency in zip(range(len(_HALL)), agencies, strict=False):
        room.join(str(voter), agency)
    room.control("start")
    for voter, option in enumerate(_HALL[:_VOTED]):
        room.vote(str(voter), option)
    stage = Stage({SECRET: _shown(room)})
    async with theatre(knowledge, stage) as hall:
        page = await browser.new_page(viewport={"width": 1280, "height": 720})
        await page.goto(f"{hall.url}/w/{SECRET}")
        await expect(page.locator("#turnout")).to_contain_text(str(_VOTED))
        await _shot(page, folder / "projector-vote.png")
        room.vote_all(_HALL).control("reveal")
        stage.show(_shown(room))
        await expect(page.locator("#bars .votes").first).to_be_visible()
        await page.emulate_media(reduced_motion="reduce")
        await page.evaluate("Promise.all(document.getAnimations().map(it => it.finished))")
        await _shot(page, folder / "projector-reveal.png")


async def _curators(browser: Browser, knowledge: Knowledge, folder: Path) -> None:
    async with office(knowledge, *_ASKED) as served:
        page = await browser.new_page(viewport={"width": 900, "height": 760})
        await page.context.add_cookies(
            [{"name": "curators", "value": served.passed, "url": f"{served.url}/curators"}]
        )
        await page.goto(f"{served.url}/curators")
        await _shot(page, folder / "curators.png")


def _shown(room: Hall) -> Slide:
    return slide(room.workshop, room.room.turnout(room.workshop), room.guide)


async def _shot(page: Page, path: Path) -> None:
    """The window as it is, without what lies over it for a moment."""
    await page.evaluate("document.fonts.ready")
    # No button is to look pressed because the mouse was left on it.
    await page.mouse.move(1, 1)
    await page.evaluate("document.querySelectorAll('.toast').forEach(it => it.remove())")
    await page.screenshot(path=path, animations="disabled")


async def _save(page: Page, path: Path) -> None:
    """The newest picture that the bot has sent."""
    picture = page.get_by_test_id("photo").last.locator("img")
    await expect(picture).to_be_visible()
    source = await picture.evaluate("it => it.src")
    content = await (await page.request.get(source)).body()
    await asyncio.to_thread(path.write_bytes, content)


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"))
