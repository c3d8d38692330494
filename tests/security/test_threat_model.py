"""The pages on security claim nothing that no test shows, in either language."""

from __future__ import annotations

import re

import pytest

from tests.conftest import PROJECT


@pytest.mark.parametrize(("language", "heading"), [("zh", "## 威胁"), ("en", "## Threats")])
def test_every_threat_names_tests_that_exist(language: str, heading: str) -> None:
    page = (PROJECT / "docs" / language / "security.md").read_text(encoding="utf-8")
    threats = page.partition(f"\n{heading}\n")[2].partition("\n## ")[0]
    rows = [line for line in threats.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 20
    for row in rows:
        named = re.findall(r"`((?:tests/[\w/]+\.py)?::\w+)`", row.rsplit("|", 2)[1])
        assert named, f"no test shows: {row}"
        file = ""
        for name in named:
            path, _, test = name.partition("::")
            file = path or file
            source = (PROJECT / file).read_text(encoding="utf-8")
            assert re.search(rf"^def {test}\(", source, re.MULTILINE), f"{file} has no {test}"
