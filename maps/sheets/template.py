"""Sheet templates: designs that come with the program, the planner's own beside the plan, those kept in a project."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from core.errors import AppError
from core.messages import Text, listed, same
from maps.sheets.sheet_design import SheetDesign
from maps.sheets.sheet_toml import design_as_toml, read_design

OWN_FOLDER = "sheets"
"""Folder of a plan with the planner's own templates; one named like ours takes its place."""
_ORDER = ("zoning", "status", "control_lines", "ecology", "green", "life_circles", "site", "parcel")
MOST_TEMPLATES = 200
NO_SHEETS: Mapping[str, str] = MappingProxyType({})


def template_names(folder: Path | None = None, kept: Mapping[str, str] = NO_SHEETS) -> tuple[str, ...]:
    """The sheets that can be printed: ours first, then those in ``folder/sheets`` of a plan, then those of a project.

    ``kept`` are the project's, as TOML by name; one of theirs takes the place of another of that name.
    """
    return tuple(dict.fromkeys((*_built_in(), *_own(folder), *kept)))


def template_named(name: str, folder: Path | None = None, kept: Mapping[str, str] = NO_SHEETS) -> SheetDesign:
    """The template ``name``; ``AppError`` when there is none, or when it cannot be read (with file and line)."""
    if name in kept:
        return read_design(kept[name].encode(), name=name, file=name)
    own = _own(folder)
    if name in own:
        return load_design(own[name])
    if name not in _built_in():
        names = template_names(folder, kept)
        raise AppError(
            "sheet.unknown",
            Text("没有名为“{name}”的图纸。", "There is no sheet called “{name}”.").format(name=same(name)),
            Text("可用：{names}。", "Use one of {names}.").format(names=listed(names)),
        )
    return _read_built_in(name)


def template_titles(folder: Path | None = None, kept: Mapping[str, str] = NO_SHEETS) -> dict[str, Text]:
    """What every sheet is called, by its name."""
    return {name: template_named(name, folder, kept).title for name in template_names(folder, kept)}


def texts_beside(folder: Path) -> dict[str, str]:
    """The planner's own sheets beside a plan as they are written, those that can be read, by name."""
    found: dict[str, str] = {}
    for name, path in _own(folder).items():
        try:
            found[name] = design_as_toml(load_design(path))
        except AppError:  # said when the sheet is asked for; a project starts without it
            continue
    return found


def load_design(path: Path) -> SheetDesign:
    """A design from a file of the planner's own. ``AppError`` with file and line when it cannot be read."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise AppError(
            "sheet.template_unreadable",
            Text("图纸模板 {name} 无法读取。", "The sheet template {name} cannot be read.").format(name=path.name),
        ) from problem
    return read_design(content, name=path.stem, file=path.name)


@lru_cache(maxsize=1)
def _built_in() -> tuple[str, ...]:
    folder = files("styles") / "sheets"
    names = {entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")}
    return tuple(sorted(names, key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name)))


@lru_cache(maxsize=32)
def _read_built_in(name: str) -> SheetDesign:
    entry = files("styles") / "sheets" / f"{name}.toml"
    return read_design(entry.read_bytes(), name=name, file=f"{name}.toml")


def _own(folder: Path | None) -> dict[str, Path]:
    """Templates beside a plan by name, in the order of their names."""
    home = folder / OWN_FOLDER if folder is not None and str(folder) not in ("", ".") else None
    if home is None or not home.is_dir():
        return {}
    found = sorted(path for path in home.iterdir() if path.suffix == ".toml" and path.is_file())
    return {path.stem: path for path in found[:MOST_TEMPLATES]}
