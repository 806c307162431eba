"""The checks of one layer, all of it or only what an edit can have changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from core.feedback import Feedback
from core.messages import Text
from layers.topology import chords, features, gaps, lines, overlaps, vertices
from layers.topology.finding import Finding
from layers.topology.index import Index
from layers.topology.settings import KINDS

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

PAIRS = frozenset(("overlap", "contained", "duplicate"))
OF_VERTICES = frozenset(("duplicate_vertex", "near_vertex", "spike", "self_touch"))
_MANY_WINDOWS = 64
"""So many separate edits at once and gaps are looked for everywhere."""
_EVERYWHERE = np.array([-np.inf, -np.inf, np.inf, np.inf])

Check = Callable[[Index, Rows], list[Finding]]

_OF_FEATURES: dict[str, tuple[frozenset[str], Check]] = {
    "invalid": (frozenset(("invalid", "self_touch")), features.invalid),
    "touches": (frozenset(("self_touch",)), features.near_touches),
    "vertices": (frozenset(("duplicate_vertex", "near_vertex")), vertices.repeated_vertices),
    "spikes": (frozenset(("spike",)), vertices.spikes),
    "slivers": (frozenset(("sliver",)), features.slivers),
    "multiparts": (frozenset(("multipart",)), features.multiparts),
    "outside": (frozenset(("outside",)), features.outside),
}
_DOING = Text("正在检查拓扑：{kind}", "Checking topology: {kind}")


@dataclass(frozen=True, eq=False)
class Local:
    """What was checked again after an edit: ``findings`` replace whatever older finding this ``concerns``."""

    findings: tuple[Finding, ...]
    fids: frozenset[int]
    boxes: Floats
    gap_boxes: Floats | None

    def concerns(self, finding: Finding) -> bool:
        """Whether the check would have found it again."""
        if finding.kind == "gap":
            return self.gap_boxes is None or _within_one(finding.place, self.gap_boxes)
        if finding.kind in ("unshared_vertex", "dangle", "unsplit"):
            return not self.fids.isdisjoint(finding.fids) or _within_one(finding.place, self.boxes)
        return not self.fids.isdisjoint(finding.fids)


def examine(index: Index, only: Collection[str] = (), feedback: Feedback | None = None) -> list[Finding]:
    """All findings of a layer, sorted; ``only`` some kinds. Raises ``Cancelled``."""
    feedback = feedback or Feedback()
    wanted = frozenset(only) or frozenset(KINDS)
    everything = np.arange(len(index.shapes), dtype=np.int64)
    steps = [*_feature_steps(index, everything, wanted), *_relation_steps(index, everything, wanted)]
    found: list[Finding] = []
    for number, (kind, step) in enumerate(steps):
        feedback.check()
        feedback.report(number / len(steps), _DOING.format(kind=KINDS[kind]))
        found += step()
    return _settled(index, found, wanted)


def examine_near(
    index: Index, fids: Iterable[int], windows: Floats, known: Iterable[Finding], only: Collection[str] = ()
) -> Local:
    """What an edit of features ``fids`` within ``windows`` (k, 4) can have changed.

    ``known`` are the findings before it.
    """
    wanted = frozenset(only) or frozenset(KINDS)
    known = list(known)
    touched = frozenset(fids)
    rows = index.rows(sorted(touched))
    rows = rows[~shapely.is_missing(index.shapes[rows])]
    found: list[Finding] = []
    for _, step in _feature_steps(index, rows, wanted):
        found += step()
    gap_boxes: Floats | None = windows
    if index.dimension == 2:
        found += overlaps.overlaps_of(index, rows)
        if "unshared_vertex" in wanted:
            for box in windows:
                found += vertices.unshared_vertices(index, index.free_in(box))
        if "gap" in wanted:
            more, gap_boxes = _gaps_near(index, windows, [one for one in known if one.kind == "gap"])
            found += more
    else:
        near = index.around(windows)
        found += _line_findings(index, near, wanted) if index.dimension == 1 else []
        found += _repeated(index, rows)
    local = Local((), touched, windows, gap_boxes)
    beside = [one for one in known if one.kind in PAIRS and touched.isdisjoint(one.fids)]
    kept = {one.key: one for one in _settled(index, found, wanted, beside) if local.concerns(one)}
    return Local(tuple(kept.values()), touched, windows, gap_boxes)


def _feature_steps(index: Index, rows: Rows, wanted: frozenset[str]) -> list[tuple[str, Callable[[], list[Finding]]]]:
    """The checks of single features, each under the first kind that it finds."""
    return [
        (min(kinds), lambda check=check: check(index, rows))  # type: ignore[misc]
        for kinds, check in _OF_FEATURES.values()
        if kinds & wanted
    ]


def _relation_steps(index: Index, rows: Rows, wanted: frozenset[str]) -> list[tuple[str, Callable[[], list[Finding]]]]:
    """The checks of features against each other."""
    dimension = index.dimension
    if dimension != 2:
        steps: list[tuple[str, Callable[[], list[Finding]]]] = [("duplicate", lambda: _repeated(index, rows))]
        return steps + ([("dangle", lambda: _line_findings(index, rows, wanted))] if dimension == 1 else [])
    steps = []
    if PAIRS & wanted:
        steps.append(("overlap", lambda: overlaps.overlaps(index)))
    if "gap" in wanted:
        steps.append(("gap", lambda: gaps.gaps(index)))
    if "unshared_vertex" in wanted:
        steps.append(("unshared_vertex", lambda: vertices.unshared_vertices(index, index.free)))
    return steps


def _line_findings(index: Index, rows: Rows, wanted: frozenset[str]) -> list[Finding]:
    found = lines.dangles(index, rows) if "dangle" in wanted else []
    return found + (lines.unsplit(index, rows) if "unsplit" in wanted else [])


def _repeated(index: Index, rows: Rows) -> list[Finding]:
    """Lines and points that are there twice."""
    rows = rows[~shapely.is_missing(index.shapes[rows]) & ~shapely.is_empty(index.shapes[rows])]
    place, other = index.near(shapely.bounds(index.shapes[rows]))
    first = rows[place]
    differ = first != other
    low, high = np.minimum(first[differ], other[differ]), np.maximum(first[differ], other[differ])
    pairs = np.unique(np.stack([low, high], axis=1), axis=0).reshape(-1, 2)
    same = shapely.equals(index.shapes[pairs[:, 0]], index.shapes[pairs[:, 1]])
    return [
        Finding("duplicate", tuple(sorted((index.fid(one), index.fid(two)))), index.shapes[one])
        for one, two in pairs[same].tolist()
    ]


def _gaps_near(index: Index, windows: Floats, known: list[Finding]) -> tuple[list[Finding], Floats | None]:
    """Gaps in windows enlarged to the known ones that they meet; all of them where that does not tell."""
    if len(windows) > _MANY_WINDOWS:
        return gaps.gaps(index), None
    boxes = _enlarged(windows, np.array([one.place.bounds for one in known]).reshape(-1, 4))
    found: list[Finding] = []
    for box in boxes:
        here = gaps.gaps_near(index, box)
        if here is None:
            return gaps.gaps(index), None
        found += here
    return found, boxes


def _enlarged(windows: Floats, known: Floats) -> Floats:
    """Boxes that hold the windows and every known box that they meet; boxes that meet are one."""
    boxes = [box.copy() for box in windows]
    done: list[Floats] = []
    while boxes:
        box = boxes.pop()
        grown = True
        while grown:
            size = box.copy()
            for other in known[_boxes_meet(known, box)]:
                # A little larger: the border of a known gap must not be taken for an open place.
                room = 0.001 * max(other[2] - other[0], other[3] - other[1])
                if not ((other[:2] > box[:2]).all() and (other[2:] < box[2:]).all()):
                    box = _both(box, other + np.array([-room, -room, room, room]))
            for others in (boxes, done):
                for number in range(len(others) - 1, -1, -1):
                    if _boxes_meet(others[number], box):
                        box = _both(box, others.pop(number))
            grown = bool((size != box).any())
        done.append(box)
    return np.array(done).reshape(-1, 4)


def _settled(
    index: Index, found: list[Finding], wanted: frozenset[str], beside: Iterable[Finding] = ()
) -> list[Finding]:
    """Each defect under one kind: what a spike makes overlap is the spike, the corners of an overlap are the overlap.

    ``beside`` are pairs known of features that were not looked at. Sorted, with hints.
    """
    kept = _without_vertices_of_nothing(index, found) if "invalid" in wanted else found
    kept = _without_spikes(index, kept) if "spike" in wanted else kept
    kept = _without_corners(index, kept, beside) if "unshared_vertex" in wanted else kept
    kept = chords.diagnosed(index, [one for one in kept if one.kind in wanted])
    return sorted(kept, key=lambda one: one.order)


def _without_vertices_of_nothing(index: Index, found: list[Finding]) -> list[Finding]:
    """Of a polygon that encloses nothing that alone is told, not every vertex of it."""
    rows = index.rows(sorted({one.fids[0] for one in found if one.kind == "invalid"}))
    empty = {index.fid(int(row)) for row in rows[shapely.area(index.usable(rows)) == 0]}
    return [one for one in found if one.kind not in OF_VERTICES or one.fids[0] not in empty]


def _without_corners(index: Index, found: list[Finding], beside: Iterable[Finding]) -> list[Finding]:
    reach = 2 * index.scale.units(index.settings.tolerance_m)
    places: dict[tuple[int, ...], Any] = {
        (min(one.fids), max(one.fids)): one.place for one in (*found, *beside) if one.kind in PAIRS
    }

    def explained(one: Finding) -> bool:
        lacking, *having = one.fids
        pairs = [(min(lacking, other), max(lacking, other)) for other in having]
        return any(pair in places and bool(shapely.dwithin(places[pair], one.place, reach)) for pair in pairs)

    return [one for one in found if one.kind != "unshared_vertex" or not explained(one)]


def _without_spikes(index: Index, found: list[Finding]) -> list[Finding]:
    relations = [one for one in found if one.kind in PAIRS or one.kind == "gap"]
    if not relations:
        return found
    rows = index.rows(sorted({fid for one in relations for fid in one.fids}))
    tips = vertices.spikes(index, rows)
    if not tips:
        return found
    reach = index.scale.units(index.settings.spike_width_m)
    of_feature: dict[int, list[Any]] = {}
    for tip in tips:
        of_feature.setdefault(tip.fids[0], []).append(shapely.buffer(tip.place, reach))
    kept = []
    for one in found:
        spikes = [shape for fid in one.fids for shape in of_feature.get(fid, [])]
        if (one.kind in PAIRS or one.kind == "gap") and spikes:
            rest = shapely.difference(one.place, shapely.union_all(spikes))
            if overlaps.thick(np.array([rest], dtype=object), index)[0] is None:
                continue
        kept.append(one)
    return kept


def _both(first: Floats, second: Floats) -> Floats:
    return np.concatenate([np.minimum(first[:2], second[:2]), np.maximum(first[2:], second[2:])])


def _boxes_meet(boxes: Floats, box: Floats) -> Any:
    return (boxes[..., 0] <= box[2]) & (boxes[..., 2] >= box[0]) & (boxes[..., 1] <= box[3]) & (boxes[..., 3] >= box[1])


def _within_one(place: Any, boxes: Floats) -> bool:
    west, south, east, north = place.bounds
    inside = (boxes[:, 0] <= west) & (boxes[:, 1] <= south) & (boxes[:, 2] >= east) & (boxes[:, 3] >= north)
    return bool(inside.any())
