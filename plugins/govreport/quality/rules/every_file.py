"""Rules about the file as a whole, the same in every suite: what it holds, and how it compares with its predecessors.

Of those that need an earlier quarter none sets rows aside, here and in history.py: which rows are measured follows from
the quarter's own files alone.
"""

from __future__ import annotations

from math import isnan

from govreport.errors import Message
from govreport.quality.conditions import Scope, between, filled_in, flagged, not_below
from govreport.quality.rule import FrameName, Record, Rule, sentence

_COMPLETE = Message(
    "请确认文件是完整的全量导出；不完整的，请重新导出后提供。",
    "Make sure that the file is the whole export; if not, export it again and supply it.",
)
_GENUINE = Message("文件完整，变化属实", "the file is whole and the change is genuine")

_SUM = sentence(
    "“{header}”合计写{stated:{value_kind}}，明细之和是{computed:{value_kind}}",
    "“{header}”: the stated total is {stated:{value_kind}}, the rows sum to {computed:{value_kind}}",
)
_COUNT = sentence(
    "“{value_en}”写的是{stated:,.0f}条，留用与退回的明细行共{computed:,.0f}行",
    "“{value_en}” states {stated:,.0f} records, the rows, kept and set aside, number {computed:,.0f}",
)
_UNREADABLE = sentence(
    "“{header}”合计的单元格“{value}”读不出金额，明细之和是{computed:{value_kind}}",
    "“{header}”: the total's cell “{value}” can't be read as an amount, the rows sum to {computed:{value_kind}}",
)


def _stated(record: Record, scope: Scope) -> Message:
    """What a total says and what its rows come to."""
    if record["value_kind"] == "rows":
        return _COUNT(record, scope)
    return (_UNREADABLE if isnan(record["stated"]) else _SUM)(record, scope)


EVERY_FILE: tuple[Rule, ...] = (
    Rule(
        id="E01",
        severity="block",
        zh="必需的列都在",
        en="every required column is present",
        why=Message("缺了必需的列，就算不出任何一项指标。", "Without a required column no indicator can be computed."),
        fix=Message(
            "请重新导出带有该列的文件；若只是表头改名，请在来源定义的 columns 中登记新叫法。",
            "Export the file with that column; if only its header changed, add it to columns in the source definition.",
        ),
        expect=flagged("known", where=(("kind", "==", "column"), ("required", "==", 1))),
        column="value",
        frame=FrameName.FACTS,
        observed=sentence("没有“{value}”一列", "the column “{value}” is missing"),
    ),
    Rule(
        id="E01-LAYOUT",
        severity="hold",
        zh="来源定义中约定的列都在",
        en="every column that the source definition promises is present",
        why=Message(
            "少了这一列，用到它的指标就不作统计，须有人确认后签发。",
            "Without it the indicators that use it aren't stated: somebody must decide before signing.",
        ),
        fix=Message(
            "请补上该列；确已取消的，请从来源定义的 columns 中删去。",
            "Put the column back; if it was given up, remove it from columns in the source definition.",
        ),
        expect=flagged("known", where=(("kind", "==", "column"), ("required", "==", 0))),
        column="value",
        frame=FrameName.FACTS,
        observed=sentence("没有“{value}”一列", "the column “{value}” is missing"),
    ),
    Rule(
        id="E00",
        severity="block",
        zh="文件中至少有一行可用的数据",
        en="the file holds at least one usable row",
        why=Message(
            "没有数据行就没有任何数字可言：没有提供的是未知，不是零。",
            "Without rows nothing can be stated: what isn't supplied is unknown, not zero.",
        ),
        fix=Message("请重新导出该季度的完整文件。", "Export the quarter's whole file again."),
        expect=between("rows", low=1, where=(("kind", "==", "file"),)),
        column="value",
        frame=FrameName.FACTS,
        observed=sentence("没有可用的数据行", "there is no usable data row (no data rows)"),
    ),
    Rule(
        id="E00-LEFT",
        severity="block",
        zh="剔除不合规则的行之后还有可用的行",
        en="usable rows remain once those that break rules are left out",
        why=Message(
            "每一行都不能计入，就没有任何数字可言：由它写出的零都不是查出来的零。",
            "Where no row counts there is nothing to report: every zero would be a gap and not a count.",
        ),
        fix=Message(
            "请先看不合行数最多的那条规则：多半是一列的写法或来源定义不对，改正后整份重新提供。",
            "Look at the rule that most rows break: usually one column is written otherwise than the source definition "
            "says. Correct that and supply the file again.",
        ),
        expect=between("left", low=1),
        column="value",
        frame=FrameName.LEFT,
        observed=sentence(
            "共{rows:,.0f}行，全部不能计入，没有可用的行；不合规则 {value} 的最多",
            "none of its {rows:,.0f} rows can be counted, so there are no usable rows; most break the rule {value}",
        ),
    ),
    Rule(
        id="E02",
        severity="warn",
        zh="每个表头都已约定去留",
        en="every header has been decided on",
        why=Message(
            "新表头可能是改了名的旧列，也可能带来新口径，须有人决定。",
            "A new header may be an old column renamed or a new definition: somebody must decide.",
        ),
        fix=Message(
            "请与提供文件的单位确认该列含义，再在来源定义的 columns 或 ignore 中登记。",
            "Ask the file's owner what the column means, then add it to columns or ignore in the source definition.",
        ),
        expect=flagged("known", where=(("kind", "==", "header"),)),
        column="value",
        frame=FrameName.FACTS,
        observed=sentence("出现未约定的表头“{value}”", "the header “{value}” is unknown"),
    ),
    Rule(
        id="E03",
        severity="hold",
        zh="文件写明数据截止日期",
        en="the file states its cut-off date",
        why=Message(
            "不知道数据截至哪一天，就不能证明数字属于本季度，报表可起草，不可签发。",
            "Without the day the data end on, nobody can prove the figures are the quarter's: draft, don't sign.",
        ),
        fix=Message(
            "请在文件标题下补写“数据截止日期：某年某月某日”后重新提供。",
            "Add a line “Data as of” with the day (year-month-day) below the title and supply the file again.",
        ),
        expect=filled_in("cutoff", where=(("kind", "==", "file"),)),
        column="value",
        frame=FrameName.FACTS,
        observed=sentence("没有写明数据截止日期", "no cut-off date is stated"),
    ),
    Rule(
        id="E03-QUARTER",
        severity="block",
        zh="数据截止日期不早于季度末",
        en="the cut-off is not before the quarter's end",
        why=Message(
            "截止日期早于季度末，多半是误交了别的季度的文件，由它算出的数字不是本季度的。",
            "A cut-off before the quarter's end usually means another quarter's file: its figures aren't "
            "this quarter's.",
        ),
        fix=Message("请提供截至本季度末（或之后）的文件。", "Supply the file as of the quarter's last day or later."),
        expect=not_below("cutoff", "quarter_end", where=(("kind", "==", "file"),)),
        column="value",
        frame=FrameName.FACTS,
        observed=sentence(
            "数据截止日期为{value}，早于{scope.quarter.zh}末（{scope.quarter.end}），像是误交了别的季度的文件",
            "its cut-off is {value}, before the end of {scope.quarter.en} ({scope.quarter.end}): this looks like "
            "another quarter's file",
        ),
    ),
)
"""In the order in which they are reported, before the suite's own."""

STATED_TOTAL = Rule(
    id="E04-TOTAL",
    severity="hold",
    zh="写明的合计与笔数同明细相符",
    en="stated totals and numbers of records agree with the rows",
    why=Message(
        "合计或笔数对不上，说明有行丢失、重复或金额被改动；合计读不出，就无从核对。数字在查明前不宜签发。",
        "A total or count that doesn't agree means rows lost, repeated or altered, and one that can't be read checks "
        "nothing: find out before signing.",
    ),
    fix=Message(
        "请核对合计（笔数）与明细行，更正后重新提供文件；公式没有结果的，请在 Excel 或 WPS 中打开并保存一次。",
        "Compare it with its rows, correct, and supply the file again; where a formula has no result, open and save "
        "the file in Excel or WPS once.",
    ),
    expect=flagged("within", where=(("kind", "==", "total"),)),
    column="value",
    frame=FrameName.FACTS,
    observed=_stated,
)
"""Amounts and numbers of records that the file states of itself."""

BESIDE_PREDECESSORS: tuple[Rule, ...] = (
    Rule(
        id="E46",
        severity="hold",
        zh="行数与上期相比在合理范围内",
        en="the number of rows is plausible after the last quarter's",
        why=Message(
            "文件是历年全量，行数变少说明漏导，突增说明重复或口径变化，数字在查明前不宜签发。",
            "The file holds the whole history: fewer rows were left out, many more are repetitions or another "
            "definition. Find out before signing.",
        ),
        fix=_COMPLETE,
        accepted_as=_GENUINE,
        expect=flagged("within", where=(("kind", "==", "size"),)),
        column="value",
        frame=FrameName.FACTS,
        needs="predecessor",
        observed=sentence(
            "共{rows:,.0f}行，按{value}的情况应在{low:,.0f}至{high:,.0f}行之间",
            "{rows:,.0f} rows; after {value_en} between {low:,.0f} and {high:,.0f} were to be expected",
        ),
    ),
    Rule(
        id="E46-SAME",
        severity="block",
        zh="不是以前季度的同一个文件",
        en="the file is not that of an earlier quarter",
        why=Message(
            "误交了以前季度的文件，由它算出的数字不是本季度的。",
            "An earlier quarter's file handed in again: its figures aren't this quarter's.",
        ),
        fix=Message("请提供本季度的文件。", "Supply this quarter's file."),
        expect=flagged("within", where=(("kind", "==", "same"),)),
        column="value",
        frame=FrameName.FACTS,
        needs="predecessor",
        observed=sentence(
            "与{value}的文件逐字节相同，又没有写明数据截至本季度末",
            "byte for byte the file of {value_en}, and nothing says that its data reach this quarter's end",
        ),
    ),
    Rule(
        id="E46-AGAIN",
        severity="hold",
        zh="不是以前季度的同一批记录",
        en="the records are not those of an earlier quarter once more",
        why=Message(
            "换了标题或截止日期而记录未变，本季度的新增就都没有进来，查明前不宜签发。",
            "Under another title or cut-off the same records bring nothing of this quarter: find out before signing.",
        ),
        fix=Message(
            "请提供本季度的文件。",
            "Supply this quarter's file.",
        ),
        accepted_as=Message("本季度确无新增、变动", "nothing did happen in the quarter"),
        expect=flagged("within", where=(("kind", "==", "again"),)),
        column="value",
        frame=FrameName.FACTS,
        needs="predecessor",
        observed=sentence(
            "{rows:,.0f}行与{value}的记录完全相同，没有一行是此后的",
            "its {rows:,.0f} rows are exactly those of {value_en}, and none is dated later",
        ),
    ),
    Rule(
        id="E46-QUARTER",
        severity="hold",
        zh="本季度的行照常填写",
        en="the quarter's own rows are there and filled in as usual",
        why=Message(
            "历年的行都有、唯独本季度的行没有的，多半是导出时漏了，本季度的数字会无声变小。",
            "What every earlier quarter's rows hold and this quarter's don't was probably lost in the export: the "
            "quarter's figures shrink in silence.",
        ),
        fix=_COMPLETE,
        accepted_as=_GENUINE,
        expect=flagged("within", where=(("kind", "==", "new"),)),
        column="value",
        frame=FrameName.FACTS,
        needs="predecessor",
        observed=sentence("{value}", "{value_en}"),
    ),
    Rule(
        id="E46-FILLED",
        severity="warn",
        zh="各列的值不比上期少",
        en="no column holds fewer values than the last quarter's",
        why=Message(
            "某列的值忽然变少，多半是导出时漏了，相关指标会无声变小。",
            "A column that suddenly holds fewer values was probably dropped in the export, and indicators "
            "shrink in silence.",
        ),
        fix=_COMPLETE,
        expect=flagged("within", where=(("kind", "==", "filled"),)),
        column="value",
        frame=FrameName.FACTS,
        needs="predecessor",
        observed=sentence(
            "“{header}”只有{rows:,.0f}个值，{value}已有{computed:,.0f}个",
            "{header} holds {rows:,.0f} values; there were {computed:,.0f} in {value_en}",
        ),
    ),
)
"""The file beside those of earlier quarters; not judged without one."""
