"""How often Python looks for objects that only hold each other; what nothing holds is freed at once all the same."""

from __future__ import annotations

import gc

SELDOM = (100_000, 20, 50)
"""Python's own is (700, 10, 10), for programs that hold less: a run keeps some 100,000 figures, and each full look at
them and at the libraries takes half a second. A fifth of a quarter's time went there, to find next to nothing."""


def collect_seldom() -> None:
    """For this process, at the beginning of a run."""
    gc.set_threshold(*SELDOM)
