"""Nothing internal goes to somebody who isn't cleared, or to a domain that isn't allowed; and it is said why."""

from __future__ import annotations

import pytest

from govreport.delivery.mail.mail_policy import class_of, refusal
from govreport.district.recipients import Classification, MailPolicy
from govreport.reports.model import ReportModel
from tests.fixtures.mails import recipient
from tests.fixtures.report_model import make_model

SENDER = "jibao@minzheng.panyu.example"
POLICY = MailPolicy.model_validate({"domains": {"internal": ["panyu.example"]}})


def without(*keys: str) -> ReportModel:
    model = make_model()
    return model.model_copy(update={"sections": [s for s in model.sections if s.key not in keys]})


def test_a_report_is_as_internal_as_its_most_internal_section() -> None:
    public_front = MailPolicy.model_validate({"sections": {"front": "公开"}})
    assert class_of(make_model(), (), public_front) == ("internal", "三、需要关注")
    assert class_of(without("attention"), (), public_front) == ("internal", "四、数据质量")
    assert class_of(without("attention", "quality"), (), public_front)[0] == "public"
    assert class_of(without("attention", "quality"), (), MailPolicy()) == ("internal", "第1页")


def test_sections_of_the_technical_annex_count_only_where_a_file_brings_them() -> None:
    model = make_model()
    kept = [s.model_copy(update={"annex": s.key == "quality"}) for s in model.sections]
    policy = MailPolicy.model_validate({"sections": {"quality": "不得外发"}})
    model = model.model_copy(update={"sections": kept})
    assert class_of(model, ("pdf",), policy)[0] == "internal"
    for formats in (("pdf", "annex"), ("xlsx",), ("pdf", "docx"), ()):
        assert class_of(model, formats, policy)[0] == "never"  # type: ignore[arg-type]


def test_an_attachment_may_be_held_back_further_but_only_where_it_goes_along() -> None:
    policy = MailPolicy.model_validate({"attachments": {"xlsx": "不得外发"}})
    assert class_of(make_model(), ("pdf", "xlsx"), policy) == ("never", "xlsx")
    assert class_of(make_model(), ("pdf",), policy)[0] == "internal"


@pytest.mark.parametrize(
    ("clearance", "address", "classification", "said"),
    [
        ("internal", "a@panyu.example", "internal", None),
        ("public", "a@panyu.example", "public", None),
        ("public", "a@panyu.example", "internal", "clearance"),
        ("internal", "a@elsewhere.example", "internal", "elsewhere.example"),
        ("internal", "a@panyu.example", "never", "不能用邮件发送"),
    ],
)
def test_clearance_and_domain_both_decide(
    clearance: str, address: str, classification: Classification, said: str | None
) -> None:
    found = refusal(recipient(address, clearance=clearance), classification, "三、需要关注", POLICY, SENDER)
    if said is None:
        assert found is None
    else:
        assert found is not None
        assert said in found.message.zh
        assert "三、需要关注" in found.message.zh
        assert "\n" not in found.message.zh


def test_a_test_address_must_be_allowed_too() -> None:
    one = recipient("a@panyu.example")
    assert refusal(one, "internal", "x", POLICY, SENDER, "me@panyu.example") is None
    found = refusal(one, "internal", "x", POLICY, SENDER, "me@home.example")
    assert found is not None
    assert "home.example" in found.message.zh
