"""Whether what somebody filled in can stand in its cell."""

from __future__ import annotations

from collections.abc import Mapping

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList
from govreport.district.folder import District
from govreport.errors import Message
from govreport.quality.credit_code import is_valid


class Values:
    """Judges new values as tidy would, and where a person may be asked for more, more strictly."""

    def __init__(self, district: District, codes: Mapping[str, CodeList]) -> None:
        # Tidy's parsers load pyarrow, which most commands don't need.
        from govreport.tidy.columns import parsers_for
        from govreport.tidy.values.money import money_parser
        from govreport.tidy.values.places import Towns

        towns = Towns(district)
        self._money = money_parser(district.currency)
        self._by = {name: district.identifiers_in(name) for name in district.sources}
        self._parsers = {
            name: parsers_for(name, district.sources[name].layout, codes, towns, {}, district.tz, self._by[name])
            for name in district.sources
        }

    def problem(self, extract: str, column: str, value: str) -> Message | None:
        """What is wrong with ``value`` as the content of that cell; None where it can be taken."""
        info = EXTRACTS[extract].columns[column].info
        parser = self._parsers[extract].get(column)
        if parser is None:
            return Message("所在的栏目已不在来源定义中", "belongs to a column that the source no longer has")
        parsed, wrong, _ = parser.outcome(value)
        if wrong is not None:
            return Message(f"{wrong.zh}，请改正", f"{wrong.en}; correct it")
        if parsed is None:
            return Message("等于没有填写，请写出内容", "counts as left empty; write what it should be")
        if info["kind"] == "money" and not self._money.names_unit(value):
            one, large = self._money.currency.base, self._money.currency.large_unit
            return Message(f"没有写单位，请写明{one}或{large}", f"has no unit; write {one} or {large}")
        by = self._by[extract]
        if info["kind"] == "id" and not (
            is_valid(parsed) if by.scheme == "uscc" else by.fits(parsed) and by.checks(parsed)
        ):
            return by.say(
                Message(
                    "不是有效的统一社会信用代码，请对照登记证书核对",
                    "isn't a valid credit code; compare it with the certificate",
                )
            )
        return None
