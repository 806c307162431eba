"""Projects as files: told from others, opened, made of a plan, copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import AppError
from core.feedback import Feedback
from core.files import write_beside
from core.messages import Text, listed
from layers.entered import Entered, as_record
from layers.plan import Plan
from layers.project import Project
from layers.store.loading import ENTERED, SHEET_TEXT
from services.layer_styles import add_style

if TYPE_CHECKING:
    from layers.formats.vector import LoadResult
    from layers.layer import Layer

PROJECT_ENDING = ".gpkg"


def is_project(path: Path) -> bool:
    """Whether a file is a project of ours. AppError as opening a project does."""
    from layers.store import opening

    return opening.is_project(path)


def open_project(path: Path) -> Project:
    """Open a project for this window; ``read_only`` says why it may not be changed."""
    return Project.open(path)


def make_project(plan: Plan, path: Path, feedback: Feedback | None = None) -> Project:
    """Make a project of an open plan and open it: its layers with their roles, in their order, its terms and packs.

    The file appears when it is whole. AppError ``project.exists``, ``project.pack``, ``output.unwritable``.
    """
    if path.exists():
        message = Text("{file} 已经存在。", "{file} exists already.").format(file=path.name)
        raise AppError("project.exists", message, Text("请换个文件名。", "Choose another name."))
    with write_beside(path) as temporary:
        temporary.unlink()
        label = Text("由规划“{name}”建立项目", "Make a project of the plan “{name}”").format(name=plan.name)
        with Project.create(temporary, settings=_terms(plan)) as project:
            with project.transaction(label):
                _carry_packs(plan.rules, plan.folder, path.parent)
                for reference in plan.rules:
                    project.put_record("packs", reference, {})
                if plan.entered != Entered():
                    project.put_record("settings", ENTERED, as_record(plan.entered))
                _carry_sheets(project, plan)
                _import_plan(project, plan, feedback or Feedback())
            project.history.begin_here()
    return Project.open(path)


def save_copy(project: Project, path: Path) -> Path:
    """Write the project to another file, its local rule packs beside it; returns where it is. AppError
    ``project.pack`` where another pack of that name lies. The open one stays the open one.
    """
    target = path if path.suffix.casefold() == PROJECT_ENDING else path.with_name(path.name + PROJECT_ENDING)
    _carry_packs(list(project.records("packs")), project.path.parent, target.parent)
    project.save_copy(target)
    return target


def recover_project(damaged: Path, into: Path, feedback: Feedback | None = None) -> Text:
    """Write a new project with everything that can be read of a damaged one, which is not touched.

    Returns what was brought over and what is not whole. AppError ``project.exists``, ``project.damaged`` when nothing
    can be read.
    """
    from layers.store.recovery import recover

    found = recover(damaged, into, feedback)
    told = Text("恢复了 {layers} 个图层、{rows} 行。", "Recovered {layers} layers with {rows} rows.").format(
        layers=len(found), rows=sum(one.rows for one in found)
    )
    broken = [one.name for one in found if not one.complete or one.without_geometry]
    if not broken:
        return told
    rest = Text("{told}不完整的图层：{names}。", "{told} Not whole: {names}.")
    return rest.format(told=told, names=listed(broken))


def _terms(plan: Plan) -> dict[str, object]:
    """The plan's own words as settings of a project."""
    return {
        "name": plan.name,
        "language": plan.language,
        "crs": _crs_words(plan),
        "area_definition": plan.area_definition,
        "base_year": plan.base_year,
        "target_year": plan.target_year,
        "tolerance": {"xy_m": plan.tolerance.xy_m, "area_m2": plan.tolerance.area_m2},
    }


def _crs_words(plan: Plan) -> str | None:
    from layers.geometry.crs import crs_name

    return None if plan.crs is None else crs_name(plan.crs)


def _import_plan(project: Project, plan: Plan, feedback: Feedback) -> None:
    for done, layer in enumerate(plan.layers):
        feedback.check()
        doing = Text("正在写入 {name}", "Writing {name}").format(name=layer.name)
        feedback.report(done / len(plan.layers), doing)
        table = project.import_layer(_as_read(layer), role=layer.role, fields=layer.fields)
        add_style(project, table)


def _as_read(layer: Layer) -> LoadResult:
    """A layer's rows as its file has them: the plan's typed values and mended shapes are for measuring only."""
    from layers.formats import vector

    several = layer.path.suffix.casefold() != ".shp"
    loaded = vector.load(layer.path, table=layer.name if several else None, role=layer.role, encoding=layer.encoding)
    rows = loaded.table.index.get_indexer(layer.frame.index)
    if (rows < 0).any():
        message = Text("{file} 在打开之后被改动过。", "{file} has been changed since it was opened.")
        hint = Text("请重新打开规划，再建立项目。", "Open the plan again, then make the project.")
        raise AppError("project.source_changed", message.format(file=layer.path.name), hint)
    shapes = loaded.table.geometry.to_numpy() if loaded.as_read is None else loaded.as_read
    return replace(loaded, name=layer.name, table=loaded.table.iloc[rows], as_read=shapes[rows], crs=layer.crs)


def _carry_sheets(project: Project, plan: Plan) -> None:
    """Take along the planner's own sheets: the project may lie in another folder than they do."""
    from maps.sheets.template import texts_beside

    for name, text in {**texts_beside(plan.folder), **plan.sheets}.items():
        project.put_record("sheets", name, {SHEET_TEXT: text})


def _carry_packs(references: Sequence[str], source_folder: Path, folder: Path) -> None:
    """Take along rule packs that lie beside a plan, and those they refine: a project looks for them beside itself."""
    from checks.pack import pack_files

    for reference in pack_files(references, source_folder):
        source, target = source_folder / reference, folder / reference
        if not source.is_file() or source.resolve() == target.resolve():
            continue
        content = source.read_bytes()
        if target.exists() and target.read_bytes() != content:
            message = Text(
                "项目所在的文件夹里已有另一个 {file}。", "There is another {file} in the folder of the project."
            ).format(file=reference)
            raise AppError("project.pack", message, Text("请换个文件夹。", "Choose another folder."))
        target.parent.mkdir(parents=True, exist_ok=True)
        with write_beside(target) as temporary:
            temporary.write_bytes(content)
