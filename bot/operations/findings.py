"""What the doctor says of one part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warn", "FAIL"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What was found about one part.

    told: what is, and unless it is well, what to do.
    """

    level: Level
    part: str
    told: str

    def __str__(self) -> str:
        return f"{self.level:<5} {self.part:<9} {self.told}"
