"""The preview writes in letters of its own, and every label stands whole on its buttons."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from playwright.async_api import expect

from knowledge.base import Knowledge
from knowledge.models.language import LANGUAGES, Localised
from tests.browser.phones import Phone, chromium, needs_chromium, preview
from tests.conversations.test_labels import EDGES, KEYBOARD, SIZE, priorities

pytestmark = needs_chromium


def labels(knowledge: Knowledge) -> Iterator[str]:
    """All that can stand on a button of a whole phone's width."""
    content = knowledge.content
    texts: list[Localised[str]] = [topic.title for topic in content.topics.values()]
    texts += [family.title for family in content.families.values()]
    texts += [
        option for q in content.diagnostic.questions.values() for option in q.options.values()
    ]
    texts += [content.diagnostic.unknown, *content.diagnostic.roles.values()]
    texts += list(content.wording.buttons.values())
    for language in LANGUAGES:
        yield from (text.in_(language) for text in texts)
        yield from priorities(knowledge.edition(language))


async def test_no_label_of_the_content_is_cut_on_a_phone(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    async with preview(tmp_path) as url, chromium() as browser:
        rina = await Phone.open(browser, url, "rina", "group")
        await rina.say("/tanya@mulai_bot dimulai dari mana?")
        await rina.reads("Mulailah dari kebutuhan dasar warga")
        keyboard = rina.page.locator(".keyboard").last
        await expect(keyboard).to_be_visible()
        found = await keyboard.evaluate(
            """async (keyboard, labels) => {
                await document.fonts.ready
                const button = keyboard.querySelector('button')
                const style = getComputedStyle(button)
                const edges = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight)
                const pen = document.createElement('canvas').getContext('2d')
                pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
                const letters = [...document.fonts].filter(font => font.status === 'loaded')
                return {
                    keyboard: keyboard.clientWidth, edges, size: parseFloat(style.fontSize),
                    letters: letters.map(font => `${font.family} ${font.weight}`),
                    wide: labels.filter(
                        label => pen.measureText(label).width > keyboard.clientWidth - edges),
                }
            }""",
            sorted(set(labels(knowledge))),
        )
    assert "Inter 500 600" in found["letters"]
    assert found["wide"] == []
    # What the widths in the letters of Telegram's apps are compared with.
    assert (found["keyboard"], found["edges"], found["size"]) == (KEYBOARD, EDGES, SIZE)
