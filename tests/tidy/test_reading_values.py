"""What a cell means: it is read as a person sees it, or refused."""

from __future__ import annotations

import time
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from tidyfiles import HEADER, ROW, csv_bytes, funding_row

from govreport.canonical import EXTRACTS
from govreport.district.corrections import Correction
from govreport.tidy.columns import READ, READ_WITH_NOTE, REFUSED, parsers_for
from govreport.tidy.cutoff import cutoff_in
from govreport.tidy.values import identifiers, texts
from govreport.tidy.values.cells import (
    BOOLEAN,
    DATE,
    DOUBTFUL,
    ERROR,
    FORMATTED,
    MARKERS,
    NUMBER,
    SERIAL_1904,
    UNCOMPUTED,
    name,
    plain,
)
from govreport.tidy.values.dates import DateStyle, parse_date
from govreport.tidy.values.garbled import is_garbled
from govreport.tidy.values.money import money_parser
from govreport.tidy.values.places import Towns
from govreport.tidy.values.problems import NOTED, UnreadableError

parse_money = money_parser("CNY").parse


def own(district):
    return district.tz, district.identifiers


CHINA = DateStyle(zone=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="module")
def parsers(district, codes):
    return parsers_for("funding", district.sources["funding"].layout, codes, Towns(district), {}, *own(district))


def outcome(parsers, column: str, cell: str):
    value, problem, state = parsers[column].outcome(cell)
    return value, problem.rule if problem else None, state


def refusal(parse, *arguments) -> str:
    with pytest.raises(UnreadableError) as caught:
        parse(*arguments)
    return f"{caught.value.problem.rule} {caught.value.problem.zh}"


# -- what a spreadsheet says of a cell -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        (UNCOMPUTED, "T-UNCOMPUTED"),
        (UNCOMPUTED + "L3*0.6", "T-UNCOMPUTED"),
        (DOUBTFUL + "35", "T-DOUBTFUL"),
        (DOUBTFUL + "无", "T-DOUBTFUL"),
        (ERROR + "#N/A", "T-ERROR"),
        *((text, "T-ERROR") for text in ("#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#GETTING_DATA", "Err:502")),
        *((text, "T-ERROR") for text in ("#####", "#N/A", "#NAME?", "#DIV/0!")),
    ],
)
def test_a_cell_without_a_sure_value_is_refused_in_every_column(parsers, cell: str, rule: str) -> None:
    for column in parsers:
        assert outcome(parsers, column, cell) == (None, rule, REFUSED), column


@pytest.mark.parametrize("text", ["#1", "1#", "#2幼儿园", "Error", "甲#乙"])
def test_a_number_sign_alone_is_no_formula_error(parsers, text: str) -> None:
    assert outcome(parsers, "project_name", text)[1:] == (None, READ)


def test_a_truth_value_belongs_in_a_yes_no_column_only(district, codes, parsers) -> None:
    register = parsers_for(
        "registration",
        district.sources["registration"].layout,
        codes,
        Towns(district),
        {},
        district.tz,
        district.identifiers,
    )
    assert outcome(register, "is_community_org", BOOLEAN + "TRUE") == (True, None, READ)
    assert outcome(register, "is_community_org", BOOLEAN + "FALSE") == (False, None, READ)
    for column, rule in {
        "project_no": "T-ID-NUMBER", "project_name": "T-TEXT", "recipient_uscc": "T-USCC-NUMBER", "paid_on": "T-DATE",
        "paid_fen": "T-MONEY", "instalment": "T-INT", "fund": "T-CODE", "town_code": "T-TEXT",
        "community_code": "T-TEXT",
    }.items():  # fmt: skip
        assert outcome(parsers, column, BOOLEAN + "TRUE") == (None, rule, REFUSED), column


def test_a_date_is_no_name_no_number_and_no_code(parsers) -> None:
    day = DATE + "2019-09-18T00:00:00"
    for column, rule in {
        "project_no": "T-ID-NUMBER", "recipient_uscc": "T-USCC-NUMBER", "project_name": "T-TEXT",
        "paid_fen": "T-MONEY", "instalment": "T-INT",
    }.items():  # fmt: skip
        assert outcome(parsers, column, day) == (None, rule, REFUSED), column
    assert outcome(parsers, "paid_on", day) == (date(2019, 9, 18), None, READ)


def test_a_serial_of_1904_is_a_number_but_in_a_date_column(parsers) -> None:
    assert outcome(parsers, "paid_on", SERIAL_1904 + "42223")[0] == date(2019, 8, 8)
    assert outcome(parsers, "paid_on", NUMBER + "43685")[0] == date(2019, 8, 8)
    assert outcome(parsers, "paid_on", SERIAL_1904 + "20190808")[0] == date(2019, 8, 8)
    assert outcome(parsers, "paid_fen", SERIAL_1904 + "3")[0] == 3_000_000
    assert outcome(parsers, "instalment", SERIAL_1904 + "2")[0] == 2
    assert outcome(parsers, "project_no", SERIAL_1904 + "20190001")[0] == "20190001"
    assert outcome(parsers, "recipient_uscc", SERIAL_1904 + "5.244E+17")[1] == "T-USCC-NUMBER"


# -- formats ---------------------------------------------------------------------------------------------------------


def formatted(shown: str, stored: str) -> str:
    return f"{FORMATTED}{shown}\x1f{stored}"


@pytest.mark.parametrize(
    ("shown", "stored", "unit", "fen"),
    [
        ("3.0万元", "30000", "万元", 3_000_000),
        ("3.5万元", "34567.89", "万元", 3_456_789),
        ("3.0万元", "30000", None, 3_000_000),
        ("3.0万", "30000", "万元", 3_000_000),
        ("3.00万元", "3", "万元", 3_000_000),
        ("3.0", "30000", "万元", 3_000_000),
        ("30,000.00元", "30000", "元", 3_000_000),
        ("¥30,000.00", "30000", "元", 3_000_000),
        ("¥3.00", "3", "万元", 3_000_000),
        ("-3.0万元", "-30000", "万元", -3_000_000),
        ("(3.0万元)", "-30000", "万元", -3_000_000),
        ("0.0万元", "0", "万元", 0),
        ("30千元", "30000", "千元", 3_000_000),
        ("3.0万元", "30000", "元", 3_000_000),
        ("3.5万", "34567.89", "元", 3_456_789),
        ("0.3亿元", "3000", "万元", 3_000_000_000),
        ("0.0万元", "0", "元", 0),
    ],
)
def test_an_amount_is_what_is_shown_at_the_stored_precision(shown: str, stored: str, unit, fen: int) -> None:
    assert parse_money(formatted(shown, stored), unit) == fen


@pytest.mark.parametrize(
    ("shown", "stored", "unit", "why"),
    [
        ("4.0万元", "30000", "元", "与该列的单位元不符"),
        ("3.0万元", "3", "元", "与该列的单位元不符"),
        ("0.0万元", "600", "元", "与该列的单位元不符"),
        ("-3.0万元", "30000", "元", "与该列的单位元不符"),
        ("30,000万元", "30000", "元", "与该列的单位元不符"),
        ("30000.00元", "30000", "万元", "与该列的单位万元不符"),
        ("60%", "0.6", "万元", "百分比"),
        ("$3.00", "3", "万元", "美元"),
        ("€3.00", "3", "元", "欧元"),
        ("3.0", "30000", "元", "看不出是多少"),
        ("30", "30000", "元", "看不出是多少"),
        ("4.0万元", "30000", "万元", "看不出是多少"),
        ("-3.0万元", "30000", "万元", "看不出是多少"),
        ("3千万元", "30000000", None, "不符"),
        ("3.0", "30000", None, "没有写明"),
        ("约3万", "30000", "万元", "不是可识别的金额"),
    ],
)
def test_a_format_that_contradicts_is_refused(shown: str, stored: str, unit, why: str) -> None:
    assert why in refusal(parse_money, formatted(shown, stored), unit)


def test_elsewhere_a_format_may_only_show_what_is_stored(parsers) -> None:
    assert plain(formatted("3.0万", "30000")) == "3.0万"
    assert outcome(parsers, "instalment", formatted("2.00", "2"))[0] == 2
    for column in ("instalment", "project_no", "project_name", "paid_on", "fund", "recipient_uscc"):
        assert outcome(parsers, column, formatted("3.0万", "30000"))[1] == "T-FORMAT", column
    assert outcome(parsers, "project_no", formatted("007", "7"))[:2] == ("007", None)  # what the cell shows
    assert outcome(parsers, "instalment", formatted("007", "7"))[:2] == (7, None)
    assert outcome(parsers, "instalment", formatted("50%", "0.5"))[1] == "T-FORMAT"


@pytest.mark.parametrize("shown", ["第2批", "2批", "2期", "2年", "2分", "第2批次"])
def test_a_format_may_add_the_word_that_a_count_is_written_with(parsers, shown: str) -> None:
    assert outcome(parsers, "instalment", formatted(shown, "2"))[:2] == (2, None)
    assert outcome(parsers, "instalment", formatted(shown, "3"))[1] == "T-FORMAT"
    assert outcome(parsers, "instalment", formatted(shown, "2.4"))[1] == "T-FORMAT"
    assert outcome(parsers, "project_no", formatted(shown, "2"))[1] == "T-FORMAT"


@pytest.mark.parametrize("shown", ["2%", "2万", "2季度", "?", "+2人民币"])
def test_a_count_under_a_format_of_another_kind_is_refused(parsers, shown: str) -> None:
    assert outcome(parsers, "instalment", formatted(shown, "2"))[1] == "T-FORMAT"


@pytest.mark.parametrize("column", ["paid_fen", "instalment", "paid_on", "project_no"])
def test_a_format_that_hides_a_number_is_no_empty_cell(parsers, column: str) -> None:
    assert outcome(parsers, column, formatted("", "30000"))[1] == "T-FORMAT"
    assert outcome(parsers, column, formatted("", "-0.5"))[1] == "T-FORMAT"
    for nothing in ("0", "-0", "0.0"):
        assert outcome(parsers, column, formatted("", nothing))[1] is None


# -- digits that something parts ---------------------------------------------------------------------------------------

PARTED = ["3\n2", "3 2", "3²", "3①", "10 20", "3 .5", "3. 5", "12\n000", "3 200", "3⑴", "5½", "3\x0b2", "3₂",
          "1 234 567.00",
          "3\u20282", "3,\n000", "3\t2", "3\x072", "3\xad2", "³", "㈠", "3⒈", "十\n五元", "叁 伍元"]  # fmt: skip


@pytest.mark.parametrize("text", PARTED)
def test_digits_that_a_person_sees_apart_are_never_joined(text: str) -> None:
    assert "T-MONEY" in refusal(parse_money, text, "元")
    assert "T-INT" in refusal(texts.parse_int, text.replace("元", ""))


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        *((" 3 ", 300), ("3\xa0", 300), ("３", 300), ("3 万元", 3_000_000), ("3\n万元", 3_000_000), ("¥ 3", 300)),
        *(("3\u200b", 300), ("叁 万元", 3_000_000), ("叁万元 整", 3_000_000), ("1,234,567.00", 123_456_700)),
        *(("（ 3 ）", -300), ("３，０００", 300_000), ("3 元", 300)),
    ],
)
def test_spaces_that_part_no_digits_are_harmless(text: str, fen: int) -> None:
    assert parse_money(text, "元") == fen


@pytest.mark.parametrize("text", ["1,23", "1,2345", "0,123", "12,34,567", "1,234,5", "3*", "~3", "٣", "3⃣"])
def test_other_shapes_of_numbers_are_refused(text: str) -> None:
    assert "T-MONEY" in refusal(parse_money, text, "元")


@pytest.mark.parametrize(
    "text", ["2019-1-2²", "2019-01-0①", "2019-01-05①", "2019-0 1-05", "20 19-01-05", "2019-1-15:00"]
)
def test_a_date_with_parted_or_raised_digits_is_refused(text: str) -> None:
    assert "T-DATE" in refusal(parse_date, text)


@pytest.mark.parametrize(
    ("text", "number"), [("3", 3), (" 3人次", 3), ("3 人", 3), ("第一批", 1), ("十二", 12), ("3.0", 3)]
)
def test_whole_numbers_are_read_as_before(text: str, number: int) -> None:
    assert texts.parse_int(text) == number


def test_two_chinese_digits_in_a_row_are_not_one_number() -> None:
    assert "T-INT" in refusal(texts.parse_int, "一二")


def test_raised_digits_do_not_make_a_code(parsers) -> None:
    assert outcome(parsers, "project_no", "ZX2019-1²")[1] == "T-ID"
    assert outcome(parsers, "recipient_uscc", "5144011③MJK000014R")[1] == "T-ID"
    assert outcome(parsers, "town_code", "44011310²")[1] == "T-TOWN"
    assert outcome(parsers, "town_code", "440113102")[2] == READ


# -- money -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unit", "fen"),
    [
        ("0.30000000000000004", "万元", 300_000),
        ("0.30000000000000004", "元", 30),
        ("99999999.31999993", "元", 9_999_999_932),
        ("99999999.3199999", "元", 9_999_999_932),
        ("1234.5600000000002", "万元", 1_234_560_000),
        ("4.8000000000000007", "万元", 4_800_000),
        ("63413926.219999999", "元", 6_341_392_622),
        ("-0.30000000000000004", "元", -30),
        ("2.9999999999999996万元", None, 3_000_000),
    ],
)
def test_the_noise_of_a_double_is_no_part_of_an_amount(text: str, unit, fen: int) -> None:
    assert parse_money(text, unit) == fen
    if unit is not None:
        assert parse_money(NUMBER + text, unit) == fen


@pytest.mark.parametrize(
    "text",
    [
        "0.125",
        "1.005",
        "3.3333333333",
        "0.333333333333333",
        "1000000000000.005",
        "12.3400010000000",
        "0.30000001192092896",
    ],
)
def test_a_real_third_decimal_stays_finer_than_a_fen(text: str) -> None:
    assert "比1分还细" in refusal(parse_money, text, "元")
    assert "比1分还细" in refusal(parse_money, NUMBER + text, "元")


def test_a_score_may_carry_the_noise_of_a_double_too() -> None:
    assert texts.parse_int(NUMBER + "85.000000000000014") == 85
    assert "带有小数" in refusal(texts.parse_int, "85.5")


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        *(("$3", "美元"), ("US$ 3", "美元"), ("HK$3", "港元"), ("€3", "欧元"), ("3美元", "美元"), ("3港元", "港元")),
        *(
            ("港币3万", "港元"),
            ("3日元", "日元"),
            ("3円", "日元"),
            ("3欧元", "欧元"),
            ("3英镑", "英镑"),
            ("USD 3", "美元"),
        ),
        *(
            ("3hkd", "港元"),
            ("3万美元", "美元"),
            ("＄3", "美元"),
            ("£3", "英镑"),
            ("NT$3", "新台币"),
            ("3澳元", "澳元"),
        ),
        *(("3%", "百分比"), ("3‰", "百分比"), ("３％", "百分比")),
    ],
)
def test_another_currency_or_a_share_is_refused_by_name(text: str, currency: str) -> None:
    for unit in ("元", "万元", None):
        assert currency in refusal(parse_money, text, unit)


@pytest.mark.parametrize("text", ["¥3", "￥3", "RMB3", "CNY 3", "人民币3元", "3元", "3圆", "3块"])
def test_the_yuan_is_read_however_it_is_written(text: str) -> None:
    assert parse_money(text, "元") == 300


# -- dates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2019-06-30T16:00:00.000Z", date(2019, 7, 1)),
        ("2019-06-30T15:59:59Z", date(2019, 6, 30)),
        ("2019-07-01T00:00:00+08:00", date(2019, 7, 1)),
        ("2019-06-30T20:00:00-04:00", date(2019, 7, 1)),
        ("2019-06-30 16:00:00 UTC", date(2019, 7, 1)),
        ("2019-06-30 16:00+0000", date(2019, 7, 1)),
        ("2019-06-30 16:00:00 +0000", date(2019, 7, 1)),
        ("2019-06-30 16:00:00.5+00", date(2019, 7, 1)),
        ("2019-07-01 05:29+13:30", date(2019, 6, 30)),
        ("2019-06-30T16:00:00", date(2019, 6, 30)),
        ("2019-06-30 23:59", date(2019, 6, 30)),
        ("2019年6月30日16时00分", date(2019, 6, 30)),
    ],
)
def test_a_moment_with_an_offset_is_the_districts_day(text: str, day: date) -> None:
    assert parse_date(text, CHINA) == (day, True)


def test_an_offset_counts_in_a_file_and_without_a_zone_is_refused(run) -> None:
    rows = [funding_row(拨付日期="2019-06-30T16:00:00.000Z"), funding_row(拨付日期="2019-06-30T16:00:00")]
    assert run(csv_bytes([HEADER, *rows])).column("paid_on") == [date(2019, 7, 1), date(2019, 6, 30)]
    assert "时区" in refusal(parse_date, "2019-06-30T16:00:00Z")
    titled = csv_bytes([[*HEADER, "数据截止日期"], [*ROW, "2019-09-29T16:00:00Z"]])
    assert run(titled).extract.cutoff == date(2019, 9, 30)


@pytest.mark.parametrize(
    "text",
    ["2019-06-30T24:00:00", "2019-06-30 25:00", "2019-06-30T16:60", "2019-06-30T16:00+99:00", "19-6-30", "05/03/19",
     "2019.1", "2019 . 1", "Mon, 01 Jul 2019 00:00:00 GMT", "Mar-01"],
)  # fmt: skip
def test_what_is_no_sure_day_is_refused(text: str) -> None:
    assert "T-DATE" in refusal(parse_date, text, CHINA)


@pytest.mark.parametrize("text", ["2019.10", "2019.01", "2019年1月", "2019.1月"])
def test_a_month_written_in_full_stays_a_month(text: str) -> None:
    assert parse_date(text)[1] is False


def test_the_layout_says_whether_day_or_month_stands_first() -> None:
    day_first, month_first = DateStyle("day_first"), DateStyle("month_first")
    for text in ("05/03/2019", "5-3-2019", "05.03.2019", "05/03/2019 10:30"):
        assert parse_date(text, day_first) == (date(2019, 3, 5), True)
        assert parse_date(text, month_first) == (date(2019, 5, 3), True)
        assert "day_first" in refusal(parse_date, text)
    assert "T-DATE" in refusal(parse_date, "13/25/2019", day_first)
    assert "T-DATE" in refusal(parse_date, "25/03/2019", month_first)
    assert parse_date("25/03/2019")[0] == date(2019, 3, 25)  # one reading only
    assert parse_date("05/05/2019")[0] == date(2019, 5, 5)
    assert parse_date("2019/05/03", day_first)[0] == date(2019, 5, 3)


def test_the_advice_to_write_dates_into_the_layout_works(run, district) -> None:
    data = csv_bytes([HEADER, funding_row(拨付日期="05/03/2019")])
    assert "dates" in run(data).reasons[0]["zh"]
    source = district.sources["funding"]
    layout = source.layout.model_copy(update={"dates": "day_first"})
    district.sources["funding"] = source.model_copy(update={"layout": layout})
    try:
        assert run(data).column("paid_on") == [date(2019, 3, 5)]
    finally:
        district.sources["funding"] = source


def test_long_text_takes_no_time_to_refuse(parsers) -> None:
    start = time.perf_counter()
    for text in (
        "2019-01-01" + " " * 50_000 + "x",
        "3" * 50_000,
        "（" * 20_000,
        "叁" * 20_000,
        "1," * 20_000,
        "万" * 9000,
    ):
        for column in parsers:
            parsers[column].outcome(text)
    cutoff_in("截至2019" + " " * 50_000 + "x")
    assert time.process_time() - start < 2


# -- identifiers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["ZX2019-101", "ZX2019—101", "ZX2019——101", "ZX2019–101", "zx2019－101", "ZX2019‐101", "ZX2019−101", "ZX2019﹣101",
     " ZX2019 - 101 ", "ZX２０１９-101", "ZX2019─101"],
)  # fmt: skip
def test_one_project_has_one_number_whatever_its_dash(text: str) -> None:
    assert identifiers.parse_identifier(text) == "ZX2019-101"


@pytest.mark.parametrize("brackets", ["〔〕", "[]", "（）", "()", "【】", "［］", "﹝﹞"])
def test_one_project_has_one_number_whatever_its_brackets(brackets: str) -> None:
    written = f"番民{brackets[0]}2019{brackets[1]}5号"
    assert identifiers.parse_identifier(written) == "番民(2019)5号"


def test_a_correction_finds_its_record_in_another_spelling(run) -> None:
    correction = Correction(
        extract="funding", key={"project_no": "ZX〔2019〕—1"}, column="paid_fen", old="1.5",
        new="2万元", reason="更正", reported_by="财务科", date=date(2019, 10, 8),
    )  # fmt: skip
    result = run(csv_bytes([HEADER, funding_row(项目编号="zx(2019)-1")]), corrections=(correction,))
    assert (len(result.extract.corrections_applied), result.column("paid_fen")) == (1, [2_000_000])
    assert result.column("project_no") == ["ZX(2019)-1"]


@pytest.mark.parametrize(
    "text", ["2.019E+08", "Mar-01", "1-Mar", "3月1日", "TRUE", "2.0E8", "1:02:00", "Mar-19", "2019年9月"]
)
def test_what_a_spreadsheet_made_of_an_identifier_is_refused_in_text_too(run, text: str) -> None:
    assert run(csv_bytes([HEADER, ROW, funding_row(项目编号=text)])).rules() == [(3, "T-ID-NUMBER")]


@pytest.mark.parametrize("text", ["MAR-01", "2E5", "TRUE1", "3月行动1号", "2019", "1-3", "MAY2019"])
def test_identifiers_that_only_look_alike_are_kept(run, text: str) -> None:
    assert run(csv_bytes([HEADER, funding_row(项目编号=text)])).column("project_no") == [text]


@pytest.mark.parametrize("text", ["2019-09-18", "2019/9/18", "TRUE", "9月18日", "5.144E+17"])
def test_a_credit_code_that_a_spreadsheet_changed_is_refused(run, text: str) -> None:
    result = run(csv_bytes([[*HEADER, "统一社会信用代码"], [*ROW, text]]))
    assert result.rules() == [(2, "T-USCC-NUMBER")]


def test_numbers_on_two_lines_are_not_one_identifier() -> None:
    assert "两行" in refusal(identifiers.parse_identifier, "ZX2019-1\nZX2019-2")
    assert identifiers.parse_identifier("番民社证字\n第0110号") == "番民社证字第0110号"


def numbered(*cells) -> bytes:
    from tidyfiles import xlsx_bytes

    return xlsx_bytes([HEADER, *([cell, *ROW[1:]] for cell in cells), ["合计", *[None] * 8, None]])


def test_a_number_among_identifiers_of_another_form_is_refused(run) -> None:
    for cells in (["ZX2019-1", 7], ["007", 7], ["2019-1", 20192], ["〔2019〕1号", 7, 8, 9]):
        result = run(numbered(*cells))
        assert result.rules() == [(i + 2, "T-ID-NUMBER") for i, c in enumerate(cells) if isinstance(c, int)], cells
        assert result.extract.rows_in == len(cells)


def test_a_column_of_numbers_is_kept_whatever_its_total_row_says(run) -> None:
    for cells in ([1, 2, 3], [20190001, 20190002], [1, "2", 3], [1, 2, 3, "3-1"]):
        assert run(numbered(*cells)).column("project_no") == [str(c) for c in cells]


def test_days_among_other_identifiers_are_refused_and_a_column_of_them_is_kept(run) -> None:
    mixed = csv_bytes([HEADER, ROW, funding_row(项目编号="2026-03-01")])
    assert run(mixed).rules() == [(3, "T-ID-NUMBER")]
    alike = csv_bytes([HEADER, *(funding_row(项目编号=f"2019-01-{i:02}") for i in range(1, 4))])
    assert run(alike).column("project_no") == ["2019-01-01", "2019-01-02", "2019-01-03"]


# -- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("EDWARD HOLT TRUST", "EDWARD HOLT TRUST"),
        (" Edward \xa0 Holt\nTrust ", "Edward Holt Trust"),
        ("番禺区 甲 协会", "番禺区甲协会"),
        ("番禺区 ABC 协会", "番禺区ABC协会"),
        ("Holt (China) Ltd", "Holt (China) Ltd"),
        ("甲协会(番禺)", "甲协会（番禺）"),
        ("𠮷 䶮协会", "𠮷䶮协会"),
        ("Союз ветеранов", "Союз ветеранов"),
    ],
)
def test_spaces_between_words_of_other_scripts_are_kept(written: str, kept: str) -> None:
    assert name(written) == kept


def garbled(text: str) -> str:
    return text.encode().decode("gb18030", "replace")


@pytest.mark.parametrize(
    "text",
    [
        *map(garbled, ("广州市番禺区乙协会丁", "广州", "社区志愿服务队", "中国（广州）协会")),
        *("番禺区" + garbled("长者饭堂"), "锟斤拷", "广州\ufffd协会", "广州市\ue863协会", "协会\uffff", "协会\ufdd0"),
        *("Ã©cole", "广州".encode().decode("cp1252", "ignore") or "Â·", "广州协会".encode("gbk").decode("latin-1")),
        *("烫烫烫烫", "屯屯屯", "it\x92s", "???协会", "\U000f0001协会"),
    ],
)
def test_damaged_characters_are_kept_with_a_note(run, text: str) -> None:
    result = run(csv_bytes([HEADER, ROW, funding_row(项目名称=text)]))
    assert result.rules() == [(3, "T-GARBLED")], text
    assert result.extract.rows_kept == 2


@pytest.mark.parametrize(
    "text",
    ["番禺区𠮷䶮㛃协会", "葛\U000e0100飾会", "😀快乐社", "Müller & Söhne GmbH", "Société Générale", "ÄÖÜß",
     "Łódź", "Ångström",
     "浣熊俱乐部", "骞协会", "绀坪社区", "锟铻协会", "屯屯社", "㐂寿会", "“五社联动”项目…",
     "谁来帮我?", "café", "鍗协会", "Ñandú", "碁石"],
)  # fmt: skip
def test_rare_characters_and_other_languages_raise_no_alarm(run, text: str) -> None:
    assert not is_garbled(text)
    assert run(csv_bytes([HEADER, funding_row(项目名称=text)])).reasons == []


def test_a_garbled_name_is_noted_in_a_plain_column(parsers) -> None:
    assert outcome(parsers, "project_name", "骞垮窞")[1:] == ("T-GARBLED", READ_WITH_NOTE)


def test_no_text_makes_a_parser_stumble_whatever_its_marker(district, codes) -> None:
    words = ("NaN", "-nan", "sNaN", "NaN1", "Infinity", "-inf", "1e999", "1e-999", "9" * 70, "1_000", "∞", "½", ".", "")
    cells = [
        marker + text for marker in ("", *MARKERS) for word in words for text in (word, f"3\x1f{word}", f"{word}\x1f3")
    ]
    for extract, source in district.sources.items():
        parsers = parsers_for(extract, source.layout, codes, Towns(district), {}, *own(district))
        by_kind = {EXTRACTS[extract].columns[name].info["kind"]: parser for name, parser in parsers.items()}
        for kind in sorted(by_kind):
            for cell in cells:
                value, problem, _ = by_kind[kind].outcome(cell)
                assert value is None or problem is None or problem.rule in NOTED, (extract, kind, cell)
