"""What must change to pass: suggestions for a finding, what they would look like, and one of them carried out.

A plan that is no project is only shown what would change: its files are never written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text, same
from layers.changes import ChangeSet, RowsStep, TableSchema, Value, updated
from layers.project import Project
from services.cell_values import parsed
from services.cells import stored
from services.editing import NOTHING, Outcome, last_outcome

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from checks.finding import Finding
    from checks.remedies import Change, Remedy
    from checks.rule import Rule, RulePack
    from layers.layer import Layer
    from layers.plan import Plan

Place = Mapping[str, Any]
"""A GeoJSON geometry in the measuring CRS."""

DECIDED_BY_PEOPLE = Text(
    "没有能自动找到的改法，这需要人来决定。{remedy}",
    "No change can be worked out here: people have to decide. {remedy}",
)
NOTHING_TO_MEND = Text("这条结论不是冲突，不需要修改。", "This finding is no conflict: nothing must change.")


@dataclass(frozen=True, eq=False)
class Preview:
    """A suggestion on the map: the land as it is, as it would be, and what it would lose or gain. None: no land."""

    before: Place | None = None
    after: Place | None = None
    lost: Place | None = None
    gained: Place | None = None


@dataclass(frozen=True, eq=False)
class Suggestion:
    """A way out with its picture."""

    remedy: Remedy
    preview: Preview


@dataclass(frozen=True, eq=False)
class Suggestions:
    """Ways out for one finding, the smallest change first; where there are none, ``why`` and what the rule says."""

    finding: Finding
    title: Text
    found: tuple[Suggestion, ...]
    why: Text | None = None


def suggestions(plan: Plan, finding: Finding, feedback: Feedback | None = None) -> Suggestions:
    """What would make a finding's rule clear. Every suggestion was tried on a copy of the plan in memory.

    AppError as loading the plan's packs.
    """
    from checks.remedies import remedies
    from services.rule_packs import packs_of

    packs = packs_of(plan)
    rule = _rule(packs, finding.rule)
    title = rule.card.title if rule is not None else same(finding.rule)
    if finding.state not in ("conflict", "uncertain"):
        return Suggestions(finding, title, (), NOTHING_TO_MEND)
    found = tuple(Suggestion(one, preview(plan, one)) for one in remedies(plan, packs, finding, feedback))
    why = None if found else DECIDED_BY_PEOPLE.format(remedy=rule.remedy if rule is not None else same(""))
    return Suggestions(finding, title, found, why)


def preview(plan: Plan, remedy: Remedy) -> Preview:
    """A suggestion's land before and after, in the measuring CRS."""
    import shapely

    before = _joined([_shape_of(plan, change) for change in remedy.changes])
    moved = [change.geometry for change in remedy.changes if change.geometry is not None]
    if not moved or before is None:
        return Preview(before=_place(before))
    after = _joined(moved)
    if remedy.way == "shift" or after is None:
        return Preview(_place(before), _place(after))
    return Preview(
        _place(before),
        _place(after),
        lost=_place(_areal(shapely.difference(before, after))),
        gained=_place(_areal(shapely.difference(after, before))),
    )


def change_set(project: Project, plan: Plan, remedy: Remedy, label: Text) -> ChangeSet:
    """The steps that carry out a suggestion on an open project: its own fields, its own CRS, the same fids.

    ``plan`` is the plan that the suggestion was made for. AppError ``remedy.gone`` when a feature is no longer there,
    ``cell.…`` when a field cannot keep the value.
    """
    steps: dict[str, RowsStep] = {}
    for change in remedy.changes:
        layer = next((one for one in plan.layers if one.name == change.layer), None)
        row = project.rows(change.layer, [change.fid]).get(change.fid) if layer is not None else None
        if layer is None or row is None:
            raise _gone(change)
        schema = project.schema(change.layer)
        values = _values(change, layer, schema)
        if change.geometry is not None:
            values[schema.geometry] = _stored_shape(change.geometry, row[schema.geometry], layer, plan, schema)
        before = {name: row[name] for name in values}
        one = updated(change.layer, {change.fid: (before, values)})
        joined = {**(steps[change.layer].changes if change.layer in steps else {}), **one.changes}
        steps[change.layer] = RowsStep(change.layer, joined)
    return ChangeSet(tuple(step for step in steps.values() if step.changes), label)


def label_of(remedy: Remedy, finding: Finding, title: Text) -> Text:
    """The name of the step in the history: which rule, and which way."""
    about = finding.subject.name or ""
    head = Text("{rule} {title}：{way}", "{rule} {title}: {way}").format(
        rule=finding.rule, title=title, way=remedy.label
    )
    return Text(f"{head.zh}（{about}）", f"{head.en} ({about})") if about else head


def carry_out(project: Project, plan: Plan, remedy: Remedy, finding: Finding, title: Text) -> Outcome:
    """Change the project as a suggestion says, as one step that undo takes back. AppError as ``change_set``."""
    changes = change_set(project, plan, remedy, label_of(remedy, finding, title))
    if not changes:
        return Outcome(NOTHING)
    project.commit(changes)
    return last_outcome(project)


def _rule(packs: Sequence[RulePack], rule_id: str) -> Rule | None:
    return next((rule for pack in packs for rule in pack.rules if rule.id == rule_id), None)


def _values(change: Change, layer: Layer, schema: TableSchema) -> dict[str, Value]:
    """New values under the names of the table, as its columns keep them and offices write them."""
    found: dict[str, Value] = {}
    for field, value in change.values.items():
        name = layer.fields.get(field, field)
        column = schema.column(name)
        if column is None:
            message = Text("图层里没有字段“{name}”。", "The layer has no field “{name}”.").format(name=name)
            raise AppError("cell.no_field", message)
        said = parsed(layer.role, field, "text", value) if isinstance(value, str) else value
        found[name] = stored(said, column)
    return found


def _stored_shape(geometry: BaseGeometry, before: object, layer: Layer, plan: Plan, schema: TableSchema) -> Value:
    """The geometry as its table keeps it: its CRS, single or multi as declared, heights from the nearest old corner."""
    from checks.remedies.remedy import in_layer
    from layers.editing.changing import stored_shape

    return stored_shape(in_layer(geometry, layer, plan), before, schema)


def _shape_of(plan: Plan, change: Change) -> BaseGeometry | None:
    """A feature as it is, in the measuring CRS."""
    import numpy as np

    from layers.geometry.crs import transformed

    layer = next((one for one in plan.layers if one.name == change.layer), None)
    if layer is None or change.fid not in layer.frame.index:
        return None
    shape: BaseGeometry | None = layer.frame.geometry.loc[change.fid]
    if shape is None or layer.crs is None or plan.measuring_crs is None:
        return shape
    found: BaseGeometry = transformed(np.array([shape], dtype=object), layer.crs, plan.measuring_crs)[0]
    return found


def _joined(shapes: Sequence[BaseGeometry | None]) -> BaseGeometry | None:
    import shapely

    there = [shapely.make_valid(one) for one in shapes if one is not None]
    if not there:
        return None
    whole: BaseGeometry = there[0] if len(there) == 1 else shapely.union_all(there)
    return whole


def _areal(shape: BaseGeometry) -> BaseGeometry | None:
    """The areas among what a difference leaves; None where nothing is left."""
    from checks.measuring import polygonal

    areas: BaseGeometry = polygonal(shape)
    return None if areas.is_empty else areas


def _place(shape: BaseGeometry | None) -> Place | None:
    import shapely

    if shape is None or shape.is_empty:
        return None
    place: Place = shapely.geometry.mapping(shape)
    return place


def _gone(change: Change) -> AppError:
    message = Text(
        "“{layer}”第 {fid} 号要素已不在项目里。", "Feature {fid} of “{layer}” is no longer in the project."
    ).format(layer=change.layer, fid=change.fid)
    return AppError("remedy.gone", message, Text("请重新检查后再选。", "Check again, then choose."))
