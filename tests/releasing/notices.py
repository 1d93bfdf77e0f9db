"""The licences of what is installed beside Mulai: `python -m tests.releasing.notices`.

They are read from the packages that are installed here, so they are those of this machine's kind.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement

from tests.releasing.obstacles import ROOT

_LICENCE_FILE = re.compile(r"(licen[cs]e|notice|copying|authors)", flags=re.IGNORECASE)
_RULE = "=" * 80


def needed(requirements: Iterable[str]) -> dict[str, Distribution]:
    """All that these need, themselves included, by name in small letters.

    requirements: as in pyproject.toml. What markers rule out for this machine is left out.
    Raises PackageNotFoundError if something is not installed.
    """
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [*_wanted(requirements, frozenset())]
    while waiting:
        wanted = waiting.pop()
        if wanted in seen:
            continue
        seen.add(wanted)
        name, extras = wanted
        package = distribution(name)
        found[package.name.lower()] = package
        waiting += _wanted(package.requires or [], extras)
    return found


def _wanted(
    requirements: Iterable[str], extras: frozenset[str]
) -> Iterator[tuple[str, frozenset[str]]]:
    """Names and extras of those that hold here. extras: of the package that has them."""
    for line in requirements:
        needs = Requirement(line)
        if needs.marker is None or any(
            needs.marker.evaluate({"extra": extra}) for extra in extras | {""}
        ):
            yield needs.name, frozenset(needs.extras)


def licence(package: Distribution) -> str:
    """The licence that a package names: an SPDX expression where it has one."""
    told = package.metadata
    for field in ("License-Expression", "License"):
        if field in told and (named := told[field].strip()) and "\n" not in named:
            return named
    classes = [str(line) for line in told.get_all("Classifier") or []]
    of_licence = [line.split(" :: ")[-1] for line in classes if line.startswith("License ::")]
    return ", ".join(of_licence) or "see its text"


def texts(package: Distribution) -> list[str]:
    """The licence files that a package carries beside its metadata, whole."""
    files = [
        file
        for file in package.files or []
        if ".dist-info" in str(file) and _LICENCE_FILE.search(file.name)
    ]
    return [file.read_text(encoding="utf-8").strip() for file in files]


def notices() -> str:
    """One text: for each package its name, version, licence and licence files.

    Raises PackageNotFoundError if something is not installed.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    packages = needed(project["dependencies"])
    parts = [f"What is installed beside {project['name']}: {len(packages)} packages."]
    for key in sorted(packages):
        package = packages[key]
        parts += [_RULE, f"{package.name} {package.version}: {licence(package)}", *texts(package)]
    return "\n\n".join(parts) + "\n"


def main() -> int:
    """Print the notices; the status to end with."""
    try:
        sys.stdout.write(notices())
    except PackageNotFoundError as missing:
        sys.stderr.write(f"{missing.name} is not installed; `make run` installs all\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
