"""Whatever reads a cell takes linear time: every function that takes a text, and every column's parser, is found by
looking for it and given hostile texts, so that a new one is among them."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pyarrow as pa
import pytest

import govreport.currency
import govreport.tidy
from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList, load_codes
from govreport.district.folder import District
from govreport.tidy.columns import REFUSED, ColumnParser, parsers_for
from govreport.tidy.values.cells import FORMATTED, LONGEST, NUMBER
from govreport.tidy.values.money import money_parser
from govreport.tidy.values.places import Communities, Towns
from govreport.tidy.values.problems import UnreadableError
from tests.conftest import PROJECT

LENGTH, SECONDS = 100_000, 1.0

PIECES = {
    "a date and many spaces": ("2019-01-01", " ", "x"),
    "spaces": ("", " ", ""),
    "every kind of space": ("1", "\u00a0\u3000\t", "x"),
    "lines": ("", "1\n", "x"),
    "digits": ("", "9", ""),
    "wide digits": ("", "１", ""),
    "raised digits": ("1", "²", ""),
    "opened brackets": ("", "(", ""),
    "pairs of brackets": ("", "（）", "x"),
    "brackets and units": ("", "（单位：", ""),
    "repeated separators": ("", "2019-", ""),
    "commas": ("", "1,", "x"),
    "dots": ("1", ".", ""),
    "dashes": ("", "—", "1"),
    "stars": ("", "*", ""),
    "numerals": ("", "十百千万", ""),
    "units": ("单位:", "万元", "x"),
    "amounts": ("", "1万元", "x"),
    "totals": ("", "合计1万元，", "x"),
    "labels": ("", "单位:万元 ", "x"),
    "quotes": ("", "='", ""),
    "formulas": ("", '="', ""),
    "months": ("", "2019年1月", "x"),
    "cut-offs": ("", "截至2019年", ""),
    "words read as Latin": ("", "å¹¿", ""),
    "letters": ("", "a", "单位"),
    "errors": ("", "#", "!"),
    "shown and stored": (FORMATTED, "1", "\x1f1"),
}  # fmt: skip
HOSTILE = {name: a + b * (LENGTH // len(b)) + c for name, (a, b, c) in PIECES.items()}

FOLDERS = (govreport.tidy, govreport.currency)
ROOMS = [m.name for room in FOLDERS for m in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")]
ROOMS += [f"govreport.canonical.{room}" for room in ("blanks", "folding", "money")]
ROOMS += [
    f"govreport.quality.{room}" for room in ("credit_code", "reconcile", "reference_table", "sheets.filled_cells")
]
ROOMS.append("govreport.spreadsheet")
NO_CELLS = {f"govreport.tidy.readers.{room}" for room in ("refusals", "text_refusals", "workbook_refusals")}
"""They repeat a file's name."""


def takes_a_text() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every function of these rooms that can be called with one text."""
    for room in ROOMS:
        if room in NO_CELLS or importlib.util.find_spec(room) is None:
            continue
        module = importlib.import_module(room)
        for name, function in vars(module).items():
            if not inspect.isfunction(function) or function.__module__ != room:
                continue
            parameters = inspect.signature(function).parameters.values()
            required = [p for p in parameters if p.default is p.empty and p.kind is not p.VAR_KEYWORD]
            if len(required) == 1 and str(required[0].annotation) == "str":
                yield f"{room}.{name}", function


@contextmanager
def linear(what: str) -> Iterator[None]:
    """Fails what takes more than its share of processor time, and ends what would go on for hours."""

    def late(*_: object) -> None:
        raise TimeoutError(what)

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, 3 * SECONDS)
    began = time.process_time()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    assert time.process_time() - began < SECONDS, what


FUNCTIONS = dict(takes_a_text())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_of_one_text_takes_linear_time(name: str) -> None:
    for kind, text in HOSTILE.items():
        with linear(f"{name}: {kind}"):
            try:
                FUNCTIONS[name](text)
            except TimeoutError:
                raise
            except Exception:  # noqa: S110 - a refusal of any kind is an answer
                pass


def test_the_functions_are_found() -> None:
    found = {name.rpartition(".")[2] for name in FUNCTIONS}
    assert {"parse_date", "parse_int", "parse_identifier", "parse_uscc", "parse_name", "split_unit", "fold"} <= found
    assert {"whole_number", "total_in_words", "is_garbled", "folded", "joined", "_stated", "_named"} <= found


@pytest.fixture(scope="module")
def codes() -> dict[str, CodeList]:
    return load_codes(PROJECT / "include" / "reference" / "codes.yaml")


@pytest.fixture(scope="module")
def parsers(panyu: District, codes: dict[str, CodeList]) -> dict[str, ColumnParser]:
    """Every column's parser of every extract of a district."""
    found = {}
    for extract, source in panyu.sources.items():
        made = parsers_for(extract, source.layout, codes, Towns(panyu), {}, panyu.tz, panyu.identifiers_in(extract))
        found |= {f"{extract}.{column}": parser for column, parser in made.items()}
    return found


def test_every_columns_parser_takes_linear_time_and_refuses_what_no_cell_can_hold(
    parsers: dict[str, ColumnParser],
) -> None:
    kinds: dict[tuple[str, bool], str] = {}
    for name, parser in parsers.items():  # columns of one kind have one parser
        kinds.setdefault((parser._kind, parser.is_identifier), name)
    for name in kinds.values():
        parser = parsers[name]
        for kind, text in HOSTILE.items():
            with linear(f"{name}: {kind}"):
                _, problem, state = parser.outcome(text)
            assert state == REFUSED, (name, kind)
            assert problem is not None
            assert problem.rule == "T-LONG", (name, kind)
            with linear(f"{name}: {kind}, as long as a cell may be"):
                parser.outcome(text[:LONGEST])


def test_a_name_as_long_as_a_cell_is_read_and_one_letter_more_is_not(parsers: dict[str, ColumnParser]) -> None:
    parser = next(p for p in parsers.values() if p._kind == "text" and not p.is_identifier)
    parsed = parser.parse(pa.array(["番" * LONGEST, "番" * (LONGEST + 1), "番禺"]))
    assert parsed.values.to_pylist() == ["番" * LONGEST, None, "番禺"]
    assert parsed.states.to_pylist() == [0, REFUSED, 0]


@pytest.mark.parametrize("code", ["CNY", "GBP", "USD"])
def test_amounts_of_every_currency_take_linear_time(code: str) -> None:
    parser = money_parser(code)
    for kind, text in HOSTILE.items():
        for cell in (text, NUMBER + text):
            with linear(f"{code}: {kind}"), pytest.raises(UnreadableError):
                parser.parse(cell, parser.currency.base)


def test_communities_and_former_towns_take_linear_time(panyu: District) -> None:
    towns, communities, town = Towns(panyu), Communities(panyu), panyu.towns[0].code
    for kind, text in HOSTILE.items():
        with linear(kind):
            towns.is_former(text[:LONGEST])
        with linear(kind), suppress(UnreadableError):
            communities.parse(text[:LONGEST], town)


def test_headers_and_titles_of_units_take_linear_time(panyu: District) -> None:
    from govreport.tidy import units
    from govreport.tidy.header import find_header

    extract = next(name for name in EXTRACTS if name in panyu.sources)
    layout = panyu.sources[extract].layout
    for kind, text in HOSTILE.items():
        with linear(kind):
            find_header([[text, text], ["", text]], [], layout, extract)
            units.below_header([text, text], {"amount_fen": 0}, 1)
            units.above_header([[text]])
            units.of_title("amount_fen", [text], 1)
    assert units.of_title("amount_fen", ["金额（万元）*"], 1) is not None
