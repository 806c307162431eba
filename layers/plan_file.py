"""A folder, with or without a plan file in it, into a ``Plan``: what is bound, what is detected, what is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, cast

from core.errors import AppError
from core.feedback import Feedback
from core.messages import Language, Text
from layers.entered import read_entered
from layers.formats.endings import is_geodatabase
from layers.formats.shapefile import side_files
from layers.layer import Layer, Notice
from layers.plan import AreaDefinition, Binding, Plan
from layers.plan_text import PlanText, line_of, read_plan_text
from layers.roles import detect, role_named

if TYPE_CHECKING:
    import pyproj

PLAN_FILE = "plan.toml"
LOOKED_FOR = (".shp", ".gpkg", ".geojson", ".json")
"""Endings that are looked for in a folder; a file that is named may be of any other format."""

_ASKED_BY = {
    "fields.missing": (),
    "file.encoding": ("encoding",),
    "file.table": ("layer",),
    "role.geometry": ("path",),
}
"""Errors of a file that come from words of the plan file, and the key there."""

_WHAT_A_PLAN_IS = Text(
    "规划是一个文件夹（里面可有 plan.toml）、一个 .toml 规划文件，或一个蓝图项目（.gpkg）。",
    "A plan is a folder (with or without a plan.toml), a .toml plan file or a Lantu project (.gpkg).",
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A file, or a table of it, whose name names a role."""

    path: Path
    table: str | None
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class PlanFiles:
    """What a plan is made of, not read yet: the words of its file, what that binds, and what is bound by its name."""

    folder: Path
    words: PlanText
    bound: tuple[tuple[str, Binding, Path], ...]
    detected: tuple[_Candidate, ...]
    notices: tuple[Notice, ...]

    def terms_of(self, role: str) -> Binding:
        """What the plan file says about how a role is to be read."""
        return self.words.bindings.get(role, Binding())


def plan_files(path: Path) -> PlanFiles:
    """The files of the plan at ``path`` (folder or plan file); errors as ``load_plan``. Nothing heavy is imported."""
    folder, words = _opened(path)
    _check_rules(folder, words)
    explicit = [(role, binding, key) for role, binding in words.bindings.items() for key in range(len(binding.paths))]
    files = [_bound_file(folder, words, role, key) for role, _, key in explicit]
    candidates, notices = _candidates(folder, words, files)
    bound = tuple((role, binding, file) for (role, binding, _), file in zip(explicit, files, strict=True))
    return PlanFiles(folder, words, bound, tuple(candidates), tuple(notices))


def load_plan(path: Path, feedback: Feedback | None = None) -> Plan:
    """Open a plan: a folder, a plan file or a project.

    Raises AppError ``plan.…`` or ``project.…`` for the plan itself and ``file.…``, ``fields.…``, ``role.…`` for a
    bound layer that cannot be read. Whatever is merely imperfect is a notice.
    """
    from layers.store.loading import read_plan
    from layers.store.opening import is_project

    if is_project(path):
        return read_plan(path, feedback)
    feedback = feedback or Feedback()
    files = plan_files(path)
    crs = _declared_crs(files.words)
    folder, words, notices = files.folder, files.words, list(files.notices)
    total = len(files.bound) + len(files.detected)
    layers: list[Layer] = []
    for role, binding, file in files.bound:
        _progress(feedback, len(layers), total, file.name)
        with _placed(words, role):
            layers.append(_read_bound(file, role, binding, crs))
    for done, candidate in enumerate(files.detected, start=len(files.bound)):
        _progress(feedback, done, total, candidate.name)
        with _placed(words, candidate.role):
            found = _read_detected(candidate, files.terms_of(candidate.role), crs)
        if isinstance(found, Layer):
            layers.append(found)
        else:
            notices.append(found)
    if not layers:
        raise _nothing_bound(folder, notices)
    return Plan(
        name=words.name or folder.resolve().name or folder.name,
        layers=tuple(layers),
        folder=folder,
        language=cast(Language, words.language),
        crs=crs,
        area_definition=cast(AreaDefinition, words.area_definition),
        rules=words.rules,
        base_year=words.base_year,
        target_year=words.target_year,
        tolerance=words.tolerance,
        notices=tuple(notices),
        bindings=words.bindings,
        entered=read_entered(folder),
    )


def rebind(plan: Plan, role: str, file: Path | str) -> Plan:
    """The plan with ``role`` bound to another file alone (``FILE`` or ``FILE:layer``), wherever that lies.

    The plan's own ``fields``, ``encoding`` and ``where`` for the role are used for it. Raises AppError as
    ``read_layer`` does.
    """
    from layers.reading import read_layer

    path, table = split_layer(str(file))
    binding = plan.bindings.get(role, Binding())
    layer = read_layer(
        path,
        role=role,
        table=table,
        encoding=binding.encoding,
        fields=binding.fields,
        where=binding.where,
        default_crs=plan.crs,
    )
    layers = [one for one in plan.layers if one.role != role]
    position = next((index for index, one in enumerate(plan.layers) if one.role == role), len(layers))
    layers.insert(position, layer)
    return replace(plan, layers=tuple(layers))


def split_layer(file: str) -> tuple[Path, str | None]:
    """``FILE:layer`` into both parts; a Windows drive letter is no file, an existing name with a colon is one."""
    if Path(file).exists():
        return Path(file), None
    head, colon, layer = file.rpartition(":")
    if colon and layer and len(head) > 1 and "/" not in layer and "\\" not in layer:
        return Path(head), layer
    return Path(file), None


def _opened(path: Path) -> tuple[Path, PlanText]:
    """The plan's folder and the words of its plan file (the defaults where there is none)."""
    if path.is_dir():
        plan_file = path / PLAN_FILE
        return path, read_plan_text(plan_file) if plan_file.is_file() else PlanText(PLAN_FILE)
    if not path.exists():
        message = Text("找不到规划 {path}。", "There is no plan {path}.").format(path=path)
        raise AppError("plan.missing", message, _WHAT_A_PLAN_IS)
    if path.suffix.casefold() != ".toml":
        message = Text("{file} 不是规划。", "{file} is no plan.").format(file=path.name)
        raise AppError("plan.not_a_plan", message, _WHAT_A_PLAN_IS)
    return path.parent, read_plan_text(path)


def _declared_crs(words: PlanText) -> pyproj.CRS | None:
    from layers.geometry.crs_reading import crs_named

    if words.crs is None:
        return None
    crs = crs_named(words.crs)
    if crs is None or not (crs.is_projected or crs.is_geographic):
        message = Text("“{crs}”不是可用的坐标系。", "“{crs}” is no CRS that can be used.").format(crs=words.crs)
        raise words.error("plan.bad_value", ("crs",), message, Text("例如 EPSG:4546。", "For example EPSG:4546."))
    return crs


def _check_rules(folder: Path, words: PlanText) -> None:
    """Rule packs named by path must lie in the folder; a bare word is the id of a built-in pack."""
    for reference in words.rules:
        if "/" in reference or "\\" in reference or reference.casefold().endswith(".toml"):
            _inside(folder, reference, words, ("rules",))


def _bound_file(folder: Path, words: PlanText, role: str, number: int) -> Path:
    """The file that a plan file binds, checked to exist and to lie in the folder with all its side files."""
    keys = ("layers", role, "path")
    written = words.bindings[role].paths[number]
    path = _inside(folder, written, words, keys)
    if not path.is_file() and not is_geodatabase(path):
        message = Text("没有文件“{path}”。", "There is no file “{path}”.").format(path=written)
        raise words.error("plan.file_missing", keys, message)
    _check_side_files(folder, path)
    return path


def _inside(folder: Path, written: str, words: PlanText, keys: tuple[str, ...]) -> Path:
    """The path in the folder; AppError ``plan.path_outside`` when it leaves it, through a link too."""
    windows = PureWindowsPath(written)
    path = folder / written
    if "\\" in written and not path.exists():
        path = folder / windows.as_posix()
    absolute = Path(written).is_absolute() or bool(windows.drive) or bool(windows.root)
    if absolute or "\x00" in written or not _within(folder, path):
        message = Text("“{path}”不在规划文件夹内。", "“{path}” lies outside the plan's folder.").format(path=written)
        hint = Text("把文件放进规划文件夹。", "Put the file into the plan's folder.")
        raise words.error("plan.path_outside", keys, message, hint)
    return path


def _within(folder: Path, path: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link that leads in a circle
        return False


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        message = Text("无法打开文件夹 {folder}（{reason}）。", "The folder {folder} cannot be opened ({reason}).")
        raise AppError("plan.unreadable", message.format(folder=folder, reason=error.strerror or error)) from error


def _check_side_files(folder: Path, path: Path) -> None:
    """No file of a layer may be a link that leaves the folder."""
    for file in side_files(path).files if path.suffix.casefold() == ".shp" else [path]:
        _check_link(folder, file)


def _check_link(folder: Path, file: Path) -> None:
    if file.is_symlink() and not _within(folder, file):
        message = Text("{file} 指向规划文件夹之外。", "{file} is a link that leaves the plan's folder.")
        hint = Text("把文件本身放进规划文件夹。", "Put the file itself into the plan's folder.")
        raise AppError("plan.path_outside", message.format(file=file.name), hint)


def _candidates(folder: Path, words: PlanText, bound: Sequence[Path]) -> tuple[list[_Candidate], list[Notice]]:
    """Files and tables that name a role which the plan file leaves open, sorted by name."""
    taken = {path.resolve() for path in bound}
    closed = {role for role, binding in words.bindings.items() if binding.paths}
    found: list[_Candidate] = []
    notices: list[Notice] = []
    for path in _listed(folder):
        if path.suffix.casefold() not in LOOKED_FOR or not path.is_file() or path.resolve() in taken:
            continue
        if not _within(folder, path) and role_named(path.stem) in {None, *closed}:
            continue
        _check_link(folder, path)
        if path.suffix.casefold() == ".gpkg" and _is_project(path):
            # A project made of this very folder would bind every layer twice; it is opened by its own name.
            continue
        for candidate in _named(path, notices):
            if candidate.role not in closed:
                _check_side_files(folder, path)
                found.append(candidate)
    names = [(one.role, one.name.casefold()) for one in found]
    twice = [one for one, name in zip(found, names, strict=True) if names.count(name) > 1]
    notices.extend(_left(one, Text("同名数据不止一份", "its name is there more than once")) for one in twice)
    once = [one for one in found if one not in twice]
    return sorted(once, key=lambda one: (one.name.casefold(), one.path.name)), notices


def _is_project(path: Path) -> bool:
    from layers.store.opening import is_project

    return is_project(path)


def _named(path: Path, notices: list[Notice]) -> list[_Candidate]:
    """What in a file names a role: the file itself, or each table of a GeoPackage."""
    own = role_named(path.stem)
    if path.suffix.casefold() != ".gpkg":
        return [_Candidate(path, None, path.stem, own)] if own else []
    from layers.formats import vector

    try:
        tables = [name for name, _ in vector.tables(path)]
    except AppError as error:
        if own is not None:
            raise
        notices.append(Notice(error.code, error.message, path.name, error.hint))
        return []
    named = [_Candidate(path, table, table, role) for table in tables if (role := role_named(table))]
    if not named and own is not None and len(tables) == 1:
        return [_Candidate(path, tables[0], tables[0], own)]
    if not named and own is not None:
        reason = Text("其中没有可以认定的图层", "none of its layers can be told to be it")
        notices.append(_left(_Candidate(path, None, path.stem, own), reason))
    return named


@contextmanager
def _placed(words: PlanText, role: str) -> Iterator[None]:
    """Say in which line of the plan file the words stand that a file does not answer to."""
    try:
        yield
    except AppError as error:
        keys = ("layers", role, *_ASKED_BY.get(error.code, ()))
        if error.code not in _ASKED_BY or line_of(words.text, keys) is None:
            raise
        raise words.error(error.code, keys, error.message, error.hint) from error


def _read_bound(file: Path, role: str, binding: Binding, crs: pyproj.CRS | None) -> Layer:
    from layers.reading import read_layer

    return read_layer(
        file,
        role=role,
        table=binding.layer,
        encoding=binding.encoding,
        fields=binding.fields,
        where=binding.where,
        default_crs=crs,
    )


def _read_detected(candidate: _Candidate, terms: Binding, crs: pyproj.CRS | None) -> Layer | Notice:
    """Read a candidate; a layer when it is certainly what its name says, else the notice that it was left."""
    from layers.formats import vector
    from layers.reading import bound_layer

    loaded = vector.load(candidate.path, table=candidate.table, role=candidate.role, encoding=terms.encoding)
    columns = [*map(str, loaded.table.columns), *terms.fields]
    name = candidate.path.stem if role_named(candidate.name) is None else candidate.name
    judged = detect(name, loaded.kind if len(loaded.table) else None, columns)
    if judged is None or judged.certainty != "certain":
        reason = (
            judged.reason
            if judged is not None and judged.reason is not None
            else Text("名称不明", "its name says nothing")
        )
        return _left(candidate, reason)
    return bound_layer(
        candidate.path,
        loaded,
        role=candidate.role,
        fields=terms.fields,
        where=terms.where,
        default_crs=crs,
    )


def _left(candidate: _Candidate, reason: Text) -> Notice:
    """The notice that a file was left unbound, and why."""
    file = candidate.path.name
    message = Text(
        "{file} 的名称像“{role}”，但不能确定（{reason}），未绑定。",
        "{file} is named like {role}, but that is uncertain ({reason}), so it was left unbound.",
    ).format(file=file, role=candidate.role, reason=reason)
    repair = Text(
        "如果确实是，请在 plan.toml 的 [layers.{role}] 中写 path。",
        "If it is, bind it with `path` under [layers.{role}] in plan.toml.",
    ).format(role=candidate.role)
    return Notice("role.uncertain", message, file, repair)


def _nothing_bound(folder: Path, notices: Sequence[Notice]) -> AppError:
    message = Text("{folder} 里没有可识别的规划图层。", "No planning layer was recognised in {folder}.").format(
        folder=folder
    )
    if notices:
        first = notices[0].message
        message = Text(message.zh + first.zh, f"{message.en} {first.en}")
    hint = Text(
        "请按角色命名文件（如 development_boundary.shp、CZKFBJ.shp），或在 plan.toml 中绑定。",
        "Name files by their role (development_boundary.shp, CZKFBJ.shp …) or bind them in plan.toml.",
    )
    return AppError("plan.nothing_bound", message, hint)


def _progress(feedback: Feedback, done: int, total: int, name: str) -> None:
    feedback.check()
    feedback.report(done / max(total, 1), Text("正在读取 {name}", "Reading {name}").format(name=name))
