"""Arguments and help in the planner's language, on argparse."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from types import ModuleType
from typing import NoReturn

from core.messages import Language, Text
from core.version import VERSION

_PROGRAM = Text(
    "蓝图：离线的规划检查与制图。不带命令时打开窗口。",
    "Lantu: check land-use plans and print their maps, offline. Without a command the window opens.",
)
_TITLES = {
    "usage": Text("用法：", "usage: "),
    "arguments": Text("参数", "arguments"),
    "options": Text("选项", "options"),
    "commands": Text("命令", "commands"),
}
_HELP = Text("显示这段说明", "show this help")
_QUIET = Text("只输出结果，不说过程", "print results only, no talk")
_LANGUAGE = Text("界面语言：zh 或 en", "language of messages: zh or en")
_VERSION = Text("显示版本", "show the version")

# argparse words its complaints in English; these are the ones a planner can cause.
_COMPLAINTS = (
    (r"the following arguments are required: (.+)", "缺少参数：{0}。"),
    (r"unrecognized arguments: (.+)", "多出不认识的参数：{0}。"),
    (r"argument (.+?): expected (?:one|at least one) argument", "选项 {0} 后面缺少内容。"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", "{0} 不能是 {1}，可选：{2}。"),
    (r"argument (.+?): invalid \S+ value: (.+)", "{0} 的值 {1} 写法不对。"),
    (r"ambiguous option: (.+?) could match (.+)", "选项 {0} 不明确，可能是：{1}。"),
)


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that speaks both languages and refuses in one line."""

    def __init__(self, *, language: Language = "zh", **options: object) -> None:
        self.language = language
        super().__init__(add_help=False, allow_abbrev=False, **options)  # type: ignore[arg-type]

    def format_help(self) -> str:
        """Help with its headings in the chosen language."""
        formatter = self._get_formatter()
        formatter.add_usage(
            self.usage, self._actions, self._mutually_exclusive_groups, _TITLES["usage"].to(self.language)
        )
        formatter.add_text(self.description)
        for group in self._action_groups:
            formatter.start_section(group.title)
            formatter.add_text(group.description)
            formatter.add_arguments(group._group_actions)
            formatter.end_section()
        return formatter.format_help()

    def error(self, message: str) -> NoReturn:
        """One line on stderr: what is wrong and how to see what is right; exit code 2."""
        complaint = message[:1].upper() + message[1:] + "."
        if self.language == "zh":
            complaint = _in_chinese(message)
        self.refuse(complaint)

    def refuse_command(self, word: str, known: Sequence[str]) -> NoReturn:
        """There is no such command."""
        text = Text("没有“{word}”这个命令，可用：{known}。", "There is no command “{word}”; there are: {known}.")
        self.refuse(text.format(word=word, known=", ".join(known)).to(self.language))

    def refuse(self, complaint: str) -> NoReturn:
        """Say ``complaint`` and where help is; exit code 2."""
        hint = Text(f"写法见 {self.prog} --help。", f" See {self.prog} --help.").to(self.language)
        print(f"{complaint}{hint}", file=sys.stderr)
        sys.exit(2)


def build_parser(language: Language, commands: Iterable[ModuleType]) -> Parser:
    """The whole command line; each command module adds its own arguments with ``describe``."""
    parser = Parser(prog="lantu", language=language, description=_PROGRAM.to(language))
    options = _common(parser, language)
    options.add_argument("--version", action="version", version=f"lantu {VERSION}", help=_VERSION.to(language))
    slots = parser.add_subparsers(
        dest="command", metavar="COMMAND", title=_TITLES["commands"].to(language), parser_class=Parser
    )
    for module in commands:
        purpose = module.PURPOSE.to(language)
        command = slots.add_parser(module.NAME, language=language, help=purpose, description=purpose)
        arguments = command.add_argument_group(_TITLES["arguments"].to(language))
        module.describe(arguments, _common(command, language), language)
    return parser


def _common(parser: Parser, language: Language) -> argparse._ArgumentGroup:
    options = parser.add_argument_group(_TITLES["options"].to(language))
    options.add_argument("-h", "--help", action="help", help=_HELP.to(language))
    # SUPPRESS: the same option stands before and after the command, and the unused one must not undo the other.
    options.add_argument(
        "--lang", dest="language", choices=("zh", "en"), default=argparse.SUPPRESS, help=_LANGUAGE.to(language)
    )
    options.add_argument("--quiet", action="store_true", default=argparse.SUPPRESS, help=_QUIET.to(language))
    parser.set_defaults(language=None, quiet=False) if parser.prog == "lantu" else None
    return options


def _in_chinese(message: str) -> str:
    for pattern, wording in _COMPLAINTS:
        found = re.fullmatch(pattern, message, flags=re.DOTALL)
        if found:
            return wording.format(*found.groups())
    return f"命令写法不对（{message}）。"
