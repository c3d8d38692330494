"""The gate: what must be true of the data, Great Expectations suites, severities, the verdict.

Rules are declared in rules/ (rule.py and conditions.py say with what), look at tables made in frames/, and are run by
suite.py. check.py judges one extract, conclude.py all together, gate.py both for a context, keeping the verdict.
sheets/ sends faulty rows back to the units, page/ shows the verdict. How to add a rule: docs/adding-a-rule.md.
"""
