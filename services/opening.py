"""Opening a plan."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from core.feedback import Feedback
from layers.plan import Plan


def open_plan(path: Path, feedback: Feedback | None = None) -> Plan:
    """Read the plan in a folder or a plan file, with all its layers.

    Raises ``AppError`` when the plan cannot be served (missing, empty, unknown key, unreadable layer).
    """
    from layers.plan_file import load_plan

    return load_plan(path, feedback)


def sample_plan() -> Path:
    """The folder of the New Area sample that comes with the program."""
    return Path(str(files("data"))) / "shapefiles"
