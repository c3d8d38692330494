"""The sentences of the section on supervision."""

from __future__ import annotations

from govreport.reports.statements.conditions import Sentence, both, counted, judged

SENTENCES = {
    "supervision.checks": Sentence(("S01",)),
    "supervision.findings": Sentence(("S02",), counted(lambda n: n > 0, "S02", "denominator")),
    "supervision.others": Sentence(("S02",), counted(lambda n: n > 0, "S02", "denominator")),
    "supervision.rectified": Sentence(("S02B",), counted(lambda n: n > 0, "S02B", "rest")),
    "supervision.rectified_all": Sentence(
        ("S02B",),
        both(counted(lambda n: n > 0, "S02B", "denominator"), counted(lambda n: n == 0, "S02B", "rest")),
    ),
    "supervision.overdue": Sentence(("S02C", "S02Y"), counted(lambda n: n > 0, "S02C")),
    "supervision.checks_reached": Sentence(("S01",), judged("reached")),
    "supervision.checks_missed": Sentence(("S01",), judged("missed")),
    "supervision.checks_open": Sentence(("S01",), judged("open", "behind")),
    "supervision.checks_plain": Sentence(("S01",)),
    "supervision.checks_alt": Sentence(("S01",)),
    "supervision.grades": Sentence(("S05", "S07", "S08")),
}
