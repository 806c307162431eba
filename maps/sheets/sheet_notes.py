"""What a sheet says of itself in words: coordinate system, period, classes, sources, what is illustrative."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.messages import Language, Text, listed
from layers.plan import Plan
from maps.sheets.areas import definition_words
from maps.sheets.crs_words import crs_line
from maps.sheets.legend import class_areas
from maps.sheets.sheet_design import Legend, Notes, Table

if TYPE_CHECKING:
    from maps.sheets.sheet_context import Draft

PERIOD = Text(
    "规划期限 {base}—{target}（基期年 {base}，目标年 {target}）", "Plan period {base}–{target} (base year, target year)"
)
TARGET_ONLY = Text("规划目标年 {target}", "Target year {target}")
BASE_ONLY = Text("规划基期年 {base}", "Base year {base}")
CLASSES = Text(
    "用地分类：《国土空间调查、规划、用途管制用地用海分类指南》（2023）。", "Land-use classes: national guide of 2023."
)
OUR_STYLE = Text(
    "控制线等为软件默认样式，非规范值。",
    "Control lines are drawn in the software's default style, which no standard prescribes.",
)
AREAS = Text("面积为{definition}。", "Areas are {definition}.")
STRAIGHT = Text("步行圈按直线距离绘制。", "Walking circles are drawn by straight distance.")
AREA_TABLES = ("land_balance", "control_lines", "indicators", "projects", "occupation")
SOURCES = Text("资料来源：{names}", "Sources: {names}")
ILLUSTRATIVE = Text(
    "示意数据：{names}的位置与范围仅为示意，不作为管理依据。",
    "Illustrative data: position and extent of {names} are illustrative and no basis for decisions.",
)


def note_lines(draft: Draft, element: Notes) -> list[Text]:
    """The paragraphs of the notes."""
    plan = draft.plan
    notes = []
    if plan.measuring_crs is not None:
        notes.append(crs_line(plan.measuring_crs))
    period = _period(plan)
    if period is not None:
        notes.append(period)
    notes += _of_the_map(draft)
    sources = source_words(draft)
    if sources.zh:
        notes.append(SOURCES.format(names=sources))
    illustrative = illustrative_words(draft)
    if illustrative:
        notes.append(ILLUSTRATIVE.format(names=illustrative))
    more = draft.filled(element.more)
    return [*notes, Text(more, more)] if more else notes


def _of_the_map(draft: Draft) -> list[Text]:
    """Classes, styles, areas and circles, as far as the sheet has them; in one paragraph."""
    said = []
    if any(each.display.style.classify == "landuse" for each in draft.seen):
        said.append(CLASSES)
    if any(each.display.style.ours for each in draft.seen):
        said.append(OUR_STYLE)
    elements = draft.design.elements
    areas = any(isinstance(each, Legend) and each.areas for each in elements) and class_areas(draft)
    measured = areas or any(isinstance(each, Table) and each.content in AREA_TABLES for each in elements)
    if measured:
        said.append(AREAS.format(definition=definition_words(draft.plan)))
    if any(each.circles for each in draft.design.maps()):
        said.append(STRAIGHT)
    if not said:
        return []
    return [Text("".join(each.zh for each in said), " ".join(each.en for each in said))]


def crs_words(plan: Plan, language: Language) -> str:
    """The coordinate system in words, empty where it is unknown."""
    return crs_line(plan.measuring_crs).to(language) if plan.measuring_crs is not None else ""


def period_words(plan: Plan, language: Language) -> str:
    """The plan's period in words, empty where it has none."""
    period = _period(plan)
    return period.to(language) if period is not None else ""


def source_words(draft: Draft) -> Text:
    """Whose data are shown, as the data say; empty where they say nothing."""
    sources = sorted({words for each in draft.seen for words in each.attributions})
    return _joined(sources)


def illustrative_words(draft: Draft) -> Text | None:
    """The labels of the layers seen that say of themselves that they are illustrative; None if none does."""
    styles = [each.display.style for each in draft.seen if each.layer.illustrative]
    labels = {style.role: style.label for style in styles}.values()
    if not labels:
        return None
    return Text(listed(label.zh for label in labels).zh, listed(label.en.lower() for label in labels).en)


def _period(plan: Plan) -> Text | None:
    base, target = plan.base_year, plan.target_year
    if base is not None and target is not None:
        return PERIOD.format(base=base, target=target)
    if target is not None:
        return TARGET_ONLY.format(target=target)
    return BASE_ONLY.format(base=base) if base is not None else None


def _joined(words: Sequence[str]) -> Text:
    return Text("；".join(words), "; ".join(words))
