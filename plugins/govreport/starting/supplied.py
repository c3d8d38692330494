"""The files that a district is begun from: which extract and which quarter each is, and what its columns hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList
from govreport.errors import Message, ReadError
from govreport.quarter import Quarter
from govreport.starting.question import Answers, Question
from govreport.tidy.cutoff import cutoff_in_rows
from govreport.tidy.hints import safe_hints
from govreport.tidy.near_header import likeliest_header
from govreport.tidy.opening import Opened, open_file
from govreport.tidy.proposal import Proposal, likeliest_extract, propose
from govreport.tidy.usual_words import Usual, usual_layout
from govreport.tidy.values.cells import plain

LEFT_OUT = "none"
"""The answer for a file that is no extract."""
_ROWS = 50_000
_NAMED = re.compile(r"(?<!\d)(\d{4})\s?[-_年]?\s?第?(?:Q([1-4])|([一二三四1-4])季)", re.IGNORECASE)


@dataclass(frozen=True)
class Supplied:
    """One file, understood as far as it tells."""

    path: Path
    data: bytes
    extract: str
    quarter: Quarter
    columns: Mapping[str, Sequence[str]]
    """Title -> its cells, row by row."""


@dataclass
class Extract:
    """One extract: its files of all quarters, and the layout that they share."""

    name: str
    files: list[Supplied]
    proposal: Proposal

    def titles(self, column: str) -> list[str]:
        """The headers that a canonical column bears."""
        return [c.title for c in self.proposal.columns.get(column, ())]

    def cells(self, column: str) -> list[str]:
        """Everything that stands in a canonical column, the earliest file first."""
        return [
            cell for file in self.files for title in self.titles(column) for cell in file.columns.get(title, ()) if cell
        ]


def read_supplied(paths: Sequence[Path], usual: Usual, answers: Answers, money: str) -> list[Supplied]:
    """Read the files and tell extract and quarter of each. Raises ReadError, SourceError, ConfigError."""
    from govreport.sources.named import file_bytes

    found = []
    for path in paths:
        data = file_bytes(path)
        extract = _extract(path, data, usual, answers)
        if extract == LEFT_OUT:
            continue
        opened = _opened(path.name, data, extract, usual, money)
        found.append(Supplied(path, data, extract, _quarter(path, opened, answers), _columns(opened)))
    return sorted(found, key=lambda one: (list(EXTRACTS).index(one.extract), one.quarter, one.path.name))


def read_again(supplied: Sequence[Supplied], usual: Usual, money: str) -> list[Supplied]:
    """The same files by a dictionary that has grown since. Raises ReadError."""
    return [
        replace(one, columns=_columns(_opened(one.path.name, one.data, one.extract, usual, money))) for one in supplied
    ]


def grouped(
    supplied: Iterable[Supplied], usual: Usual, codes: Mapping[str, CodeList], money: str
) -> dict[str, Extract]:
    """The extracts in their order, each with the layout that its files propose together."""
    by_name: dict[str, list[Supplied]] = {}
    for one in supplied:
        by_name.setdefault(one.extract, []).append(one)
    return {
        name: Extract(name, files, propose(None, name, [(f.path.name, f.data) for f in files], usual, codes, money))
        for name, files in by_name.items()
    }


def _extract(path: Path, data: bytes, usual: Usual, answers: Answers) -> str:
    refusal: ReadError | None = None
    likely = ""
    try:
        likely = likeliest_extract(path.name, data, usual)
    except ReadError as error:
        refusal = error
        if "--extract" not in error.message.en:  # it is no table at all
            raise
    asked = Message(f"文件“{path.name}”是哪一份数据", f"which extract {path.name} is")
    choices = (*EXTRACTS, LEFT_OUT)
    return answers.decide(Question(f"file.{path.name}", asked, choices, likely, sure=refusal is None))


def _opened(name: str, data: bytes, extract: str, usual: Usual, money: str) -> Opened:
    layout = usual_layout(extract, usual, money, safe_hints(name, data))
    try:
        return open_file(name, data, layout, extract)
    except ReadError:
        near = likeliest_header(name, data, layout)
        if near is None:
            raise
        return near


def _quarter(path: Path, opened: Opened, answers: Answers) -> Quarter:
    if named := _NAMED.search(path.name) or _NAMED.search(path.parent.name):
        digit = named[2] or named[3]
        return Quarter(int(named[1]), "一二三四".find(digit) + 1 or int(digit))
    stated = cutoff_in_rows(opened.grid.head[: opened.header.row - 1])
    cutoff = stated.day if stated else None
    likely = str(Quarter.containing(cutoff)) if cutoff else ""
    sure = cutoff is not None and Quarter.containing(cutoff).end == cutoff
    asked = Message(f"文件“{path.name}”是哪个季度的（如 2024-Q1）", f"of which quarter {path.name} is (like 2024-Q1)")
    key = f"quarter.{path.name}"
    return Quarter.parse(answers.decide(Question(key, asked, (), likely, sure)))


def _columns(opened: Opened) -> dict[str, list[str]]:
    """The cells of every table of the file under their titles, as the proposal calls them."""
    columns: dict[str, list[str]] = {}
    for table in opened.tables:
        header = table.header
        taken = set(header.mapping.values())
        deep = header.rows > 1
        titles = [t.rsplit("/", 1)[-1] if deep and at not in taken else t for at, t in enumerate(header.titles)]
        for batch in table.grid.batches(header.row - 1 + header.rows):
            for title, column in zip(titles, batch.columns, strict=False):
                if title and len(columns.setdefault(title, [])) < _ROWS:
                    columns[title] += [plain(cell or "") for cell in column.to_pylist()]
    return columns
