"""What every test runs under: no screen, no network tables, a cache of its own."""

from __future__ import annotations

import os
import tempfile

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PROJ_NETWORK"] = "OFF"
# The user's cache and settings neither help nor hinder a test.
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="lantu-test-cache-")
os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp(prefix="lantu-test-settings-")
# But compiling takes seconds, and what is compiled is renewed with its source.
os.environ.setdefault("NUMBA_CACHE_DIR", os.path.join(tempfile.gettempdir(), "lantu-test-kernels"))


@pytest.fixture(scope="session", autouse=True)
def one_application(qapp: object) -> None:
    """Windows need an application that printing alone would make smaller; a process has one, so it is made first."""
