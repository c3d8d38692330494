"""A period that was delivered and is run again stays delivered: who has what, what is new, and what may be done."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from govreport.cli.application import app
from govreport.manifests.documents import Report
from govreport.overview.record import read_quarter
from govreport.quarter import Quarter
from govreport.release.delivered_before import delivered_before, what_people_have
from govreport.reports.changed_figures import compare_models
from govreport.reports.data_set import DataSet, IndicatorEntry, NamedCode
from govreport.reports.model import ReportModel
from govreport.store.writing import utc_now
from tests.fixtures.issued import Issued, person
from tests.fixtures.report_model import TOWNS, make_model

LEADER, OFFICE = "leader@panyu.example", "office@panyu.example"
CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


def entry(code: str, zh: str, en: str, unit: tuple[str, str], decimals: int = 0) -> IndicatorEntry:
    return IndicatorEntry(
        code=code, theme="R", name_zh=zh, name_en=en, unit_zh=unit[0], unit_en=unit[1], kind="stock", basis="end",
        direction="up", factor="1", decimals=decimals, denominator_floor=0, formula_zh="", formula_en="", source="",
        definition_sha256="",
    )  # fmt: skip


LISTS = DataSet(
    district=NamedCode(code="990001", zh="嘉园区", en="Jiayuan"),
    version="1.0.0",
    indicators=(
        entry("R01", "登记社会组织", "registered organizations", ("家", "organizations")),
        entry("P07", "资助资金", "grants", ("万元", "CNY 10,000"), 1),
    ),
    towns=tuple(NamedCode(code=f"990001{i + 1:03}", zh=f"{t}镇", en=f"Town {i + 1}") for i, t in enumerate(TOWNS)),
)


def model(**changes: object) -> ReportModel:
    """The invented report with its code lists; ``changes``: (indicator, town's number or "") -> what it is now."""
    made = make_model(district_id="panyu", data_set=LISTS)
    new = {tuple(name.split("_")): value for name, value in changes.items()}
    data = []
    for point in made.data:
        town = str(int(point.town_code[-3:])) if point.town_code else ""
        value = new.get((point.indicator, town)) if point.quarter == made.quarter else None
        data.append(point if value is None else point.model_copy(update=value))
    return made.model_copy(update={"data": data})


def said(before: ReportModel, now: ReportModel) -> list[tuple[str, str]]:
    found = compare_models(before.model_dump(mode="json"), now.model_dump(mode="json"))
    assert found is not None
    return [tuple(figure.line) for figure in found.figures]  # type: ignore[misc]


def test_changed_figures_are_named_and_printed_in_both_languages_those_of_page_1_first() -> None:
    now = model(R01_2={"value": Decimal(84), "numerator": 84}, P07_={"value": Decimal("921.5"), "numerator": 9215})
    assert said(model(), now) == [
        ("资助资金：920.0万元 → 921.5万元", "grants: CNY 9,200,000 → CNY 9,215,000"),
        ("登记社会组织（乙镇）：85家 → 84家", "registered organizations (Town 2): 85 organizations → 84 organizations"),
    ]


def test_what_prints_the_same_is_no_change_whatever_the_numbers_behind_it() -> None:
    assert said(model(), model(P07_={"numerator": 9_200_001, "denominator": 7})) == []


def test_what_is_hidden_in_either_edition_stays_hidden() -> None:
    hidden = {"value": None, "numerator": None, "letters": "Q"}
    small = {"value": Decimal(2), "numerator": 2}
    assert said(model(R01_2=small), model(R01_2=hidden))[0][0] == "登记社会组织（乙镇）：已列出 → 略"
    assert said(model(R01_2=hidden), model(R01_2=small))[0][0] == "登记社会组织（乙镇）：略 → 2家"
    # And no other of the split is told, from which the hidden one would follow.
    both = said(model(R01_2=hidden), model(R01_2=hidden, R01_3={"value": Decimal(79), "numerator": 79}))
    assert both == [("登记社会组织（丙镇）：略 → 79家", both[0][1])]


def test_a_figure_that_is_gone_is_a_dash_and_an_older_model_says_nothing_wrong() -> None:
    gone = model(R01_2={"value": None, "numerator": None, "letters": "M"})
    assert said(model(), gone)[0][0] == "登记社会组织（乙镇）：85家 → —"
    assert compare_models({"quarter": "2019-Q3"}, {"data": [{"name": "?"}]}) is None


@pytest.fixture
def issued(tmp_path: Path) -> Issued:
    made = Issued(tmp_path, [person("区政府分管领导", LEADER), person("区政府办公室", OFFICE)])
    made.report = made.issue(**dict(model()))
    return made


def again(issued: Issued, *, signed: bool = True, **changes: object) -> Report:
    """Another edition: a town's figure is another one."""
    now = dict(model(R01_2={"value": Decimal(84), "numerator": 84})) | {"fingerprint": "ab" * 32} | changes
    if signed:
        return issued.issue(**now)
    made = ReportModel.model_validate(now)
    key = issued.context.files.put("models", made.model_dump_json().encode(), ".json")
    report = issued.report.model_copy(update={"sha256": "ab" * 32, "fingerprint": made.fingerprint, "model_key": key})
    issued.context.results.add_report(report)
    return report


def govreport(issued: Issued, *words: str, code: int = 0, language: str = "zh") -> str:
    environment = {**issued.environment(), "COLUMNS": "300", "GOVREPORT_LANGUAGE": language}
    done = CliRunner(env=environment).invoke(app, list(words))
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output
    return done.output


def state(issued: Issued) -> tuple[str, int]:
    context = issued.make_context()
    cell = read_quarter(context.results.engine, context.district, Quarter(2019, 3), utc_now()).cell
    return cell.state, cell.sent_before


def test_nothing_is_said_where_everybody_has_the_newest_edition(issued: Issued) -> None:
    for _ in range(2):
        output = govreport(issued, "deliver", "2019-Q3")
        assert "手上" not in output
    assert "手上" not in govreport(issued, "deliveries", "2019-Q3")
    assert state(issued) == ("delivered", 0)


def test_a_delivered_period_stays_delivered_and_both_ways_out_are_said_and_work(issued: Issued) -> None:
    govreport(issued, "deliver", "2019-Q3")
    newer = again(issued)
    assert state(issued) == ("delivered", 2)
    old, new = issued.report.sha256[:12], newer.sha256[:12]
    for command in ("deliver", "deliveries"):
        output = govreport(issued, command, "2019-Q3")
        for part in (
            f"2 位收件人手上是第2版（{old}，",
            f"第3版（{new}，已成文）未发送，与之相比改动 1 处。",
            "  登记社会组织（乙镇）：85家 → 84家\n",
            "没有更正通知：第一页的主要数字与收件人手上的一版相同。",
            "要发新版：运行 govreport deliver 2019-Q3 -d panyu --supersede。",
            "会收到第二封邮件，其中“更改说明”写明改了什么；第2版的签发和发送记录不变",
            "不发新版：什么也不用做。收件人手上仍是第2版",
        ):
            assert part in output, output
        english = govreport(issued, command, "2019-Q3", language="en")
        for part in (
            f"2 recipients have edition 2 ({old}, sent ",
            f"edition 3 ({new}, issued) wasn't sent and prints 1 figure otherwise.",
            "registered organizations (Town 2): 85 organizations → 84 organizations",
            "To send the new one: run govreport deliver 2019-Q3 -d panyu --supersede. Edition 3",
            "To leave it: do nothing. Recipients keep edition 2",
        ):
            assert part in english, english
    assert len(issued.post) == 2
    # The one way out, to the letter.
    assert "手上" not in govreport(issued, "deliver", "2019-Q3", "-d", "panyu", "--supersede")
    assert len(issued.post) == 4
    assert state(issued) == ("delivered", 0)
    assert delivered_before(issued.make_context()) == []


def test_an_edition_that_waits_for_a_signature_leaves_the_period_delivered_and_names_it(issued: Issued) -> None:
    govreport(issued, "deliver", "2019-Q3")
    path = issued.home / "include/districts/panyu/district.yaml"
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text("utf-8")) | {"signoff": ["审核"]}), "utf-8")
    issued.context.ledger.sign(issued.report.sha256, "审核", "科长")
    again(issued, signed=False)
    assert state(issued) == ("delivered", 2)
    said = govreport(issued, "deliver", "2019-Q3")
    assert re.search(r"第2版（\w{12}，\d{4}-\d\d-\d\d \d\d:\d\d 签发）；第3版（abab\w+，待签发）未发送", said), said
    assert "先由审核签发（govreport sign -d panyu -q 2019-Q3 --role 审核 --signer 职务），再运行 govreport" in said
    assert len(issued.post) == 2
    govreport(issued, "sign", "-d", "panyu", "-q", "2019-Q3", "--role", "审核", "--signer", "科长")
    assert "手上" not in govreport(issued, "deliver", "2019-Q3", "-d", "panyu", "--supersede")
    assert len(issued.post) == 4


def test_a_draft_made_after_a_delivery_cant_be_sent_and_that_is_said(issued: Issued) -> None:
    govreport(issued, "deliver", "2019-Q3")
    held = again(issued, signed=False)
    context = issued.make_context()
    context.results.add_report(held.model_copy(update={"sha256": "cd" * 32, "held": True}))
    assert state(issued) == ("delivered", 2)
    said = govreport(issued, "deliveries", "2019-Q3")
    assert "草稿，不可签发）未发送" in said
    assert "这一版不可签发，现在发不了" in said


def test_a_new_recipient_gets_the_newest_edition_and_the_others_are_still_told_of(issued: Issued) -> None:
    govreport(issued, "deliver", "2019-Q3")
    again(issued)
    people = [person("区政府分管领导", LEADER), person("区政府办公室", OFFICE), person("新任", "new@panyu.example")]
    issued.write_recipients(people)
    said = govreport(issued, "deliver", "2019-Q3")
    assert "2 位收件人手上是第2版" in said
    assert len(issued.post) == 3
    assert state(issued) == ("delivered", 2)


def test_a_copy_of_the_new_edition_that_was_refused_is_still_to_do(issued: Issued) -> None:
    govreport(issued, "deliver", "2019-Q3")
    newer = again(issued)
    ledger = issued.make_context().ledger
    ledger.claim(newer.sha256, LEADER)
    ledger.refuse(newer.sha256, LEADER, "no such user")
    assert state(issued) == ("undelivered", 2)


def test_an_edition_of_which_the_store_has_no_model_is_said_to_be_unknown(issued: Issued) -> None:
    govreport(issued, "deliver", "2019-Q3")
    again(issued, signed=False)
    context = issued.make_context()
    lost = issued.report.model_copy(update={"sha256": "ef" * 32, "model_key": ""})
    context.results.add_report(lost)
    (before,) = delivered_before(context)
    assert before.changes is None
    assert "查不到" in what_people_have(context, before).zh


def test_what_is_said_in_english_has_no_chinese_but_what_is_typed(issued: Issued) -> None:
    govreport(issued, "deliver", "2019-Q3")
    again(issued)
    said = govreport(issued, "deliveries", "2019-Q3", language="en")
    ours = said[said.index("Report of ") :]
    assert not CHINESE.search(ours), ours
