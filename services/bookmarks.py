"""Bookmarks: named views of a plan. A project keeps its own; those of other plans are kept in the user's settings."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import AppError
from core.files import write_beside
from core.messages import Text
from layers.changes import ChangeSet, record
from layers.store.records import plain
from services.editing import BOOKMARK, NOTHING, Outcome, last_outcome

if TYPE_CHECKING:
    import pyproj

    from layers.project import Project

MOST_BOOKMARKS = 200
MOST_LETTERS = 80
FILE_NAME = "bookmarks.json"
MOST_BYTES = 4 * 2**20


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A named view: the centre (metres of ``crs``, by ``crs_name``), the N of 1 : N, the names of the layers shown,
    and the thematic view they were shown in ("" for none).
    """

    name: str
    x: float
    y: float
    denominator: float
    crs: str = ""
    visible: tuple[str, ...] = ()
    view: str = ""


def bookmarks(project: Project) -> list[Bookmark]:
    """Those of a project, in the order in which they were added; what is no bookmark is left out."""
    found = []
    for key, values in project.records("settings").items():
        one = _bookmark(values) if key.startswith(BOOKMARK) else None
        if one is not None:
            found.append(one)
    return found


def put(project: Project, bookmark: Bookmark) -> Outcome:
    """Add a bookmark to a project, or replace the one of its name, as one step."""
    fitted = _named(bookmark)
    present = bookmarks(project)
    _require_room(present, fitted.name)
    label = Text("书签“{name}”", "Bookmark “{name}”").format(name=fitted.name)
    return _committed(project, {_key(fitted.name): asdict(fitted)}, label)


def rename(project: Project, name: str, wanted: str) -> Outcome:
    """Give a bookmark another name. AppError ``bookmark.taken`` when there is one of that name."""
    present = {one.name: one for one in bookmarks(project)}
    renamed = _renamed(present, name, wanted)
    label = Text("书签“{name}”改名为“{wanted}”", "Rename bookmark “{name}” to “{wanted}”")
    changes = {_key(name): None, _key(renamed.name): asdict(renamed)} if renamed.name != name else {}
    return _committed(project, changes, label.format(name=name, wanted=renamed.name))


def delete(project: Project, name: str) -> Outcome:
    """Take a bookmark out of a project."""
    return _committed(
        project, {_key(name): None}, Text("删除书签“{name}”", "Delete bookmark “{name}”").format(name=name)
    )


# In the user's settings


def settings_folder() -> Path:
    """Where the user's settings of this program are kept."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming") / "Lantu"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Lantu"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "lantu"


def kept_bookmarks(plan: Path, folder: Path | None = None) -> list[Bookmark]:
    """Those the user keeps for the plan at a path. AppError ``bookmark.file`` when the file cannot be read."""
    return _decoded(_read(folder).get(_place(plan)))


def keep(plan: Path, bookmark: Bookmark, folder: Path | None = None) -> None:
    """Add a bookmark for a plan, or replace the one of its name. AppError as ``kept_bookmarks``, ``output.…``."""
    fitted = _named(bookmark)
    present = kept_bookmarks(plan, folder)
    _require_room(present, fitted.name)
    names = [one.name for one in present]
    listed = [fitted if one.name == fitted.name else one for one in present]
    _write(plan, listed if fitted.name in names else [*listed, fitted], folder)


def rename_kept(plan: Path, name: str, wanted: str, folder: Path | None = None) -> None:
    """Give a kept bookmark another name. AppError ``bookmark.taken``."""
    present = {one.name: one for one in kept_bookmarks(plan, folder)}
    renamed = _renamed(present, name, wanted)
    _write(plan, [renamed if one.name == name else one for one in present.values()], folder)


def delete_kept(plan: Path, name: str, folder: Path | None = None) -> None:
    """Drop a kept bookmark."""
    _write(plan, [one for one in kept_bookmarks(plan, folder) if one.name != name], folder)


def placed(bookmark: Bookmark, crs: pyproj.CRS) -> tuple[float, float]:
    """The centre in ``crs``, should the plan be measured in another system than when the bookmark was made."""
    from layers.geometry.crs import crs_name, transformer_between

    if not bookmark.crs or bookmark.crs == crs_name(crs):
        return bookmark.x, bookmark.y
    import pyproj
    from pyproj.exceptions import CRSError

    try:
        then = pyproj.CRS.from_user_input(bookmark.crs)
    except CRSError:
        return bookmark.x, bookmark.y
    x, y = transformer_between(then.to_wkt(), crs.to_wkt()).transform(bookmark.x, bookmark.y)
    return (float(x), float(y)) if math.isfinite(x) and math.isfinite(y) else (bookmark.x, bookmark.y)


def _committed(project: Project, wanted: Mapping[str, Mapping[str, object] | None], label: Text) -> Outcome:
    steps = [record("settings", key, project.record("settings", key), plain(values)) for key, values in wanted.items()]
    changes = ChangeSet(tuple(step for step in steps if step.changes), label)
    if not changes:
        return Outcome(NOTHING)
    project.commit(changes)
    return last_outcome(project)


def _key(name: str) -> str:
    return f"{BOOKMARK}{name}"


def _named(bookmark: Bookmark) -> Bookmark:
    name = " ".join(bookmark.name.split())[:MOST_LETTERS]
    if not name:
        hint = Text("请给书签起个名字。", "Give the bookmark a name.")
        raise AppError("bookmark.no_name", Text("名称是空的。", "The name is empty."), hint)
    return replace(bookmark, name=name)


def _renamed(present: Mapping[str, Bookmark], name: str, wanted: str) -> Bookmark:
    if name not in present:
        message = Text("没有书签“{name}”了。", "There is no bookmark “{name}” any more.").format(name=name)
        raise AppError("bookmark.missing", message)
    renamed = _named(replace(present[name], name=wanted))
    if renamed.name != name and renamed.name in present:
        message = Text("已经有书签“{name}”。", "There is a bookmark “{name}” already.").format(name=renamed.name)
        raise AppError("bookmark.taken", message, Text("请换个名字。", "Choose another name."))
    return renamed


def _require_room(present: Sequence[Bookmark], name: str) -> None:
    if len(present) >= MOST_BOOKMARKS and all(one.name != name for one in present):
        message = Text("书签最多 {n} 个。", "There can be at most {n} bookmarks.").format(n=MOST_BOOKMARKS)
        raise AppError("bookmark.many", message, Text("请先删除一些。", "Delete some first."))


def _bookmark(values: object) -> Bookmark | None:
    """A bookmark out of what a file holds; None where that is none."""
    if not isinstance(values, dict):
        return None
    name, numbers = values.get("name"), [values.get(key) for key in ("x", "y", "denominator")]
    visible, rest = values.get("visible", ()), [values.get(key, "") for key in ("crs", "view")]
    finite = [float(one) for one in numbers if isinstance(one, int | float) and math.isfinite(one)]
    if not isinstance(name, str) or not name.strip() or len(finite) != 3 or finite[2] <= 0:
        return None
    if not isinstance(visible, list | tuple) or not all(isinstance(one, str) for one in (*visible, *rest)):
        return None
    return Bookmark(name[:MOST_LETTERS], finite[0], finite[1], finite[2], str(rest[0]), tuple(visible), str(rest[1]))


def _decoded(values: object) -> list[Bookmark]:
    listed = values if isinstance(values, list) else []
    return [one for one in map(_bookmark, listed[:MOST_BOOKMARKS]) if one is not None]


def _place(plan: Path) -> str:
    return str(plan.resolve())


def _read(folder: Path | None) -> dict[str, object]:
    path = (folder or settings_folder()) / FILE_NAME
    if not path.exists():
        return {}
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("too large")
        found = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(found, dict):
            raise ValueError("no table")
    except (OSError, ValueError) as problem:
        message = Text("书签文件 {file} 读不懂。", "The file of bookmarks {file} cannot be read.").format(file=path)
        hint = Text("请移走它，再添加书签。", "Move it away, then add bookmarks.")
        raise AppError("bookmark.file", message, hint) from problem
    return found


def _write(plan: Path, listed: Sequence[Bookmark], folder: Path | None) -> None:
    where = folder or settings_folder()
    everything = _read(folder)
    everything.pop(_place(plan), None)
    if listed:
        everything[_place(plan)] = [asdict(one) for one in listed]
    where.mkdir(parents=True, exist_ok=True)
    with write_beside(where / FILE_NAME) as temporary:
        temporary.write_text(json.dumps(everything, ensure_ascii=False, indent=1), encoding="utf-8")
