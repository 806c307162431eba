"""The one row of buttons above the map."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from gui.actions import Actions
from gui.language import Speaker
from gui.session import Session
from gui.theme import current_theme, icon

MENU = (
    "new_project",
    "open_file",
    "open_folder",
    "open_sample",
    "save_copy",
    "",
    "import_layers",
    "export_layer",
    "hand_over",
    "remove_layer",
    "add_base",
    "remove_base",
    "",
    "export_changes",
    "merge_changes",
    "",
    "edit",
    "undo",
    "redo",
    "",
    "select_lasso",
    "select_by",
    "table",
    "charts",
    "calculate",
    "copy_features",
    "paste_features",
    "",
    "to_layers",
    "to_map",
    "to_findings",
    "to_attributes",
    "to_history",
    "next_finding",
    "previous_finding",
    "mend",
    "topology",
    "give_up",
    "",
    "rules",
    "entered",
    "passport",
    "",
    "shortcuts",
    "quit",
)
ONLY_ICON = ("select", "select_box", "identify", "zoom_full", "zoom_in", "zoom_out", "table", "charts")
EDIT = "edit"
PAST = ("undo", "redo")
WITH_TEXT = ("check", "sheets")
BESIDE_CHECK = "rules"
HAND_OVER = "hand_over"
FIRST_TO_GO = ("zoom_in", "zoom_out", "charts", "zoom_full", "table", "select_box")
"""Buttons that a narrow window does without, before the words beside icons go: their keys remain."""
LEAST_WIDTH = 860


class TopRow(QWidget):
    """Brand, plan, tools, check, sheets, language."""

    def __init__(self, session: Session, speaker: Speaker, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("topRow")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(current_theme().size("top_row"))
        self.setMinimumWidth(LEAST_WIDTH)  # or the window could not be narrower than all words beside one another
        self._session = session
        self._speaker = speaker
        self._actions = actions
        self._wordy: set[QToolButton] = set()
        self.logo = QLabel()
        self.brand = QLabel(objectName="brand")
        self.plan_button = QToolButton()
        self.plan_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.plan_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.plan_button.setIconSize(QSize(14, 14))
        self.plan_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.plan_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.menu = QMenu(self)
        for name in MENU:
            if name:
                self.menu.addAction(actions[name])
            else:
                self.menu.addSeparator()
        self.plan_button.setMenu(self.menu)
        self.sheet_menu = QMenu(self)
        self.sheet_button = QToolButton()
        self.sheet_button.setMenu(self.sheet_menu)
        self.sheet_button.setIconSize(QSize(14, 14))
        self.sheet_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.sheet_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.language = _button(actions["language"], Qt.ToolButtonStyle.ToolButtonTextOnly)
        self._lay_out(actions)
        for signal in (session.opening, session.opened, session.failed):
            signal.connect(self._show_plan)
        speaker.changed.connect(self.retranslate)
        self.retranslate()
        self.retheme()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.brand.setText(self.tr("Lantu"))
        self.sheet_button.setToolTip(self.tr("Edit a sheet"))
        self.sheet_button.setAccessibleName(self.tr("Edit a sheet"))
        self._show_plan()
        self.fit()
        QTimer.singleShot(0, self, self.fit)  # other parts of the row say theirs after this one

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Leave out buttons, then words, until the row is no wider than the window."""
        wordy = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        buttons = [button for button in self.findChildren(QToolButton) if button is not self.plan_button]
        self._wordy |= {button for button in buttons if button.toolButtonStyle() == wordy}
        spare = [button for name in FIRST_TO_GO for button in buttons if button.defaultAction() is self._actions[name]]
        for button in self._wordy:
            button.setToolButtonStyle(wordy)
        for button in spare:
            button.show()
        for button in spare:
            if not self._too_wide():
                break
            button.hide()
        if self._too_wide():
            for button in self._wordy:
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.layout().activate()

    def _too_wide(self) -> bool:
        layout = self.layout()
        layout.invalidate()
        return layout.minimumSize().width() > self.width()

    def retheme(self) -> None:
        """Icons in the colours of the present theme."""
        self.logo.setPixmap(icon("logo", "accent").pixmap(QSize(20, 20), self.devicePixelRatioF()))
        self.plan_button.setIcon(icon("chevron_down", "muted"))
        self.sheet_button.setIcon(icon("chevron_down", "muted"))

    def open_sheet_menu(self) -> None:
        """Open the menu of sheets."""
        self.sheet_button.showMenu()

    def _lay_out(self, actions: Actions) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 0)
        layout.setSpacing(4)
        layout.addWidget(self.logo)
        layout.addWidget(self.brand)
        layout.addSpacing(8)
        layout.addWidget(self.plan_button)
        layout.addSpacing(8)
        for name in ONLY_ICON:
            layout.addWidget(_button(actions[name], Qt.ToolButtonStyle.ToolButtonIconOnly))
        layout.addWidget(_divider())
        layout.addWidget(_button(actions[EDIT], Qt.ToolButtonStyle.ToolButtonTextBesideIcon))
        for name in PAST:
            layout.addWidget(_button(actions[name], Qt.ToolButtonStyle.ToolButtonIconOnly))
        layout.addWidget(_divider())
        for name in WITH_TEXT:
            layout.addWidget(_button(actions[name], Qt.ToolButtonStyle.ToolButtonTextBesideIcon))
            if name == "check":
                layout.addWidget(_button(actions[BESIDE_CHECK], Qt.ToolButtonStyle.ToolButtonIconOnly))
        layout.addWidget(self.sheet_button)
        layout.addWidget(_button(actions[HAND_OVER], Qt.ToolButtonStyle.ToolButtonTextBesideIcon))
        layout.addStretch(1)
        layout.addWidget(self.language)

    def _show_plan(self) -> None:
        plan = self._session.plan
        name = plan.name if plan is not None else self.tr("No plan")
        if self._session.busy_opening and plan is None:
            name = self.tr("Opening…")
        self.plan_button.setText(name.replace("&", "&&"))
        self.plan_button.setToolTip(self.tr("Open another plan"))
        self.plan_button.setAccessibleName(self.tr("Plan: {name}").format(name=name))
        self.fit()


def _button(action: QAction, style: Qt.ToolButtonStyle) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setToolButtonStyle(style)
    button.setIconSize(QSize(20, 20))
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return button


def _divider() -> QFrame:
    line = QFrame(objectName="divider")
    line.setFixedSize(1, 20)
    return line
