"""The container: its health check tells the truth, and its composition is as safe as it says."""

from __future__ import annotations

import asyncio
import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import Settings
from tests.bot.harness import Hall, free_port

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


async def health(port: int) -> int:
    """The exit status of the image's health check, its interpreter replaced by this one."""
    found = re.search(r"^HEALTHCHECK .*?CMD (\[.*?\])$", DOCKERFILE, re.MULTILINE | re.DOTALL)
    assert found is not None
    words: list[str] = json.loads(found[1])
    environment = {"MULAI_WEB_PORT": str(port), "http_proxy": "http://127.0.0.1:9"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words[1:], env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    return await process.wait()


async def test_the_health_check_tells_a_bot_that_runs_from_one_that_does_not(hall: Hall) -> None:
    port = free_port()
    async with hall.bot(web_port=port):
        assert await health(port) == 0
    assert await health(port) != 0


BUILD, FINAL = DOCKERFILE.split("\nFROM ")[1:]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_what_runs_is_not_root_and_has_no_compiler() -> None:
    assert "\nUSER 10001\n" in FINAL
    assert "\nARG BASE=python:3.12-slim\n" in DOCKERFILE
    assert "apt-get" not in DOCKERFILE


def test_both_stages_stand_on_one_base_whose_digest_may_be_given_and_is_not_invented() -> None:
    assert BUILD.startswith("${BASE} AS build\n")
    assert FINAL.startswith("${BASE}\n")
    assert re.findall(r"sha256:[0-9a-f]", DOCKERFILE) == []


def test_all_that_is_installed_is_listed_with_its_hash() -> None:
    installs = re.findall(r"pip install (.+)", BUILD)
    assert len(installs) == 3
    for listed in installs[:2]:
        assert "--require-hashes -r requirements" in listed
    assert installs[2].startswith("--no-deps --no-build-isolation . ")
    pins = (ROOT / "requirements-image.txt").read_text(encoding="utf-8")
    assert re.match(r"uv==", pins.split("make requirements\n")[1])
    assert "--hash=sha256:" in pins


def test_what_runs_can_install_nothing() -> None:
    assert "&& uv pip uninstall setuptools\n" in BUILD
    # An environment of `uv venv` has no pip unless it is seeded.
    assert "--seed" not in BUILD
    assert "pip uninstall --yes --root-user-action=ignore pip setuptools" in FINAL
    assert "rm -r \"$(python -c 'import ensurepip;" in FINAL


def test_the_image_tells_what_it_is() -> None:
    told = dict(re.findall(r'org\.opencontainers\.image\.(\w+)="([^"]*)"', FINAL))
    assert told == {
        "title": "Mulai",
        "description": PROJECT["description"],
        "version": PROJECT["version"],
        "licenses": PROJECT["license"],
    }


def test_what_was_learnt_ships_with_the_content_that_runs() -> None:
    assert BUILD.index("--no-deps --no-build-isolation") < BUILD.index("train --ship")
    assert "COPY --from=build /opt/mulai /opt/mulai\n" in FINAL


COMPOSITION: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSITION["services"]
OURS = [service for service in SERVICES.values() if service["image"] == "mulai"]


def test_there_is_a_way_for_one_machine_and_one_for_several() -> None:
    profiles = {name: service["profiles"] for name, service in SERVICES.items()}
    assert profiles == {
        "mulai": ["single"],
        "replica": ["scaled"],
        "proxy": ["scaled"],
        "postgres": ["scaled"],
    }
    assert SERVICES["replica"]["deploy"]["replicas"] == 2


@pytest.mark.parametrize("name", SERVICES)
def test_only_volumes_and_tmp_can_be_written(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert "/tmp" in service["tmpfs"]  # noqa: S108 - a path in the container
    assert service["cap_drop"] == ["ALL"]
    assert "privileged" not in service


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_takes_all_memory_of_the_machine(name: str) -> None:
    assert re.fullmatch(r"\d+[mg]", SERVICES[name]["mem_limit"])


def test_every_volume_that_is_used_is_named() -> None:
    used = {
        volume.partition(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if not volume.startswith("./")
    }
    assert used == set(COMPOSITION["volumes"])


def test_one_bot_is_open_to_this_machine_only() -> None:
    port = SERVICES["mulai"]["environment"]["MULAI_WEB_PORT"]
    assert SERVICES["mulai"]["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert f"\nEXPOSE {port}\n" in DOCKERFILE


def test_of_several_only_the_proxy_is_open_and_only_bots_reach_the_database() -> None:
    assert "ports" not in SERVICES["replica"]
    assert "ports" not in SERVICES["postgres"]
    assert SERVICES["postgres"]["networks"] == ["back"]
    assert COMPOSITION["networks"]["back"]["internal"] is True
    assert "back" not in SERVICES["proxy"]["networks"]


def test_the_proxy_lets_in_what_telegram_posts_and_the_projectors_pages() -> None:
    mounted = SERVICES["proxy"]["volumes"][0].split(":")[0]
    configuration = (ROOT / mounted).read_text(encoding="utf-8")
    assert "@ours path /telegram /w /w/*\n" in configuration
    port = SERVICES["replica"]["environment"]["MULAI_WEB_PORT"]
    assert f"dynamic a replica {port} {{\n" in configuration


def test_nobody_starts_before_those_whom_it_needs_are_well() -> None:
    for needs, needed in (("replica", "postgres"), ("proxy", "replica")):
        assert SERVICES[needs]["depends_on"] == {needed: {"condition": "service_healthy"}}
    assert "healthcheck" in SERVICES["postgres"]
    assert "HEALTHCHECK" in DOCKERFILE


def test_secrets_come_from_the_file_of_the_environment() -> None:
    for service in OURS:
        assert service["env_file"] == ".env"
    written = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    password = "${MULAI_POSTGRES_PASSWORD:-}"
    assert SERVICES["postgres"]["environment"]["POSTGRES_PASSWORD"] == password
    assert f":{password}@" in SERVICES["replica"]["environment"]["MULAI_DATABASE_URL"]
    # The way with one bot needs none of the other's: nothing that is missing stops the start.
    assert ":?" not in written


def test_the_address_of_the_database_is_one_that_the_bot_takes() -> None:
    address = SERVICES["replica"]["environment"]["MULAI_DATABASE_URL"]
    taken = Settings(
        _env_file=None, database_url=address.replace("${MULAI_POSTGRES_PASSWORD:-}", "x")
    )
    assert taken.database_url == "postgresql+asyncpg://mulai:x@postgres/mulai"
    assert SERVICES["postgres"]["environment"]["POSTGRES_USER"] == "mulai"
    assert SERVICES["postgres"]["environment"]["POSTGRES_DB"] == "mulai"


def test_a_stop_has_the_time_that_it_takes() -> None:
    assert {service["stop_grace_period"] for service in OURS} == {"10s"}
