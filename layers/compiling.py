"""Compiled kernels: loaded when a worker asks for them, compiled once per machine and kept in the user's cache."""

from __future__ import annotations

import importlib
import os
import pickle
import shutil
import sys
import tempfile
import threading
import uuid
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from core.version import VERSION

_loading = threading.Lock()
_DAMAGED = (pickle.UnpicklingError, EOFError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError)
"""What reading a damaged cache raises."""


class Kernels:
    """Modules that numba compiles when they are imported; the first of them imports the others."""

    def __init__(self, *modules: str) -> None:
        self._modules = modules
        self._loaded: ModuleType | None = None
        self._impossible = False

    @property
    def ready(self) -> bool:
        """Whether the kernels can be called at once."""
        return self._loaded is not None

    @property
    def module(self) -> ModuleType:
        """The module of the kernels; ``ready`` must hold."""
        assert self._loaded is not None
        return self._loaded

    def load(self) -> bool:
        """Load the kernels (the first time on a machine: compile them, some seconds); False where numba is missing or
        cannot compile them.

        For a worker thread: never needed twice, safe to call from several threads.
        """
        with _loading:
            if not self.ready and not self._impossible:
                try:
                    self._loaded = _imported(self._modules)
                except ImportError:
                    self._impossible = True
        return self.ready


def cache_folder() -> Path:
    """Where Lantu keeps what it can make again: ``LOCALAPPDATA``, ``XDG_CACHE_HOME`` or the platform's usual place."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
        return Path(base) / "Lantu" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "Lantu"
    named = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(named) if Path(named).is_absolute() else Path.home() / ".cache") / "lantu"


def _imported(modules: Sequence[str]) -> ModuleType:
    import numba
    from numba.core.errors import NumbaError

    config: Any = numba.config
    before, together = config.CACHE_DIR, config.SLP_VECTORIZE
    folder = Path(before) if before else cache_folder() / f"kernels-{VERSION}"
    try:
        if not _writable(folder):
            folder = Path(tempfile.mkdtemp(prefix="lantu-kernels-"))
        config.CACHE_DIR = str(folder)
        # Four channels in one instruction.
        config.SLP_VECTORIZE = 1
        try:
            return importlib.import_module(modules[0])
        except _DAMAGED:
            for name in modules:
                sys.modules.pop(name, None)
            if not before:
                shutil.rmtree(folder, ignore_errors=True)
            config.CACHE_DIR = str(folder if not before else tempfile.mkdtemp(prefix="lantu-kernels-"))
            return importlib.import_module(modules[0])
    except NumbaError as problem:
        raise ImportError(str(problem)) from problem
    finally:
        config.CACHE_DIR = before
        config.SLP_VECTORIZE = together


def _writable(folder: Path) -> bool:
    probe = folder / uuid.uuid4().hex
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True
