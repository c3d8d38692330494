"""Getting a signed report, its briefs, notices and correction sheets to their recipients, exactly once.

Who gets what and which ledger it is written to stand here; one mail (its text, its marks, the way out) in mail/. Does
not belong here: whether a report is signed (release/). May import reports and what lies below.
"""
