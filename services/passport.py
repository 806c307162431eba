"""A parcel's passport (标准地): what the plan allows on it, how large it is, what was assessed, what is still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from checks.assessments import ASSESSMENTS, COVERED, made
from core.errors import AppError
from core.feedback import Feedback
from core.messages import Language, Text
from core.quantities import Quantity, area_in, shown

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from checks.finding import CheckRun
    from layers.layer import Layer
    from layers.plan import Plan

LEAST_SHARE = 1e-6
"""Of the land: what is smaller is a border drawn twice."""
LIMITS = ("parcel_no", "class_code", "class_name", "part", "phase", "far_max", "density_max", "green_min", "height_max")
MOST_PARCELS = 20


@dataclass(frozen=True, slots=True)
class PlanLimit:
    """A parcel of the plan under the land asked about: its share of that land in %, and what it allows by field."""

    layer: str
    fid: int
    name: str
    share: float
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Assessed:
    """One regional assessment and the share of the land, %, that lies in areas where it was made."""

    id: str
    label: Text
    share: float

    @property
    def covers(self) -> bool:
        """Whether the whole of the land was assessed."""
        return self.share >= 100 * COVERED


@dataclass(frozen=True, eq=False)
class Passport:
    """One parcel or footprint. Areas in m²; ``assessments`` is None where the plan has no layer of assessed areas;
    ``review``: the rules about projects, asked as if this land were one; ``own``: what it says of itself."""

    layer: str
    fid: int
    name: str
    planar_m2: float
    ellipsoidal_m2: float
    registered_m2: float | None
    decides: str
    own: tuple[tuple[str, str], ...]
    limits: tuple[PlanLimit, ...]
    assessments: tuple[Assessed, ...] | None
    review: CheckRun


def passport(plan: Plan, layer_name: str, fid: int, feedback: Feedback | None = None) -> Passport:
    """The passport of one polygon. AppError ``passport.…`` when there is no such land or its place is not known."""
    import shapely

    from checks.measuring import Snapshot

    layer, shape = _land(plan, layer_name, fid)
    watch = feedback or Feedback()
    snapshot = Snapshot(plan, watch)
    area = snapshot.area(shapely.make_valid(shape))
    row = layer.frame.loc[fid]
    watch.check()
    return Passport(
        layer=layer_name,
        fid=fid,
        name=_word(row.get("project")) or _word(row.get("name")) or _word(row.get("parcel_no")) or f"#{fid}",
        planar_m2=area.planar,
        ellipsoidal_m2=area.ellipsoidal,
        registered_m2=_number(row.get("area_registered_m2")),
        decides=plan.area_definition,
        own=tuple((field, said) for field in layer.fields if (said := _word(row.get(field)))),
        limits=_limits(plan, shape),
        assessments=_assessments(plan, shape),
        review=_review(plan, layer, fid, watch),
    )


def as_text(passport: Passport, language: Language, field_names: dict[str, str] | None = None) -> str:
    """The passport as plain text, to be copied or printed."""
    from reports import wording

    names = field_names or {}
    heads = _HEADS
    lines = [f"{heads['title'].to(language)}  {passport.name}", ""]
    lines += [heads["areas"].to(language), *(f"  {said}" for said in area_lines(passport, language)), ""]
    lines.append(heads["limits"].to(language))
    for one in passport.limits:
        lines.append(f"  {one.name} · {one.share:.1f} %")
        lines += [f"    {names.get(field, field)}: {said}" for field, said in one.values]
    if not passport.limits:
        lines.append(f"  {heads['no_limits'].to(language)}")
    lines += ["", heads["assessed"].to(language), *(f"  {said}" for said in assessment_lines(passport, language)), ""]
    lines.append(heads["open"].to(language))
    run = passport.review
    for finding in run.findings:
        if finding.state != "clear":
            state, title = wording.state_of(run, finding).to(language), run.rules[finding.rule].title.to(language)
            said = "; ".join([wording.measure_text(finding, language), *wording.remarks(finding, language)])
            lines.append(f"  {state}  {finding.rule} {title}  {wording.one_line(said).strip('; ')}")
    clear = sum(finding.state == "clear" for finding in run.findings)
    lines.append(f"  {heads['clear'].format(n=clear).to(language)}")
    return "\n".join(lines) + "\n"


def area_lines(passport: Passport, language: Language) -> list[str]:
    """Each area by its definition in m², hectares and mu; the one that decides says so."""
    from reports.wording import AREA_DEFINITIONS

    found = []
    areas = {"planar": passport.planar_m2, "ellipsoidal": passport.ellipsoidal_m2, "registered": passport.registered_m2}
    for definition, value in areas.items():
        if value is not None:
            said = " = ".join(shown(area_in(value, unit), language) for unit in ("m2", "ha", "mu"))
            mark = _DECIDES.to(language) if definition == passport.decides else ""
            found.append(f"{AREA_DEFINITIONS[definition].to(language)}{mark}: {said}")
    return found


def assessment_lines(passport: Passport, language: Language) -> list[str]:
    """Which regional assessments cover the land, and which are still owed."""
    if passport.assessments is None:
        return [_NO_ASSESSED.to(language)]
    found = []
    for one in passport.assessments:
        share = shown(Quantity(one.share, "%"), language)
        word = _COVERED if one.covers else _PARTLY.format(share=share) if one.share > 0 else _OWED
        found.append(f"{'✓' if one.covers else '✗'} {one.label.to(language)}: {word.to(language)}")
    return found


def _land(plan: Plan, layer_name: str, fid: int) -> tuple[Layer, BaseGeometry]:
    import shapely

    from layers.geometry.crs import transformed

    layer = next((one for one in plan.layers if one.name == layer_name), None)
    if layer is None or fid not in layer.frame.index or layer.kind != "polygon":
        message = Text("请选一块地或一个项目范围。", "Choose a parcel or a footprint.")
        raise AppError("passport.no_land", message)
    shape = layer.frame.geometry.loc[[fid]].to_numpy()
    if layer.crs is None or plan.measuring_crs is None or shape[0] is None or shapely.is_empty(shape[0]):
        message = Text("这块地没有图形或坐标系不明。", "This land has no shape, or its CRS is not known.")
        raise AppError("passport.no_place", message)
    found: BaseGeometry = transformed(shape, layer.crs, plan.measuring_crs)[0]
    return layer, found


def _limits(plan: Plan, shape: BaseGeometry) -> tuple[PlanLimit, ...]:
    """What the plan's parcels under the land allow, the largest share first."""
    found: list[PlanLimit] = []
    for layer in plan.bound("zoning"):
        rows, pieces = _under(plan, layer, shape)
        for row, piece in zip(rows.tolist(), pieces.tolist(), strict=True):
            record, share = layer.frame.iloc[row], 100.0 * piece.area / shape.area
            values = tuple((field, said) for field in LIMITS if (said := _word(record.get(field))))
            name = _word(record.get("name")) or _word(record.get("parcel_no")) or f"#{layer.frame.index[row]}"
            found.append(PlanLimit(layer.name, int(layer.frame.index[row]), name, share, values))
    return tuple(sorted(found, key=lambda one: -one.share)[:MOST_PARCELS])


def _under(plan: Plan, layer: Layer, shape: BaseGeometry) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Rows of a layer that share land with ``shape``, and the land that they share, in the measuring CRS."""
    import numpy as np
    import shapely

    from layers.geometry.crs import transformed

    if layer.crs is None or plan.measuring_crs is None:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=object)
    here = transformed(np.array([shape], dtype=object), plan.measuring_crs, layer.crs)[0]
    near = np.sort(layer.frame.sindex.query(here))
    members = shapely.make_valid(
        transformed(layer.frame.geometry.to_numpy()[near], layer.crs, plan.measuring_crs), method="structure"
    )
    pieces = shapely.intersection(members, shapely.make_valid(shape))
    touching = shapely.area(pieces) > LEAST_SHARE * shape.area
    return near[touching], pieces[touching]


def _assessments(plan: Plan, shape: BaseGeometry) -> tuple[Assessed, ...] | None:
    import shapely

    layers = plan.bound("assessed_area")
    if not layers:
        return None
    land: dict[str, list[BaseGeometry]] = {name: [] for name, *_ in ASSESSMENTS}
    for layer in layers:
        rows, pieces = _under(plan, layer, shape)
        for row, piece in zip(rows.tolist(), pieces.tolist(), strict=True):
            for name in made(layer.frame.iloc[row].get("assessments")):
                land[name].append(piece)
    shares = {name: 100.0 * shapely.union_all(pieces).area / shape.area for name, pieces in land.items()}
    return tuple(Assessed(name, label, shares[name]) for name, label, _ in ASSESSMENTS)


def _review(plan: Plan, layer: Layer, fid: int, feedback: Feedback) -> CheckRun:
    """The rules about projects, asked about this land alone."""
    from services import checking

    alone = replace(layer, frame=layer.frame.loc[[fid]], role="project_footprints")
    others: Sequence[Layer] = [one for one in plan.layers if one.role != "project_footprints"]
    return checking.review(replace(plan, layers=(*others, alone)), feedback=feedback)


def _word(value: object) -> str:
    """A value as a word, empty where there is none."""
    if value is None or type(value).__name__ in ("NAType", "NaTType") or value != value:  # noqa: PLR0124 - NaN
        return ""
    if isinstance(value, list | tuple):
        return "、".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _number(value: object) -> float | None:
    said = _word(value)
    try:
        return float(said) if said else None
    except ValueError:
        return None


_HEADS = {
    "title": Text("标准地档案", "Parcel passport"),
    "areas": Text("面积", "Areas"),
    "limits": Text("规划条件", "What the plan allows"),
    "no_limits": Text("规划用地图层没有覆盖这块地。", "No parcel of the plan lies here."),
    "assessed": Text("区域评估", "Regional assessments"),
    "open": Text("未了结的规则", "Open rules"),
    "clear": Text("其余 {n} 条已检查，符合。", "{n} others were checked and are clear."),
}
_DECIDES = Text("（据此判断）", " (decides)")
_COVERED = Text("已覆盖", "covered")
_PARTLY = Text("只覆盖 {share}，其余待做", "covers {share} only, the rest is owed")
_OWED = Text("待做", "owed")
_NO_ASSESSED = Text(
    "没有区域评估范围图层，无从判断哪些已做。", "There is no layer of assessed areas: nobody knows which were made."
)
