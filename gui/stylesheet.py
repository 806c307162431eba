"""The style sheet, with ``$tokens`` for every colour and size (see ``styles/theme.toml``)."""

STYLESHEET = """
* { font-size: $text; }
QMainWindow, QDialog, #body { background: $ground; }
QToolTip { background: $raised; color: $text; border: 1px solid $hairline; padding: $space_xs $space_s; }

#topRow { background: $panel; border: none; border-bottom: 1px solid $hairline; }
#topRow QLabel#brand { font-size: $heading; font-weight: 600; color: $accent; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: $corner;
    padding: $space_xs $space_s; color: $text_colour; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $selected; }
QToolButton:checked { color: $accent; }
QToolButton:focus { border: 1px solid $accent; }
QToolButton::menu-indicator { image: none; }
#divider { background: $hairline; }

QMenu { background: $raised; border: 1px solid $hairline; padding: $space_xs; }
QMenu::item { padding: $space_xs $space_xl $space_xs $space_m; border-radius: $space_xs; }
QMenu::item:selected { background: $selected; color: $text_colour; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $hairline; margin: $space_xs $space_s; }

QPushButton { background: $panel; border: 1px solid $control; border-radius: $corner;
    padding: $space_xs $space_m; color: $text_colour; min-height: 20px; }
QPushButton:hover { background: $hover; }
QPushButton:focus { border: 1px solid $accent; }
QPushButton:default { background: $accent; border-color: $accent; color: $on_accent; }
QPushButton:default:focus { border: 2px solid $text_colour; }
QPushButton:disabled { color: $muted; border-color: $hairline; }
QPushButton:default:disabled { background: $hairline; border-color: $hairline; color: $muted; }

QLineEdit, QComboBox { background: $panel; border: 1px solid $control; border-radius: $corner;
    padding: 3px $space_s; color: $text_colour; min-height: 20px; }
QLineEdit:focus, QComboBox:focus { border: 1px solid $accent; }
QComboBox { padding-right: 26px; }
QComboBox::drop-down { border: none; width: 0; }
QComboBox QLineEdit { border: none; padding: 0; min-height: 18px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $hairline; selection-background-color: $selected;
    selection-color: $text_colour; }

QSplitter::handle { background: $hairline; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:hover { background: $accent; }

#panel, #panel QScrollArea, #panel QScrollArea > QWidget > QWidget { background: $panel; border: none; }
QAbstractItemView { background: $panel; border: 1px solid transparent; outline: none; }
QAbstractItemView:focus { border: 1px solid $accent; }
QTreeView::item:hover { background: $hover; color: $text_colour; }
QTreeView::item:selected { background: $selected; color: $text_colour; }
#cellProblem { background: $raised; color: $conflict; border: 1px solid $conflict; border-radius: $space_xs;
    padding: $space_xs $space_s; }
#codeList { background: $raised; border: 1px solid $control; border-radius: $space_xs; }
QListWidget::item, QTableWidget::item { padding: $space_xs; }
QListWidget::item:hover { background: $hover; color: $text_colour; }
QListWidget::item:selected { background: $selected; color: $text_colour; }
#panel QTableView::item { padding: 0 $space_s; border: none; }
QHeaderView { background: $panel; }
QHeaderView::section { background: $panel; color: $muted; border: none; border-bottom: 1px solid $hairline;
    padding: $space_xs $space_s; }
QLabel#heading { font-size: $heading; font-weight: 600; }
QLabel#muted, QLabel#unit { color: $muted; font-size: $small; }
QLabel#title { font-weight: 600; }
QLabel#warning { color: $conflict; }
QLabel:focus { border: 1px solid $accent; border-radius: $space_xs; }
#rule { background: $hairline; }

QTabWidget::pane { border: none; border-top: 1px solid $hairline; }
QTabBar { background: $panel; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $muted; padding: $space_s $space_m; border: none;
    border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $text_colour; border-bottom: 2px solid $accent; }
QTabBar::tab:hover { color: $text_colour; }
QTabBar:focus { border: 1px solid $accent; }

QToolButton::menu-button { border: none; background: transparent; width: 14px; }
QToolButton#chip { border: 1px solid $hairline; padding: $space_xs; }
QToolButton#chip:checked { border: 1px solid $hairline; background: $panel; color: $text_colour; }
QToolButton#chip:!checked { border: 1px dashed $control; background: transparent; color: $muted; }
QToolButton#chip:focus { border: 1px solid $accent; }

#card { background: $raised; border: 1px solid $hairline; border-radius: $corner; }
#preview { color: $on_accent; background: $accent; border-radius: 3px; padding: 0 5px; font-size: $small; }
#messageBar { background: $raised; border: none; border-bottom: 1px solid $hairline; }

#statusRow { background: $panel; border: none; border-top: 1px solid $hairline; }
#statusRow QLabel, #statusRow QLineEdit { font-size: $small; }
#statusRow QLineEdit { border: 1px solid transparent; background: transparent; padding: 0 $space_xs; min-height: 18px; }
#statusRow QLineEdit:hover { border: 1px solid $hairline; }
#statusRow QLineEdit:focus { border: 1px solid $accent; background: $panel; }

QProgressBar { background: $hairline; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $hairline; border-radius: 4px; margin: 1px; }
QScrollBar::handle:hover { background: $control; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""
