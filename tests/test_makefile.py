"""A first `make run` that fails says in one line what to do, and the next one works."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# What stands in for Python: it answers questions about itself, and makes an environment whose
# programs do nothing, so that nothing is fetched.
PYTHON = """#!{interpreter}
import sys
from pathlib import Path

if sys.argv[1] == "-c":
    {before}
    exec(sys.argv[2])
    sys.exit()
programs = Path(sys.argv[3]).absolute() / "bin"
programs.mkdir(parents=True)
{making}
pip = f"echo pip 26 from {programs.parent}/lib"
for name, does in dict(python="", pip=pip, mulai="echo $1").items():
    (programs / name).write_text("#!/bin/sh\\n" + does + "\\n")
    (programs / name).chmod(0o755)
"""


class Clone:
    """A fresh clone, as far as make sees it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "mulai"
        self.folder.mkdir()
        for name in ("Makefile", "requirements.txt", "pyproject.toml"):
            shutil.copy(ROOT / name, self.folder)

    @property
    def venv(self) -> Path:
        return self.folder / ".venv"

    def runs(self, before: str = "pass", making: str = "") -> tuple[int, list[str], list[str]]:
        """`make run` with a Python of a certain kind: its status, and what it says where.

        before: what that Python does before it answers. making: while it makes an environment.
        """
        python = self.folder.parent / "python"
        written = PYTHON.replace("{interpreter}", sys.executable)
        written = written.replace("{before}", before).replace("{making}", making)
        python.write_text(written, encoding="utf-8")
        python.chmod(0o755)
        return self.make("run", f"PYTHON={python}")

    def make(self, *arguments: str) -> tuple[int, list[str], list[str]]:
        # Nothing of a make that these tests may be run by.
        environment = {n: v for n, v in os.environ.items() if "MAKE" not in n and n != "MFLAGS"}
        ran = subprocess.run(  # noqa: S603 - our own words
            ["make", "-C", self.folder, "--no-print-directory", *arguments],  # noqa: S607
            env=environment,
            capture_output=True,
            text=True,
        )
        # What make itself adds says nothing to anybody.
        told = [line for line in ran.stderr.splitlines() if not line.startswith("make: ***")]
        return ran.returncode, ran.stdout.splitlines(), told

    def works(self) -> bool:
        """Whether a run with a sound Python does what it should."""
        status, said, told = self.runs()
        return (status, said[-1:], told) == (0, ["run"], [])


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_a_fresh_clone_runs(clone: Clone) -> None:
    assert clone.works()


def test_no_python_is_told(clone: Clone) -> None:
    status, _, told = clone.make("run", "PYTHON=python-that-is-not-there")
    assert status != 0
    (line,) = told
    assert line.startswith("python-that-is-not-there is no Python 3.11 or newer: install one")
    assert clone.works()


def test_a_python_too_old_is_told_and_leaves_nothing(clone: Clone) -> None:
    status, _, told = clone.runs("sys.hexversion = 0x030902f0")
    assert status != 0
    (line,) = told
    assert "is no Python 3.11 or newer: install one, or name it: make run PYTHON=" in line
    assert not clone.venv.exists()
    assert clone.works()


def test_a_python_without_its_venv_is_told_and_leaves_nothing(clone: Clone) -> None:
    status, _, told = clone.runs("sys.modules['ensurepip'] = None")
    assert status != 0
    (line,) = told
    assert "lacks its module venv: install it (Debian: apt install python3-venv)" in line
    assert not clone.venv.exists()
    assert clone.works()


def test_an_environment_that_cannot_be_made_leaves_nothing(clone: Clone) -> None:
    status, _, told = clone.runs(making="print('one'); sys.exit('no space left on device')")
    assert status != 0
    (line,) = told
    assert line.endswith("failed: no space left on device")
    assert not clone.venv.exists()
    assert clone.works()


@pytest.mark.parametrize(
    "programs",
    [
        pytest.param({}, id="half made"),
        pytest.param({"python": "exit 1", "pip": "echo pip 20 from $PWD/.venv/lib"}, id="older"),
        pytest.param({"python": "", "pip": "echo pip 26 from /home/r/.venv/lib"}, id="moved"),
    ],
)
def test_an_environment_of_no_use_is_told_and_left_to_its_owner(
    clone: Clone, programs: dict[str, str]
) -> None:
    folder = clone.venv / "bin"
    folder.mkdir(parents=True)
    for name, does in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    status, _, told = clone.runs()
    assert status != 0
    (line,) = told
    assert line.endswith("rm -rf .venv, then make again")
    assert folder.exists()
    shutil.rmtree(clone.venv)
    assert clone.works()


def test_an_environment_that_works_is_used_again(clone: Clone) -> None:
    assert clone.works()
    (clone.venv / "run.stamp").unlink()
    assert clone.runs(making="sys.exit('made anew')")[0] == 0
