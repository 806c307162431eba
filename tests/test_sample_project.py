"""The New Area sample as a project: the same findings as from its folder, to the last digit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from reports.findings_file import write_findings
from services.checking import check, review
from services.opening import open_plan, sample_plan
from services.projects import make_project


def findings(run: Any, path: Path) -> dict[str, Any]:
    """The findings file without what must differ: when, the step of the history, and digests of the layers."""
    write_findings(run, path)
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    del document["run"]["at"], document["run"]["step"]
    for layer in document["run"]["layers"]:
        del layer["sha256"]
    return document


def test_a_project_gives_the_findings_of_the_folder(tmp_path: Path) -> None:
    folder = open_plan(sample_plan())
    make_project(folder, tmp_path / "a.gpkg").close()
    project = open_plan(tmp_path / "a.gpkg")
    assert [layer.role for layer in project.layers] == [layer.role for layer in folder.layers]
    for run in (check, review):
        ours = findings(run(project), tmp_path / "ours.json")
        assert ours == findings(run(folder), tmp_path / "theirs.json")
        assert ours["findings"]
