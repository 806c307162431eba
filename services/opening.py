"""Opening a plan."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from core.feedback import Feedback
from layers.plan import Plan

if TYPE_CHECKING:
    from layers.layer import Layer


def open_plan(path: Path, feedback: Feedback | None = None) -> Plan:
    """Read the plan in a folder or a plan file, with all its layers.

    Raises ``AppError`` when the plan cannot be served (missing, empty, unknown key, unreadable layer).
    """
    from layers.plan_file import load_plan

    return load_plan(path, feedback)


def sketch_plan(path: Path) -> tuple[Layer, ...] | None:
    """The layers of a plan to draw at once, in file coordinates; None where that must wait for ``open_plan``."""
    from layers import sketch

    return sketch.sketch_plan(path)


def is_file_to_look_at(path: Path) -> bool:
    """Whether ``path`` is a file of layers, rather than a plan, a project or a folder."""
    from layers.formats import endings
    from layers.store.opening import is_project

    is_plan = path.suffix.casefold() == ".toml" or (path.is_dir() and not endings.is_geodatabase(path))
    return path.exists() and not is_plan and endings.is_read(path) and not is_project(path)


def open_to_look(path: Path, feedback: Feedback | None = None) -> Plan:
    """A file of layers as a plan to look at: each takes the role that its name and its fields speak for, if any.

    Tables of shapefiles and GeoPackages are drawn from arrays and read when they are asked for. Raises AppError
    ``file.…``.
    """
    from layers.looking import look_at

    return look_at(path, feedback or Feedback())


def sample_plan() -> Path:
    """The folder of the New Area sample that comes with the program."""
    return Path(str(files("data"))) / "shapefiles"
