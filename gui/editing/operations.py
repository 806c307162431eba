"""The operations on selected features: what each is called, what can be set, and what it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import shapely

from core.messages import Text
from gui.editing.operation import Field, Operation, Values, Work
from layers.editing import areas, borders, composing, deleting, edge_area, lines, merging, splitting, transforms
from layers.editing.checking import verified
from layers.editing.edit import Box, Edit, Refusal, Shape, Surroundings, box_of

if TYPE_CHECKING:
    from layers.editing.edit import Place

Fids = Sequence[int]
AHEAD = 10.0
"""A line is trimmed and extended to what lies within so many times its own length."""

_NO_OTHER = Text("所选的另一图层里没有选中的面。", "No polygon is selected in the other layer.")
_NO_OTHER_HINT = Text(
    "先在另一图层里选中用来裁切的要素。", "First select there what is to cut: Shift adds to the selection."
)
_POINT_FIRST = Text("先在图上点出位置。", "First click the place on the map.")
_EDGE_FIRST = Text("先在图上点一条边。", "First click an edge on the map.")
_ATTRIBUTES = Field(
    "attributes",
    Text("属性取自", "Attributes of"),
    "feature",
    "largest",
    choices=(("largest", Text("最大的", "the largest")), ("first", Text("最先选中的", "the first selected"))),
)
_BEARING = Field("bearing", Text("方位角", "Bearing"), "number", 0.0, "deg", -360.0, 360.0)
_LAND = Field(
    "land",
    Text("土地", "Land"),
    "choice",
    "free",
    choices=(
        ("free", Text("空出来（形成空白）", "left free (a gap)")),
        ("neighbour", Text("并入公共边界最长的邻面", "to the neighbour with the longest border")),
    ),
    only_in_coverage=True,
)
_INTO = Field(
    "into",
    Text("土地归", "Land to"),
    "choice",
    "longest",
    choices=(
        ("longest", Text("公共边界最长的邻面", "the neighbour with the longest border")),
        ("new", Text("新要素", "a new feature")),
    ),
)
_OTHER = Field("other", Text("用图层", "By layer"), "layer")
_LIMIT = Field(
    "other",
    Text("以图层", "Against layer"),
    "layer",
    choices=(("", Text("（仅本图层）", "(this layer alone)")),),
)


def _merge(near: Surroundings, fids: Fids, values: Values, work: Work) -> Edit:
    return merging.merge(near, fids, attributes=values["attributes"], coverage=work.coverage)


def _collect(near: Surroundings, fids: Fids, values: Values, _work: Work) -> Edit:
    return merging.collect(near, fids, attributes=values["attributes"])


def _explode(near: Surroundings, fids: Fids, _values: Values, _work: Work) -> Edit:
    return splitting.explode(near, fids)


def _delete(near: Surroundings, fids: Fids, values: Values, work: Work) -> Edit:
    if work.coverage and values.get("land") == "neighbour":
        return deleting.delete_into_neighbours(near, fids)
    return deleting.delete(near, fids)


def _equal_areas(near: Surroundings, fids: Fids, values: Values, work: Work) -> Edit:
    return _shares(near, fids, {**values, "shares": [1.0] * values["parts"]}, work)


def _shares(near: Surroundings, fids: Fids, values: Values, work: Work) -> Edit:
    return splitting.split_by_shares(
        near,
        fids[0],
        values["shares"],
        bearing=values["bearing"],
        measure=work.measure,
        coverage=work.coverage,
    )


def _cut(near: Surroundings, fids: Fids, values: Values, work: Work) -> Edit:
    return splitting.cut_to_area(
        near,
        fids[0],
        values["area"],
        bearing=values["bearing"],
        side=values["side"],
        measure=work.measure,
        coverage=work.coverage,
    )


def _edge_area(near: Surroundings, _fids: Fids, values: Values, work: Work) -> Edit:
    if work.edge is None or work.fid is None:
        raise Refusal("edit.no_edge", _EDGE_FIRST)
    return edge_area.move_edge_to_area(
        near,
        work.fid,
        work.edge,
        values["area"],
        spare=values["spare"],
        measure=work.measure,
        coverage=work.coverage,
    )


def _simplify(near: Surroundings, fids: Fids, values: Values, work: Work) -> Edit:
    return borders.simplify(near, fids, values["tolerance"], coverage=work.coverage)


def _densify(near: Surroundings, fids: Fids, values: Values, work: Work) -> Edit:
    return borders.densify(near, fids, values["longest"], coverage=work.coverage)


def _smooth(near: Surroundings, fids: Fids, values: Values, work: Work) -> Edit:
    return borders.smooth(near, fids, rounds=values["rounds"], coverage=work.coverage)


def _square(near: Surroundings, fids: Fids, values: Values, work: Work) -> Edit:
    def step(fid: int) -> composing.Step:
        return lambda now: transforms.orthogonalise(now, fid, tolerance_deg=values["tolerance"], coverage=work.coverage)

    return composing.one_after_another(near, [step(fid) for fid in fids])


def _align(near: Surroundings, fids: Fids, values: Values, work: Work) -> Edit:
    if work.edge is None:
        raise Refusal("edit.no_edge", _EDGE_FIRST)
    return transforms.align(near, fids, work.edge, values["tolerance"], coverage=work.coverage)


def _buffer(near: Surroundings, fids: Fids, values: Values, work: Work) -> Edit:
    return transforms.buffer(near, fids, values["distance"], joins=values["joins"], coverage=work.coverage)


def _offset(near: Surroundings, fids: Fids, values: Values, work: Work) -> Edit:
    edit = transforms.offset(near, fids, values["distance"], copied=values["copied"])
    return verified(near, edit, coverage=work.coverage and work.kind == "polygon")


def _fill_gap(near: Surroundings, fids: Fids, values: Values, work: Work) -> Edit:
    longest = values["into"] == "longest"
    if work.place is not None:
        return areas.fill_gap(near, work.place, longest=longest)
    if not fids:
        raise Refusal("edit.no_place", _POINT_FIRST)
    return composing.fill_gaps(near, fids, longest=longest)


def _fill_hole(near: Surroundings, fids: Fids, _values: Values, work: Work) -> Edit:
    if work.place is not None:
        fid = composing.hole_owner(near, work.place)
        if fid is None:
            fid = fids[0] if fids else None
        if fid is None:
            message = Text("这里没有洞。", "There is no hole here.")
            raise Refusal("edit.no_hole", message, place=shapely.Point(work.place))
        return areas.fill_hole(near, fid, work.place, coverage=work.coverage)
    if not fids:
        raise Refusal("edit.no_place", _POINT_FIRST)
    return composing.fill_holes(near, fids, coverage=work.coverage)


def _erase(near: Surroundings, fids: Fids, _values: Values, work: Work) -> Edit:
    return areas.erase(near, fids, _selected_there(work), coverage=work.coverage)


def _clip(near: Surroundings, fids: Fids, _values: Values, work: Work) -> Edit:
    return areas.clip(near, fids, _selected_there(work), coverage=work.coverage)


def _selected_there(work: Work) -> Shape:
    shapes = [shape for shape in work.others(None) if shapely.get_dimensions(shape) == 2]
    if not shapes:
        raise Refusal("edit.no_other", _NO_OTHER, _NO_OTHER_HINT)
    return shapely.union_all(shapes)


def _trim(near: Surroundings, _fids: Fids, _values: Values, work: Work) -> Edit:
    fid, place = _line_at(work)
    return lines.trim(near, fid, place, _about(near, fid, work, 1e-3 * shapely.length(near.shape(fid))))


def _extend(near: Surroundings, _fids: Fids, _values: Values, work: Work) -> Edit:
    fid, place = _line_at(work)
    shape = near.shape(fid)
    ends = [end for part in shapely.get_parts(shape) for end in (part.coords[0], part.coords[-1])]
    point = shapely.Point(place)
    end = min(ends, key=lambda one: point.distance(shapely.Point(one)))
    return lines.extend(near, fid, (end[0], end[1]), _about(near, fid, work, AHEAD * shapely.length(shape)))


def _line_at(work: Work) -> tuple[int, Place]:
    if work.fid is None or work.place is None:
        raise Refusal("edit.no_place", _POINT_FIRST)
    return work.fid, work.place


def _about(near: Surroundings, fid: int, work: Work, margin: float) -> list[Shape]:
    """What a line is trimmed at or extended to: the other features of its layer, and another layer's."""
    box: Box = box_of([near.shape(fid)], margin)
    own = [shape for other, shape in near.around(box).items() if other != fid and shape is not None]
    return [shape for shape in (*own, *work.others(box)) if shapely.get_dimensions(shape) > 0]


def _number(name: str, words: Text, usual: float, *, low: float, high: float, unit: str = "m") -> Field:
    return Field(name, words, "number", usual, unit, low, high)


OPERATIONS: dict[str, Operation] = {
    one.name: one
    for one in (
        Operation(
            "merge",
            Text("合并 {count} 个要素", "Merge {count} features"),
            Text("相邻的面合为一个，公共边界消失。", "Adjacent polygons become one; their common borders go."),
            _merge,
            (_ATTRIBUTES,),
            least=2,
        ),
        Operation(
            "collect",
            Text("集合 {count} 个要素", "Collect {count} features"),
            Text("不相邻的要素成为一个多部分要素。", "Features become the parts of one."),
            _collect,
            (_ATTRIBUTES,),
            least=2,
        ),
        Operation(
            "explode",
            Text("拆分多部分要素", "Explode features"),
            Text(
                "每个部分成为单独的要素，属性相同。",
                "Every part becomes a feature of its own with the same attributes.",
            ),
            _explode,
        ),
        Operation(
            "delete_features",
            Text("删除 {count} 个要素", "Delete {count} features"),
            Text("按回车删除；可以撤销。", "Enter deletes them; it can be undone."),
            _delete,
            (_LAND,),
        ),
        Operation(
            "equal_areas",
            Text("等面积分割", "Split into equal areas"),
            Text(
                "分割线的方向：输入方位角，或在图上点两个点。", "Direction of the cuts: type it, or click two places."
            ),
            _equal_areas,
            (Field("parts", Text("份数", "Parts"), "whole", 2, "", 2, 1000), _BEARING),
            most=1,
            pick="axis",
        ),
        Operation(
            "shares",
            Text("按比例分割", "Split by shares"),
            Text(
                "比例如 1:2:3；方向可输入，或在图上点两个点。",
                "Shares as 1:2:3; type the direction, or click two places.",
            ),
            _shares,
            (Field("shares", Text("比例", "Shares"), "shares", "1:2"), _BEARING),
            most=1,
            pick="axis",
        ),
        Operation(
            "cut_area",
            Text("切出指定面积", "Cut to an exact area"),
            Text(
                "输入面积；点两个点给出方向，切出的在这条线的外侧。",
                "Type the area; two clicks give the direction, and the side that is cut off.",
            ),
            _cut,
            (
                Field("area", Text("面积", "Area"), "area", None, "", 1e-6, 1e15),
                _BEARING,
                Field(
                    "side",
                    Text("切在", "On the"),
                    "choice",
                    "left",
                    choices=(("left", Text("左侧", "left")), ("right", Text("右侧", "right"))),
                ),
            ),
            most=1,
            pick="axis",
            said=lambda edit, area, _work: Text("切出 {cut}；余下 {rest}", "Cut off {cut}; {rest} remain").format(
                cut=area(edit.added[0].geometry), rest=area(edit.changed[edit.added[0].like])
            ),
        ),
        Operation(
            "edge_area",
            Text("移边到指定面积", "Move an edge to an exact area"),
            Text("点一条边，再输入面的面积。", "Click an edge, then type the area of the polygon."),
            _edge_area,
            (
                Field("area", Text("面积", "Area"), "area", None, "", 1e-6, 1e15),
                Field(
                    "spare",
                    Text("让出的土地", "Land given up"),
                    "choice",
                    "neighbour",
                    choices=(
                        ("neighbour", Text("归边那侧的邻面", "to the neighbour at the edge")),
                        ("new", Text("成为新要素", "a new feature")),
                        ("nobody", Text("空出来", "left free")),
                    ),
                ),
            ),
            least=0,
            pick="edge",
            said=lambda edit, area, work: Text("这个面 {before} → {after}", "The polygon {before} → {after}").format(
                before=area(edit.before[work.fid]), after=area(edit.changed[work.fid])
            ),
        ),
        Operation(
            "fill_gap",
            Text("填补空白", "Fill gaps"),
            Text(
                "在空白处点一下；不点时填补选中的面旁边的所有空白。",
                "Click a gap; without a click: all beside the selection.",
            ),
            _fill_gap,
            (_INTO,),
            least=0,
            pick="free",
        ),
        Operation(
            "fill_hole",
            Text("填洞", "Fill holes"),
            Text("在洞里点一下；不点时填补选中的面的所有洞。", "Click a hole; without a click: all of the selection."),
            _fill_hole,
            least=0,
            pick="free",
        ),
        Operation(
            "erase_by",
            Text("用另一图层擦除", "Erase by another layer"),
            Text("去掉另一图层选中要素占用的土地。", "Land of the features selected in another layer is taken away."),
            _erase,
            (_OTHER,),
        ),
        Operation(
            "clip_to",
            Text("用另一图层裁剪", "Clip to another layer"),
            Text(
                "只保留在另一图层选中要素之内的部分。",
                "Only what lies in the features selected in another layer stays.",
            ),
            _clip,
            (_OTHER,),
        ),
        Operation(
            "simplify",
            Text("简化边界", "Simplify borders"),
            Text("去掉偏离不超过容差的顶点；公共边界两侧一致。", "Vertices within the tolerance go; both sides agree."),
            _simplify,
            (_number("tolerance", Text("容差", "Tolerance"), 1.0, low=1e-9, high=1e5),),
        ),
        Operation(
            "densify",
            Text("加密顶点", "Densify borders"),
            Text("边长不超过给定值；公共边界两侧一致。", "No edge is longer than this; both sides agree."),
            _densify,
            (_number("longest", Text("最长边", "Longest edge"), 100.0, low=1e-6, high=1e6),),
        ),
        Operation(
            "smooth",
            Text("平滑边界", "Smooth borders"),
            Text("切去转角；三条边界相接的点不动。", "Corners are cut; where three borders meet, nothing moves."),
            _smooth,
            (Field("rounds", Text("次数", "Rounds"), "whole", 2, "", 1, 5),),
        ),
        Operation(
            "square",
            Text("直角化", "Make corners square"),
            Text(
                "接近直角的转角变成直角；邻面的公共顶点一起动。",
                "Nearly square corners become square; neighbours follow.",
            ),
            _square,
            (_number("tolerance", Text("偏差不超过", "Off by at most"), 15.0, low=0.1, high=44.0, unit="deg"),),
        ),
        Operation(
            "align",
            Text("对齐到边", "Align to an edge"),
            Text(
                "点一条边：选中要素在容差内的顶点移到这条边上。",
                "Click an edge: vertices within the tolerance go onto it.",
            ),
            _align,
            (_number("tolerance", Text("容差", "Tolerance"), 2.0, low=1e-9, high=1e5),),
            pick="edge",
        ),
        Operation(
            "buffer",
            Text("缓冲区", "Buffer"),
            Text(
                "在选中要素周围生成面；负值向内。共边图层里只占空地。",
                "Polygons around the features, inside with a negative distance; in coverages on free land only.",
            ),
            _buffer,
            (
                _number("distance", Text("距离", "Distance"), 10.0, low=-1e6, high=1e6),
                Field(
                    "joins",
                    Text("转角", "Corners"),
                    "choice",
                    "round",
                    choices=(
                        ("round", Text("圆角", "round")),
                        ("mitre", Text("尖角", "sharp")),
                        ("bevel", Text("切角", "bevelled")),
                    ),
                ),
            ),
        ),
        Operation(
            "offset",
            Text("平行偏移", "Offset"),
            Text(
                "线向左（负值向右）平行偏移；面向外扩、向内缩。",
                "Lines move left (negative: right); polygons grow or shrink.",
            ),
            _offset,
            (
                _number("distance", Text("距离", "Distance"), 10.0, low=-1e6, high=1e6),
                Field("copied", Text("保留原要素", "Keep the original"), "tick", True),
            ),
        ),
        Operation(
            "trim",
            Text("修剪线", "Trim a line"),
            Text("点要去掉的那一段；它在两侧相交处断开。", "Click the piece to be taken away, up to what crosses it."),
            _trim,
            (_LIMIT,),
            least=0,
            pick="line",
        ),
        Operation(
            "extend",
            Text("延伸线", "Extend a line"),
            Text(
                "点线的一端附近：它延伸到前方最近的线或边界。", "Click near an end: it goes on to the next line ahead."
            ),
            _extend,
            (_LIMIT,),
            least=0,
            pick="line",
        ),
    )
}
