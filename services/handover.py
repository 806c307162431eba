"""Handing over: findings as a file or as text."""

from __future__ import annotations

from pathlib import Path

from checks.finding import CheckRun
from core.messages import Language
from reports import findings_file, wording


def write_findings(run: CheckRun, path: Path) -> None:
    """Write ``findings.json``. Raises ``AppError`` when ``path`` cannot be written."""
    findings_file.write_findings(run, path)


def run_as_text(run: CheckRun, language: Language) -> str:
    """The run for a terminal."""
    return wording.run_as_text(run, language)
