"""What a signer of a whole quarter is asked: names, few lines, and no change that prints the same."""

from __future__ import annotations

import re

from govreport.context import Context
from govreport.district.folder import District
from govreport.indicators.catalogue import catalogue_of
from govreport.indicators.vintages.revision_stats import size
from govreport.release.links import Links
from govreport.release.signoff_forms import as_mail_text, as_markdown, as_text
from govreport.release.signoff_question import REVISIONS, ask
from govreport.reports.model import Cell, ColumnHead, Row, Section, TableBlock
from govreport.reports.numbers import table_number
from govreport.settings import Settings
from tests.fixtures.prepared import REPORT, take
from tests.fixtures.report_model import QUARTER, make_model, make_report

LINKS = Links("https://airflow.example/govreport/panyu/2019-Q3", "https://airflow.example/dags/d/runs/r")


NOTHING = "—"


def test_both_figures_of_a_change_stand_with_their_unit(settings: Settings, panyu: District) -> None:
    changes = [
        ("Registered social organizations", "830", "832", "830 → 832 organizations"),
        ("Special fund paid to date", "8,390", "8,387", "CNY 8,390 → 8,387 thousand"),
        ("Towns with a federation", "68.8", "87.5", "68.8% → 87.5%"),
        ("Net increase", NOTHING, "10", "— → 10 organizations"),
        ("Some figure of their own", "1", "2", "1 → 2"),
    ]
    rows = [Row(cells=[Cell(text=t) for t in (n, "District", "Q2 2019", "routine", a, b)]) for n, a, b, _ in changes]
    heads = [ColumnHead(text=str(number)) for number in range(6)]
    table = TableBlock(key=REVISIONS, number="", title="", columns=heads, rows=rows)
    section = Section(key="quality", heading="", blocks=[table])
    context = Context(settings, panyu.model_copy(update={"languages": ("en",)}), QUARTER)
    model = make_model(language="en", lang_tag="en", sections=[section])
    key = context.files.put("models", model.model_dump_json().encode(), ".json")
    changed = ask(context, make_report(model).model_copy(update={"model_key": key}), "审核", LINKS).part("changed")
    assert changed is not None
    (line,) = changed.lines
    assert line.head == "District, Q2 2019:"
    assert line.text == "; ".join(f"{name} {said}" for name, _, _, said in changes)


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
        assert "830 → 832家" in form
        assert "839.0 → 838.7万元" in form
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
