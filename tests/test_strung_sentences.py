"""Sentences of others as parts of a longer one: whoever strings them sets one stop, never two."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport.context import Context
from govreport.district.folder import District
from govreport.documents.stored_report import MissingInputsError
from govreport.errors import DeliveryError, Message, strung
from govreport.manifests.deliveries import DeliveryRow
from govreport.manifests.verdicts import Difference
from govreport.quality.reconcile import summary
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport_airflow.made import what_next
from govreport_airflow.stage import require_delivered

DOUBLED = re.compile(r"[。；][。；]|[;.] ?[;.](?!\.)")
SENTENCES = st.builds(
    Message,
    st.from_regex(r"[甲乙丙“”]{1,6}[。；]{0,2}", fullmatch=True),
    st.from_regex(r"[a-c ]{0,5}[a-c][.;]{0,2}", fullmatch=True),
)


@given(st.lists(SENTENCES, min_size=1, max_size=4))
def test_a_string_of_sentences_has_no_doubled_stop_and_loses_no_word(sentences: list[Message]) -> None:
    told = strung(sentences)
    for text, own in ((f"{told.zh}。", [s.zh for s in sentences]), (f"{told.en}.", [s.en for s in sentences])):
        assert not DOUBLED.search(text)
        assert all(one.strip().rstrip("。；.; ") in text for one in own)


@pytest.mark.parametrize("state", ["refused", "failed", "in_doubt", "bounced", "not_arrived"])
def test_what_is_said_of_copies_that_may_not_have_arrived_is_so(
    panyu: District, settings: Settings, state: str
) -> None:
    told = "服务器不接受：550 no such user. / The server refused it: 550 no such user."
    rows = [
        DeliveryRow.model_validate({"report_sha256": "0" * 64, "recipient": address, "state": state, "detail": told})
        for address in ("leader.committee@panyu.example", "section@minzheng.panyu.example")
    ]
    with pytest.raises(DeliveryError) as caught:
        require_delivered(Context(settings, panyu, Quarter(2019, 3)), rows)
    zh, en = caught.value.message
    assert not DOUBLED.search(zh), zh
    assert not DOUBLED.search(en), en
    again = state in ("refused", "failed", "not_arrived")
    assert ("续跑就会再发" in zh, "程序不会自行重发" in zh) == (again, not again)
    assert ("is sent once the cause is mended" in en, "isn't sent again by itself" in en) == (again, not again)


def test_copies_of_both_kinds_are_told_apart() -> None:
    both = what_next(["refused", "in_doubt"])
    assert both.zh == what_next(["refused"]).zh + what_next(["in_doubt"]).zh
    assert "govreport settle" in both.en


def test_a_list_of_differences_has_one_stop_after_what_people_have_written() -> None:
    row = {
        "rule": "E50", "key": "R01", "name": "登记数", "title_zh": "年报", "title_en": "Return", "owner": "科",
        "filename": "a", "is_money": False, "ours": 3, "theirs": 2, "difference": 1, "tolerance": 0,
        "state": "explained",
        "explanation_zh": "对方漏列一家。", "explanation_en": "They left one out.", "explained_by": "科长",
        "explained_on": "2019-10-20",
    }  # fmt: skip
    told = summary([Difference.model_validate(row)] * 2)
    assert not re.search("。[）。；]", told.zh), told.zh
    assert not re.search(r"\.[).;]", told.en), told.en
    assert told.zh.count("对方漏列一家") == 2


def test_missing_inputs_are_one_sentence() -> None:
    missing = [Message("文件甲不见了。", "File a is gone."), Message("文件乙已损坏。", "File b is damaged.")]
    assert MissingInputsError(missing).message == (
        "文件甲不见了；文件乙已损坏。",
        "File a is gone; File b is damaged.",
    )
