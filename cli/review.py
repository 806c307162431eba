"""``lantu review``: project footprints against the negative lists."""

from __future__ import annotations

from argparse import Namespace, _ArgumentGroup
from pathlib import Path

from cli.talk import (
    TerminalFeedback,
    describe_package_options,
    describe_run_options,
    print_run,
    write_json,
    write_package,
)
from core.messages import Language, Text

NAME = "review"
PURPOSE = Text("用负面清单审查项目", "review project footprints against the negative lists")


def describe(arguments: _ArgumentGroup, options: _ArgumentGroup, language: Language) -> None:
    """Add this command's arguments."""
    footprints = Text("项目范围：文件，或 文件:图层", "project footprints: FILE, or FILE:layer")
    arguments.add_argument("footprints", metavar="FOOTPRINTS", help=footprints.to(language))
    plan = Text("规划文件夹、plan.toml 或项目文件", "a plan folder, plan.toml or project file")
    options.add_argument("--plan", metavar="PLAN", type=Path, required=True, help=plan.to(language))
    describe_run_options(options, language)
    describe_package_options(options, language)


def run(request: Namespace) -> int:
    """Review, print the findings, and answer with the run's exit code."""
    from services.checking import review
    from services.opening import open_plan

    feedback = TerminalFeedback(request)
    plan = open_plan(request.plan, feedback)
    feedback.tell(plan)
    found = review(plan, footprints=request.footprints, packs=request.rules, only=request.only or (), feedback=feedback)
    write_json(found, request)
    write_package(found, plan, request)
    print_run(found, request.language)
    return found.exit_code()
