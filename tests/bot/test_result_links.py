"""Links to results: kept with them, taken back, forgotten with their person, gone with time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.database import open_database
from bot.storage.tables import result_links
from bot.telegram.rendering import Keyboards
from bot.telegram.sending import _markup
from conversations.keeping import ShareResult
from conversations.messages import CopyButton
from tests.bot.test_retention import BUDI, KEEP, RINA, Kept


@pytest.fixture
async def kept(tmp_path: Path) -> AsyncIterator[Kept]:
    database = await open_database(f"sqlite+aiosqlite:///{tmp_path / 'mulai.sqlite3'}")
    yield Kept(database)
    await database.close()


async def shown(kept: Kept, token: str) -> int | None:
    """The run of the result that a link shows somebody else."""
    known = await kept.store.known((BUDI, BUDI), frozenset({"shared"}), (), 0, token)
    return known.shared.run if known.shared else None


async def shares(kept: Kept, token: str, run: int = 1) -> None:
    await kept.effect((RINA, RINA), shared=(ShareResult(run, token),))


async def test_a_link_shows_its_result_until_it_is_taken_back(kept: Kept) -> None:
    await kept.finishes(RINA, 1)
    await kept.finishes(RINA, 2)
    await shares(kept, "geheim", run=2)
    assert await shown(kept, "geheim") == 2
    known = await kept.store.known((RINA, RINA), frozenset({"diagnostics"}), (), 0)
    assert known.links == {2: "geheim"}
    await shares(kept, "", run=2)
    assert await shown(kept, "geheim") is None
    assert await shown(kept, "") is None


async def test_who_forgets_their_data_takes_their_links_along(kept: Kept) -> None:
    await kept.finishes(RINA, 1)
    await shares(kept, "geheim")
    await kept.effect((RINA, RINA), forget=True)
    assert await shown(kept, "geheim") is None
    assert await kept.of(result_links) == []


async def test_what_is_told_about_a_person_names_their_links(kept: Kept) -> None:
    await kept.finishes(RINA, 1)
    await shares(kept, "geheim")
    known = await kept.store.known((RINA, RINA), frozenset({"stored"}), (), 0)
    assert known.stored["result_links"] == [{"user_id": RINA, "run": 1, "token": "geheim"}]


async def test_a_link_goes_when_the_time_of_its_result_is_over(kept: Kept) -> None:
    await kept.finishes(RINA, 1)
    await shares(kept, "geheim")
    await kept.after(KEEP + 2)
    assert await kept.of(result_links) == []


def test_a_button_that_copies_carries_its_text_to_telegram() -> None:
    rows = Keyboards()(((CopyButton("Salin", "https://t.me/x?start=r_1"),),))
    assert _markup(rows) == {
        "inline_keyboard": [[{"text": "Salin", "copy_text": {"text": "https://t.me/x?start=r_1"}}]]
    }
