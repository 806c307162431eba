"""ChangeSets: what happened can be taken back, and two of them are one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import AppError
from core.messages import Text
from layers.changes import (
    ChangeSet,
    Column,
    Delta,
    FieldStep,
    RecordsStep,
    RowsStep,
    TableSchema,
    TableStep,
    deleted,
    inserted,
    merged,
    record,
    updated,
)
from layers.store.serial import packed, unpacked

SCHEMA = TableSchema((Column("n", "INTEGER"), Column("名称")), "MULTIPOLYGON", 4546)


def rows(step: RowsStep) -> ChangeSet:
    return ChangeSet((step,))


def test_insert_then_update_is_an_insert() -> None:
    both = rows(inserted("a", {1: {"n": 1, "m": 2}})) + rows(updated("a", {1: ({"n": 1}, {"n": 5})}))
    assert both.steps == (inserted("a", {1: {"n": 5, "m": 2}}),)


def test_insert_then_delete_is_nothing() -> None:
    assert not rows(inserted("a", {1: {"n": 1}})) + rows(deleted("a", {1: {"n": 1}}))


def test_delete_then_insert_is_an_update_of_what_differs() -> None:
    both = rows(deleted("a", {1: {"n": 1, "m": 2}})) + rows(inserted("a", {1: {"n": 1, "m": 3}}))
    assert both.steps == (RowsStep("a", {1: Delta({"m": 2}, {"m": 3})}),)


def test_update_then_delete_deletes_what_was_there_first() -> None:
    both = rows(updated("a", {1: ({"n": 1}, {"n": 5})})) + rows(deleted("a", {1: {"n": 5, "m": 2}}))
    assert both.steps == (deleted("a", {1: {"n": 1, "m": 2}}),)


def test_updates_of_different_fields_are_one_update() -> None:
    both = rows(updated("a", {1: ({"n": 1}, {"n": 5})})) + rows(updated("a", {1: ({"m": 2}, {"m": 3})}))
    assert both.steps == (RowsStep("a", {1: Delta({"m": 2, "n": 1}, {"n": 5, "m": 3})}),)


@pytest.mark.parametrize(
    "later",
    [
        inserted("a", {1: {"n": 1}}),
        updated("a", {1: ({"n": 7}, {"n": 8})}),
        deleted("a", {1: {"n": 7}}),
    ],
)
def test_changes_that_do_not_meet_are_refused(later: RowsStep) -> None:
    with pytest.raises(AppError, match=r"changes\.conflict"):
        rows(inserted("a", {1: {"n": 1}})) + rows(later)


def test_a_change_without_difference_is_empty() -> None:
    assert not updated("a", {1: ({"n": 1, "m": None}, {"n": 1, "m": None})}).changes
    assert not record("settings", "plan", {"name": "a"}, {"name": "a"}).changes


def test_a_table_that_appears_and_goes_was_never_there() -> None:
    appeared = ChangeSet((TableStep(None, "a", SCHEMA, "kept"), record("roles", "a", None, {"role": "zoning"})))
    edited = rows(inserted("a", {1: {"n": 1}})) + rows(inserted("b", {1: {"n": 1}}))
    gone = ChangeSet((TableStep("a", None, SCHEMA, "kept"),))
    assert (appeared + edited + gone).steps == (inserted("b", {1: {"n": 1}}),)


def test_rows_are_not_merged_across_a_rename() -> None:
    steps = (
        *rows(updated("a", {1: ({"n": 1}, {"n": 2})})).steps,
        TableStep("a", "b", SCHEMA),
        TableStep("c", "a", SCHEMA),
        *rows(updated("a", {1: ({"n": 1}, {"n": 3})})).steps,
    )
    assert merged(ChangeSet((step,)) for step in steps).steps == steps


def test_taking_back_turns_the_order_round() -> None:
    steps = ChangeSet((FieldStep("a", None, Column("x")), updated("a", {1: ({"x": None}, {"x": "v"})})))
    assert (~steps).steps == (updated("a", {1: ({"x": "v"}, {"x": None})}), FieldStep("a", Column("x"), None))


def test_touched_names_layers_and_features() -> None:
    changes = rows(inserted("a", {1: {}, 2: {}})) + ChangeSet((TableStep("b", None, SCHEMA),))
    assert changes.touched() == {"a": frozenset({1, 2}), "b": frozenset()}


def test_the_first_name_stays_when_two_are_merged() -> None:
    first = rows(inserted("a", {1: {}})).labelled(Text("一", "one"))
    assert (first + rows(inserted("a", {2: {}}))).label.en == "one"
    assert (ChangeSet() + first).label.en == "one"


values = st.dictionaries(
    st.text(max_size=4),
    st.none()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.binary(max_size=50),
    max_size=5,
)
deltas = st.builds(Delta, values | st.none(), values | st.none())
records = st.builds(
    Delta,
    st.none(),
    st.dictionaries(
        st.text(max_size=4), st.lists(st.text(max_size=3)) | st.dictionaries(st.text(max_size=2), st.integers())
    ),
)
steps = st.one_of(
    st.builds(RowsStep, st.text(max_size=5), st.dictionaries(st.integers(), deltas, max_size=4)),
    st.builds(RecordsStep, st.just("settings"), st.dictionaries(st.text(), records, max_size=3)),
    st.just(TableStep("a", None, SCHEMA, "kept")),
    st.just(FieldStep("a", Column("x"), None)),
)


@given(st.lists(steps, max_size=4))
def test_the_journal_gives_back_what_was_put_in(found: list[RowsStep]) -> None:
    assert unpacked(packed(ChangeSet(tuple(found)))).steps == tuple(found)


@given(st.binary(max_size=200))
def test_a_damaged_journal_entry_is_refused_in_words(spoilt: bytes) -> None:
    good = packed(rows(inserted("a", {1: {"geom": b"GP" * 20}})))
    for content in (spoilt, b"\x01" + spoilt, good[:-3]):
        with pytest.raises(AppError, match=r"project\.journal"):
            unpacked(content)


small = st.dictionaries(st.sampled_from("nm"), st.integers(0, 2), min_size=2, max_size=2)


@given(st.lists(small | st.none(), min_size=2, max_size=6))
def test_merging_a_chain_leads_from_its_first_state_to_its_last(states: list[dict[str, int] | None]) -> None:
    chain = [_between(before, after) for before, after in pairwise(states)]
    total = merged(chain)
    assert _applied(states[0], total) == states[-1]
    assert _applied(states[-1], ~total) == states[0]
    assert bool(total) == (states[0] != states[-1])


def _between(before: dict[str, int] | None, after: dict[str, int] | None) -> ChangeSet:
    if before is None and after is None:
        return ChangeSet()
    if before is None:
        return rows(inserted("a", {1: after or {}}))
    if after is None:
        return rows(deleted("a", {1: before}))
    return rows(updated("a", {1: (before, after)}))


def _applied(state: dict[str, int] | None, changes: ChangeSet) -> dict[str, object] | None:
    found: dict[str, object] | None = None if state is None else dict(state)
    for _, delta in changes.rows("a"):
        assert (found is None) == (delta.before is None)
        found = None if delta.after is None else {**(found or {}), **delta.after}
    return found
