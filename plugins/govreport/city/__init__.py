"""A city's figures from its districts' signed reports.

Does not belong here: a district's own figures (indicators/). May import reports and what lies below.
"""
