"""Handing over: findings as a file or as text, and what differs between two runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from checks.finding import CheckRun
from core.messages import Language, Text
from reports import difference, findings_file, wording


def write_findings(run: CheckRun, path: Path) -> None:
    """Write ``findings.json``. Raises ``AppError`` when ``path`` cannot be written."""
    findings_file.write_findings(run, path)


def run_as_text(run: CheckRun, language: Language) -> str:
    """The run for a terminal."""
    return wording.run_as_text(run, language)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether two runs say the same, and in words what does not."""

    same: bool
    text: Text


def compare(before: Path, after: Path) -> Comparison:
    """Two findings files. Raises ``AppError`` for files that are none, or that are about different things."""
    found = difference.difference(difference.read_findings(before), difference.read_findings(after))
    return Comparison(found.same, Text(difference.as_text(found, "zh"), difference.as_text(found, "en")))
