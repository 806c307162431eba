"""What must change, the rule packs, entered evidence and passports in the window, as a planner uses them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from checks.finding import CheckRun, Finding, Subject
from gui.dialogs.entered import EnteredDialog
from gui.dialogs.passport import PassportDialog
from gui.dialogs.rules import RULE_ROLE, RulesDialog
from gui.docks.finding_rows import ROW_ROLE
from gui.docks.project_lists import MOST_PROJECTS, grouped
from gui.window import MainWindow
from tests.gui_plan import a_run, finding
from tests.gui_projects import changed, undo
from tests.office import square, write

pytest_plugins = ["tests.gui_fixtures"]
WAIT_MS = 20_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A boundary of 53.29 km², two footprints: one into a red line, one in order; a parcel."""
    plan = tmp_path / "plan"
    plan.mkdir()
    write(plan / "development_boundary.gpkg", [square(0, 0, 7300)], year=[2025])
    write(plan / "ecological_redline.gpkg", [square(1070, 800, 500)], name=["红线"])
    write(
        plan / "project_footprints.gpkg", [square(1000, 1000, 100), square(3000, 3000, 100)], XMMC=["甲项目", "乙项目"]
    )
    write(plan / "zoning.gpkg", [square(900, 900, 400)], class_code=["1001"], far_max=[1.5], name=["地块一"])
    (plan / "plan.toml").write_text('name = "小城规划"\n', encoding="utf-8")
    return plan


@pytest.fixture
def checked(bare_window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> MainWindow:
    """A window on that plan with the checks that there are."""
    monkeypatch.undo()
    changed(bare_window, qtbot, lambda: bare_window.open(folder))
    return bare_window


@pytest.fixture
def town(checked: MainWindow, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """The same as a project."""
    (tmp_path / "projects").mkdir()
    changed(checked, qtbot, lambda: checked.session.make_project(tmp_path / "projects" / "小城.gpkg"))
    return checked


@pytest.fixture
def rules(checked: MainWindow, qtbot: QtBot) -> RulesDialog:
    """The dialog of the packs."""
    return opened_rules(checked, qtbot)


def opened_rules(window: MainWindow, qtbot: QtBot) -> RulesDialog:
    window.commands["rules"].trigger()
    dialog = window.rulework.rules
    assert isinstance(dialog, RulesDialog)
    qtbot.waitUntil(lambda: dialog.list.count() > 0, timeout=WAIT_MS)
    return dialog


def answer(run: CheckRun | None, rule: str, name: str | None = None) -> Finding:
    assert run is not None
    return next(one for one in run.findings if one.rule == rule and name in (None, one.subject.name))


def mend(window: MainWindow, qtbot: QtBot) -> None:
    """Choose the conflict and press the button of its card."""
    window.session.select(answer(window.session.review, "NL-07", "甲项目"))
    QTest.mouseClick(window.findings.card.mend, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.findings.remedies.list.count() > 0, timeout=WAIT_MS)


def test_a_suggestion_is_listed_with_its_cost_applied_by_enter_and_the_finding_is_solved(
    town: MainWindow, qtbot: QtBot
) -> None:
    mend(town, qtbot)
    panel = town.findings.remedies
    said = [panel.list.item(row).text() for row in range(panel.list.count())]
    assert any("3 000" in one and "4.50 亩" in one for one in said)
    assert any("平移" in one for one in said)
    number = next(row for row, one in enumerate(said) if "核减" in one)
    panel.list.setCurrentRow(number)
    changed(town, qtbot, lambda: QTest.keyClick(panel.list, Qt.Key.Key_Return))
    qtbot.waitUntil(lambda: town.session.selected is not None, timeout=WAIT_MS)
    assert town.session.selected.state == "clear"
    assert town.findings.card.title.text().startswith("符合 · NL-07")
    assert town.messages.isVisible()
    assert not town.findings.is_mending
    assert town.session.desk.past.to_undo.label.zh.startswith("NL-07")
    undo(town, qtbot)
    assert answer(town.session.review, "NL-07", "甲项目").state == "conflict"


def test_the_change_is_previewed_on_the_map_and_gone_when_the_list_is_left(checked: MainWindow, qtbot: QtBot) -> None:
    mend(checked, qtbot)
    panel, preview = checked.findings.remedies, checked.mending.preview
    first = preview.paths
    assert first is not None
    assert first.before is not None
    QTest.keyClick(panel.list, Qt.Key.Key_Down)
    assert preview.paths is not None
    assert preview.paths is not first
    item = panel.list.item(0)
    panel.list.itemEntered.emit(item)
    assert preview.paths is first
    qtbot.keyClick(checked, Qt.Key.Key_Escape)
    assert preview.paths is None
    assert checked.findings.list.isVisible()


def test_the_preview_hatches_what_is_lost_inside_the_old_outline(checked: MainWindow, qtbot: QtBot) -> None:
    mend(checked, qtbot)
    panel, preview = checked.findings.remedies, checked.mending.preview
    trim = next(row for row in range(panel.list.count()) if "核减" in panel.list.item(row).text())
    panel.list.setCurrentRow(trim)
    checked.canvas.zoom_to(preview.paths.bounds)
    view = checked.canvas.view
    image = QImage(view.width, view.height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    preview.draw(painter, view)
    painter.end()
    west, south, east, north = preview.paths.lost.bounds
    x, y = (round(one) for one in view.to_screen((west + east) / 2, (south + north) / 2))
    around = {image.pixelColor(QPoint(x + dx, y + dy)).name() for dx in range(9) for dy in range(9)}
    assert len(around) > 1
    corner = image.pixelColor(2, 2).name()
    assert corner == "#ffffff"


def test_of_a_plan_folder_a_change_is_only_shown_and_a_project_offered(checked: MainWindow, qtbot: QtBot) -> None:
    mend(checked, qtbot)
    panel = checked.findings.remedies
    assert checked.mending.preview.paths is not None
    assert not panel.apply_button.isVisible()
    assert panel.project_button.isVisible()
    assert "项目" in panel.note.text() or "project" in panel.note.text()


def test_where_nothing_helps_the_rules_own_advice_is_said(checked: MainWindow, qtbot: QtBot) -> None:
    session = checked.session
    stuck = next(
        one
        for run in (session.run, session.review)
        for one in run.findings
        if one.state == "conflict" and one.rule not in ("NL-07",) and one.subject.fid is None
    )
    session.select(stuck)
    checked.commands["mend"].trigger()
    panel = checked.findings.remedies
    qtbot.waitUntil(lambda: not panel.progress.isVisible(), timeout=WAIT_MS)
    assert panel.list.count() > 0 or "人" in panel.told.text()


def test_choosing_another_finding_leaves_the_suggestions(checked: MainWindow, qtbot: QtBot) -> None:
    mend(checked, qtbot)
    checked.session.select(answer(checked.session.review, "NL-07", "乙项目"))
    assert not checked.findings.is_mending
    assert not checked.findings.card.mend.isVisible()


def test_the_packs_in_use_say_their_version_and_every_rule_its_source_figures_and_examples(rules: RulesDialog) -> None:
    assert "horinger" in rules.about.text()
    rules.choose_rule("NA-UDB-01")
    page = rules.page
    assert page is not None
    said = " ".join(label.text() for label in page.findChildren(type(rules.about)))
    for words in ("《", "NA-UDB-01", "km²", "有效", "53.5 km² exactly"):
        assert words in said
    assert page.parameters.editors["limit_km2"].text() == "53.5"


def test_the_search_finds_rules_by_words_of_either_language(rules: RulesDialog, qtbot: QtBot) -> None:
    everything = rules.list.count()
    for words in ("red line", "生态保护红线"):
        rules.search.setText(words)  # QTest types Latin letters only
        qtbot.waitUntil(lambda: 0 < rules.list.count() < everything, timeout=2_000)
        ids = {rules.list.item(row).data(RULE_ROLE) for row in range(rules.list.count())}
        assert "NL-07" in ids
    QTest.keyClicks(rules.search, "zzzz")  # more words: nothing has them all
    qtbot.waitUntil(lambda: rules.list.count() == 0, timeout=2_000)


def write_figure(rules: RulesDialog, rule: str, name: str, text: str) -> None:
    rules.choose_rule(rule)
    editor = rules.page.parameters.editors[name]
    editor.selectAll()
    QTest.keyClicks(editor, text)


def test_a_figure_out_of_range_is_said_beside_it_and_cannot_be_kept(rules: RulesDialog) -> None:
    for text in ("-5", "much"):
        write_figure(rules, "NA-UDB-01", "limit_km2", text)
        assert rules.page.parameters.problems
        assert not rules.keep_button.isEnabled()
    write_figure(rules, "NA-UDB-01", "limit_km2", "53.5")
    assert not rules.page.parameters.problems
    assert not rules.keep_button.isEnabled()


def test_a_changed_figure_makes_a_new_version_which_decides_at_once_and_undo_the_one_before(
    town: MainWindow, qtbot: QtBot
) -> None:
    rules = opened_rules(town, qtbot)
    before = answer(town.session.run, "NA-UDB-01")
    write_figure(rules, "NA-UDB-01", "limit_km2", "50")
    rules.author.setText("王工")
    changed(town, qtbot, lambda: QTest.mouseClick(rules.keep_button, Qt.MouseButton.LeftButton))
    now = answer(town.session.run, "NA-UDB-01")
    assert (before.state, now.state, now.limit.value) == ("clear", "conflict", 50.0)
    assert town.session.plan.rules == ("horinger-local-1.toml",)
    qtbot.waitUntil(lambda: "王工" in rules.about.text(), timeout=WAIT_MS)
    assert town.budget.budget.limit == 50.0
    changed(town, qtbot, town.commands["undo"].trigger)
    assert answer(town.session.run, "NA-UDB-01").state == "clear"
    assert town.session.plan.rules == ("horinger",)


def test_a_figure_without_an_author_is_refused_in_words(rules: RulesDialog, qtbot: QtBot) -> None:
    write_figure(rules, "NA-UDB-01", "limit_km2", "50")
    QTest.mouseClick(rules.keep_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "署名" in rules.told.text(), timeout=WAIT_MS)


def test_of_a_plan_folder_the_line_for_the_plan_file_is_told_and_nothing_written_into_it(
    checked: MainWindow, rules: RulesDialog, folder: Path, qtbot: QtBot
) -> None:
    before = (folder / "plan.toml").read_bytes()
    write_figure(rules, "NA-UDB-01", "limit_km2", "50")
    rules.author.setText("王工")
    changed(checked, qtbot, lambda: QTest.mouseClick(rules.keep_button, Qt.MouseButton.LeftButton))
    assert answer(checked.session.run, "NA-UDB-01").state == "conflict"
    QTest.mouseClick(rules.copy_button, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == 'rules = ["horinger-local-1.toml"]'
    assert (folder / "plan.toml").read_bytes() == before


def test_a_pack_is_added_and_taken_out_again(town: MainWindow, qtbot: QtBot) -> None:
    rules = opened_rules(town, qtbot)
    qtbot.waitUntil(lambda: len(rules.menu.actions()) > 2, timeout=WAIT_MS)
    action = next(one for one in rules.menu.actions() if "statutes" in one.text())
    changed(town, qtbot, action.trigger)
    assert set(town.session.plan.rules) == {"horinger", "statutes"}
    qtbot.waitUntil(lambda: rules.packs.count() == 2, timeout=WAIT_MS)
    rules.packs.setCurrentIndex(1)
    changed(town, qtbot, lambda: QTest.mouseClick(rules.remove_button, Qt.MouseButton.LeftButton))
    assert town.session.plan.rules == ("horinger",)


@pytest.fixture
def entered(town: MainWindow, qtbot: QtBot) -> EnteredDialog:
    town.commands["entered"].trigger()
    dialog = town.rulework.entered
    assert isinstance(dialog, EnteredDialog)
    qtbot.waitUntil(lambda: dialog.wanted.count() > 0, timeout=WAIT_MS)
    return dialog


def test_a_figure_is_entered_with_source_and_date_or_not_at_all(
    town: MainWindow, entered: EnteredDialog, qtbot: QtBot
) -> None:
    for name, text in (("id", "gdp_growth"), ("value", "9.6"), ("year", "2024")):
        QTest.keyClicks(entered.fields[name], text)
    entered.unit.setEditText("%")
    QTest.mouseClick(entered.put_button, Qt.MouseButton.LeftButton)
    assert "来源" in entered.told.text()
    entered.fields["source"].setText("统计公报")
    changed(town, qtbot, lambda: QTest.mouseClick(entered.put_button, Qt.MouseButton.LeftButton))
    assert [one.value for one in town.session.plan.entered.values] == [9.6]
    assert entered.tables["values"].rowCount() == 1
    changed(town, qtbot, town.commands["undo"].trigger)
    assert entered.tables["values"].rowCount() == 0


def test_evidence_that_a_rule_wants_is_offered_and_counts_when_entered(
    town: MainWindow, entered: EnteredDialog, qtbot: QtBot
) -> None:
    entered.tabs.setCurrentIndex(1)
    number = next(row for row in range(entered.wanted.count()) if "land_balance" in entered.wanted.itemText(row))
    entered.wanted.setCurrentIndex(number)
    entered.holds.setCurrentIndex(1)
    entered.fields["document"].setText("平衡表")
    changed(town, qtbot, lambda: QTest.mouseClick(entered.put_button, Qt.MouseButton.LeftButton))
    assert answer(town.session.run, "NA-UDB-04").state == "conflict"


def test_a_plan_folder_only_shows_what_was_entered(checked: MainWindow, qtbot: QtBot) -> None:
    checked.commands["entered"].trigger()
    dialog = checked.rulework.entered
    assert isinstance(dialog, EnteredDialog)
    assert not dialog.put_button.isEnabled()
    assert "entered.toml" in dialog.note.text()


def test_a_passport_is_shown_for_the_selected_parcel_and_can_be_copied(checked: MainWindow, qtbot: QtBot) -> None:
    checked.commands["passport"].trigger()
    assert checked.rulework.passport is None
    assert checked.messages.isVisible()
    fid = int(checked.session.plan.bound("zoning")[0].fids[0])
    checked.session.selection.select("zoning", [fid])
    checked.commands["passport"].trigger()
    dialog = checked.rulework.passport
    assert isinstance(dialog, PassportDialog)
    qtbot.waitUntil(lambda: dialog.passport is not None, timeout=WAIT_MS)
    QTest.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    text = QApplication.clipboard().text()
    assert "地块一" in text
    assert "240.00 亩" in text
    assert "NL-07" in text


def test_the_budget_and_the_counts_follow_a_step_and_its_undo(town: MainWindow, qtbot: QtBot) -> None:
    used = town.budget.budget.used
    counts = town.findings.chips["conflict"].text()
    desk = town.session.desk
    changed(town, qtbot, lambda: desk.remove_layer("ecological_redline"))
    assert town.findings.chips["conflict"].text() != counts
    changed(town, qtbot, lambda: desk.remove_layer("development_boundary"))
    assert town.budget.budget is None
    for _ in range(2):
        undo(town, qtbot)
    assert town.budget.budget.used == used
    assert town.findings.chips["conflict"].text() == counts


def project_rows(window: MainWindow) -> list[tuple[str, str]]:
    model = window.findings.projects.rows
    return [(model.index(row).data(ROW_ROLE).kind, model.index(row).data()) for row in range(model.rowCount())]


def click_row(window: MainWindow, number: int) -> None:
    """Click a row of the projects."""
    lists = window.findings.projects
    box = lists.list.visualRect(lists.rows.index(number))
    QTest.mouseClick(lists.list.viewport(), Qt.MouseButton.LeftButton, pos=box.center())


def test_the_review_is_listed_by_project_affected_not_affected_and_without_data(
    checked: MainWindow, qtbot: QtBot
) -> None:
    QTest.mouseClick(checked.findings.by_project, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(project_rows(checked)) == 2, timeout=WAIT_MS)
    assert [name for _, name in project_rows(checked)] == ["甲项目", "乙项目"]
    click_row(checked, 0)
    rows = project_rows(checked)
    assert [kind for kind, _ in rows[:3]] == ["project", "state", "finding"]
    review = [one for one in checked.session.review.findings if one.subject.name == "甲项目"]
    states = [one.state for one in review]
    counts = [int(text.rsplit(" ", 1)[1]) for kind, text in rows if kind == "state"]
    affected = states.count("conflict") + states.count("uncertain")
    assert counts == [affected, states.count("clear"), states.count("not_testable")]
    click_row(checked, 2)
    assert checked.session.selected is not None
    assert checked.session.selected.subject.name == "甲项目"


def test_projects_are_found_by_their_name(checked: MainWindow, qtbot: QtBot) -> None:
    checked.findings.by_project.click()
    checked.findings.projects.search.setText("乙")
    qtbot.waitUntil(lambda: [name for _, name in project_rows(checked)] == ["乙项目"], timeout=WAIT_MS)
    checked.findings.by_project.click()
    assert checked.findings.list.isVisible()
    assert not checked.findings.projects.isVisible()


def test_ten_thousand_projects_are_listed_without_holding_up_the_window(checked: MainWindow, qtbot: QtBot) -> None:
    findings = [
        finding(f"T-{rule}", "clear", subject=Subject("project_footprints", fid, f"项目{fid:05d}"))
        for fid in range(10_000)
        for rule in range(3)
    ]
    run = a_run(*findings, stage="project")
    groups = grouped(run)
    lists = checked.findings.projects
    begun = time.perf_counter()
    lists.rows.set_groups(run, groups)
    assert lists.rows.rowCount() == MOST_PROJECTS
    assert time.perf_counter() - begun < 0.1  # a slow machine; about 10 ms where it was measured
    assert lists.rows.found == 10_000
