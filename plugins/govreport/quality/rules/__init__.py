"""The rules, a file an extract: what must be so, how severe it is, and the sentence for a row that fails.

Does not belong here: running them (the files above), the tables they look at (frames/).
"""
