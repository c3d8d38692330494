"""A figure that contradicts another one: the report is held, and says which figure."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from govreport import stages
from govreport.context import Context
from govreport.errors import BlockedError
from govreport.settings import Settings
from govreport.store import tables
from govreport.store.database import open_database
from tests.end_to_end.conftest import Run


@pytest.mark.parametrize(
    ("indicator", "town", "said"),
    [("R01", "", "登记社会组织：各镇街之和等于全区"), ("G02", "440113102", "专项资金累计拨付：各镇街之和等于全区")],
)
def test_one_broken_figure_holds_the_report_and_is_named_in_it(
    indicator: str, town: str, said: str, sample: Callable[[str], Run], tmp_path: Path
) -> None:
    original, verdict, measurement = sample("2018-Q4")
    shutil.copytree(original.settings.var_dir, tmp_path / "var")
    context = Context.make(Settings(var=tmp_path / "var"), "panyu", "2018-Q4")
    own = next(v.id for v in measurement.vintages if v.quarter == context.quarter)
    o = tables.observations
    figure = (o.c.vintage_id == own, o.c.indicator == indicator, o.c.town_code == town, o.c.breakdown == "")
    with open_database(context.settings.database).begin() as connection:
        assert connection.execute(update(o).where(*figure).values(numerator=o.c.numerator + 1)).rowcount == 1

    proved = stages.verify(context, measurement)
    broken = [i for i in proved.identities if not i.holds]
    assert said in {i.zh for i in broken}
    report = stages.render(context, proved, verdict)[0]
    assert report.held
    assert said in context.files.get(report.model_key).decode()
    with pytest.raises(BlockedError, match="草稿，不可签发") as refused:
        stages.sign(context, report)
    assert f"规则E43不成立：{said}" in refused.value.message.zh
    assert "更正后重新运行" in refused.value.message.zh
    assert "Rule E43 doesn't hold" in refused.value.message.en
