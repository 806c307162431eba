"""How long a check takes after one edit in a plan of a million parcels, beside a whole run.

``python -m benchmarks.recheck [parcels] [footprints] [rounds]``. Each round moves one parcel or one footprint, or
asks about a footprint that was not there before, and checks again: every rule of the stage *project* of all packs.
Prints medians and the slowest, in milliseconds of the wall clock and of the processor.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from checks.pack import brought_packs, load_pack
from checks.recheck import Recheck
from checks.rule import RulePack
from layers.layer import GeometryKind, Layer
from layers.plan import Plan
from layers.store.refreshing import with_rows

SIDE = 40.0
WEST, SOUTH = 520_000.0, 4_440_000.0
CRS = pyproj.CRS.from_epsg(4546)
AT, VERSION = "2025-06-01T00:00:00+08:00", "benchmark"


def layer(role: str, shapes: object, kind: GeometryKind = "polygon", **fields: object) -> Layer:
    """A layer in memory."""
    columns = pd.DataFrame(fields).convert_dtypes()
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)
    return Layer(role, role, frame, CRS, kind, Path(f"{role}.shp"), "", {})


def million(count: int) -> Layer:
    """Parcels in a square grid."""
    across = int(count**0.5)
    number = np.arange(count)
    x, y = WEST + SIDE * (number % across), SOUTH + SIDE * (number // across)
    return layer(
        "zoning",
        shapely.box(x, y, x + SIDE, y + SIDE),
        class_code=np.array(["0701", "0901", "1001", "1401", "100101"])[number % 5],
        part=np.array(["south", "east", "centre", "north"])[number // 1000 % 4],
        far_max=1.0 + number % 3,
        green_min=20.0 + number % 20,
        height_max=24.0 + number % 60,
    )


def boxes(generator: np.random.Generator, count: int, extent: float, size: float) -> object:
    """Rectangles anywhere."""
    x, y = WEST + generator.uniform(0, extent, count), SOUTH + generator.uniform(0, extent, count)
    return shapely.box(x, y, x + size * generator.uniform(0.3, 1, count), y + size * generator.uniform(0.3, 1, count))


def plan_of(parcels: int, footprints: int) -> Plan:
    """A plan with everything that a project is compared with, mostly small layers."""
    generator = np.random.default_rng(1)
    extent = SIDE * parcels**0.5
    zones = {
        role: layer(role, boxes(generator, 60, extent, extent / 20))
        for role in (
            "ecological_redline", "permanent_farmland", "river_management", "water_body", "wetland", "reserve_corridor",
            "landscape_zone", "noise_zone", "heritage", "forest", "grassland",
        )
    }  # fmt: skip
    return Plan(
        "million",
        (
            million(parcels),
            layer("development_boundary", [shapely.box(WEST, SOUTH, WEST + extent, SOUTH + extent)], year=[2025]),
            *zones.values(),
            layer(
                "project_footprints",
                boxes(generator, footprints, extent, 150.0),
                project=[f"p{number}" for number in range(footprints)],
                industry=["big_data"] * footprints,
                height_m=np.full(footprints, 20.0),
                green_rate=np.full(footprints, 25.0),
                far=np.full(footprints, 1.5),
                boiler_t_h=np.zeros(footprints),
            ),
        ),
        Path(),
        crs=CRS,
    )


def moved(plan: Plan, role: str, fid: int, metres: float) -> Plan:
    """The plan with one feature moved to the east."""
    (before,) = plan.bound(role)
    row = before.frame.loc[[fid]]
    shapes = shapely.transform(row.geometry.to_numpy(), lambda xy: xy + np.array([metres, 0.0]))
    after = with_rows(before, row.set_geometry(shapes), np.array([fid]))
    return replace(plan, layers=tuple(after if one is before else one for one in plan.layers))


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock and by the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return 1000 * (time.perf_counter() - clock), 1000 * (time.process_time() - processor)


def told(what: str, times: list[tuple[float, float]]) -> None:
    """One line of the result."""
    clock, processor = zip(*times, strict=True)
    print(
        f"{what}: {statistics.median(clock):.1f} ms (slowest {max(clock):.1f}), "
        f"{statistics.median(processor):.1f} ms of the processor"
    )


def edits(packs: list[RulePack], plan: Plan, role: str, rounds: int, *, only: tuple[str, ...] = ()) -> None:
    """Move a feature of a role again and again."""
    kept = Recheck(packs, stage="project", only=only)
    first = timed(lambda: kept.run(plan, at=AT, version=VERSION))
    print(f"  whole run: {first[0]:.0f} ms by the clock")
    times, making = [], []
    for number in range(rounds + 1):
        fid = (number * 7919) % len(plan.bound(role)[0])
        before = time.perf_counter()
        plan = moved(plan, role, fid, 3.0)
        making.append((1000 * (time.perf_counter() - before),) * 2)
        after = plan
        times.append(timed(lambda: kept.run(after, at=AT, version=VERSION)))  # noqa: B023
    told(f"  check after moving a feature of {role}", times[1:])
    told("  the layer with the moved feature", making[1:])


def main() -> None:
    """Measure and print."""
    parcels, footprints, rounds = (*map(int, sys.argv[1:]), *(1_000_000, 200, 20)[len(sys.argv) - 1 :])
    packs = [load_pack(name) for name in brought_packs()]
    plan = plan_of(parcels, footprints)
    print(f"{parcels} parcels, {footprints} footprints, packs {', '.join(pack.id for pack in packs)}")
    for role in ("zoning", "project_footprints"):
        print(f"all project rules, {role} edited")
        edits(packs, plan, role, rounds)
    for rule in ("NL-09", "NL-12b", "NL-07"):
        print(f"{rule} alone, a footprint edited")
        edits(packs, plan, "project_footprints", rounds, only=(rule,))
    alone = plan_of(parcels, 1)
    print("one footprint")
    edits(packs, alone, "project_footprints", rounds)


if __name__ == "__main__":
    main()
