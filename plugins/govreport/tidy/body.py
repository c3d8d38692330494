"""The rows below the header, batch by batch: each record is kept as a typed row, or set aside with its reasons.

What happens to a cell is in columns.py, what kinds of row there are in row_kinds.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from govreport.canonical import EXTRACTS, ROW
from govreport.district.folder import Layout
from govreport.manifests.extracts import SHEET_ROWS
from govreport.tidy.amendments import Corrections
from govreport.tidy.batch_state import BatchState, Reason
from govreport.tidy.columns import NULL, READ, READ_WITH_NOTE, REFUSED, ColumnParser, ParsedColumn
from govreport.tidy.cutoff import Cutoffs, Stated, cutoff_in_rows
from govreport.tidy.filling import filled_columns, named_columns
from govreport.tidy.header import Header
from govreport.tidy.readers.grid import Batch
from govreport.tidy.reasons import Reasons
from govreport.tidy.row_kinds import RowKind
from govreport.tidy.row_teller import RowTeller
from govreport.tidy.stacked_tables import Piece
from govreport.tidy.totals import Totals
from govreport.tidy.values.cells import key, plain
from govreport.tidy.values.dates import PLAIN, DateStyle
from govreport.tidy.values.places import Communities
from govreport.tidy.values.problems import UnreadableError
from govreport.tidy.whole_columns import WholeColumns
from govreport.tidy.writer import SET_ASIDE_SCHEMA, ParquetBytes, canonical_schema, repeating


@dataclass
class Body:
    """Takes a file's batches one after the other, and keeps what is true of the whole file: rows counted, sums, the
    cut-off, the rows kept and set aside."""

    file: str
    extract: str
    layout: Layout
    header: Header
    """The header in force."""
    parsers_for: Callable[[Header], dict[str, ColumnParser]]
    """A table's parsers: its header says in which units its amounts stand."""
    communities: Communities
    corrections: Corrections | None = None
    sheets: Sequence[str] = ()
    """The sheets that are read, where they are several."""
    dates: DateStyle = PLAIN
    by_name: bool = False
    """Whether the district's organizations are told apart by their names."""
    rows_in: int = 0
    rows_set_aside: int = 0
    unnamed: set[int] = field(default_factory=set)
    """Columns without a header in which a record holds something."""

    def __post_init__(self) -> None:
        table = EXTRACTS[self.extract]
        columns = [c for c in table.columns if c.name != ROW]
        self._columns = [c.name for c in columns]
        self._kinds = {c.name: c.info["kind"] for c in columns}
        self._required = [c.name for c in columns if not c.nullable]
        self._money = [name for name in self._columns if self._kinds[name] == "money"]
        self.headers: list[Header] = []
        self.totals = Totals(self.extract, self._money)
        self.cutoffs = Cutoffs(self.header.titles, self.dates)
        self._over: set[str] = set()
        self._begin(self.header, 0)
        self._schema = canonical_schema(table)
        self.kept = ParquetBytes(self._schema, repeating(table))
        self.aside = ParquetBytes(SET_ASIDE_SCHEMA)

    def _begin(self, header: Header, sheet: int) -> None:
        """A table begins: what is true of one table only is that of this one from here on."""
        self.header, self._sheet = header, sheet
        if header not in self.headers:
            self.headers.append(header)
        self._mapping = header.mapping
        # What the layout fills in makes no record of a row: whether it is one is told by what the file holds.
        self._written = [name for name in self._required if name in self._mapping]
        self._above: dict[str, str] = {}
        self.parsers = self.parsers_for(header)
        self.cutoffs.under(header.titles)
        self._filled = filled_columns(self.extract, self.layout, self.parsers)
        self._whole_columns = WholeColumns(self.file, self.layout, header, self.parsers)
        self.totals.begin(header, sheet, self.parsers)
        self._reasons = Reasons(
            self.file, self.extract, header, self._columns, self._required, self.parsers, self.communities, self.sheets
        )
        self._teller = RowTeller(header, self._written, self._kinds, self.parsers, self._over)

    def read_titles(self, rows: list[list[str]], sheet: int) -> None:
        """What the rows above a sheet's header say of the sheet as a whole."""
        self.totals.titled(sheet, rows)
        self._over.update(filter(None, (key(cell) for row in rows for cell in row if cell)))
        day = cutoff_in_rows(rows) if sheet else None
        if day is not None:
            self.cutoffs.titled(day.day, day.row + sheet * SHEET_ROWS, day.text)

    def take(self, piece: Piece) -> None:
        """Read some rows. The order of the steps matters; beside each is why it stands where it does."""
        if piece.header != self.header or piece.sheet != self._sheet:
            self._begin(piece.header, piece.sheet)
        state = self._fit_rows(piece.batch)  # first: the steps after it need columns of one length
        for step in (
            self._parse_cells,  # what a row is depends on which of its required cells hold a value
            self._tell_records,  # by what was written: once groups are filled, a blank row looks like a record
            self._fill_groups,  # of records only: what stands in a total row is no group
            self._whole_columns.doubt_numbers,  # of records only: the word 合计 is no identifier of another form
            self._add_totals,  # before corrections: a total may fit the file as it came, or as it is corrected
            self._apply_corrections,  # before reasons are listed: a row whose cell is corrected is kept
            self._fill_in,  # after the steps that look at what the file itself holds
            self._note_cutoffs,  # any time after records are told from notes
            self._note_unnamed_columns,  # likewise
            self._read_communities,  # after filling and correcting: a community's name is read within its town
            self._whole_columns.require_units,  # after correcting, and before a reason is listed for every row
            self._list_reasons,  # after everything that can change a cell
            self._write,  # last: only now is it known which records are kept
        ):
            state = step(state)

    def note_hidden(self, rows: int, sheets: Sequence[str]) -> None:
        """List what a person who opens the file may not see."""
        lines = self._reasons.hidden(rows, sheets)
        self.aside.add_records(lines)

    def conclude_cutoff(self, titled: Stated | None, by_layout: Stated | None) -> date | None:
        """The one cut-off that titles, notes, the cut-off column and the layout agree on; otherwise None, and each is
        listed."""
        day, lines = self.cutoffs.conclude(titled, by_layout)
        self.aside.add_records([self._reasons.line(*line) for line in lines])
        return day

    # -- the steps ---------------------------------------------------------------------------------------------------

    def _fit_rows(self, batch: Batch) -> BatchState:
        """Rows whose cells can't be told apart for certain: notes and totals are known all the same, and the rest is
        set aside."""
        width = len(batch.columns)
        others: dict[int, tuple[RowKind, list[str]]] = {}
        reasons: list[Reason] = []
        for misfit in batch.misfits:
            cells = misfit.cells
            few = sum(1 for c in cells if plain(c)) <= max(2, len(self._written) // 2)
            kind = self._teller.kind(cells)
            if kind != "data" and (few or kind in {"header", "total", "subtotal"}):
                others[misfit.row] = (kind, cells)
            elif misfit.fault:
                reasons.append(self._reasons.stray_quote(misfit.row))
            else:
                reasons.append(self._reasons.wrong_width(misfit.row, len(cells), misfit.wanted or width))
        return BatchState.of(Batch(batch.rows, batch.columns), others, len(reasons), tuple(reasons))

    def _parse_cells(self, state: BatchState) -> BatchState:
        columns = state.batch.columns
        cells = {name: columns[i] for name, i in self._mapping.items() if i < len(columns)}
        return replace(state, cells=cells, parsed={name: self.parsers[name].parse(c) for name, c in cells.items()})

    def _tell_records(self, state: BatchState) -> BatchState:
        return self._teller.tell(state, self._reasons)

    def _fill_groups(self, state: BatchState) -> BatchState:
        """Repeat what stands above in records whose group cell is empty."""
        cells, parsed = {**state.cells}, {**state.parsed}
        for name in self.layout.group_by:
            if name not in cells:
                continue
            column = cells[name]
            blank = pc.or_(pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(column)), 0), pc.invert(state.records))
            # the last group of the batch before stands above the first row of this one
            above = pa.array([self._above.get(name)], pa.string())
            filled = pc.fill_null_forward(
                pa.concat_arrays([above, pc.if_else(blank, pa.scalar(None, pa.string()), column)])
            )[1:]
            if len(filled) and filled[-1].as_py() is not None:
                self._above[name] = filled[-1].as_py()
            cells[name] = pc.fill_null(filled, "")
            parsed[name] = self.parsers[name].parse(cells[name])
        return replace(state, cells=cells, parsed=parsed)

    def _add_totals(self, state: BatchState) -> BatchState:
        unreadable = self.totals.add(state)
        return replace(state, reasons=(*state.reasons, *(self._reasons.cell(*total) for total in unreadable)))

    def _apply_corrections(self, state: BatchState) -> BatchState:
        if not self.corrections:
            return state
        corrected, amended = self.corrections.apply(state, self.parsers)
        self.totals.amend(amended)
        return corrected

    def _fill_in(self, state: BatchState) -> BatchState:
        """The layout's constants, what an empty cell stands for, and names where they identify."""
        cells, parsed = {**state.cells}, {**state.parsed}
        for fill in self._filled:
            cells, parsed = fill.into(cells, parsed, len(state.rows))
        if self.by_name:
            cells, parsed = named_columns(cells, parsed)
        return replace(state, cells=cells, parsed=parsed)

    def _note_cutoffs(self, state: BatchState) -> BatchState:
        notes = [(row, cells) for row, (kind, cells) in state.others.items() if kind == "note"]
        self.cutoffs.add(state.batch, state.records, notes)
        return state

    def _note_unnamed_columns(self, state: BatchState) -> BatchState:
        columns = state.batch.columns
        for index, title in enumerate(self.header.titles[: len(columns)]):
            if title or index in self.unnamed:
                continue
            if any(plain(c) for c in pc.unique(columns[index].filter(state.records)).to_pylist()):
                self.unnamed.add(index)
        return state

    def _read_communities(self, state: BatchState) -> BatchState:
        """Names of communities to codes. A name is looked up in the row's town, each pair of the two once."""
        if "community_code" not in state.parsed or "town_code" not in state.parsed:
            return state
        towns, named = state.parsed["town_code"].values, state.parsed["community_code"]
        if not self.communities.listed:
            nothing = ParsedColumn(pa.nulls(len(towns), pa.string()), pa.repeat(pa.scalar(NULL, pa.int8()), len(towns)))
            return replace(state, parsed={**state.parsed, "community_code": nothing})
        known = pc.and_(pc.is_valid(towns), pc.equal(named.states, READ))
        pairs = pc.binary_join_element_wise(pc.fill_null(towns, ""), named.values, "\x1f", null_handling="replace")
        encoded = pc.if_else(known, pairs, "").dictionary_encode()
        outcomes = [self._community(pair) for pair in encoded.dictionary.to_pylist()]
        values = pa.array([o[0] for o in outcomes], pa.string()).take(encoded.indices)
        states = pa.array([o[1] for o in outcomes], pa.int8()).take(encoded.indices)
        column = ParsedColumn(values, pc.if_else(pc.equal(named.states, REFUSED), named.states, states))
        return replace(state, parsed={**state.parsed, "community_code": column})

    def _community(self, pair: str) -> tuple[str | None, int]:
        if not pair:
            return None, NULL
        town, name = pair.split("\x1f", 1)
        try:
            return self.communities.parse(name, town), READ
        except UnreadableError:
            return None, READ_WITH_NOTE

    def _list_reasons(self, state: BatchState) -> BatchState:
        reasons, refused = self._reasons.of_records(state)
        return replace(state, reasons=(*state.reasons, *reasons), accepted=pc.and_not(state.records, refused))

    def _write(self, state: BatchState) -> BatchState:
        """Count the records, and add them to the two files that the whole extract becomes."""
        records, accepted = _count(state.records), _count(state.accepted)
        whole = state.wrong_width + state.unlike_records
        self.rows_in += records + whole
        self.rows_set_aside += records - accepted + whole
        arrays = [state.rows.filter(state.accepted)]
        for name in self._columns:
            column = state.parsed.get(name)
            if column is None:  # the file has no such column
                arrays.append(pa.nulls(accepted, self._schema.field(name).type))
            else:
                arrays.append(column.values.filter(state.accepted))
        self.kept.add(pa.table(arrays, schema=self._schema))
        in_order = sorted(state.reasons, key=lambda reason: (reason.row, reason.place))
        self.aside.add_records([reason.line for reason in in_order])
        return state


def _count(mask: pa.Array) -> int:
    return pc.sum(mask).as_py() or 0
