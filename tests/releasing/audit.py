"""Known vulnerabilities of what is pinned: `python -m tests.releasing.audit [ADVISORIES]`.

Without a file, pip-audit asks its service. ADVISORIES is the archive of all advisories on Python
packages in the OSV format, downloaded once and carried to a machine without the internet.
Status 0: nothing known; 1: something is; 2: nothing is proved, for the reason that is told.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).parents[2]
PINS = ROOT / "requirements.txt"
ARCHIVE = "https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
# What pip-audit's libraries raise where its service does not answer.
_AWAY = ("ConnectionError", "ConnectError", "Timeout", "ProxyError", "SSLError", "HTTPError")
# Fewer than these are no archive of all advisories. Chosen: there were thousands in 2025.
_FEWEST = 1000

# A package by its canonical name, and its version.
Pin = tuple[str, Version]
Advisory = dict[str, Any]


class UnusableArchiveError(Exception):
    """The file holds no advisories; the message says why."""


def pinned(text: str) -> list[Pin]:
    """The packages of a list of requirements; one may be there twice, for different Pythons."""
    return [(canonicalize_name(name), Version(version)) for name, version in _PIN.findall(text)]


def advisories(archive: Path, fewest: int = _FEWEST) -> list[Advisory]:
    """All that an archive holds. Raises UnusableArchiveError."""
    try:
        with zipfile.ZipFile(archive) as opened:
            names = [name for name in opened.namelist() if name.endswith(".json")]
            read = [json.loads(opened.read(name)) for name in names]
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise UnusableArchiveError(f"{archive} cannot be read ({error})") from None
    if len(read) < fewest:
        raise UnusableArchiveError(f"{archive} holds {len(read)} advisories, which are not all")
    return read


def known(pins: list[Pin], listed: list[Advisory]) -> Iterator[str]:
    """A line for each advisory on a package as it is pinned."""
    for advisory in listed:
        if advisory.get("withdrawn"):
            continue
        for affected in advisory.get("affected", ()):
            package = affected.get("package", {})
            name = canonicalize_name(package.get("name", ""))
            if package.get("ecosystem") != "PyPI":
                continue
            for version in (pin for pinned_name, pin in pins if pinned_name == name):
                if _is_affected(version, affected):
                    yield _line(name, version, advisory)


def _line(name: str, version: Version, advisory: Advisory) -> str:
    names = ", ".join([advisory["id"], *advisory.get("aliases", ())])
    return f"{name} {version}: {names}: {advisory.get('summary', '')}".rstrip(": ")


def newest(listed: list[Advisory]) -> datetime:
    """When the newest advisory was changed, which is about as old as the archive is."""
    return max(datetime.fromisoformat(each["modified"]) for each in listed)


def _is_affected(version: Version, affected: Mapping[str, Any]) -> bool:
    if any(_version(listed) == version for listed in affected.get("versions", ())):
        return True
    spans = (span for span in affected.get("ranges", ()) if span.get("type") == "ECOSYSTEM")
    return any(_is_within(version, span["events"]) for span in spans)


def _is_within(version: Version, events: list[dict[str, str]]) -> bool:
    """Whether a version lies in a range. events: in the order of their versions, as OSV says."""
    inside = False
    for event in events:
        (kind, said), *_ = event.items()
        bound = Version("0") if said == "0" else _version(said)
        if bound is None:
            continue
        if kind == "introduced" and version >= bound:
            inside = True
        if (kind == "fixed" and version >= bound) or (kind == "last_affected" and version > bound):
            inside = False
    return inside


def _version(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None


def offline(archive: Path, pins: str, fewest: int = _FEWEST) -> tuple[int, str]:
    """The status and what is told, by a downloaded archive."""
    try:
        listed = advisories(archive, fewest)
    except UnusableArchiveError as error:
        return 2, f"{error}: nothing is proved. It is to be {ARCHIVE}"
    packages = pinned(pins)
    found = sorted(set(known(packages, listed)))
    told = (
        f"{len(found)} known vulnerabilities in {len(packages)} packages, by {len(listed)} "
        f"advisories, the newest of {newest(listed).date()}"
    )
    return int(bool(found)), "\n".join([*found, told])


def online(audit: list[str]) -> tuple[int, str]:
    """The status and what is told, by pip-audit, whose command this is."""
    ran = subprocess.run(audit, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    told = f"{ran.stdout}{ran.stderr}".strip()
    if ran.returncode and any(kind in ran.stderr for kind in _AWAY):
        return 2, (
            f"{told.splitlines()[-1]}\nthe service of advisories cannot be reached: NOTHING IS "
            f"PROVED. On a machine with the internet download {ARCHIVE}, then here: "
            "make audit ADVISORIES=all.zip"
        )
    return ran.returncode, told


def _main(arguments: list[str]) -> int:
    if arguments:
        status, told = offline(Path(arguments[0]), PINS.read_text(encoding="utf-8"))
    else:
        program = str(Path(sys.executable).with_name("pip-audit"))
        how = ["--strict", "--disable-pip", "--require-hashes", "-r", str(PINS)]
        status, told = online([program, *how])
    sys.stdout.write(f"{told}\n")
    return status


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
