"""Builds the sample plan: ``python data/sample/build.py [--out FOLDER]``, from a checkout."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Writes every file of the plan and says what was written."""
    sys.path.insert(0, str(ROOT))
    from data.sample.plan import build

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "shapefiles", help="folder to write into")
    folder = parser.parse_args().out
    made = build(folder)
    for name, frame in made.items():
        print(f"{name}: {len(frame)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
