"""From a file as it came to a typed canonical table, with every rejected row named.

Does not belong here: judging values against other rows (quality/).
May import the store, the district and what lies below.
"""
