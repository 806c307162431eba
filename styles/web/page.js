// The page of a plan: everything shown comes from the data in this file; text goes in as text, never as markup.
function lantu(map, data) {
  "use strict";
  var language = data.language;
  var side = document.getElementById("lantu-side");
  var highlight = L.geoJSON(null, { style: { color: "#C0362C", weight: 4, fillOpacity: 0.15 }, interactive: false }).addTo(map);
  var control = L.control.layers(null, null, { collapsed: true });

  function say(text) { return text[language]; }
  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) { made.className = className; }
    if (text !== undefined) { made.textContent = text; }
    return made;
  }
  function popup(layer, feature) {
    var table = element("table", "lantu-popup");
    var body = element("tbody");
    layer.fields.forEach(function (field, index) {
      var value = feature.properties.v[index];
      if (value === null || value === "") { return; }
      var row = element("tr");
      row.appendChild(element("td", "", say(field)));
      row.appendChild(element("td", "", String(value)));
      body.appendChild(row);
    });
    table.appendChild(body);
    var box = element("div");
    box.appendChild(element("strong", "", say(layer.title)));
    box.appendChild(table);
    return box;
  }
  function made(layer) {
    var styles = layer.classes.map(function (one) { return one.style; });
    return L.geoJSON(layer.features, {
      style: function (feature) { return styles[feature.properties.c]; },
      pointToLayer: function (feature, place) { return L.circleMarker(place, styles[feature.properties.c]); },
      onEachFeature: function (feature, shape) {
        shape.bindPopup(function () { return popup(layer, feature); });
        if (layer.label !== null && feature.properties.v[layer.label]) {
          shape.bindTooltip(function () { return element("span", "", String(feature.properties.v[layer.label])); },
            { permanent: true, direction: "center", className: "lantu-label", opacity: 1 });
        }
      }
    });
  }
  var groups = data.layers.map(made);
  var wanted = data.layers.map(function (layer) { return layer.visible; });
  // Which layers show at this zoom; one that the reader has switched off stays off.
  function sift() {
    data.layers.forEach(function (layer, index) {
      var shown = wanted[index] && map.getZoom() >= layer.zooms[0] && map.getZoom() <= layer.zooms[1];
      if (shown && !map.hasLayer(groups[index])) { groups[index].addTo(map); }
      if (!shown && map.hasLayer(groups[index])) { switching = true; map.removeLayer(groups[index]); switching = false; }
    });
    thin();
  }
  // Names that would cover one another: the first stays.
  function thin() {
    var taken = [];
    document.querySelectorAll(".lantu-label").forEach(function (label) {
      label.style.visibility = "";
      var box = label.getBoundingClientRect();
      var free = taken.every(function (other) {
        return box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom;
      });
      if (free) { taken.push(box); } else { label.style.visibility = "hidden"; }
    });
  }
  var switching = false;
  map.on("overlayadd", function (event) { wanted[groups.indexOf(event.layer)] = true; thin(); });
  map.on("overlayremove", function (event) { if (!switching) { wanted[groups.indexOf(event.layer)] = false; } thin(); });
  map.on("zoomend moveend", sift);
  function show(finding) {
    highlight.clearLayers();
    if (!finding.place) { return; }
    highlight.addData(finding.place);
    var bounds = highlight.getBounds();
    if (bounds.isValid()) { map.fitBounds(bounds.pad(1.5), { maxZoom: 19, animate: false }); }
  }
  function legend(section) {
    data.layers.forEach(function (layer) {
      if (!layer.visible) { return; }
      layer.classes.forEach(function (one) {
        var row = element("div", "lantu-row");
        var swatch = element("span", "lantu-swatch");
        swatch.style.background = one.style.fill === false ? "transparent" : one.style.fillColor;
        swatch.style.opacity = one.style.fill === false ? 1 : Math.max(one.style.fillOpacity, 0.25);
        swatch.style.border = (one.style.weight || 1) + "px " + (one.style.dashArray ? "dashed " : "solid ") + one.style.color;
        row.appendChild(swatch);
        row.appendChild(element("span", "", say(one.label)));
        section.appendChild(row);
      });
    });
  }
  function findings(section) {
    data.findings.forEach(function (finding, number) {
      var button = element("button", "lantu-finding");
      button.type = "button";
      button.disabled = !finding.place;
      button.appendChild(element("span", "lantu-state lantu-" + finding.state, finding.mark + " " + say(finding.word)));
      button.appendChild(document.createTextNode(" " + (number + 1) + ". " + finding.rule + " " + say(finding.title)));
      if (finding.subject) { button.appendChild(element("div", "", finding.subject)); }
      if (say(finding.measure)) { button.appendChild(element("div", "", say(finding.measure))); }
      say(finding.remarks).forEach(function (remark) { button.appendChild(element("div", "lantu-muted", remark)); });
      button.appendChild(element("div", "lantu-muted", say(finding.citation)));
      button.addEventListener("click", function () { show(finding); });
      section.appendChild(button);
    });
  }
  function section(title) {
    var made = element("section");
    if (title) { made.appendChild(element("h2", "", title)); }
    side.appendChild(made);
    return made;
  }
  function draw() {
    document.documentElement.lang = language;
    side.textContent = "";
    var head = section("");
    var other = element("button", "lantu-language", language === "zh" ? "EN" : "中");
    other.type = "button";
    other.addEventListener("click", function () { language = language === "zh" ? "en" : "zh"; draw(); });
    head.appendChild(other);
    head.appendChild(element("h1", "", data.plan));
    say(data.notes).forEach(function (note) { head.appendChild(element("div", "lantu-muted", note)); });
    var list = section(say(data.words.findings));
    list.appendChild(element("div", "", say(data.verdict)));
    findings(list);
    legend(section(say(data.words.legend)));
    map.removeControl(control);
    control = L.control.layers(null, null, { collapsed: true });
    data.layers.forEach(function (layer, index) {
      var name = element("span", "", say(layer.title));
      control.addOverlay(groups[index], name.innerHTML);
    });
    control.addTo(map);
  }
  map.attributionControl.setPrefix(false);
  data.attributions.forEach(function (text) { map.attributionControl.addAttribution(element("span", "", text).innerHTML); });
  L.control.scale({ imperial: false }).addTo(map);
  map.fitBounds(data.bounds, { animate: false });
  control.addTo(map);
  draw();
  sift();
}
