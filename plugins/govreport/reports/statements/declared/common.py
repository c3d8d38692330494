"""What sentences of any section are put together from: how a figure moved, and how long."""

from __future__ import annotations

from govreport.reports.statements.conditions import Sentence, changed, unbounded

SENTENCES = {
    "change.up": Sentence((), changed("up")),
    "change.down": Sentence((), changed("down")),
    "change.flat": Sentence((), changed("flat")),
    "change.rate_up": Sentence((), changed("up")),
    "change.rate_down": Sentence((), changed("down")),
    "run.exact": Sentence((), unbounded(False)),
    "run.at_least": Sentence((), unbounded(True)),
}
