"""Imported by a process that others are forked from (parallel.py): they then have the engine. Nothing but that."""

from govreport.quality import suite

suite.definition()
