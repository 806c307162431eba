"""A worker that edits a project until it is killed, and the judge of what it leaves behind.

The worker says what it is about to do, does it, and acknowledges it with the digest of everything in the file.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from core.errors import AppError
from layers.project import Project
from tests.projects import adding, change, content, parcels, project, removing

ROOT = Path(__file__).resolve().parent.parent
EDITS = 500
ACTS = ("add", "remove", "undo", "redo", "import", "drop", "copy", "record", "full")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one round left: how many edits were acknowledged and what is wrong (empty: nothing)."""

    acknowledged: int
    faults: list[str]


def digest(path: Path) -> str:
    """Of all rows, records and extents."""
    return hashlib.sha256(repr(content(path)).encode()).hexdigest()[:16]


def work(path: Path, seed: int) -> None:
    """Edit, undo, redo, import, remove and copy at random, telling each."""
    chance = random.Random(seed)
    with Project.open(path) as one:
        for number in range(EDITS):
            act = chance.choice(("edit",) * 6 + ACTS)
            print("about", number, act, flush=True)
            try:
                _do(one, act, chance)
            except AppError as problem:
                print("refused", problem.code, flush=True)
            print("done", number, digest(path), flush=True)


def _do(one: Project, act: str, chance: random.Random) -> None:
    fids = one.layer("zoning").frame.index.tolist()
    names = [info.name for info in one.layers() if info.name != "zoning"]
    if act == "edit":
        one.commit(change(one, chance.choice(fids), {"MJ": chance.random(), "名称": f"{chance.random()}"}))
    elif act == "add":
        one.commit(adding(one, chance.randrange(500)))
    elif act == "remove" and len(fids) > 5:
        one.commit(removing(one, chance.choice(fids)))
    elif act == "undo" and one.history.to_undo is not None and one.history.to_undo.id > 1:
        one.history.undo()
    elif act == "redo":
        one.history.redo()
    elif act == "import":
        one.import_layer(parcels(chance.randrange(2000), "b"))
    elif act == "drop" and names:
        one.remove_layer(chance.choice(names))
    elif act == "copy":
        one.save_copy(one.path.with_name("copy.gpkg"))
    elif act == "full":
        _on_a_full_disk(one, chance)
    elif act == "record":
        one.put_record("settings", "plan", {"name": f"{chance.random()}"})


def _on_a_full_disk(one: Project, chance: random.Random) -> None:
    """An import for which there is no room, stopped somewhere in the middle: all is as before."""
    before = digest(one.path)
    (pages,) = one.file.connection.execute("PRAGMA page_count").fetchone()
    one.file.connection.execute(f"PRAGMA max_page_count={pages + chance.randrange(40)}")
    try:
        one.import_layer(parcels(3000, "b"))
    except AppError as problem:
        if problem.code != "project.disk_full" or digest(one.path) != before:
            print("refused wrongly", problem.code, flush=True)
    finally:
        one.file.connection.execute("PRAGMA max_page_count=1000000")


def round_of(folder: Path, seed: int, after_s: float, *, network: bool = False) -> Verdict:
    """Start a worker, kill it after a while, judge. ``network``: with the journal that network drives get."""
    path = folder / "a.gpkg"
    project(path, 30).close()
    first = digest(path)
    journal = "from layers.store import connection; connection.is_local = lambda path: False; " if network else ""
    command = [sys.executable, "-c", f"{journal}from tests.killed import *; work(Path({str(path)!r}), {seed})"]
    worker = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    head = worker.stdout.readline()
    time.sleep(after_s)
    os.kill(worker.pid, signal.SIGKILL)
    rest, complaints = worker.communicate()
    lines = (head + rest).splitlines()
    lines = lines if rest.endswith("\n") else lines[:-1]
    faults = [f"refused: {line}" for line in lines if line.startswith("refused")]
    faults += [complaints] if complaints else []
    done = [line.split()[2] for line in lines if line.startswith("done")]
    return Verdict(len(done), faults + judge(path, done[-1] if done else first))


def judge(path: Path, acknowledged: str) -> list[str]:
    """What is wrong with the file that a killed worker left, given the digest it acknowledged last."""
    faults = []
    with Project.open(path) as one:
        if [notice.code for notice in one.notices] != ["project.crashed"]:
            faults.append(f"notices {[notice.code for notice in one.notices]}")
        faults += one.problems()
        if digest(path) != acknowledged and not _one_step_away(one, acknowledged):
            faults.append("the file is neither what was acknowledged nor one step from it")
        while one.history.undo() is not None:
            pass
        if one.layers():
            faults.append("undo does not lead back to the beginning")
        faults += one.problems()
    copy = path.with_name("copy.gpkg")
    if copy.exists():
        with Project.open(copy) as one:
            faults += one.problems()
    return faults


def _one_step_away(one: Project, acknowledged: str) -> bool:
    """Whether the last, unacknowledged step is there as a whole: an edit, an undo or a redo."""
    present = one.history.to_undo
    position = 0 if present is None else present.id
    if one.history.undo() is not None and digest(one.path) == acknowledged:
        return True
    one.history.jump(position)
    found = one.history.redo() is not None and digest(one.path) == acknowledged
    if not found:
        one.history.jump(position)
    return found
