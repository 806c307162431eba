"""``lantu check``: the plan against its rules."""

from __future__ import annotations

from argparse import Namespace, _ArgumentGroup
from pathlib import Path

from cli.talk import (
    TerminalFeedback,
    begin_report,
    describe_package_options,
    describe_report_option,
    describe_run_options,
    print_run,
    reported,
    write_json,
    write_package,
)
from core.messages import Language, Text

NAME = "check"
PURPOSE = Text("用规则检查规划", "check a plan against its rules")


def describe(arguments: _ArgumentGroup, options: _ArgumentGroup, language: Language) -> None:
    """Add this command's arguments."""
    text = Text("规划文件夹、plan.toml 或项目文件", "a plan folder, plan.toml or project file")
    arguments.add_argument("plan", metavar="PLAN", type=Path, help=text.to(language))
    describe_run_options(options, language)
    describe_report_option(options, language)
    describe_package_options(options, language)


def run(request: Namespace) -> int:
    """Check, print the findings, and answer with the run's exit code."""
    from services.checking import check
    from services.opening import open_plan

    begin_report(request)
    feedback = TerminalFeedback(request)
    plan = open_plan(request.plan, feedback)
    feedback.tell(plan)
    found = check(plan, packs=request.rules, only=request.only or (), feedback=feedback)
    found = reported(found, plan, request)
    write_json(found, request)
    write_package(found, plan, request)
    print_run(found, request.language)
    return found.exit_code()
