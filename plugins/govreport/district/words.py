"""The code lists as one district's extracts spell them: those of the installation with the words of words.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from govreport.canonical.codes import CodeList, load_codes, with_words
from govreport.district.covers import check_claims
from govreport.district.folder import District


def district_codes(codes_path: Path, district: District) -> Mapping[str, CodeList]:
    """The lists of ``codes_path`` with the district's own words; raises ConfigError where these contradict them, or
    where a source claims to cover a kind that they don't know."""
    codes = with_words(load_codes(codes_path), district.words, f"{district.id}/words.yaml")
    check_claims(district, codes)
    return codes
