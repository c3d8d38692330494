"""Vintages: stating a quarter's figures, restating those it is compared with, and saying what changed and why.

Does not belong here: what a figure is (the files above and themes/).
"""
