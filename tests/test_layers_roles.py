"""Roles, their names and words, and how a file is recognised as one."""

from __future__ import annotations

import subprocess
import sys

import pytest

from layers.roles import ROLES, SHARED_FIELDS, detect, role_named, source_of
from layers.vocabulary import VOCABULARIES, canonical_word


@pytest.mark.parametrize(
    ("stem", "role"),
    [
        ("development_boundary", "development_boundary"),
        ("Development_Boundary", "development_boundary"),
        ("CZKFBJ", "development_boundary"),
        ("yjjbnttb", "permanent_farmland"),
        ("zoning_yungu", "zoning"),
        ("ZONING_1", "zoning"),
        ("XMYD", "project_footprints"),
        ("development_boundary_2025", None),
        ("road_old", None),
        ("zoning2", None),
    ],
)
def test_only_an_exact_stem_names_a_role_and_zoning_may_have_a_suffix(stem: str, role: str | None) -> None:
    assert role_named(stem) == role


def test_no_two_roles_share_a_name() -> None:
    names = [name.casefold() for role in ROLES.values() for name in (role.id, *role.standard_names)]
    assert len(names) == len(set(names))


def test_a_stem_with_the_right_geometry_is_certain() -> None:
    found = detect("HL", "line", ["FID"])
    assert found is not None
    assert (found.role, found.certainty) == ("river", "certain")


def test_the_wrong_geometry_makes_it_uncertain_and_says_so() -> None:
    found = detect("DL", "polygon", [])
    assert found is not None
    assert found.certainty == "uncertain"
    assert found.reason is not None
    assert "应为线" in found.reason.zh
    assert "lines" in found.reason.en


@pytest.mark.parametrize("stem", ["zoning_a", "DLTB"])
def test_parcels_without_a_class_code_are_uncertain(stem: str) -> None:
    without = detect(stem, "polygon", ["BSM"])
    with_code = detect(stem, "polygon", ["BSM", "dlbm"])
    assert without is not None
    assert with_code is not None
    assert (without.certainty, with_code.certainty) == ("uncertain", "certain")


def test_a_role_without_fixed_geometry_takes_any() -> None:
    for kind in ("point", "line", "polygon"):
        found = detect("clearance_zone", kind, [])
        assert found is not None
        assert found.certainty == "certain"


def test_every_role_knows_the_shared_fields() -> None:
    for role in ROLES.values():
        assert set(SHARED_FIELDS) <= set(role.fields)


def test_every_vocabulary_named_by_a_field_exists() -> None:
    named = {spec.vocabulary for role in ROLES.values() for spec in role.fields.values() if spec.vocabulary}
    assert named == set(VOCABULARIES)


def test_the_canonical_name_wins_then_the_usual_names_in_order() -> None:
    year = ROLES["development_boundary"].fields["year"]
    assert source_of(year, "year", ["YEAR", "NF", "year"]) == "year"
    assert source_of(year, "year", ["NIAN", "YEAR"]) == "YEAR"
    assert source_of(ROLES["zoning"].fields["class_code"], "class_code", ["DLBM", "yddm"]) == "yddm"


def test_a_name_cut_by_the_shapefile_is_recognised() -> None:
    spec = ROLES["project_footprints"].fields["investment_wan"]
    assert source_of(spec, "investment_wan", ["investment"]) == "investment"


@pytest.mark.parametrize(
    ("vocabulary", "word", "expected"),
    [
        ("facility.kind", "小学", "primary_school"),
        ("facility.kind", "Primary School", "primary_school"),
        ("facility.kind", "24小时便利店", "shop_24h"),
        ("facility.kind", "２４小时便利店", "shop_24h"),
        ("facility.kind", "天文台", "天文台"),
        ("zoning.part", "北", "north"),
        ("build_type", "新建", "new"),
        ("development_boundary.zone", "特别用途区", "特别用途区"),
    ],
)
def test_words_of_both_languages_meet_in_one_id(vocabulary: str, word: str, expected: str) -> None:
    assert canonical_word(vocabulary, word) == expected


def test_roles_load_without_geopandas() -> None:
    code = "import sys, layers.roles, layers.vocabulary, layers.plan; print({'pandas', 'pyproj'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
