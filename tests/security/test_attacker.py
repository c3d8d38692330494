"""An attacker who has every file ever published of nine quarters, and puts them all together, fixes no hidden number
and can't tell whose records are a sensitive group's.

Everything is read from the files; of the product only names of columns and code lists are used.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from html import unescape
from typing import NamedTuple

import pytest
from docx import Document
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from govreport.canonical.folding import fold
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.disclosure.hiding import hidden_keys
from govreport.indicators.disclosure.known import NOTHING_KNOWN
from govreport.indicators.model import Observation
from tests.conftest import PROJECT
from tests.fixtures import published
from tests.fixtures.nine_quarters import LAST, Nine, nine_quarters, quarters
from tests.fixtures.referee import Attack, Cell, Edition

pytestmark = pytest.mark.slow

BY = ("target_group", "department", "purpose")
GROUP = "target_group"
MEANING = {"服务对象": "target_group", "资金主管部门": "department", "用途（服务领域）": "purpose"}
Members = set[tuple[str, str]]


class Project(NamedTuple):
    """What the fund's own ledger says of a project; readers have no ledger."""

    number: str
    title: str
    recipient: str
    says: Mapping[str, str]
    """Breakdown -> code."""


@pytest.fixture(scope="module")
def nine() -> Nine:
    return nine_quarters()


@cache
def projects() -> dict[str, Project]:
    """The ledger at the end of the last quarter."""
    folder = PROJECT / "include" / "sample" / "panyu" / str(LAST)
    lines = csv.reader(io.StringIO((folder / f"funding-{LAST}.csv").read_bytes().decode("gb18030")))
    head = next(line for line in lines if "项目编号" in line)
    found = {}
    for line in lines:
        row = dict(zip(head, line, strict=True))
        says = {name: code for zh, name in MEANING.items() if (code := published.code_lists()[name].find(row[zh]))}
        number = row["项目编号"].strip()
        if number and number not in found:
            found[number] = Project(number, row["项目名称"].strip(), row["受助单位"].strip(), says)
    return found


@cache
def sensitive() -> frozenset[tuple[str, str]]:
    """Sensitive groups, and what stands for them: nearly all whose projects are theirs."""
    groups = {c.code for c in published.code_lists()[GROUP].codes.values() if c.sensitive}
    assert {"community_correction", "disabled", "mental_disorder"} <= groups
    found = {(GROUP, code) for code in groups}
    for breakdown in ("department", "purpose"):
        of: dict[str, list[str | None]] = {}
        for project in projects().values():
            of.setdefault(project.says.get(breakdown, ""), []).append(project.says.get(GROUP))
        found |= {(breakdown, code) for code, own in of.items() if sum(g in groups for g in own) * 4 >= len(own) * 3}
    assert {("department", "justice"), ("department", "disabled"), ("purpose", "disabled")} <= found
    return frozenset(found)


@cache
def theirs() -> frozenset[str]:
    """Numbers of the projects for sensitive groups."""
    return frozenset(n for n, p in projects().items() if (GROUP, p.says.get(GROUP, "")) in sensitive())


# ---- numbers


@pytest.fixture(scope="module")
def workbooks(nine: Nine) -> dict[str, Edition]:
    """Quarter -> its workbook; only to be read, as all that is of the module."""
    return {quarter: published.read_workbook(nine.one(quarter, ".xlsx"), quarter, BY) for quarter in quarters()}


@pytest.fixture(scope="module")
def everything(nine: Nine, workbooks: dict[str, Edition]) -> list[Edition]:
    """Every edition of every number: workbooks, figures as data where there are any, and what BI tools are shown."""
    editions = list(workbooks.values())
    for quarter in quarters():
        packages = [data for name, data in nine.files(quarter).items() if name.endswith(".zip")]
        editions += [published.read_open_data(data, quarter, BY) for data in packages]
    presented = nine.context.presented.told("panyu")
    editions += [published.read_bi(nine.context.results.engine, t.vintage_id, str(t.quarter), BY) for t in presented]
    return editions


def attack(editions: list[Edition]) -> Attack:
    return Attack(
        editions,
        published.cumulative(BY),
        whole=published.whole(BY),
        equations=published.poor_and_disabled(editions),
    )


@pytest.fixture(scope="module")
def attacked(everything: list[Edition]) -> Attack:
    return attack(everything)


def test_no_hidden_number_of_nine_quarters_can_be_worked_out(attacked: Attack) -> None:
    """A hidden zero may show where nothing small is behind it: in tables by purpose, which share what they hide, and in
    quarters before the first report. Zeros are printed otherwise."""
    hidden = attacked.hidden(sensitive())
    assert len({c.quarter for c in hidden}) >= 9
    assert {c.breakdown for c in hidden} == set(BY)
    solved = attacked.fixed(sensitive())
    groups = {c for c in solved if c.breakdown != "purpose" and c.quarter in set(quarters())}
    assert {c: v for c, v in solved.items() if v > 0.5 or c in groups} == {}


def test_no_line_hides_sensitive_members_only(everything: list[Edition]) -> None:
    """Else readers know that what is hidden there is one sensitive group's or another's."""
    for edition in everything:
        lines: dict[tuple[str, ...], set[tuple[str, str]]] = {}
        for cell, value in edition.cells.items():
            if value is None:
                lines.setdefault(cell[:4], set()).add((cell.breakdown, cell.member))
        assert [line for line, members in lines.items() if members <= sensitive()] == []


def test_what_one_workbook_hides_no_other_file_prints(nine: Nine, workbooks: dict[str, Edition]) -> None:
    for quarter in quarters():
        hidden = {c for c, v in workbooks[quarter].cells.items() if v is None}
        texts = published.read_pages(nine.pages(quarter), quarter)
        own = {c for c in hidden if c.quarter == quarter and not c.town}
        assert own <= texts.keys()
        assert {c: texts[c] for c in own} == dict.fromkeys(own, "—")


def test_small_numbers_of_the_groups_are_hidden_at_all(workbooks: dict[str, Edition]) -> None:
    """By the ledger itself: a town's one or two projects are in no file."""
    for quarter, edition in workbooks.items():
        small = {
            c: v for c, v in edition.cells.items() if c.indicator == "G13" and (c.breakdown, c.member) in sensitive()
        }
        assert not {c: v for c, v in small.items() if v in (1, 2)}, quarter
        assert any(v is None for v in small.values()), quarter


# ---- the referee can tell: the same figures, chosen as they used to be


def test_patterns_chosen_quarter_by_quarter_would_be_solved(nine: Nine) -> None:
    editions = []
    for told in nine.context.presented.told("panyu"):
        vintage = nine.context.vintages.find(told.vintage_id)
        assert vintage is not None
        if vintage.quarter != vintage.source_quarter:
            continue
        stored = nine.context.vintages.observations(vintage.id)
        listed = [Observation(o[0], vintage.quarter, *o[1:]) for o in stored if o[0] in CATALOGUE]
        hidden = hidden_keys(listed, CATALOGUE, published.code_lists(), NOTHING_KNOWN)
        edition = Edition(str(vintage.quarter))
        for o in listed:
            if o.breakdown == GROUP or (not o.breakdown and o.indicator == "G13"):
                key = (o.indicator, o.quarter, o.town_code, o.breakdown, o.member)
                place = Cell(o.indicator, GROUP, str(o.quarter), o.town_code, o.member)
                edition.cells[place] = None if key in hidden else o.numerator
        editions.append(edition)
    solved = attack(editions).fixed(sensitive())
    assert len(solved) >= 3
    assert any(value > 0.5 for value in solved.values())


# ---- records


def rows_of(page: str) -> Iterator[list[str]]:
    """The rows of a page's tables, as cells."""
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL):
        yield [
            unescape(re.sub(r"<[^>]+>", "", c)).strip()
            for c in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)
        ]


@pytest.fixture(scope="module")
def shown(nine: Nine) -> dict[str, set[str]]:
    """Number of a project -> everything that stands in a row with it on any page of any quarter, and the lists that it
    is in."""
    found: dict[str, set[str]] = {}
    for quarter in quarters():
        for indicator, page in nine.pages(quarter).items():
            for cells in rows_of(page):
                for number in set(cells) & projects().keys():
                    found.setdefault(number, set()).update(cells, {f"list {indicator} {quarter}"})
    return found


def telling(shown: Mapping[str, Collection[str]]) -> set[str]:
    """What gives a sensitive group away: a word of a code list from its first project, anything else from the third."""
    words = {
        fold(w) for name in BY for c in published.code_lists()[name].codes.values() for w in (c.zh, c.en, *c.aliases)
    }
    by_text: dict[str, set[str]] = {}
    for number, texts in shown.items():
        for text in texts:
            by_text.setdefault(text, set()).add(number)
    found = set()
    for text, numbers in by_text.items():
        stated = [n for n in numbers if GROUP in projects()[n].says]
        own = numbers & theirs()
        least = 1 if fold(text) in words else 3
        if len(own) >= least and len(own) * 4 >= len(stated) * 3 and len(own) * 2 >= len(numbers):
            found.add(text)
    return found


def test_nothing_beside_a_projects_number_on_any_page_says_whose_it_is(shown: dict[str, set[str]]) -> None:
    assert len(theirs() & shown.keys()) >= 10  # they are listed, like all others
    assert telling(shown) == set()


def test_the_attacker_would_see_it_if_departments_purposes_or_titles_stood_there(shown: dict[str, set[str]]) -> None:
    for breakdown, word in (("department", "司法"), ("department", "残联"), ("purpose", "助残")):
        codes = published.code_lists()[breakdown].codes
        more = {
            n: {*texts, codes[projects()[n].says[breakdown]].zh}
            for n, texts in shown.items()
            if breakdown in projects()[n].says
        }
        assert word in telling(more)
    titles = {n: {*texts, re.sub(r"^.*(?:村|社区)", "", projects()[n].title)} for n, texts in shown.items()}
    assert "助残同行项目" in telling(titles)


def paid(page: str) -> dict[str, tuple[str, int]]:
    """Number of a project -> the town under which the page lists it, and the fen that its rows add up to."""
    found: dict[str, tuple[str, int]] = {}
    for part in page.split('<details id="r-')[1:]:
        town, head = part[: published.TOWN_DIGITS], []
        for cells in rows_of(part):
            if "项目编号" in cells:
                head = cells
            elif head and len(cells) == len(head):
                row = dict(zip(head, cells, strict=True))
                fen = round(float(row["拨付金额（元）"].replace(",", "") or 0) * 100)
                before = found.get(row["项目编号"], (town, 0))[1]
                found[row["项目编号"]] = (town, before + fen)
    return found


def test_what_a_project_was_paid_doesnt_say_which_department_paid_it(nine: Nine, attacked: Attack) -> None:
    """Adding up a town's rows to a printed sum must leave another department for each of the groups' projects."""
    others = {
        c for c in attacked.hidden({("department", code) for code in published.code_lists()["department"].codes})
        if c.indicator == "G12" and c.quarter == str(LAST) and (c.breakdown, c.member) not in sensitive()
    }  # fmt: skip
    most: dict[str, float] = {}
    for (cell, _), left in attacked.ranges(others).items():
        most[cell.town] = max(most.get(cell.town, 0), left.high)
    listed = paid(nine.pages(str(LAST))["G12"])
    assert len(theirs() & listed.keys()) >= 7
    told = {n: listed[n] for n in theirs() & listed.keys() if most.get(listed[n][0], 0) < listed[n][1]}
    assert told == {}


def test_pages_without_proxies_keep_their_columns(nine: Nine) -> None:
    pages = nine.pages(str(LAST))
    heads = {
        name: set(re.findall(r'<th scope="col">([^<]+)</th>', pages[name])) for name in ("B00", "V01", "M06", "G02")
    }
    assert {"项目名称", "用途(服务领域)", "行号"} <= heads["V01"]
    assert {"项目名称", "项目领域", "行号"} <= heads["M06"]
    assert {"项目编号", "受助单位", "拨付日期"} <= heads["G02"]
    assert not {"项目名称", "用途(服务领域)", "行号"} & heads["G02"]
    assert "不公开的栏" in pages["G02"]
    assert "不公开的栏" not in pages["V01"]


# ---- every line of every file


def lines_of(name: str, data: bytes) -> Iterator[str]:
    """The lines of a document in whatever format: a table's row is one."""
    if name.endswith((".html", ".svg")):
        text = data.decode()
        yield from (" ".join(cells) for cells in rows_of(text))
        yield from (unescape(line) for line in re.sub(r"<tr.*?</tr>", "", text, flags=re.DOTALL).splitlines())
    elif name.endswith(".pdf"):
        for page in PdfReader(io.BytesIO(data)).pages:
            yield from page.extract_text().splitlines()
    elif name.endswith(".xlsx"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in book.sheet_names:
            yield from (" ".join(map(str, row)) for row in book.get_sheet_by_name(sheet).to_python())
    elif name.endswith(".docx"):
        document = Document(io.BytesIO(data))
        yield from (p.text for p in document.paragraphs)
        yield from (" ".join(c.text for c in row.cells) for table in document.tables for row in table.rows)
    elif name.endswith((".json", ".csv", ".txt", ".js", ".css", ".xml")):
        yield from data.decode("utf-8-sig").splitlines()


def test_no_line_of_any_file_names_a_group_beside_a_project_or_who_got_the_money(nine: Nine) -> None:
    words = {
        w for by, code in sensitive() for c in [published.code_lists()[by].codes[code]] for w in (c.zh, *c.aliases)
    }
    named = {n for p in projects().values() if p.number in theirs() for n in (p.number, p.recipient)}
    files = {p.relative_to(nine.site).as_posix(): p.read_bytes() for p in nine.site.rglob("*") if p.is_file()}
    for quarter in quarters():
        files |= {f"{quarter}/{name}": data for name, data in nine.files(quarter).items()}
    for document in nine.documents():
        files |= {f.name: nine.context.files.get(f.key) for f in document.files}
    found = []
    says, names = (re.compile("|".join(map(re.escape, sorted(texts)))) for texts in (words, named))
    # The archive holds the reports' own files too: what is the same to the byte is read once.
    for (_, data), name in {(name.rsplit(".", 1)[-1], data): name for name, data in files.items()}.items():
        for line in lines_of(name, data):
            if says.search(line) and names.search(line):
                found.append(f"{name}: {line[:120]}")
    assert found == []
    suffixes = {name.rsplit(".", 1)[-1] for name in files}
    assert {"pdf", "html", "xlsx", "docx"} <= suffixes
