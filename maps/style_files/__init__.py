"""Styles of other programs: QGIS .qml and OGC .sld, read and written."""
