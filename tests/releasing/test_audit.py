"""The audit finds what is known of a pinned package, and never takes silence for safety."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.releasing.audit import PINS, offline, online, pinned

LISTED = "some-package==1.4.0 \\\n    --hash=sha256:00\nother==2.0 ; sys_platform == 'linux' \\\n"


def advisory(**affected: Any) -> dict[str, Any]:
    package = {"ecosystem": "PyPI", "name": affected.pop("name", "Some.Package")}
    return {
        "id": "PYSEC-1",
        "aliases": ["CVE-1"],
        "modified": "2026-11-30T10:00:00Z",
        "summary": "it breaks",
        "affected": [{"package": package, **affected}],
    }


def between(*events: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"type": "ECOSYSTEM", "events": [dict([event]) for event in events]}]


def archive(folder: Path, *listed: dict[str, Any]) -> Path:
    path = folder / "all.zip"
    with zipfile.ZipFile(path, "w") as opened:
        for place, each in enumerate(listed):
            opened.writestr(f"{place}.json", json.dumps(each))
    return path


@pytest.mark.parametrize(
    "affected",
    [
        {"versions": ["1.3", "1.4"]},
        {"ranges": between(("introduced", "0"), ("fixed", "1.4.1"))},
        {"ranges": between(("introduced", "1.2"), ("last_affected", "1.4.0"))},
        {"ranges": between(("introduced", "0"), ("fixed", "1.1"), ("introduced", "1.3"))},
    ],
)
def test_a_package_with_a_known_vulnerability_is_told(
    affected: dict[str, Any], tmp_path: Path
) -> None:
    status, told = offline(archive(tmp_path, advisory(**affected)), LISTED, fewest=1)
    assert status == 1
    assert told.splitlines() == [
        "some-package 1.4.0: PYSEC-1, CVE-1: it breaks",
        "1 known vulnerabilities in 2 packages, by 1 advisories, the newest of 2026-11-30",
    ]


@pytest.mark.parametrize(
    "affected",
    [
        {"versions": ["1.3"]},
        {"ranges": between(("introduced", "0"), ("fixed", "1.4.0"))},
        {"ranges": between(("introduced", "1.5"))},
        {"ranges": between(("introduced", "0"), ("last_affected", "1.3.9"))},
        {"name": "else", "versions": ["1.4.0"]},
    ],
)
def test_a_package_that_is_mended_or_another_is_not_told(
    affected: dict[str, Any], tmp_path: Path
) -> None:
    status, told = offline(archive(tmp_path, advisory(**affected)), LISTED, fewest=1)
    assert (status, told[:23]) == (0, "0 known vulnerabilities")


def test_what_was_withdrawn_counts_no_more(tmp_path: Path) -> None:
    gone = advisory(versions=["1.4"]) | {"withdrawn": "2026-11-30T11:00:00Z"}
    assert offline(archive(tmp_path, gone), LISTED, fewest=1)[0] == 0


def test_an_archive_that_cannot_be_all_proves_nothing(tmp_path: Path) -> None:
    status, told = offline(archive(tmp_path, advisory(versions=["9"])), LISTED)
    assert status == 2
    assert "holds 1 advisories, which are not all: nothing is proved" in told
    assert offline(tmp_path / "missing.zip", LISTED)[0] == 2
    (tmp_path / "page.zip").write_text("<html>sign in</html>", encoding="utf-8")
    assert offline(tmp_path / "page.zip", LISTED)[0] == 2


def test_a_service_that_cannot_be_reached_is_told_and_proves_nothing() -> None:
    fails = "import sys; sys.exit('requests.exceptions.ConnectionError: no route to host')"
    status, told = online([sys.executable, "-c", fails])
    assert status == 2
    assert "NOTHING IS PROVED" in told
    assert "make audit ADVISORIES=all.zip" in told


def test_what_the_service_finds_is_told_as_it_is() -> None:
    finds = "import sys; print('aiohttp 1 CVE-2'); sys.exit(1)"
    assert online([sys.executable, "-c", finds]) == (1, "aiohttp 1 CVE-2")


def test_every_pin_is_read() -> None:
    text = PINS.read_text(encoding="utf-8")
    assert len(pinned(text)) == sum("==" in line and line[0] != " " for line in text.splitlines())
