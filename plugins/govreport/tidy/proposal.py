"""A layout proposed from files themselves: which extract they are, what each column is and how surely, and what nobody
but their owner can know. Writing it as YAML is in proposal_yaml.py; a proposal is never used for reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList
from govreport.currency.declared import EXAMPLE
from govreport.district.folder import District
from govreport.errors import ReadError
from govreport.tidy.cutoff import COLUMN_TITLES, cutoff_in_rows
from govreport.tidy.evidence import Evidence, day_or_month_first, sample
from govreport.tidy.header import find_header
from govreport.tidy.hints import safe_hints
from govreport.tidy.near_header import likeliest_header
from govreport.tidy.opening import Opened, open_file, open_grids
from govreport.tidy.units import split_unit
from govreport.tidy.usual_words import Usual, is_idle, is_personal, usual_layout
from govreport.tidy.values.cells import key, plain

Basis = Literal["name", "alike", "values", "personal", "idle", "unknown"]
_ALIKE = 75
_CONTRADICTED = 0.3
"""Where fewer of a column's cells read as what its name says, the name is doubted."""
_CONVINCING = 0.9
_SOME_WORDS = 0.4
"""Of a coded column: the rest may be spelt in the district's own way."""
_ENDINGS = frozenset(
    {
        *("名称", "编号", "类别", "日期", "时间", "金额", "类型", "种类", "结果", "单位", "项目", "事项", "等级"),
        *("状态", "形式", "期限", "年度", "地址"),
        *("name", "form", "title", "people", "purpose", "grade", "score", "round", "stage"),
    }
)
"""Usual words that end too many others' titles to tell anything."""


@dataclass(frozen=True)
class ProposedColumn:
    """A header of a file and what it probably is."""

    title: str
    column: str | None
    basis: Basis
    confidence: int
    """Percent."""
    doubted: bool = False
    """Its cells say otherwise than its name."""


@dataclass
class Proposal:
    """What one extract's files look like, as far as they tell."""

    extract: str
    currency: str = EXAMPLE
    """The district's."""
    files: list[str] = field(default_factory=list)
    columns: dict[str, list[ProposedColumn]] = field(default_factory=dict)
    """Canonical column -> the headers it bears in the files."""
    left: list[ProposedColumn] = field(default_factory=list)
    """Headers that are no canonical column: to ignore, or unknown."""
    units: dict[str, str | None] = field(default_factory=dict)
    """Money column -> the unit that the files state, None where one of them states none."""
    words: dict[str, dict[str, str | None]] = field(default_factory=dict)
    """Code list -> word that it lacks -> the code that it may mean."""
    sheets: list[str] = field(default_factory=list)
    """Where a workbook has several sheets of this table."""
    encodings: list[str] = field(default_factory=list)
    """Those of text files that state none themselves."""
    dates: str | None = None
    """day_first, month_first, or "?" where the files don't settle it."""
    named: frozenset[str] = frozenset()
    """Identifiers for which the name stands, in a district whose organizations have none."""
    has_cutoff: bool = True
    """Whether every file states up to which day it runs."""
    hints: dict[str, str] = field(default_factory=dict)
    """Entries of the layout that a file needs to be opened at all: records, encoding."""
    repeats: list[str] = field(default_factory=list)
    """Columns whose empty cells may repeat the one above."""

    @property
    def missing(self) -> list[str]:
        """Required columns for which no file has a header."""
        unmapped = self._unmapped()
        return [
            c.name
            for c in EXTRACTS[self.extract].columns
            if not c.nullable and not c.info.get("may_lack") and c.name in unmapped and c.name not in self.named
        ]

    def _unmapped(self) -> set[str]:
        return {c.name for c in EXTRACTS[self.extract].columns if c.name != "_row"} - set(self.columns)


def likeliest_extract(file: str, data: bytes, usual: Usual) -> str:
    """The extract whose usual headers the file has most of. Raises ReadError where it can't be opened."""
    best, most = "", -1.0
    refusal: ReadError | None = None
    told = safe_hints(file, data)
    for extract in EXTRACTS:
        layout = usual_layout(extract, usual, hints=told)
        try:
            header = open_file(file, data, layout, extract).header
        except ReadError as error:
            refusal = refusal or error
            continue
        needed = layout.needed(extract)
        score = len(header.mapping) + 3 * sum(n in header.mapping for n in needed) / len(needed) * len(header.mapping)
        if score > most:
            best, most = extract, score
    if not best:
        assert refusal is not None  # noqa: S101 - for the type checker
        if likeliest_header(file, data, usual_layout(next(iter(EXTRACTS)), usual, hints=told)) is None:
            raise refusal
        raise unknown_extract(file)
    return best


def unknown_extract(file: str) -> ReadError:
    """It is a table, under headers that nobody has used yet."""
    known = ", ".join(EXTRACTS)
    return ReadError(
        f"文件“{file}”的表头不是常用的叫法，判断不出是哪一份数据；请用 --extract 写明（{known}），再逐列对应。",
        f"{file} has none of the usual headers, so it is not clear which extract it is; name it with --extract "
        f"({known}), then say what its columns are.",
    )


def propose(
    district: District | None,
    extract: str,
    files: Sequence[tuple[str, bytes]],
    usual: Usual,
    codes: Mapping[str, CodeList],
    money: str = EXAMPLE,
) -> Proposal:
    """What the files of one source (of different quarters) look like together; ``district`` is None where there is none
    yet, and ``money`` is its currency. Raises ReadError."""
    proposal = Proposal(extract, district.currency if district else money)
    evidence = Evidence(district, codes, proposal.currency)
    for name, data in files:
        _add(proposal, name, data, usual, evidence, codes)
    source = district.sources.get(extract) if district is not None else None
    of_the_register = source is None or source.population is None
    if district is not None and district.identifiers.scheme == "none" and of_the_register:
        proposal.named = frozenset(c.name for c in EXTRACTS[extract].columns if c.info["kind"] == "id")
        for column in proposal.named & set(proposal.columns):
            proposal.left += proposal.columns.pop(column)
    return proposal


def _add(
    proposal: Proposal, name: str, data: bytes, usual: Usual, evidence: Evidence, codes: Mapping[str, CodeList]
) -> None:
    extract = proposal.extract
    told = safe_hints(name, data)
    proposal.hints.update(told)
    layout = usual_layout(extract, usual, proposal.currency, told)
    try:
        opened = open_file(name, data, layout, extract)
    except ReadError:
        near = likeliest_header(name, data, layout)
        if near is None:
            raise
        opened = near
    proposal.files.append(name)
    cells = sample(opened)
    found = _columns(opened, extract, usual, evidence, cells)
    for position, column in found:
        if column.column is None:
            if column.title not in [c.title for c in proposal.left]:
                proposal.left.append(column)
            continue
        named = proposal.columns.setdefault(column.column, [])
        if column.title not in [c.title for c in named]:
            named.append(column)
        kind = EXTRACTS[extract].columns[column.column].info["kind"]
        if kind == "money":
            stated = split_unit(column.title)[1]
            unit = opened.header.units.get(column.column) or (evidence.currency.unit(stated) if stated else None)
            known = proposal.units.setdefault(column.column, unit)
            proposal.units[column.column] = unit if known == unit else None
        if kind == "date" and (order := day_or_month_first(cells[position])):
            proposal.dates = order if proposal.dates in (None, "?") else proposal.dates
        _add_words(proposal, column.column, cells[position], evidence, codes)
    _add_facts(proposal, name, data, opened, usual)


def _add_words(
    proposal: Proposal, column: str, cells: Sequence[str], evidence: Evidence, codes: Mapping[str, CodeList]
) -> None:
    listed = EXTRACTS[proposal.extract].columns[column].info["codes"]
    for word in evidence.unknown_words(proposal.extract, column, cells)[:20]:
        near = get_close_matches(key(word), codes[listed].lookup, n=1, cutoff=0.6)
        proposal.words.setdefault(listed, {})[word] = codes[listed].lookup[near[0]] if near else None


def _add_facts(proposal: Proposal, name: str, data: bytes, opened: Opened, usual: Usual) -> None:
    header, grid = opened.header, opened.grid
    titled = cutoff_in_rows(grid.head[: header.row - 1]) is not None
    proposal.has_cutoff &= titled or any(key(t) in COLUMN_TITLES for t in header.titles)
    if opened.format == "csv" and grid.encoding and not grid.encoding.upper().startswith("UTF") and not proposal.hints:
        proposal.encodings.append(grid.encoding)
    if grid.sheet is not None:
        layout = usual_layout(proposal.extract, usual, proposal.currency)
        alike = [
            other.sheet
            for other in open_grids(name, data, layout)[1]
            if other.sheet
            and (h := find_header(other.head, other.spans, layout, proposal.extract)) is not None
            and set(h.mapping) == set(header.mapping)
        ]
        if len(alike) > 1:
            proposal.sheets = list(dict.fromkeys((*proposal.sheets, *alike)))
    first = grid.head[header.row - 1 + header.rows :]
    for column in ("town_code", "community_code"):
        at = header.mapping.get(column)
        below = [plain(row[at]) for row in first if at is not None and at < len(row) and any(map(plain, row))]
        if len(below) > 4 and below[0] and below.count("") * 3 > len(below) and column not in proposal.repeats:
            proposal.repeats.append(column)


def _columns(
    opened: Opened, extract: str, usual: Usual, evidence: Evidence, cells: Sequence[Sequence[str]]
) -> list[tuple[int, ProposedColumn]]:
    header = opened.header
    taken = {position: name for name, position in header.mapping.items()}
    free = [name for name in usual[extract] if name not in header.mapping]
    found = []
    for position, shown in enumerate(header.titles):
        # under a two-row header an unknown column shows both its titles; a layout names it by the lower one
        title = shown.rsplit("/", 1)[-1] if header.rows > 1 and position not in taken else shown
        if not plain(title) or (key(title) in COLUMN_TITLES and position not in taken):
            if plain(title):
                found.append((position, ProposedColumn(title, None, "idle", 100)))
            continue
        name = taken.get(position)
        if name is not None:
            share = evidence.share(extract, name, cells[position])
            doubted = share is not None and share < _CONTRADICTED and len(cells[position]) > 2
            found.append((position, ProposedColumn(title, name, "name", 100, doubted)))
        elif is_idle(title) or is_personal(title):
            found.append((position, ProposedColumn(title, None, "idle" if is_idle(title) else "personal", 100)))
        elif cells[position] and cells[position][0].lstrip("[").startswith("{"):
            found.append((position, ProposedColumn(title, None, "idle", 100)))  # its parts are columns of their own
        else:
            column = _guess(title, extract, usual, free, evidence, cells[position])
            found.append((position, column))
            if column.column is not None:
                free.remove(column.column)
    return found


def _guess(
    title: str, extract: str, usual: Usual, free: Sequence[str], evidence: Evidence, cells: Sequence[str]
) -> ProposedColumn:
    """By likeness of the name where the cells don't contradict it, else by the cells where they convince."""
    from rapidfuzz import fuzz, process  # slow to load

    words = {word: name for name in free for word in usual[extract][name]}
    bare = split_unit(title)[0]
    near = process.extractOne(bare, list(words), scorer=fuzz.ratio, processor=key, score_cutoff=_ALIKE)
    ending = [word for word in words if len(word) > 1 and word not in _ENDINGS and bare.endswith(key(word))]
    if near is not None or ending:
        name, score = (words[near[0]], int(near[1])) if near is not None else (words[max(ending, key=len)], _ALIKE)
        share = evidence.share(extract, name, cells)
        coded = EXTRACTS[extract].columns[name].info["codes"] is not None
        if share is None or share >= (_SOME_WORDS if coded else 1 - _CONTRADICTED):
            return ProposedColumn(title, name, "alike", score)
    telling = [n for n in free if EXTRACTS[extract].columns[n].info["kind"] in ("id", "town", "coded")]
    shares = {n: evidence.share(extract, n, cells) or 0 for n in telling}
    convincing = [n for n, share in shares.items() if share >= _CONVINCING]
    if len(convincing) == 1 and len(cells) > 1:
        return ProposedColumn(title, convincing[0], "values", int(100 * shares[convincing[0]]))
    return ProposedColumn(title, None, "unknown", 0)
