"""``lantu verify``: run an evidence package again and say what differs."""

from __future__ import annotations

from argparse import Namespace, _ArgumentGroup
from pathlib import Path

from cli.talk import TerminalFeedback
from core.messages import Language, Text

NAME = "verify"
PURPOSE = Text("重新运行证据包，说明有何不同", "run an evidence package again and say what differs")
EXIT_CODES = {"same": 0, "different": 1, "could_not_run": 3}


def describe(arguments: _ArgumentGroup, options: _ArgumentGroup, language: Language) -> None:
    """Add this command's arguments."""
    package = Text("证据包（.zip）", "an evidence package (.zip)")
    arguments.add_argument("package", metavar="PACKAGE", type=Path, help=package.to(language))
    plan = Text("包内没有数据时，原始规划在哪里", "where the plan is, for a package without inputs")
    options.add_argument("--plan", metavar="PLAN", type=Path, help=plan.to(language))
    key = Text(
        "先用这个公钥文件（PEM）核对旁边的签名（.sig）",
        "check the signature beside it (.sig) with this public key file (PEM) first",
    )
    options.add_argument("--key", metavar="PUBLIC", type=Path, help=key.to(language))


def run(request: Namespace) -> int:
    """0 the same, 1 different, 3 it could not be run again; a signature that does not hold is refused (2)."""
    from services.evidence import signature_text, verify_package

    signed = signature_text(request.package, request.key)
    verdict = verify_package(request.package, request.plan, TerminalFeedback(request))
    if signed is not None:
        print(signed.to(request.language))
    print(verdict.text().to(request.language))
    return EXIT_CODES[verdict.outcome]
