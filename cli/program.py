"""The command line: what may be asked, and how an answer or a refusal is given back."""

from __future__ import annotations

import ctypes
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from importlib import import_module

from cli.arguments import Parser, build_parser
from core.errors import AppError, Cancelled
from core.messages import Language, Text, system_language

COMMANDS = {
    "open": "cli.open",
    "inspect": "cli.inspect",
    "check": "cli.check",
    "review": "cli.review",
    "topology": "cli.topology",
    "tables": "cli.tables",
    "print": "cli.print",
    "convert": "cli.convert",
    "rules": "cli.rules",
    "web": "cli.web",
    "verify": "cli.verify",
    "diff": "cli.diff",
}
"""Command → module; a module is imported when its command is named or all are listed."""

EXIT_REFUSED = 2
EXIT_INTERRUPTED = 130


def parse(argv: Sequence[str]) -> Namespace:
    """Read the arguments; leaves through ``SystemExit`` for ``--help`` (0) and a request that makes no sense (2)."""
    _never_fail_on_letters()
    language = _language(argv)
    parser = build_parser(language, [import_module(module) for module in COMMANDS.values()])
    words = list(argv)
    if not any(word in COMMANDS for word in words) and not _asks_for_help(words):
        words = _with_open(words, parser)
    request = parser.parse_args(words)
    request.language = request.language or language
    return request


def execute(request: Namespace) -> int:
    """Run one headless command; a refusal is one line on stderr and exit code 2."""
    try:
        code = import_module(COMMANDS[request.command]).run(request)
        sys.stdout.flush()
    except AppError as refusal:
        print(refusal.sentence(request.language), file=sys.stderr)
        return EXIT_REFUSED
    except (KeyboardInterrupt, Cancelled):
        print(Text("已停止。", "Stopped.").to(request.language), file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone (``| head``): nothing left to say, also not at shutdown.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return int(code)


def has_screen() -> bool:
    """Whether a window can be opened here."""
    if not sys.platform.startswith("linux") or "QT_QPA_PLATFORM" in os.environ:
        return True
    return bool(os.environ.get("WAYLAND_DISPLAY")) or _x_display_answers()


def _x_display_answers() -> bool:
    """Qt aborts the process when the X server named by DISPLAY does not answer; so it is asked first."""
    if not os.environ.get("DISPLAY"):
        return False
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return False
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    display = x11.XOpenDisplay(None)
    if display:
        x11.XCloseDisplay(display)
    return bool(display)


def _language(argv: Sequence[str]) -> Language:
    """``--lang`` is looked up before parsing, so that refusals and help speak it too."""
    for index, word in enumerate(argv):
        value = word.partition("=")[2] if word.startswith("--lang=") else None
        if word == "--lang" and index + 1 < len(argv):
            value = argv[index + 1]
        if value == "zh":
            return "zh"
        if value == "en":
            return "en"
    return system_language(os.environ)


def _asks_for_help(words: Sequence[str]) -> bool:
    return any(word in ("-h", "--help", "--version") for word in words)


def _with_open(words: list[str], parser: Parser) -> list[str]:
    """Without a command the window opens; a first word that is no option and no command is refused by name."""
    position = 0
    while position < len(words) and words[position].startswith("-"):
        position += 2 if words[position] == "--lang" else 1
    if position < len(words):
        parser.refuse_command(words[position], list(COMMANDS))
    return [*words, "open"]


def _never_fail_on_letters() -> None:
    """A console that lacks a letter shows a replacement instead of stopping the command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
