"""The laws and documents that stand behind indicators: which a district may state, and how it states them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from govreport.district.mistakes import said, unknown_name
from govreport.errors import Message

LAWS: Mapping[str, Message] = MappingProxyType(
    {
        "register": Message("登记", "registration"),
        "checks": Message("抽查", "spot checks"),
        "annual_reports": Message("年度报告", "annual reports"),
        "credit": Message("信用信息、活动异常名录、严重违法失信名单", "credit information and the two lists"),
        "dormancy": Message("僵尸型社会组织", "dormant organizations"),
        "working_days": Message("放假调休安排", "public holidays"),
        "assessment": Message("等级评估", "assessment"),
        "assessment_eligible": Message("参加等级评估的条件", "who may be assessed"),
        "charity": Message("慈善组织认定", "charity status"),
        "community_organizations": Message("社区社会组织", "community organizations"),
        "community_categories": Message("社区社会组织的类别", "categories of community organizations"),
        "community_development": Message("培育社区社会组织", "fostering community organizations"),
        "party": Message("党建（本地）", "party building, the place's own"),
        "party_national": Message("党建（全国）", "party building, national"),
        "special_fund": Message("专项资金", "the special fund"),
        "city_venture": Message("市公益创投", "the city's venture fund"),
        "five_actors": Message("五社联动（全国）", "the five actors, national"),
        "reply": Message("政府对提案的答复", "the government's reply to a proposal"),
        "reply_ventures": Message("政府答复中关于微创投的部分", "what the reply says of venture projects"),
        "proposal_ventures": Message("提案中关于项目转化的说法", "what the proposal says of projects that became more"),
        "proposal_targets": Message("提案中的服务对象分类", "the proposal's target groups"),
        "proposal_committee": Message("提案中的五社联动委员会", "the proposal's five-actor committee"),
    }
)
"""Key -> what the rule or document is about that stands behind indicators; a district states which one it is."""


class Law(BaseModel):
    """A law or document as reports cite it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str
    en: str = ""
    """Without it the other text stands in both languages."""

    def in_language(self, language: str) -> str:
        """The text in ``language``."""
        return (language == "en" and self.en) or self.zh


def _known(given: Any) -> Any:
    for name in given if isinstance(given, Mapping) else ():
        if name not in LAWS:
            what = unknown_name(str(name), LAWS)
            raise said(f"中的“{name}”{what.zh}", f"holds {name!r}, which {what.en}")
    return given


StatedLaws = Annotated[Mapping[str, Law], BeforeValidator(_known)]
"""Key of LAWS -> the text."""
