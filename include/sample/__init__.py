"""The sample district's extracts: invented records in the layouts and with the dirt of real ones.

Belongs here: the seeded generator and its output. Does not belong here: anything the product needs at run time.
"""
