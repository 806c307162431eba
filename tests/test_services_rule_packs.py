"""Choosing packs and refining them: a new file, believed before it is used, and one step that undo takes back."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.pack import load_pack
from checks.rule import Rule
from core.errors import AppError
from core.toml_writing import toml_text
from layers.project import Project
from services import checking, editing, opening, projects, rule_packs
from services.rule_packs import RuleEdit
from tests.office import square, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    plan = tmp_path / "plan"
    plan.mkdir()
    write(plan / "development_boundary.gpkg", [square(0, 0, 7300)], year=[2025])
    return plan


@pytest.fixture
def project(folder: Path, tmp_path: Path) -> Iterator[Project]:
    made = projects.make_project(opening.open_plan(folder), tmp_path / "p.gpkg")
    yield made
    made.close()


def rule(folder: Path, reference: str, rule_id: str) -> Rule:
    return next(one for one in load_pack(reference, folder).rules if one.id == rule_id)


def limits(rule_id: str, **values: object) -> dict[str, RuleEdit]:
    return {rule_id: RuleEdit(values)}


def test_a_refined_pack_names_base_version_author_and_date_and_says_only_what_differs(tmp_path: Path) -> None:
    name = rule_packs.refine(
        tmp_path, "horinger", limits("NA-UDB-01", limit_km2=50.0), author="王工", today="2025-06-01"
    )
    document = tomllib.loads((tmp_path / name).read_text(encoding="utf-8"))
    assert document["base"] == "horinger"
    assert document["rules"] == {"NA-UDB-01": {"parameters": {"limit_km2": 50.0}}}
    pack = load_pack(name, tmp_path)
    assert (pack.author, pack.dated, pack.version) == ("王工", "2025-06-01", f"{pack.bases[0].version}-local.1")
    assert rule(tmp_path, name, "NA-UDB-01").parameters["limit_km2"] == 50.0


def test_refining_again_makes_the_next_version_and_leaves_the_one_before(tmp_path: Path) -> None:
    first = rule_packs.refine(tmp_path, "horinger", limits("NA-UDB-01", limit_km2=50.0), author="王工")
    content = (tmp_path / first).read_bytes()
    second = rule_packs.refine(tmp_path, first, {"NL-07": RuleEdit(enabled=False, severity="review")}, author="李工")
    assert (tmp_path / first).read_bytes() == content
    pack = load_pack(second, tmp_path)
    assert (pack.author, pack.version[-2:]) == ("李工", ".2")
    assert len(pack.bases) == 1
    assert rule(tmp_path, second, "NA-UDB-01").parameters["limit_km2"] == 50.0
    assert not rule(tmp_path, second, "NL-07").enabled
    assert rule(tmp_path, second, "NL-07").card.severity == "review"


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (limits("NA-UDB-01", limit_km2=-1.0), "pack.out_of_range"),
        (limits("NA-UDB-01", limit_km2="fifty"), "pack.bad_type"),
        (limits("NA-UDB-01", op="about"), "pack.bad_value"),
        (limits("NA-UDB-01", unheard_of=1.0), "pack.unknown_key"),
        (limits("XX-1", limit=1.0), "pack.no_rule"),
    ],
)
def test_a_change_that_the_pack_would_not_believe_writes_nothing(
    tmp_path: Path, edit: dict[str, RuleEdit], code: str
) -> None:
    with pytest.raises(AppError) as refused:
        rule_packs.refine(tmp_path, "horinger", edit, author="王工")
    assert refused.value.code == code
    assert "/" not in refused.value.message.zh
    assert not list(tmp_path.iterdir())


def test_a_change_without_an_author_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AppError) as refused:
        rule_packs.refine(tmp_path, "horinger", limits("NA-UDB-01", limit_km2=50.0), author=" ")
    assert refused.value.code == "pack.no_author"


def test_a_project_uses_the_refined_pack_at_once_and_undo_the_one_before(project: Project) -> None:
    folder = project.path.parent
    assert checking.check(project.to_plan(), only=["NA-UDB-01"]).findings[0].state == "clear"
    name = rule_packs.refine(folder, "horinger", limits("NA-UDB-01", limit_km2=50.0), author="王工")
    outcome = rule_packs.use(project, [name])
    assert outcome.everything
    assert checking.check(project.to_plan(), only=["NA-UDB-01"]).findings[0].state == "conflict"
    editing.undo(project)
    assert project.to_plan().rules == ("horinger",)


def test_packs_that_cannot_be_used_together_change_nothing(project: Project) -> None:
    folder = project.path.parent
    name = rule_packs.refine(folder, "horinger", limits("NA-UDB-01", limit_km2=50.0), author="王工")
    for references, code in (
        ([], "packs.none"),
        (["horinger", name], "rules.twice"),
        (["absent.toml"], "pack.not_found"),
    ):
        with pytest.raises(AppError) as refused:
            rule_packs.use(project, references)
        assert refused.value.code == code
    assert project.to_plan().rules == ("horinger",)


def test_a_pack_from_elsewhere_is_copied_beside_the_project(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    name = rule_packs.refine(elsewhere, "horinger", {"NL-07": RuleEdit(enabled=False)}, author="王工")
    taken = rule_packs.take_beside(elsewhere / name, project.path.parent)
    assert (project.path.parent / taken).read_bytes() == (elsewhere / name).read_bytes()
    (elsewhere / name).write_text((elsewhere / name).read_text(encoding="utf-8") + "# other\n", encoding="utf-8")
    with pytest.raises(AppError) as refused:
        rule_packs.take_beside(elsewhere / name, project.path.parent)
    assert refused.value.code == "pack.exists"


def test_a_copy_of_a_project_elsewhere_has_its_packs_and_what_they_refine_beside_it(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, elsewhere = project.path.parent, tmp_path_factory.mktemp("copy")
    first = rule_packs.refine(folder, "horinger", limits("NA-UDB-01", limit_km2=50.0), author="王工")
    (folder / "second.toml").write_text(
        (folder / first).read_text(encoding="utf-8").replace('base = "horinger"', f'base = "{first}"'), encoding="utf-8"
    )
    rule_packs.use(project, ["second.toml"])
    copy = projects.save_copy(project, elsewhere / "copy.gpkg")
    with projects.open_project(copy) as other:
        assert checking.check(other.to_plan(), only=["NA-UDB-01"]).findings[0].state == "conflict"


def test_the_line_for_a_plan_file_is_read_as_these_packs() -> None:
    line = rule_packs.plan_line(["horinger", 'a "b".toml'])
    assert tomllib.loads(line) == {"rules": ["horinger", 'a "b".toml']}


def test_toml_comes_back_as_it_was_written() -> None:
    document = {
        "title": {"zh": '“引号”\\ " \x7f\n', "en": "x"},
        "number": 1e-9,
        "whole": 3,
        "flag": False,
        "list": ["a", "b\t"],
        "rules": {
            "A-1": {"parameters": {"by word": {"0701": 1.5, "人": 2.0}}, "examples": [{"name": "x", "n": [1, 2]}]}
        },
        "empty": {"a": {}},
    }
    assert tomllib.loads(toml_text(document)) == document
