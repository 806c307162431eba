"""``lantu review``: project footprints against the negative lists."""

from __future__ import annotations

import sys
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
from core.errors import AppError
from core.feedback import Feedback
from core.messages import Language, Text

NAME = "review"
PURPOSE = Text("用负面清单审查项目", "review project footprints against the negative lists")


def describe(arguments: _ArgumentGroup, options: _ArgumentGroup, language: Language) -> None:
    """Add this command's arguments."""
    footprints = Text(
        "项目范围：文件、文件:图层，或装有这些文件的文件夹",
        "project footprints: FILE, FILE:layer, or a folder of such files",
    )
    arguments.add_argument("footprints", metavar="FOOTPRINTS", help=footprints.to(language))
    plan = Text("规划文件夹、plan.toml 或项目文件", "a plan folder, plan.toml or project file")
    options.add_argument("--plan", metavar="PLAN", type=Path, required=True, help=plan.to(language))
    describe_run_options(options, language)
    describe_report_option(options, language)
    several = Text(
        "--report 是文件夹时，每个项目一份报告的格式：docx、pdf、html",
        "where --report is a folder: the format of the report of each project: docx, pdf, html",
    )
    options.add_argument("--format", choices=("docx", "pdf", "html"), default="docx", help=several.to(language))
    describe_package_options(options, language)


def run(request: Namespace) -> int:
    """Review, print the findings, and answer with the run's exit code."""
    from services.checking import review, with_footprints
    from services.opening import open_plan

    if _is_batch(request):
        return _run_batch(request)
    begin_report(request)
    feedback = TerminalFeedback(request)
    plan = open_plan(request.plan, feedback)
    feedback.tell(plan)
    bound = with_footprints(plan, request.footprints)
    found = review(bound, packs=request.rules, only=request.only or (), feedback=feedback)
    found = reported(found, bound, request)
    write_json(found, request)
    write_package(found, plan, request)
    print_run(found, request.language)
    return found.exit_code()


def _is_batch(request: Namespace) -> bool:
    """A folder of footprints, or a folder for the reports."""
    folder = Path(request.footprints)
    many = folder.is_dir() and folder.suffix.casefold() != ".gdb"
    return many or (request.report is not None and (request.report.is_dir() or not request.report.suffix))


def _run_batch(request: Namespace) -> int:
    """A report per project into a folder; answers with the exit code of all together."""
    from services.report_batches import BatchOrder, batch_text, review_batch

    if request.report is None or request.report.suffix:
        raise AppError("review.no_folder", _NO_FOLDER, _NAME_FOLDER)
    if request.json is not None or request.package is not None or request.sign is not None:
        raise AppError("review.batch", _NOT_WITH_BATCH, _BESIDE)
    order = BatchOrder(
        plan=request.plan,
        footprints=request.footprints,
        out=request.report,
        ending=f".{request.format}",
        packs=None if request.rules is None else tuple(request.rules),
        only=tuple(request.only or ()),
    )
    done = review_batch(order, _Progress(request))
    for refused in done.refused:
        print(f"{refused.file}  {refused.message.to(request.language)}", file=sys.stderr)
    print(batch_text(done).to(request.language))
    return done.exit_code


class _Progress(Feedback):
    """Tells on stderr how far it is, every tenth of the way."""

    def __init__(self, request: Namespace) -> None:
        super().__init__()
        self._language: Language = request.language
        self._told = 10 if request.quiet else 0

    def report(self, fraction: float, doing: Text | None = None) -> None:
        if doing is not None and fraction * 10 >= self._told + 1:
            self._told = int(fraction * 10)
            print(doing.to(self._language), file=sys.stderr)


_NO_FOLDER = Text("审查多个文件时，报告要写进文件夹。", "Reports of several files go into a folder.")
_NAME_FOLDER = Text("请用 --report 给出文件夹。", "Name a folder with --report.")
_NOT_WITH_BATCH = Text(
    "批量审查不能同时用 --json、--package、--sign。", "--json, --package, --sign do not go with a batch."
)
_BESIDE = Text("每份报告旁边都有它的结论文件（.json）。", "Beside each report lies its findings file (.json).")
