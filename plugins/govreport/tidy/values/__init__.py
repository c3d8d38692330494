"""Values: what a cell's text means as a date, an amount, a place, a code, an identifier.

Does not belong here: where the cell came from (readers/).
"""
