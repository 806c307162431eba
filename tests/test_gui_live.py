"""While an edit is previewed the window says what it would do to the budget and the rules, before it is released."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from checks.finding import Finding, Subject
from core.messages import Text
from core.quantities import Quantity
from gui.budget import Budget
from gui.editing.affected import GONE, AffectedCard, line_of
from gui.language import Speaker
from gui.window import MainWindow
from services.live import Change, Live
from tests.gui_plan import a_run, boundary_finding, finding, on_map
from tests.gui_projects import changed, item_of
from tests.office import square, square_with_area, write

pytest_plugins = ["tests.gui_fixtures"]

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
WAIT_MS = 20_000
LIMIT_KM2 = 53.5


@pytest.fixture
def town(themed: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """A window on a project whose boundary is a little smaller than allowed, truly checked."""
    folder = tmp_path / "plan"
    folder.mkdir()
    write(folder / "zoning.gpkg", [square(x, 0, 1000) for x in (0, 1000)], class_code=["0701", "1401"])
    base, target = square_with_area(28.83e6), square_with_area((LIMIT_KM2 - 0.4) * 1e6)
    write(folder / "development_boundary.gpkg", [target, base], year=[2025, 2020])
    write(folder / "ecological_redline.gpkg", [square(7000, 7000, 900)], name=["红线"])
    write(folder / "project_footprints.gpkg", [square(2100, 2100, 140)], project=["甲项目"])
    (folder / "plan.toml").write_text('name = "小城规划"\n', encoding="utf-8")
    speaker = Speaker("zh", themed)
    window = MainWindow(speaker)
    window.resize(1200, 800)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.open(folder)
    qtbot.waitUntil(lambda: window.session.is_checked, timeout=WAIT_MS)
    changed(window, qtbot, lambda: window.session.make_project(tmp_path / "小城.gpkg"))
    qtbot.waitUntil(lambda: window.session.is_checked and not window.jobs.running, timeout=WAIT_MS)
    yield window
    window.close()
    speaker.remove()


def corner(window: MainWindow) -> tuple[float, float]:
    """The upper right corner of the boundary of the target year, in metres from the origin of the test town."""
    frame = item_of(window, "development_boundary").layer.frame
    from tests.office import ORIGIN

    _, _, east, north = frame.geometry[frame["year"] == 2025].iloc[0].bounds
    return east - ORIGIN[0], north - ORIGIN[1]


def begin(window: MainWindow, qtbot: QtBot) -> QPoint:
    """Take the boundary in hand; where its corner is on the canvas."""
    window.editing.begin(item_of(window, "development_boundary"))
    window.editing.context.snapping.on = False
    qtbot.waitUntil(lambda: window.editing.context.ready and not window.jobs.running, timeout=WAIT_MS)
    x, y = corner(window)
    window.canvas.zoom_to((*place(x - 600, y - 600), *place(x + 600, y + 600)))
    left, top = on_map(window, x, y)
    return QPoint(round(left), round(top))


def place(x: float, y: float) -> tuple[float, float]:
    from tests.office import ORIGIN

    return ORIGIN[0] + x, ORIGIN[1] + y


def pull(window: MainWindow, qtbot: QtBot, start: QPoint, *steps: tuple[int, int]) -> Live:
    """Hold the corner and move it in steps; the whole answer about the last place."""
    live = window.editing.live
    qtbot.mouseMove(window.canvas, start)
    qtbot.mousePress(window.canvas, LEFT, NONE, start)
    for step in steps:
        qtbot.mouseMove(window.canvas, start + QPoint(*step))
    assert window.editing.context.preview is not None
    qtbot.waitUntil(lambda: live.live is not None and not live.working, timeout=WAIT_MS)
    assert live.live is not None
    return live.live


def test_the_budget_follows_the_mouse_and_turns_red_before_the_limit_is_broken(town: MainWindow, qtbot: QtBot) -> None:
    start = begin(town, qtbot)
    before = town.budget.budget
    assert before is not None
    assert before.token == "uncertain"
    assert before.used < LIMIT_KM2
    live = pull(town, qtbot, start, (10, -10), (20, -20), (60, -60))
    shown = town.budget.live
    assert shown is not None
    assert shown.token == "conflict"
    assert shown.used > LIMIT_KM2
    assert town.budget.preview.isVisible()
    assert "超出" in town.budget.rest.text()
    assert town.budget.budget is before
    worst = live.changes[0]
    assert worst.worse
    assert worst.after is not None
    assert worst.after.state == "conflict"
    assert town.editing.live.card.isVisible()
    line = town.editing.live.card.lines.shown[0]
    assert (line.before, line.after, line.alarming) == ("clear", "conflict", True)
    assert "km²" in line.measured
    assert "-" in line.margin
    qtbot.keyClick(town.canvas, Qt.Key.Key_Escape)
    assert town.budget.live is None
    assert not town.budget.preview.isVisible()
    assert not town.editing.live.card.isVisible()
    assert town.session.desk.past.to_undo is None


def test_what_was_said_while_dragging_is_to_the_bit_what_is_found_after_the_release(
    town: MainWindow, qtbot: QtBot
) -> None:
    start = begin(town, qtbot)
    live = pull(town, qtbot, start, (-10, 10), (-31, 17), (-47, 33))
    shown = town.budget.live
    assert shown is not None
    told = {one.finding.key: (one.after.state, one.after.measured) for one in live.changes if one.after}
    assert told
    end = start + QPoint(-47, 33)
    changed(town, qtbot, lambda: qtbot.mouseRelease(town.canvas, LEFT, NONE, end))
    qtbot.waitUntil(lambda: town.session.is_checked, timeout=WAIT_MS)
    after = town.budget.budget
    assert after is not None
    assert after.used == shown.used
    runs = [run for run in (town.session.run, town.session.review) if run is not None]
    now = {one.key: (one.state, one.measured) for run in runs for one in run.findings}
    assert {key: now[key] for key in told} == told
    assert town.budget.live is None
    assert not town.editing.live.card.isVisible()


def test_after_a_commit_the_next_preview_is_compared_with_what_is_found_now(town: MainWindow, qtbot: QtBot) -> None:
    start = begin(town, qtbot)
    pull(town, qtbot, start, (-20, 20), (-40, 40))
    changed(town, qtbot, lambda: qtbot.mouseRelease(town.canvas, LEFT, NONE, start + QPoint(-40, 40)))
    qtbot.waitUntil(lambda: town.session.is_checked and not town.jobs.running, timeout=WAIT_MS)
    live = pull(town, qtbot, start + QPoint(-40, 40), (10, -10), (20, -20))
    now = {one.key: one for one in town.session.run.findings}
    assert live.compared
    assert live.changes
    assert all(one.before is now[one.finding.key] for one in live.changes if one.finding.key in now)
    qtbot.keyClick(town.canvas, Qt.Key.Key_Escape)


def test_only_the_last_of_many_previews_is_answered_and_one_at_a_time(town: MainWindow, qtbot: QtBot) -> None:
    start = begin(town, qtbot)
    answers: list[Live] = []
    town.editing.live.answered.connect(answers.append)
    live = pull(town, qtbot, start, *((n, -n) for n in range(6, 66)))
    assert len(answers) < 30
    assert live is answers[-1]
    layer = next(one for one in live.plan.layers if one.name == "development_boundary")
    preview = town.editing.context.preview
    assert preview is not None
    for fid, shape in preview.changed.items():
        assert shapely.equals_exact(layer.frame.geometry.loc[fid], shape)
    qtbot.keyClick(town.canvas, Qt.Key.Key_Escape)


def test_ending_the_edit_or_opening_another_plan_leaves_nothing_behind(town: MainWindow, qtbot: QtBot) -> None:
    start = begin(town, qtbot)
    pull(town, qtbot, start, (10, -10), (60, -60))
    town.editing.end()
    assert town.editing.live.live is None
    assert town.budget.live is None
    assert not town.editing.live.card.isVisible()
    assert not town.editing.live.working


def change(before: Finding | None, after: Finding | None, *, advises: bool = False) -> Change:
    one = after or before
    assert one is not None
    return Change(one.rule, Text("规则", "Rule"), before, after, advises)


def measured(state: str, value: float, rule: str = "T-1") -> Finding:
    return finding(rule, state, subject=Subject("zoning", 3, "<b>x</b>"), measured=Quantity(value, "m2"))


def test_six_rules_are_listed_and_the_others_counted(themed: QApplication, qtbot: QtBot) -> None:
    speaker = Speaker("zh", themed)
    canvas = MainWindow(speaker)
    qtbot.addWidget(canvas)
    card = AffectedCard(speaker, canvas)
    many = tuple(change(measured("clear", 1.0), measured("conflict", 2.0 + n, f"T-{n}")) for n in range(9))
    card.show_live(Live(None, a_run(), None, many, frozenset(("T-9", "T-10"))))
    assert len(card.lines.shown) == 6
    assert "3" in card.rest.text()
    assert "2" in card.rest.text()
    assert "<b>x</b>" in card.accessibleDescription()
    card.show_live(Live(None, a_run(), None, ()))
    assert not card.lines.isVisibleTo(card)
    assert card.rest.text()
    speaker.speak("en")
    assert card.rest.text() == "No rule's finding would change."
    speaker.remove()


def test_a_line_says_what_was_and_what_would_be() -> None:
    turned = line_of(change(measured("clear", 1.0), measured("conflict", 5.0)), "en", "gone")
    assert (turned.before, turned.after, turned.alarming) == ("clear", "conflict", True)
    assert turned.measured.startswith("5")
    went = line_of(change(measured("conflict", 1.0), None), "en", "gone")
    assert (went.before, went.after, went.measured, went.alarming) == ("conflict", GONE, "gone", False)
    advice = line_of(change(measured("clear", 1.0), measured("conflict", 5.0), advises=True), "en", "gone")
    assert (advice.after, advice.alarming) == ("advice", False)


def test_the_budget_is_amber_from_98_percent_on_while_previewed(window: MainWindow) -> None:
    for used, token in ((50.0, "accent"), (52.6, "uncertain"), (53.6, "conflict")):
        state = "conflict" if used > LIMIT_KM2 else "clear"
        budget = Budget(used, LIMIT_KM2, None, state, boundary_finding(used, state=state))
        window.budget.show_live(budget)
        assert window.budget.live is budget
        assert window.budget.bar.budget is budget
        assert budget.token == token
        assert window.budget.preview.isVisible()
    window.budget.show_live(None)
    assert window.budget.bar.budget is window.budget.budget


def test_the_budget_opens_to_growth_and_a_table_whose_parts_add_up(town: MainWindow, qtbot: QtBot) -> None:
    card = town.budget
    width = card.width()
    qtbot.mouseClick(card.fold_button, LEFT)
    assert card.is_open
    opening = card.opening
    assert opening is not None
    qtbot.waitUntil(lambda: opening.growth is not None, timeout=WAIT_MS)
    assert opening.growth is not None
    years = {one.year: one.area for one in opening.line.years}
    assert years[2025] == card.budget.used
    assert abs(years[2020] - 28.83) < 1e-6
    rows = [texts for _, _, texts in opening.table.rows]
    total = next(texts for texts in rows if texts[0].startswith("合计"))
    assert (total[1], total[2]) == ("28.8300", "53.1000")
    place = next(number for number, texts in enumerate(rows) if texts[0].startswith("按用地分类"))
    parts = [float(texts[2]) for texts in rows[place + 1 :] if texts[2]]
    assert len(parts) >= 2
    assert round(sum(parts), 4) == 53.1
    assert card.width() > width
    assert card.geometry().right() < town.canvas.width()
    chosen: list[object] = []
    card.chosen.connect(chosen.append)
    qtbot.mouseClick(opening.table, LEFT)
    assert chosen == []
    qtbot.mouseClick(card.fold_button, LEFT)
    assert not card.is_open
    assert card.width() == width


def test_an_open_budget_follows_an_edit(town: MainWindow, qtbot: QtBot) -> None:
    town.budget.set_open(True)
    opening = town.budget.opening
    assert opening is not None
    qtbot.waitUntil(lambda: opening.growth is not None, timeout=WAIT_MS)
    start = begin(town, qtbot)
    pull(town, qtbot, start, (-20, 20), (-40, 40))
    assert opening.line.live == town.budget.live.used
    before = opening.growth
    changed(town, qtbot, lambda: qtbot.mouseRelease(town.canvas, LEFT, NONE, start + QPoint(-40, 40)))
    qtbot.waitUntil(lambda: town.session.is_checked and opening.growth is not before, timeout=WAIT_MS)
    assert opening.line.live is None
    assert opening.line.years[-1].area == town.budget.budget.used
