"""Leaving a finding as it is from its card, with real clicks and keys: one step, told, and undone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from checks.finding import Finding, Limit
from core.quantities import Quantity
from gui.docks.finding_rows import ROW_ROLE, Row
from gui.window import MainWindow
from services import checking
from tests.gui_plan import a_run, finding, plan_run, project_run
from tests.gui_projects import WAIT_MS, changed, history, undo

pytest_plugins = ["tests.gui_fixtures"]
LEFT = Qt.MouseButton.LeftButton
TICKED = "T-NL-07"


@pytest.fixture(autouse=True)
def marking(bare_window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    """The checks of the small plan that answer at once also say what the project keeps of them."""

    def check(_checker: object, plan: object, **_rest: object) -> checking.Checked:
        return checking.Checked(checking.marked(plan_run(), plan), checking.marked(project_run(), plan))

    monkeypatch.setattr(checking.Checker, "check", check)


def take(window: MainWindow, qtbot: QtBot, rule: str) -> Finding:
    """Click a finding in the list."""
    panel = window.findings
    for number in range(panel.rows.rowCount()):
        index = panel.rows.index(number)
        row: Row = index.data(ROW_ROLE)
        if row.finding is not None and row.finding.rule == rule:
            panel.list.scrollTo(index)
            place = panel.list.visualRect(index).topLeft() + QPoint(40, 10)
            qtbot.mouseClick(panel.list.viewport(), LEFT, pos=place)
            assert window.session.selected is row.finding
            return row.finding
    raise AssertionError(rule)


def row_of(window: MainWindow, rule: str) -> Row:
    model = window.findings.rows
    found = [model.index(number).data(ROW_ROLE) for number in range(model.rowCount())]
    return next(row for row in found if row.finding is not None and row.finding.rule == rule)


def ignore(window: MainWindow, qtbot: QtBot, rule: str, reason: str = "as agreed") -> None:
    """Click, type, press Enter, wait for the step and its check."""
    take(window, qtbot, rule)
    card = window.findings.card
    qtbot.mouseClick(card.ignore, LEFT)
    assert card.form.isVisible()
    qtbot.keyClicks(card.form.reason, reason)
    changed(window, qtbot, lambda: qtbot.keyClick(card.form.reason, Qt.Key.Key_Return))


def test_a_finding_is_ignored_with_reason_and_name_as_one_step_and_undo_brings_it_back(
    project_window: MainWindow, qtbot: QtBot
) -> None:
    window, card = project_window, project_window.findings.card
    qtbot.waitUntil(lambda: bool(card.form.name.text()), timeout=WAIT_MS)  # whoever works on the project
    chips = {state: chip.text() for state, chip in window.findings.chips.items()}
    steps = len(history(window))
    ignore(window, qtbot, TICKED)
    assert len(history(window)) == steps + 1
    assert TICKED in history(window)[0].text
    assert not card.form.isVisible()
    chosen = window.session.selected
    assert chosen is not None
    assert chosen.ignored is not None
    assert (chosen.rule, chosen.ignored.reason, chosen.ignored.by) == (TICKED, "as agreed", card.form.name.text())
    for word in ("已忽略", "as agreed", chosen.ignored.by, chosen.ignored.at[:10], "仍照常计数"):
        assert word in card.remarks.text()
    assert card.heed.isVisible()
    assert not card.ignore.isVisible()
    row = row_of(window, TICKED)
    assert row.ignored
    assert row.second.startswith("已忽略 · ")
    assert row.state == "conflict"
    assert {state: chip.text() for state, chip in window.findings.chips.items()} == chips
    undo(window, qtbot)
    assert not row_of(window, TICKED).ignored
    take(window, qtbot, TICKED)
    assert card.ignore.isVisible()
    assert "已忽略" not in card.remarks.text()


def test_an_ignored_finding_can_be_taken_up_again_and_is_kept_by_the_file(
    project_window: MainWindow, qtbot: QtBot
) -> None:
    window = project_window
    ignore(window, qtbot, "T-ECO", "no shore")
    with qtbot.waitSignal(window.session.checked, timeout=WAIT_MS):
        window.open(window.session.path)
    assert row_of(window, "T-ECO").ignored
    found = take(window, qtbot, "T-ECO")
    assert found.ignored is not None
    changed(window, qtbot, lambda: qtbot.mouseClick(window.findings.card.heed, LEFT))
    assert window.session.selected is not None
    assert window.session.selected.rule == "T-ECO"
    assert not row_of(window, "T-ECO").ignored
    assert window.findings.card.ignore.isVisible()


def test_a_reason_and_a_name_are_asked_for_and_escape_gives_up(project_window: MainWindow, qtbot: QtBot) -> None:
    window, card = project_window, project_window.findings.card
    window.messages.hide()
    take(window, qtbot, TICKED)
    steps = len(history(window))
    qtbot.mouseClick(card.ignore, LEFT)
    card.form.name.clear()
    qtbot.mouseClick(card.form.keep_button, LEFT)
    assert [problem.isVisible() for problem in card.form._problems] == [True, True]
    assert card.form.visibleRegion().boundingRect().height() > 0
    qtbot.keyClick(card.form.reason, Qt.Key.Key_Escape)
    assert not card.form.isVisible()
    assert card.ignore.isVisible()
    assert window.session.selected is not None
    qtbot.mouseClick(card.ignore, LEFT)
    take(window, qtbot, "T-GRN")  # asked about one, never kept for another
    assert not card.form.isVisible()
    assert len(history(window)) == steps


def test_what_is_clear_has_nothing_to_ignore(project_window: MainWindow, qtbot: QtBot) -> None:
    window = project_window
    clear = next(one for one in window.session.run.findings if one.state == "clear")
    window.session.select(clear)
    assert not window.findings.card.ignore.isVisible()
    assert not window.findings.card.heed.isVisible()


def test_a_plan_of_files_says_why_nothing_can_be_ignored(window: MainWindow, qtbot: QtBot) -> None:
    card = window.findings.card
    take(window, qtbot, TICKED)
    assert card.ignore.isVisible()
    assert "从文件夹打开的规划是只读的" in card.ignore.toolTip()
    assert "从文件夹打开的规划是只读的" in card.ignore.accessibleDescription()
    qtbot.mouseClick(card.ignore, LEFT)
    assert not card.form.isVisible()
    assert window.messages.isVisible()


def test_a_finding_that_got_worse_is_listed_as_before(
    project_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = project_window
    ignore(window, qtbot, "T-GRN")
    assert row_of(window, "T-GRN").ignored
    for share, still in ((67.0, True), (66.9, False)):
        run = a_run(finding("T-GRN", "uncertain", measured=Quantity(share, "%"), limit=Limit(">=", 67.0, "%")))
        monkeypatch.setattr(
            checking.Checker,
            "check",
            lambda _checker, plan, run=run, **_rest: checking.Checked(checking.marked(run, plan), None),
        )
        changed(window, qtbot, window.session.check)
        assert row_of(window, "T-GRN").ignored is still
