"""Which field of a file holds which canonical field of a role, and how the columns are called in the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.errors import AppError
from core.messages import Text, listed, same
from layers.layer import GeometryKind
from layers.roles import KIND_LABELS, ROLES, SHARED_FIELDS, FieldSpec, source_of


def specs_of(role: str | None) -> Mapping[str, FieldSpec]:
    """The canonical fields of a role; the shared ones for a layer without a role."""
    return ROLES[role].fields if role is not None else SHARED_FIELDS


def require_geometry(role: str, kind: GeometryKind, file: str) -> None:
    """A layer bound to a role must have the geometry which the role is about."""
    kinds = ROLES[role].kinds
    if not kinds or kind in kinds:
        return
    expected = Text(
        "或".join(KIND_LABELS[one].zh for one in kinds),
        " or ".join(KIND_LABELS[one].en for one in kinds),
    )
    message = Text(
        "{file} 是{found}图层，而“{role}”需要{expected}。",
        "{file} holds {found}, but {role} needs {expected}.",
    ).format(file=file, found=KIND_LABELS[kind], role=_role_name(role), expected=expected)
    raise AppError("role.geometry", message, Text("请绑定另一个文件。", "Bind another file to it."))


def sources_of(role: str | None, columns: list[str], asked: Mapping[str, str], file: str) -> dict[str, str]:
    """Canonical name -> name in the file, first as asked, then by the usual names."""
    specs = specs_of(role)
    found: dict[str, str] = {}
    for canonical, name in asked.items():
        if canonical not in specs:
            raise _no_canonical(role, canonical, name, specs)
        found[canonical] = file_field(columns, name, f"fields.{canonical}", file)
    taken = set(found.values())
    for canonical, spec in specs.items():
        if canonical in found:
            continue
        source = source_of(spec, canonical, [column for column in columns if column not in taken])
        if source is not None:
            found[canonical] = source
    return found


def column_names(sources: Mapping[str, str], columns: Sequence[str]) -> dict[str, str]:
    """The layer's columns and the file's field behind each: canonical ones first, then the others by their own names.

    Where a canonical name is taken by a field that means something else, that field gets a number.
    """
    names = dict(sources)
    used = set(sources.values())
    for column in columns:
        if column not in used:
            names[_free_name(column, {*names, "geometry"})] = column
    return names


def file_field(columns: list[str], name: str, asked_in: str, file: str) -> str:
    """The file's field called ``name`` (case ignored where that is unambiguous)."""
    if name in columns:
        return name
    alike = [column for column in columns if column.casefold() == name.casefold()]
    if len(alike) == 1:
        return alike[0]
    message = Text(
        "{file} 里没有字段“{name}”（写在 {asked_in} 中）。",
        "{file} has no field “{name}” (named in `{asked_in}`).",
    ).format(file=file, name=name, asked_in=asked_in)
    hint = Text("它的字段有：{names}。", "Its fields are: {names}.").format(names=listed(columns))
    raise AppError("fields.missing", message, hint)


def _no_canonical(role: str | None, canonical: str, name: str, specs: Mapping[str, FieldSpec]) -> AppError:
    label = _role_name(role) if role is not None else same("-")
    message = Text(
        "“{role}”没有规范字段“{canonical}”（对应文件字段“{name}”）。",
        "{role} has no canonical field “{canonical}” (given for the file's “{name}”).",
    ).format(role=label, canonical=canonical, name=name)
    hint = Text("可用：{names}。", "It has: {names}.").format(names=listed(specs))
    return AppError("fields.unknown", message, hint)


def _role_name(role: str) -> Text:
    return Text(ROLES[role].label.zh, role)


def _free_name(name: str, taken: set[str]) -> str:
    free, number = name, 2
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free
