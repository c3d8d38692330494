"""What other offices state in the sample: remade the same."""

from __future__ import annotations

from pathlib import Path

from include.sample.make_references import make
from tests.conftest import PROJECT


def test_remaking_the_references_gives_the_committed_files(tmp_path: Path) -> None:
    kept = PROJECT / "include" / "sample" / "references"
    made = make(tmp_path)
    assert {p.relative_to(tmp_path) for p in made} == {p.relative_to(kept) for p in kept.rglob("*.csv")}
    for path in made:
        assert path.read_bytes() == (kept / path.relative_to(tmp_path)).read_bytes()
