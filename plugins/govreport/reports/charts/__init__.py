"""Charts as SVG, drawn from figures by one template that does no arithmetic.

Does not belong here: which chart a section shows (sections/).
"""
