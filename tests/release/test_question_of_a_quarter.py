"""What a signer of a whole quarter is asked: names, few lines, and no change that prints the same."""

from __future__ import annotations

import re

from govreport.indicators.catalogue import catalogue_of
from govreport.indicators.vintages.revision_stats import size
from govreport.release.links import Links
from govreport.release.signoff_forms import as_mail_text, as_markdown, as_text
from govreport.release.signoff_question import ask
from govreport.reports.numbers import table_number
from govreport.settings import Settings
from tests.fixtures.prepared import REPORT, take

LINKS = Links("https://airflow.example/govreport/panyu/2019-Q3", "https://airflow.example/dags/d/runs/r")


def test_a_quarters_question_is_short_and_says_names_and_only_what_prints_otherwise(settings: Settings) -> None:
    made = take(REPORT, settings)
    (report,), catalogue = made.reports, catalogue_of(made.context.district.given)
    unchanged = []  # changed below the printed unit: they were listed as 167 → 167
    for revision in made.measurement.revisions:
        indicator = catalogue[revision.indicator]
        change = size(revision, indicator)
        if change.old is not None and change.new is not None and change.old != change.new:
            old, new = (table_number(value, indicator.decimals) for value in (change.old, change.new))
            unchanged += [indicator.name.zh] * (old == new)
    assert unchanged

    question = ask(made.context, report, "审核", LINKS)
    forms = [as_markdown(question), as_mail_text(question), as_text(ask(made.context, report, "审核"))]
    codes = re.compile(rf"\b({'|'.join(map(re.escape, catalogue))}|E\d\d[-\w]*|4401\d{{5,}})\b")
    for form in forms:
        pairs = re.findall(r"([−\d,.%]+) → ([−\d,.%]+)", form)
        assert ("830", "832") in pairs
        assert all(old != new for old, new in pairs)
        words = re.sub(r"https?://\S+|\S*/store/\S+", "", form)
        assert not codes.search(words), codes.search(words)
        assert len(form) < 6000
    checked = question.part("checked")
    assert checked is not None
    assert len(checked.lines) == 5
    assert "监管与评估事项台账：4处不合“统一社会信用代码的两位校验码都正确”。" in forms[0]
    assert len(max((line.text for line in checked.lines), key=len)) < 200
    assert f"]({LINKS.page}/verdict)" in forms[0]
    assert f"]({LINKS.page}/files/{report.file('.pdf').key})" in forms[0]
    assert settings.store not in forms[0] + forms[1]
    assert f"PDF：{settings.store}/{report.file('.pdf').key}" in forms[2]
