"""What rules look at: the tables that are made from an extract before its rules run. See FrameName in rule.py."""
