"""Drawing a map on any painter: display lists, levels of detail, the painter, pictures made progressively."""
