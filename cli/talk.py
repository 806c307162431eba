"""How headless commands talk: results to stdout, progress and notices to stderr."""

from __future__ import annotations

import sys
from argparse import Namespace, _ArgumentGroup
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from core.feedback import Feedback
from core.messages import Language, Text

if TYPE_CHECKING:
    from checks.finding import CheckRun
    from layers.layer import Notice
    from layers.plan import Plan


class TerminalFeedback(Feedback):
    """Tells on stderr what is being done and what was noticed, unless ``--quiet``."""

    def __init__(self, request: Namespace) -> None:
        super().__init__()
        self._language: Language = request.language
        self._quiet: bool = request.quiet

    def tell(self, plan: Plan) -> None:
        """One line per thing noticed in the plan and its files: where, what, and the repair."""
        self.tell_notices((*plan.notices, *(notice for layer in plan.layers for notice in layer.notices)))

    def tell_notices(self, notices: Iterable[Notice]) -> None:
        """One line per notice."""
        if self._quiet:
            return
        for notice in notices:
            parts = [notice.where, notice.message.to(self._language)]
            if notice.repair is not None:
                parts.append(notice.repair.to(self._language))
            print("  ".join(part for part in parts if part), file=sys.stderr)


def describe_run_options(options: _ArgumentGroup, language: Language) -> None:
    """The options that ``check`` and ``review`` share."""
    rules = Text("规则包：名称或文件（默认用规划指定的）", "rule packs: ids or files (default: those of the plan)")
    options.add_argument("--rules", metavar="PACK", nargs="+", action="extend", help=rules.to(language))
    only = Text("只用这些规则（编号或前缀）", "only these rules (ids or prefixes)")
    options.add_argument("--only", metavar="ID", nargs="+", action="extend", help=only.to(language))
    json = Text("把全部结论写成 JSON 文件", "write all findings to a JSON file")
    options.add_argument("--json", metavar="F", type=Path, help=json.to(language))


def describe_report_option(options: _ArgumentGroup, language: Language) -> None:
    """The report of a run."""
    report = Text(
        "把报告写成文件，按后缀：.docx、.pdf、.html", "write the report to a file, by its ending: .docx, .pdf, .html"
    )
    options.add_argument("--report", metavar="F", type=Path, help=report.to(language))


def begin_report(request: Namespace) -> None:
    """Refuse what cannot be written before anything is done for it, and load what a report needs meanwhile."""
    if request.sign is not None:
        from services.evidence import checked_signing

        checked_signing(request.sign, request.package)
    if request.report is not None:
        from services.reporting import checked_ending, make_ready_soon

        make_ready_soon(checked_ending(request.report))


def reported(run: CheckRun, plan: Plan, request: Namespace) -> CheckRun:
    """The run with the tables of its report, which is written where ``--report`` says; ``plan`` as it was checked."""
    if request.report is None:
        return run
    from services.reporting import with_report_tables, write_report

    feedback = TerminalFeedback(request)
    measured = with_report_tables(run, plan, feedback)
    write_report(measured, plan, request.report, feedback=feedback)
    return measured


def describe_package_options(options: _ArgumentGroup, language: Language) -> None:
    """The options of the evidence package."""
    package = Text("把结论连同数据、规则打成证据包", "pack the findings with data and rules as evidence")
    options.add_argument("--package", metavar="F.zip", type=Path, help=package.to(language))
    no_inputs = Text("证据包内只放数据的摘要", "put only digests of the inputs into the package")
    options.add_argument("--no-inputs", action="store_true", help=no_inputs.to(language))
    sign = Text(
        "用这个私钥文件（Ed25519，PEM）签名，写在证据包旁边（.sig）",
        "sign the package with this private key file (Ed25519, PEM); the signature lies beside it (.sig)",
    )
    options.add_argument("--sign", metavar="KEYFILE", type=Path, help=sign.to(language))


def write_package(run: CheckRun, plan: Plan, request: Namespace) -> None:
    """Write the evidence package where ``--package`` says."""
    if request.package is None:
        return
    from services.evidence import pack_evidence

    pack_evidence(
        run,
        plan,
        request.package,
        plan_path=request.plan,
        packs=request.rules,
        only=request.only or (),
        footprints=getattr(request, "footprints", None),
        reports=() if request.report is None else (request.report,),
        inputs=not request.no_inputs,
        key=request.sign,
        feedback=TerminalFeedback(request),
    )


def write_json(run: CheckRun, request: Namespace) -> None:
    """Write ``findings.json`` where ``--json`` says."""
    if request.json is not None:
        from services.handover import write_findings

        write_findings(run, request.json)


def print_run(run: CheckRun, language: Language) -> None:
    """The findings on stdout, worst first."""
    from services.handover import run_as_text

    print(run_as_text(run, language))
