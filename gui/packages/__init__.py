"""Working together offline, in the window: packages of changes written, merged, their conflicts decided."""
