"""docs/adding-a-rule.md, followed to the letter in a copy of the product."""

from __future__ import annotations

import re

import pytest

from govreport.quality import conditions
from govreport.quality.rule import FrameName
from tests.conftest import PROJECT
from tests.fixtures.followed import Followed

PAGE = (PROJECT / "docs" / "adding-a-rule.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    followed = Followed("docs/adding-a-rule.md", tmp_path_factory.mktemp("copy"))
    assert (len(followed.insertions), len(followed.files), len(followed.replacements)) == (3, 0, 0)
    return followed


@pytest.mark.slow
def test_its_tests_accept_the_row_that_passes_and_find_the_one_that_fails(copy: Followed) -> None:
    assert "2 passed" in copy.follow()


@pytest.mark.slow
def test_a_failing_row_is_told_and_the_rule_stands_in_the_catalogue(copy: Followed) -> None:
    printed = copy.run(
        "-c",
        """
import sys
from pathlib import Path
sys.path.insert(0, "tests/quality")
from quality_cases import BAD, PANYU, tidied
from govreport.dictionary.pages import rules_page
from govreport.quality.catalogue import SUITES
from govreport.quality.check import check_extract
from govreport.quality.failure_files import read_table
from govreport.store.files import FileStore
(rule,) = (r for r in SUITES["registration"] if r.id == "E34-SINCE")
(row,) = (row for name, row in BAD["registration"] if name == rule.id)
files = FileStore(str(Path("store").resolve()))
check = check_extract(PANYU, tidied(files, "registration", [row]), files, [rule])
print(read_table(files, check.failures_key).to_pylist()[0]["zh"])
pages = "\\n".join(rules_page(PANYU, language) for language in ("zh", "en"))
print(*(line for line in pages.splitlines() if rule.id in line), sep="\\n")
""",
    )
    told, zh, en = printed.splitlines()
    assert "第5行“加入联合会日期”为“2015-02-28”" in told
    assert "（该行“社会组织名称”为“样例社团42”，“成立登记日期”为“2015-03-01”）" in told
    assert "加入联合会的日期不早于成立登记日期" in zh
    assert "joins a federation no earlier than it is registered" in en


def test_the_page_says_which_question_each_frame_answers() -> None:
    assert set(re.findall(r"^\| `([A-Z]+)`", PAGE, re.MULTILINE)) == set(FrameName.__members__)


def test_the_page_names_only_conditions_and_files_that_exist() -> None:
    (listed,) = re.findall(r"short names in `quality/conditions.py` \((.*?)\)", PAGE, re.DOTALL)
    assert all(callable(getattr(conditions, name)) for name in re.findall(r"`(\w+)`", listed))
    for path in re.findall(r"`((?:plugins|tests)/[\w/.]+)`", PAGE):
        assert (PROJECT / path).exists(), path
