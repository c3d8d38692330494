"""What rules look at: the tables and facts that are made from an extract before its rules run.

Does not belong here: the rules (rules/).
"""
