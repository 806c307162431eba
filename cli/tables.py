"""``lantu tables``: land balance, control lines, budget, indicators, parcels as a workbook."""

from __future__ import annotations

from argparse import Namespace, _ArgumentGroup
from pathlib import Path

from cli.talk import TerminalFeedback, describe_run_options, write_json
from core.messages import Language, Text

NAME = "tables"
PURPOSE = Text("把规划的各种表写成 Excel 工作簿", "write the tables of a plan to an Excel workbook")


def describe(arguments: _ArgumentGroup, options: _ArgumentGroup, language: Language) -> None:
    """Add this command's arguments."""
    plan = Text("规划文件夹、plan.toml 或项目文件", "a plan folder, plan.toml or project file")
    arguments.add_argument("plan", metavar="PLAN", type=Path, help=plan.to(language))
    out = Text("工作簿文件（.xlsx）", "the workbook (.xlsx)")
    options.add_argument("--out", metavar="F.xlsx", type=Path, required=True, help=out.to(language))
    unit = Text("面积单位：m2、mu、ha、km2（默认 ha）", "unit of areas: m2, mu, ha, km2 (ha by default)")
    options.add_argument("--unit", choices=("m2", "mu", "ha", "km2"), default="ha", help=unit.to(language))
    before = Text("较早一版规划，用来算两版之间的用地转移", "an earlier version of the plan, for what its land became")
    options.add_argument("--before", metavar="PLAN", type=Path, help=before.to(language))
    describe_run_options(options, language)


def run(request: Namespace) -> int:
    """Check, measure and write; ``--json`` takes the findings with all tables, unrounded."""
    from services.checking import check
    from services.opening import open_plan
    from services.reporting import write_tables

    feedback = TerminalFeedback(request)
    plan = open_plan(request.plan, feedback)
    feedback.tell(plan)
    before = None if request.before is None else open_plan(request.before, feedback)
    found = check(plan, packs=request.rules, only=request.only or (), feedback=feedback)
    found = write_tables(found, plan, request.out, unit=request.unit, before=before, feedback=feedback)
    write_json(found, request)
    print(_DONE.format(path=request.out).to(request.language))
    return 0


_DONE = Text("表格已写入：{path}", "The tables are in: {path}")
