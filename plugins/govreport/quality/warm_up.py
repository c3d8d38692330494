"""Imported by a process that others are forked from (parallel.py): they then have the engine. Nothing but that."""

import govreport.quality.check
import govreport.quality.failures
import govreport.quality.frames.frames  # noqa: F401
from govreport.quality import suite

suite.definition()
