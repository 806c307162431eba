"""Pairs of packages edited apart and merged in both orders.

Run as ``python benchmarks/packages.py [pairs] [seed]`` from the checkout (1 000, 1). Where the two do not touch the
same parcel the state must be the same in either order, without a question; otherwise every parcel that both touched is
reported. Nothing may be lost.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from layers.editing.merging_packages import Merged, merge
from layers.editing.packages import Package, read_package, write_package
from layers.project import Project
from tests.package_edits import VERSION, edit_at_random, lost, package_since, touched
from tests.projects import content, project

PARCELS = 40


def run(pairs: int, seed: int) -> None:
    """``AssertionError`` at the first pair that does not merge as it must."""
    random = np.random.default_rng(seed)
    apart, reported = 0, 0
    with tempfile.TemporaryDirectory() as name, project(Path(name) / "a.gpkg", PARCELS) as one:
        one.history.set_version(VERSION)
        begun = one.history.versions()[0].entry
        for number in range(pairs):
            packages = []
            for author in ("甲", "乙"):
                edit_at_random(one, author, random, list(range(PARCELS)))
                write_package(package_since(one, author), Path(name) / "p.lantuchanges")
                packages.append(read_package(Path(name) / "p.lantuchanges"))
                one.history.jump(begun)
            both = touched(packages[0].changes) & touched(packages[1].changes) & set(range(PARCELS))
            states, found = zip(*(merged(one, order, begun) for order in (packages, packages[::-1])), strict=True)
            same = all(one_side == other for one_side, other in zip(*states, strict=True))
            if not both:
                apart += 1
                assert same, (number, "order")
                assert not found[0].conflicts, number
                assert not found[1].conflicts, number
            else:
                reported += 1
                for last in found:
                    settled = {conflict.key for conflict in last.conflicts}
                    assert len(both) <= len(settled) + last.already, (number, both, settled)
    print(f"{pairs} pairs: {apart} merged alike in either order, {reported} with common parcels, all of them reported")


def merged(one: Project, packages: list[Package], begun: int) -> tuple[list[object], Merged]:
    """The rows after merging packages, and what the last merge said; the project is as before afterwards."""
    found = Merged(packages[0].changes)
    for package in packages:
        found = merge(one, package, one.history.compare(VERSION))
        assert not lost(package, found)
        one.commit(found.changes)
    rows: list[object] = list(content(one.path)["zoning"])
    one.history.jump(begun)
    return rows, found


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:3]]
    started = time.perf_counter()
    run(*[*given, *[1_000, 1][len(given) :]])
    print(f"{time.perf_counter() - started:.0f} s")
