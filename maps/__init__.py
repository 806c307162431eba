"""How it looks: symbols, the painter, sheets and PDF. QtGui and QtSvg only, no widgets."""
