"""The wheel alone, as a stranger has it: installed beside nothing of this folder, and run."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "knowledge" / "content" / "model"
OURS = ("bot", "conversations", "knowledge")
# What a wheel is built from, as in the Dockerfile.
SOURCES = (*OURS, "pyproject.toml", "README.md", "LICENSE", "LICENSES.md")
# A home that nobody can make, root neither.
NOWHERE = "/dev/null/home"

pytestmark = pytest.mark.slow


def told(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a program says that knows nothing of the environment of these tests."""
    return subprocess.run(  # noqa: S603 - our own words
        [*map(str, words)],
        env={"PATH": os.defpath, "LANG": "C"} | environment,
        cwd=Path(words[0]).parent,
        capture_output=True,
        text=True,
        timeout=300,
    )


def pip(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The pip of these tests at work in a folder, without a network."""
    return subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", "pip", *words, "-q", "--no-index", "--no-deps"],
        cwd=folder,
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built after `make`: beside the sources lies what was learnt from them."""
    folder = tmp_path_factory.mktemp("a clone")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            pattern = shutil.ignore_patterns("__pycache__", "model")
            shutil.copytree(ROOT / name, folder / name, ignore=pattern)
        else:
            shutil.copy(ROOT / name, folder)
    learnt = folder / MODEL.relative_to(ROOT)
    learnt.mkdir()
    (learnt / "facets.npz").write_bytes(b"of this machine")
    built = pip("wheel", "-w", "dist", "--no-build-isolation", ".", folder=folder)
    assert not built.returncode, built.stderr
    (found,) = (folder / "dist").glob("mulai-*.whl")
    return found


@pytest.fixture(scope="module")
def mulai(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, where only the wheel is ours; what it needs comes from these tests' folder."""
    folder = tmp_path_factory.mktemp("a stranger's folder") / "v"
    subprocess.run(  # noqa: S603
        [sys.executable, "-m", "venv", "--without-pip", folder], check=True
    )
    (packages,) = folder.glob("lib/python*/site-packages")
    installed = pip("--python", str(folder), "install", str(wheel), folder=folder)
    assert not installed.returncode, installed.stderr
    # A plain line of such a file adds a folder; its own files of this kind are not read, so that
    # the editable install stays out.
    (packages / "others.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder / "bin" / "mulai"


@pytest.fixture(scope="module")
def learnt(mulai: Path) -> Path:
    """The command, after the phrasings were learnt: words only, and not anew for each test."""
    home = os.environ.get("HOME", NOWHERE)
    trained = told(mulai, "train", "--ship", HOME=home, MULAI_SEMANTIC="off")
    assert trained.returncode == 0, trained.stderr
    return mulai


def test_the_wheel_is_the_same_before_and_after_anything_is_learnt(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        names = [name for name in opened.namelist() if ".dist-info/" not in name]
    assert not [name for name in names if "/model/" in name]
    there = (path for ours in OURS for path in (ROOT / ours).rglob("*") if path.is_file())
    kept = [path for path in there if MODEL not in path.parents and "__pycache__" not in path.parts]
    assert sorted(names) == sorted(path.relative_to(ROOT).as_posix() for path in kept)


def test_a_stranger_without_a_home_checks_the_content(mulai: Path) -> None:
    version = told(mulai, "--version", HOME=NOWHERE)
    assert (version.returncode, version.stderr) == (0, "")
    checked = told(mulai, "check", HOME=NOWHERE)
    assert checked.returncode == 0, checked.stderr
    assert "all is well" in checked.stdout
    where = told(mulai.with_name("python"), "-c", "import bot; print(bot.__file__)")
    assert str(mulai.parents[1]) in where.stdout


def test_a_stranger_without_a_home_is_answered(learnt: Path) -> None:
    answered = told(learnt, "ask", "Dimulai dari mana?", HOME=NOWHERE, MULAI_SEMANTIC="off")
    assert answered.returncode == 0, answered.stderr
    assert "Mulailah dari kebutuhan dasar warga" in answered.stdout


def test_a_database_that_cannot_be_used_is_told_before_anything_is_learnt(mulai: Path) -> None:
    run = told(mulai, "run", HOME=NOWHERE, MULAI_TELEGRAM_TOKEN=f"12345:{'a' * 35}")
    assert run.returncode == 2
    assert "expected a database that can be opened or made there" in run.stderr
    assert "learning" not in run.stderr


@contextlib.contextmanager
def taken(port: int) -> Iterator[None]:
    """A port that another program has, whichever that is."""
    with contextlib.closing(socket.socket()) as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            other.bind(("127.0.0.1", port))
            other.listen()
        yield


def test_without_a_token_the_preview_comes_on_a_free_port(learnt: Path) -> None:
    with (
        taken(8081),
        subprocess.Popen(  # noqa: S603 - our own words
            [learnt, "run"],
            env={"PATH": os.defpath, "LANG": "C", "HOME": NOWHERE, "MULAI_SEMANTIC": "off"},
            stdout=subprocess.PIPE,
            text=True,
        ) as run,
    ):
        try:
            assert run.stdout is not None
            address = run.stdout.readline().split()[1].removeprefix("http://")
            with contextlib.closing(http.client.HTTPConnection(address, timeout=60)) as page:
                page.request("GET", "/")
                answer = page.getresponse()
                assert (answer.status, b"<html" in answer.read()) == (200, True)
        finally:
            run.send_signal(signal.SIGTERM)
            assert run.wait(60) == 0
    assert not address.endswith(":8081")
