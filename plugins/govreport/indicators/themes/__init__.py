"""Declarations of indicators, a file a theme. Belongs here: declarations. Does not belong here: how they are computed."""
