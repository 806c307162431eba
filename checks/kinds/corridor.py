"""Corridor: in one piece and nowhere narrower than asked.

Features of one name and sort are one corridor. The finding is about the worst corridor; all are listed as parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from checks import reasons
from checks.answer import Answer, NotTestable, remark
from checks.deciding import decide_limit, margin_of
from checks.finding import Limit, Part, Remark
from checks.measuring import Geometries, Snapshot, polygonal, union_of
from checks.narrowest import narrowest
from checks.rule import Kind, Parameter, Rule
from core.quantities import Quantity


@dataclass(frozen=True, slots=True)
class Width:
    """One corridor: its pieces, its narrowest width in m (0 where broken) and the line across that place."""

    name: str
    pieces: int
    width_m: float
    asked_m: float
    assumed: bool
    across: BaseGeometry
    corridor: BaseGeometry

    @property
    def margin_m(self) -> float:
        """How much wider than asked the narrowest place is, m."""
        return self.width_m - self.asked_m


def measure(rule: Rule, snapshot: Snapshot) -> list[Width]:
    """Every corridor's narrowest place."""
    rows = _chosen(rule, snapshot)
    table = snapshot.table(rule.sets[0].role)
    frame = table.frame.iloc[rows].reset_index(drop=True)
    asked = _numbers(frame, rule.parameters["width_field"])
    shapes = table.measurable[rows]
    found = []
    for name, members in _corridors(frame, table.names(rows)):
        stated = asked[members]
        assumed = bool(np.isnan(stated).all())
        width = rule.parameters["min_width_m"] if assumed else float(np.nanmax(stated))
        joined = _joined(shapes[members], snapshot.tolerance.xy_m)
        found.append(_width(name, joined, asked_m=width, assumed=assumed))
    return found


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """Decide by the worst corridor."""
    widths = measure(rule, snapshot)
    worst = min(widths, key=lambda width: (width.margin_m, width.name))
    limit = Limit(">=", worst.asked_m, "m")
    state = decide_limit(worst.width_m, limit, snapshot.tolerance.xy_m)
    return Answer(
        state,
        measured=Quantity(worst.width_m, "m"),
        limit=limit,
        margin=Quantity(margin_of(worst.width_m, limit), "m"),
        hints=_hints(widths, worst),
        parts=(*_parts(widths), *_crossed_by(rule, snapshot, worst)),
        place=worst.across,
    )


def _chosen(rule: Rule, snapshot: Snapshot) -> np.ndarray:
    """Corridors, and areas of the other sets that state a width of their own (a belt is no corridor otherwise)."""
    chosen = []
    lack: NotTestable | None = None
    for number, features in enumerate(rule.sets):
        try:
            rows = snapshot.rows(features, rule.years)
        except NotTestable as missing:
            lack = lack or missing
            continue
        if number > 0:
            stated = _numbers(snapshot.table(features.role).frame, rule.parameters["width_field"])
            rows = rows[~np.isnan(stated[rows])]
        chosen.append(rows)
    rows = np.unique(np.concatenate(chosen)) if chosen else np.empty(0, dtype=np.int64)
    if not len(rows):
        raise lack or NotTestable(reasons.no_features(rule.sets[0].role))
    return rows


def _numbers(frame: pd.DataFrame, field: str) -> np.ndarray:
    if field not in frame.columns:
        return np.full(len(frame), np.nan)
    return np.asarray(frame[field].to_numpy(dtype=np.float64, na_value=np.nan))


def _corridors(frame: pd.DataFrame, names: Sequence[str]) -> list[tuple[str, list[int]]]:
    """Row numbers by corridor: one per name and sort, one per feature without a name."""
    sorts = frame["kind"].astype("string").fillna("") if "kind" in frame.columns else [""] * len(frame)
    groups: dict[tuple[str, str], list[int]] = {}
    for row, key in enumerate(zip(names, sorts, strict=True)):
        groups.setdefault(key, []).append(row)
    return [(name, rows) for (name, _), rows in groups.items()]


def _joined(shapes: Geometries, xy_m: float) -> BaseGeometry:
    """Union of a corridor's features; gaps within the coordinate tolerance are no gaps."""
    union = polygonal(union_of(shapes))
    if len(shapely.get_parts(union)) == 1:
        return union
    closed = shapely.buffer(shapely.buffer(union, xy_m, join_style="mitre"), -xy_m, join_style="mitre")
    return closed if len(shapely.get_parts(closed)) < len(shapely.get_parts(union)) else union


def _width(name: str, corridor: BaseGeometry, *, asked_m: float, assumed: bool) -> Width:
    parts = shapely.get_parts(corridor)
    if len(parts) > 1:
        return Width(name, len(parts), 0.0, asked_m, assumed, _gap(parts), corridor)
    neck = narrowest(parts[0], asked_m)
    return Width(name, 1, neck.width_m, asked_m, assumed, neck.across, corridor)


def _gap(parts: Geometries) -> BaseGeometry:
    """The widest of the gaps that have to be bridged: from each smaller piece to its nearest neighbour."""
    lines = [
        shapely.shortest_line(part, shapely.union_all(np.delete(parts, number))) for number, part in enumerate(parts)
    ]
    return max(lines, key=lambda line: line.length)


def _parts(widths: Sequence[Width]) -> tuple[Part, ...]:
    rows = []
    for width in widths:
        rows.append(Part("corridor", width.name, width.width_m, "m"))
        rows.append(Part("min_width", width.name, width.asked_m, "m"))
        rows.append(Part("pieces", width.name, float(width.pieces), "count"))
    return tuple(rows)


def _crossed_by(rule: Rule, snapshot: Snapshot, worst: Width) -> list[Part]:
    """Roads and the like inside the worst corridor: length in m by name, or by role where they have none."""
    lengths: dict[str, float] = {}
    for features in rule.parameters["cut_by"]:
        try:
            rows = snapshot.rows(features, rule.years)
        except NotTestable:
            continue
        table = snapshot.table(features.role)
        shapes = table.measurable[rows]
        hit = shapely.STRtree(shapes).query(worst.corridor, predicate="intersects")
        inside = shapely.length(shapely.intersection(shapes[hit], worst.corridor))
        for name, length in zip(table.names(rows[hit]), inside, strict=True):
            named = features.name if name.startswith("fid ") else name
            lengths[named] = lengths.get(named, 0.0) + float(length)
    return [Part("crossed_by", name, lengths[name], "m") for name in sorted(lengths) if lengths[name] > 0]


def _hints(widths: Sequence[Width], worst: Width) -> tuple[Remark, ...]:
    hints = []
    if worst.pieces > 1:
        hints.append(
            remark(
                "corridor_broken",
                "廊道“{name}”断为 {pieces} 段。",
                'The corridor "{name}" is broken into {pieces} pieces.',
                name=worst.name,
                pieces=worst.pieces,
            )
        )
    else:
        hints.append(
            remark(
                "corridor_narrowest",
                "最窄处在廊道“{name}”。",
                'The narrowest place is in the corridor "{name}".',
                name=worst.name,
            )
        )
    assumed = [width.name for width in widths if width.assumed]
    if assumed:
        hints.append(
            remark(
                "width_assumed",
                "“{names}”未给出最小宽度，按规则包默认值判定。",
                'No least width is stated for "{names}"; the pack\'s default is used.',
                names="、".join(assumed),
            )
        )
    return tuple(hints)


KIND = Kind(
    "corridor",
    parameters=(
        Parameter("min_width_m", "number", "m", low=0.1, high=100_000),
        Parameter("cut_by", "sets", default=()),
        Parameter("width_field", "text", default="min_width_m"),
    ),
    sets=(1, 2),
    answer_plan=answer,
)
