"""Pairs of packages edited apart and merged in both orders.

Run as ``python benchmarks/packages.py [pairs] [seed]`` from the checkout (1 000, 1). Where the two do not touch the
same parcel the state must be the same in either order, without a question; otherwise every parcel that both left
different is reported, in either order. Nothing may be lost (``tests/package_edits.py`` says what that means).
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.package_edits import VERSION, examine, pair_at_random
from tests.projects import project

PARCELS = 40


def run(pairs: int, seed: int) -> None:
    """``AssertionError`` at the first pair that does not merge as it must."""
    random = np.random.default_rng(seed)
    everywhere = list(range(PARCELS))
    apart = 0
    common: list[int] = []
    with tempfile.TemporaryDirectory() as name, project(Path(name) / "a.gpkg", PARCELS) as one:
        one.history.set_version(VERSION)
        for _ in range(pairs):
            both = examine(one, pair_at_random(one, Path(name), random, (everywhere, everywhere)))
            apart += not both
            common += [both] if both else []
    print(
        f"{pairs} pairs: {apart} merged alike in either order, {len(common)} with {sum(common)} common parcels, "
        "all of them reported or the same on both sides; nothing lost"
    )


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:3]]
    started = time.perf_counter()
    run(*[*given, *[1_000, 1][len(given) :]])
    print(f"{time.perf_counter() - started:.0f} s")
