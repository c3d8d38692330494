"""A city's figures, added up from its districts' signed reports."""
