"""``findings.json``: the one source of every report."""

from __future__ import annotations

import json
from pathlib import Path

from checks.finding import CheckRun
from core.files import write_beside


def write_findings(run: CheckRun, path: Path) -> None:
    """Write a run as UTF-8 JSON (schema 1), complete or not at all.

    Raises ``AppError`` when ``path`` cannot be written. Numbers are unrounded doubles; NaN never occurs.
    """
    text = json.dumps(run.to_json(), ensure_ascii=False, indent=1, allow_nan=False)
    with write_beside(path) as temporary:
        temporary.write_text(text + "\n", encoding="utf-8")
