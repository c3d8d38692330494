"""What must be true of the data: Great Expectations suites, severities, the verdict.

rule.py            what a rule is
registration.py  funding.py  evaluation.py  filing.py  party.py  linkage.py  ventures.py  donations.py  activities.py
across.py  returns_across.py  agreement.py  history.py    the declared rules
common.py  makers.py  unregistered.py    makers of rules that several suites declare
shapes.py          what a record of each extract is called, dated and told apart by
catalogue.py       all of them, for running and for the documentation
check.py           one extract judged
conclude.py        the extracts together, and the verdict; paragraph.py words it
frames.py  facts.py  derived.py  groups.py  projects.py  past.py  joined.py  joined_returns.py    what suites look at
suite.py  expectations/             Great Expectations, and what it lacks
failures.py  values.py              every failing row as a sentence
credit_code.py     the arithmetic of the credit code
summary.py         counts of rows left out, for the report
findings.py  originals.py           what goes back, unit by unit, in the files' own words
sheets.py  sheet_book.py  sheet_guide.py    the correction sheets
returned.py  new_values.py  corrections_file.py    filled sheets coming home
page.py  page_words.py  page_trend.py       the verdict page
alone.py           a verdict on some of the files, before they count
"""
