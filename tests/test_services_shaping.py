"""An intent of a tool carried out on the rows of a project as they are, whatever it was shown on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from core.messages import Text
from layers.editing import splitting, vertices
from layers.editing.edit import Edit, Refusal
from layers.editing.surroundings import RowsAround
from layers.project import Project
from services import shaping
from services.editing import NOTHING
from tests.projects import SOUTH, WEST, moving, project

LABEL = Text("编辑", "Edit")


def at(x: float, y: float) -> tuple[float, float]:
    return WEST + x, SOUTH + y


def test_the_rows_decide_and_not_what_was_seen(tmp_path: Path) -> None:
    with project(tmp_path / "a.gpkg", 9) as one:
        one.commit(moving(one, 0, -60))  # meanwhile, unseen
        with pytest.raises(Refusal, match=r"edit\.no_vertex"):
            shaping.carry_out_intent(
                one, "zoning", lambda near: vertices.move_vertices(near, {at(0, 0): at(1, 1)}, fids=[0]), LABEL
            )
        there = tuple(shapely.get_coordinates(shape_of(one, 0))[0].tolist())
        done = shaping.carry_out_intent(
            one,
            "zoning",
            lambda near: vertices.move_vertices(near, {there: (there[0] + 1, there[1])}, fids=[0], coverage=False),
            LABEL,
        )
        assert done.outcome.rows == {"zoning": frozenset([0])}
        assert done.edit.before.keys() == {0}
        assert (there[0] + 1, there[1]) in {(x, y) for x, y in shapely.get_coordinates(shape_of(one, 0)).tolist()}


def test_new_features_are_named_and_one_undo_takes_all_back(tmp_path: Path) -> None:
    with project(tmp_path / "a.gpkg", 9) as one:
        before = shapely.to_wkb(shape_of(one, 0))
        line = np.array([at(50, -10), at(50, 110)])
        done = shaping.carry_out_intent(
            one, "zoning", lambda near: splitting.split_by_line(near, [0], line, coverage=False), LABEL
        )
        assert done.fids == (9,)
        assert one.count("zoning") == 10
        assert done.outcome.label == LABEL
        one.history.undo()
        assert one.count("zoning") == 9
        assert shapely.to_wkb(shape_of(one, 0)) == before


def test_nothing_to_do_is_no_step(tmp_path: Path) -> None:
    with project(tmp_path / "a.gpkg", 4) as one:
        steps = len(list(one.history.entries()))
        done = shaping.carry_out_intent(one, "zoning", lambda _near: Edit({}), LABEL)
        assert done.outcome.label == NOTHING
        assert done.fids == ()
        assert len(list(one.history.entries())) == steps


def shape_of(one: Project, fid: int) -> shapely.Geometry:
    return RowsAround(one.file.connection, "zoning", one.schema("zoning")).shape(fid)
