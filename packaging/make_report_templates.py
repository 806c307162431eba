"""Make the Word templates ``styles/reports/{review,assessment,summary}.docx``.

    python packaging/make_report_templates.py

They are ordinary Word documents: an office copies one into ``reports/`` beside its plan, edits it in Word and keeps the
fields in braces that it wants. ``docs/reports.md`` lists the fields. Here they are only made for the first time.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

TARGET = Path(__file__).resolve().parents[1] / "styles" / "reports"
BODY, HEAD, LATIN = "宋体", "黑体", "Times New Roman"
GREY = "E9EDF2"
LEGEND = "Legend"
CITED = (
    "{{ finding.citation }}{{ words.open }}{{ finding.status }}"
    "{% if finding.validity %}{{ words.comma }}{{ finding.validity }}{% endif %}{{ words.close }}"
)


def main() -> None:
    """Write all three."""
    for name in ("review", "assessment", "summary"):
        document = _blank()
        _opening(document)
        _figure(document)
        _chapters(document)
        _conclusion(document)
        _lists(document)
        _tables(document)
        _terms(document)
        _signatures(document)
        document.save(TARGET / f"{name}.docx")


def _blank() -> Any:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(22)
    _face(document.styles["Normal"], BODY, 10.5)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    for level, size in ((1, 14), (2, 11.5), (3, 10.5)):
        style = document.styles[f"Heading {level}"]
        _face(style, HEAD, size)
        style.font.color.rgb = RGBColor(0x1D, 0x24, 0x33)
        style.paragraph_format.space_before = Pt(12 if level == 1 else 8)
        style.paragraph_format.keep_with_next = True
    # A picture ends the run that it stands in; what comes after it looks as the paragraph does.
    legend = document.styles.add_style(LEGEND, WD_STYLE_TYPE.PARAGRAPH)
    legend.base_style = document.styles["Normal"]
    legend.font.size = Pt(8.5)
    legend.paragraph_format.space_after = Pt(0)
    section.header.paragraphs[0].text = "{{ subject }} · {{ title }}"
    section.header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _page_number(section.footer.paragraphs[0])
    return document


def _face(style: Any, eastern: str, size: float) -> None:
    style.font.name = LATIN
    style.font.size = Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        if fonts.get(qn(name)) is not None:
            del fonts.attrib[qn(name)]
    fonts.set(qn("w:eastAsia"), eastern)
    fonts.set(qn("w:ascii"), LATIN)
    fonts.set(qn("w:hAnsi"), LATIN)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.get_or_add_rPr().append(language)


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for field in ("PAGE", "NUMPAGES"):
        run = paragraph.add_run()
        for kind, text in (("begin", None), (None, field), ("end", None)):
            if text is None:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
            else:
                mark = OxmlElement("w:instrText")
                mark.set(qn("xml:space"), "preserve")
                mark.text = text
            run._r.append(mark)
        if field == "PAGE":
            paragraph.add_run(" / ")


def _line(document: Any, text: str, *, style: str | None = None, size: float | None = None, **looks: Any) -> Any:
    paragraph = document.add_paragraph(style=style)
    run = paragraph.add_run(text)
    if size is not None:
        run.font.size = Pt(size)
    run.bold = looks.get("bold")
    if looks.get("red"):
        run.font.color.rgb = RGBColor(0xB4, 0x23, 0x18)
    if looks.get("centre"):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _picture(document: Any, text: str) -> None:
    """On the page of the line below it."""
    _line(document, text, centre=True).paragraph_format.keep_with_next = True


def _table(document: Any, rows: list[list[str]], *, widths: list[float], head: bool = False, size: float = 9.5) -> Any:
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for number, texts in enumerate(rows):
        for column, text in enumerate(texts):
            cell = table.cell(number, column)
            cell.width = Mm(widths[column])
            _write(cell.paragraphs[0], text, size)
            if (head and number == 0) or (not head and column == 0 and "{%" not in text):
                _shade(cell)
        if head and number == 0:
            _repeats(table.rows[0])
        else:
            _whole(table.rows[number])
    document.add_paragraph().paragraph_format.space_after = Pt(0)
    return table


def _write(paragraph: Any, text: str, size: float) -> None:
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.add_run(text).font.size = Pt(size)


def _shade(cell: Any) -> None:
    fill = OxmlElement("w:shd")
    fill.set(qn("w:val"), "clear")
    fill.set(qn("w:color"), "auto")
    fill.set(qn("w:fill"), GREY)
    cell._tc.get_or_add_tcPr().append(fill)


def _narrow_margins(table: Any) -> None:
    """Room for many columns: a millimetre beside the text instead of two."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "55")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)


def _whole(row: Any) -> None:
    """A row is not torn apart by the end of a page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _repeats(row: Any) -> None:
    _whole(row)
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _listed(
    document: Any, loop: str, heads: list[str], cells: list[str], *, widths: list[float], size: float = 9.0
) -> None:
    """A table with a header and one row per turn of a loop."""
    blank = [""] * (len(heads) - 1)
    rows = [heads, [f"{{%tr for {loop} %}}", *blank], cells, ["{%tr endfor %}", *blank]]
    _table(document, rows, widths=widths, head=True, size=size)


def _pairs(document: Any, loop: str, *, widths: tuple[float, float] = (38, 128)) -> None:
    rows = [[f"{{%tr for row in {loop} %}}", ""], ["{{ row.label }}", "{{ row.value }}"], ["{%tr endfor %}", ""]]
    _table(document, rows, widths=list(widths))


def _opening(document: Any) -> None:
    _line(document, "{{ subject }}", size=20, bold=True, centre=True)
    _line(document, "{{ title }}", size=16, bold=True, centre=True)
    _line(document, "{{ date }}", centre=True)
    _line(document, "{%p if illustrative %}")
    _line(document, "{{ illustrative }}", red=True, bold=True)
    _line(document, "{%p endif %}")
    _pairs(document, "facts")
    _line(document, "{{ verdict }}", size=12, bold=True)
    rows = [["{%tc for one in counts %}", "{{ one.label }}", "{%tc endfor %}"]]
    rows.append(["{%tc for one in counts %}", "{{ one.value }}", "{%tc endfor %}"])
    table = _table(document, rows, widths=[55, 55, 56], head=True)
    table.autofit = True


def _figure(document: Any) -> None:
    _line(document, "{%p if overview %}")
    _line(document, "{{ words.figure }}", style="Heading 1")
    _picture(document, "{{ overview }}")
    _line(document, "{{ words.scale }} {{ overview_scale }}", size=9, centre=True)
    _legend(document)
    _line(document, "{%p endif %}")


def _legend(document: Any) -> None:
    """A column for what is on the site, the others for what else the map shows."""
    table = document.add_table(rows=1, cols=3)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    cells = table.rows[0].cells
    _write(cells[0].paragraphs[0], "{%tc for column in legend_columns %}", 9)
    _write(cells[2].paragraphs[0], "{%tc endfor %}", 9)
    lines = ["{%p for line in column.lines %}", "{{ line.swatch }} {{ line.caption }}", "{%p endfor %}"]
    cells[1].paragraphs[0].style = LEGEND
    cells[1].paragraphs[0].add_run("{{ column.heading }}").bold = True
    for text in lines:
        cells[1].add_paragraph(text, style=LEGEND)


def _chapters(document: Any) -> None:
    _line(document, "{%p for chapter in chapters %}")
    _line(document, "{{ chapter.number }}　{{ chapter.title }}", style="Heading 1")
    _line(document, "{{ chapter.text }}")
    _line(document, "{%p for finding in chapter.findings %}")
    head = "{{ finding.mark }} {{ words.number }} {{ finding.number }}　{{ finding.state }}"
    head += "　{{ finding.rule }}　{{ finding.title }}"
    _line(document, head, style="Heading 2")
    _finding_table(document)
    _line(document, "{%p if finding.map %}")
    _picture(document, "{{ finding.map }}")
    _line(
        document, "{{ words.place }} {{ finding.number }} · {{ words.scale }} {{ finding.scale }}", size=9, centre=True
    )
    _line(document, "{%p endif %}")
    _line(document, "{%p endfor %}")
    _line(document, "{%p if chapter.more %}")
    _line(document, "{{ chapter.more }}")
    _line(document, "{%p endif %}")
    _line(document, "{%p if chapter.clear %}")
    _line(document, "{{ words.clear }}", bold=True)
    heads = ["number", "rule", "measured", "limit", "margin", "citation"]
    others = "{% for area in finding.areas %}{% if not area.decides %}{{ words.open }}{{ area.label }} "
    others += "{{ area.value }}{{ words.close }}{% endif %}{% endfor %}"
    cells = [
        "{{ finding.number }}",
        "{{ finding.rule }} {{ finding.title }}{% if finding.subject %} · {{ finding.subject }}{% endif %}",
        "{{ finding.measured }}" + others,
        "{{ finding.limit }}",
        "{{ finding.margin }}",
        CITED,
    ]
    widths = [11.0, 42, 25, 19, 19, 50]
    words = [f"{{{{ words.{head} }}}}" for head in heads]
    _listed(document, "finding in chapter.clear", words, cells, widths=widths, size=8)
    _line(document, "{%p endif %}")
    _line(document, "{%p endfor %}")


def _finding_table(document: Any) -> None:
    state = "{{ finding.state }} · {{ words.severity }}{{ words.colon }}{{ finding.severity }} · {{ finding.force }}"
    areas = "{% for area in finding.areas %}{{ area.label }}{{ area.decides }}{{ words.colon }}{{ area.value }}　"
    areas += "{% endfor %}{{ finding.flips }}"
    parts = "{% for part in finding.parts %}{{ part.by }} {{ part.name }}{{ words.colon }}{{ part.value }}"
    parts += "{% if not loop.last %}{{ words.semicolon }}{% endif %}{% endfor %}"
    told = (
        ("finding.subject", "subject", "{{ finding.subject }}"),
        ("", "state", state),
        ("finding.measured", "measured", "{{ finding.measured }}"),
        ("finding.limit", "limit", "{{ finding.limit }}"),
        ("finding.margin", "margin", "{{ finding.margin }}"),
        ("finding.areas", "areas", areas),
        ("finding.remarks", "remarks", "{% for remark in finding.remarks %}{{ remark }} {% endfor %}"),
        ("finding.parts", "parts", parts),
        ("", "citation", CITED),
    )
    rows = []
    for condition, label, value in told:
        lines = [[f"{{{{ words.{label} }}}}", value]]
        if condition:
            lines = [[f"{{%tr if {condition} %}}", ""], *lines, ["{%tr endif %}", ""]]
        rows += lines
    _table(document, rows, widths=[26, 140])


def _conclusion(document: Any) -> None:
    _line(document, "{{ conclusion_number }}　{{ words.contents_conclusion }}", style="Heading 1")
    _line(document, "{{ conclusion }}", size=12, bold=True)


def _lists(document: Any) -> None:
    _line(document, "{{ words.lists }}", style="Heading 1")
    _line(document, "{%p for list in lists %}")
    _line(document, "{{ list.title }}", style="Heading 2")
    _line(document, "{%p if list.lines %}")
    cells = ["{{ line.number }}", "{{ line.rule }} {{ line.title }}", "{{ line.subject }}"]
    cells.append("{{ line.state }}{% if line.reason %}{{ words.colon }}{{ line.reason }}{% endif %}")
    heads = [f"{{{{ words.{head} }}}}" for head in ("number", "rule", "subject", "state")]
    _listed(document, "line in list.lines", heads, cells, widths=[12, 74, 40, 40])
    _line(document, "{%p else %}")
    _line(document, "{{ list.nothing }}")
    _line(document, "{%p endif %}")
    _line(document, "{%p endfor %}")
    _line(document, "{{ not_applicable }}")
    _line(document, "{{ words.ignored }}", style="Heading 1")
    _line(document, "{%p if ignored %}")
    names = ("number", "rule", "subject", "reason", "by", "at")
    cells = [f"{{{{ one.{name} }}}}" for name in names]
    _listed(
        document,
        "one in ignored",
        [f"{{{{ words.{name} }}}}" for name in names],
        cells,
        widths=[12, 24, 34, 46, 24, 26],
    )
    _line(document, "{%p else %}")
    _line(document, "{{ words.ignored_none }}")
    _line(document, "{%p endif %}")


def _tables(document: Any) -> None:
    _line(document, "{%p if tables %}")
    _line(document, "{{ words.tables }}", style="Heading 1")
    _line(document, "{%p for table in tables %}")
    _line(document, "{{ table.title }}", style="Heading 2")
    _line(document, "{{ table.note }}", size=8.5)
    head = ["{%tc for head in table.header %}", "{{ head }}", "{%tc endfor %}"]
    cells = ["{%tc for cell in row.cells %}", "{{ cell.text }}", "{%tc endfor %}"]
    rows = [head, ["{%tr for row in table.rows %}", "", ""], cells, ["{%tr endfor %}", "", ""]]
    table = _table(document, rows, widths=[55, 55, 56], head=True, size=7.5)
    table.autofit = True
    _narrow_margins(table)
    _line(document, "{%p endfor %}")
    _line(document, "{%p endif %}")
    _line(document, "{%p if lacking %}")
    _line(document, "{{ words.lacking }}", style="Heading 2")
    _line(document, "{%p for line in lacking %}")
    _line(document, "{{ line }}")
    _line(document, "{%p endfor %}")
    _line(document, "{%p endif %}")


def _terms(document: Any) -> None:
    _line(document, "{{ words.terms }}", style="Heading 1")
    _pairs(document, "terms")
    _line(document, "{{ words.assumptions }}", style="Heading 2")
    _line(document, "{%p for line in assumptions %}")
    _line(document, "{{ line }}", size=9)
    _line(document, "{%p endfor %}")
    _line(document, "{%p if not assumptions %}")
    _line(document, "{{ words.assumptions_none }}")
    _line(document, "{%p endif %}")
    _line(document, "{{ words.packs }}", style="Heading 2")
    heads = [f"{{{{ words.{name} }}}}" for name in ("packs", "version", "digest")]
    cells = ["{{ pack.id }}", "{{ pack.version }}", "{{ pack.sha256 }}"]
    _listed(document, "pack in packs", heads, cells, widths=[34, 20, 112], size=8)
    _line(document, "{{ words.data }}", style="Heading 2")
    heads = [f"{{{{ words.{name} }}}}" for name in ("data", "layer", "features", "crs", "date", "digest")]
    names = ("role", "name", "features", "crs", "date", "sha256")
    cells = [f"{{{{ layer.{name} }}}}" for name in names]
    _listed(document, "layer in data", heads, cells, widths=[28, 34, 13, 20, 19, 52], size=6.5)
    _line(document, "{%p if attribution %}")
    _line(document, "{{ words.attribution }}{{ words.colon }}{{ attribution }}", size=9)
    _line(document, "{%p endif %}")


def _signatures(document: Any) -> None:
    _line(document, "{{ words.signatures }}", style="Heading 1")
    rows = [["{%tr for one in signatures %}", ""], ["{{ one.label }}", ""], ["{%tr endfor %}", ""]]
    table = _table(document, rows, widths=[46, 120])
    table.rows[1].height = Mm(11)
    # Word asks for a paragraph after the last table; one of usual height could make a page of its own.
    last = document.paragraphs[-1]
    last.add_run().font.size = Pt(1)
    last.paragraph_format.line_spacing = Pt(1)


if __name__ == "__main__":
    main()
