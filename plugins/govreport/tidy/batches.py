"""Batches of rows cut, joined and renumbered, where a file holds several tables or sheets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from govreport.tidy.readers.grid import Batch, Misfit


def moved(batch: Batch, by: int) -> Batch:
    """The batch with its rows numbered ``by`` higher."""
    if not by:
        return batch
    rows = pc.add(batch.rows, pa.scalar(by, pa.int32()))
    return Batch(rows, batch.columns, [replace(m, row=m.row + by) for m in batch.misfits])


def last_row(rows: pa.Array) -> int:
    """The highest of ascending row numbers; 0 where there is none."""
    return int(rows[-1].as_py()) if len(rows) else 0


def cells_of(batch: Batch, row: int) -> list[str]:
    """The cells of a row; none where the batch doesn't hold it."""
    misfit = next((m for m in batch.misfits if m.row == row), None)
    if misfit is not None:
        return misfit.cells
    at = int(np.searchsorted(batch.rows.to_numpy(), row))
    if at >= len(batch.rows) or batch.rows[at].as_py() != row:
        return []
    return [column[at].as_py() for column in batch.columns]


def between(batch: Batch, first: int, end: int | None) -> Batch:
    """The rows from ``first`` on and before ``end``."""
    numbers = batch.rows.to_numpy()
    start = int(np.searchsorted(numbers, first))
    stop = len(numbers) if end is None else int(np.searchsorted(numbers, end))
    if (start, stop) == (0, len(numbers)) and not batch.misfits:
        return batch
    misfits = [m for m in batch.misfits if first <= m.row and (end is None or m.row < end)]
    return Batch(batch.rows[start:stop], [column[start:stop] for column in batch.columns], misfits)


def joined(first: Batch, second: Batch) -> Batch:
    """Two batches of the same width as one."""
    columns = [pa.concat_arrays(pair) for pair in zip(first.columns, second.columns, strict=True)]
    return Batch(pa.concat_arrays([first.rows, second.rows]), columns, [*first.misfits, *second.misfits])


def refitted(batch: Batch, width: int) -> Batch:
    """The batch with ``width`` columns: rows of the table's own width that the file's first header made misfits."""
    own = [(m.row, m.cells) for m in batch.misfits if len(m.cells) == width and not m.fault]
    others = [m for m in batch.misfits if len(m.cells) != width or m.fault]
    others += [Misfit(int(row), cells_of(batch, int(row))) for row in batch.rows.to_pylist()]
    columns = [pa.array([cells[i] for _, cells in own], pa.string()) for i in range(width)]
    return Batch(pa.array([row for row, _ in own], pa.int32()), columns, sorted(others, key=lambda m: m.row))
