"""Who gets what: entries of recipients.yaml and of the mail policy, and what each mistake says."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from govreport.district.folder import District
from govreport.district.reading import load_district
from govreport.district.recipients import MailPolicy, Recipient
from govreport.errors import ConfigError
from tests.conftest import PROJECT

SENDER = "jibao@minzheng.panyu.example"


@pytest.fixture
def districts(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT / "include" / "districts", tmp_path / "districts")
    return tmp_path / "districts"


def load_with(districts: Path, *entries: dict[str, Any]) -> District:
    path = districts / "panyu" / "recipients.yaml"
    path.write_text(yaml.safe_dump(list(entries), allow_unicode=True), encoding="utf-8")
    return load_district(districts, "panyu")


def entry(**more: Any) -> dict[str, Any]:
    return {"role": "收件人", "address": "a@panyu.example"} | more


def test_a_town_may_be_named_as_people_name_it_and_its_recipient_gets_the_brief_as_pdf(districts: Path) -> None:
    (found,) = load_with(districts, entry(towns=["沙湾镇", "440113017", "南村镇"])).recipients
    assert found.towns == ("440113017", "440113102")
    assert (found.documents, found.formats) == (("brief",), ("pdf",))


def test_a_town_recipient_gets_the_leaders_report_only_where_it_says_so(districts: Path) -> None:
    (found,) = load_with(districts, entry(towns="南村镇", documents=["report", "brief"], formats=["xlsx"])).recipients
    assert found.formats_of("report") == ("xlsx",)
    assert found.formats_of("brief") == ("pdf",)


def test_the_technical_annex_is_sent_only_where_it_is_named(districts: Path) -> None:
    plain, more = load_with(districts, entry(), entry(address="b@panyu.example", formats=["pdf", "annex"])).recipients
    assert plain.formats == ("pdf", "xlsx")
    assert more.formats_of("report") == ("pdf", "annex")


def test_without_a_stated_clearance_somebody_may_have_only_what_is_public(districts: Path) -> None:
    plain, cleared = load_with(
        districts, entry(), entry(address="b@panyu.example", clearance="内部", language=["zh"])
    ).recipients
    assert (plain.clearance, cleared.clearance) == ("public", "internal")


MISTAKES = [
    ([entry(towns=["番禺村"])], ("番禺村", "towns.csv")),
    ([entry(), entry(role="另一职务", address="A@Panyu.example")], ("A@Panyu.example", "两次", "另一职务")),
    ([entry(towns=["南村镇"], formats=["pdf", "xlsx"])], ("xlsx", "镇街简报只有 pdf")),
    ([entry(formats=["odt"])], ("formats", "odt")),
    ([entry(documents=["brief"])], ("towns",)),
    ([entry(language=["zh", "en"])], ("en", "languages")),
    ([entry(clearance="绝密")], ("clearance", "绝密")),
    ([entry(clearance="不得外发")], ("clearance",)),
]


@pytest.mark.parametrize(("entries", "said"), MISTAKES, ids=[m[1][0] for m in MISTAKES])
def test_a_mistake_is_one_sentence_that_names_file_and_entry(
    districts: Path, entries: list[dict[str, Any]], said: tuple[str, ...]
) -> None:
    with pytest.raises(ConfigError) as caught:
        load_with(districts, *entries)
    text = str(caught.value)
    assert "recipients.yaml" in text
    assert all(part in text for part in said)
    assert "\n" not in text


def test_only_plain_counts_are_public_by_themselves() -> None:
    policy = MailPolicy()
    assert [policy.class_of(s) for s in ("towns", "funding", "attention", "quality", "front", "a_new_section")] == [
        "public", "public", "internal", "internal", "internal", "internal",
    ]  # fmt: skip
    assert MailPolicy.model_validate({"sections": {"towns": "内部"}}).class_of("towns") == "internal"


@pytest.mark.parametrize(
    ("domains", "address", "internal", "public"),
    [
        ({}, "a@minzheng.panyu.example", True, True),
        ({}, "a@gmail.example", False, True),
        ({"internal": ["panyu.example"]}, "a@PANYU.example", True, True),
        ({"internal": ["panyu.example"]}, "a@x.panyu.example", False, True),
        ({"internal": ["*.panyu.example"]}, "a@x.panyu.example", True, True),
        ({"internal": ["*.panyu.example"]}, "a@notpanyu.example", False, True),
        ({"public": ["gz.example"]}, "a@gz.example", False, True),
        ({"public": ["gz.example"]}, "a@minzheng.panyu.example", True, True),
        ({"public": ["gz.example"]}, "a@elsewhere.example", False, False),
    ],
)
def test_a_domain_may_have_what_the_list_allows(
    domains: dict[str, list[str]], address: str, internal: bool, public: bool
) -> None:
    policy = MailPolicy.model_validate({"domains": domains})
    assert policy.allows(address, "internal", SENDER) is internal
    assert policy.allows(address, "public", SENDER) is public
    assert not policy.allows(address, "never", SENDER)


def test_who_may_be_mailed_is_no_part_of_the_reference_data(districts: Path, panyu: District) -> None:
    path = districts / "panyu" / "district.yaml"
    text = path.read_text(encoding="utf-8")
    assert "names: chinese" in text
    path.write_text(text.replace("names: chinese", "names: ascii"), encoding="utf-8")
    changed = load_district(districts, "panyu")
    assert changed.mail.names == "ascii"
    assert changed.reference_sha256 == panyu.reference_sha256


def test_a_language_may_be_written_alone_or_as_a_list() -> None:
    assert Recipient.model_validate(entry(language="en")).languages == ("en",)
    assert Recipient.model_validate(entry(languages=["zh", "en"])).languages == ("zh", "en")
