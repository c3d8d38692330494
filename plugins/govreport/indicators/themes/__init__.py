"""Declarations of indicators, one file a theme. Does not belong here: how they are computed (engine.py)."""
