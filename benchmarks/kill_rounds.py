"""Kill -9 at random instants during edits, undos, imports and copies: ``python benchmarks/kill_rounds.py [rounds]``.

Every third round uses the journal that network drives get. Prints how many steps were acknowledged in all and every
fault found (there should be none). 200 rounds take some minutes. With a second argument, the folder in which to work
(another disk, a network drive).
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.killed import round_of


def main() -> None:
    """Run the rounds."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    chance = random.Random(7)
    acknowledged = faulty = 0
    for number in range(rounds):
        with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as folder:
            verdict = round_of(Path(folder), number, chance.uniform(0.0, 1.5), network=number % 3 == 2)
        acknowledged += verdict.acknowledged
        faulty += bool(verdict.faults)
        for fault in verdict.faults:
            print(f"round {number}: {fault}")
    print(f"{rounds} rounds, {acknowledged} acknowledged steps, {faulty} rounds with faults")
    sys.exit(1 if faulty else 0)


if __name__ == "__main__":
    main()
