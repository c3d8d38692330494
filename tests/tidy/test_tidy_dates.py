from __future__ import annotations

from datetime import date, datetime

import pytest
from cn2an import an2cn
from hypothesis import given
from hypothesis import strategies as st

from govreport.tidy.readers.sheet_grid import cell_text as _text
from govreport.tidy.values.dates import parse_date, parse_exact_date
from govreport.tidy.values.problems import UnreadableError

DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))


def chinese(day: date) -> str:
    year = "".join("〇一二三四五六七八九"[int(d)] for d in str(day.year))
    return f"{year}年{an2cn(day.month)}月{an2cn(day.day)}日"


@given(DAYS)
def test_a_day_is_read_the_same_in_every_form_it_is_written(day: date) -> None:
    y, m, d = day.year, day.month, day.day
    forms = [
        f"{y}-{m}-{d}",
        f"{y}/{m:02}/{d:02}",
        f"{y}.{m}.{d}",
        f"{y}{m:02}{d:02}",
        f"{y}年{m}月{d}日",
        f"{y} 年 {m} 月 {d} 日",
        f"{y}－{m}－{d}",
        f"{y}-{m:02}-{d:02} 10:30:00",
        f"{y}-{m:02}-{d:02}T00:00:00",
        f"{y}/{m}/{d} 0:00",
        f"　{y}-{m}-{d}\u200b",
        chinese(day),
        chinese(day).replace("〇", "零"),
        str((day - date(1899, 12, 30)).days),
        _text(float((day - date(1899, 12, 30)).days)),
        _text(float(f"{y}{m:02}{d:02}")),
        _text(day),
        _text(datetime.fromisoformat(f"{day}T23:59")),
    ]
    for form in forms:
        assert parse_exact_date(form) == day, form


def test_full_width_digits_are_digits() -> None:
    assert parse_exact_date("２０１９年１月５日") == date(2019, 1, 5)


@pytest.mark.parametrize("text", ["2019年1月", "2019-01", "2019.01", "二〇一九年一月"])
def test_a_month_is_its_first_day_but_not_exact(text: str) -> None:
    assert parse_date(text) == (date(2019, 1, 1), False)
    with pytest.raises(UnreadableError, match="does not state the day"):
        parse_exact_date(text)


@pytest.mark.parametrize(
    "text",
    ["1900/1/0", "2019.1",
     "2019-02-30", "2019-13-01", "20190230", "2019", "2019年", "19-1-5", "1/5/2019", "12345678901", "0",
     "昨天",
     "二〇一九年二月三十日", "0001-01-01", "9999-12-31", _text(0.0), _text(2019.0), _text(5e6), _text(5.24e17)],
)  # fmt: skip
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        parse_date(text)
    assert caught.value.problem.rule == "T-DATE"
