"""Colours, symbols, sheet templates, theme, icons and the bundled font: data, no code."""
