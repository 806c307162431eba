"""Printed sheets: designs, elements, legends, tables, the checklist."""
