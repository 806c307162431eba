"""The QGIS of this machine, if there is one, with its own Python."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

PYTHON = shutil.which("python3", path="/usr/bin:/bin")
SCRIPT = Path(__file__).with_name("in_qgis.py")


def asked(*words: object, script: Path = SCRIPT) -> dict[str, Any]:
    """What ``in_qgis.py``, or another script, answers; skips the test where there is no QGIS."""
    if not _present():
        pytest.skip("there is no QGIS here")
    command = [str(PYTHON), str(script), *map(str, words)]
    done = subprocess.run(command, env=_environment(), capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


@lru_cache(maxsize=1)
def _present() -> bool:
    probe = [str(PYTHON), "-c", "import qgis.core"]
    return (
        PYTHON is not None
        and not subprocess.run(probe, env=_environment(), capture_output=True, check=False).returncode
    )


def _environment() -> dict[str, str]:
    """Nothing of our own environment: QGIS has its own Qt and its own libraries."""
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "QT_QPA_PLATFORM": "offscreen"}
