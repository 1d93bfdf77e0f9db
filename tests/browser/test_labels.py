"""Every label of the content stands whole on a button of a 360-pixel phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from playwright.async_api import expect

from knowledge.base import Knowledge
from knowledge.models.language import LANGUAGES, Localised
from tests.browser.phones import Phone, chromium, needs_chromium, preview

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
        # In the list of all priorities a number goes before the title.
        yield from (
            f"17. {action.title.in_(language)}" for action in content.actions.priorities.values()
        )


async def test_no_label_of_the_content_is_cut_on_a_phone(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    async with preview(tmp_path) as url, chromium() as browser:
        rina = await Phone.open(browser, url, "rina")
        await rina.start()
        await rina.reads("Halo")
        button = rina.page.get_by_test_id("keyboard-button").first
        await expect(button).to_be_visible()
        wide = await button.evaluate(
            """(button, labels) => {
                const style = getComputedStyle(button)
                const room = button.clientWidth - parseFloat(style.paddingLeft)
                    - parseFloat(style.paddingRight)
                const pen = document.createElement('canvas').getContext('2d')
                pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
                return labels.filter(label => pen.measureText(label).width > room)
            }""",
            sorted(set(labels(knowledge))),
        )
    assert wide == []
