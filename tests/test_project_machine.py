"""Random lives of a project against a model in memory: they agree at every step."""

from __future__ import annotations

import shutil
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from layers.project import Project
from tests.projects import adding, change, content, indexed, parcels, project, removing

State = dict[str, list[tuple[Any, ...]]]


class ProjectLife(RuleBasedStateMachine):
    """``done`` are the states that undo leads back through, ``undone`` those that redo leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="lantu-machine-"))
        self.path = self.folder / "a.gpkg"
        self.one = project(self.path, 4)
        self.abandoned: list[Project] = []
        self.original = content(self.path)
        self.done: list[State] = [self.original]
        self.undone: list[State] = []
        self.copies = 0

    def teardown(self) -> None:
        while len(self.done) > 1:
            self.undo()
        assert content(self.path) == self.original, "undo all: the original bytes"
        assert self.one.problems() == []
        for one in [*self.abandoned, self.one]:
            one.close()
        shutil.rmtree(self.folder)

    def note(self) -> None:
        self.done.append(content(self.path))
        self.undone.clear()

    @property
    def tables(self) -> list[str]:
        return [info.name for info in self.one.layers()]

    @initialize()
    def second_layer(self) -> None:
        self.one.import_layer(parcels(3, "b"), role="zoning")
        self.note()

    @precondition(lambda self: self.tables)
    @rule(data=st.data(), number=st.integers(0, 200), name=st.none() | st.text("甲乙", max_size=2))
    def edit(self, data: st.DataObject, number: int, name: str | None) -> None:
        table = data.draw(st.sampled_from(self.tables))
        fids = self.one.layer(table).frame.index.tolist()
        if not fids:
            return
        fid = data.draw(st.sampled_from(fids))
        before = deepcopy(self.done[-1])
        expected = [list(row) for row in before[table]]
        values = {"名称": name, "MJ": float(number)}
        for row in expected:
            if row[0] == fid:
                row[3:5] = [values["MJ"], values["名称"]]
        applied = self.one.commit(change(self.one, fid, values, table))
        found = content(self.path)
        assert found[table] == [tuple(row) for row in expected], "the file is what the model says"
        if any(step.changes for step in applied.steps):  # type: ignore[union-attr]
            self.note()

    @precondition(lambda self: self.tables)
    @rule(data=st.data(), number=st.integers(0, 200))
    def add(self, data: st.DataObject, number: int) -> None:
        table = data.draw(st.sampled_from(self.tables))
        self.one.commit(adding(self.one, number, table))
        self.note()
        assert len(self.done[-1][table]) == len(self.done[-2][table]) + 1

    @precondition(lambda self: self.tables)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        table = data.draw(st.sampled_from(self.tables))
        fids = self.one.layer(table).frame.index.tolist()
        if fids:
            self.one.commit(removing(self.one, data.draw(st.sampled_from(fids)), table))
            self.note()

    @precondition(lambda self: self.tables)
    @rule(data=st.data())
    def remove_layer(self, data: st.DataObject) -> None:
        self.one.remove_layer(data.draw(st.sampled_from(self.tables)))
        self.note()

    @rule()
    def import_layer(self) -> None:
        self.one.import_layer(parcels(2, "c"))
        self.note()

    @rule(name=st.text("xy", min_size=1, max_size=2))
    def set_record(self, name: str) -> None:
        if self.one.put_record("settings", "plan", {"name": name}).steps:
            self.note()

    @precondition(lambda self: len(self.done) > 1)
    @rule()
    def undo(self) -> None:
        assert self.one.history.undo() is not None
        self.undone.append(self.done.pop())

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        assert self.one.history.redo() is not None
        self.done.append(self.undone.pop())

    @rule()
    def failed_step(self) -> None:
        try:
            with self.one.transaction():
                self.one.import_layer(parcels(2, "d"))
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass

    @rule()
    def save_copy(self) -> None:
        self.copies += 1
        copy = self.folder / f"copy{self.copies}.gpkg"
        self.one.save_copy(copy)
        assert content(copy) == self.done[-1]

    @rule()
    def reload(self) -> None:
        self.one.close()
        self.one = Project.open(self.path)

    @rule()
    def crash(self) -> None:
        """The files as a kill at this moment leaves them, opened elsewhere."""
        self.copies += 1
        there = self.folder / f"crash{self.copies}"
        there.mkdir()
        for name in (self.path.name, f"{self.path.name}-wal", f".{self.path.name}.lock"):
            if (self.path.parent / name).exists():
                shutil.copyfile(self.path.parent / name, there / name)
        self.abandoned.append(self.one)
        self.path = there / self.path.name
        self.one = Project.open(self.path)
        assert [notice.code for notice in self.one.notices] == ["project.crashed"]

    @invariant()
    def file_and_model_agree(self) -> None:
        assert content(self.path) == self.done[-1]
        redo = self.one.history.to_redo
        assert (redo is not None) == bool(self.undone)

    @invariant()
    def index_and_rows_agree(self) -> None:
        for table in self.tables:
            assert indexed(self.path, table) == {row[0] for row in self.done[-1][table]}


TestProjectLife = ProjectLife.TestCase
TestProjectLife.settings = settings(
    max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
