"""Topology errors in words: what a kind is called, what one finding is about, what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.messages import Language, Text
from core.quantities import Quantity, shown
from layers.topology.chords import CHORD
from layers.topology.settings import KINDS

if TYPE_CHECKING:
    from layers.topology.finding import Finding

STATES: dict[str, Text] = {
    "open": Text("待处理", "to be done"),
    "come_back": Text("又出现", "come back"),
    "ignored": Text("已忽略", "ignored"),
    "fixed": Text("已修正", "fixed"),
    "obsolete": Text("要素已不在", "feature gone"),
}

WRONG: dict[str, Text] = {
    "invalid": Text("环与自身交叉，围不出一块确定的地。", "A ring crosses itself and encloses no definite land."),
    "self_touch": Text("环在一处碰到自身。", "A ring touches itself at one place."),
    "duplicate_vertex": Text("同一位置连续有两个顶点。", "Two vertices follow each other at one place."),
    "near_vertex": Text("相邻两个顶点近得没有意义。", "Two neighbouring vertices are too near to mean anything."),
    "spike": Text("边界伸出去又原路折回。", "The outline runs out and straight back."),
    "sliver": Text(
        "形状狭长，多半是叠置或描图的残余。", "It is thin by shape: most likely left over from overlaying or tracing."
    ),
    "duplicate": Text("两个要素的形状完全相同。", "Two features have the same shape."),
    "contained": Text("前一个要素整个在后一个之内。", "The first feature lies wholly within the second."),
    "overlap": Text("两个要素占了同一块地。", "Two features take the same land."),
    "gap": Text("要素之间有一块地没有归属。", "Between the features some land belongs to none."),
    "unshared_vertex": Text(
        "邻要素在公共边上有一个顶点，而前一个要素没有：移动它时公共边会裂开。",
        "A neighbour has a vertex on the common border that the first feature lacks: moving it would tear them apart.",
    ),
    "multipart": Text("一个要素有几个互不相连的部分。", "One feature has several separate parts."),
    "outside": Text("要素超出规划范围。", "The feature reaches beyond the planning area."),
    "dangle": Text("线的端点没有接到任何线上。", "The end of a line meets no other line."),
    "unsplit": Text("线在此相交，但没有在交点打断。", "Lines meet here without being split."),
}

HINT_WORDS: dict[str, Text] = {
    CHORD: Text("换算弦弧", "from re-projection"),
    "parent": Text("规划范围内无覆盖", "against the planning area"),
    "near": Text("附近有线", "a line is near"),
}

HINTS: dict[str, Text] = {
    CHORD: Text(
        "这是换算坐标系留下的弦弧碎面：公共边在原坐标系里是直的，换算后成了弧，一侧有顶点跟着弧走，另一侧只有直弦。"
        "在公共边上补齐共用顶点即可，谁的用地都不变。",
        "This comes from re-projection: the common border was straight in the first CRS and is a curve in this one; "
        "one side has vertices along it, the other only the chord. Densify the border with common vertices: nobody's "
        "land changes.",
    ),
    "parent": Text(
        "这块地在规划范围之内，却没有要素覆盖。", "The land is within the planning area, but nothing covers it."
    ),
    "near": Text("附近就有一条线，像是本该接上。", "A line is within reach: they were probably meant to meet."),
}


def key_text(key: str) -> Text:
    """The kind of a finding by its key."""
    kind = KINDS.get(key.partition(":")[0])
    said = Text("拓扑", "topology")
    return said if kind is None else Text(f"{said.zh}：{kind.zh}", f"{said.en}: {kind.en}")


def key_features(key: str) -> Text:
    """The features that a finding is about, by its key."""
    from layers.topology.listing import fids_of

    return features_of(fids_of(key))


def features_text(finding: Finding) -> Text:
    """Which features it is about, by their numbers."""
    return features_of(finding.fids)


def features_of(fids: Sequence[int], most: int = 3) -> Text:
    """Features by their numbers."""
    numbers = [str(fid) for fid in fids[:most]]
    more = "…" if len(fids) > most else ""
    word = "feature" if len(fids) == 1 else "features"
    return Text(f"要素 {'、'.join(numbers)}{more}", f"{word} {', '.join(numbers)}{more}")


def title(finding: Finding) -> Text:
    """Its kind and its features."""
    about, kind = features_text(finding), KINDS[finding.kind]
    return Text(f"{kind.zh} · {about.zh}", f"{kind.en[:1].upper()}{kind.en[1:]} · {about.en}")


def size_text(finding: Finding, language: Language) -> str:
    """Its area; nothing for places without one."""
    if finding.area_m2 <= 0:
        return ""
    area = Quantity(finding.area_m2, "m2")
    return shown(area, language) if finding.area_m2 >= 0.01 else shown(area, language, 6)


def diagnosis(finding: Finding) -> Text:
    """What is wrong, and where it comes from as far as that can be told."""
    wrong, hint = WRONG[finding.kind], HINTS.get(finding.hint or "")
    return wrong if hint is None else Text(wrong.zh + hint.zh, f"{wrong.en} {hint.en}")
