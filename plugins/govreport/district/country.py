"""The country that a district states, and the part of it: known ones only, for working days follow from them."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from govreport.district.mistakes import said, unknown_name
from govreport.workdays import subdivisions


def _country(value: str) -> str:
    if not value:
        raise said(
            "没有写明，请写两个字母的国家代码，如 country: CN，或写 profile: cn 等已含国家的方案",
            "isn't stated; write the country's two letters, such as country: GB, or take a profile that gives it, such "
            "as profile: cn",
        )
    if not re.fullmatch("[A-Z]{2}", value):
        raise said("应为两个大写字母的国家代码，如 CN", "must be a country's two capital letters, such as GB")
    if subdivisions(value) is None:
        raise said(f"“{value}”不是已知其公共假日的国家", f"{value} is no country whose public holidays are known")
    return value


Country = Annotated[str, AfterValidator(_country)]
"""ISO 3166, two letters."""


def known_part(value: str | None, country: str) -> str | None:
    """A subdivision that has public holidays of its own, or none; refused where the country has no such part."""
    known = subdivisions(country) if value else None
    if known is not None and value not in known:
        what = unknown_name(str(value), known)
        raise said(f"“{value}”{what.zh}", f"{value!r} {what.en}")
    return value
