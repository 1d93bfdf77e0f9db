"""How long 10,000 topics take to read and check: `python -m tests.bench_content`."""

from __future__ import annotations

import re
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from knowledge.loading.loader import load, packaged_content

TOPICS = 10_000
PER_FILE = 100
RUNS = 3


def main() -> None:
    """Multiply the packaged topics, then read them a few times."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(shutil.copytree(packaged_content(), Path(name) / "content"))
        multiply(folder)
        size = sum(path.stat().st_size for path in folder.rglob("*.yaml")) / 1e6
        seconds = [timed(folder) for _ in range(RUNS)]
    print(
        f"{TOPICS:,} topics, {size:.0f} MB: median {statistics.median(seconds):.1f} s "
        f"of {RUNS} runs ({min(seconds):.1f} to {max(seconds):.1f})"
    )


def timed(folder: Path) -> float:
    """Seconds of one reading."""
    start = time.perf_counter()
    load(folder)
    return time.perf_counter() - start


def multiply(folder: Path) -> None:
    """Write copies of the topics under new ids, every phrasing made its own."""
    text = (folder / "topics" / "starting.yaml").read_text(encoding="utf-8")
    originals = re.split(r"(?m)^(?=[a-z][a-z0-9-]*:$)", text)[1:]
    promises = ["\nmany:\n  title: {id: Banyak, en: Many}\n  topics:\n"]
    for first in range(0, TOPICS, PER_FILE):
        numbers = range(first, first + PER_FILE)
        copies = [copy(originals[n % len(originals)], n) for n in numbers]
        (folder / "topics" / f"many-{first}.yaml").write_text("".join(copies), encoding="utf-8")
        promises += [f'    copy-{n}: "copy {n}"\n' for n in numbers]
    with (folder / "families.yaml").open("a", encoding="utf-8") as families:
        families.writelines(promises)


def copy(topic: str, number: int) -> str:
    """One topic under another id; its phrasings end in the number."""
    head, ask, phrasings = topic.partition("  ask:\n")
    body = head.partition(":\n")[2]
    numbered = re.sub(r"(?m)^(      - .*?)([\"\']?)$", rf"\1 {number}\2", phrasings)
    return f"copy-{number}:\n{body}{ask}{numbered}"


if __name__ == "__main__":
    main()
