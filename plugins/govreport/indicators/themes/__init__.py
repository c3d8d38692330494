"""Declarations of indicators, one file a theme."""
