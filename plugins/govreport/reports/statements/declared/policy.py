"""The sentences of the section on commitments."""

from __future__ import annotations

from govreport.reports.statements.conditions import Sentence, counted, judged

SENTENCES = {
    "policy.federation": Sentence(("F01", "F02", "F03")),
    "policy.path_open": Sentence(("F01",), counted(lambda n: n > 0, "F01", "rest")),
    "policy.path_full": Sentence(("F01",), counted(lambda n: n == 0, "F01", "rest")),
    "policy.path_first": Sentence(("F01",)),
    "policy.path_subtitle": Sentence(("F01",)),
    "policy.path_alt": Sentence(("F01",)),
    "policy.judgement_reached": Sentence((), judged("reached")),
    "policy.judgement_missed": Sentence((), judged("missed")),
    "policy.judgement_behind": Sentence((), judged("behind")),
    "policy.judgement_open": Sentence((), judged("open")),
    "policy.judgement_unknown": Sentence((), judged("unknown")),
    "policy.incubation": Sentence(("I01", "I02", "I03")),
    "policy.in_annex": Sentence(),
}
