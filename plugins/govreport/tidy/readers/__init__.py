"""Readers: a file of any format as rows of text cells, or one sentence that says why it is refused.

Does not belong here: what a cell means (values/), which row is the header (header.py above).
"""
