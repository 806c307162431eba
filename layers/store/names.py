"""Names and texts as SQL wants them."""

from __future__ import annotations


def quoted(name: str) -> str:
    """A name of a table or column."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text, where SQLite takes no parameter (the body of a trigger)."""
    return "'" + text.replace("'", "''") + "'"
