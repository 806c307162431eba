"""The attributes panel: what was identified or is selected, field by field, with both areas; a form in a project."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from core.quantities import area_in, rounded, unit_symbol
from gui.field_labels import FieldLabels, word_shown
from gui.language import Speaker
from gui.parts import Choice, EmptyState, clear_layout, hairline, plain_label
from gui.selection import NOTHING, Fids
from gui.session import Session

if TYPE_CHECKING:
    from gui.attribute_form.codes import RecentCodes
    from gui.attribute_form.form import AttributeForm
    from gui.attribute_form.subject import Subject
    from gui.identify import Hit
    from layers.layer import Layer

ALL = "all"
"""Stands in the choice for all features of the group."""
AT_ONCE = 20_000
"""Features of a layer up to which one of them is read at once: a millisecond."""
AREA_ROWS = (("m2", 2), ("ha", 4), ("mu", 2))


class AttributesPanel(QWidget):
    """Second tab at the right.

    ``shown`` carries the ``Hit`` now shown, or None; ``edit_wanted``: what to do so that it can be changed is asked.
    """

    shown = Signal(object)
    edit_wanted = Signal()

    def __init__(self, session: Session, speaker: Speaker) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._speaker = speaker
        self._labels = FieldLabels(self)
        self._hits: list[Hit] = []
        self._group: tuple[Layer, Fids] | None = None
        self._missed = False
        self._count = 0
        self._revision = 0
        self.form: AttributeForm | None = None
        self._recent: RecentCodes | None = None
        self._above = self._below = QVBoxLayout()
        self.choice = Choice()
        self.choice.currentIndexChanged.connect(self._show)
        self.scroll_area = QScrollArea()
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.empty = EmptyState()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._head = QWidget()
        head = QVBoxLayout(self._head)
        head.setContentsMargins(12, 12, 12, 4)
        head.addWidget(self.choice)
        layout.addWidget(self._head)
        layout.addWidget(self.scroll_area, 1)
        layout.addWidget(self.empty, 1)
        session.identified.connect(self.show_hits)
        session.opened.connect(lambda: self.show_hits([], missed=False))
        session.changed.connect(lambda _outcome: self._follow_change())
        speaker.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew, keeping the feature that is shown."""
        self.choice.setAccessibleName(self.tr("Features under the point"))
        self.form = None  # its words are those of the other language
        self._fill(self.choice.currentData())

    def show_hits(self, hits: list[Hit], *, missed: bool = True) -> None:
        """Show the first of ``hits`` and offer the others."""
        self._hits, self._group = hits, None
        self._missed = missed and not hits
        if hits or missed:
            self._count = 0
        self._fill()

    def show_group(self, layer: Layer, fids: Fids, hits: list[Hit]) -> None:
        """Show what several features of a layer have in common, and offer ``hits`` among them one by one."""
        self._hits, self._group, self._missed, self._count = hits, (layer, fids), False, 0
        self._fill()

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The features among which one can choose."""
        return tuple(self._hits)

    @property
    def group(self) -> tuple[str, Fids] | None:
        """The layer and the features that are shown together."""
        return (self._group[0].name, self._group[1]) if self._group is not None else None

    def show_count(self, count: int) -> None:
        """Show no feature: some are selected in several layers, which only the table can list, or none is."""
        self._count = count
        self.show_hits([], missed=False)

    def _follow_change(self) -> None:
        """What is shown may have changed or gone: it is read anew where its layer is another."""
        now = {item.layer.name: item.layer for item in self._session.map_layers}
        old = [*(hit.layer for hit in self._hits), *((self._group[0],) if self._group else ())]
        if all(now.get(layer.name) is layer for layer in old):
            return
        plan = self._session.plan
        crs = plan.measuring_crs if plan is not None else None
        asked = [(now[hit.layer.name], hit.fid) for hit in self._hits if hit.layer.name in now]
        group = self._group
        if crs is None or (group is not None and group[0].name not in now) or not (asked or group):
            self.show_hits([], missed=False)
            return
        fids = group[1] if group is not None else NOTHING
        self._revision += 1
        revision = self._revision

        def work(_feedback: object) -> list[Hit]:
            from gui.identify import hits_of

            return [hit for layer, fid in asked for hit in hits_of(layer, _one(fid), crs)]

        def take(found: list[Hit]) -> None:
            if revision == self._revision:
                self._take_again(found, (now[group[0].name], _still(now[group[0].name], fids)) if group else None)

        self._session.jobs.submit(self.tr("Reading the features"), work, take)

    def _take_again(self, hits: list[Hit], group: tuple[Layer, Fids] | None) -> None:
        """The same features as they are after a step."""
        chosen = self.choice.currentData()
        self._hits = hits
        self._group = group if group is not None and len(group[1]) > 1 else None
        self._fill(chosen)

    def current_hit(self) -> Hit | None:
        """The feature shown; None while several are shown together."""
        chosen = self.choice.currentData()
        return next((hit for hit in self._hits if (hit.layer.name, hit.fid) == chosen), None)

    def _fill(self, chosen: object = None) -> None:
        """Offer what can be shown. ``chosen`` stays so; without it something else is shown, which is told."""
        there = bool(self._hits or self._group)
        self.choice.blockSignals(True)
        self.choice.clear()
        if self._group is not None:
            count = f"{len(self._group[1]):,}".replace(",", " ")
            label = self._layer_label(self._group[0])
            self.choice.addItem(self.tr("{layer} · all {count} selected").format(layer=label, count=count), ALL)
        for hit in self._hits:
            self.choice.addItem(self._title(hit), (hit.layer.name, hit.fid))
        numbers = [number for number in range(self.choice.count()) if self.choice.itemData(number) == chosen]
        self.choice.setCurrentIndex(numbers[0] if numbers else min(0, self.choice.count() - 1))
        self.choice.blockSignals(False)
        self._head.setVisible(there)
        self.scroll_area.setVisible(there)
        self.empty.setVisible(not there)
        purpose = self.tr("Here are the attributes and both areas of a feature.")
        step = self.tr("Click a feature on the map.")
        if self._missed:
            step = self.tr("There is nothing at that place. Click a feature on the map.")
        elif self._count:
            number = f"{self._count:,}".replace(",", " ")
            step = self.tr("{count} features are selected. The table (F6) lists them.").format(count=number)
        self.empty.say(purpose, step)
        self._show(quiet=bool(numbers))

    def _title(self, hit: Hit) -> str:
        return f"{self._layer_label(hit.layer)} · {hit.title or f'#{hit.fid}'}"

    def _layer_label(self, layer: Layer) -> str:
        from maps.symbology.style import role_style

        return self._speaker.say(role_style(layer.role).label) if layer.role else layer.name

    def _show(self, _index: int = 0, *, quiet: bool = False) -> None:
        """Show what is chosen. ``quiet``: it was shown before, so nothing comes forward for it."""
        hit = self.current_hit()
        self._revision += 1
        together = self._group is not None and self.choice.currentData() == ALL
        if hit is not None and self._session.desk.read_only() is not None:
            self._set_body(self._read_only_form(hit))
        elif hit is not None:
            self._ask_subject(hit.layer, _one(hit.fid), hit)
        elif together and self._group is not None:
            self._ask_subject(*self._group, None)
        self.shown.emit(hit if not quiet or self.isVisible() else None)

    # Forms

    def _ask_subject(self, layer: Layer, fids: Fids, hit: Hit | None) -> None:
        """Read what some features have in common, then show it: one feature of a small layer at once."""
        from gui.attribute_form.subject import subject_of
        from gui.table.columns import at_hand

        revision = self._revision
        if len(fids) == 1 and at_hand(layer) and len(layer) <= AT_ONCE:
            self._take_subject(subject_of(layer, fids), hit)
            return

        def take(subject: Subject) -> None:
            if revision == self._revision:
                self._take_subject(subject, hit)

        self._session.jobs.submit(self.tr("Reading the features"), lambda _feedback: subject_of(layer, fids), take)

    def _take_subject(self, subject: Subject, hit: Hit | None) -> None:
        from gui.attribute_form.codes import RecentCodes
        from gui.attribute_form.form import AttributeForm

        editable = self._session.desk.read_only() is None
        if self.form is not None and self.form.fits(subject, editable=editable):
            self.form.take(subject)
            self._set_around(hit)
            return
        self._recent = self._recent or RecentCodes()
        form = AttributeForm(subject, self._speaker, self._recent, editable=editable)
        form.entered.connect(self._enter)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(12, 4, 12, 12)
        column.setSpacing(8)
        self._above, self._below = QVBoxLayout(), QVBoxLayout()
        column.addLayout(self._above)
        column.addWidget(form)
        column.addLayout(self._below)
        column.addStretch(1)
        self._set_body(body)
        self.form = form
        self._set_around(hit)

    def _set_body(self, body: QWidget) -> None:
        self.form = None
        self.scroll_area.setWidget(body)

    def _set_around(self, hit: Hit | None) -> None:
        """The areas above the form, the origin below it."""
        for layout in (self._above, self._below):
            clear_layout(layout)
        if self._session.desk.read_only() is not None:
            self._above.addWidget(self._why_not())
        if hit is None:
            return
        if hit.planar_m2 is not None and hit.ellipsoidal_m2 is not None:
            areas = QWidget()
            areas.setLayout(self._areas(hit.planar_m2, hit.ellipsoidal_m2))
            self._above.addWidget(areas)
            self._above.addWidget(hairline())
        self._below.addWidget(hairline())
        self._below.addWidget(plain_label(self._origin(hit), muted=True))

    def _enter(self, field: str, value: object) -> None:
        """Write a value into all features of the form, as one step."""
        form = self.form
        if form is None:
            return
        subject = form.subject
        names, table, fids = subject.layer.fields, subject.layer.name, subject.fids.tolist()
        source, follows = names.get(field, field), names.get("class_name", "") if field == "class_code" else ""

        def work(project: Any, feedback: Any) -> Any:
            from services.cells import set_cells

            return set_cells(project, table, fids, source, value, name_field=follows, feedback=feedback)

        def tell(problem: str) -> None:
            if self.form is form:
                form.tell(field, problem)

        self._session.desk.step(
            self.tr("Writing the field"),
            work,
            refused=lambda problem: tell(problem.sentence(self._speaker.language)),
            lost=lambda: tell(""),
            kept=len(fids) == 1,
        )

    def _why_not(self) -> QWidget:
        """Why nothing can be changed, and the way to change that."""
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        reason = self._session.desk.read_only()
        column.addWidget(plain_label(self._speaker.say(reason) if reason is not None else "", muted=True))
        button = QPushButton(self.tr("Make it editable…"))
        button.clicked.connect(lambda _checked=False: self.edit_wanted.emit())
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(hairline())
        return part

    def _read_only_form(self, hit: Hit) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(12, 4, 12, 12)
        column.setSpacing(8)
        column.addWidget(self._why_not())
        if hit.planar_m2 is not None and hit.ellipsoidal_m2 is not None:
            column.addLayout(self._areas(hit.planar_m2, hit.ellipsoidal_m2))
            column.addWidget(hairline())
        column.addLayout(self._fields(hit))
        column.addWidget(hairline())
        column.addWidget(plain_label(self._origin(hit), muted=True))
        column.addStretch(1)
        return form

    def _areas(self, planar: float, ellipsoidal: float) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        decides = self._session.plan.area_definition if self._session.plan else ""
        heads = (("planar", self.tr("Planar area")), ("ellipsoidal", self.tr("Ellipsoidal area")))
        for number, (definition, head) in enumerate(heads):
            label = plain_label(head, muted=definition != decides, name="title" if definition == decides else "")
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            if definition == decides:
                label.setToolTip(self.tr("This area decides in checks of this plan."))
            grid.addWidget(label, 0, number)
        for row, (unit, decimals) in enumerate(AREA_ROWS, start=1):
            for number, area in enumerate((planar, ellipsoidal)):
                figure = plain_label(rounded(area_in(area, unit).value, decimals))
                figure.setWordWrap(False)
                figure.setAlignment(Qt.AlignmentFlag.AlignRight)
                grid.addWidget(figure, row, number)
            grid.addWidget(plain_label(unit_symbol(unit, self._speaker.language), name="unit"), row, 2)
        return grid

    def _fields(self, hit: Hit) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        canonical = set(hit.layer.fields)
        ordered = sorted(hit.values, key=lambda pair: pair[0] not in canonical)
        for row, (field, value) in enumerate(ordered):
            name = plain_label(self._labels.label(field) if field in canonical else field, muted=True)
            name.setMaximumWidth(120)
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(plain_label(self._value(hit, field, value)), row, 1, Qt.AlignmentFlag.AlignTop)
        return grid

    def _value(self, hit: Hit, field: str, value: Any) -> str:
        text = _plain(value)
        if text is None:
            return "–"
        if isinstance(value, bool) or type(value).__name__ == "bool_":
            return self.tr("yes") if value else self.tr("no")
        words = [word_shown(hit.layer.role, field, word, self._speaker.language) for word in text]
        unit = self._labels.unit(field) if field in hit.layer.fields else ""
        return f"{'、'.join(words)} {unit}".strip()

    def _origin(self, hit: Hit) -> str:
        source = self.tr("Record {number} of {file}").format(number=hit.fid, file=hit.layer.path.name)
        if hit.layer.illustrative:
            source += "\n" + self.tr("Illustrative: for demonstration, not a planning fact.")
        return source


def _one(fid: int) -> Fids:
    import numpy as np

    return np.array([fid], dtype=np.int64)


def _still(layer: Layer, fids: Fids) -> Fids:
    """Those of ``fids`` that the layer still has."""
    import numpy as np

    return fids[np.isin(fids, layer.fids)]


def _plain(value: Any) -> list[str] | None:
    """A value as words; None when there is none."""
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return None
    if isinstance(value, float):
        return None if math.isnan(value) else [f"{value:.10g}"]
    if isinstance(value, tuple | list):
        return [str(item) for item in value] or None
    return [str(value)]
