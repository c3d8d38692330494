"""The code lists as one district has them: its own (codes.yaml) in place of the installation's, with the spellings of
words.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from govreport.canonical import GONE, LEFT
from govreport.canonical.codes import Code, CodeList, load_codes, with_codes, with_words
from govreport.district.covers import check_claims
from govreport.district.folder import District
from govreport.district.own_codes import own_codes


def derives_exits(district: District) -> bool:
    """Whether the register's exits follow from who is no longer in it."""
    source = district.sources.get("registration")
    return source is not None and source.exits == "by_disappearance"


def inspects_others(district: District) -> bool:
    """Whether the evaluation is about other bodies than the register's: care homes, schools."""
    source = district.sources.get("evaluation")
    return source is not None and source.population == "own"


def district_codes(codes_path: Path, district: District) -> Mapping[str, CodeList]:
    """The lists of ``codes_path`` with the district's own codes and words; raises ConfigError where these contradict
    them, or where a source claims to cover a kind that they don't know."""
    lists = load_codes(codes_path)
    if district.codes:
        own = own_codes(district.codes, lists, district.languages, f"{district.id}/codes.yaml")
        lists = with_codes(lists, own)
    if derives_exits(district):
        known = lists["status"]
        gone = Code(GONE, "名册已不列", "No longer listed", (), means=LEFT[0])
        lists = with_codes(lists, [("status", [*known.codes.values(), gone])])
    codes = with_words(lists, district.words, f"{district.id}/words.yaml")
    check_claims(district, codes, load_codes(codes_path))
    return codes
