"""The gate: what must be true of the data, Great Expectations suites, severities, the verdict.

One extract is judged by check.py, all together by conclude.py; gate.py does both for a context and keeps the verdict.
What a rule is stands in rule.py; the rules in rules/, what they look at in frames/, what goes back to the units in
sheets/, the verdict as a page in page/. Does not belong here: indicators, mails. May import indicators, sources, tidy.
"""
