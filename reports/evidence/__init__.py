"""The evidence package: a run with everything it was made of, in one archive that can be run again."""
