"""The command line: one file per headless command."""
