"""A batch of reports over the sample plan: how long it takes, and that the memory of its processes stays flat.

Run as ``python benchmarks/report_batch.py [projects] [docx|pdf|html] [file]`` from the checkout (1 000, docx). The
projects are those of the sample at random places of the plan, a file each, or with ``file`` all in one file.
Reads ``/proc``: Linux only.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

ROOT = Path(__file__).resolve().parent.parent
PLAN = ROOT / "data" / "shapefiles"
EVERY_S = 5.0


def projects(count: int) -> gpd.GeoDataFrame:
    """So many projects of the plan, each with its own name."""
    given = gpd.read_file(PLAN / "project_footprints.shp")
    west, south, east, north = gpd.read_file(PLAN / "planning_area.shp").total_bounds
    random = np.random.default_rng(7)
    found = pd.concat([given] * (-(-count // len(given))), ignore_index=True).iloc[:count]
    places = random.uniform((west, south), (east, north), (count, 2))
    centres = shapely.get_coordinates(shapely.centroid(found.geometry.to_numpy()))
    shifts = places - centres
    shifts[: len(given)] = 0.0
    moved = [
        shapely.transform(shape, lambda xy, shift=shift: xy + shift)
        for shape, shift in zip(found.geometry, shifts, strict=True)
    ]
    names = [f"{name} {number:04d}" for number, name in enumerate(found["project"])]
    return gpd.GeoDataFrame(found.drop(columns="geometry").assign(project=names), geometry=moved, crs=given.crs)


def written(found: gpd.GeoDataFrame, folder: Path, *, one_file: bool) -> Path:
    """The projects as a file each in a folder, or in one file."""
    if one_file:
        found.to_file(folder / "projects.gpkg")
        return folder / "projects.gpkg"
    target = folder / "projects"
    target.mkdir()
    for number in range(len(found)):
        found.iloc[[number]].to_file(target / f"p{number:04d}.geojson")
    return target


def resident(process: int) -> list[int]:
    """MB of a process and of all below it."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    here = next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS")), 0)
    return [here, *(size for child in children for size in resident(int(child)))]


def run(source: Path, out: Path, ending: str) -> None:
    """Run the command and print the memory as it goes, then the time."""
    command = [sys.executable, str(ROOT / "main.py"), "review", str(source), "--plan", str(PLAN)]
    began = time.perf_counter()
    process = subprocess.Popen([*command, "--report", str(out), "--format", ending, "--quiet"])
    while process.poll() is None:
        time.sleep(EVERY_S)
        done = len(list(out.glob(f"*.{ending}"))) if out.is_dir() else 0
        print(f"{time.perf_counter() - began:7.1f} s  {done:5d} reports  MB {resident(process.pid)}", flush=True)
    used = os.times()
    spent = used.children_user + used.children_system
    done = len(list(out.glob(f"*.{ending}")))
    print(f"{done} reports in {time.perf_counter() - began:.0f} s, {spent:.0f} s of processor")


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    kind = sys.argv[2] if len(sys.argv) > 2 else "docx"
    with tempfile.TemporaryDirectory() as name:
        run(written(projects(count), Path(name), one_file="file" in sys.argv[3:]), Path(name) / "reports", kind)
