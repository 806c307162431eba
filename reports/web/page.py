"""One HTML page with everything inlined: map, legend, findings. Made with folium, whose addresses are all replaced."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

import folium
import numpy as np
import shapely

from checks.finding import CheckRun, Finding
from core.errors import AppError
from core.messages import LANGUAGES, Text
from layers.plan import Plan
from reports.web.features import in_degrees, joined_bounds, web_layers
from reports.wording import (
    AREA_DEFINITIONS,
    STAGES,
    STATE_MARKS,
    citation_text,
    measure_text,
    remarks,
    state_of,
    subject_text,
    verdict,
)

ASSETS = ("leaflet.css", "page.css"), ("leaflet.js", "page.js")
MOST_FINDINGS = 5_000
STATE_ORDER = {"conflict": 0, "uncertain": 1, "not_testable": 2, "clear": 3}


def web_page(plan: Plan, runs: Sequence[CheckRun]) -> str:
    """The page of a plan with the findings of its runs. ``AppError`` where no layer can be placed on the earth."""
    layers, tolerance = web_layers(plan)
    if not layers:
        raise AppError(
            "web.nothing",
            Text(
                "没有坐标系已知的图层，无法生成网页地图。",
                "No layer has a known coordinate system; there is no map to make.",
            ),
        )
    data = {
        "plan": plan.name,
        "language": plan.language,
        "bounds": joined_bounds(layers),
        "layers": [one.content for one in layers],
        "findings": [_finding(run, finding, plan) for run, finding in _ranked(runs)],
        "verdict": _verdicts(runs),
        "notes": _notes(plan, runs, tolerance),
        "attributions": sorted(_attributions(plan)),
        "words": {key: {"zh": text.zh, "en": text.en} for key, text in _WORDS.items()},
    }
    return _html(data, plan.name)


def _html(data: dict[str, Any], title: str) -> str:
    """folium makes the map and its document; what it would fetch is inlined instead."""
    page = folium.Figure(title=None)
    chart = folium.Map(tiles=None, control_scale=False, attributionControl=True, zoom_control=True, prefer_canvas=True)
    chart.default_js, chart.default_css = [], []
    page.add_child(chart)
    page.render()
    name = chart.get_name()
    head = "".join(f"<style>{_asset(one)}</style>" for one in ASSETS[0])
    scripts = "".join(f"<script>{_script_safe(_asset(one))}</script>" for one in ASSETS[1])
    side = '<div id="lantu-side" class="lantu-side"></div>'
    body = f'<div class="lantu"><div id="{name}" class="lantu-map"></div>{side}</div>'
    made = page.script.render()
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="zh"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline'; "
            "style-src 'unsafe-inline'; img-src data:\">",
            f"<title>{_escaped(title)}</title>",
            head,
            "</head><body>",
            body,
            scripts,
            f"<script>{made}\nlantu({name}, {_json(data)});</script>",
            "</body></html>",
        ]
    )


def _asset(name: str) -> str:
    return (files("styles") / "web" / name).read_text(encoding="utf-8")


def _script_safe(text: str) -> str:
    return text.replace("</script", "<\\/script")


def _json(data: object) -> str:
    """JSON inside a script: no letter of it can end the script or start a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _escaped(text: str) -> str:
    import html

    return html.escape("".join(letter if letter.isprintable() else " " for letter in text))


def _ranked(runs: Sequence[CheckRun]) -> list[tuple[CheckRun, Finding]]:
    """Worst first; of a review what no rule touches is left to the counts."""
    found = [(run, finding) for run in runs for finding in run.findings]
    found = [one for one in found if one[0].run.stage == "plan" or one[1].state != "clear"]
    found.sort(key=lambda one: (STATE_ORDER[one[1].state], one[0].is_advice(one[1])))
    return found[:MOST_FINDINGS]


def _finding(run: CheckRun, finding: Finding, plan: Plan) -> dict[str, Any]:
    card = run.rules[finding.rule]
    word = state_of(run, finding)
    return {
        "rule": finding.rule,
        "state": finding.state,
        "mark": STATE_MARKS[finding.state],
        "word": {"zh": word.zh, "en": word.en},
        "title": {"zh": card.title.zh, "en": card.title.en},
        "subject": subject_text(finding),
        "measure": {language: measure_text(finding, language) for language in LANGUAGES},
        "remarks": {language: remarks(finding, language) for language in LANGUAGES},
        "citation": {language: citation_text(card, language) for language in LANGUAGES},
        "place": _place(finding, plan),
    }


def _place(finding: Finding, plan: Plan) -> Any:
    if finding.place is None:
        return None
    shape = shapely.from_geojson(json.dumps(finding.place))
    small = shapely.simplify(shape, 0.05)
    moved = in_degrees(np.array([small], dtype=object), plan)[0]
    return None if moved.is_empty else json.loads(shapely.to_geojson(moved))


def _verdicts(runs: Sequence[CheckRun]) -> dict[str, str]:
    """Each with what was checked: two answers side by side must not be taken for one."""
    said = [_VERDICT.format(stage=STAGES[run.run.stage], said=verdict(run)) for run in runs]
    return {"zh": " ".join(one.zh for one in said), "en": " ".join(one.en for one in said)}


def _notes(plan: Plan, runs: Sequence[CheckRun], tolerance: float) -> dict[str, list[str]]:
    """Under which terms the page was made; and that its lines are for looking, not for measuring."""
    texts = [_SIMPLIFIED.format(metres=f"{tolerance:g}")]
    if any(layer.illustrative for layer in plan.layers):
        texts.append(_ILLUSTRATIVE)
    for run in runs[:1]:
        texts.append(
            _TERMS.format(area=AREA_DEFINITIONS[run.run.area_definition], crs=run.run.crs or "–", at=run.run.at[:10])
        )
    return {"zh": [one.zh for one in texts], "en": [one.en for one in texts]}


def _attributions(plan: Plan) -> Iterator[str]:
    for layer in plan.layers:
        if layer.has_field("attribution"):
            yield from (str(text) for text in np.unique(layer.words("attribution")) if text)


_VERDICT = Text("{stage}——{said}", "{stage} – {said}")
_WORDS = {"findings": Text("结论", "Findings"), "legend": Text("图例", "Legend")}
_SIMPLIFIED = Text(
    "边线为显示而简化（{metres} m），不可用于量算。",
    "Lines are simplified for display ({metres} m); do not measure on this map.",
)
_ILLUSTRATIVE = Text("含示意数据，不是规划成果。", "Holds illustrative data; not a plan in force.")
_TERMS = Text("{area} · {crs} · {at}", "{area} · {crs} · {at}")
