"""Vintages: stating a quarter's figures, restating those it is compared with, and saying what changed and why."""
