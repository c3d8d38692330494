"""One extract of a district as sources/<extract>.yaml states it: whose it is, where it lies, how it looks, what it
claims, and of whom it speaks."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, ValidationInfo, model_validator

from govreport.canonical import EXTRACTS, ROW
from govreport.district.dag_config import Bilingual, ExtractName, Model
from govreport.district.layout import SCHEME, Layout
from govreport.district.locations import AnyLocation
from govreport.district.mistakes import said, unknown_name


class Source(Model):
    """One extract of a district: who owns it, where it lies, how it looks."""

    extract: ExtractName
    title: Bilingual
    owner: str
    """The office to ask when the extract is late or wrong."""
    location: AnyLocation
    due_working_days: int | None = Field(default=None, ge=1, le=60)
    """The extract is due by the end of the n-th working day after the quarter; by default the report's release day."""
    layout: Layout
    covers: tuple[str, ...] = ()
    """Columns and kinds of records that it holds in full: where there are none, the zero is measured (covers.py)."""

    exits: Literal["by_disappearance"] | None = None
    """Registration only: the file lists who is on the register and knows no exits; who was in the snapshot of the
    quarter before and isn't in this one has left in between (quality/living.py)."""
    population: Literal["own"] | None = None
    """Evaluation only: it is about other bodies than the register's, each named by its own number."""

    @model_validator(mode="after")
    def _of_whom(self) -> Source:
        for entry, extract in (("exits", "registration"), ("population", "evaluation")):
            if getattr(self, entry) is not None and self.extract != extract:
                raise said(
                    f"写了 {entry}，只有 {extract} 可以写，请删去",
                    f"has {entry}, which only {extract} may have; remove it",
                )
        if self.exits is not None:
            also = "covers" if "exited_on" in self.covers else ""
            also = also or ("layout.columns" if "exited_on" in self.layout.columns else "")
            if also:
                raise said(
                    f"既写了 exits: {self.exits}（文件没有退出日期），又在 {also} 中写了 exited_on，"
                    "相互矛盾，请删去其一",
                    f"has both exits: {self.exits}, by which the file knows no exits, and exited_on in {also}; the two "
                    "contradict each other, so remove one",
                )
        return self

    @model_validator(mode="after")
    def _columns_exist(self, info: ValidationInfo) -> Source:
        table, layout = EXTRACTS[self.extract], self.layout
        by_name = (info.context or {}).get(SCHEME) == "none"
        if self.population is not None:  # its own bodies have numbers where it says so
            by_name = "uscc" not in layout.columns
        known = {c.name: c for c in table.columns if c.name != ROW}
        for name, setting in layout.columns.items():
            if name not in known:
                problem = unknown_name(name, known)
                raise said(
                    f"的 layout.columns 中“{name}”{problem.zh}（见 govreport sources columns -e {self.extract}）",
                    f"has in layout.columns {name!r}, which {problem.en} (see govreport sources columns -e "
                    f"{self.extract})",
                )
            if by_name and known[name].info["kind"] == "id":
                raise said(
                    f"的 layout.columns 有 {name}，而 district.yaml 写明 identifiers: {{scheme: none}}；请删去这一列，"
                    "或在 district.yaml 写明标识的格式",
                    f"has {name} in layout.columns, and district.yaml says identifiers: {{scheme: none}}, that "
                    "organizations have none; remove the column, or state how identifiers are written",
                )
            if setting.unit is not None and known[name].info["kind"] != "money":
                raise said(
                    f"的 layout.columns.{name} 不是金额，请删去 unit",
                    f"has a unit for layout.columns.{name}, which is no amount; remove it",
                )
            if setting.unit is not None and layout.money.unit(setting.unit) is None:
                own, listed = layout.money, layout.money.unit_names
                raise said(
                    f"的 layout.columns.{name}.unit“{setting.unit}”不是{own.name.zh}的单位，请写{listed.zh}之一",
                    f"has layout.columns.{name}.unit {setting.unit!r}, which is none of {own.many}; write one of "
                    f"{listed.en}",
                )
        missing = [
            c for c in known.values() if not c.nullable and not c.info["may_lack"] and c.name not in layout.columns
        ]
        if by_name:  # the name takes their place
            who = [known["name"]] if "name" in known and "name" not in layout.columns else []
            missing = [*who, *(c for c in missing if c.info["kind"] != "id" and c.name != "name")]
        if missing:
            named = [f"{c.name}（{c.info['zh']}）" for c in missing]
            raise said(
                f"的 layout.columns 缺少必需的列：{'、'.join(named)}，请写出文件中的表头（aliases），"
                "文件没有的写固定值（value）",
                f"lacks required columns in layout.columns: {', '.join(named)}; write the file's headers (aliases), or "
                "a constant (value) where the file has none",
            )
        if self.location.kept_as_csv:
            if layout.format not in ("auto", "csv"):
                raise said(
                    "来自数据库或网络服务，保存为 CSV，请写 layout 的 format: csv",
                    "comes from a database or a web service, which are kept as CSV: write layout format: csv",
                )
            if stray := next((n for n in ("encoding", "sheet", "sheets", "records") if getattr(layout, n)), None):
                raise said(
                    f"来自数据库或网络服务，由程序保存为 UTF-8 的 CSV，请删去 layout 的 {stray}",
                    f"comes from a database or a web service, which the program keeps as CSV in UTF-8; remove {stray} "
                    "from layout",
                )
        return self
