"""How long the negative-list overlap takes beside ``geopandas.overlay`` on the same arrays, in one run.

``python -m benchmarks.overlap [footprints] [zones] [vertices]``; both see all footprints.
"""

from __future__ import annotations

import sys
import time

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from checks.overlaps import Pairs, overlapping_pairs

SIDE_M = 50_000.0
SEED = 20_250_101


def blob(generator: np.random.Generator, vertices: int) -> shapely.Polygon:
    """A wavy zone of some kilometres, simple by construction (a radius for each angle)."""
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    order = np.arange(1, 60)[:, None]
    waves = (
        generator.normal(size=order.shape)
        / order**1.1
        * np.cos(order * angle + generator.uniform(0, 6.28, order.shape))
    )
    radius = generator.uniform(2_000, 6_000) * np.clip(1 + 0.2 * waves.sum(axis=0), 0.2, 3)
    x, y = generator.uniform(0, SIDE_M, 2)
    return shapely.Polygon(np.column_stack([x + radius * np.cos(angle), y + radius * np.sin(angle)]))


def sites(generator: np.random.Generator, count: int) -> npt.NDArray[np.object_]:
    """Turned rectangles of 0.2 to 9 ha, one in three with a bevelled corner."""
    found = np.empty(count, dtype=object)
    for number in range(count):
        width, depth = generator.uniform(40, 300, 2)
        shape = shapely.box(0, 0, width, depth)
        if number % 3 == 0:
            shape = shape.difference(shapely.box(0, 0, width / 3, depth / 3))
        turned = shapely.affinity.rotate(shape, generator.uniform(0, 180))
        found[number] = shapely.affinity.translate(turned, *generator.uniform(0, SIDE_M, 2))
    return found


def overlay(footprints: npt.NDArray[np.object_], zones: npt.NDArray[np.object_]) -> dict[tuple[int, int], float]:
    """Areas by pair, the usual way."""
    left = gpd.GeoDataFrame({"first": range(len(footprints))}, geometry=footprints)
    right = gpd.GeoDataFrame({"second": range(len(zones))}, geometry=zones)
    found = gpd.overlay(left, right, how="intersection", keep_geom_type=True)
    return dict(zip(zip(found["first"], found["second"], strict=True), found.area, strict=True))


def by_pair(pairs: Pairs) -> dict[tuple[int, int], float]:
    """Areas by pair, without those that only touch."""
    rows = zip(pairs.first.tolist(), pairs.second.tolist(), pairs.area.tolist(), strict=True)
    return {(first, second): area for first, second, area in rows if area > 0}


def main() -> None:
    """Measure both, compare, print."""
    count, zone_count, vertices = (*map(int, sys.argv[1:]), *(10_000, 30, 20_000)[len(sys.argv) - 1 :])
    generator = np.random.default_rng(SEED)
    zones = np.array([blob(generator, vertices) for _ in range(zone_count)], dtype=object)
    footprints = sites(generator, count)
    started = time.process_time()
    ours = by_pair(overlapping_pairs(footprints, zones))
    our_seconds = time.process_time() - started
    started = time.process_time()
    theirs = overlay(footprints, zones)
    their_seconds = time.process_time() - started
    worst = max((abs(area - theirs.get(pair, 0.0)) for pair, area in ours.items()), default=0.0)
    print(f"{count} footprints x {zone_count} zones of {vertices} vertices: {len(ours)} pairs")
    print(f"overlapping_pairs {our_seconds:.2f} s CPU; overlay {their_seconds:.1f} s CPU")
    print(f"{their_seconds / our_seconds:.0f} times; same pairs: {set(ours) == set(theirs)}; worst {worst:.1e} m2")


if __name__ == "__main__":
    main()
