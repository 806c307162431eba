"""The rule packs in use: what they say, other packs, and figures changed by a pack of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gui.dialogs.pack_use import PackUse
from gui.dialogs.rule_page import RulePage
from gui.language import Speaker
from gui.parts import Choice, hairline, plain_label
from gui.session import Session

if TYPE_CHECKING:
    from checks.mutation import Unnoticed
    from checks.rule import Rule
    from core.errors import AppError
    from core.feedback import Feedback
    from services.editing import Outcome
    from services.rule_packs import OfferedPack, PackInUse, RuleEdit

SEARCH_AFTER_MS = 120
RULE_ROLE = Qt.ItemDataRole.UserRole


class RulesDialog(QDialog):
    """Stays open beside the map. What is changed goes into a new file beside the plan; no file is written in place."""

    def __init__(self, session: Session, speaker: Speaker, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(False)
        self.resize(980, 680)
        self._session = session
        self._speaker = speaker
        self._packs: list[PackInUse] = []
        self._offered: list[OfferedPack] = []
        self._edits: dict[str, dict[str, Any]] = {}
        self._missed: dict[str, list[Unnoticed]] = {}
        self._known: tuple[str, ...] | None = None
        self.page: RulePage | None = None
        self.using = PackUse(session, self)
        self.using.used.connect(self._told_used)
        self.using.line.connect(self._tell_line)
        self.using.refused.connect(self.tell)
        self._make_widgets()
        self._lay_out()
        session.changed.connect(lambda _outcome: self.read())
        speaker.changed.connect(self.retranslate)
        self.retranslate()
        self.read()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setWindowTitle(self.tr("Rules"))
        self.packs.setAccessibleName(self.tr("Rule packs in use"))
        self.add_button.setText(self.tr("Add a pack"))
        self.remove_button.setText(self.tr("Do not use this pack"))
        self.search.setPlaceholderText(self.tr("Search: id, words, source"))
        self.search.setAccessibleName(self.tr("Search the rules"))
        self.list.setAccessibleName(self.tr("Rules"))
        self.missed_button.setText(self.tr("What would the examples miss?"))
        self.author.setPlaceholderText(self.tr("Changed by"))
        self.author.setAccessibleName(self.tr("Changed by"))
        self.keep_button.setText(self.tr("Keep as a new version and check"))
        self.close_button.setText(self.tr("Close"))
        self.copy_button.setText(self.tr("Copy the line"))
        self._fill_packs()
        self._fill_list()

    # Reading

    def read(self) -> None:
        """Read the packs of the plan in a worker; again only when they are others."""
        plan = self._session.plan
        if plan is None or plan.rules == self._known:
            return
        self._known = plan.rules

        def work(_feedback: Feedback) -> tuple[list[PackInUse], list[OfferedPack]]:
            from services import rule_packs

            return rule_packs.packs_in_use(plan), rule_packs.packs_to_offer(plan.rules)

        self._session.jobs.submit(self.tr("Reading the rules"), work, lambda read: self._take(*read), refused=self.tell)

    def _take(self, packs: list[PackInUse], offered: list[OfferedPack]) -> None:
        self._packs, self._offered = packs, offered
        self._edits, self._missed = {}, {}
        self._fill_packs()
        self._fill_list()

    # What is shown

    def pack(self) -> PackInUse | None:
        """The pack in hand."""
        number = self.packs.currentIndex()
        return self._packs[number] if 0 <= number < len(self._packs) else None

    def choose_rule(self, rule_id: str) -> None:
        """Show a rule of the pack in hand."""
        for number in range(self.list.count()):
            if self.list.item(number).data(RULE_ROLE) == rule_id:
                self.list.setCurrentRow(number)

    def tell(self, problem: AppError) -> None:
        """What could not be done."""
        self._say(problem.sentence(self._speaker.language), "warning")

    def _say(self, sentence: str, name: str = "plain") -> None:
        self.told.setObjectName(name)
        self.told.style().polish(self.told)
        self.told.setText(sentence)
        self.told.setVisible(bool(sentence))

    def _fill_packs(self) -> None:
        chosen = max(self.packs.currentIndex(), 0)
        self.packs.blockSignals(True)
        self.packs.clear()
        self.packs.addItems([self._speaker.say(one.pack.title) for one in self._packs])
        self.packs.setCurrentIndex(min(chosen, len(self._packs) - 1))
        self.packs.blockSignals(False)
        self._fill_menu()
        self._show_pack()

    def _show_pack(self) -> None:
        one = self.pack()
        self.about.setText(self._about(one) if one is not None else self.tr("The rules are being read…"))
        self.remove_button.setEnabled(len(self._packs) > 1)
        self._show_state()

    def _about(self, one: PackInUse) -> str:
        pack = one.pack
        words = [one.reference, self.tr("version {version}").format(version=pack.version)]
        if pack.author:
            words.append(self.tr("by {author}").format(author=pack.author))
        if pack.dated:
            words.append(pack.dated)
        if pack.bases:
            base = pack.bases[0]
            words.append(self.tr("refines {base} {version}").format(base=base.id, version=base.version))
        words.append(self.tr("{count} rules").format(count=len(pack.rules)))
        return " · ".join(words)

    def _fill_list(self) -> None:
        """The rules that have every word of the search."""
        one = self.pack()
        words = self.search.text().casefold().split()
        chosen = self._rule_id()
        self.list.blockSignals(True)
        self.list.clear()
        for rule in one.pack.rules if one is not None else ():
            said = f"{rule.id} {self._speaker.say(rule.card.title)}"
            if all(word in _searched(rule) for word in words):
                edited = " ●" if rule.id in self._edits else ""
                item = QListWidgetItem(f"{said}{edited}\n{self._tags(rule)}")
                item.setData(RULE_ROLE, rule.id)
                self.list.addItem(item)
        self.choose_rule(chosen)
        if self.list.currentRow() < 0 and self.list.count():
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self._show_rule()

    def _tags(self, rule: Rule) -> str:
        from reports.rulebook import FORCE_WORDS, SEVERITY_WORDS, STATUS_WORDS

        card = rule.card
        words = (SEVERITY_WORDS[card.severity], FORCE_WORDS[card.force], STATUS_WORDS[card.status])
        tags = [self._speaker.say(word) for word in words]
        tags += [self.tr("off")] if not rule.enabled else []
        tags += [self.tr("recheck")] if rule.needs_recheck else []
        return " · ".join(tags)

    def _rule_id(self) -> str:
        item = self.list.currentItem()
        return item.data(RULE_ROLE) if item is not None else ""

    def _show_rule(self) -> None:
        one, rule_id = self.pack(), self._rule_id()
        rule = next((rule for rule in one.pack.rules if rule.id == rule_id), None) if one is not None else None
        if rule is None or one is None:
            self.page = None
            self.scroll.setWidget(plain_label(self.tr("No rule has these words."), muted=True))
            return
        missed = [found for found in self._missed.get(one.reference, ()) if found.rule == rule_id]
        self.page = RulePage(rule, self._edits.get(rule_id, {}), missed, self._speaker)
        self.page.edited.connect(self._take_figure)
        self.page.enabled.connect(lambda on: self._edit("enabled", on, rule.enabled))
        self.page.severity.connect(lambda word: self._edit("severity", word, rule.card.severity))
        self.scroll.setWidget(self.page)

    # Changing figures

    def _take_figure(self, name: str, value: Any) -> None:
        """A figure was written; one that is not right is not kept."""
        if self.page is None:
            return
        rule = self.page.rule
        figures = dict(self._edits.get(rule.id, {}).get("parameters", {}))
        figures.pop(name, None)
        if value is not None and value != rule.parameters.get(name):
            figures[name] = list(value) if isinstance(value, tuple) else value
        self._edit("parameters", figures, {})

    def _edit(self, key: str, value: Any, usual: Any) -> None:
        if self.page is None:
            return
        edit = {**self._edits.get(self.page.rule.id, {}), key: value}
        if value == usual:
            edit.pop(key)
        if edit:
            self._edits[self.page.rule.id] = edit
        else:
            self._edits.pop(self.page.rule.id, None)
        self._show_state()

    def _show_state(self) -> None:
        """What can be kept now."""
        wrong = self.page is not None and bool(self.page.parameters.problems)
        self.keep_button.setEnabled(bool(self._edits) and not wrong)
        self.packs.setEnabled(not self._edits)
        self._mark_edited()

    def _mark_edited(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            head, _, tags = item.text().partition("\n")
            plain = head.removesuffix(" ●")
            item.setText(f"{plain} ●\n{tags}" if item.data(RULE_ROLE) in self._edits else f"{plain}\n{tags}")

    def edits(self) -> dict[str, RuleEdit]:
        """What is to be changed, by rule."""
        from services.rule_packs import RuleEdit

        return {rule_id: RuleEdit(**edit) for rule_id, edit in self._edits.items()}

    def keep(self) -> None:
        """Write what was changed into a new pack that refines the one in hand, and use that."""
        one = self.pack()
        if one is None:
            return
        self._say("")
        self.line_box.hide()
        self.using.refine(one.reference, self.edits(), self.author.text())

    # Choosing packs

    def add_file(self, path: Path) -> None:
        """Use a pack from a file; it is copied beside the plan."""
        self.using.add_file(path)

    def remove(self) -> None:
        """Use the pack in hand no longer."""
        one = self.pack()
        if one is not None:
            self.using.remove(one.reference)

    def _told_used(self, outcome: Outcome) -> None:
        said = self.tr("Done: {what}. The plan is being checked again; undo takes it back.")
        self._say(said.format(what=self._speaker.say(outcome.label)))

    def _tell_line(self, line: str) -> None:
        self.read()
        self._say(self.tr("The plan is being checked by these rules. To keep them, put this line into plan.toml:"))
        self.line.setText(line)
        self.line_box.show()

    # What the examples would miss

    def look_for_missed(self) -> None:
        """Change every figure of the pack in turn and see whether an example fails; takes a while, in a worker."""
        one = self.pack()
        if one is None:
            return
        self.missed_button.setEnabled(False)

        def work(feedback: Feedback) -> list[Unnoticed]:
            from services import rulebook

            return rulebook.missed_by_examples(one.pack, feedback)

        def done(missed: list[Unnoticed]) -> None:
            self.missed_button.setEnabled(True)
            self._missed[one.reference] = missed
            rules = len({found.rule for found in missed})
            said = self.tr("A mistake in any figure would make an example fail.")
            if missed:
                said = self.tr("{count} figures in {rules} rules could be wrong and no example would fail.")
            self._say(said.format(count=len(missed), rules=rules))
            self._show_rule()

        self._session.jobs.submit(
            self.tr("Trying the examples"), work, done, lost=lambda: self.missed_button.setEnabled(True)
        )

    # Widgets

    def _make_widgets(self) -> None:
        self.packs = Choice()
        self.packs.currentIndexChanged.connect(lambda _index: (self._show_pack(), self._fill_list()))
        self.about = plain_label(muted=True)
        self.add_button, self.remove_button = QPushButton(), QPushButton()
        self.menu = QMenu(self)
        self.add_button.setMenu(self.menu)
        self.remove_button.clicked.connect(self.remove)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEARCH_AFTER_MS)
        self._timer.timeout.connect(self._fill_list)
        self.search.textChanged.connect(lambda _text: self._timer.start())
        self.list = QListWidget()
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(lambda _row: self._show_rule())
        self.scroll = QScrollArea()
        self.scroll.setWidgetResizable(True)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.told = plain_label()
        self.told.hide()
        self.line = QLineEdit()
        self.line.setReadOnly(True)
        self.copy_button, self.missed_button = QPushButton(), QPushButton()
        self.copy_button.clicked.connect(lambda: QApplication.clipboard().setText(self.line.text()))
        self.missed_button.clicked.connect(self.look_for_missed)
        self.author = QLineEdit()
        self.author.setMaximumWidth(160)
        self.keep_button, self.close_button = QPushButton(), QPushButton()
        self.keep_button.clicked.connect(self.keep)
        self.close_button.clicked.connect(self.close)
        for button in (self.add_button, self.remove_button, self.copy_button, self.missed_button, self.close_button):
            button.setAutoDefault(False)
        self.keep_button.setDefault(True)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.packs, 1)
        head.addWidget(self.add_button)
        head.addWidget(self.remove_button)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        right = QWidget(objectName="panel")
        right.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QVBoxLayout(right)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.scroll)
        body = QSplitter(Qt.Orientation.Horizontal)
        body.setChildrenCollapsible(False)
        body.addWidget(left)
        body.addWidget(right)
        body.setSizes([340, 640])
        self.line_box = QWidget()
        line = QHBoxLayout(self.line_box)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.line, 1)
        line.addWidget(self.copy_button)
        self.line_box.hide()
        foot = QHBoxLayout()
        foot.addWidget(self.missed_button)
        foot.addStretch(1)
        for part in (self.author, self.keep_button, self.close_button):
            foot.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(8)
        layout.addLayout(head)
        for part in (self.about, hairline()):
            layout.addWidget(part)
        layout.addWidget(body, 1)
        for part in (self.told, self.line_box):
            layout.addWidget(part)
        layout.addLayout(foot)

    def _fill_menu(self) -> None:
        self.menu.clear()
        for pack in self._offered:
            words = f"{self._speaker.say(pack.title)} ({pack.id} {pack.version})".replace("&", "&&")
            self.menu.addAction(words, lambda pack=pack: self.using.add(pack.id))
        self.menu.addSeparator()
        self.menu.addAction(self.tr("From a file…"), self._ask_file)

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Add a rule pack"), str(self._session.plan.folder), "TOML (*.toml)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.add_file(Path(name)))
        dialog.setModal(False)
        dialog.show()


def _searched(rule: Rule) -> str:
    """Everything about a rule that one may search for."""
    card = rule.card
    texts = (card.title, rule.explanation, rule.remedy, card.message)
    words = [rule.id, rule.kind.name, card.citation.document, card.citation.section, rule.provenance or ""]
    return " ".join([*words, *(one.zh for one in texts), *(one.en for one in texts)]).casefold()
