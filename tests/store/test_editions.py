"""The editions of a quarter, as the archive and the overview are given them."""

from __future__ import annotations

from govreport.store.copies import Copies
from govreport.store.editions import read_editions
from govreport.store.ledger import CopiesLedger, Ledger
from govreport.store.runs import RunStore
from tests.store.recorded_runs import Q3, issue, run, vintage


def test_what_was_made_last_comes_first_with_its_signatures_and_its_own_copies(runs: RunStore) -> None:
    first, second = vintage("a", 841), vintage("b", 840)
    for name, figures in (("e", first), ("f", second), ("e", first)):
        run(runs, figures)
        issue(runs, name, [figures])
    Ledger(runs.engine).claim("e" * 64, "a@example.org")
    CopiesLedger(runs.engine, "report", 1).claim("e" * 64, "a@example.org")
    copies = Copies(runs.engine).of("panyu", Q3)
    editions = read_editions(runs.engine, "panyu", Q3, copies)
    assert [e.report.sha256 for e in editions] == ["e" * 64, "f" * 64]
    assert [[c.copy_number for c in e.copies] for e in editions] == [[0], []]
    assert editions[0].missing(("director", "review")) == ("review",)
    assert read_editions(runs.engine, "yuexiu", Q3, copies) == []
