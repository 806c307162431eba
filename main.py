"""Lantu (蓝图): starts the window, or one headless command.

Nothing heavy is imported at module level: ``lantu --help`` must be instant.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Serve one request and return its exit code (docs/architecture.md lists them)."""
    _own_geodata()
    from cli import program

    request = program.parse(sys.argv[1:] if argv is None else argv)
    if request.command == "open" and program.has_screen():
        gc.disable()  # imports make much that stays; gui.app turns it on again when the map is drawn
        from gui.app import run

        return run(request.path, request.language)
    return program.execute(request)


def _own_geodata() -> None:
    """Another GIS on the PC may have pointed PROJ and GDAL at its own, older tables; and nothing goes online."""
    for variable in ("PROJ_DATA", "PROJ_LIB", "GDAL_DATA", "GDAL_DRIVER_PATH"):
        os.environ.pop(variable, None)
    os.environ["PROJ_NETWORK"] = "OFF"
    # Nothing here multiplies large matrices, and the threads for it cost a third of numpy's import.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


if __name__ == "__main__":
    sys.exit(main())
