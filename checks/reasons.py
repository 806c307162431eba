"""Why something cannot be tested, in words; the codes are stable."""

from __future__ import annotations

from collections.abc import Mapping

from checks.answer import remark
from checks.finding import Remark
from checks.rule import Year
from core.messages import Text, same
from layers.roles import ROLES


def role_label(role: str) -> Text:
    """What planners call a role."""
    known = ROLES.get(role)
    return known.label if known else same(role)


def role_unbound(role: str) -> Remark:
    """The plan has no layer for a role."""
    return remark(
        "role_unbound",
        "规划中没有“{label}”图层（{role}）。",
        'The plan has no layer "{label}" ({role}).',
        label=role_label(role),
        role=role,
    )


def no_features(role: str) -> Remark:
    """A layer is bound but holds nothing of what the rule asks for."""
    return remark(
        "no_features",
        "“{label}”图层（{role}）中没有本规则所指的要素。",
        'The layer "{label}" ({role}) holds no feature of the sort this rule asks for.',
        label=role_label(role),
        role=role,
    )


def no_features_of_year(role: str, years: Mapping[Year, int | None]) -> Remark:
    """A layer has no feature of the year asked for."""
    return remark(
        "no_features",
        "“{label}”图层（{role}）中没有本规则所指年份的要素（基期年 {base}，目标年 {target}）。",
        'The layer "{label}" ({role}) holds no feature of the year this rule asks for (base {base}, target {target}).',
        label=role_label(role),
        role=role,
        base=years["base"] or "–",
        target=years["target"] or "–",
    )


def year_unknown(which: Year) -> Remark:
    """The plan and its packs do not say which year is meant."""
    words = {"base": Text("基期年", "base year"), "target": Text("目标年", "target year")}[which]
    return remark(
        "year_unknown",
        "规划和规则包都没有写明{which}。",
        "Neither the plan nor its packs state the {which}.",
        which=words,
    )


def field_missing(field: str, layer: str) -> Remark:
    """A layer lacks a field that the rule reads."""
    return remark(
        "field_missing",
        "图层 {layer} 没有字段 {field}。",
        "The layer {layer} has no field {field}.",
        layer=layer,
        field=field,
    )


def value_missing(field: str) -> Remark:
    """A feature's field is empty and the rule cannot do without."""
    return remark("value_missing", "字段 {field} 为空。", "The field {field} is empty.", field=field)


def crs_unknown(layer: str | None) -> Remark:
    """Where the features lie is not known."""
    if layer is None:
        return remark("crs_unknown", "没有一个图层的坐标系已知。", "The coordinate system of no layer is known.")
    return remark(
        "crs_unknown",
        "图层 {layer} 的坐标系未知，或坐标与之不符。",
        "The coordinate system of the layer {layer} is unknown, or its coordinates do not fit it.",
        layer=layer,
    )


GEOMETRY_MISSING = remark("geometry_missing", "要素没有图形。", "The feature has no geometry.")
GEOMETRY_INVALID = remark(
    "geometry_invalid",
    "要素的图形无效（如自相交），无法量算。",
    "The feature's geometry is invalid (it crosses itself, for instance).",
)


NOT_A_POLYGON = remark("not_polygons", "要素不是面。", "The feature is not a polygon.")


def not_polygons(role: str) -> Remark:
    """An area role is bound to lines or points."""
    return remark(
        "not_polygons",
        "“{label}”图层（{role}）中有不是面的要素，无法量算面积。",
        'The layer "{label}" ({role}) holds features that are not polygons; no area can be measured.',
        label=role_label(role),
        role=role,
    )


def repaired(count: int, role: str) -> Remark:
    """A hint: features had to be repaired before measuring."""
    return remark(
        "geometry_repaired",
        "“{label}”中有 {count} 个无效图形，量算前已在内存中修复，源文件未改。",
        'In "{label}" {count} invalid geometries were repaired in memory before measuring; the file is unchanged.',
        label=role_label(role),
        count=count,
    )


def rule_expired(valid_to: str | None) -> Remark:
    """The rule's time is over."""
    return remark(
        "rule_expired",
        "规则已失效（有效期至 {valid_to}）。",
        "The rule has expired (it held until {valid_to}).",
        valid_to=valid_to or "–",
    )


def rule_not_yet_valid(valid_from: str) -> Remark:
    """The rule's time has not come."""
    return remark(
        "rule_not_yet_valid",
        "规则自 {valid_from} 起生效，目前尚未生效。",
        "The rule holds from {valid_from}; not yet.",
        valid_from=valid_from,
    )


def needs_recheck(provenance: str | None) -> Remark:
    """A hint: nobody has compared the rule with the text in force."""
    return remark(
        "needs_recheck",
        "条文尚待与现行文本核对（来源：{provenance}）。",
        "The clause has still to be compared with the text in force (source: {provenance}).",
        provenance=provenance or "–",
    )


def list_not_loaded(parameter: str) -> Remark:
    """The list that a rule compares with is empty: nobody has entered it yet."""
    return remark(
        "list_not_loaded",
        "清单尚未录入（参数 {parameter}）。",
        "The list has not been entered yet (parameter {parameter}).",
        parameter=parameter,
    )
