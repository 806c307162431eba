"""The whole content of a report: of one project, of a plan, of several projects together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from checks.finding import CheckRun, Finding
from checks.tables.table import Table, from_json
from core.messages import Language, Text
from layers.roles import ROLES
from reports.content.chapters import chapters, numbered
from reports.content.facts import Content, Facts, Figures, LegendLine, Picture, picture
from reports.content.findings import Numbered, assumptions, chapter_list, three_lists
from reports.tables.generic import TITLES as WITHOUT_FORM
from reports.tables.printing import lacking, shown_tables
from reports.tables.shown import Shown, unpivoted
from reports.topology_wording import key_features, key_text
from reports.wording import AREA_DEFINITIONS, STATE_NAMES, ignored_count, one_line, subject_text, verdict

MOST_TABLE_ROWS = 300
"""In a document; a workbook has them all."""
LONG_TABLES = {"land_by_place": 60}
"""Those of which a document shows the beginning only."""
LEGEND_COLUMNS = 3
Subject = tuple[str | None, int | None]
_OF_SEVERAL = ("negative_list", "rules", "project_lists", "project_budget")
MOST_COLUMNS = 16
"""On a page; a wider matrix of numbers is written as a list."""
SWATCH_MM = 8.0


def by_subject(run: CheckRun) -> dict[Subject, CheckRun]:
    """The run about each project by itself: its findings, and the rows of tables that are about it.

    ``not_applicable`` counts the rules of the run that say nothing about the project.
    """
    mine: dict[Subject, list[Finding]] = {}
    for finding in run.findings:
        mine.setdefault((finding.subject.layer, finding.subject.fid), []).append(finding)
    return {
        subject: replace(
            run,
            findings=tuple(found),
            not_applicable=max(len(run.rules) - len(found), 0),
            tables={name: _rows_of(entry, subject[1]) for name, entry in run.tables.items()},
        )
        for subject, found in mine.items()
    }


def _rows_of(entry: Mapping[str, Any], fid: int | None) -> Mapping[str, Any]:
    keys = [column["key"] for column in entry["columns"]]
    if "fid" not in keys or fid is None:
        return entry
    place = keys.index("fid")
    return {**entry, "rows": [row for row in entry["rows"] if row[place] == fid]}


def content_of(
    run: CheckRun,
    facts: Facts,
    figures: Figures | None = None,
    *,
    tables: Collection[str] | None = None,
    numbers: Numbered | None = None,
) -> Content:
    """Everything a report says, as text. ``numbers`` are those on the maps of ``figures``, by default of ``numbered``.

    A run of one project becomes its review report, of several their joint one, of a plan its assessment.
    """
    language = facts.language
    figures = figures or Figures()
    numbers = numbered(run.findings) if numbers is None else numbers
    subjects = {(one.subject.layer, one.subject.fid): subject_text(one) for one in run.findings}
    kind = "assessment" if run.run.stage == "plan" else "review" if len(subjects) == 1 else "summary"
    name = one_line(next(iter(subjects.values()))) if kind == "review" else ""
    return {
        "kind": kind,
        "language": language,
        "words": {key: text.to(language) for key, text in WORDS.items()},
        "title": _TITLES[kind].to(language),
        "subject": name or one_line(run.run.plan),
        "plan": one_line(run.run.plan),
        "date": run.run.at[:10],
        "maker": facts.maker,
        "illustrative": _illustrative(facts, language),
        "verdict": verdict(run).to(language),
        "verdict_code": _verdict_code(run),
        "counts": _counts(run, language),
        "facts": _plan_facts(run, facts, name, len(subjects)),
        "overview": picture(figures.overview),
        "overview_scale": "" if figures.overview is None else figures.overview.scale,
        "legend_here": [_legend_line(line) for line in figures.here],
        "legend_elsewhere": [_legend_line(line) for line in figures.elsewhere],
        "legend_columns": _legend_columns(figures, language),
        "chapters": chapter_list(run, numbers, language, figures.places),
        "conclusion_number": str(len(chapters()) + 1),
        "conclusion": _conclusion(run, language),
        "lists": three_lists(run, numbers, language),
        "not_applicable": _NOT_APPLICABLE.format(n=run.not_applicable).to(language),
        "ignored": [*_ignored(numbers), *_left(facts, language)],
        "tables": [_table(shown, language) for shown in _tables(run, facts, tables, kind)],
        "lacking": [f"{name}: {reason}" for name, reason in lacking(run, language)],
        "assumptions": assumptions(run, language),
        "terms": terms(run, facts),
        "packs": [{"id": one["id"], "version": one["version"], "sha256": one["sha256"]} for one in run.run.packs],
        "data": _data(run, facts, language),
        "signatures": [{"label": label.to(language)} for label in _SIGNATURES],
        "attribution": "；".join(facts.attributions) if language == "zh" else "; ".join(facts.attributions),
    }


def terms(run: CheckRun, facts: Facts) -> list[Content]:
    """Definition of area, tolerances, coordinate system, time and program."""
    language, record = facts.language, run.run
    rows = (
        (_AREA, _AREA_SAID[record.area_definition]),
        (_TOLERANCE, _TOLERANCE_SAID.format(xy=f"{record.tolerance_xy_m:g}", area=f"{record.tolerance_area_m2:g}")),
        (_CRS, Text(record.crs or "–", record.crs or "–")),
        (_AT, Text(record.at, record.at)),
        (_PROGRAM, Text(f"蓝图 {record.lantu}", f"Lantu {record.lantu}")),
        (_ROUNDING, _ROUNDING_SAID),
    )
    return [{"label": label.to(language), "value": value.to(language)} for label, value in rows]


def _verdict_code(run: CheckRun) -> str:
    counts = run.summary()
    if counts["conflict"]:
        return "conflict"
    return "open" if counts["uncertain"] or counts["not_testable"] or not run.findings else "clear"


def _conclusion(run: CheckRun, language: Language) -> str:
    said = [verdict(run), ignored_count(run), None if _verdict_code(run) == "clear" else _NOT_A_PASS]
    return " ".join(one.to(language) for one in said if one is not None)


def _counts(run: CheckRun, language: Language) -> list[Content]:
    names: dict[str, Text] = {str(state): text for state, text in STATE_NAMES.items()}
    names |= {"advice": _ADVICE, "not_applicable": _NOT_ASKED}
    return [{"label": names[key].to(language), "value": str(count)} for key, count in run.summary().items()]


def _plan_facts(run: CheckRun, facts: Facts, name: str, projects: int) -> list[Content]:
    language = facts.language
    rows = [(_PLAN, one_line(run.run.plan))]
    if name:
        rows.insert(0, (_PROJECT, name))
    elif run.run.stage == "project":
        rows.insert(0, (_PROJECTS, str(projects)))
    rows.append((_AREA, AREA_DEFINITIONS[run.run.area_definition].to(language)))
    rows.append((_PACKS, "、".join(f"{one['id']} {one['version']}" for one in run.run.packs)))
    return [{"label": label.to(language), "value": value} for label, value in rows]


def _tables(run: CheckRun, facts: Facts, only: Collection[str] | None, kind: str) -> Sequence[Shown]:
    found = shown_tables(run, facts.language, unit=facts.unit, only=only)
    if kind == "review":  # of one project the matrix is the list of its findings again
        found = [table for table in found if table.id not in _OF_SEVERAL]
    found = [unpivoted(table, facts.language) if len(table.header) > MOST_COLUMNS else table for table in found]
    # A table with a form of its own keeps all of its columns.
    found = [table.filled() if table.id in WITHOUT_FORM else table for table in found]
    return [_shortened(table, facts.language) for table in found]


def _shortened(table: Shown, language: Language) -> Shown:
    most = LONG_TABLES.get(table.id, MOST_TABLE_ROWS)
    return table.shortened(most, _SHORTENED.format(n=most).to(language))


def _table(shown: Shown, language: Language) -> Content:
    rows = [
        {"cells": [{"text": cell.text, "number": "1" if cell.number is not None else ""} for cell in row]}
        for row in shown.rows
    ]
    for row, cells in zip(rows, shown.rows, strict=True):
        row["cells"][0]["text"] = "　" * cells[0].indent + row["cells"][0]["text"]
    wide = "1" if len(shown.header) > 9 else ""
    return {
        "id": shown.id,
        "title": shown.title,
        "note": shown.note,
        "header": list(shown.header),
        "rows": rows,
        "wide": wide,
    }


def _data(run: CheckRun, facts: Facts, language: Language) -> list[Content]:
    return [
        {
            "role": ROLES[layer["role"]].label.to(language) if layer["role"] in ROLES else str(layer["role"]),
            "name": one_line(str(layer["name"])),
            "features": str(layer["features"]),
            "crs": str(layer["crs"] or "–"),
            "date": facts.dates.get(str(layer["name"]), "–"),
            "sha256": str(layer["sha256"] or ""),
        }
        for layer in run.run.layers
    ]


def _ignored(numbers: Numbered) -> list[Content]:
    """Findings that someone chose to ignore, with the reason and the name."""
    return [
        {
            "number": str(number),
            "rule": finding.rule,
            "subject": one_line(subject_text(finding)),
            "reason": one_line(finding.ignored.reason),
            "by": one_line(finding.ignored.by),
            "at": one_line(finding.ignored.at[:10]),
        }
        for number, finding in numbers
        if finding.ignored is not None
    ]


def _left(facts: Facts, language: Language) -> list[Content]:
    """Topology errors that someone chose to leave."""
    return [
        {
            "number": "–",
            "rule": key_text(key).to(language),
            "subject": one_line(f"{layer} · {key_features(key).to(language)}"),
            "reason": one_line(reason),
            "by": one_line(by),
            "at": when[:10],
        }
        for layer, key, reason, by, when in facts.left
    ]


def _illustrative(facts: Facts, language: Language) -> str:
    if not facts.illustrative:
        return ""
    names = "、".join(facts.illustrative) if language == "zh" else ", ".join(facts.illustrative)
    return _ILLUSTRATIVE.format(names=names).to(language)


def _legend_columns(figures: Figures, language: Language) -> list[Content]:
    """The legend side by side: what is on this site, then what else the map shows, in columns of like length."""
    heading = WORDS["elsewhere" if figures.here else "legend"].to(language)
    places = LEGEND_COLUMNS - bool(figures.here)
    each = max(-(-len(figures.elsewhere) // places), 1)
    columns = [(WORDS["here"].to(language), figures.here)] if figures.here else []
    for start in range(0, len(figures.elsewhere), each):
        columns.append((heading if not start else "\u3000", figures.elsewhere[start : start + each]))
    return [{"heading": words, "lines": [_legend_line(line) for line in lines]} for words, lines in columns]


def _legend_line(line: LegendLine) -> Content:
    return {"caption": line.caption, "swatch": Picture(line.swatch, SWATCH_MM)}


def table_of(run: CheckRun, name: str) -> Table | None:
    """A table of the run by its id."""
    return from_json(run.tables[name]) if name in run.tables else None


_TITLES = {
    "review": Text("建设项目规划审查报告", "Project review report"),
    "assessment": Text("规划检查评估报告", "Plan assessment report"),
    "summary": Text("建设项目规划审查汇总报告", "Joint review report of several projects"),
}
_ADVICE = Text("建议", "Advice")
_NOT_ASKED = Text("不适用", "Not applicable")
_PLAN = Text("规划", "Plan")
_PROJECT = Text("项目", "Project")
_PROJECTS = Text("项目数", "Projects")
_PACKS = Text("规则包", "Rule packs")
_AREA = Text("面积口径", "Area definition")
_AREA_SAID = {
    "planar": Text("平面面积（投影平面内量算）", "planar (in the plane of the projection)"),
    "ellipsoidal": Text("椭球面积（投影坐标加密后按椭球面量算）", "ellipsoidal (edges densified, on the ellipsoid)"),
    "registered": Text("登记面积（要素一部分按椭球面积）", "registered (pieces of features: ellipsoidal)"),
}
_TOLERANCE = Text("容差", "Tolerance")
_TOLERANCE_SAID = Text(
    "坐标 {xy} m，面积 {area} m²；量算不用容差，判定才用",
    "coordinates {xy} m, areas {area} m²; used for deciding, never for measuring",
)
_CRS = Text("量算坐标系", "Measured in")
_AT = Text("检查时间", "Checked at")
_PROGRAM = Text("软件", "Program")
_ROUNDING = Text("进位", "Rounding")
_ROUNDING_SAID = Text(
    "findings.json 保存未进位的数值；文中与表中只进位一次（四舍六入五成双），合计按最大余数法闭合。",
    "findings.json keeps unrounded numbers; text and tables round once (half to even), and sums close by the "
    "largest remainder.",
)
_NOT_APPLICABLE = Text("另有 {n} 项规则不适用。", "{n} further rules did not apply.")
_NOT_A_PASS = Text("本报告不构成“符合”的结论。", "This report is no statement of conformity.")
_SHORTENED = Text("（仅列前 {n} 行，全部见工作簿。）", "(The first {n} rows; all of them are in the workbook.)")
_ILLUSTRATIVE = Text(
    "示意数据：{names}的位置与范围仅为示意，本报告不作为管理依据。",
    "Illustrative data: position and extent of {names} are illustrative; this report is no basis for decisions.",
)
_SIGNATURES = (
    Text("编制人", "Prepared by"),
    Text("校核人", "Checked by"),
    Text("审查人", "Reviewed by"),
    Text("审定人", "Approved by"),
    Text("单位（盖章）", "Organisation (stamp)"),
    Text("日期", "Date"),
)
WORDS = {
    "contents_conclusion": Text("审查结论", "Conclusion"),
    "summary": Text("摘要", "Summary"),
    "figure": Text("项目位置与问题编号图", "Map with the numbered findings"),
    "scale": Text("比例尺", "Scale"),
    "here": Text("本地块内", "On this site"),
    "elsewhere": Text("图内其他", "Elsewhere on this map"),
    "legend": Text("图例", "Legend"),
    "state": Text("结论", "State"),
    "measured": Text("实测", "Measured"),
    "limit": Text("限值", "Limit"),
    "margin": Text("余量", "Margin"),
    "areas": Text("两种面积", "By each definition"),
    "citation": Text("依据", "Source"),
    "severity": Text("处理", "Severity"),
    "parts": Text("分项", "Parts"),
    "remarks": Text("说明", "Remarks"),
    "place": Text("位置图", "Place"),
    "number": Text("编号", "No."),
    "rule": Text("规则", "Rule"),
    "subject": Text("对象", "Subject"),
    "clear": Text("符合的各项", "What is clear"),
    "lists": Text("三类清单", "The three lists"),
    "ignored": Text("已忽略的问题", "Ignored findings"),
    "ignored_none": Text("没有忽略任何问题。", "No finding was ignored."),
    "reason": Text("理由", "Reason"),
    "by": Text("忽略人", "Ignored by"),
    "at": Text("时间", "When"),
    "tables": Text("附表", "Tables"),
    "lacking": Text("未能量算的表", "Tables that could not be measured"),
    "terms": Text("口径、容差与依据版本", "Terms, tolerances and versions"),
    "assumptions": Text("本软件的取值与取义", "Values and readings that are the program's own"),
    "assumptions_none": Text("无", "none"),
    "packs": Text("规则包与版本", "Rule packs and versions"),
    "version": Text("版本", "Version"),
    "digest": Text("摘要（SHA-256）", "Digest (SHA-256)"),
    "data": Text("数据来源", "Data"),
    "layer": Text("图层", "Layer"),
    "features": Text("要素数", "Features"),
    "crs": Text("坐标系", "CRS"),
    "date": Text("数据日期", "Dated"),
    "attribution": Text("数据署名", "Attribution"),
    "signatures": Text("签署", "Signatures"),
    "nothing": Text("无", "none"),
    "plan": Text("规划", "Plan"),
    "item": Text("项目", "Item"),
    "content": Text("内容", "What"),
    "page": Text("第", "Page"),
    "colon": Text("：", ": "),
    "comma": Text("，", ", "),
    "semicolon": Text("；", "; "),
    "open": Text("（", " ("),
    "close": Text("）", ")"),
}
"""Every label of the templates: ``{{ words.measured }}``."""
