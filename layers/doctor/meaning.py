"""Which role a table may have in a plan, and which of its columns carry canonical fields."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from core.messages import Text
from layers.layer import GeometryKind
from layers.roles import CLASS_CODE, CLASS_NAME, ROLES, SHARED_FIELDS, Detection, FieldSpec, detect, source_of

ANY_ROLE: dict[str, FieldSpec] = {
    **SHARED_FIELDS,
    "class_code": CLASS_CODE,
    "class_name": CLASS_NAME,
    "parcel_no": FieldSpec("text", ("DKBH",)),
}
"""What is looked for in a table whose role nobody knows yet."""

_BY_FIELDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("zoning", ("parcel_no", "class_code")),
    ("landuse_current", ("class_code", "settlement")),
    ("development_boundary", ("zone",)),
    ("project_footprints", ("industry", "class_code")),
)
"""Fields that speak for a role where the name of the file says nothing."""


def roles_of(stem: str, kind: GeometryKind | None, columns: Collection[str]) -> tuple[Detection, ...]:
    """What the table may be: certain by its standard name, else uncertain by its Chinese name or its fields."""
    named = detect(stem, kind, columns)
    if named is not None:
        return (named,)
    reason = Text("只是按名称或字段推测", "judged by a word in its name or by its fields")
    return tuple(Detection(role, "uncertain", reason) for role in _suspected(stem, kind, columns))


def fields_of(role: str | None, columns: Sequence[str]) -> dict[str, str]:
    """Canonical name -> column, each column once."""
    specs = ROLES[role].fields if role is not None else ANY_ROLE
    found: dict[str, str] = {}
    for canonical, spec in specs.items():
        source = source_of(spec, canonical, [column for column in columns if column not in found.values()])
        if source is not None:
            found[canonical] = source
    return found


def _suspected(stem: str, kind: GeometryKind | None, columns: Collection[str]) -> list[str]:
    fitting = [role for role in ROLES.values() if not role.kinds or kind is None or kind in role.kinds]
    by_name = [role.id for role in fitting if role.label.zh in stem or role.id in stem.casefold()]
    if by_name:
        return by_name[:3]
    possible = {role.id for role in fitting}
    return [role for role, fields in _BY_FIELDS if role in possible and _has_all(role, fields, columns)][:1]


def _has_all(role: str, fields: tuple[str, ...], columns: Collection[str]) -> bool:
    return all(source_of(ROLES[role].fields[field], field, columns) is not None for field in fields)
