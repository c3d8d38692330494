"""Imported by a process that others are forked from (govreport/side_by_side.py): they then have the engine.

Belongs here: nothing but that.
"""

from govreport.quality import check, failures, frames, suite  # noqa: F401

suite.definition()
