"""How long the program takes to start: help against an empty interpreter, and the window until the sample is drawn.

Run as ``python benchmarks/start_up.py [rounds]`` from the checkout; prints medians. Not a test: times
depend on the machine.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WINDOW = """
import sys, time
started = time.perf_counter()
import main
main._own_geodata()
from PySide6 import QtCore, QtWidgets
from gui import app
application = QtWidgets.QApplication(sys.argv[:1])
application.setStyle("Fusion")
sys.setswitchinterval(app.SWITCH_INTERVAL_S)
window = app.make_window(application, "zh")
window.show()
QtCore.QTimer.singleShot(0, window, lambda: window.open(None))
def finished():
    if complete:
        print(time.perf_counter() - started)
        window.close()
complete = []
window.session.drawable.connect(lambda: complete.append(True))
window.canvas.picture.ready.connect(finished)
application.exec()
"""


def seconds(*command: str) -> float:
    """Wall time of one command."""
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def window_seconds() -> float:
    """Time from the start of ``main`` until the sample stands on the screen, start of the interpreter not counted."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    found = subprocess.run(
        [sys.executable, "-c", WINDOW], cwd=ROOT, check=True, capture_output=True, text=True, env=environment
    )
    return float(found.stdout.split()[0])


def main() -> None:
    """Print the medians."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    nothing = statistics.median(seconds(sys.executable, "-c", "pass") for _ in range(rounds))
    usage = statistics.median(seconds(sys.executable, "main.py", "--help") for _ in range(rounds))
    print(f"python -c pass {nothing:.3f} s · --help {usage:.3f} s · ratio {usage / nothing:.1f}")
    drawn = statistics.median(window_seconds() for _ in range(rounds))
    print(f"window with the sample drawn {drawn:.2f} s")


if __name__ == "__main__":
    main()
