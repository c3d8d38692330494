"""The dictionaries in docs/, written from the declarations so that they can't fall behind them.

Does not belong here: anything that a declaration doesn't say. May import indicators and quality.
"""
