"""One edited feature in a large project: how long until it is durable, beside the disk's own fsync.

Run as ``python benchmarks/commit.py [features] [rounds] [folder]`` from the checkout (a million, 200, the folder for
temporary files). Each round moves one feature and commits; then a file of the same number of bytes as the log grew by
is written and synced. Prints medians and the 95th percentile. Not a test: times depend on the machine.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from core.messages import Text
from layers.changes import ChangeSet, updated
from layers.formats.vector import LoadResult
from layers.project import Project
from layers.store.blob import encoded

SIDE = 20.0


def million(count: int) -> LoadResult:
    """Boxes in a square grid."""
    across = int(count**0.5)
    number = np.arange(count)
    x = 460_000 + SIDE * (number % across)
    y = 3_100_000 + SIDE * (number // across)
    frame = gpd.GeoDataFrame(
        {"YDDM": pd.Series(np.char.mod("07%02d", number % 10), dtype="string"), "MJ": SIDE * SIDE},
        geometry=shapely.box(x, y, x + SIDE, y + SIDE),
    )
    return LoadResult("zoning", frame, "polygon", pyproj.CRS.from_epsg(4546), "UTF-8", ())


def moved(project: Project, fid: int) -> ChangeSet:
    """The feature half a metre to the east."""
    row = project.rows("zoning", [fid])[fid]
    x = 460_000 + SIDE * (fid % 1000) + 0.5
    shape = shapely.multipolygons([shapely.box(x, 3_100_500, x + SIDE, 3_100_500 + SIDE)], indices=[0])
    (geometry,) = encoded(shape, 4546)
    label = Text("移动", "Move")
    return ChangeSet((updated("zoning", {fid: (row, {**row, "geom": geometry})}),), label)


def fsync_seconds(file: int, size: int) -> float:
    """Append as many bytes and sync them."""
    started = time.perf_counter()
    os.write(file, b"x" * size)
    os.fsync(file)
    return time.perf_counter() - started


def log_size(path: Path) -> int:
    """Bytes in the write-ahead log."""
    log = path.with_name(path.name + "-wal")
    return log.stat().st_size if log.exists() else 0


def log_bytes(project: Project, count: int) -> int:
    """Bytes that one commit adds to the log, on average of ten."""
    project.file.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    for fid in range(10):
        project.commit(moved(project, fid * (count // 10)))
    return log_size(project.path) // 10


def measure(project: Project, beside: Path, rounds: int, count: int) -> tuple[list[float], list[float], list[float]]:
    """Seconds to commit, seconds of the same without durability, seconds of a bare fsync, in turn."""
    random = np.random.default_rng(1)
    commits, bare, plain = [], [], []
    file = os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    connection = project.file.connection
    size = log_bytes(project, count)
    for fid in random.choice(count, rounds, replace=False).tolist():
        changes = moved(project, fid)
        started = time.perf_counter()
        project.commit(changes)
        commits.append(time.perf_counter() - started)
        bare.append(fsync_seconds(file, size))
        connection.execute("PRAGMA synchronous=OFF")
        started = time.perf_counter()
        project.history.undo()
        plain.append(time.perf_counter() - started)
        connection.execute("PRAGMA synchronous=FULL")
    os.close(file)
    return commits, plain, bare


def shown(name: str, seconds: list[float]) -> str:
    """Median and 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    return f"{name} {1000 * statistics.median(ordered):.2f} ms (95 %: {1000 * ordered[int(len(ordered) * 0.95)]:.2f})"


def main() -> None:
    """Print the medians."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    with tempfile.TemporaryDirectory(dir=sys.argv[3] if len(sys.argv) > 3 else None) as folder:
        path = Path(folder) / "a.gpkg"
        with Project.create(path) as project:
            source = million(count)
            started = time.perf_counter()
            project.import_layer(source, role="zoning")
            print(f"import of {count} features {time.perf_counter() - started:.1f} s, {path.stat().st_size >> 20} MiB")
        started = time.perf_counter()
        with Project.open(path) as project:
            project.layers()
            print(f"open and list layers {1000 * (time.perf_counter() - started):.1f} ms")
            commits, plain, bare = measure(project, Path(folder) / "bare", rounds, count)
            print(shown("commit", commits), "·", shown("bare fsync of as many bytes", bare))
            print(f"beyond the fsync {1000 * (statistics.median(commits) - statistics.median(bare)):.2f} ms median")
            print(shown("undo without any sync", plain))
            started = time.perf_counter()
            project.layer("zoning")
            print(f"read the whole layer {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()
