"""The shape of the house, held by tests: who imports whom, what is light, how large things may grow."""

from __future__ import annotations

import ast
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("core", "layers", "checks", "maps", "reports", "services", "cli", "gui")
QT_ROOMS = {"PySide6.QtGui": {"maps", "gui"}, "PySide6.QtSvg": {"maps", "gui"}, "PySide6.QtCore": {"maps", "gui"}}
ONLY_GUI = {"gui"}


def sources(*rooms: str) -> Iterator[Path]:
    """Python files of the given rooms, and of the launcher when no room is named."""
    for room in rooms or (*ROOMS, "data", "packaging"):
        yield from sorted((ROOT / room).rglob("*.py"))
    if not rooms:
        yield ROOT / "main.py"


def imports_of(path: Path) -> Iterator[str]:
    """Dotted names imported anywhere in a file, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_imports_run_strictly_down() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--config", "setup.cfg", "--no-cache"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


def test_qt_is_met_only_where_it_belongs() -> None:
    strangers = []
    for path in sources(*ROOMS):
        room = path.relative_to(ROOT).parts[0]
        for name in imports_of(path):
            if name.startswith("PySide6."):
                module = ".".join(name.split(".")[:2])
                if room not in QT_ROOMS.get(module, ONLY_GUI):
                    strangers.append(f"{path.relative_to(ROOT)} imports {name}")
    assert strangers == []


def test_core_needs_nothing_but_the_standard_library() -> None:
    strangers = [
        f"{path.name} imports {name}"
        for path in sources("core")
        for name in imports_of(path)
        if name.split(".")[0] not in sys.stdlib_module_names | {"core"}
    ]
    assert strangers == []


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    """Run a snippet in a fresh interpreter at the top of the checkout."""
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)


def test_importing_the_launcher_loads_nothing_heavy() -> None:
    found = run_python(
        "import main, sys; print([m for m in ('PySide6', 'geopandas', 'numpy', 'pandas') if m in sys.modules])"
    )
    assert found.stdout.strip() == "[]", found.stderr


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import main, sys\n"
        "try: main.main(['check', '--help'])\n"
        "except SystemExit: pass\n"
        "print([m for m in ('PySide6', 'geopandas', 'numpy', 'pandas') if m in sys.modules], file=sys.stderr)"
    )
    assert run_python(code).stderr.strip() == "[]"


def test_checking_works_with_qt_impossible_to_import(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['PySide6'] = None\n"
        "import main\n"
        f"sys.exit(main.main(['check', 'data/shapefiles', '--quiet', '--json', {str(tmp_path / 'f.json')!r}]))"
    )
    found = run_python(code)
    assert found.returncode == 0, found.stderr
    assert (tmp_path / "f.json").stat().st_size > 1000


def functions() -> Iterator[tuple[int, str]]:
    """Length in lines and name of every function of the product."""
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                yield length, f"{path.relative_to(ROOT)}:{node.lineno} {node.name} ({length} lines)"


def test_functions_stay_short() -> None:
    found = sorted(functions(), reverse=True)
    lengths = [length for length, _ in found]
    assert [name for length, name in found if length > 60] == []
    assert statistics.quantiles(lengths, n=10)[-1] <= 30, "\n".join(name for _, name in found[:20])


def test_files_stay_small() -> None:
    found = sorted(((len(path.read_text(encoding="utf-8").splitlines()), path) for path in sources()), reverse=True)
    lengths = [length for length, _ in found]
    assert [f"{path.relative_to(ROOT)}: {length}" for length, path in found if length > 600] == []
    assert statistics.quantiles(lengths, n=10)[-1] <= 350, found[:10]


def test_no_room_for_everything() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
    assert [str(path.relative_to(ROOT)) for path in sources() if path.stem in vague] == []


def test_nothing_names_a_machine_or_a_registry() -> None:
    # Put together here so that this file does not name them either.
    forbidden = ["/wo" + "rk/", "py" + "pi.org", "pythonhos" + "ted", "deb.deb" + "ian.org", "registry." + "npm"]
    written = {".py", ".md", ".cfg", ".toml", ".lock", ".sh", ".yaml", ""}
    found = []
    for path in files_of_checkout():
        if path.suffix in written:
            text = path.read_text(encoding="utf-8", errors="ignore")
            found += [f"{path.relative_to(ROOT)}: {word}" for word in forbidden if word in text]
    assert found == []


def files_of_checkout() -> Iterator[Path]:
    """Everything that is committed; what tools leave behind is hidden or has one of a few names."""
    skipped = {"__pycache__", "build", "dist", "bench-data", "out"}
    for folder, names, files in os.walk(ROOT):
        names[:] = [name for name in names if name == ".ci" or not (name.startswith(".") or name in skipped)]
        yield from (Path(folder) / name for name in files)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the crash is a process abort")
def test_qt_survives_two_hundred_thousand_calls_and_twenty_thousand_repaints() -> None:
    """PySide6 6.12 on Python 3.11 loses a reference to None per void call and aborts after about 5 000."""
    code = (
        "from PySide6 import QtGui, QtWidgets\n"
        "app = QtWidgets.QApplication([])\n"
        "font = QtGui.QFont()\n"
        "for _ in range(200_000): font.setPixelSize(9)\n"
        "count = 0\n"
        "class Page(QtWidgets.QWidget):\n"
        "    def paintEvent(self, event):\n"
        "        global count; count += 1\n"
        "page = Page(); page.resize(8, 8); page.show()\n"
        "while not page.windowHandle().isExposed(): app.processEvents()\n"
        "for _ in range(20_000): page.repaint()\n"
        "print('survived' if count >= 20_000 else count)"
    )
    found = run_python(code)
    assert found.stdout.strip() == "survived", found.stderr[-500:]
