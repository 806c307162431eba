"""Indicators of a plan: the figures of its table, with base and target; measured by a rule or entered year by year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from checks.finding import Citation, Force
from core.messages import Text

Direction = Literal["<=", ">=", "=="]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure as one place of one document prints it: where a document contradicts itself there are two.

    ``rule`` measures it, or people enter it under ``entered``. Without a base it is a figure for every year (a rate).
    """

    id: str
    title: Text
    unit: str
    target: float
    force: Force
    citation: Citation
    op: Direction = ">="
    base: float | None = None
    base_year: int | None = None
    target_year: int | None = None
    rule: str | None = None
    entered: str | None = None
    note: Text | None = None

    def line(self, year: int | None) -> float:
        """The figure of a year on the straight line from base to target; the target where there is no line."""
        if self.base is None or self.base_year is None or self.target_year is None or year is None:
            return self.target
        passed = (year - self.base_year) / max(self.target_year - self.base_year, 1)
        return self.base + (self.target - self.base) * min(max(passed, 0.0), 1.0)

    def off_course(self, value: float, line: float) -> bool:
        """Whether a value is on the wrong side of its line."""
        if self.op == "==":
            return value != line
        return value < line if self.op == ">=" else value > line
