"""The figures that a printed report holds as CSV: what they are, whose they are, and what is never among them."""

from __future__ import annotations

import csv
import io
from functools import cache

import pikepdf
import pytest

from govreport.language import Language
from govreport.reports.build import build_model
from govreport.reports.documents.reply_annex import reply_annex
from govreport.reports.documents.town_brief import town_brief
from govreport.reports.formats.pdf import Figures, render_pdf
from govreport.reports.open_data.figures import figures_csv
from govreport.reports.publications import rendered
from govreport.reports.rendering import RenderedFile, render_files
from govreport.settings import Settings
from tests.reports.fictional import fictional_inputs
from tests.reports.test_suppressed_everywhere import TOWNS, groups, known, solve


@cache
def files(language: Language = "zh") -> list[RenderedFile]:
    return render_files(build_model(fictional_inputs(extra=groups()), language), Settings())


def held(pdf: bytes) -> dict[str, tuple[pikepdf.Object, bytes]]:
    """Name -> (what the PDF says of the file, its bytes)."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        tree = file.Root.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", [])
        found = {str(name): (said, bytes(said.EF.F.read_bytes())) for name, said in zip(tree[::2], tree[1::2])}  # noqa: B905
        assert [str(said.UF) for said in file.Root.get("/AF", [])] == [*found]
        for said, data in found.values():
            assert said.AFRelationship == "/Data"
            assert said.EF.F.Subtype == "/text/csv"
            assert "CSV" in str(said.Desc)
            assert str(said.EF.F.Params.ModDate) == "D:20191023120000Z", "the report's day, never today"
            assert said.EF.F.Params.Size == len(data)
        return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_report_and_annex_hold_the_very_file_that_is_published_as_data(language: Language) -> None:
    printed = [f for f in files(language) if f.ending.endswith(".pdf")]
    published = next(f.data for f in files(language) if f.data_name == "figures.csv")
    assert [f.annex for f in printed] == [False, True]
    for file in printed:
        ((name, (_, data)),) = held(file.data).items()
        assert (name, data) == ("figures.csv", published)


def test_the_held_figures_change_nothing_on_the_page_and_the_bytes_repeat() -> None:
    model = build_model(fictional_inputs(), "zh")
    figures = Figures("figures.csv", figures_csv(model))
    with_figures = render_pdf(model, figures=figures)
    assert with_figures == render_pdf(model, figures=figures)
    contents = []
    for data in (with_figures, render_pdf(model)):
        with pikepdf.open(io.BytesIO(data)) as file:
            contents.append([page.Contents.read_bytes() for page in file.pages])
    assert contents[0] == contents[1]


def test_a_figure_that_print_withholds_is_withheld_in_the_pdfs_file_and_cannot_be_worked_out_from_it() -> None:
    ((_, data),) = held(files()[0].data).values()
    rows = [r for r in csv.DictReader(io.StringIO(data.decode("utf-8-sig"))) if r["indicator"] == "X01"]
    hidden = [r for r in rows if r["status"] == "Q"]
    assert (TOWNS[0], "社区矫正人员") in [(r["area"], r["member_zh"]) for r in hidden]
    assert {(r["value"], r["numerator"], r["denominator"]) for r in hidden} == {("", "", "")}
    words = [("" if r["area"] not in TOWNS else r["area"], "" if r["member"] == "_T" else r["member_zh"],
              int(r["numerator"]) if r["numerator"] else None) for r in rows]  # fmt: skip
    shown = known(words)
    assert (TOWNS[1], "一般居民") in shown, "its good neighbour is there"
    assert (TOWNS[0], "社区矫正人员") not in solve(shown)


def test_a_towns_brief_and_the_annex_of_a_reply_hold_no_file() -> None:
    briefs = rendered("town_brief", [town_brief(fictional_inputs(), "zh", TOWNS[0])], Settings())
    replies = rendered("reply_annex", [reply_annex(fictional_inputs(), "zh")], Settings())
    for file in (*briefs[0], *replies[0]):
        assert not file.ending.endswith(".pdf") or held(file.data) == {}


def test_a_brief_holds_no_figures_even_where_it_is_handed_some() -> None:
    brief = town_brief(fictional_inputs(), "zh", TOWNS[0])
    assert held(render_pdf(brief, template="brief", figures=Figures("figures.csv", b"town,value\r\n"))) == {}
