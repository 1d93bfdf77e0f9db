"""The notices name what is installed beside Mulai, and carry its licences."""

from __future__ import annotations

import pytest

from tests.releasing.notices import licence, needed, notices, texts


def test_what_is_needed_by_what_is_needed_is_named_too() -> None:
    assert {"uvicorn", "h11", "click"} <= needed(["uvicorn>=0.40"]).keys()


def test_what_only_an_extra_or_another_machine_needs_is_left_out() -> None:
    assert "greenlet" not in needed(['uvicorn; sys_platform == "nowhere"', "click"])
    assert "greenlet" in needed(["sqlalchemy[asyncio]"])
    assert "greenlet" not in needed(["sqlalchemy"])


def test_what_only_tests_need_is_no_part_of_the_notices() -> None:
    assert "\npytest " not in notices()


@pytest.mark.parametrize("name", sorted(needed(["python-telegram-bot", "starlette", "numpy"])))
def test_each_package_has_a_licence_and_its_text(name: str) -> None:
    package = needed(["python-telegram-bot", "starlette", "numpy"])[name]
    assert licence(package) != "see its text"
    assert texts(package)
    assert texts(package)[0] in notices()
