"""The container: its health check tells the truth, and its composition is as safe as it says."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

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


def test_what_runs_is_not_root_and_has_no_compiler() -> None:
    final = DOCKERFILE.split("\nFROM ")[-1]
    assert "\nUSER 10001\n" in final
    assert "slim" in final.splitlines()[0]
    assert "apt-get" not in DOCKERFILE


def test_what_was_learnt_ships_with_the_content_that_runs() -> None:
    build, final = DOCKERFILE.split("\nFROM ")[-2:]
    assert build.index("pip install --no-cache-dir --no-deps") < build.index("train --ship")
    assert "COPY --from=build /opt/mulai /opt/mulai\n" in final


@pytest.fixture
def service() -> dict[str, Any]:
    """The one service of the composition."""
    composition = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    named = {volume.partition(":")[0] for volume in composition["services"]["mulai"]["volumes"]}
    assert named == set(composition["volumes"])
    return dict(composition["services"]["mulai"])


def test_only_the_volume_and_tmp_can_be_written(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108 - a path in the container
    assert service["cap_drop"] == ["ALL"]
    assert "privileged" not in service


def test_the_port_is_open_to_this_machine_only(service: dict[str, Any]) -> None:
    port = service["environment"]["MULAI_WEB_PORT"]
    assert service["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert f"\nEXPOSE {port}\n" in DOCKERFILE


def test_a_stop_has_the_time_that_it_takes(service: dict[str, Any]) -> None:
    assert service["stop_grace_period"] == "10s"
