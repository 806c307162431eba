"""Holds every number of what was handed over against ``findings.json``.

Units, decimals, rounding and closing are written down a second time; of the code that writes only the numbers of the
findings and the titles of the tables are taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from checks.finding import CheckRun
from core.messages import Language
from reports.content.chapters import numbered
from reports.tables.printing import shown_tables
from tests.handed_over import FIGURE, HandedOver, Rows

Record = Mapping[str, Any]
UNITS = {
    "m2": ("m²", "m²", 2), "mu": ("亩", "mu", 2), "ha": ("ha", "ha", 4), "km2": ("km²", "km²", 4), "m": ("m", "m", 2),
    "%": ("%", "%", 2), "count": ("个", "", 0), "ratio": ("", "", 3), "wan_per_mu": ("万元/亩", "10k yuan/mu", 1),
    "t_per_h": ("t/h", "t/h", 1), "tce": ("吨标准煤", "tce", 0), "m3_per_day": ("m³/d", "m³/d", 0),
    "MW": ("MW", "MW", 1), "degree": ("°", "°", 2),
}  # fmt: skip
"""How a unit is written in both languages, and with how many decimals."""
M2_IN = {"m2": 1.0, "mu": 2000.0 / 3.0, "ha": 10_000.0, "km2": 1_000_000.0}
SIGNS = {"<=": "≤", ">=": "≥", "==": "=", "<": "<", ">": ">"}
DEFINITIONS = {
    "平面面积": "planar", "椭球面积": "ellipsoidal", "登记面积": "registered",
    "planar area": "planar", "ellipsoidal area": "ellipsoidal", "registered area": "registered",
}  # fmt: skip
MOST_PARTS = 40
UNSHOWN = ("line",)
"""Where the straight line from base to target stands; the deviation from it is shown."""


def figure(value: float, decimals: int) -> str:
    """Rounded half to even on the exact binary value, thousands apart."""
    number = Decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
    return f"{number or abs(number):,f}".replace(",", " ")


def number_of(text: str) -> Decimal:
    """The number that a text is; 0 for none."""
    return Decimal(text.replace(" ", "") or 0)


def quantity(value: float, unit: str, language: str, decimals: int | None = None) -> str:
    """A value with its unit as it must be written."""
    chinese, english, usual = UNITS.get(unit, (unit, unit, 3))
    return (
        f"{figure(value, usual if decimals is None else decimals)} {english if language == 'en' else chinese}".strip()
    )


# Findings


def finding_problems(told: Mapping[str, str], finding: Record, language: str) -> list[str]:
    """What of a finding's numbers is not as in ``findings.json``."""
    problems = _part_problems(told, finding, language)
    limit = finding["limit"]
    wanted = "" if limit is None else _limit(limit, language)
    problems += [] if told.get("limit", "") == wanted else [f"limit {told.get('limit')!r} for {wanted!r}"]
    measured = finding["measured"]
    if measured is None:
        return problems + (["measured without a value"] if told.get("measured") or told.get("margin") else [])
    text = told.get("measured", "")
    number = re.match(FIGURE, text)
    decimals = 0 if number is None else len(number[0].partition(".")[2])
    shown = quantity(measured["value"], measured["unit"], language, decimals)
    if re.split("[（\n]| \\(", text)[0] != shown:
        problems.append(f"measured {text!r} for {shown!r}")
    problems += _decimal_problems(decimals, measured, limit)
    problems += _area_problems(told.get("areas", text), finding, decimals, language)
    margin = finding["margin"]
    wanted = "" if margin is None else quantity(margin["value"], margin["unit"], language, decimals)
    return problems + ([] if told.get("margin", "") == wanted else [f"margin {told.get('margin')!r} for {wanted!r}"])


def _limit(limit: Record, language: str) -> str:
    """As it was published, with no digit added."""
    number = f"{limit['value']:,.10g}".replace(",", " ")
    unit = UNITS.get(limit["unit"], (limit["unit"],) * 2)[language == "en"]
    text = f"{SIGNS[limit['op']]} {number} {unit}".strip()
    return text if limit.get("within") is None else f"{text} ± {limit['within']:g}"


def _decimal_problems(decimals: int, measured: Record, limit: Record | None) -> list[str]:
    """More digits than usual only where, and only so many as, the side of the limit asks for."""
    usual = UNITS.get(measured["unit"], ("", "", 3))[2]
    if limit is None or measured["value"] == limit["value"]:
        return [] if decimals == usual else [f"{decimals} decimals for {usual}"]

    def hidden(count: int) -> bool:
        return figure(measured["value"], count) == figure(limit["value"], count)

    if hidden(decimals) and decimals < 9:
        return ["rounded to the limit"]
    needed = decimals == usual or (decimals > usual and hidden(decimals - 1))
    return [] if needed else [f"{decimals} decimals, not needed"]


def _area_problems(text: str, finding: Record, decimals: int, language: str) -> list[str]:
    """In a full entry all definitions are named, in a line only those that do not decide."""
    told = {
        DEFINITIONS[name]: number for name, number in re.findall(rf"({'|'.join(DEFINITIONS)})[^\d\n-]*({FIGURE})", text)
    }
    unit = finding["measured"]["unit"]
    values = {key: value for key, value in (finding["alternatives"] or {}).items() if value is not None}
    wanted = {key: figure(value, decimals) for key, value in values.items()}
    missing = [key for key in wanted if key not in told]
    if len(missing) > 1 or (missing and values[missing[0]] != finding["measured"]["value"]):
        return [f"areas {told} for {wanted}"]
    units = all(quantity(values[key], unit, language, decimals) in text for key in told if key in values)
    return [] if units and told == {key: wanted.get(key) for key in told} else [f"areas {told} for {wanted}"]


def _part_problems(told: Mapping[str, str], finding: Record, language: str) -> list[str]:
    """All parts in their order, and no number more."""
    text = told.get("parts", "")
    if finding["state"] == "clear" and not text:
        return []
    place = 0
    for part in finding["parts"][:MOST_PARTS]:
        value = quantity(part["value"], part["unit"], language)
        place = text.find(value, place)
        if place < 0:
            return [f"parts: no {value!r} in {text!r}"]
        place += len(value)
    return []


# Tables

COLUMNS: Mapping[str, tuple[tuple[int, str], ...]] = {
    "land_balance": ((2, "base"), (3, "base_share"), (4, "target"), (5, "target_share")),
    "control_lines": ((1, "area"), (2, "construction"), (3, "facilities"), (4, "other"), (5, "open")),
    "boundary_budget": ((1, "base"), (2, "target")),
    "parcels": ((4, "planar"), (5, "ellipsoidal"), (6, "registered")),
    "project_occupation": (
        (1, "area"), (2, "ecological_redline"), (3, "permanent_farmland"), (4, "inside_boundary"),
        (5, "outside_boundary"),
    ),
    "four_limits": ((5, "east_m"), (6, "south_m"), (7, "west_m"), (8, "north_m")),
    "boundary_points": ((3, "northing"), (4, "easting"), (5, "side")),
}  # fmt: skip
"""Which column of a table shows which key."""
LAST_DIGITS = {"land_balance": 3, "boundary_budget": 2, "control_lines": 2, "project_occupation": 2}
"""How far closing may move a number: parts of parts are closed to numbers that were themselves closed."""
BALANCE_PARTS = {6: (7, 10, 11), 7: (8, 9)}
"""Rows of the land balance that others add up to; the rest and row 6 make the total."""


def table_problems(name: str, rows: Rows, entry: Record, unit: str = "ha") -> list[str]:
    """What of a table is not as in ``findings.json``, or does not add up."""
    keys = [column["key"] for column in entry["columns"]]
    records = [dict(zip(keys, row, strict=True)) for row in entry["rows"]]
    if name.startswith("transition"):
        return _transition_problems(rows, records, unit)
    if name in COLUMNS:
        return _column_problems(name, rows, records, unit) + _sum_problems(name, rows)
    return _generic_problems(name, rows, entry, unit)


def _column_problems(name: str, rows: Rows, records: Sequence[Record], unit: str) -> list[str]:
    columns = COLUMNS[name]
    told = [row for row in rows if any(row[column] for column, _ in columns)]
    if name == "parcels":
        told = told[:-1]  # their sum
    if name == "boundary_budget":
        records = sorted(records, key=lambda one: one["name"] == "特别用途区")
    known = [one for one in records if any(one[key] is not None for _, key in columns)]
    if len(told) != len(known) and len(told) < 300:
        return [f"{name}: {len(told)} rows for {len(known)}"]
    return [
        f"{name}: {row[column]!r} for {record[key]!r}"
        for row, record in zip(told, known, strict=False)
        for column, key in columns
        if not _shows(name, row[column], key, record[key], unit)
    ]


def _shows(name: str, text: str, key: str, value: float | None, unit: str) -> bool:
    if value is None:
        return not text
    if not re.fullmatch(FIGURE, text):
        return False
    if name in ("four_limits", "boundary_points"):
        return text == figure(value, 3)
    share = key.endswith("_share")
    step = Decimal(1).scaleb(-2 if share else -UNITS[unit][2])
    exact = Decimal(value if share else value / M2_IN[unit])
    number = number_of(text)
    return (
        number.as_tuple().exponent == step.as_tuple().exponent and abs(number - exact) < LAST_DIGITS.get(name, 1) * step
    )


def _sum_problems(name: str, rows: Rows) -> list[str]:
    """Parts and totals as they are shown."""
    lines = [[number_of(cell) if re.fullmatch(FIGURE, cell) else Decimal(0) for cell in row] for row in rows]
    if name == "control_lines":
        wrong = [line for line in lines if line[1] != sum(line[2:6])]
    elif name == "project_occupation":
        wrong = [line for line, row in zip(lines, rows, strict=True) if row[4] and line[1] != line[4] + line[5]]
    elif name == "parcels":
        wrong = [lines[-1] for column in (4, 5, 6) if lines[-1][column] != sum(line[column] for line in lines[:-1])]
    elif name == "land_balance":
        wrong = _balance_sums(lines, rows)
    else:
        wrong = _budget_sums(lines, rows) if name == "boundary_budget" else []
    return [f"{name}: {line} does not add up" for line in wrong]


def _balance_sums(lines: list[list[Decimal]], rows: Rows) -> list[list[Decimal]]:
    below = {part for parts in BALANCE_PARTS.values() for part in parts}
    whole = BALANCE_PARTS | {len(lines) - 1: tuple(place for place in range(len(lines) - 1) if place not in below)}
    wrong = [
        lines[total]
        for total, parts in whole.items()
        for column in (2, 3, 4, 5)
        if lines[total][column] != sum(lines[part][column] for part in parts)
    ]
    return wrong + [
        line for line, row in zip(lines, rows, strict=True) if row[2] and row[4] and line[6] != line[4] - line[2]
    ]


def _budget_sums(lines: list[list[Decimal]], rows: Rows) -> list[list[Decimal]]:
    divisions: list[list[list[Decimal]]] = []
    for line, row in zip(lines[1:], rows[1:], strict=True):
        if not any(row[1:]):
            divisions.append([])
        elif not row[0].startswith(("另", "Beside")):
            divisions[-1].append(line)
    wrong = [line for line in lines if line[3] != line[2] - line[1]]
    for part in divisions:
        sums = [sum(line[column] for line in part) for column in (1, 2)]
        # A state that is not drawn has no parts.
        wrong += [lines[0] for column in (1, 2) if sums[column - 1] and sums[column - 1] != lines[0][column]]
    return wrong


def _transition_problems(rows: Rows, records: Sequence[Record], unit: str) -> list[str]:
    """A matrix or a list of its cells: the numbers of ``findings.json``, and a total that the others add up to."""
    if len(rows[0]) == 3 and not re.fullmatch(FIGURE, rows[0][1]):
        cells = [(row[0], row[1], number_of(row[2])) for row in rows]
    else:
        cells = [
            (str(place), str(column), number_of(text))
            for place, row in enumerate(rows)
            for column, text in enumerate(row[1:])
            if text
        ]
    shown = sorted(value for *_, value in cells)
    wanted = sorted(Decimal(one["area"] / M2_IN[unit]) for one in records)
    if len(shown) != len(wanted):
        return [f"transition: {len(shown)} numbers for {len(wanted)}"]
    step = Decimal(1).scaleb(-UNITS[unit][2])
    problems = [f"transition: {a} for {b}" for a, b in zip(shown, wanted, strict=True) if abs(a - b) >= 2 * step]
    below, beside, total = cells[-1]
    parts = sum(value for start, end, value in cells if start != below and end != beside)
    across = sum(value for start, end, value in cells if start == below and end != beside)
    return problems + ([] if parts == across == total else [f"transition: {parts}, {across} and {total}"])


def _generic_problems(name: str, rows: Rows, entry: Record, unit: str) -> list[str]:
    """Every number of a row of ``findings.json`` in its order in the row that shows it, rounded by its unit."""
    keys = [column["key"] for column in entry["columns"]]
    problems = []
    for shown, row in zip(rows, entry["rows"], strict=False):
        own = dict(zip(keys, row, strict=True)).get("unit")
        left = list(shown)
        for column, value in zip(entry["columns"], row, strict=True):
            if isinstance(value, float) and column["key"] not in UNSHOWN:
                texts = _written(value, column["unit"], own, unit)
                place = next((at for at, text in enumerate(left) if text in texts), None)
                if place is None:
                    problems.append(f"{name}: no {value!r} in {shown}")
                left = left[(place or 0) + 1 :]
    return problems


def _written(value: float, of_column: str | None, of_row: str | None, unit: str) -> set[str]:
    if of_column == "m2":
        return {figure(value / M2_IN[unit], UNITS[unit][2])}
    known = of_column or of_row
    if known in UNITS and known != "ratio":
        return {figure(value, UNITS[known][2])} | ({f"{value:g}"} if of_column is None else set())
    return {
        figure(value, decimals)
        for decimals in range(11)
        if float(figure(value, decimals).replace(" ", "")) == value or decimals == 4
    }


# Everything else

NO_MEASURE = re.compile(
    r"EPSG:\d+|[0-9a-f]{64}|\d{4}-\d\d-\d\d\S*|1:[\d ]+|(?:蓝图|Lantu|horinger|ODbL) [\d.]+"
    r"|(?:坐标|coordinates) [\d.]+ m[，,] ?(?:面积|areas) [\d.]+ m²"
)
"""Codes, digests, dates, scales, versions, and the tolerances."""


def strange_numbers(found: HandedOver, document: Record) -> list[str]:
    """Numbers with decimals or thousands outside the fields and tables that were read, and in no text of the run."""
    quoted = sorted((one for one in _texts(document) if re.search(r"\d", one)), key=len, reverse=True)
    strange = []
    for words in found.words:
        text = NO_MEASURE.sub(" ", " ".join(words.split()))
        for one in quoted:
            text = text.replace(one, " ")
        strange += [one for one in re.findall(FIGURE, text) if "." in one or " " in one]
    return strange


def _texts(value: Any) -> set[str]:
    """Every text in ``findings.json``: numbers in them are quoted, not measured."""
    if isinstance(value, str):
        return {" ".join(value.split())} - {""}
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return set().union(*(_texts(one) for one in inner)) if inner else set()


# All of it


def problems(found: HandedOver, run: CheckRun, document: dict[str, Any], language: Language) -> list[str]:
    """Everything in which what was handed over differs from ``findings.json``."""
    titles = {table.title: table.id for table in shown_tables(run, language)}
    numbers = {str(number): run.findings.index(finding) for number, finding in numbered(run.findings)}
    told = [
        f"{number}: {problem}"
        for number, texts in found.findings.items()
        for problem in finding_problems(texts, document["findings"][numbers[number]], language)
    ]
    for title, rows in found.tables.items():
        if titles[title] in document["tables"]:
            told += table_problems(titles[title], rows, document["tables"][titles[title]])
    return told + strange_numbers(found, document)
