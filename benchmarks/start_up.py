"""How long the program takes to start: help against an empty interpreter, the window against an empty window.

The window is measured until the sample stands on the screen, the start of the interpreter not counted, in turn with
an empty PySide6 window until its first paint. The aim: 1.5 times the empty window plus 0.5 s.

Run as ``python benchmarks/start_up.py [rounds]`` from the checkout; prints medians. Not a test: times
depend on the machine.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EMPTY = """
import time
started = time.perf_counter()
from PySide6 import QtCore, QtWidgets
class Window(QtWidgets.QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QtCore.QTimer.singleShot(0, finished)
def finished():
    print(time.perf_counter() - started, time.process_time())
    window.close()
application = QtWidgets.QApplication([])
application.setStyle("Fusion")
window = Window()
window.resize(1440, 900)
window.show()
application.exec()
"""
WINDOW = """
import gc, os, sys, time
started = time.perf_counter()
gc.disable()
import main
main._own_geodata()
from PySide6 import QtCore, QtWidgets
from gui import app
application = QtWidgets.QApplication(sys.argv[:1])
application.setStyle("Fusion")
sys.setswitchinterval(app.SWITCH_INTERVAL_S)
window = app.make_window(application, "zh")
window.show()
QtCore.QTimer.singleShot(0, window, lambda: window.open_at_start(None))
def drawn():
    if len(times) == 0 and window.session.map_layers:
        times.extend((time.perf_counter() - started, time.process_time()))
def complete():
    times.append(time.perf_counter() - started)
    print(*times)
    window.close()
times = []
window.canvas.picture.ready.connect(lambda: QtCore.QTimer.singleShot(0, drawn))  # after it was painted
window.session.drawable.connect(lambda: QtCore.QTimer.singleShot(0, complete))
application.exec()
"""


def seconds(*command: str) -> float:
    """Wall time of one command."""
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def figures(script: str, cache: str) -> list[float]:
    """What a script prints; compiled modules are kept in ``cache``, as an installed program keeps them."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONPYCACHEPREFIX": cache}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    found = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True, env=environment
    )
    return [float(word) for word in found.stdout.split()]


def window_rounds(rounds: int) -> None:
    """Print how the window compares with an empty one."""
    with tempfile.TemporaryDirectory(prefix="lantu-") as cache:
        figures(EMPTY, cache), figures(WINDOW, cache)
        pairs = [(figures(EMPTY, cache), figures(WINDOW, cache)) for _ in range(rounds)]
    empty, empty_cpu = (statistics.median(pair[0][place] for pair in pairs) for place in (0, 1))
    drawn, drawn_cpu, opened = (statistics.median(pair[1][place] for pair in pairs) for place in (0, 1, 2))
    print(f"empty window {empty:.2f} s, {empty_cpu:.2f} s of CPU")
    print(f"window with the sample drawn {drawn:.2f} s, {drawn_cpu:.2f} s of CPU; plan open {opened:.2f} s")
    aim = 1.5 * empty + 0.5
    print(f"aim {aim:.2f} s · reached {drawn / aim:.2f} of it · {drawn / empty:.1f} times an empty window")


def main() -> None:
    """Print the medians."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    nothing = statistics.median(seconds(sys.executable, "-c", "pass") for _ in range(rounds))
    usage = statistics.median(seconds(sys.executable, "main.py", "--help") for _ in range(rounds))
    print(f"python -c pass {nothing:.3f} s · --help {usage:.3f} s · ratio {usage / nothing:.1f}")
    window_rounds(rounds)


if __name__ == "__main__":
    main()
