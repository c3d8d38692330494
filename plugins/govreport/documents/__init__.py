"""A document in somebody's hands: finding what it is, making it again from its inputs, and comparing.

Does not belong here: making it the first time (reports/). May import the stages.
"""
