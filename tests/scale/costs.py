"""What each thing costs once, as `tests/benchmarks/bench_scale.py` measured it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

COSTS = Path(__file__).parent / "costs.json"


@dataclass(frozen=True, slots=True)
class Machine:
    """What something was measured on."""

    model: str
    cores: int
    python: str

    def say(self) -> str:
        """What it is, for people."""
        return f"{self.cores} cores, {self.model}, Python {self.python}"

    def to_json(self) -> dict[str, object]:
        """As it is stored."""
        return {"model": self.model, "cores": self.cores, "python": self.python}


@dataclass(frozen=True, slots=True)
class Cost:
    """One cost in several passes."""

    unit: str
    runs: Sequence[float]

    @property
    def least(self) -> float:
        """The least of the passes."""
        return min(self.runs)

    @property
    def median(self) -> float:
        """The one in the middle."""
        return median(self.runs)

    @property
    def figure(self) -> float:
        """What everything is reckoned from: the least, as others only ever add to a time; of a ratio the median."""
        return self.median if self.unit.startswith("×") else self.least


@dataclass(frozen=True, slots=True)
class Costs:
    """All costs, and the times of single deliveries in their order (milliseconds of a worker's processor)."""

    machine: Machine
    measured: str
    costs: Mapping[str, Cost]
    deliver: Sequence[float]

    @classmethod
    def read(cls, file: Path = COSTS) -> Costs:
        """The costs of a file; raises OSError, ValueError, KeyError where it holds none."""
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        costs = {name: Cost(one["unit"], tuple(one["runs"])) for name, one in found["costs"].items()}
        return cls(Machine(**found["machine"]), found["measured"], costs, tuple(found["deliver"]))

    def __getitem__(self, name: str) -> float:
        """What everything is reckoned from, in the unit of the cost."""
        return self.costs[name].figure
