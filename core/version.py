"""The program's version, printed with every result."""

VERSION = "0.1.0"
