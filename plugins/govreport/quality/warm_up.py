"""Imported by a process that others are forked from (parallel.py), so that they have the engine at once."""

import govreport.quality.check
import govreport.quality.failures
import govreport.quality.frames.row_frames  # noqa: F401
from govreport.garbage import collect_seldom
from govreport.quality import suite

collect_seldom()
suite.definition()
