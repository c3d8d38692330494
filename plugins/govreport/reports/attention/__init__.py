"""What leaders must be told: the rules that find matters for attention, and their order.

Does not belong here: placing them on a page (sections/).
"""
