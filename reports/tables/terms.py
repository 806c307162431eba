"""Words of the data for people: class codes, facility kinds, roles, the parts of a finding."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from core.messages import Language, Text
from layers.roles import ROLES
from layers.vocabulary import VOCABULARIES


@cache
def _classes() -> dict[str, Text]:
    text = (files("styles") / "landuse_2023.csv").read_text(encoding="utf-8-sig")
    return {row["code"]: Text(row["name_zh"], row["name_en"]) for row in csv.DictReader(text.splitlines())}


def class_label(code: str, language: Language) -> str:
    """A class by code and name; the code alone where it is none of the guide's."""
    known = _classes().get(code)
    return code if known is None else f"{code} {known.to(language)}"


def named(word: str, language: Language) -> str:
    """A word of the data as people say it: a role, a class, a facility; as it stands where it is none of these."""
    if word in ROLES:
        return ROLES[word].label.to(language)
    if word in _classes():
        return class_label(word, language)
    if word in _FACILITIES:
        return _FACILITIES[word][0] if language == "zh" else word.replace("_", " ")
    said = _WORDS.get(word)
    return word if said is None else said.to(language)


_FACILITIES = {kind: words for kind, words in VOCABULARIES["facility.kind"].items() if words}
_WORDS = {
    "whole": Text("分母", "denominator"),
    "counted": Text("计入", "counted"),
    "homes": Text("居住用地", "residential land"),
    "people": Text("人口", "people"),
    "length": Text("长度", "length"),
    "other": Text("其他", "other"),
    "not_given": Text("未填写", "not given"),
    "taken": Text("占用", "taken"),
    "reached": Text("覆盖率", "reached"),
    "class": Text("分类", "class"),
    "phase": Text("时序", "phase"),
    "zone": Text("功能分区", "zone"),
    "area": Text("片区", "planning area"),
    "areas": Text("片区", "planning areas"),
    "unit": Text("单元", "unit"),
    "units": Text("单元", "units"),
    "new_area": Text("新区", "New Area"),
    "core": Text("核心区", "core"),
    "belt": Text("生态带", "belt"),
    "band": Text("圈层", "band"),
    "corridor": Text("廊道最窄处", "narrowest place"),
    "min_width": Text("要求宽度", "width asked for"),
    "pieces": Text("段数", "pieces"),
    "preset": Text("口径", "way of counting"),
    "planted": Text("绿化用地", "planted land"),
    "planted+water": Text("绿化用地与水域", "planted land and water"),
    "planted+water+cropland": Text("绿化用地、水域与耕地", "planted land, water and cropland"),
    "holds": Text("证明材料", "evidence"),
    "isolated": Text("孤立片区", "isolated"),
    "share_of": Text("占比", "share of"),
    "growth": Text("增长", "growth"),
    "year": Text("年份", "year"),
    "built": Text("已建", "built"),
    "planned_construction": Text("规划建设用地", "planned construction land"),
    "base_boundary": Text("基期年边界", "boundary of the base year"),
    "idle_land": Text("闲置空闲用地", "idle land"),
    "front": Text("界面", "frontage"),
    "land": Text("用地", "land"),
    "keeping": Text("符合", "keeping"),
    "state": Text("状态", "state"),
    "part": Text("片区部位", "part"),
    "share": Text("占比", "share"),
    "south": Text("南部", "south"),
    "east": Text("东部", "east"),
    "centre": Text("中部", "centre"),
    "north": Text("北部", "north"),
    "parks": Text("公园草地", "parks and grassland"),
    "greens": Text("绿地", "greens"),
    "plan": Text("规划", "plan"),
    "yes": Text("是", "yes"),
    "no": Text("否", "no"),
    "on": Text("正常", "on course"),
    "off": Text("偏离", "off course"),
    "no_data": Text("没有数据", "no data"),
    "measured": Text("量算", "measured"),
    "entered": Text("填报", "entered"),
    "projects": Text("项目合计", "all projects"),
    "inside_target": Text("目标年边界内", "inside the target boundary"),
    "outside_target": Text("目标年边界外", "outside the target boundary"),
    "feature": Text("要素", "feature"),
    "footprint": Text("项目用地", "footprint"),
    "crossed_by": Text("穿越者", "crossed by"),
    "uncovered": Text("未覆盖", "not covered"),
    "view": Text("视线", "view"),
    "facilities": Text("设施", "facilities"),
    "discharge": Text("排放", "discharge"),
    "drying_pond": Text("晾晒池", "drying pond"),
    "evaporation_pond": Text("蒸发塘", "evaporation pond"),
    "construction": Text("建设用地", "construction land"),
    "farmland": Text("耕地", "cropland"),
    "water": Text("水域", "water"),
    "desert_and_bare": Text("沙地与裸地", "desert and bare land"),
    "airport": Text("空港", "airport"),
    "land_balance": Text("占补平衡", "land balance"),
    "conforms_to_plans": Text("符合规划", "conformity with plans"),
    "intensity_evaluation": Text("集约利用评价", "evaluation of intensity"),
}
