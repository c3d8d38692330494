"""The draft of a correction notice: exactly the first page's figures that print differently, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from govreport.district.folder import District, Recipient
from govreport.errors import Message
from govreport.indicators.model import Observation
from govreport.language import Language
from govreport.manifests.documents import Report
from govreport.reports.build import build_model
from govreport.reports.documents.notice import headline_changes, make_notice
from govreport.reports.model import ReportModel
from govreport.settings import Settings
from govreport.store.files import FileStore
from govreport.store.records import Judged
from tests.reports.fictional import QUARTER, fictional_inputs


def model(registered: int | None = None, language: Language = "zh", without: tuple[str, ...] = ()) -> ReportModel:
    def change(o: Observation) -> Observation:
        if registered is not None and (o.indicator, o.quarter, o.town_code, o.breakdown) == ("R01", QUARTER, "", ""):
            return replace(o, numerator=registered)
        return o

    return build_model(fictional_inputs(change=change, without=without), language)


def test_the_same_figures_make_no_notice() -> None:
    assert headline_changes(model(), model()) == []


def test_a_figure_and_the_comparisons_that_move_with_it_are_named_old_and_new() -> None:
    changes = headline_changes(model(851), model(849))
    assert {c.indicator for c in changes} == {"R01"}
    assert next((c.label, c.old, c.new) for c in changes) == ("", "851家", "849家")
    previous = next(c for c in changes if c.label == "环比")  # 838 the quarter before
    assert (previous.old, previous.new) == ("+13 +1.6%", "+11 +1.3%")


def test_a_figure_that_left_the_first_page_is_not_corrected_by_silence() -> None:
    changes = headline_changes(model(), model(without=("R01",)))
    assert [(c.old, c.new) for c in changes if c.indicator == "R01"] == [("851家", "—")]


@pytest.mark.parametrize(("language", "day"), [("zh", "2019年11月5日"), ("en", "5 November 2019")])
def test_the_draft_says_which_report_which_figure_and_why(
    language: Language, day: str, settings: Settings, files: FileStore, panyu: District
) -> None:
    issued, made = model(851, language), model(849, language)
    district = panyu.model_copy(update={"recipients": (Recipient(role="<区领导>", address="leader@panyu.example"),)})
    signed = Report(district="panyu", quarter=QUARTER, language=language, fingerprint="3f9a" * 16, sha256="a" * 64,
                    files=[], held=False, model_key="")  # fmt: skip
    drafts = [
        make_notice(
            settings, district, files, signed=signed, issued=issued, changes=headline_changes(issued, made),
            judged=Judged("correction", "extracts", Message("两家重复登记", "two were registered twice")),
            known_since=date(2019, 11, 5), holders=["leader@panyu.example"],
        )
        for _ in range(2)
    ]  # fmt: skip
    assert drafts[0] == drafts[1]
    text, page = (files.get(f.key).decode() for f in (drafts[0].text, drafts[0].html))
    reason = {"zh": "两家重复登记", "en": "two were registered twice"}[language]
    for part in (reason, day, "851", "849", issued.issue, "3f9a" * 16):
        assert part in text
        assert part in page
    assert "<区领导>" in text
    assert "&lt;区领导&gt;" in page
    assert "leader@" not in text + page
    assert drafts[0].recipients == ["leader@panyu.example"]
