"""A report's figures as data files for machines: tidy CSV, data package, SDMX, and what changed since before.

Everything is made of the view model alone, in both languages at once; nothing that the print withholds is in it.
"""
