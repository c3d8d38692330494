"""The code lists as one district has them: its own (codes.yaml) in place of the installation's, with the spellings of
words.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from govreport.canonical.codes import CodeList, load_codes, with_codes, with_words
from govreport.district.covers import check_claims
from govreport.district.folder import District
from govreport.district.own_codes import own_codes


def district_codes(codes_path: Path, district: District) -> Mapping[str, CodeList]:
    """The lists of ``codes_path`` with the district's own codes and words; raises ConfigError where these contradict
    them, or where a source claims to cover a kind that they don't know."""
    lists = load_codes(codes_path)
    if district.codes:
        own = own_codes(district.codes, lists, district.languages, f"{district.id}/codes.yaml")
        lists = with_codes(lists, own)
    check_claims(district, lists, load_codes(codes_path))
    return with_words(lists, district.words, f"{district.id}/words.yaml")
