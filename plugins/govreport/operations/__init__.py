"""What people do around a run: check files before they are submitted, send rows back, restate a quarter.

Does not belong here: a stage itself (stages.py), asking and printing (cli/). May import the stages.
"""
