"""What `deploy/` holds is understood by the programs that it is for, where they are installed."""

from __future__ import annotations

import configparser
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.cli import main
from tests.bot.proxying import caddy

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = ("mulai.service", "mulai-backup.service", "mulai-backup.timer")


def told(*words: str | Path) -> str:
    """What a program says that should find nothing wrong."""
    done = subprocess.run(  # noqa: S603 - our own words
        list(map(str, words)), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_understands_every_line_of_the_units(tmp_path: Path) -> None:
    for name in UNITS:
        text = (DEPLOY / name).read_text(encoding="utf-8")
        # The command is not installed here.
        (tmp_path / name).write_text(text.replace("/opt/mulai/bin/mulai", "/bin/true"))
    assert told("systemd-analyze", "verify", *(tmp_path / name for name in UNITS)) == ""


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith("service")])
def test_a_unit_runs_a_command_that_there_is(name: str) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(DEPLOY / name, encoding="utf-8")
    started = unit["Service"]["ExecStart"].partition("/opt/mulai/bin/mulai ")[2].split()[0]
    assert started in main.commands


async def test_caddy_understands_the_proxy_before_one_bot(tmp_path: Path) -> None:
    file = str(DEPLOY / "Caddyfile.single")
    process = await caddy(tmp_path, "validate", "--adapter", "caddyfile", "--config", file)
    assert await process.wait() == 0, (tmp_path / "caddy.log").read_text()


@pytest.mark.skipif(
    not (shutil.which("nginx") and shutil.which("openssl")), reason="nginx is not installed"
)
def test_nginx_understands_the_proxy_before_one_bot(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost"
    told(*made.split(" "), "-keyout", key, "-out", certificate)
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    text = text.replace("/etc/ssl/mulai/fullchain.pem", str(certificate))
    text = text.replace("/etc/ssl/mulai/privkey.pem", str(key))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}}"
        f"http {{ access_log off; {places} {text} }}"
    )
    assert "test is successful" in told("nginx", "-t", "-p", tmp_path, "-c", whole)
