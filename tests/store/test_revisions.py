"""What took another's place is recorded, with what readers hold."""

from __future__ import annotations

from govreport.store.revisions import RevisionStore
from govreport.store.runs import RunStore
from tests.store.recorded_runs import Q3, issue, run, vintage


def test_what_took_anothers_place_is_recorded_with_the_kind_and_what_readers_hold(runs: RunStore) -> None:
    first, second, third = vintage("a", 841), vintage("b", 840), vintage("c", 839)
    run(runs, first)
    assert RevisionStore(runs.engine).of_vintage(first.record.id) is None
    run(runs, second)
    unsigned = RevisionStore(runs.engine).of_vintage(second.record.id)
    assert unsigned is not None
    assert (unsigned.old_vintage, unsigned.signed_vintage, unsigned.judged.kind) == (first.record.id, None, "routine")

    issue(runs, "e", [second])
    run(runs, third)
    signed = RevisionStore(runs.engine).of_vintage(third.record.id)
    assert signed is not None
    assert (signed.signed_vintage, signed.judged.kind) == (second.record.id, "correction")
    assert [r.new_vintage for r in RevisionStore(runs.engine).of_quarter("panyu", Q3)] == [
        second.record.id,
        third.record.id,
    ]


def test_going_back_to_what_was_signed_leaves_nothing_to_tell_readers(runs: RunStore) -> None:
    first, second = vintage("a", 841), vintage("b", 840)
    run(runs, first)
    issue(runs, "e", [first])
    run(runs, second)
    run(runs, first)
    back = RevisionStore(runs.engine).of_vintage(first.record.id)
    assert back is not None
    assert (back.old_vintage, back.signed_vintage) == (second.record.id, None)
