"""Charts of a layer, linked with the map and the table through the selection."""
