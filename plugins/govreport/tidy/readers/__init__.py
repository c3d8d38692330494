"""A file of any format as rows of text cells, or one sentence that says why it is refused.

What a cell means is in tidy/values/, which row is the header in tidy/header.py.
"""
