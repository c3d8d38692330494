"""The rules, a file an extract: what must be so, how severe it is, and the sentence for a row that fails.

What every suite declares stands in every_file.py and factories.py; catalogue.py, a folder up, lists the suites.
"""
