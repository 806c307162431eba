"""What a layer looks like: symbols, classes, styles."""
